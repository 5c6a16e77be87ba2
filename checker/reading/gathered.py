"""Cells gathered one by one from a format that our own code reads, and laid out as a sheet.

Old binary workbooks, OpenDocument and Word are read here rather than by the Rust reader: it
trusts the lengths these formats state, and a wrong one ends the process.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.cells import write_range
from checker.reading.safe_copy import Room
from checker.reading.scan import (
    COLUMN_GAP,
    MOST_COLUMNS,
    MOST_ROWS,
    ROW_GAP,
    DamagedSheetError,
    Run,
    Stray,
    TooLargeError,
    join_runs,
    note_stray,
)
from checker.workbook import Sheet

if TYPE_CHECKING:
    from checker.reading.number_formats import DateKind
    from checker.workbook import CellState, Value

ROW_COST = 8
"""A row costs as much memory as so many blank cells."""
_DAY = 86_400_000
_MIDNIGHT = dt.datetime(1, 1, 1)
_LAST_DAY = 2_958_466
"""The serial number after 9999-12-31."""


@dataclass
class Gathered:
    """The cells of one sheet as met; rows and columns counted from 0.

    `formats` holds number formats other than General, `hidden_*` half-open ranges.
    """

    room: Room
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    states: dict[tuple[int, int], CellState] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    cells: int = 0
    text: int = 0

    def put(self, row: int, column: int, value: Value, state: CellState = "value") -> None:
        """Keep a cell's value; raises TooLargeError and DamagedSheetError, keeps no blank one.

        A number that is none is an error.
        """
        if not (0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS):
            raise DamagedSheetError
        if type(value) is str:
            self.text += len(value)
            value = value or None
        elif type(value) is float and not math.isfinite(value):
            value, state = None, "error"
        if state != "value":
            self.states[row, column] = state
            value = None
        elif value is None:
            return
        self.cells += 1
        if self.cells > self.room.cells or self.text > self.room.text:
            raise TooLargeError
        kept = self.rows.get(row)
        if kept is None:
            self.rows[row] = {column: value}
        else:
            kept[column] = value


def lay_out(gathered: Gathered, name: str, *, hidden: bool) -> tuple[Sheet, Room]:
    """Lay gathered cells out as a sheet, without stray ones; gives it and the room that is left.

    Raises TooLargeError where the sheet's rectangle is beyond the limits.
    """
    counts = Counter(column for row in gathered.rows.values() for column in row)
    row_runs = join_runs([Run(row, row, len(cells)) for row, cells in gathered.rows.items()], ROW_GAP)
    column_runs = join_runs([Run(column, column, n) for column, n in counts.items()], COLUMN_GAP)
    if not row_runs:
        return Sheet(name, [], {}, hidden, (), _order(gathered)), gathered.room
    rows, columns = (max(runs, key=lambda run: run.cells) for runs in (row_runs, column_runs))
    area = (rows.last + 1) * (columns.last + 1 + ROW_COST)
    if area > gathered.room.area:
        raise TooLargeError
    grid: list[list[Value]] = [[None] * (columns.last + 1) for _ in range(rows.last + 1)]
    stray: Stray = {}
    for row, cells in gathered.rows.items():
        for column, value in cells.items():
            if rows.first <= row <= rows.last and columns.first <= column <= columns.last:
                grid[row][column] = value
                continue
            gathered.states.pop((row, column), None)
            note_stray(stray, (row_runs, column_runs), row, column)
    ranges = tuple(write_range(*box) for _, box in sorted(stray.items()))
    left = Room(
        gathered.room.cells - gathered.cells, gathered.room.area - area, gathered.room.text - gathered.text
    )
    return Sheet(name, grid, gathered.states, hidden, ranges, _order(gathered)), left


def make_moment(serial: float, kind: DateKind, *, from_1904: bool) -> Value:
    """Give a serial number as the date, time or duration Excel shows; itself where there is none such.

    Whole days are dates, numbers below 1 times of day. The 29th of February 1900, which never
    was, is taken out (ECMA-376-1 18.17.4.1).
    """
    if not kind or not 0 <= serial < _LAST_DAY:
        return serial
    milliseconds = round(serial * _DAY)
    if kind == "duration":
        return dt.timedelta(milliseconds=milliseconds)
    days, rest = divmod(milliseconds, _DAY)
    clock = (_MIDNIGHT + dt.timedelta(milliseconds=rest)).time()
    if not days and not from_1904:
        return clock
    epoch = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30 if days >= 60 else 31)
    day = epoch + dt.timedelta(days=days)
    return day.date() if not rest else dt.datetime.combine(day.date(), clock)


def _order(gathered: Gathered) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(sorted(gathered.merges))
