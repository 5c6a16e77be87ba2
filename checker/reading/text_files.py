"""Text files that hold one table, as portals and meters export them: CSV with any usual delimiter, TSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import PurePath

from checker.reading.numbers import parse_number
from checker.reading.refusals import refuse
from checker.reading.safe_copy import MOST_CELLS
from checker.workbook import Sheet, Value

DELIMITERS = ("\t", ";", ",", "|")
"""In order: where a semicolon parts the cells a comma is a decimal mark."""
LONGEST_NAME = 31
"""Characters that the name of a sheet may have: Excel names the sheet of a text file after it."""
LEAST = 2
"""So many rows and columns make a table of a text."""
SAMPLED_LINES = 50
LONGEST_CELL = 32_767
"""Characters that a cell may hold (Excel's limit)."""
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})*|\d+),\d+\Z")
_NUMBERED = re.compile(r"[+-]?0\d|\d{16}")
"""Numbers of accounts and meters: a nought before other digits, more digits than a figure has."""


def read_text(data: bytes, name: str) -> list[Sheet]:
    """Read a text file as a workbook of one sheet, its numbers as numbers; raises UnreadableFileError where it is no table."""
    text = _decode(data)
    try:
        delimiter = _find_delimiter(text)
        cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) if delimiter else []
    except csv.Error as error:  # a cell longer than any program writes
        raise refuse(name, "text") from error
    if delimiter is None or any(len(cell) > LONGEST_CELL for row in cells for cell in row):
        raise refuse(name, "text")
    if len(cells) * max(map(len, cells), default=0) > MOST_CELLS:
        raise refuse(name, "too_large")
    comma = delimiter != "," and any(_COMMA.match(cell.strip()) for row in cells for cell in row)
    rows = [[_read_cell(cell.strip(), comma=comma) for cell in row] for row in cells]
    if sum(any(cell is not None for cell in row) for row in rows) < LEAST:
        raise refuse(name, "text")
    return [Sheet(PurePath(name).stem[:LONGEST_NAME], rows)]


def _decode(data: bytes) -> str:
    """Decode a text: by its byte order mark, else UTF-8, else as Chinese or Western programs write it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb2312"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _find_delimiter(text: str) -> str | None:
    """Find the delimiter that parts most lines into the same number of cells; None where none does."""
    lines = [line for line in text.splitlines()[: 4 * SAMPLED_LINES] if line.strip()][:SAMPLED_LINES]
    best, most = None, 0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) >= LEAST)
        agree = widths.most_common(1)[0][1] if widths else 0
        if agree > most:
            best, most = delimiter, agree
    return best if most >= max(LEAST, len(lines) // 2) else None


def _read_cell(text: str, *, comma: bool) -> Value:
    if not text:
        return None
    number = None if _NUMBERED.match(text) else parse_number(text, comma=comma)
    return text if number is None else number
