"""Which period a row of a list or a month column speaks of."""

from __future__ import annotations

import datetime as dt

from checker.reading.dispatch import Scene, Span, year_span
from checker.reading.grid import month_of, year_of
from checker.reading.locate import Block
from checker.reading.numbers import read_figure
from checker.reading.periods import Period, bound_period, parse_period


def read_month(value: object) -> Period | None:
    """Read the month a cell of a month column names; None where it names none."""
    period = month_of(value)  # type: ignore[arg-type]
    if period is not None:
        return period
    figure = read_figure(value)  # type: ignore[arg-type]
    if figure.number is not None and figure.number in range(1, 13):
        return Period(0, int(figure.number))
    return None


def read_span(block: Block, row: int, scene: Scene) -> Span | None:
    """Read the period of a row of a long list: start and end dates, else its month or year."""
    sheet = block.sheet
    starts, ends = block.of_kind("start"), block.of_kind("end")
    if starts and ends:
        start, end = parse_period(sheet.value(row, starts[0].at)), parse_period(sheet.value(row, ends[0].at))
        if start and end and start.year and end.year and start.day and end.day:
            first = dt.datetime(start.year, start.month, start.day)
            last = dt.datetime(end.year, end.month, end.day)
            return first, last if last.day == first.day and last > first else last + dt.timedelta(days=1)
    years = block.of_kind("year")
    for column in block.of_kind("month", "start", "date", "end"):
        value = sheet.value(row, column.at)
        period = parse_period(value) or read_month(value)
        if period is not None:
            stated = year_of(sheet.value(row, years[0].at)) if years else None
            year = period.year or (stated.year if stated else scene.year)
            return bound_period(period._replace(day=0), year)
    stated = year_of(sheet.value(row, years[0].at)) if years else None
    return year_span(stated.year) if stated else None
