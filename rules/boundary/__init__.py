"""BOU: what belongs to the company's boundary and is not filed."""
