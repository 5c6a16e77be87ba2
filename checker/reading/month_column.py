"""Months that go down a column: which column of a table holds them."""

from __future__ import annotations

from functools import lru_cache

from checker.reading.grid import meaning_of, month_of, row_width
from checker.reading.parts_of_year import read_part
from checker.reading.period_ranges import parse_range
from checker.reading.periods import parse_period
from checker.workbook import Sheet, Value

LEAST_MONTHS = 3
"""So many months in order make a row a header of months, or a column a column of months (ours)."""
LEADING_ROWS = 2
"""So many rows (of meter or device numbers) may stand between a header and its first month (ours)."""
LOOKED_ROWS = 40
"""So many rows below a header are looked at for months (ours)."""
MONTH_NUMBERS = range(1, 13)
MONTH_TEXTS = frozenset(map(str, MONTH_NUMBERS))


def find_month_column(sheet: Sheet, row: int, first: int, uppers: tuple[int, ...] = ()) -> int | None:
    """Find the column, left of the figures, that holds months going down; `uppers` are rows of headers above `row`."""
    for column in range(min(row_width(sheet, first), 6)):
        own = next(
            (said for at in (row, *reversed(uppers)) if (said := sheet.value(at, column)) is not None), None
        )
        header = meaning_of(own)
        if parse_period(own) is not None or header.facility == "year":
            continue
        own_months = bool({"month", "date"} & set(header.roles))
        numbered = "month" in header.roles
        ranged = numbered or not (header.source or header.roles or header.facility)
        run = 0
        for below, value in sheet.list_given(column, first, LOOKED_ROWS):
            if _names_month(value, numbered=numbered, ranged=ranged):
                run += 1
            elif not own_months and {"month", "date"} & set(meaning_of(value).roles):
                break  # the header of the months stands here, below other lines
            elif run or below >= first + LEADING_ROWS:
                break
        if run >= LEAST_MONTHS or (run and own_months):
            if {"start", "end"} & set(header.roles) and "month" not in header.roles:
                continue
            return column
    return None


def _names_month(value: Value, *, numbered: bool, ranged: bool) -> bool:
    """Tell a cell that names a month: as such, by its number where months are said to stand here, or by its days."""
    if isinstance(value, str):
        return _text_names_month(value, numbered, ranged)
    return month_of(value) is not None or (numbered and isinstance(value, float) and value in MONTH_NUMBERS)


@lru_cache(maxsize=20_000)
def _text_names_month(text: str, numbered: bool, ranged: bool) -> bool:
    if month_of(text) is not None or (numbered and text.removesuffix(".0").strip() in MONTH_TEXTS):
        return True
    if read_part(text) is not None:
        return True
    return ranged and parse_period(text) is None and parse_range(text, 2000) is not None
