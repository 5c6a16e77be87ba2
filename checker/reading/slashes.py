"""Dates such as 1/2/24, of which the column, and else the sheet, tells whether the day or the month comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from checker.cells import CellRef
from checker.findings import Candidate
from checker.reading.columns import DATE_KINDS
from checker.reading.locate import Block
from checker.reading.month_column import LEAST_MONTHS
from checker.reading.periods import split_slashed
from checker.reading.scene import Scene

LAST_MONTH = 12
DAY_FIRST_SIGNS = (
    "£",
    "gbp",
    "€",
    "eur",
    "₹",
    "inr",
    "lakh",
    "crore",
    "rs.",
    "scm",
    "discom",
    "vat",
    "litre",
    "tonne",
)
"""Money, units and spellings of countries that write the day first (ours; only where no date of the column tells)."""
FEWEST_BILLS = 2
LONGEST_BILL = 124
"""Days: so many bills tell the order of their dates, none longer than this (ours)."""
LOOKED_ROWS = 12
"""So many rows above and below a header are looked at for such signs (ours)."""


class Slashed(NamedTuple):
    """A date whose order is open: its place, its two first numbers, its year, and the mark between them."""

    row: int
    column: int
    first: int
    second: int
    year: int
    mark: str

    def date(self, *, day_first: bool) -> dt.datetime | None:
        """Give the date by one of the two readings; None where it is none."""
        month, day = (self.second, self.first) if day_first else (self.first, self.second)
        try:
            return dt.datetime(self.year, month, day)
        except ValueError:
            return None


def order_dates(block: Block, scene: Scene) -> Block:
    """Give the block with its slashed dates as dates, in the one order that the table tells; ask where nothing does."""
    found = [
        Slashed(row, column.at, *parts)
        for column in block.of_kind(*DATE_KINDS)
        for row in range(block.first, block.last + 1)
        if isinstance(value := block.sheet.value(row, column.at), str)
        and (parts := split_slashed(value)) is not None
    ]
    if not found:
        return block
    told = {
        at: _tell_column([each for each in found if each.column == at])
        for at in {each.column for each in found}
    }
    if {True, False} <= set(told.values()):
        return _date_apart(block, found, told)
    day_first = _tell_order(found)
    if day_first is None and "day_order" in scene.collector.answers:
        day_first = scene.collector.answers["day_order"] == "day"
    if day_first is None:
        day_first = _guess_order(block, found[0])
        dates = [found[0].date(day_first=order) for order in (day_first, not day_first)]
        cell = CellRef(scene.collector.file, block.sheet.name, found[0].row, found[0].column)
        text = str(block.sheet.value(found[0].row, found[0].column))
        read, other = (f"{date:%Y-%m-%d}" if date else "" for date in dates)
        if read != other:
            orders = ("day", "month") if day_first else ("month", "day")
            scene.collector.ask(
                "day_order", "day_order", (cell,), about="period", read_as=read, block=scene.block,
                candidates=tuple(Candidate(day, value=order) for day, order in zip((read, other), orders, strict=True) if day),
                text=text, value=read, other=other,
            )  # fmt: skip
    return _date_apart(block, found, dict.fromkeys({each.column for each in found}, day_first))


def _date_apart(block: Block, found: list[Slashed], orders: Mapping[int, bool | None]) -> Block:
    """Give the block with its slashed dates as dates, each column in its own order."""
    rows = list(block.sheet.rows)
    for each in found:
        day_first = bool(orders[each.column])
        date = each.date(day_first=day_first) or each.date(day_first=not day_first)
        if date is not None:
            rows[each.row] = [*rows[each.row][: each.column], date, *rows[each.row][each.column + 1 :]]
    return block._replace(sheet=replace(block.sheet, rows=rows))


def _tell_order(found: list[Slashed]) -> bool | None:
    """Tell whether the day comes first, by the dates of each column: what one tells, and none gainsays, holds for all."""
    columns: dict[int, list[Slashed]] = {}
    for each in found:
        columns.setdefault(each.column, []).append(each)
    told = {_tell_column(own) for own in columns.values()} - {None}
    if len(told) == 1:
        return told.pop()
    return None if told else _tell_by_lengths(found)


def _tell_by_lengths(found: list[Slashed]) -> bool | None:
    """Tell by the lengths of bills: the order by which all end after they began, within four months, where only one does."""
    rows: dict[int, list[Slashed]] = {}
    for each in found:
        rows.setdefault(each.row, []).append(each)
    pairs = [sorted(each, key=lambda date: date.column) for each in rows.values() if len(each) > 1]
    if len(pairs) < FEWEST_BILLS:
        return None
    fits = [order for order in (True, False) if all(_is_bill(pair, day_first=order) for pair in pairs)]
    return fits[0] if len(fits) == 1 else None


def _is_bill(pair: list[Slashed], *, day_first: bool) -> bool:
    start, end = (each.date(day_first=day_first) for each in pair[:2])
    return start is not None and end is not None and 0 < (end - start).days <= LONGEST_BILL


def _tell_column(found: list[Slashed]) -> bool | None:
    """Tell by one column: a number above 12 can be no month, and rows of one table name several months."""
    day = any(each.first > LAST_MONTH for each in found)
    month = any(each.second > LAST_MONTH for each in found)
    if day != month:
        return day
    if day:
        return None
    firsts, seconds = [each.first for each in found], [each.second for each in found]
    if _is_fixed(firsts) and _counts_on(seconds):
        return True  # the same day of one month after another
    return False if _is_fixed(seconds) and _counts_on(firsts) else None


def _is_fixed(numbers: list[int]) -> bool:
    return len(set(numbers)) == 1


def _counts_on(numbers: list[int]) -> bool:
    """Tell whether numbers go on as months do: three or more, each one after the other."""
    steps = {later - sooner for sooner, later in pairwise(numbers)}
    return len(numbers) >= LEAST_MONTHS and steps <= {1, 1 - LAST_MONTH}


def _guess_order(block: Block, first: Slashed) -> bool:
    """Take the order that the sheet's language, money or units suggest; the American one with slashes where none do."""
    if first.mark != "/":
        return True
    around = range(max(0, block.top - LOOKED_ROWS), min(len(block.sheet.rows), block.first + LOOKED_ROWS))
    said = " ".join(
        str(value) for row in around for value in block.sheet.rows[row] if isinstance(value, str)
    ).lower()
    return any("\u0900" <= character <= "\u097f" for character in said) or any(
        sign in said for sign in DAY_FIRST_SIGNS
    )
