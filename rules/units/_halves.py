"""A year of which one side is a thousand times the other: which of the two stands in the row's own unit."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from rules.units._anchors import USUAL_PER_TONNE, limit_output, list_years
from rules.units._lines import find_step

if TYPE_CHECKING:
    from checker.api import Filing
    from rules.units.off_by_a_thousand import Line, Month

SHORTEST = 3
"""Months of a side at least: fewer are slips of single months, which the others outvote (ours)."""
SPREAD = 8.0
"""Highest over lowest month of a side at most: what swings more is a season (ours)."""
BROKEN = 0.5
"""Ours: a side is in the large unit where so many of its figures have decimals, and the other side has none."""


class Halves(NamedTuple):
    """The months that are off and by what multiple, and what says so: decimals, output_fits, or either_half: nothing."""

    off: list[Month]
    times: float
    hint: str


def part_year(
    filing: Filing, line: Line, positive: list[Month], steps: tuple[float, ...], tolerance: float
) -> Halves | None:
    """Tell a line that changes its unit once in the year and keeps it; None where last year can tell more.

    Large figures without decimals beside small ones with decimals are one use in a small unit and in a
    large one: the side that is in the row's unit stays. Where the decimals do not tell, the side stays that is what a
    tonne of the site's output takes, if only one is; else the shorter side is given.
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
    hint = "decimals"
    if whole and sum(has_decimals(each, line.scale) for each in small) >= BROKEN * len(small):
        off = large if line.scale > 1 else small
    else:
        usual = [side for side in (large, small) if is_usual(filing, line, side)]
        hint = "output_fits" if len(usual) == 1 else "either_half"
        off = min((side for side in (small, large) if len(usual) != 1 or side is not usual[0]), key=len)
    return Halves(off, step if off is large else 1 / step, hint)


def is_usual(filing: Filing, line: Line, side: list[Month]) -> bool:
    """Tell whether a side of purchased power, kept all year, is what a tonne of product takes."""
    tonnes = filing.share(
        "tonnes made",
        lambda own: limit_output(own, [each for each in list_years(own) if each.year == own.year]),
    ).get(line.key, (0.0, -1))[0]
    rate = sum(each.amount for each in side) / len(side) * 12
    return tonnes > 0 and USUAL_PER_TONNE[0] <= rate / tonnes <= USUAL_PER_TONNE[1]


def has_decimals(month: Month, scale: float) -> bool:
    """Tell whether a filed figure has decimals."""
    quantity = month.amount / scale
    return abs(quantity - round(quantity)) > 1e-6 * max(quantity, 1.0)
