"""Cell references in Excel's notation, and blocks of cells written as ranges."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

MOST_ENTRIES = 24
"""A finding lists at most so many cells or ranges (ours: a screenful)."""

_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*\Z")
_PLAIN_FILE = re.compile(r"[\w.]+\Z")
_LOOKS_LIKE_CELL = re.compile(r"(?:[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]\d*|[Cc]\d*)\Z")


class CellRef(NamedTuple):
    """One cell: file name, sheet name, row and column counted from 0."""

    file: str
    sheet: str
    row: int
    column: int


def name_column(column: int) -> str:
    """Give the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_column(letters: str) -> int:
    """Give the column, counted from 0, that the letters name."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def write_address(row: int, column: int) -> str:
    """Write a cell address as Excel does: (4, 2) is C5."""
    return f"{name_column(column)}{row + 1}"


def write_range(top: int, left: int, bottom: int, right: int) -> str:
    """Write a block of cells: one address where it is one cell, else A1:B2."""
    first = write_address(top, left)
    return first if (top, left) == (bottom, right) else f"{first}:{write_address(bottom, right)}"


def write_sheet(sheet: str, file: str | None = None) -> str:
    """Write the sheet prefix of a reference, quoted where Excel would quote it."""
    name = sheet if file is None else f"[{file}]{sheet}"
    plain = _PLAIN_SHEET.match(sheet) and not _LOOKS_LIKE_CELL.match(sheet)
    if plain and (file is None or _PLAIN_FILE.match(file)):
        return name
    return "'" + name.replace("'", "''") + "'"


def write_cell(cell: CellRef, main: str) -> str:
    """Write one cell; cells of another file than the main one carry its name."""
    prefix = write_sheet(cell.sheet, None if cell.file == main else cell.file)
    return f"{prefix}!{write_address(cell.row, cell.column)}"


def write_cells(cells: Iterable[CellRef], main: str, most: int = MOST_ENTRIES) -> list[str]:
    """Write cells as few ranges: adjacent blocks joined, in order of file, sheet and place."""
    by_sheet: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    order: list[tuple[str, str]] = []
    for cell in cells:
        key = (cell.file, cell.sheet)
        if key not in by_sheet:
            order.append(key)
        by_sheet[key].add((cell.row, cell.column))
    written = []
    for file, sheet in order:
        prefix = write_sheet(sheet, None if file == main else file)
        written += [f"{prefix}!{write_range(*block)}" for block in join_blocks(by_sheet[file, sheet])]
    return written[:most]


def join_blocks(places: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Cover the places exactly with blocks (top, left, bottom, right), rows joined first."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(places):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    blocks: list[tuple[int, int, int, int]] = []
    open_blocks: dict[tuple[int, int], int] = {}
    for row, left, right in runs:
        at = open_blocks.get((left, right))
        if at is not None and blocks[at][2] == row - 1:
            blocks[at] = (blocks[at][0], left, row, right)
        else:
            open_blocks[left, right] = len(blocks)
            blocks.append((row, left, row, right))
    return sorted(blocks)
