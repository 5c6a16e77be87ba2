"""The sheet that an annotated copy brings: known by its mark and never read as data."""

from __future__ import annotations

import re

from checker.workbook import Sheet

MARK = "checker-findings/1"
"""Stands in the first column, right above the header of the sheet of findings."""
_ID = re.compile(r"[A-Z]{3}\d{3}-[0-9a-f]{8}\Z")
_TOP = 12


def is_own_sheet(sheet: Sheet) -> bool:
    """Tell whether a sheet lists findings of an earlier check.

    The mark alone would hide a sheet of figures: below the header each row must begin with the id
    of a finding, but for the one row that says that nothing was found.
    """
    marked = next((row for row in range(_TOP) if sheet.value(row, 0) == MARK), None)
    if marked is None:
        return False
    below = [row for row in sheet.rows[marked + 2 :] if any(value is not None for value in row)]
    if len(below) == 1 and all(value is None for value in below[0][1:]):
        return True
    return all(isinstance(row[0], str) and _ID.match(row[0]) is not None for row in below)
