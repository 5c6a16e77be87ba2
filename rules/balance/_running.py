"""Running totals since January filed beside the months, and the steps by which they rise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list
from rules.balance._keystrokes import add_rounding, measure_digit

if TYPE_CHECKING:
    from checker.api import Filing

FACTS = ("site", "series", "file", "sheet", "block", "base_unit", "as_filed", "start", "end")
FIGURES = ("quantity", "scale", "amount", "text")
LONGEST_MONTH = 31
CUMULATIVE = "cumulative"
FEWEST = 3
"""Steps of a running total that must rise by their months, half of all besides, before it says anything of the others (ours)."""


class Figure(NamedTuple):
    """A figure as filed: its fact, amount in base units, quantity, scale, and one unit of its last digit in base units."""

    fact: int
    amount: float
    quantity: float
    scale: float
    digit: float


Figures = dict[int, list[Figure]]
"""Figures by month, 12 x year + month."""


class Step(NamedTuple):
    """A running total, the one before it (None: the year begins), and the months that lie between the two."""

    total: Figure
    before: Figure | None
    months: tuple[Figure, ...]

    @property
    def rise(self) -> float:
        """Give by how much the running total rises, in base units."""
        return self.total.amount - (self.before.amount if self.before else 0.0)

    @property
    def gap(self) -> float:
        """Give the months less the rise; 0 where rounding alone may part the two."""
        told = [self.total, *([self.before] if self.before else []), *self.months]
        gap = sum(each.amount for each in self.months) - self.rise
        slack = add_rounding([each.digit for each in told]) + 1e-9 * abs(self.total.amount)
        return gap if abs(gap) > slack else 0.0


def list_steps(filing: Filing) -> Iterator[list[Step]]:
    """Give, line by line, the steps of the running totals of the report year whose months are all filed.

    A column of running totals is a line of its own, and its header seldom names the energy again: it
    belongs to the line of its table whose months it mostly rises by.
    """
    if CUMULATIVE not in take_list(filing, "facts", "as_filed"):
        return
    first, last = filing.year_bounds()
    months: dict[tuple[object, ...], Figures] = {}
    running: dict[tuple[object, ...], Figures] = {}
    tables: dict[tuple[object, ...], tuple[object, ...]] = {}
    columns = (take_list(filing, "facts", name) for name in (*FACTS, *FIGURES))
    for fact, record in zip(filing.facts.index.tolist(), zip(*columns, strict=True), strict=True):
        site, series, *table, as_filed, start, end, quantity, scale, amount, text = record
        if amount != amount or not first <= start < end <= last:  # noqa: PLR0124  # NaN differs from itself
            continue
        key: tuple[object, ...] = (site, series)
        figure = Figure(int(fact), amount, quantity, scale, measure_digit(text) * scale)
        ended = end - dt.timedelta(days=1)
        month = ended.year * 12 + ended.month
        tables.setdefault(key, (site, *table))
        if as_filed == CUMULATIVE and start == first:
            running.setdefault(key, {}).setdefault(month, []).append(figure)
        elif as_filed == "period_use" and (end - start).days <= LONGEST_MONTH:
            months.setdefault(key, {}).setdefault(month, []).append(figure)
    beside: dict[tuple[object, ...], list[Figures]] = {}
    for key, own in months.items():
        beside.setdefault(tables[key], []).append(own)
    for key, totals in running.items():
        lines = [months[key]] if key in months else beside.get(tables[key], [])
        known = [list(join_steps(totals, each, first.year * 12 + first.month)) for each in lines]
        steps = max(known, key=count_fitting, default=[])
        if count_fitting(steps) >= max(FEWEST, len(steps) / 2):
            yield steps


def count_fitting(steps: list[Step]) -> int:
    """Count the steps that rise by their months."""
    return sum(step.gap == 0 for step in steps)


def join_steps(totals: Figures, months: Figures, first: int) -> Iterator[Step]:
    """Give the steps from one running total to the next with their months, by number; those that lack one are left out."""
    before: Figure | None = None
    place = first
    for month, figures in sorted(totals.items()):
        between = range(place, month + 1)
        if len(figures) == 1 and all(each in months for each in between):
            yield Step(figures[0], before, tuple(figure for each in between for figure in months[each]))
        before, place = figures[0], month + 1
