"""Piped fuel or steam that is bought and used at once, and a few months in which the two rows differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import take_list
from rules.balance._breaks import ISSUES, RECEIPTS, SIGNS, STOCKS
from rules.balance._keystrokes import add_rounding, count_decimals, name_slip
from rules.balance._legs import (
    Closing,
    Leg,
    close_periods,
    frame_legs,
    list_legs,
    list_month_dates,
    take_months,
)

if TYPE_CHECKING:
    from checker.findings import Row, Severity

BOUGHT = ("purchased", "net_purchased")
FEWEST_EXACT, MOST_ODD = 6, 0.25
"""Ours: so many months must agree to the last digit, and no larger share not, before one that does not is a slip."""
LEAST = 0.002
"""Ours: the share of a month's purchase from which a difference is told."""
STANDS_OUT = 1.25
"""Ours: how much farther from its usual month a figure is than the other one, to be the wrong one."""
FITS = 0.25
"""Ours: how near the declared tonnes must come to those of one of the two figures, as a share of what parts them."""


class Difference(NamedTuple):
    """A month whose purchase is not its use: the gap in base units, what was typed wrongly and what was meant."""

    period: Closing
    gap: float
    legs: tuple[Leg, ...]
    meant: tuple[float, ...]
    slip: str


@rule(
    "BAL202", severity="warning", scope="site", needs=("facts.amount",), within="site_year", given=("year",)
)
def purchased_not_consumed(filing: Filing, *, slight: float = 0.01) -> Iterator[Evidence]:
    """Hold purchase against use by month where no stock is filed and nearly all months agree to the last digit.

    A difference up to `slight` of the purchase that no slip of the fingers explains is a review.
    """
    for found in list_differences(filing):
        yield make_evidence(filing, found, slight)


def list_differences(filing: Filing) -> Iterator[list[Difference]]:
    """Give by line of purchase and use the months in which they differ."""
    flows = set(take_list(filing, "facts", "flow"))
    if "consumed" not in flows or not flows & set(BOUGHT):
        return
    usual: dict[Any, float] = {}
    for months in list_frames(filing):
        usual = usual or filing.usual_month(filing.monthly()).to_dict()
        gaps = [sum(SIGNS[leg.flow] * leg.amount for leg in month.legs) for month in months]
        odd = [
            (month, gap) for month, gap in zip(months, gaps, strict=True)
            if abs(gap) > add_rounding([leg.step for leg in month.legs])
        ]  # fmt: skip
        if len(months) - len(odd) < FEWEST_EXACT or len(odd) > MOST_ODD * len(months):
            continue
        found = [
            judge_month(filing, month, gap, usual) for month, gap in odd if abs(gap) > LEAST * measure(month)
        ]
        if found:
            yield found


def list_frames(filing: Filing) -> Iterator[list[Closing]]:
    """Give the whole months of the sources whose purchase and use are filed, and no stock."""
    import numpy as np

    columns = (take_list(filing, "facts", name) for name in ("site", "source", "flow", "base_unit"))
    told = list(zip(*columns, strict=True))
    flows: dict[tuple[str, str], set[str]] = {}
    for site, source, flow, _ in set(told):
        flows.setdefault((site, source), set()).add(flow)
    free = {key for key, own in flows.items() if "consumed" in own and own & set(BOUGHT)}
    wanted = [unit != "kWh" and flow in SIGNS and (site, source) in free for site, source, flow, unit in told]
    if not any(wanted):
        return
    legs = list_legs(filing, np.array(wanted, dtype=bool))
    stocked = {(leg.site, leg.source) for leg in legs if leg.flow in (*STOCKS, "stock_adjustment")}
    free_legs = [leg for leg in legs if (leg.site, leg.source) not in stocked]
    for frame in frame_legs(
        free_legs,
        lambda leg: (leg.site, leg.source, leg.account, leg.base_unit),
        lambda flows: "consumed" in flows and bool(flows & set(BOUGHT)),
    ):
        yield [each for each in close_periods(take_months(frame)) if each.whole]


def measure(month: Closing) -> float:
    """Give what came in or went out, whichever is more."""
    return max(sum(leg.amount for leg in month.legs if leg.flow in flows) for flows in (RECEIPTS, ISSUES))


