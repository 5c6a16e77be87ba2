"""A line stands at another level from January on, alike in all months, while nothing else of the site moved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules._grid import find_factors, list_grid
from rules.plausibility.fuel_rows_swapped import list_swapped
from rules.trends._readings import read_ratio
from rules.trends._turn import Turn, find_before, list_turns, measure_output

if TYPE_CHECKING:
    from checker.findings import Row, Severity

STILL = math.log(1.3)
"""A line or an output that moved less stands still (ours)."""
SURE = 4.0
"""From so many times, or so small a part of, last year it is a warning though nothing stands still: EEA, check C12.1."""


@rule(
    "TRE101",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("previous_year", "year"),
    gives_way=True,
)
def jump_at_new_year(filing: Filing, *, far: float = 1.7, steady: float = 1.5) -> Iterator[Evidence]:
    """Find lines that are `far` times last year or less than that part of it, no month more than `steady` times off the rest.

    A true change seldom begins on 1 January and keeps the season's shape; another unit, a meter's
    multiplier or half of the activity does. Silent where output moved as much; a review where the
    site's other lines moved too, or where there is nothing to compare with.
    """
    grid, output = list_grid(filing), measure_output(filing)
    turns = list_turns(filing)
    swapped = list_swapped(filing)
    sites: dict[str, list[Turn]] = {}
    for turn in turns:
        sites.setdefault(grid.keys[turn.at][0], []).append(turn)
    for turn in turns:
        site = grid.keys[turn.at][0]
        size = abs(math.log(turn.ratio))
        made = output.get(site)
        if size < math.log(far) or turn.spread > steady or grid.rows[turn.at].max() in swapped:
            continue
        if made is not None and abs(math.log(turn.ratio / made)) < math.log(far):
            continue
        others = [each.ratio for each in sites[site] if each is not turn]
        yield make_evidence(filing, turn, judge_jump(turn.ratio, others, made))


def judge_jump(ratio: float, others: list[float], made: float | None) -> Severity:
    """Say how grave a jump is: a site that grew or shut down moves more than one line."""
    if any(abs(math.log(each / ratio)) < STILL for each in others):
        return "review"
    still = any(abs(math.log(each)) < STILL for each in (*others, made or ratio))
    return "warning" if still or abs(math.log(ratio)) >= math.log(SURE) else "review"


def make_evidence(filing: Filing, turn: Turn, severity: Severity) -> Evidence:
    """Name the months, last year's, and what the ratio may come of; at stake is what the surest reading takes away."""
    grid = list_grid(filing)
    at, scale = turn.at, grid.scale[turn.at]
    source, flow, base_unit = (
        take_list(filing, "series", name)[turn.line] for name in ("source", "flow", "base_unit")
    )
    readings = read_ratio(filing, source, flow, base_unit, scale, turn.ratio)
    rows = [row for row in grid.rows[at][list(turn.places)].tolist() if row >= 0]
    amount = float(grid.amount[at][list(turn.places)].sum())
    before = float(grid.before[at][list(turn.places)].sum())
    times = readings[0].times if readings else None
    expected = amount / times if times else before
    factor = find_factors(filing, grid, at)
    values: dict[str, Any] = {
        "quantity": amount / scale, "last_year": before / scale, "year": filing.name_year(), "times": float(f"{turn.ratio:.3g}"),
        "reading": [each.code for each in readings] or ["unexplained"], "expected": expected / scale,
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((row, "last_year") for row in find_before(filing, grid, at))
    stake = None if math.isnan(factor) else (amount - expected) * factor
    return Evidence(tuple(rows), values, context, stake, severity)
