"""A report shown: as text, as JSON; all wording is put together in `view`."""
