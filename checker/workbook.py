"""Our read-only view of a workbook: sheets of cells, each with a value and a state."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Value: TypeAlias = str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
"""What a cell holds: numbers are float, blank is None."""

CellState: TypeAlias = Literal["value", "empty", "error", "not_calculated"]

FileKind: TypeAlias = Literal["xlsx", "xls", "xlsb", "ods", "docx"]
"""What a file is by its bytes; its name may say otherwise."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a grid from A1; `states` names only cells that are not plain values or blanks."""

    name: str
    rows: list[list[Value]]
    states: dict[tuple[int, int], CellState] = field(default_factory=dict)
    hidden: bool = False
    stray: tuple[str, ...] = ()
    """Ranges far from all other cells, left out of `rows`."""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """Merged areas as (top, left, bottom, right); their value stands at the top left."""

    def value(self, row: int, column: int) -> Value:
        """Give the value at (row, column) counted from 0; None outside the grid."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def state(self, row: int, column: int) -> CellState:
        """Tell whether the cell holds a value, nothing, a cached error or an uncalculated formula."""
        known = self.states.get((row, column))
        if known is not None:
            return known
        return "empty" if self.value(row, column) is None else "value"

    def is_blank(self, row: int, column: int) -> bool:
        """Tell whether the cell holds nothing at all: a cached error or uncalculated formula is not blank."""
        return self.value(row, column) is None and (row, column) not in self.states


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
