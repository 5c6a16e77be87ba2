"""The filer's own rows round a finding, as they stand in the workbook: headers, labels, neighbours."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from checker.cells import CellRef, name_column, number_column, write_sheet
from checker.reports.wrap import clean
from checker.words.formats import Lang, format_date, format_month, format_number, name_code, read_month, say

if TYPE_CHECKING:
    from checker.findings import Finding, Report
    from checker.workbook import Sheet, Workbook

REACH = 2
"""Neighbouring rows shown above and below a cell in doubt (ours)."""
MOST_ROWS, MOST_BESIDE, MOST_COLUMNS, MOST_PLACES, MOST_HEADERS, LONGEST_TEXT = 18, 6, 20, 4, 3, 90
MOST_ROLES = 3
"""How much of a sheet is shown (ours: what fits a page in print)."""

_RANGE = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\Z")


class Shown(NamedTuple):
    """A cell as shown: its text, what it is, how it is marked, its role, and what is proposed for it."""

    text: str
    number: bool = False
    mark: Literal["", "hit", "held", "fix"] = ""
    role: str = ""
    proposed: str = ""


class ShownRow(NamedTuple):
    """A row as shown: its number in the sheet, whether it heads the table, whether rows before it are left out."""

    number: int
    head: bool
    gap: bool
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some rows and columns of a sheet; `left_out` counts rows with cells in doubt that are not shown."""

    place: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    left_out: int
    marks: frozenset[str]
    roles: tuple[str, ...]
    """What the marked cells were held against as; too often the same one is told here alone."""


class Box(NamedTuple):
    """A block of cells counted from 0, all bounds within."""

    top: int
    left: int
    bottom: int
    right: int


def cut_excerpts(
    finding: Finding, report: Report, books: Mapping[str, Workbook], proposals: Mapping[CellRef, str], lang: Lang
) -> tuple[tuple[Excerpt, ...], int]:  # fmt: skip
    """Give the excerpts that show a finding, the cells in doubt first, and how many places are left out.

    `proposals` holds what is proposed for a cell; books that are not there give no excerpt.
    """
    hits, held = set(finding.cells), dict(finding.context)
    order = dict.fromkeys((cell.file, cell.sheet) for cell in (*finding.cells, *held))
    places: list[Excerpt] = []
    for file, name in order:
        sheet = _find_sheet(books, file, name)
        if sheet is None:
            continue
        here = {cell for cell in (*hits, *held, *proposals) if (cell.file, cell.sheet) == (file, name)}
        for box, points in _part(here, (hits, held), sheet, _list_boxes(report, file, name)):
            cut = _cut(sheet, box, points, hits)
            if cut is None:
                continue
            columns, rows, left_out = cut
            shown = tuple(
                ShownRow(
                    row + 1, row < box.top, bool(number) and row > rows[number - 1] + 1,
                    tuple(show_cell(sheet, row, column, CellRef(file, name, row, column), hits, held, proposals, lang,
                                    head=row < box.top) for column in columns),
                )
                for number, row in enumerate(rows)
            )  # fmt: skip
            marks = frozenset(cell.mark for row in shown for cell in row.cells if cell.mark)
            marks |= {"fix"} if any(cell.proposed for row in shown for cell in row.cells) else set()
            roles = tuple(dict.fromkeys(cell.role for row in shown for cell in row.cells if cell.role))
            place = write_sheet(name, None if file == report.main else file)
            places.append(
                Excerpt(
                    clean(place),
                    tuple(name_column(each) for each in columns),
                    _thin_roles(shown),
                    left_out,
                    marks,
                    roles,
                )
            )
    return tuple(places[:MOST_PLACES]), max(0, len(places) - MOST_PLACES)


def _thin_roles(rows: tuple[ShownRow, ...]) -> tuple[ShownRow, ...]:
    """Leave a role that many cells share to the legend."""
    roles = Counter(cell.role for row in rows for cell in row.cells)
    return tuple(
        row._replace(cells=tuple(
            cell._replace(role="") if roles[cell.role] > MOST_ROLES else cell for cell in row.cells
        ))
        for row in rows
    )  # fmt: skip


def _find_sheet(books: Mapping[str, Workbook], file: str, name: str) -> Sheet | None:
    book = books.get(file)
    return None if book is None else next((each for each in book.sheets if each.name == name), None)


def _list_boxes(report: Report, file: str, name: str) -> list[Box]:
    """List the tables that were read from a sheet, from the top."""
    boxes = []
    for table in report.tables:
        found = _RANGE.match(table.range)
        if table.sheet == name and (table.file or report.main) == file and found is not None:
            left, top, right, bottom = found.groups()
            boxes.append(
                Box(int(top) - 1, number_column(left), int(bottom or top) - 1, number_column(right or left))
            )
    return sorted(boxes)


