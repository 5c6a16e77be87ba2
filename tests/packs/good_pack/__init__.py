"""A small pack for tests of packs and faces."""
