"""One pass over a sheet's XML: where its cells are, which hold no value, which stand far away.

The Rust reader lays a sheet out as one rectangle and aborts the process where that does not
fit in memory; so a sheet is measured here before it is handed on.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from xml.parsers import expat

from checker.cells import number_column

if TYPE_CHECKING:
    from checker.workbook import CellState

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""Excel's own grid."""
LONGEST_TEXT = 32_767
"""Characters of a cell, by Excel's own limits."""
ROW_GAP = 10_000
COLUMN_GAP = 1_000
"""Cells beyond a wider gap are stray. Ours: no form leaves so many blank rows or columns."""

_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})\Z")
ERRORS = {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
"""The cached errors that the Rust reader knows; at any other it gives up the whole sheet."""
_TIDY = 1_000


class DamagedSheetError(Exception):
    """A sheet whose XML cannot be meant: an address outside Excel's grid, text that would be lost."""


class TooLargeError(Exception):
    """A sheet with more cells than may be read."""


class Run(NamedTuple):
    """Neighbouring rows or columns that hold something, and how many cells they hold."""

    first: int
    last: int
    cells: int


Stray: TypeAlias = dict[tuple[int, int], tuple[int, int, int, int]]
"""The boxes of cells far from the others, by the runs of rows and of columns they stand in."""


def note_stray(stray: Stray, runs: tuple[list[Run], list[Run]], row: int, column: int) -> None:
    """Let the box of its runs of rows and columns hold a stray cell."""
    rows, columns = (
        next(index for index, run in enumerate(own) if run.first <= at <= run.last)
        for own, at in zip(runs, (row, column), strict=True)
    )
    top, left, bottom, right = stray.get((rows, columns), (row, column, row, column))
    stray[rows, columns] = min(top, row), min(left, column), max(bottom, row), max(right, column)


@dataclass
class SheetScan:
    """What the pass saw; rows and columns counted from 0.

    `texts` says how often each shared string is used, `odd` which error cells must be cut.
    """

    cells: int = 0
    row_runs: list[Run] = field(default_factory=list)
    column_runs: list[Run] = field(default_factory=list)
    states: dict[tuple[int, int], CellState] = field(default_factory=dict)
    texts: Counter[bytes] = field(default_factory=Counter)
    merged: list[str] = field(default_factory=list)
    odd: set[tuple[int, int]] = field(default_factory=set)

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """Top, left, bottom, right of the block with the most cells; None for a blank sheet."""
        if not self.cells:
            return None
        rows = max(self.row_runs, key=lambda run: run.cells)
        columns = max(self.column_runs, key=lambda run: run.cells)
        return rows.first, columns.first, rows.last, columns.last

    @property
    def must_cut(self) -> bool:
        """Tell whether cells must be left out before the Rust reader sees the sheet."""
        return len(self.row_runs) > 1 or len(self.column_runs) > 1 or bool(self.odd)


class Place:
    """Where the parser stands: a cell without an address follows the one before it."""

    __slots__ = ("_columns", "_digits", "column", "row")

    def __init__(self) -> None:
        self.row, self.column = -1, -1
        self._digits = "0"
        self._columns: dict[str, int] = {}

    def enter_row(self, attributes: dict[str, str]) -> None:
        """Begin a row; raises DamagedSheetError outside Excel's grid."""
        stated = attributes.get("r")
        self.row = self.row + 1 if stated is None else int(stated) - 1
        if not 0 <= self.row < MOST_ROWS:
            raise DamagedSheetError
        self._digits = str(self.row + 1)
        self.column = -1

    def enter_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell; raises DamagedSheetError outside Excel's grid."""
        address = attributes.get("r")
        if address is None:
            self.column += 1
            if self.column >= MOST_COLUMNS:
                raise DamagedSheetError
            return
        if address.endswith(self._digits):
            column = self._columns.get(address[: -len(self._digits)])
            if column is not None:
                self.column = column
                return
        match = _ADDRESS.match(address)
        if match is None:
            raise DamagedSheetError
        self.row, self.column = int(match[2]) - 1, number_column(match[1])
        if self.row >= MOST_ROWS or self.column >= MOST_COLUMNS:
            raise DamagedSheetError
        self._digits = match[2]
        self._columns[match[1]] = self.column


def scan_sheet(chunks: Iterable[bytes], most_cells: int) -> SheetScan:  # noqa: PLR0915  # handlers share state  # handlers share state
    """Measure a sheet from its XML in chunks; memory does not grow with blank cells.

    Raises TooLargeError above `most_cells`, DamagedSheetError, and ExpatError for broken XML.
    """
    scan, place = SheetScan(), Place()
    columns = array("L", bytes(array("L").itemsize * MOST_COLUMNS))
    kind: str | None = None
    in_cell = in_value = counted = waiting = False
    row_cells, run_row, value = 0, -1, ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal kind, in_cell, in_value, counted, waiting, row_cells, run_row
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if in_value:
            end_value()
        if tag == "c":
            place.enter_cell(attributes)
            if place.row != run_row:
                leave_row()
                run_row = place.row
            kind = attributes.get("t")
            in_cell, counted, waiting = True, False, False
            return
        if in_cell and tag in {"v", "is", "f"}:
            if not counted:
                counted = True
                columns[place.column] += 1
                row_cells += 1
            in_value = tag == "v"
            if kind == "e":
                scan.states[place.row, place.column] = "error"
            elif tag == "f" and kind != "str":
                waiting = True
                scan.states[place.row, place.column] = "not_calculated"
            return
        if tag == "row":
            place.enter_row(attributes)
        elif tag == "mergeCell" and "ref" in attributes:
            scan.merged.append(attributes["ref"])
        elif tag not in {"r", "t", "rPr"}:
            in_cell = False

    def read_text(text: str) -> None:
        nonlocal value
        if not in_value:
            return
        value += text  # a number may come in two pieces, at the seam of two chunks
        if len(value) > LONGEST_TEXT:
            raise DamagedSheetError

    def end_value() -> None:
        nonlocal in_value, value, waiting
        if value and not value.isspace():
            if kind == "s":
                scan.texts[value.strip().encode()] += 1
            elif kind == "e" and value.encode() not in ERRORS:
                scan.odd.add((place.row, place.column))
            if waiting:
                waiting = False
                del scan.states[place.row, place.column]
        in_value, value = False, ""

    def leave_row() -> None:
        nonlocal row_cells
        if not row_cells:
            return
        scan.cells += row_cells
        if scan.cells > most_cells:
            raise TooLargeError
        runs = scan.row_runs
        if runs and runs[-1].first <= run_row <= runs[-1].last + ROW_GAP:
            first, last, cells = runs[-1]
            runs[-1] = Run(first, max(last, run_row), cells + row_cells)
        else:
            runs.append(Run(run_row, run_row, row_cells))
            if len(runs) > _TIDY:
                runs[:] = join_runs(runs, ROW_GAP)
        row_cells = 0

    def meet_markup(*_: object) -> None:
        if in_cell and in_value:
            raise DamagedSheetError  # the Rust reader would read "1<!-- -->2" as 1, without a word

    parse(chunks, StartElementHandler=start, CharacterDataHandler=read_text, CommentHandler=meet_markup,
          StartCdataSectionHandler=meet_markup, ProcessingInstructionHandler=meet_markup)  # fmt: skip
    end_value()
    leave_row()
    scan.row_runs = join_runs(scan.row_runs, ROW_GAP)
    scan.column_runs = join_runs([Run(at, at, n) for at, n in enumerate(columns) if n], COLUMN_GAP)
    return scan


def parse(chunks: Iterable[bytes], **handlers: object) -> None:
    """Run expat over a part in chunks with the given handlers."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def join_runs(runs: Iterable[Run], gap: int) -> list[Run]:
    """Join runs that lie no more than `gap` apart, in ascending order."""
    joined: list[Run] = []
    for run in sorted(runs):
        if joined and run.first - joined[-1].last <= gap:
            first, last, cells = joined[-1]
            joined[-1] = Run(first, max(last, run.last), cells + run.cells)
        else:
            joined.append(run)
    return joined


def measure_texts(chunks: Iterable[bytes]) -> array[int]:
    """Give the length in characters of every shared string, in order."""
    lengths = array("L")

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def read_text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parse(chunks, StartElementHandler=start, CharacterDataHandler=read_text)
    return lengths
