"""Figures that physics or their own price forbid."""
