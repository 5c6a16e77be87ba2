"""FOR: what the formulas of a table say of the figures among them."""
