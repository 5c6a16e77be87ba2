"""How figures were typed: ENT."""
