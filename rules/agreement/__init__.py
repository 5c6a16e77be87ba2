"""Figures that state the same thing and disagree: AGR."""
