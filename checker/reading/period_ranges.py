"""Spans of time in one cell: ranges of months or days, dated quarters and halves, weeks."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from checker.reading.periods import (
    YEAR,
    Period,
    begins_period,
    bound_period,
    parse_period_text,
    start_of_next_month,
)
from checker.reading.text import DEVANAGARI, fold

_DATED_QUARTER = re.compile(
    rf"(?:(?:q|quarter ?)(?P<a>[1-4])[\s,/\-]*{YEAR}|(?P<y>(?:19|20)\d\d)年?[\s,/\-]*(?:q|quarter ?|第)?(?P<b>[1-4一二三四])(?:季度?|q)?)\Z"
)
_WEEK = re.compile(
    r"(?:(?:week|wk|cw|kw)[\s.\-]*(?:no\.?\s*)?(?P<a>\d{1,2})(?:[\s,/\-]+(?P<y>(?:19|20)\d\d))?|第?(?P<b>\d{1,2})周"
    r"|(?P<z>(?:19|20)\d\d)[\s\-]?w(?P<c>\d{1,2}))\Z"
)
LAST_WEEK = 53
_HALF = re.compile(
    r"(?P<y>(?:19|20)\d\d)年?[\s\-]*(?:h(?P<h>[12])|(?P<zh>[上下])半年)\Z|h(?P<g>[12])[\s,/\-]*(?P<z>(?:19|20)\d\d)\Z"
)
_RANGE = re.compile(r"\s*(?:\bto\b|\bthrough\b|至|到|~|～|–|—|-(?=\s)|\buntil\b|से)\s*")
_BARE_RANGE = re.compile(r"(.+?\d日?)\s*[-~–—至]\s*(\d.+|[a-z].+)")
_MONTH_RANGE = re.compile(r"((?:19|20)\d\d)年?(\d{1,2})\s*[-~–—至到]\s*(\d{1,2})月")
Span = tuple[dt.datetime, dt.datetime]
"""[start, end)."""


@lru_cache(maxsize=20_000)
def parse_range(text: str, year: int) -> Span | None:
    """Read "2024-01 to 2024-12", "2024.01.01-2024.01.31", "2024年1-12月", "2024" or one month as [start, end)."""
    folded = fold(text).translate(DEVANAGARI)
    part = _parse_part_of_year(folded) or _parse_week(folded, year)
    if part is not None:
        return part
    ends = _split_range(folded)
    return join_periods(*ends, ends[1].year or ends[0].year or year) if ends is not None else None


def _split_range(folded: str) -> tuple[Period, Period] | None:
    if not begins_period(folded):
        return None
    months = _MONTH_RANGE.match(folded)
    if months:
        first, last = (parse_period_text(f"{months[1]}-{int(months[n])}") for n in (2, 3))
    else:
        parts = _RANGE.split(folded, maxsplit=1)
        if len(parts) == 1 and parse_period_text(folded) is None:
            bare = _BARE_RANGE.match(folded)
            parts = [bare[1], bare[2]] if bare else parts
        first, last = parse_period_text(parts[0].strip()), parse_period_text(parts[-1].strip())
    return (first, last) if first is not None and last is not None else None


@lru_cache(maxsize=20_000)
def parse_days(text: str) -> tuple[Period, Period] | None:
    """Read a range of days in one cell ("2023.12.21-2024.01.20") as its first and last; None for any other range."""
    ends = _split_range(fold(text).translate(DEVANAGARI))
    dated = ends is not None and all(end.day and end.year for end in ends) and ends[0] != ends[1]
    return ends if dated else None


def join_periods(first: Period, last: Period, year: int) -> Span | None:
    """Give [start, end) from the first to the last of two periods: to the day where both name one."""
    if first.day and last.day and first != last:
        return bound_days(first, last)
    start, end = bound_period(first._replace(day=0), year), bound_period(last._replace(day=0), year)
    return (start[0], end[1]) if start and end else None


def bound_days(first: Period, last: Period) -> Span | None:
    """Give [start, end) of two dates; the last day counts unless it is the first day of the next period."""
    try:
        start, end = dt.datetime(*first), dt.datetime(*last)
    except ValueError:
        return None
    if end < start:
        return None
    return start, end if end.day == start.day and end > start else end + dt.timedelta(days=1)


def _parse_part_of_year(folded: str) -> Span | None:
    """Read a dated quarter or half: "Quarter 1 1995", 2024Q1, 2024年第一季度, 2024年上半年."""
    match = _DATED_QUARTER.match(folded)
    if match and (match["a"] or re.search(r"q|季|第", folded)):
        digit = match["a"] or match["b"]
        number = "一二三四".find(digit) + 1 if digit in "一二三四" else int(digit)
        year = int(match["year"] or match["y"])
        return dt.datetime(year, 3 * number - 2, 1), start_of_next_month(year, 3 * number)
    match = _HALF.match(folded)
    if match:
        second = "2" in (match["h"], match["g"]) or match["zh"] == "下"
        year = int(match["y"] or match["z"])
        return dt.datetime(year, 7 if second else 1, 1), start_of_next_month(year, 12 if second else 6)
    return None


def _parse_week(folded: str, year: int) -> Span | None:
    """Read the week of a year (Week 5, CW 05, 第5周, 2024-W05), counted in sevens from its first day."""
    match = _WEEK.match(folded)
    number = int(match["a"] or match["b"] or match["c"]) if match else 0
    if match is None or not 1 <= number <= LAST_WEEK:
        return None
    stated = match["y"] or match["z"]
    first, next_year = dt.datetime(int(stated or year), 1, 1), dt.datetime(int(stated or year) + 1, 1, 1)
    start = first + dt.timedelta(weeks=number - 1)
    return start, min(start + dt.timedelta(weeks=1), next_year)
