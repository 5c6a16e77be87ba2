"""Our read-only view of a workbook: sheets of cells, each with a value and a state."""

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Value: TypeAlias = str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
"""What a cell holds: numbers are float, blank is None."""

CellState: TypeAlias = Literal["value", "empty", "error", "not_calculated"]

FileKind: TypeAlias = Literal["xlsx", "xls", "xlsb", "ods", "docx", "csv"]
"""What a file is by its bytes; its name may say otherwise."""

Area = tuple[int, int, int, int]
"""Top, left, bottom and right of a block of cells, counted from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a grid from A1; `states` names only cells that are not plain values or blanks."""

    name: str
    rows: list[list[Value]]
    states: dict[tuple[int, int], CellState] = field(default_factory=dict)
    hidden: bool = False
    stray: tuple[str, ...] = ()
    """Ranges far from all other cells, left out of `rows`."""
    merges: tuple[Area, ...] = ()
    """Merged areas as (top, left, bottom, right); their value stands at the top left."""
    commas: frozenset[tuple[int, int]] = frozenset()
    """Cells of numbers stored as text, such as 41.000, that are written with a decimal comma as those beside them are."""
    mark: str = ""
    """The decimal mark that the texts of the sheet show: comma, point, both; "" where none tells."""
    _filled: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _merged: dict[int, list[Area]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _down: dict[int, tuple[list[int], list[Value]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _odd: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _texts: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def list_filled(self, row: int) -> list[int]:
        """List the columns of a row that hold more than spaces, cached errors included; a row is looked at once."""
        known = self._filled.get(row)
        if known is None:
            known = self._filled[row] = self._find_filled(row)
        return known

    def list_merges(self, row: int) -> list[Area]:
        """List the merged areas that a row is part of."""
        known = self._merged.get(row)
        if known is None:
            known = self._merged[row] = [area for area in self.merges if area[0] <= row <= area[2]]
        return known

    def _find_filled(self, row: int) -> list[int]:
        if not 0 <= row < len(self.rows):
            return []
        found = [
            column
            for column, value in enumerate(self.rows[row])
            if value is not None and not (isinstance(value, str) and not value.strip())
        ]
        odd = self._list_odd().get(row)
        return sorted({*found, *odd}) if odd else found

    def _list_odd(self) -> dict[int, list[int]]:
        """List by row the columns of `states`; all at once, as a sheet may hold an error in every row."""
        if self.states and not self._odd:
            for row, column in self.states:
                self._odd.setdefault(row, []).append(column)
        return self._odd

    def value(self, row: int, column: int) -> Value:
        """Give the value at (row, column) counted from 0; None outside the grid."""
        if row < 0 or column < 0:
            return None
        try:  # asked for hundreds of thousands of times, nearly always within the grid
            return self.rows[row][column]
        except IndexError:
            return None

    def list_below(self, column: int, first: int, count: int) -> list[Value]:
        """List the values down a column from row `first`, at most `count`; None where a row is shorter."""
        rows = self.rows[max(first, 0) : max(first, 0) + count]
        return [row[column] if column < len(row) else None for row in rows]

    def list_given(self, column: int, first: int, count: int) -> list[tuple[int, Value]]:
        """List the values that stand in a column from row `first`, within `count` rows, with their rows."""
        known = self._down.get(column)
        if known is None:
            given = [
                row
                for row, values in enumerate(self.rows)
                if column < len(values) and values[column] is not None
            ]
            known = self._down[column] = given, [self.rows[row][column] for row in given]
        rows, down = known
        start = bisect_left(rows, first)
        end = bisect_left(rows, first + count, start)
        return list(zip(rows[start:end], down[start:end], strict=True))

    def list_texts(self) -> dict[str, list[int]]:
        """List the texts of the sheet, each once, with the rows it stands in; the sheet is looked through once."""
        if not self._texts:
            for row, values in enumerate(self.rows):
                for value in values:
                    if isinstance(value, str):
                        self._texts.setdefault(value, []).append(row)
        return self._texts

    def state(self, row: int, column: int) -> CellState:
        """Tell whether the cell holds a value, nothing, a cached error or an uncalculated formula."""
        known = self.states.get((row, column))
        if known is not None:
            return known
        return "empty" if self.value(row, column) is None else "value"

    def is_blank(self, row: int, column: int) -> bool:
        """Tell whether the cell holds nothing at all: a cached error or uncalculated formula is not blank."""
        return self.value(row, column) is None and not (self.states and (row, column) in self.states)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file's sheets in their order; `refused` holds (sheet, reason) of those not read."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    refused: tuple[tuple[str, str], ...] = ()
    data: bytes = field(default=b"", repr=False, compare=False)
    """The package itself, unlocked, for what is read only when asked for: formulas, looks."""
    kind: FileKind = "xlsx"
    """Formulas are to be had of an .xlsx alone, and only it can be annotated."""
