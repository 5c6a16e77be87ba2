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
FLOWS = ("consumed", "purchased", "net_purchased", "own_use", "received")


class Line(NamedTuple):
    """A line's whole year beside that of the year before, in its own unit, and the facts of both years."""

    source: str
    now: float
    before: float
    rows: tuple[int, ...]
    old_rows: tuple[int, ...]
    scale: float


class Swap(NamedTuple):
    """Two lines that changed places, and how far the worse of them is from the other's last year."""

    first: Line
    second: Line
    worst: float


@rule(
    "PLA301",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("previous_year", "year"),
    gives_way=True,
)
def fuel_rows_swapped(filing: Filing, *, near: float = 1.4) -> Iterator[Evidence]:
    """Find two rows of a table that moved apart, and that lie within `near` times last year once exchanged.

    Rows of other units or flows are held against one another by their figures as filed.
    """
    for swap in list_swaps(filing):
        if swap.worst <= math.log(near):
            yield make_evidence(
                filing, swap.first, swap.second, "warning" if swap.worst <= NEAR else "review"
            )


def list_swapped(filing: Filing) -> set[int]:
    """Give the rows of all lines that probably changed places."""
    return {
        row
        for swap in list_swaps(filing)
        if swap.worst <= NEAR
        for row in (*swap.first.rows, *swap.second.rows)
    }


def list_swaps(filing: Filing) -> list[Swap]:
    """List the pairs of lines that moved apart and come nearer to last year once exchanged."""
    return filing.share("rows that changed places", _list_swaps)


def _list_swaps(filing: Filing) -> list[Swap]:
    found = []
    for lines in group_lines(filing):
        for first, second in combinations(lines, 2):
            straight = [math.log(each.now / each.before) for each in (first, second)]
            crossed = [math.log(first.now / second.before), math.log(second.now / first.before)]
            apart = straight[0] * straight[1] < 0 and min(map(abs, straight)) > APART
            if apart and max(map(abs, crossed)) < min(map(abs, straight)):
                found.append(Swap(first, second, max(map(abs, crossed))))
    return found


def group_lines(filing: Filing) -> Iterator[list[Line]]:
    """Give by table the lines that have a figure of two whole years and no other line of their kind."""
    names = ("site", "source", "flow", "attribute", "year", "amount", "complete", "rows")
    columns = [take_list(filing, "yearly", name) for name in names]
    years: dict[tuple[str, ...], dict[int, list[tuple[float, tuple[int, ...]]]]] = {}
    for site, source, flow, attribute, year, amount, complete, rows in zip(*columns, strict=True):
        if flow in FLOWS and complete and amount > 0 and rows:
            years.setdefault((site, source, flow, attribute), {}).setdefault(year, []).append((amount, rows))
    facts = {name: filing.facts[name].to_dict() for name in ("file", "sheet", "block", "scale", "base_unit")}
    groups: dict[tuple[object, ...], list[Line]] = {}
    for (site, source, *_), own in sorted(years.items()):
        now, before = (own.get(year or 0, []) for year in (filing.year, (filing.year or 0) - 1))
        if len(now) != 1 or len(before) != 1:
            continue
        (amount, rows), (amount_before, old_rows) = now[0], before[0]
        unit, scale = facts["base_unit"][rows[0]], facts["scale"][rows[0]]
        if unit == facts["base_unit"][old_rows[0]]:
            line = Line(source, amount / scale, amount_before / scale, rows, old_rows, scale)
            table = tuple(facts[name][rows[0]] for name in ("file", "sheet", "block"))
            groups.setdefault((site, *table), []).append(line)
    yield from groups.values()


def make_evidence(filing: Filing, first: Line, second: Line, severity: Severity) -> Evidence:
    """Blame both rows; at stake is what the exchange changes."""
    factors = filing.emissions()["factor"]
    change = first.now - second.now
    worth = [float(factors.loc[each.rows[0]]) * each.scale for each in (first, second)]
    at_stake = change * (worth[0] - worth[1])
    values: dict[str, Plain | list[Plain]] = {
        "source": first.source, "other": second.source, "year": filing.name_year(),
        "quantity": first.now, "last_year": first.before,
        "expected": second.now, "unit": str(filing.facts["unit"].loc[first.rows[0]]),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (row, "last_year") for row in (*first.old_rows, *second.old_rows)
    )
    stake = None if math.isnan(at_stake) else at_stake
    return Evidence((*first.rows, *second.rows), values, context, at_stake=stake, severity=severity)
