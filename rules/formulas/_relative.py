"""Formulas as seen from their own cell, so that copies of one formula are equal, and the rows and columns they stand in."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list

if TYPE_CHECKING:
    from checker.api import Filing
    from checker.reading.formulas import Formula

REFERENCE = re.compile(
    r"""("[^"]*"|'[^']*'!)|(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![A-Za-z0-9_(.])"""
)
"""A text or a sheet's name, which stays, or an address."""
FEWEST = 5
"""Cells that a row or a column of formulas must have (ours)."""
MOST = 0.8
"""Share of them that must hold one formula (ours: one in five may differ before it is a habit)."""


class Place(NamedTuple):
    """A cell: file, sheet, row and column, from 0."""

    file: str
    sheet: str
    row: int
    column: int


class Run(NamedTuple):
    """Cells of one row or column of a table most of which hold one formula: ids by cell, the formula, and where it stands."""

    rows: dict[Place, int]
    usual: str
    example: Place


def write_relative(formula: Formula, cell: Place) -> str:
    """Write a formula with its addresses as distances from its cell; fixed ones stay as they are."""
    row, column = cell.row - formula.down, cell.column - formula.right

    def move(found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1]
        at = 0
        for letter in found[3]:
            at = at * 26 + ord(letter) - 64
        across = f"C{at}" if found[2] else f"C[{at - 1 - column}]"
        down = f"R{found[5]}" if found[4] else f"R[{int(found[5]) - 1 - row}]"
        return down + across

    return REFERENCE.sub(move, formula.text)


def list_relative(filing: Filing) -> dict[Place, str]:
    """Give all formulas as seen from their cells."""
    return filing.share(
        "formulas as seen from their cells",
        lambda own: {
            Place(*cell): write_relative(formula, Place(*cell)) for cell, formula in own.formulas().items()
        },
    )


def list_shapes(filing: Filing) -> dict[Place, str]:
    """Give all formulas without the cells they take: a row may draw on a column, each cell on the next."""
    return filing.share(
        "shapes of formulas",
        lambda own: {
            Place(*cell): REFERENCE.sub(lambda found: found[1] or "#", formula.text)
            for cell, formula in own.formulas().items()
        },
    )


def list_runs(filing: Filing, formulas: dict[Place, str]) -> list[Run]:
    """List the rows and columns of figures, block by block, that hold one formula, so written, but for a few cells."""
    if not formulas:
        return []
    runs = []
    for rows in filing.share("rows and columns of figures", _list_lines).values():
        counts = Counter(formulas[cell] for cell in rows if cell in formulas)
        usual, count = counts.most_common(1)[0] if counts else ("", 0)
        if len(rows) >= FEWEST and MOST * len(rows) <= count < len(rows):
            example = next(cell for cell in rows if formulas.get(cell) == usual)
            runs.append(Run(rows, usual, example))
    return runs


def _list_lines(filing: Filing) -> dict[tuple[object, ...], dict[Place, int]]:
    lines: dict[tuple[object, ...], dict[Place, int]] = {}
    for table in ("facts", "totals", "declared"):
        names = ("file", "sheet", "block", "at_row", "at_col", "state")
        columns = zip(*(take_list(filing, table, name) for name in names), strict=True)
        for row, (file, sheet, block, at_row, at_col, state) in zip(
            getattr(filing, table).index.tolist(), columns, strict=True
        ):
            if at_row >= 0 and state == "value":
                cell = Place(file, sheet, at_row, at_col)
                lines.setdefault((file, sheet, block, "across", at_row), {})[cell] = row
                lines.setdefault((file, sheet, block, "down", at_col), {})[cell] = row
    return lines
