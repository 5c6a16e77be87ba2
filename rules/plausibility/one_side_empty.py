"""Power without fuel, or fuel without power, in a month of a site where both go together: one figure is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules._columns import list_labels
from rules.plausibility._pairs import list_pairs, list_report_months

if TYPE_CHECKING:
    from checker.findings import Plain, Row


@rule("PLA102", severity="warning", scope="site", needs=("facts.amount",))
def one_side_empty(filing: Filing, *, least: float = 0.1) -> Iterator[Evidence]:
    """Find months with power and no fuel, or fuel and no power, where other months have both.

    What is there must be at least `least` of its median month: a test run needs no figure of its own.
    """
    for pair in list_pairs(filing):
        usual_power = _take_median([each.power.amount for each in pair.months])
        usual_fuel = _take_median([each.fuel.amount for each in pair.months])
        for month in list_report_months(filing, pair):
            if month.fuel.amount == 0 and month.power.amount >= least * usual_power:
                empty, full, expected = month.fuel, month.power, pair.expect_fuel(month)
            elif month.power.amount == 0 and month.fuel.amount >= least * usual_fuel:
                empty, full, expected = month.power, month.fuel, pair.expect_power(month)
            else:
                continue
            scale = float(filing.facts["scale"].loc[empty.culprit])
            factor = float(filing.emissions()["factor"].loc[empty.culprit])
            context: tuple[tuple[Row, str], ...] = tuple((row, "partner") for row in full.rows)
            values: dict[str, Plain | list[Plain]] = {
                "expected": expected / scale,
                "other": [*list_labels(filing, full.rows)],
            }
            yield Evidence(
                (empty.culprit,), values, context, None if math.isnan(factor) else -expected * factor
            )


def _take_median(amounts: list[float]) -> float:
    positive = [each for each in amounts if each > 0]
    return median(positive) if positive else 0.0
