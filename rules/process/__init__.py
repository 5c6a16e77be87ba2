"""PRO: process sources: welding gas, SF6, refrigerants, carbonates, wastewater."""
