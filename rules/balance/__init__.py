"""Sums and balances that do not close: BAL."""
