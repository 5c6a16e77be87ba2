"""Power used, bought, made and passed on do not fit together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule, take_column
from rules.balance._blame import MONTHS_SWAPPED, UNNAMED, Blame, blame_legs, list_legs_of
from rules.balance._legs import find_factor, list_month_dates
from rules.balance._power import DRAWN, MADE, NET, USED, Gap, list_gaps

if TYPE_CHECKING:
    from checker.findings import Row, Severity
    from rules.balance._legs import Leg

PARTIAL = 0.8
"""Ours: a consumption row below this share of the supply all along may be one workshop's."""
TOLERANCE = 0.02
"""Ours, from practice: what meters and transformers take."""


@rule(
    "BAL301", severity="warning", scope="site", needs=("facts.amount",), within="site_year", given=("year",)
)
def power_balance(filing: Filing, *, tolerance: float = TOLERANCE, loss: float = 0.05) -> Iterator[Evidence]:
    """Hold consumption against purchases and own power, generation against its use, net against gross purchase.

    Meters and transformers take up to `tolerance` of the power, up to `loss` is a review unless a
    slip of the fingers explains it; where nearly all months close to the last digit, 0.2 % is a gap.
    Silent where a leg is not filed, by month where all legs are monthly and else by year.
    """
    for gaps in list_gaps(filing, tolerance):
        yield make_evidence(filing, gaps, loss)


def make_evidence(filing: Filing, gaps: list[Gap], loss: float) -> Evidence:
    """Say of one balance which periods do not close, by how much, and which figure is to blame."""
    kind = gaps[0].kind
    blames = blame_legs(filing, gaps)
    slips = sorted({each.slip for own in blames for each in own} - set(UNNAMED))
    legs = [leg for each in gaps for leg in list_legs_of(each)]
    rows = tuple(dict.fromkeys(each.leg.row for own in blames for each in own))
    gap, size = sum(each.gap for each in gaps), sum(each.size for each in gaps)
    if slips == [MONTHS_SWAPPED]:
        gap = gaps[0].gap  # the two cancel
    worst = max(abs(each.gap) / each.size for each in gaps)
    one_way = all(each.gap < 0 for each in gaps)
    partial = kind == USED and one_way and len(gaps) > 2 and -gap > (1 - PARTIAL) * size
    slight = kind != NET and worst <= loss and not slips
    severity: Severity = "review" if (partial and not slips) or slight else "warning"
    scale = next(leg.scale for leg in legs if leg.row == rows[0])
    values: dict[str, Any] = {
        "gap": abs(gap) / scale, "share": abs(gap) / size, "hints": [kind, *slips], "expected": size / scale,
        "months": sorted({month for each in gaps for month in list_month_dates(each.period.start, each.period.end)}),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((leg.row, "balance") for leg in legs if leg.row not in rows)
    at_stake = None if severity == "review" else weigh_blames(filing, gaps, blames)
    return Evidence(rows, values, context, at_stake=at_stake, severity=severity)


def weigh_blames(filing: Filing, gaps: list[Gap], blames: list[list[Blame]]) -> float | None:
    """Give the tonnes of all gaps; None where those of one are not known."""
    tonnes = [weigh_blame(filing, gap, own) for gap, own in zip(gaps, blames, strict=True)]
    return None if None in tonnes else sum(each or 0.0 for each in tonnes)


def weigh_blame(filing: Filing, gap: Gap, blames: list[Blame]) -> float | None:
    """Give the tonnes of a gap: of the figure to blame, else net purchase too high or purchases too low."""
    legs = list_legs_of(gap)
    if len(blames) == 1 and blames[0].meant is not None:
        return weigh_leg(filing, blames[0].leg, blames[0].leg.amount - blames[0].meant)
    if gap.kind == MADE:
        return None
    wanted = ("net_purchased",) if gap.kind == NET else ("purchased", "net_purchased")
    factor = find_grid_factor(filing, [leg for leg in legs if leg.flow in wanted and leg.source in DRAWN])
    return None if factor is None else (gap.gap if gap.kind == NET else -gap.gap) * factor


def weigh_leg(filing: Filing, leg: Leg, excess: float) -> float | None:
    """Give the tonnes of what a figure is filed too high; 0 where its line does not enter the sum."""
    place = filing.facts.index.get_loc(leg.row)
    factor = float(take_column(filing, "emissions", "factor")[place])
    if math.isnan(factor):
        return None
    return excess * factor if take_column(filing, "emissions", "counted")[place] else 0.0


def find_grid_factor(filing: Filing, legs: list[Leg]) -> float | None:
    """Give the factor that power would carry which is missing from the purchases: green power apart, they share it."""
    factors = filing.emissions()["factor"].loc[[leg.row for leg in legs]]
    grid = [leg.row for leg, factor in zip(legs, factors.tolist(), strict=True) if factor != 0]
    return find_factor(filing, grid or [leg.row for leg in legs])
