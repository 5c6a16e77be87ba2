"""The cells of a header row: what each is for, with the group header above it."""

from __future__ import annotations

import re
from typing import NamedTuple

from checker.reading.columns import CORNER, Column, classify_header
from checker.reading.fiscal_names import split_fiscal
from checker.reading.grid import (
    filled,
    is_date,
    is_number,
    is_unit,
    meaning_of,
    month_of,
    year_of,
)
from checker.reading.header_bands import join_groups, read_own, spread_row, write_header_value
from checker.reading.numbers import NOT_APPLICABLE
from checker.reading.pair_headers import MONEY_ROLES
from checker.reading.parts_of_year import parse_half
from checker.reading.periods import Period, find_year, parse_quarter
from checker.reading.terms import understand
from checker.reading.text import fold
from checker.workbook import Sheet, Value

HALF = 0.5
MOST_UPPER = 2
"""So many rows of group headers may stand over a header row (ours)."""
COLON = re.compile(r"[:：]\s*\S")
"""A label and its value typed into one cell: no header of a group."""


class Header(NamedTuple):
    """A header: its row, the group row above it, its last row, the layout it opens, its columns."""

    row: int
    upper: int | None
    lower: int
    layout: str
    columns: tuple[Column, ...]


def find_uppers(sheet: Sheet, row: int, floor: int) -> tuple[int, ...]:
    """Find the rows of group headers right above, top to bottom: at most two of them."""
    uppers: list[int] = []
    for above in range(row - 1, row - 1 - MOST_UPPER, -1):
        if not _is_group_row(sheet, above, floor, uppers[0] if uppers else row):
            break
        uppers.insert(0, above)
    return tuple(uppers)


def _is_group_row(sheet: Sheet, above: int, floor: int, row: int) -> bool:
    """Tell a row of group headers: words only, no title alone at the left, no pairs of label and value."""
    cells = filled(sheet, above)
    values = [sheet.value(above, c) for c in cells]
    if not cells or above < floor or any(is_number(value) and year_of(value) is None for value in values):
        return False
    if any(
        (is_unit(v) and "unit" not in meaning_of(v).roles) or COLON.search(CORNER.sub("", str(v)))
        for v in values
    ):
        return False
    own = filled(sheet, row)
    lone = len(cells) == 1
    if not own or (lone and cells[0] <= own[0]):
        return False
    if lone and year_of(values[0]) is None and not meaning_of(values[0]).source:
        return False
    if lone and row != above + 1:
        return False
    return not any(
        c + 1 in cells and _labels_value(sheet.value(above, c)) and not _is_term(sheet.value(above, c + 1))
        for c in cells
    )


def _labels_value(value: Value) -> bool:
    """Tell the label of a pair from the name of a site ("Leeds plant") that heads a group."""
    meaning = meaning_of(value)
    return bool(meaning.facility) and (meaning.facility != "site" or meaning.length == 1.0)


def _is_term(value: Value) -> bool:
    """Tell a header from the value of a pair such as "Region | Anhui"."""
    meaning = meaning_of(value)
    return bool(meaning.roles or meaning.source or meaning.flow) and meaning.length >= HALF


def spread_group(sheet: Sheet, row: int, column: int) -> str:
    """Give the text that a group header spreads over this column."""
    texts = spread_row(sheet, row)
    return texts[column] if column < len(texts) else ""


def classify_cell(
    sheet: Sheet, row: int, column: int, *, uppers: tuple[int, ...] = (), groups: list[list[str]] | None = None,
    has_item: bool, unit: str = "", part: str = "",
) -> Column | None:  # fmt: skip
    """Say what the column below a header cell is for; None for a blank. `part` as `find_pairs` tells it."""
    value = sheet.value(row, column)
    year = year_of(value)
    if year is not None and has_figures_below(sheet, row, column):
        header = join_groups(
            write_header_value(value),
            [texts[column] if column < len(texts) else "" for texts in groups or ()],
        )
        return Column(column, "year_value", understand(header), header, year)
    if not uppers and heads_month(sheet, row, column):
        return Column(column, "month_value", understand(""), str(value), month_of(value))
    fiscal = split_fiscal(value) if isinstance(value, str) else None
    if fiscal is not None and not fiscal[0] and has_figures_below(sheet, row, column):
        return Column(column, "year_value", understand(str(value)), str(value), Period(fiscal[1], 0))
    own = read_own(sheet, row, column, uppers) if not isinstance(value, (float, bool)) else ""
    if not own and not (unit and uppers):
        return None
    if parse_quarter(own) is not None or parse_half(own) is not None:
        return Column(column, "quarter", understand(own), own)
    above = [texts[column] if column < len(texts) else "" for texts in groups or ()]
    if part == "plain":
        own, above = above[-1], above[:-1]
    elif above and above[-1] and is_unit(own) and "unit" not in understand(own).roles:
        own, above, unit = above[-1], above[:-1], unit or own.strip("()（）[]【】 ")
    header = join_groups(own, above)
    if part == "money":
        return Column(column, "cost", understand(own), header)
    if unit:
        header = f"{header} ({unit})"
    meaning = understand(header)
    if above and not meaning.units and not MONEY_ROLES & set(meaning.roles):
        meaning = meaning._replace(units=understand(above[-1]).units)  # "Natural gas, MWh" over "Use"
    found = classify_header(column, header, meaning, has_item=has_item)
    stated = find_year(own)
    dated = found.kind in ("flow_value", "quantity", "item_value", "declared", "production") and stated
    return found._replace(period=Period(stated, 0)) if dated and stated else found


def heads_month(sheet: Sheet, row: int, column: int) -> bool:
    """Tell a month ("Jan 2024", or "Jan" beside "Unit") over figures, as it heads a filing of one month or two."""
    period = month_of(sheet.value(row, column))
    if period is None or not has_figures_below(sheet, row, column):
        return False
    return bool(period.year) or any(
        "unit" in meaning_of(sheet.value(row, at)).roles for at in filled(sheet, row)
    )


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
    """Tell a unit of a data row from a unit that is itself a header: figures stand below that one, or dates ("Day")."""
    value = sheet.value(row, column)
    if not is_unit(value) or "unit" in meaning_of(value).roles:
        return False
    return not has_figures_below(sheet, row, column) and not is_date(sheet.value(row + 1, column))
