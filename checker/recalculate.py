"""What the formulas of a workbook give when some of its cells held other values.

A formula is followed only where it gives, from the values as filed, the result that stands in
its cell: what we do not calculate as Excel does, or what was never calculated, stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from checker.filing import VALUE_COLUMNS, Edit

if TYPE_CHECKING:
    from checker.cells import CellRef
    from checker.filing import Filing
    from checker.reading.formulas import Formula, Place
    from checker.workbook import Sheet, Value

SAME = 1e-6
"""A result is the stored one within a millionth: Excel keeps fifteen digits (ours)."""


class Book(NamedTuple):
    """The formulas of one file, the cells each hangs on reversed, and the values as stored."""

    formulas: Mapping[Place, Formula]
    users: Mapping[Place, Sequence[Place]]
    sheets: Mapping[str, Sheet]
    trusted: dict[Place, bool]

    def look(self, place: Place) -> Value:
        """Give the value of a cell as stored."""
        sheet, row, column = place
        return self.sheets[sheet].value(row, column) if sheet in self.sheets else None


def follow_formulas(filing: Filing, edits: Sequence[Edit]) -> list[Edit]:
    """Give the edits of rows whose cells hold formulas that hang on edited cells, in cell order.

    Empty where the workbook has no formulas. Rows edited themselves stay as edited; a unit label
    moves nothing.
    """
    if not filing.packages or all(edit.row is None for edit in edits):
        return []
    books: dict[str, Book] = filing.share("formulas", _open_books)
    if not books:
        return []
    rows: dict[CellRef, tuple[int, float]] = filing.share("rows by cell", _list_rows)
    cells: dict[int, CellRef] = filing.share("cells by row", _list_cells)
    changed: dict[str, dict[Place, float | None]] = {}
    for edit in edits:
        cell = cells.get(edit.row) if edit.row is not None else None
        if cell is not None and cell.file in books and edit.unit is None:
            factor = rows[cell][1]
            value = None if edit.quantity is None else edit.quantity / factor
            changed.setdefault(cell.file, {})[cell.sheet, cell.row, cell.column] = value
    return [
        Edit(row, value * factor)
        for file, own in sorted(changed.items())
        for cell, value in _recalculate(file, books[file], own)
        for row, factor in [rows.get(cell, (None, 1.0))]
        if row is not None
    ]


def list_formulas(filing: Filing) -> dict[tuple[str, str, int, int], Formula]:
    """Give the formulas of all files, by file, sheet, row and column; empty where a format keeps none."""
    read: dict[str, dict[Place, Formula]] = filing.share("formulas as read", _read_formulas)
    return {(file, *place): formula for file, own in read.items() for place, formula in own.items()}


def _read_formulas(filing: Filing) -> dict[str, dict[Place, Formula]]:
    from checker.reading.formulas import read_formulas

    return {name: read_formulas(data, name) for name, data in sorted(filing.packages.items())}


def list_followers(filing: Filing, cells: Iterable[CellRef]) -> set[CellRef]:
    """Give the cells whose formulas hang on some cells, directly or through others."""
    from checker.cells import CellRef

    books: dict[str, Book] = filing.share("formulas", _open_books)
    found: set[CellRef] = set()
    for cell in cells:
        if cell.file in books:
            users = _find_users(books[cell.file], {(cell.sheet, cell.row, cell.column): None})
            found |= {CellRef(cell.file, *place) for place in users}
    return found


def _recalculate(
    file: str, book: Book, changed: Mapping[Place, float | None]
) -> Iterable[tuple[CellRef, float]]:
    """Give the cells whose results change, with their new values."""
    from checker.cells import CellRef
    from checker.reading.expressions import ExpressionError, evaluate

    affected = _find_users(book, changed)
    values: dict[Place, Value] = dict(changed)
    waiting: set[Place] = set()

    def look(place: Place) -> Value:
        if place in values:
            return values[place]
        if place not in affected or not _is_trusted(book, place):
            return book.look(place)
        if place in waiting:
            raise ExpressionError  # a circle
        waiting.add(place)
        values[place] = evaluate(book.formulas[place], place[0], look)
        waiting.discard(place)
        return values[place]

    for place in sorted(affected):
        try:
            value, before = look(place), book.look(place)
        except (ExpressionError, RecursionError):
            continue
        if isinstance(value, float) and value != before:
            yield CellRef(file, *place), value


def _find_users(book: Book, changed: Mapping[Place, float | None]) -> set[Place]:
    """Find all formula cells that hang on changed ones, directly or through others."""
    found: set[Place] = set()
    waiting = list(changed)
    while waiting:
        for user in book.users.get(waiting.pop(), ()):
            if user not in found and user not in changed:
                found.add(user)
                waiting.append(user)
    return found


def _is_trusted(book: Book, place: Place) -> bool:
    """Tell whether our result of a formula, from the values as filed, is the one stored."""
    from checker.reading.expressions import ExpressionError, evaluate

    if place not in book.trusted:
        stored = book.look(place)
        try:
            ours = evaluate(book.formulas[place], place[0], book.look)
        except (ExpressionError, RecursionError):
            ours = math.nan
        book.trusted[place] = isinstance(stored, float) and math.isclose(
            ours, stored, rel_tol=SAME, abs_tol=SAME
        )
    return book.trusted[place]


def _open_books(filing: Filing) -> dict[str, Book]:
    from checker.reading.excel import read_package

    books = {}
    read: dict[str, dict[Place, Formula]] = filing.share("formulas as read", _read_formulas)
    for name, formulas in read.items():
        if formulas:
            sheets = {sheet.name: sheet for sheet in read_package(filing.packages[name], name)[0]}
            books[name] = Book(formulas, _reverse(formulas), sheets, {})
    return books


def _reverse(formulas: Mapping[Place, Formula]) -> dict[Place, list[Place]]:
    """Give, by cell, the formulas that refer to it."""
    from checker.reading.expressions import MOST_CELLS, list_areas

    users: dict[Place, list[Place]] = {}
    for place, formula in formulas.items():
        for sheet, top, left, bottom, right in list_areas(formula, place[0]):
            if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    users.setdefault((sheet, row, column), []).append(place)
    return users


def _list_rows(filing: Filing) -> dict[CellRef, tuple[int, float]]:
    """Give, by cell, the row it fills and what its number was multiplied by in reading.

    A cell that fills several rows is left out: which of them a formula's result is cannot be said.
    """
    from checker.cells import CellRef

    books: dict[str, Book] = filing.share("formulas", _open_books)
    rows: dict[CellRef, tuple[int, float]] = {}
    several: set[CellRef] = set()
    for table, column in VALUE_COLUMNS.items():
        frame = getattr(filing, table)
        columns = [frame[name].tolist() for name in ("file", "sheet", "at_row", "at_col", column)]
        for row, file, sheet, at_row, at_col, number in zip(frame.index.tolist(), *columns, strict=True):
            if at_row < 0 or file not in books:
                continue
            cell = CellRef(file, sheet, at_row, at_col)
            if cell in rows:
                several.add(cell)
            stored = books[file].look((sheet, at_row, at_col))
            factor = number / stored if isinstance(stored, float) and stored and number == number else 1.0  # noqa: PLR0124  # NaN
            rows[cell] = row, factor or 1.0
    return {cell: known for cell, known in rows.items() if cell not in several}


def _list_cells(filing: Filing) -> dict[int, CellRef]:
    rows: dict[CellRef, tuple[int, float]] = filing.share("rows by cell", _list_rows)
    return {row: cell for cell, (row, _) in rows.items()}
