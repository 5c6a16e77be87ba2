"""Sums of a quarter or a half-year among the months: which of them they sum."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from checker.reading.grid import month_of
from checker.reading.periods import LAST_QUARTER, Period, parse_quarter
from checker.reading.terms import understand
from checker.reading.text import fold

QUARTER, HALF = 3, 6
YEAR = 12
LEAST_PARTS = 2
"""So many different parts of the year make a column one of them (ours)."""
_SUM = r"(?:\s*(?:sub-?\s?total|total|sum|小计|合计|累计|योग|कुल))?"
_HALF = re.compile(
    rf"(?:h(?:alf)?[\s\-]?(?:year)?[\s\-]?(?P<a>[12])|(?P<b>first|second|1st|2nd)[\s\-]half(?:[\s\-]?year)?|(?P<c>[12])h"
    rf"|(?P<d>[上下])半年度?|(?P<e>पहली|प्रथम|दूसरी|द्वितीय)\s*छमाही|छमाही\s*(?P<f>[12]))(?: of (?:the )?year)?{_SUM}\Z"
)
_SECOND = ("2", "second", "2nd", "下", "दूसरी", "द्वितीय")
PARTIAL = ("小计", "subtotal", "sub-total", "sub total", "उप-योग")


@lru_cache(maxsize=20_000)
def parse_half(text: str) -> int | None:
    """Read a half-year, 1 or 2, from a header or label (H1, Half-year 1, 上半年小计); None where it is none."""
    match = _HALF.match(fold(text))
    if match is None:
        return None
    return 2 if next(group for group in match.groups() if group) in _SECOND else 1


@lru_cache(maxsize=5_000)
def read_part(text: str) -> Period | None:
    """Read a quarter or a half-year of no stated year (Q1, 上半年); None for a sum over months and for any other text."""
    quarter, half = parse_quarter(text), parse_half(text)
    if (quarter is None and half is None) or understand(text).roles[:1] == ("total",):
        return None
    if quarter is not None:
        return Period(0, YEAR + quarter)
    return None if half is None else Period(0, LAST_QUARTER + half)


def goes_by_parts(values: Sequence[object]) -> bool:
    """Tell a column of quarters or half-years from one of months among which some are summed."""
    parts = {read_part(value) for value in values if isinstance(value, str)} - {None}
    months = any(month_of(value) or _numbers_month(value) for value in values)  # type: ignore[arg-type]
    return len(parts) >= LEAST_PARTS and not months


def _numbers_month(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value in range(1, YEAR + 1)


def count_months(header: str) -> int:
    """Give how many months the part of the year has that a header names: 6 for a half-year, else 3."""
    return HALF if parse_half(header) is not None else QUARTER


def find_summed_rows(value: object, months: Mapping[int, int], subtotalled: int) -> list[int] | None:
    """Give the rows that a row of totals sums: a quarter's, a half-year's, those since the last subtotal, or all.

    `months` are the months so far, by row; None where the row states no total.
    """
    text = fold(str(value)) if isinstance(value, str) else ""
    quarter = parse_quarter(text) or next(
        (parse_quarter(part) for part in text.split() if parse_quarter(part)), None
    )
    half = parse_half(text)
    if half is not None or quarter is not None:
        size, number = (HALF, half) if half is not None else (QUARTER, quarter)
        return _find_part(months, subtotalled, size, number or 1)
    if "total" not in understand(text).roles:
        return None
    return [*months][subtotalled:] if any(word in text for word in PARTIAL) else [*months]


def _find_part(months: Mapping[int, int], subtotalled: int, size: int, number: int) -> list[int]:
    """Give the rows of a part of the year: those since the last sum, else by their place in a year that begins anywhere."""
    rows = [*months]
    lately = rows[subtotalled:]
    if len(lately) == size:
        return lately
    if len(rows) == YEAR:
        return rows[(number - 1) * size : number * size]
    return [row for row, month in months.items() if (month - 1) // size + 1 == number]