def _part(here: set[CellRef], marked: tuple[Iterable[CellRef], Iterable[CellRef]], sheet: Sheet,
          boxes: list[Box]) -> list[tuple[Box, set[CellRef]]]:  # fmt: skip
    """Part a sheet's cells by the table they stand in; a table without a cell in doubt or held against is left."""
    parts: dict[Box, set[CellRef]] = {}
    for cell in sorted(here):
        box = next((each for each in boxes if _holds(each, cell)), None)
        box = box or next((each for each in boxes if _shows(sheet, each, cell)), None)
        if box is None:
            # A cell beside every table is shown with the rows round it.
            width = max((len(row) for row in sheet.rows), default=1)
            box = next((each for each in parts if _holds(each, cell) and each not in boxes), None)
            top = max(0, cell.row - REACH)
            box = box or Box(top, 0, cell.row + REACH, max(width - 1, cell.column))
        parts.setdefault(box, set()).add(cell)
    hits, held = (set(each) for each in marked)
    kept = [(_widen(box, points), points) for box, points in parts.items() if points & (hits | held)]
    return sorted(kept, key=lambda part: (not part[1] & hits, part[0]))


def _shows(sheet: Sheet, box: Box, cell: CellRef) -> bool:
    """Tell whether a cell outside a table is shown with it all the same: in its rows, or in those that head it."""
    return box.top <= cell.row <= box.bottom or cell.row in _find_heads(sheet, box)


def _widen(box: Box, points: set[CellRef]) -> Box:
    """Give a table with the columns of the cells that are shown with it."""
    columns = [cell.column for cell in points]
    return box._replace(left=min(box.left, *columns), right=max(box.right, *columns))


def _holds(box: Box, cell: CellRef) -> bool:
    return box.top <= cell.row <= box.bottom and box.left <= cell.column <= box.right


def _cut(
    sheet: Sheet, box: Box, points: set[CellRef], hits: set[CellRef]
) -> tuple[list[int], list[int], int] | None:
    """Choose the columns and rows to show of a table, and count the rows in doubt that are left out."""
    heads = _find_heads(sheet, box)
    main = {cell.row for cell in points & hits} or {cell.row for cell in points}
    beside = {cell.row for cell in points} - main
    # what a cell is held against is shown too, unless it is the whole column
    marked = main | (beside if len(beside) <= MOST_BESIDE else set())
    reach = REACH if points & hits else 1
    near = {row for each in main for row in range(each - reach, each + reach + 1)} | marked
    body = [
        row for row in sorted(near)
        if box.top <= row <= box.bottom and (row in marked or not _is_blank(sheet, row, box))
    ]  # fmt: skip
    if not body and main <= {*heads}:
        body = [row for row in range(box.top, box.bottom + 1) if not _is_blank(sheet, row, box)][:1]
    if not body:
        return None
    ranked = sorted(
        body, key=lambda row: (row not in main, row not in marked, min(abs(row - each) for each in main), row)
    )
    kept = sorted(ranked[:MOST_ROWS])
    left_out = len(main - set(kept) - {*heads})
    rows = [*heads, *kept]
    return _choose_columns(sheet, box, rows, {cell.column for cell in points}), rows, left_out


def _find_heads(sheet: Sheet, box: Box) -> list[int]:
    """List the rows above a table that head it: those without a blank row between, at most three."""
    heads: list[int] = []
    row = box.top - 1
    while row >= 0 and len(heads) < MOST_HEADERS and not _is_blank(sheet, row, box):
        heads.insert(0, row)
        row -= 1
    return heads


def _is_blank(sheet: Sheet, row: int, box: Box) -> bool:
    return all(sheet.is_blank(row, column) for column in range(box.left, box.right + 1))


def _choose_columns(sheet: Sheet, box: Box, rows: list[int], points: set[int]) -> list[int]:
    """Choose the columns to show: all that hold something, in a wide table the labels and what stands nearby."""
    filled = [
        column
        for column in range(box.left, box.right + 1)
        if column in points or any(not sheet.is_blank(row, column) for row in rows)
    ]
    if len(filled) <= MOST_COLUMNS:
        return filled
    labels = filled[:2]
    ranked = sorted(
        filled,
        key=lambda each: (each not in labels, each not in points, min(abs(each - point) for point in points)),
    )
    return sorted(ranked[:MOST_COLUMNS])


def show_cell(
    sheet: Sheet, row: int, column: int, cell: CellRef, hits: set[CellRef], held: Mapping[CellRef, str],
    proposals: Mapping[CellRef, str], lang: Lang, *, head: bool,
) -> Shown:  # fmt: skip
    """Show one cell with its mark."""
    proposed = proposals.get(cell, "")
    mark: Literal["", "hit", "held", "fix"] = (
        "hit" if cell in hits else "held" if cell in held else "fix" if proposed else ""
    )
    role = name_code("role", held[cell], lang) if cell in held else ""
    value = sheet.value(row, column)
    number = isinstance(value, float) and not isinstance(value, bool)
    return Shown(show_value(sheet, row, column, lang, head=head), number, mark, role, proposed)


def show_value(sheet: Sheet, row: int, column: int, lang: Lang, *, head: bool = False) -> str:
    """Write what a cell holds: numbers by locale, years ungrouped, months in headers as months, texts cut."""
    state, value = sheet.state(row, column), sheet.value(row, column)
    if state == "error":
        return say("html.error_cell", lang)
    if state == "not_calculated":
        return say("html.not_calculated", lang)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        year = value.is_integer() and 1900 <= value <= 2100
        return format_number(value, lang, digits=12, grouped=not year)
    if isinstance(value, dt.date):
        month = read_month(value) if head and value.day == 1 else None
        return format_date(value, lang) if month is None else format_month(month, lang)
    text = clean(str(value))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1].rstrip() + "…"
