"""Periods of bills: from one reading of the meter to the next, and whether the day of the last one counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from checker.reading.columns import DATE_KINDS
from checker.reading.locate import Block
from checker.reading.period_ranges import bound_days, parse_days
from checker.reading.periods import Period, parse_period
from checker.reading.scene import Row, Span


class Dated(NamedTuple):
    """The period that a row named, the last row it holds for, and the lines it was taken for."""

    span: Span
    row: int
    lines: tuple[tuple[str, ...], ...]


def read_days(block: Block, row: int) -> tuple[Period, Period] | None:
    """Read the first and last day that a row names: in two columns, or as a range in one cell."""
    sheet = block.sheet
    starts, ends = block.of_kind("start"), block.of_kind("end")
    if starts and ends:
        start, end = parse_period(sheet.value(row, starts[0].at)), parse_period(sheet.value(row, ends[0].at))
        if start and end and start.year and end.year and start.day and end.day:
            return start, end
    for column in block.of_kind(*DATE_KINDS):
        value = sheet.value(row, column.at)
        days = parse_days(value) if isinstance(value, str) and parse_period(value) is None else None
        if days is not None:
            return days
    return None


def tell_end_counts(block: Block) -> bool | None:
    """Tell from a whole list whether the last days of its periods belong to them; None where it does not show.

    Where the next bill of an account begins on the day the one before ended, that day is the next
    one's; where it begins a day later, it is its own.
    """
    accounts = block.of_kind("account", "site", "item")
    by_account: dict[tuple[str, ...], list[tuple[dt.date, dt.date]]] = {}
    for row in range(block.first, block.last + 1):
        days = read_days(block, row)
        dates = _as_dates(days) if days is not None else None
        if dates is not None:
            key = tuple(str(block.sheet.value(row, column.at)) for column in accounts)
            by_account.setdefault(key, []).append(dates)
    gaps: Counter[int] = Counter()
    for known in by_account.values():
        ordered = sorted(set(known))
        gaps.update((later[0] - sooner[1]).days for sooner, later in pairwise(ordered))
    shared, apart = gaps[0], gaps[1]
    return None if shared == apart else apart > shared


def bound_bill(days: tuple[Period, Period], *, end_counts: bool | None) -> Span | None:
    """Give [start, end) of a bill; where the list does not tell, the last day counts unless it is the day of the start."""
    dates = _as_dates(days)
    if end_counts is None or dates is None:
        return bound_days(*days)
    start, end = dates
    if end < start or (end == start and not end_counts):
        return bound_days(*days)
    last = end + dt.timedelta(days=1) if end_counts else end
    return dt.datetime(*start.timetuple()[:3]), dt.datetime(*last.timetuple()[:3])


def _as_dates(days: tuple[Period, Period]) -> tuple[dt.date, dt.date] | None:
    try:
        return dt.date(*days[0]), dt.date(*days[1])
    except ValueError:
        return None


def carry_span(
    block: Block, read: Row, span: Span | None, before: Dated | None
) -> tuple[Span | None, Dated | None]:
    """Give a row without a period that of the row above, and what is to be carried on.

    It is the same where the cells are merged, and where the rows under one month name one line
    after another (peak, flat, valley): a line named again has simply no month.
    """
    row = read.label_at[0]
    line = (read.label.text, read.account, read.site)
    if span is not None:
        return span, Dated(span, row, (line,))
    columns = block.of_kind(*DATE_KINDS)
    blank = columns and all(block.sheet.is_blank(row, column.at) for column in columns)
    if before is None or not blank or row != before.row + 1:
        return None, None
    merged = any(
        area[0] < row <= area[2] and area[1] <= column.at <= area[3]
        for area in block.sheet.merges
        for column in columns
    )
    if not merged and (line in before.lines or not read.label.text):
        return None, None
    return before.span, Dated(before.span, row, (*before.lines, line))
