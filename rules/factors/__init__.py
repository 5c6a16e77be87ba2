"""FAC: emission factors, calorific values and other parameters against what is published."""
