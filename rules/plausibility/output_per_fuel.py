"""More power than the fuel can give, or far from what it gives in other months: one of the two was mistyped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules._columns import list_labels
from rules.plausibility._pairs import Pair, PairMonth, blame_side, list_pairs, list_report_months

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity


@rule("PLA101", severity="warning", scope="site", needs=("facts.amount",))
def output_per_fuel(filing: Filing, *, least: float = 0.3, most: float = 2.0) -> Iterator[Evidence]:
    """Compare the power made of a month's fuel with what physics allows, and with the site's usual ratio.

    Above the ceiling of any engine or plant it is a warning; below `least` or above `most` times the
    usual ratio, a review.
    """
    for pair in list_pairs(filing):
        for month in list_report_months(filing, pair):
            if not (month.heat > 0 and month.power.amount > 0):
                continue
            ratio = month.power.amount / month.heat
            if ratio > pair.ceiling:
                yield make_evidence(filing, pair, month, "warning")
            elif not least <= ratio / pair.usual <= most:
                yield make_evidence(filing, pair, month, "review")


def make_evidence(filing: Filing, pair: Pair, month: PairMonth, severity: Severity) -> Evidence:
    """Blame the side that fits its own other months worse, or both, and say what the other side lets expect of it."""
    side, expected, sure = blame_side(pair, month)
    wrong, other = (month.fuel, month.power) if side == "fuel" else (month.power, month.fuel)
    scale = float(filing.facts["scale"].loc[wrong.culprit])
    factor = float(filing.emissions()["factor"].loc[wrong.culprit])
    others = wrong.amount - wrong.largest
    at_stake = (wrong.amount - expected) * factor
    values: dict[str, Plain | list[Plain]] = {
        "expected": max(0.0, expected - others) / scale,
        "share": month.power.amount / month.heat,
        "usual_share": pair.usual,
        "limit_share": pair.ceiling,
        "other": [*list_labels(filing, other.rows)],
    }
    partners = tuple(row for row in other.rows if sure or row != other.culprit)
    context: tuple[tuple[Row, str], ...] = tuple((row, "partner") for row in partners)
    rows = (wrong.culprit,) if sure else (wrong.culprit, other.culprit)
    return Evidence(rows, values, context, None if math.isnan(at_stake) else at_stake, severity)
