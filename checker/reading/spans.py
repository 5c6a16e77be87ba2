"""Which period a row of a list or a month column speaks of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from checker.reading.bills import bound_bill, read_days
from checker.reading.grid import month_of, year_of
from checker.reading.locate import Block
from checker.reading.numbers import read_figure
from checker.reading.parts_of_year import LEAST_PARTS, YEAR, read_part
from checker.reading.period_ranges import bound_days, parse_range
from checker.reading.periods import Period, bound_period, parse_period, start_of_next_month
from checker.reading.scene import Scene, Span, year_span
from checker.reading.text import fold
from checker.workbook import Value

LEAP = (2, 29)
QUARTERS = (1, 2, 3, 4)
QUARTERLY = re.compile(r"\bquarter\b|\bqtr\b|季度|तिमाही")
WEEK = 7
_ENDS = re.compile(r"end|截止|截至|到|तक")
MOST_DAYS = 31
ENTRIES_A_MONTH = 2
"""From so many dates a month on they are entries of days or weeks (ours: two readings fall into one month by chance)."""
_TO_DATE = re.compile(r"1\s*[-—–~至]+\s*本月")
"""The months up to this one, as the returns of the statistics offices head them."""


def read_month(value: object) -> Period | None:
    """Read the month a cell of a month column names; None where it names none."""
    period = month_of(value)  # type: ignore[arg-type]
    if period is not None:
        return period
    figure = read_figure(value)  # type: ignore[arg-type]
    if figure.number is not None and figure.number in range(1, 13):
        return Period(0, int(figure.number))
    return None


def read_quarter(value: object, header: str) -> Period | None:
    """Read a quarter or a half-year of no stated year: "Q1", or a bare 1 to 4 under "Quarter"; None for anything else."""
    if isinstance(value, str) and (part := read_part(value)) is not None:
        return part
    number = read_figure(value).number if QUARTERLY.search(fold(header)) else None  # type: ignore[arg-type]
    return Period(0, YEAR + int(number)) if number in QUARTERS else None


def numbers_quarters(values: Sequence[Value], header: str) -> bool:
    """Tell a column headed "Quarter" of bare 1 to 4 from one of months: no number stands there beyond 4."""
    numbers = {read_figure(value).number for value in values} - {None}
    return (
        QUARTERLY.search(fold(header)) is not None and len(numbers) >= LEAST_PARTS and numbers <= {*QUARTERS}
    )


def names_part(block: Block, row: int) -> bool:
    """Tell a row of a list whose period is a quarter or a half-year, and which states no year."""
    if block.of_kind("year") or read_days(block, row) is not None:
        return False
    for column in block.of_kind("month", "start", "date", "end"):
        value = block.sheet.value(row, column.at)
        if read_quarter(value, column.meaning.text) is not None:
            return parse_period(value) is None
        if parse_period(value) is not None or read_month(value) is not None:
            return False
    return False


def _end_year(value: object) -> Span | None:
    """Read the date on which a year ends as the twelve months before; None for anything but the end of a month."""
    period = parse_period(value)  # type: ignore[arg-type]  # any cell
    if period is None or not period.day or not period.year:
        return None
    end = start_of_next_month(period.year, period.month)
    if (end - dt.timedelta(days=1)).day != period.day:
        return None
    return end.replace(year=end.year - 1), end


def since_january(header: str, span: Span) -> Span:
    """Give the months up to a month where a header says 1—本月; any other period as it is."""
    if _TO_DATE.search(fold(header)) is None or (span[1] - span[0]).days > MOST_DAYS:
        return span
    return span[0].replace(month=1, day=1), span[1]


def a_year_before(span: Span) -> Span:
    """Give the same period of the year before (上年同期); of a leap day the day after."""
    return _move_year(span[0]), _move_year(span[1])


def _move_year(moment: dt.datetime) -> dt.datetime:
    leap = moment.month == LEAP[0] and moment.day == LEAP[1]
    return (
        moment.replace(year=moment.year - 1, month=3, day=1) if leap else moment.replace(year=moment.year - 1)
    )


def has_entries_by_day(block: Block, label_column: int | None) -> bool:
    """Tell a list of entries (refuellings, deliveries) by its dates: two days of one month on one line."""
    if block.of_kind("start") or not block.of_kind("month", "date"):
        return False
    dated = block.of_kind("month", "date")[0].at
    naming = [column.at for column in block.of_kind("account", "item", "flow", "site")]
    if label_column is not None:
        naming.append(label_column)
    seen: dict[tuple[object, ...], int] = {}
    for row in range(block.first, block.last + 1):
        period = parse_period(block.sheet.value(row, dated))
        if period is None or not period.day:
            continue
        key = (period.year, period.month, *(block.sheet.value(row, at) for at in naming))
        if seen.setdefault(key, period.day) != period.day:
            return True
    return False


def enters_by_day(block: Block, month_column: int) -> bool:
    """Tell entries of days or weeks down a column of dates, each a figure of its own, from one date a month."""
    days = set()
    for row in range(block.first, block.last + 1):
        period = parse_period(block.sheet.value(row, month_column))
        if period is not None and period.day and period.year:
            days.add(period)
    months = {(day.year, day.month) for day in days}
    return bool(days) and len(days) >= ENTRIES_A_MONTH * len(months)


def tell_week(block: Block, at: int) -> int:
    """Tell weeks down a column of dates: 7 where each date begins one, -7 where it ends one, 0 where they are none."""
    days = {
        dt.date(*period)
        for row in range(block.first, block.last + 1)
        if (period := parse_period(block.sheet.value(row, at))) is not None and period.day and period.year
    }
    ordered = sorted(days)
    steps = {(later - sooner).days for sooner, later in pairwise(ordered)}
    if steps != {WEEK}:
        return 0
    header = next((column.header for column in block.columns if column.at == at), "")
    return -WEEK if _ENDS.search(fold(header)) else WEEK


def bound_entry(period: Period, week: int) -> Span | None:
    """Give the days that a dated entry stands for: its day, or the week that it begins or ends, in its own year."""
    day = bound_days(period, period)
    if day is None or not week:
        return day
    start, end = (
        (day[0], day[0] + dt.timedelta(days=week)) if week > 0 else (day[1] + dt.timedelta(days=week), day[1])
    )
    return max(start, dt.datetime(period.year, 1, 1)), min(end, dt.datetime(period.year + 1, 1, 1))


def read_span(
    block: Block, row: int, scene: Scene, *, by_day: bool = False, end_counts: bool | None = None
) -> Span | None:
    """Read the period of a row of a list: start and end dates, a range in one cell, else its month or year.

    `by_day` keeps the day of a dated entry: it stands for that day alone. `end_counts` tells whether
    the last day of a bill belongs to it, where the list shows that.
    """
    sheet = block.sheet
    days = read_days(block, row)
    if days is not None:
        # the days of the reading go before the month it is accounted to
        return bound_bill(days, end_counts=end_counts)
    years = block.of_kind("year")
    ending = next((_end_year(sheet.value(row, column.at)) for column in years), None)
    if ending is not None:
        return ending
    stated = year_of(sheet.value(row, years[0].at)) if years else None
    for column in block.of_kind("month", "start", "date", "end"):
        value = sheet.value(row, column.at)
        period = parse_period(value) or read_quarter(value, column.meaning.text) or read_month(value)
        if period is not None and by_day and period.day and period.year:
            return bound_entry(period, tell_week(block, column.at))
        if period is not None:
            year = period.year or (stated.year if stated else scene.year)
            return bound_period(period._replace(day=0), year)
        span = parse_range(value, scene.year) if isinstance(value, str) else None
        if span is not None:
            return span
    return year_span(stated.year) if stated else None
