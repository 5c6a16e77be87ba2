"""What a sheet is named, where the program that wrote it had to cut the name short."""

from __future__ import annotations

from checker.reading.grid import filled
from checker.reading.text import fold
from checker.workbook import Sheet

LONGEST = 31
"""Characters that the name of a sheet may have (ECMA-376-1 18.2.19; Excel's limit)."""
HEAD_ROWS = 12
"""So many first rows may hold the name in full (ours)."""


def complete_name(sheet: Sheet) -> str:
    """Give the name of a sheet; one that fills all the room there is, as a line at the head of the sheet goes on with it."""
    name = sheet.name
    if len(name) < LONGEST:
        return name
    cut = fold(name)
    for row in range(min(HEAD_ROWS, len(sheet.rows))):
        for column in filled(sheet, row):
            value = sheet.value(row, column)
            said = fold(value) if isinstance(value, str) else ""
            if cut in said:
                return said[said.index(cut) :]
    return name
