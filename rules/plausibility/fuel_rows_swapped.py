"""Two rows changed places: each is near what the other one was last year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import take_list

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity

APART = math.log(2.0)
"""Ours: both rows must have moved at least so far, in opposite directions."""
NEAR = math.log(1.15)
"""Ours: both within this of the other's last year is a warning, else a review."""
FLOWS = ("consumed", "purchased", "net_purchased", "own_use")


class Line(NamedTuple):
    """A line's whole year beside that of the year before: base units, facts of both years."""

    source: str
    now: float
    before: float
    rows: tuple[int, ...]
    old_rows: tuple[int, ...]


@rule(
    "PLA301",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("previous_year", "year"),
    gives_way=True,
)
def fuel_rows_swapped(filing: Filing, *, near: float = 1.4) -> Iterator[Evidence]:
    """Find two fuels of a site that moved apart, and that lie within `near` times last year once exchanged."""
    for lines in group_lines(filing):
        for first, second in combinations(lines, 2):
            straight = [math.log(each.now / each.before) for each in (first, second)]
            crossed = [math.log(first.now / second.before), math.log(second.now / first.before)]
            apart = straight[0] * straight[1] < 0 and min(map(abs, straight)) > APART
            worst = max(map(abs, crossed))
            if apart and worst <= math.log(near):
                yield make_evidence(filing, first, second, "warning" if worst <= NEAR else "review")


def group_lines(filing: Filing) -> Iterator[list[Line]]:
    """Give by site, flow and base unit the fuels that have one line in each of two whole years."""
    names = ("site", "source", "flow", "base_unit", "year", "amount", "complete", "rows")
    units = filing.facts["base_unit"].to_dict()
    years: dict[tuple[str, str, str, str], dict[int, list[tuple[float, tuple[int, ...]]]]] = {}
    columns = [take_list(filing, "yearly", name) for name in names if name != "base_unit"]
    for site, source, flow, year, amount, complete, rows in zip(*columns, strict=True):
        if flow not in FLOWS or not complete or not amount > 0 or not rows or source.endswith("electricity"):
            continue
        key = (site, flow, str(units[rows[0]]), source)
        years.setdefault(key, {}).setdefault(year, []).append((amount, rows))
    groups: dict[tuple[str, str, str], list[Line]] = {}
    for (site, flow, unit, source), own in sorted(years.items()):
        now, before = (own.get(year or 0, []) for year in (filing.year, (filing.year or 0) - 1))
        if len(now) == 1 and len(before) == 1:
            line = Line(source, now[0][0], before[0][0], now[0][1], before[0][1])
            groups.setdefault((site, flow, unit), []).append(line)
    yield from groups.values()


def make_evidence(filing: Filing, first: Line, second: Line, severity: Severity) -> Evidence:
    """Blame both rows; at stake is what the exchange changes."""
    factors = filing.emissions()["factor"]
    change = first.now - second.now
    at_stake = change * float(factors.loc[first.rows[0]]) - change * float(factors.loc[second.rows[0]])
    scale = float(filing.facts["scale"].loc[first.rows[0]])
    values: dict[str, Plain | list[Plain]] = {
        "source": first.source, "other": second.source, "year": filing.name_year(),
        "quantity": first.now / scale, "last_year": first.before / scale,
        "expected": second.now / scale, "unit": str(filing.facts["unit"].loc[first.rows[0]]),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (row, "last_year") for row in (*first.old_rows, *second.old_rows)
    )
    stake = None if math.isnan(at_stake) else at_stake
    return Evidence((*first.rows, *second.rows), values, context, at_stake=stake, severity=severity)
