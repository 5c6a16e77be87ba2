"""How each line's months stand to the same months of last year: the step at the turn of the year, and how even it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from checker.api import take_column
from rules._columns import find_lines, take_list
from rules._grid import MONTHS, list_grid

if TYPE_CHECKING:
    from checker.api import Filing
    from rules._grid import Grid

EPOCH = 1970
"""The year from which numpy counts its months."""
APART = 1.2
"""Products whose output moved further apart than this do not tell what the plant made (ours)."""
FEWEST = 8
"""Months that both years must tell (ours)."""


class Turn(NamedTuple):
    """A line of the grid: its place there and in `filing.series`, and its step at the turn of the year.

    `ratio` is the median of this year's months over last year's, `spread` how many times that the
    oddest month is off, `places` are the months both years tell.
    """

    at: int
    line: int
    ratio: float
    spread: float
    places: tuple[int, ...]


def list_turns(filing: Filing) -> list[Turn]:
    """Give the lines of which eight months or more are positive in both years."""
    return filing.share("turns of the year", _list_turns)


def _list_turns(filing: Filing) -> list[Turn]:
    import numpy as np

    grid, lines = list_grid(filing), find_lines(filing)
    if not grid.keys:
        return []
    both = (grid.amount > 0) & (grid.before > 0)
    turns = []
    for at in np.flatnonzero(both.sum(axis=1) >= FEWEST).tolist():
        logs = np.log(grid.amount[at][both[at]] / grid.before[at][both[at]])
        middle = float(np.median(logs))
        spread = math.exp(float(np.abs(logs - middle).max()))
        turns.append(
            Turn(at, lines[grid.keys[at]], math.exp(middle), spread, tuple(np.flatnonzero(both[at]).tolist()))
        )
    return turns


def measure_output(filing: Filing) -> dict[str, float]:
    """Give, by site, this year's output over last year's; of several products none where they moved apart."""
    return filing.share("output against last year", _measure_output)


def _measure_output(filing: Filing) -> dict[str, float]:
    products = zip(
        *(take_list(filing, "production", name) for name in ("site", "product", "unit", "item")), strict=True
    )
    starts = take_column(filing, "production", "start").astype("datetime64[M]").astype("int64").tolist()
    quantities = take_list(filing, "production", "quantity")
    sums: dict[tuple[str, str, str], dict[int, float]] = {}
    for (site, product, unit, item), month, quantity in zip(products, starts, quantities, strict=True):
        if item == "output" and month > 0 and quantity > 0:
            sums.setdefault((site, product, unit), {})[month] = quantity
    first = ((filing.year or 0) - EPOCH) * MONTHS + filing.first_month - 1
    found: dict[str, list[float]] = {}
    for (site, _, _), months in sorted(sums.items()):
        both = [each for each in range(first, first + MONTHS) if {each, each - MONTHS} <= set(months)]
        if both:
            before = sum(months[each - MONTHS] for each in both)
            found.setdefault(site, []).append(sum(months[each] for each in both) / before)
    return {site: ratios[0] for site, ratios in found.items() if max(ratios) <= APART * min(ratios)}


def find_before(filing: Filing, grid: Grid, at: int) -> list[int]:
    """Give the rows of last year's months of a line: its own, else those of the only line alike."""
    site, series = grid.keys[at]
    line = find_lines(filing)[grid.keys[at]]
    kind = tuple(take_list(filing, "series", name)[line] for name in ("source", "flow", "attribute"))
    own, alike = filing.share("months of last year", list_before)
    found = own.get((site, series)) or alike.get((site, *kind)) or {}
    return [row for _, row in sorted(found.items())]


Before = dict[tuple[object, ...], dict[int, int]]


def list_before(filing: Filing) -> tuple[Before, Before]:
    """Give the rows of last year's months by their place in the calendar: of each line, and of each kind at a site."""
    names = ("site", "source", "flow", "attribute", "series", "month", "amount")
    own: Before = {}
    alike: Before = {}
    columns = zip(*(take_list(filing, "monthly", name) for name in names), strict=True)
    last = (filing.year or 0) - 1
    for row, (*kind, series, month, amount) in zip(filing.monthly().index.tolist(), columns, strict=True):
        if filing.year_of(month) == last and amount == amount:  # noqa: PLR0124  # NaN differs from itself
            own.setdefault((kind[0], series), {}).setdefault(month % MONTHS, row)
            alike.setdefault(tuple(kind), {}).setdefault(month % MONTHS, row)
    return own, alike
