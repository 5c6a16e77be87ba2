"""CAL: tonnes declared against tonnes recomputed from what was filed."""
