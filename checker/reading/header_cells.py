"""The cells of a header row: what each is for, with the group header above it."""

from __future__ import annotations

import re
from typing import NamedTuple

from checker.reading.columns import Column, classify_header
from checker.reading.grid import (
    filled,
    is_number,
    is_unit,
    meaning_of,
    year_of,
)
from checker.reading.numbers import NOT_APPLICABLE
from checker.reading.periods import Period, find_year, parse_quarter
from checker.reading.terms import understand
from checker.reading.text import fold
from checker.workbook import Sheet

COLON = re.compile(r"[:：]\s*\S")
"""A label and its value typed into one cell: no header of a group."""


class Header(NamedTuple):
    """A header: its row, the group row above it, its last row, the layout it opens, its columns."""

    row: int
    upper: int | None
    lower: int
    layout: str
    columns: tuple[Column, ...]


def find_upper(sheet: Sheet, row: int, floor: int) -> int | None:
    """Find a row of group headers right above, not over `floor`: words only, not a title alone at the left."""
    above = row - 1
    cells = filled(sheet, above)
    if (
        not cells
        or above < floor
        or any(is_number(sheet.value(above, c)) and year_of(sheet.value(above, c)) is None for c in cells)
    ):
        return None
    if any(is_unit(sheet.value(above, c)) for c in cells):
        return None
    if any(COLON.search(str(sheet.value(above, c))) for c in cells):
        return None
    own = filled(sheet, row)
    if not own or (len(cells) == 1 and cells[0] <= own[0]):
        return None
    if (
        len(cells) == 1
        and year_of(sheet.value(above, cells[0])) is None
        and not meaning_of(sheet.value(above, cells[0])).source
    ):
        return None
    if any(c + 1 in cells and meaning_of(sheet.value(above, c)).facility for c in cells):
        return None
    return above


def spread_group(sheet: Sheet, row: int, column: int) -> str:
    """Give the text that a group header spreads over this column (merged cells keep it at their left)."""
    for at in range(column, -1, -1):
        value = sheet.value(row, at)
        if value is not None and str(value).strip():
            return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return ""


def classify_cell(
    sheet: Sheet, row: int, column: int, *, upper: int | None, has_item: bool, unit: str = ""
) -> Column | None:
    """Say what the column below a header cell is for; None for a blank."""
    value = sheet.value(row, column)
    year = year_of(value)
    if year is not None and has_figures_below(sheet, row, column):
        return Column(column, "year_value", understand(str(value)), str(value), year)
    if not isinstance(value, str) or not value.strip():
        if not unit or upper is None:
            return None
        value = ""
    header = value.strip()
    if parse_quarter(header) is not None:
        return Column(column, "quarter", understand(header), header)
    group = spread_group(sheet, upper, column) if upper is not None else ""
    if group and group != header and (understand(group).source or understand(group).flow or not header):
        header = f"{group} {header}".strip()
    if unit:
        header = f"{header} ({unit})"
    found = classify_header(column, header, understand(header), has_item=has_item)
    stated = find_year(value)
    dated = found.kind in ("flow_value", "quantity", "item_value", "declared", "production") and stated
    return found._replace(period=Period(stated, 0)) if dated and stated else found


def has_figures_below(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether figures stand right below a cell."""
    places = [(below, column) for below in range(row + 1, row + 4)]
    return any(is_number(sheet.value(*place)) or place in sheet.states for place in places)


def is_figure(value: object) -> bool:
    """Tell a figure from a year in a header, which is typed as a number too."""
    return is_number(value) and year_of(value) is None  # type: ignore[arg-type]


def is_mark(value: object) -> bool:
    """Tell whether a cell says that something does not apply."""
    return isinstance(value, str) and fold(value) in NOT_APPLICABLE


def is_bare_unit(sheet: Sheet, row: int, column: int) -> bool:
    """Tell a unit of a data row from a unit that is itself a header: figures stand below that one."""
    value = sheet.value(row, column)
    if not is_unit(value) or "unit" in meaning_of(value).roles:
        return False
    return not has_figures_below(sheet, row, column)
