"""Dates that lost their format: a column headed "Month" or "Date" over serial numbers such as 43831."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from checker.reading.columns import CLEAR
from checker.reading.grid import is_text, meaning_of
from checker.reading.month_column import LEAST_MONTHS
from checker.reading.month_lanes import EARLIEST, FIRST_DAY, LATEST, read_serial
from checker.workbook import Sheet, Value

LEADING_COLUMNS = 12
"""Dates stand left of the figures they date (ours: this many columns are looked at)."""
HEADER_ROWS = 3
"""So many rows above its first number may hold a column's header (ours)."""
DATE_ROLES = frozenset(("month", "date"))
END_ROLES = frozenset(("start", "end"))
LONGEST_STEP = 62
"""Days from one bill to the next, at most (ours: two months)."""


def date_serials(sheet: Sheet) -> Sheet:
    """Give the sheet with the serial numbers of its date columns as dates; the sheet itself where it has none."""
    dated: dict[tuple[int, int], dt.datetime] = {}
    for at in range(min(LEADING_COLUMNS, max(map(len, sheet.rows), default=0))):
        for run in _find_runs(sheet, at):
            if _is_dated(sheet, at, run):
                dated |= {(row, at): FIRST_DAY + dt.timedelta(days=int(number)) for row, number in run}
    return put_dates(sheet, dated)


def put_dates(sheet: Sheet, dated: Mapping[tuple[int, int], dt.datetime]) -> Sheet:
    """Give the sheet with dates in some cells; the sheet itself where there are none."""
    if not dated:
        return sheet
    rows = [list(values) for values in sheet.rows]
    for (row, at), day in dated.items():
        rows[row][at] = day
    return replace(sheet, rows=rows)


def _find_runs(sheet: Sheet, at: int) -> list[list[tuple[int, float]]]:
    """Find the runs of numbers down a column that may be dates; any other number ends one and forbids it."""
    runs: list[list[tuple[int, float]]] = []
    run: list[tuple[int, float]] = []
    spoilt = False
    for row, values in enumerate(sheet.rows):
        value = values[at] if at < len(values) else None
        if type(value) is float:
            if value.is_integer() and EARLIEST <= value <= LATEST:
                run.append((row, value))
            else:
                spoilt = True
        elif isinstance(value, str) and not spoilt and run and is_text(value) and _tells_dates(value):
            runs.append(run)  # the header of the next table
            run = []
        elif isinstance(value, str) and spoilt:
            run, spoilt = [], False
    if run and not spoilt:
        runs.append(run)
    return [each for each in runs if len(each) >= LEAST_MONTHS]


def _tells_dates(value: Value) -> frozenset[str]:
    meaning = meaning_of(value)
    said = meaning.source or meaning.flow or meaning.units or meaning.length < CLEAR
    return frozenset() if said else frozenset(meaning.roles) & (DATE_ROLES | END_ROLES)


def _is_dated(sheet: Sheet, at: int, run: list[tuple[int, float]]) -> bool:
    """Tell whether the header over a run of numbers, and their steps, make them dates."""
    first = run[0][0]
    headers = [sheet.value(row, at) for row in range(first - 1, max(-1, first - 1 - HEADER_ROWS), -1)]
    roles = next((roles for each in headers if (roles := _tells_dates(each))), frozenset())
    if not roles:
        return False
    if all(read_serial(number) is not None for _, number in run):
        return True
    days = sorted({number for _, number in run})
    steady = all(later - sooner <= LONGEST_STEP for sooner, later in pairwise(days))
    return steady and (bool(roles & DATE_ROLES) or len(days) >= LEAST_MONTHS)
