"""Running totals since January filed beside the months, and the steps by which they rise."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list
from rules.balance._keystrokes import add_rounding, measure_digit

if TYPE_CHECKING:
    from checker.api import Filing

FACTS = (
    "site",
    "series",
    "source",
    "flow",
    "attribute",
    "file",
    "sheet",
    "block",
    "as_filed",
    "start",
    "end",
)
FIGURES = ("quantity", "scale", "amount", "text")
LONGEST_MONTH = 31
FEWEST = 3
"""Steps of a running total that must be known before it says anything of a month (ours)."""


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

    A column of running totals is a line of its own; it belongs to the only line of months of its table
    with the same source, flow and attribute.
    """
    first, last = filing.year_bounds()
    months: dict[tuple[object, ...], Figures] = {}
    running: dict[tuple[object, ...], Figures] = {}
    kinds: dict[tuple[object, ...], tuple[object, ...]] = {}
    columns = (take_list(filing, "facts", name) for name in (*FACTS, *FIGURES))
    for fact, record in zip(filing.facts.index.tolist(), zip(*columns, strict=True), strict=True):
        site, series, *kind, as_filed, start, end, quantity, scale, amount, text = record
        if amount != amount or not first <= start < end <= last:  # noqa: PLR0124  # NaN differs from itself
            continue
        key: tuple[object, ...] = (site, series)
        figure = Figure(int(fact), amount, quantity, scale, measure_digit(text) * scale)
        ended = end - dt.timedelta(days=1)
        month = ended.year * 12 + ended.month
        kinds[key] = (site, *kind)
        if as_filed == "cumulative" and start == first:
            running.setdefault(key, {}).setdefault(month, []).append(figure)
        elif as_filed == "period_use" and (end - start).days <= LONGEST_MONTH:
            months.setdefault(key, {}).setdefault(month, []).append(figure)
    alike = Counter(kinds[key] for key in months)
    lines = {kinds[key]: key for key in months}
    for key, totals in running.items():
        own = months.get(key) or (months[lines[kinds[key]]] if alike[kinds[key]] == 1 else {})
        steps = list(join_steps(totals, own, first.year * 12 + first.month))
        if len(steps) >= FEWEST:
            yield steps


def join_steps(totals: Figures, months: Figures, first: int) -> Iterator[Step]:
    """Give the steps from one running total to the next with their months, by number; those that lack one are left out."""
    before: Figure | None = None
    place = first
    for month, figures in sorted(totals.items()):
        between = range(place, month + 1)
        if len(figures) == 1 and all(each in months for each in between):
            yield Step(figures[0], before, tuple(figure for each in between for figure in months[each]))
        before, place = figures[0], month + 1