def judge_month(filing: Filing, month: Closing, gap: float, usual: dict[Any, float]) -> Difference:
    """Say which of the two was typed wrongly: the one far from its usual month, or that the declared tonnes contradict."""
    used = [leg for leg in month.legs if leg.flow == "consumed"]
    bought = [leg for leg in month.legs if leg.flow in BOUGHT]
    sides = [(leg, leg.amount + gap) for leg in used] + [(leg, leg.amount - gap) for leg in bought]
    sides = [(leg, meant) for leg, meant in sides if meant > 0]
    far = [(leg, meant) for leg, meant in sides if is_farther(leg.amount, meant, usual.get(leg.row, 0.0))]
    chosen = far if len(far) == 1 else ask_declared(filing, sides)
    chosen = chosen or sides or [(leg, leg.amount) for leg in used]
    leg, meant = chosen[0]
    filed, right = leg.amount / leg.scale, round(meant / leg.scale, count_decimals(leg.amount / leg.scale))
    return Difference(
        month,
        gap,
        tuple(leg for leg, _ in chosen),
        tuple(meant for _, meant in chosen),
        name_slip(filed, right),
    )


def is_farther(filed: float, meant: float, usual: float) -> bool:
    """Tell whether a figure is clearly farther from its usual month than the other one."""
    if min(filed, meant, usual) <= 0:
        return False
    off, left = (max(amount / usual, usual / amount) for amount in (filed, meant))
    return off > STANDS_OUT and left**2 < off


def ask_declared(filing: Filing, sides: list[tuple[Leg, float]]) -> list[tuple[Leg, float]]:
    """Give the figure that the declared tonnes contradict: the counted one where they differ by just that much.

    Where they agree with what is counted, the other one is wrong; empty where they do not tell.
    """
    counted = dict(zip(filing.facts.index.tolist(), take_column(filing, "emissions", "counted"), strict=True))
    ours = [side for side in sides if counted[side[0].row]]
    others = [side for side in sides if not counted[side[0].row]]
    if len(ours) != 1 or not others:
        return []
    leg, meant = ours[0]
    shift = (meant - leg.amount) * float(filing.emissions()["factor"].loc[leg.row])
    known = filing.compare_declared()
    known = known[[leg.site in sites for sites in known["sites"]]]
    known = known[known["recomputed"].notna() & known["complete"].astype(bool)]
    category = filing.emissions()["category"].loc[leg.row]
    known = known[known["category"] == category]
    off = (known["tco2e"] - known["recomputed"]).astype(float)
    if off.empty or not abs(shift) > 0:
        return []
    if ((off - shift).abs() <= FITS * abs(shift)).any():
        return ours
    return others if (off.abs() <= FITS * abs(shift)).all() else []


def make_evidence(filing: Filing, found: list[Difference], slight: float) -> Evidence:
    """Say which months differ, by how much, and what that is worth."""
    rows = tuple(leg.row for each in found for leg in each.legs)
    legs = [leg for each in found for leg in each.period.legs]
    gap = sum(abs(each.gap) for each in found)
    slips = sorted({each.slip for each in found})
    share = max(abs(each.gap) / measure(each.period) for each in found)
    severity: Severity = "review" if share <= slight and slips == ["unexplained_gap"] else "warning"
    scale = found[0].legs[0].scale
    values: dict[str, Any] = {
        "gap": gap / scale, "share": share, "source": found[0].legs[0].source, "hints": slips,
        "months": sorted({
            month for each in found for month in list_month_dates(each.period.start, each.period.end)
        }),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((leg.row, "balance") for leg in legs if leg.row not in rows)
    return Evidence(rows, values, context, at_stake=weigh(filing, found), severity=severity)


def weigh(filing: Filing, found: list[Difference]) -> float | None:
    """Give the tonnes filed too high, those of figures that enter the sum; None where it is open which one is wrong."""
    emissions = filing.emissions()
    total = 0.0
    for each in found:
        if len(each.legs) > 1:
            return None
        leg, meant = each.legs[0], each.meant[0]
        if bool(emissions["counted"].loc[leg.row]):
            total += (leg.amount - meant) * float(emissions["factor"].loc[leg.row])
    return total
