"""A year of which one side is a thousand times the other: which of the two stands in the row's own unit."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from rules.units._lines import find_step

if TYPE_CHECKING:
    from rules.units.off_by_a_thousand import Line, Month

SHORTEST = 3
"""Months of a side at least: fewer are slips of single months, which the others outvote (ours)."""
SPREAD = 8.0
"""Highest over lowest month of a side at most: what swings more is a season (ours)."""
BROKEN = 0.5
"""Ours: a side is in the large unit where so many of its figures have decimals, and the other side has none."""


class Halves(NamedTuple):
    """The months that are off and by what multiple; `sure` where the row's unit and the decimals say so."""

    off: list[Month]
    times: float
    sure: bool


def part_year(line: Line, positive: list[Month], steps: tuple[float, ...], tolerance: float) -> Halves | None:
    """Tell a line that changes its unit once in the year and keeps it; None where last year can tell more.

    Large figures without decimals beside small ones with decimals are one use in a small unit and in a
    large one: the side that is in the row's unit stays. Where the decimals do not tell, the shorter side is given.
    """
    if any(each.before > 0 for each in positive):
        return None
    middle = (max(each.amount for each in positive) * min(each.amount for each in positive)) ** 0.5
    large = [each for each in positive if each.amount > middle]
    small = [each for each in positive if each.amount <= middle]
    if min(len(large), len(small)) < SHORTEST:
        return None
    once = large[-1].month < small[0].month or small[-1].month < large[0].month
    even = all(
        max(each.amount for each in side) <= SPREAD * min(each.amount for each in side)
        for side in (large, small)
    )
    ratio = median(each.amount for each in large) / median(each.amount for each in small)
    step = find_step(ratio, tuple({max(each, 1 / each) for each in steps}), tolerance)
    if not (once and even) or step is None:
        return None
    whole = not any(has_decimals(each, line.scale) for each in large)
    if whole and sum(has_decimals(each, line.scale) for each in small) >= BROKEN * len(small):
        return Halves(large, step, sure=True) if line.scale > 1 else Halves(small, 1 / step, sure=True)
    return (
        Halves(small, 1 / step, sure=False) if len(small) <= len(large) else Halves(large, step, sure=False)
    )


def has_decimals(month: Month, scale: float) -> bool:
    """Tell whether a filed figure has decimals."""
    quantity = month.amount / scale
    return abs(quantity - round(quantity)) > 1e-6 * max(quantity, 1.0)
