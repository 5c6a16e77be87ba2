"""Months typed as decimal numbers, 2024.01 to 2024.12, of which Excel shows October as 2024.1."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from checker.reading.month_column import LEAST_MONTHS
from checker.reading.serials import LEADING_COLUMNS, put_dates
from checker.workbook import Sheet, Value

YEARS = range(1990, 2061)
OCTOBER = 10
Place = tuple[int, int]


def date_decimals(sheet: Sheet) -> Sheet:
    """Give the sheet with runs of such numbers, down a column or along a row, as the first days of their months."""
    found = [
        (row, at)
        for row, values in enumerate(sheet.rows)
        for at, value in enumerate(values)
        if type(value) is float and YEARS.start <= value < YEARS.stop and _looks_decimal(value)
    ]
    dated: dict[Place, dt.datetime] = {}
    for line in _list_lines(sheet, found):
        dated |= _date_run(line)
    return put_dates(sheet, dated) if dated else sheet


def _list_lines(sheet: Sheet, found: list[Place]) -> Iterator[list[tuple[Place, float]]]:
    """List the runs of decimal years: neighbours down each leading column, then along each row, that holds enough."""
    columns, rows = Counter(at for _, at in found), Counter(row for row, _ in found)
    for at in range(LEADING_COLUMNS):
        if columns[at] >= LEAST_MONTHS:
            yield from _part_runs([((row, at), sheet.value(row, at)) for row in range(len(sheet.rows))])
    for row, count in rows.items():
        if count >= LEAST_MONTHS:
            yield from _part_runs([((row, at), value) for at, value in enumerate(sheet.rows[row])])


def _part_runs(cells: list[tuple[Place, Value]]) -> Iterator[list[tuple[Place, float]]]:
    run: list[tuple[Place, float]] = []
    for place, value in cells:
        if isinstance(value, float) and _looks_decimal(value):
            run.append((place, value))
            continue
        if len(run) >= LEAST_MONTHS:
            yield run
        run = []
    if len(run) >= LEAST_MONTHS:
        yield run


def _looks_decimal(value: Value) -> bool:
    """Tell a year with one or two decimals from any other number."""
    if not isinstance(value, float) or not YEARS.start <= value < YEARS.stop or value.is_integer():
        return False
    return abs(value * 100 - round(value * 100)) < 1e-6


def _date_run(run: list[tuple[Place, float]]) -> dict[Place, dt.datetime]:
    """Date a run whose months follow one another; {} for any other."""
    months: list[int] = []
    for _, value in run:
        options = _list_months(value)
        if months:
            options = [month for month in options if month == months[-1] + 1]
        elif len(options) > 1:
            following = _list_months(run[1][1])
            options = [month for month in options if month + 1 in following]
        if len(options) != 1:
            return {}
        months.append(options[0])
    return {
        place: dt.datetime(month // 12, month % 12 + 1, 1)
        for (place, _), month in zip(run, months, strict=True)
    }


def _list_months(value: float) -> list[int]:
    """List the months, counted from the year 0, that a decimal may mean: 2024.1 is January or October."""
    year, part = divmod(round(value * 100), 100)
    months = [part] if 1 <= part <= 12 else []
    if part % OCTOBER == 0:
        months.append(part // OCTOBER)
    return [year * 12 + month - 1 for month in months if month]
