"""ELE: power, how it was obtained, and whether its rows agree with one another."""
