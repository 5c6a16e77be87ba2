"""A pack for tests."""
