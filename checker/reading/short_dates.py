"""Dates such as "Jan 14" of which the column tells whether the number is a day or a year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from checker.cells import CellRef
from checker.reading.columns import DATE_KINDS
from checker.reading.periods import MONTH_NAMES, parse_period_text
from checker.reading.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.reading.locate import Block
    from checker.reading.scene import Scene

_SHORT = re.compile(rf"(?P<name>{MONTH_NAMES})\.?[\s\-/]+(?P<number>\d\d)\Z")
FEWEST = 2
LEAP_YEAR = 2000
LONGEST_STEP = 2
"""Months from one row to the next where the numbers are years (ours)."""
LONGEST_DAYS = 62
"""Days from one row to the next where they are days (ours)."""


class Short(NamedTuple):
    """A month with a number of two digits: its row, its month and the number."""

    row: int
    month: int
    number: int


def settle_short_dates(block: Block, scene: Scene) -> Block:
    """Give the block with "Jan 14, Feb 15" as days where only that makes an order; ask where it may be three years."""
    rows = list(block.sheet.rows)
    settled = False
    for column in block.of_kind(*DATE_KINDS):
        found = _list_short(block, column.at)
        if len(found) < FEWEST or _run_as_years(found) or not _run_as_days(found):
            continue
        if _is_one_month(found) and not block.year:
            cell = CellRef(scene.collector.file, block.sheet.name, found[0].row, column.at)
            scene.collector.ask("period_unknown", None, (cell,), about="period", block=scene.block)
        for each in found:
            day = _date(each, scene.year)
            if day is not None:
                rows[each.row] = [*rows[each.row][: column.at], day, *rows[each.row][column.at + 1 :]]
                settled = True
    return block._replace(sheet=replace(block.sheet, rows=rows)) if settled else block


def _list_short(block: Block, at: int) -> list[Short]:
    found = []
    for row in range(block.first, block.last + 1):
        value = block.sheet.value(row, at)
        match = _SHORT.match(fold(value)) if isinstance(value, str) else None
        period = parse_period_text(match["name"]) if match else None
        if match and period:
            found.append(Short(row, period.month, int(match["number"])))
    return found


def _run_as_years(found: Sequence[Short]) -> bool:
    """Tell whether months follow one another, up or down, where the numbers are years."""
    months = [12 * each.number + each.month for each in found]
    steps = [later - sooner for sooner, later in pairwise(months)]
    return all(0 <= step <= LONGEST_STEP for step in steps) or all(
        -LONGEST_STEP <= step <= 0 for step in steps
    )


def _run_as_days(found: Sequence[Short]) -> bool:
    days = [_date(each, LEAP_YEAR) for each in found]
    if any(day is None for day in days):
        return False
    steps = [(later - sooner).days for sooner, later in pairwise(day for day in days if day is not None)]
    return all(0 < step <= LONGEST_DAYS for step in steps)


def _is_one_month(found: Sequence[Short]) -> bool:
    """Tell "Jan 14, Jan 15, Jan 16": three days, or the January of three years."""
    return len({each.month for each in found}) == 1


def _date(each: Short, year: int) -> dt.datetime | None:
    try:
        return dt.datetime(year, each.month, each.number)
    except ValueError:
        return None
