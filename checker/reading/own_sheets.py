"""The sheet that an annotated copy brings: known by its mark and never read as data; and the copy known by it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from checker.workbook import Sheet, Value

MARK = "checker-findings/1"
"""Stands in the first column, right above the header of the sheet of findings."""
_ID = re.compile(r"[A-Z]{3}\d{3}-[0-9a-f]{8}\Z")
_TOP = 12
_IN_PACKAGE = f">{MARK}<".encode()
"""The mark as the whole text of a cell, not a text that mentions it."""
_STRINGS = "xl/sharedStrings.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z")
_CHUNK = 1 << 16
_MOST_READ = 16 << 20
"""Bytes unpacked at most in looking for the mark (ours: larger workbooks are no copies anybody reads)."""


def is_own_sheet(sheet: Sheet) -> bool:
    """Tell whether a sheet lists findings of an earlier check.

    The mark alone would hide a sheet of figures: below the header each row must begin with the id
    of a finding or be a lone sentence: that nothing was found, or a question.
    """
    marked = next((row for row in range(_TOP) if sheet.value(row, 0) == MARK), None)
    if marked is None:
        return False
    below = [row for row in sheet.rows[marked + 2 :] if any(value is not None for value in row)]
    return all(isinstance(row[0], str) and (_ID.match(row[0]) or _is_sentence(row)) for row in below)


def _is_sentence(row: list[Value]) -> bool:
    return all(value is None for value in row[1:])


def is_annotated_copy(path: Path) -> bool:
    """Tell whether a file is a workbook that bears the mark of an annotated copy; False on any trouble.

    The package is not parsed: its texts, then its sheets from the last, are unpacked piece by piece
    and searched, 16 MiB at most.
    """
    try:
        return path.is_file() and _bears_mark(path)
    except Exception:  # noqa: BLE001  # damaged packages fail in every way; none of them is a copy of ours
        return False


def _bears_mark(path: Path) -> bool:
    left = _MOST_READ
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        sheets = [name for name in reversed(names) if _SHEET.match(name)]
        for name in [_STRINGS, *sheets] if _STRINGS in names else sheets:
            with package.open(name) as part:
                tail = b""
                while left > 0 and (chunk := part.read(_CHUNK)):
                    left -= len(chunk)
                    if _IN_PACKAGE in tail + chunk:
                        return True
                    tail = chunk[-len(_IN_PACKAGE) :]
    return False
