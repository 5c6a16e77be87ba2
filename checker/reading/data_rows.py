"""Rows that go on filling the columns of a header above them, rather than being a header themselves."""

from __future__ import annotations

from functools import lru_cache

from checker.reading.columns import Column
from checker.reading.flow_columns import says_flow
from checker.reading.grid import filled, is_label, is_text, is_unit, meaning_of
from checker.reading.header_cells import Header
from checker.reading.measures import look_below
from checker.reading.month_column import LEAST_MONTHS
from checker.reading.month_lanes import find_along
from checker.reading.period_ranges import parse_days
from checker.reading.periods import parse_period
from checker.reading.titles import read_title
from checker.workbook import Sheet

LIST_ROWS = 3
"""So many rows of words above and below, in the same columns, make a row one of a list (ours; two may head a header)."""


def continues_rows(sheet: Sheet, row: int, header: Header, found: Header) -> bool:
    """Tell whether a row, `found` to read as a header too, is but another row under the header before it."""
    if _fills_bill(sheet, row, header) or _counts_like_a_year(sheet, row, header, found):
        return True
    return found.layout != "across" and fills_columns(sheet, row, header)


def _counts_like_a_year(sheet: Sheet, row: int, header: Header, found: Header) -> bool:
    """Tell an energy and its figure, right below other rows, where the figure (1991) could be a year."""
    years = [column.at for column in found.columns if column.kind == "year_value"]
    kinds = {column.at: column.kind for column in header.columns}
    named = any(kind == "item" and meaning_of(sheet.value(row, at)).source for at, kind in kinds.items())
    figure = len(years) == 1 and kinds.get(years[0]) in ("quantity", "flow_value", "total")
    return figure and named and bool(filled(sheet, row - 1))


def _names_energy(sheet: Sheet, row: int, at: int) -> bool:
    """Tell an energy without figures, other names below it, from a header over figures."""
    below = sheet.value(row + 1, at)
    return bool(meaning_of(sheet.value(row, at)).source) and is_label(below) and not is_unit(below)


def _fills_bill(sheet: Sheet, row: int, header: Header) -> bool:
    """Tell a row of a list of bills, which holds both dates that the list's header names."""
    ends = [[each.at for each in header.columns if each.kind == kind] for kind in ("start", "end")]
    return all(any(parse_period(sheet.value(row, at)) is not None for at in places) for places in ends)


def fills_columns(sheet: Sheet, row: int, header: Header) -> bool:
    """Tell whether a row fills a header's columns, with a period or a paper, rather than being a second header."""
    along = len(find_along(sheet, row)) >= LEAST_MONTHS  # "Month" over 1 to 12 is no column of months
    for column in header.columns:
        value = sheet.value(row, column.at)
        if column.kind in ("month", "start", "end", "date") or "month" in column.meaning.roles:
            if parse_period(value) is not None and not along:
                return True
            if isinstance(value, str) and parse_days(value) is not None:
                return True
        elif column.kind == "document" and meaning_of(value).documents and not meaning_of(value).roles:
            return True
    named = {column.at: column.kind for column in header.columns if column.header}
    items = [column.at for column in header.columns if column.kind == "item"]
    # a group of lines may be named left of them, in a column without a header
    cells = [at for at in filled(sheet, row) if not items or at >= items[0] or named.get(at)]
    if {named.get(at, "") for at in cells} in ({"item"}, {"item", "site"}) and all(
        _names_energy(sheet, row, at) for at in cells if named[at] == "item"
    ):
        return True
    said = [meaning_of(sheet.value(row, at)) for at in items]
    flows = [sheet.value(row, column.at) for column in header.columns if column.kind == "flow"]
    names = any(each.source and "item" not in each.roles for each in said)
    return names and any(isinstance(value, str) and says_flow(value) for value in flows)


def lies_in_list(sheet: Sheet, row: int) -> bool:
    """Tell a row within a list of nothing but words: like the rows above and below it, which no header is.

    A long list of codes and names would else be tried as the header of each of its rows.
    """
    cells = filled(sheet, row)
    return len(cells) > 1 and all(
        0 <= near < len(sheet.rows) and filled(sheet, near) == cells and _holds_words(sheet, near)
        for near in (row, *range(row - LIST_ROWS, row), *range(row + 1, row + 1 + LIST_ROWS))
    )


def _holds_words(sheet: Sheet, row: int) -> bool:
    return all(
        isinstance(value, str) and _is_word(value)
        for at in filled(sheet, row)
        if (value := sheet.value(row, at))
    )


@lru_cache(maxsize=50_000)
def _is_word(text: str) -> bool:
    """Tell words from a unit, a month or a year, a date or a number."""
    return is_text(text) and not is_unit(text) and parse_period(text) is None and parse_days(text) is None


def says_anything(sheet: Sheet, top: int, first: int, columns: list[Column]) -> bool:
    """Tell whether a row, or a title with a unit over its figures, says anything that a header could say.

    The rows of a long list of names say nothing; they are passed before anything below them is looked at.
    """
    if any(column.kind != "unknown" or any(column.meaning[1:-1]) for column in columns):
        return True
    figures = any(
        look_below(sheet, first, max(0, column.at + near)).numbers
        for column in columns
        for near in (0, -1, 1)
    )
    return figures and bool(read_title(sheet, top)[1].units)
