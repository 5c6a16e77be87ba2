"""Rules that hold a line's year against the year before and against output."""
