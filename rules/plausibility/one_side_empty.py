"""Power without fuel, or fuel without power, in a month of a site where both go together: one figure is missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import date_months, list_labels
from rules.plausibility._pairs import list_pairs, list_report_months

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity
    from rules.plausibility._pairs import Pair, Side


LONGEST_SLIP = 2
"""Ours: more months on end without one side are a change of fuel or of meters more often than readings left out."""


class Empty(NamedTuple):
    """A month one side of which is empty: the empty side, the full one, and what would fit in base units."""

    month: int
    side: str
    empty: Side
    full: Side
    expected: float


@rule("PLA102", severity="warning", scope="site", needs=("facts.amount",))
def one_side_empty(filing: Filing, *, least: float = 0.1) -> Iterator[Evidence]:
    """Find months with power and no fuel, or fuel and no power, where other months have both.

    What is there must be at least `least` of its median month: a test run needs no figure of its own.
    Months on end are one finding, and a review where they are more than two.
    """
    for pair in list_pairs(filing):
        for run in join_runs(list_empty(filing, pair, least)):
            yield make_evidence(filing, run)


def list_empty(filing: Filing, pair: Pair, least: float) -> Iterator[Empty]:
    """Give the report year's months of a pair one side of which is empty."""
    usual_power = _take_median([each.power.amount for each in pair.months])
    usual_fuel = _take_median([each.fuel.amount for each in pair.months])
    for month in list_report_months(filing, pair):
        if month.fuel.amount == 0 and month.power.amount >= least * usual_power:
            yield Empty(month.month, "fuel", month.fuel, month.power, pair.expect_fuel(month))
        elif month.power.amount == 0 and month.fuel.amount >= least * usual_fuel:
            yield Empty(month.month, "power", month.power, month.fuel, pair.expect_power(month))


def join_runs(months: Iterable[Empty]) -> list[list[Empty]]:
    """Join months on end that lack the same side."""
    runs: list[list[Empty]] = []
    for each in months:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.month + 1, last.side) == (each.month, each.side):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def make_evidence(filing: Filing, run: list[Empty]) -> Evidence:
    """Blame the empty figures and say what would fit them."""
    rows = tuple(each.empty.culprit for each in run)
    expected = sum(each.expected for each in run)
    scale = float(filing.facts["scale"].loc[rows[0]])
    factor = float(filing.emissions()["factor"].loc[rows[0]])
    partners = tuple(row for each in run for row in each.full.rows)
    context: tuple[tuple[Row, str], ...] = tuple((row, "partner") for row in partners)
    values: dict[str, Plain | list[Plain]] = {
        "expected": expected / scale,
        "other": [*list_labels(filing, partners)],
        "months": [*date_months(each.month for each in run)],
    }
    severity: Severity = "review" if len(run) > LONGEST_SLIP else "warning"
    at_stake = None if math.isnan(factor) else -expected * factor
    return Evidence(rows, values, context, at_stake, severity)


def _take_median(amounts: list[float]) -> float:
    positive = [each for each in amounts if each > 0]
    return median(positive) if positive else 0.0
