"""Months that go down a column: which column of a table holds them."""

from __future__ import annotations

from checker.reading.grid import meaning_of, month_of, row_width
from checker.reading.periods import parse_period, parse_range
from checker.workbook import Sheet

LEAST_MONTHS = 3
"""So many months in order make a row a header of months, or a column a column of months (ours)."""
LEADING_ROWS = 2
"""So many rows (of meter or device numbers) may stand between a header and its first month (ours)."""
LOOKED_ROWS = 40
"""So many rows below a header are looked at for months (ours)."""


def find_month_column(sheet: Sheet, row: int, first: int, uppers: tuple[int, ...] = ()) -> int | None:
    """Find the column, left of the figures, that holds months going down; `uppers` are rows of headers above `row`."""
    for column in range(min(row_width(sheet, first), 6)):
        own = next(
            (said for at in (row, *reversed(uppers)) if (said := sheet.value(at, column)) is not None), None
        )
        header = meaning_of(own)
        if parse_period(own) is not None or header.facility == "year":
            continue
        run, own_months = 0, {"month", "date"} & set(header.roles)
        for below, value in sheet.list_given(column, first, LOOKED_ROWS):
            if (
                month_of(value) is not None
                or (_is_month_number(value, run) and "month" in header.roles)
                or (
                    isinstance(value, str)
                    and ("month" in header.roles or not (header.source or header.roles or header.facility))
                    and parse_period(value) is None
                    and parse_range(value, 2000) is not None
                )
            ):
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


def _is_month_number(value: object, run: int) -> bool:
    return (
        isinstance(value, (float, str))
        and str(value).removesuffix(".0").strip() in {str(m) for m in range(1, 13)}
        and run < 400
    )
