"""Months missing, repeated or out of place: PER."""
