"""Unusual months of a line: features of agreement, an isolation forest over them, reasons."""
