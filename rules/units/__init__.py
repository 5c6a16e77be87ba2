"""Units mixed up: UNT."""
