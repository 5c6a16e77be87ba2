"""Schemas: the canonical shape of a filing's tables, and what they refuse."""
