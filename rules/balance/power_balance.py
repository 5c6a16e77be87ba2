"""Power used, bought, made and passed on do not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules.balance._keystrokes import add_rounding
from rules.balance._legs import (
    Closing,
    Leg,
    close_periods,
    find_factor,
    frame_legs,
    list_legs,
    list_month_dates,
    take_months,
    take_years,
)

if TYPE_CHECKING:
    from checker.findings import Row, Severity

DRAWN = ("electricity", "grid_electricity")
FLOWS = (
    "consumed",
    "purchased",
    "net_purchased",
    "own_use",
    "generated",
    "exported",
    "sold",
    "transferred",
    "lost",
)
PASSED_ON = ("sold", "transferred")
USED, MADE, NET = "used_and_supplied", "generated_and_used", "net_and_gross"
ROLES = {
    USED: ("consumed", "purchased", "net_purchased", "own_use", "generated", "passed_on"),
    MADE: ("generated", "own_use", "fed_in", "exported"),
    NET: ("net_purchased", "purchased", "exported", "passed_on"),
}
"""Legs of each balance, first the one held against the others. `fed_in` is exported by a named
technology, `exported` by whatever there is, `passed_on` sold or transferred."""
RISE = {
    USED: ("purchased", "net_purchased", "own_use", "generated"),
    MADE: ("generated",),
    NET: ("purchased",),
}
"""Legs that would be higher, were they to close a gap above 0."""
ROUNDING = 0.005
"""Ours: a net purchase is a subtraction, not a measurement; half a per cent holds its rounding."""
STANDS_OUT = 1.25
"""Ours: a figure so far from its usual month, and near it once corrected, is the one to blame."""
NOISE = 1e-9
"""Share of a sum that the arithmetic of floating point alone may move it: a gap at the tolerance is none."""
PARTIAL = 0.8
"""Ours: a consumption row below this share of the supply all along may be one workshop's."""
ADDS_UP = 0.05
"""Ours: how near the other consumption rows come to the one that is their total."""


class Gap(NamedTuple):
    """A period of a balance that does not close: how far, and the size held against, in kWh."""

    kind: str
    period: Closing
    gap: float
    size: float


@rule(
    "BAL301", severity="warning", scope="site", needs=("facts.amount",), within="site_year", given=("year",)
)
def power_balance(filing: Filing, *, tolerance: float = 0.02, loss: float = 0.05) -> Iterator[Evidence]:
    """Hold consumption against purchases and own power, generation against its use, net against gross purchase.

    Meters and transformers take up to `tolerance` of the power, up to `loss` is a review. Silent where
    a leg is not filed, by month where all legs are monthly and else by year.
    """
    import numpy as np

    told = zip(*(take_list(filing, "facts", name) for name in ("source", "flow", "base_unit")), strict=True)
    wanted = [
        unit == "kWh" and source.endswith("electricity") and flow in FLOWS for source, flow, unit in told
    ]
    if not can_balance(
        {flow for flow, own in zip(take_list(filing, "facts", "flow"), wanted, strict=True) if own}
    ):
        return
    kwp = filing.profile("pv_kwp")
    with_pv = set(kwp.index[kwp > 0])
    for frame in frame_legs(
        name_legs(list_legs(filing, np.array(wanted, dtype=bool))), lambda leg: (leg.site,), can_balance
    ):
        periods = [each for each in close_periods(take_months(frame)) if each.whole]
        periods = periods or [each for each in close_periods(take_years(frame)) if each.whole]
        gaps = [
            gap for each in periods for gap in find_gaps(each, tolerance, has_pv=frame[0].site in with_pv)
        ]
        for kind in ROLES:
            own = [gap for gap in gaps if gap.kind == kind]
            if own:
                yield make_evidence(filing, own, loss)


def can_balance(flows: set[str]) -> bool:
    """Tell whether legs can be held against one another in any of the three ways."""
    return (
        ("consumed" in flows and bool(flows & {"purchased", "net_purchased"}))
        or {"generated", "own_use"} <= flows
        or ({"purchased", "net_purchased"} <= flows and bool(flows & {"exported", "passed_on", *PASSED_ON}))
    )


def name_legs(legs: list[Leg]) -> list[Leg]:
    """Name each leg by what it is to a balance; consumption of one technology or one workshop is none.

    Where several rows of a table tell consumption, the one that the others add up to is the total.
    """
    used: dict[tuple[object, ...], dict[int, float]] = {}
    for leg in legs:
        if leg.flow == "consumed" and leg.source in DRAWN:
            lines = used.setdefault((leg.site, leg.table), {})
            lines[leg.series] = lines.get(leg.series, 0.0) + leg.amount
    totals = {(key[0], find_total(lines)) for key, lines in used.items()}
    named = []
    for leg in legs:
        flow = "passed_on" if leg.flow in PASSED_ON else leg.flow
        if flow == "exported" and leg.source not in DRAWN:
            flow = "fed_in"
        if flow != "consumed" or (leg.site, leg.series) in totals:
            named.append(leg._replace(flow=flow))
    return named


def find_total(lines: Mapping[int, float]) -> int | None:
    """Give the line that is the total of the others, the only one where there is one, else None."""
    if len(lines) == 1:
        return next(iter(lines))
    whole = sum(lines.values())
    return next((line for line, kwh in lines.items() if abs(2 * kwh - whole) <= ADDS_UP * kwh), None)


def find_gaps(period: Closing, tolerance: float, *, has_pv: bool) -> list[Gap]:
    """Hold the legs of a period against one another in the three ways; what does not close is a gap."""
    readings = {
        USED: read_use(period.sums, has_pv=has_pv),
        MADE: read_generation(period.sums),
        NET: read_net(period.sums),
    }
    gaps = []
    for kind, (differences, size) in readings.items():
        gap = min(differences, key=abs, default=0.0)
        slack = (ROUNDING if kind == NET else tolerance) * size * (1 + NOISE)
        slack += add_rounding([leg.step for leg in period.legs if leg.flow in ROLES[kind]])
        if size > 0 and abs(gap) > slack:
            gaps.append(Gap(kind, period, gap, size))
    return gaps


def read_use(sums: Mapping[str, float], *, has_pv: bool) -> tuple[list[float], float]:
    """Give consumption less supply in every way it may be meant, and the larger; nothing where a leg lacks.

    Own power is what was used on site, else generation less what was fed in. Exports, power passed
    on and line losses may or may not be in the rows beside them.
    """
    bought = sums.get("purchased", sums.get("net_purchased"))
    used = sums.get("consumed", 0.0)
    makes = "own_use" in sums or "generated" in sums
    if bought is None or not used or (has_pv and not makes):
        return [], 0.0
    out = sums.get("exported", 0.0)
    own = sums.get("own_use", sums.get("generated", 0.0) - out - sums.get("fed_in", 0.0) if makes else 0.0)
    passed_on, lost = sums.get("passed_on", 0.0), sums.get("lost", 0.0)
    gap = used - bought - own
    readings = [gap + left + loss for left in (0.0, passed_on, out, out + passed_on) for loss in (0.0, lost)]
    return readings, max(used, bought + own)


def read_generation(sums: Mapping[str, float]) -> tuple[list[float], float]:
    """Give what was used and fed in less what was generated, and the generation.

    Without a row for exports only a use above the generation is a gap.
    """
    if "generated" not in sums or "own_use" not in sums:
        return [], 0.0
    fed = sums.get("fed_in", sums.get("exported"))
    gap = sums["own_use"] + (fed or 0.0) - sums["generated"]
    return [gap if fed is not None else max(gap, 0.0)], sums["generated"]


def read_net(sums: Mapping[str, float]) -> tuple[list[float], float]:
    """Give net purchase less (purchase less what left the site), and the purchase, where all are filed."""
    if not {"net_purchased", "purchased"} <= set(sums) or not {"exported", "passed_on"} & set(sums):
        return [], 0.0
    gap = sums["net_purchased"] - sums["purchased"] + sums.get("exported", 0.0) + sums.get("passed_on", 0.0)
    return [gap, gap + sums.get("fed_in", 0.0)], sums["purchased"]


def make_evidence(filing: Filing, gaps: list[Gap], loss: float) -> Evidence:
    """Say of one balance which periods do not close, by how much, and which figure stands out."""
    kind = gaps[0].kind
    legs = [leg for each in gaps for leg in each.period.legs if leg.flow in ROLES[kind] and leg.known]
    rows = blame_rows(filing, gaps)
    gap, size = sum(each.gap for each in gaps), sum(each.size for each in gaps)
    worst = max(abs(each.gap) / each.size for each in gaps)
    one_way = all(each.gap < 0 for each in gaps)
    partial = kind == USED and one_way and len(gaps) > 2 and -gap > (1 - PARTIAL) * size
    severity: Severity = "review" if partial or (kind != NET and worst <= loss) else "warning"
    scale = next(leg.scale for leg in legs if leg.row == rows[0])
    values: dict[str, Any] = {
        "gap": abs(gap) / scale, "share": abs(gap) / size, "hints": [kind], "expected": size / scale,
        "months": sorted({month for each in gaps for month in list_month_dates(each.period.start, each.period.end)}),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((leg.row, "balance") for leg in legs if leg.row not in rows)
    at_stake = None if severity == "review" or kind == MADE else weigh_gap(filing, legs, gap, kind)
    return Evidence(rows, values, context, at_stake=at_stake, severity=severity)


def blame_rows(filing: Filing, gaps: list[Gap]) -> tuple[int, ...]:
    """Name in each period the one figure that the gap throws far off its usual month, else the row held against."""
    rows: list[int] = []
    usual: dict[Any, float] = filing.usual_month(filing.monthly()).to_dict()
    for each in gaps:
        legs = [leg for leg in each.period.legs if leg.flow in ROLES[each.kind] and leg.known]
        odd = [leg.row for leg in legs if stands_out(leg, each, usual.get(leg.row, 0.0))]
        rows += odd if len(odd) == 1 else [leg.row for leg in legs if leg.flow == ROLES[each.kind][0]]
    return tuple(dict.fromkeys(rows))


def stands_out(leg: Leg, gap: Gap, usual: float) -> bool:
    """Tell whether a figure is far from its usual month, and near it once it closes the gap."""
    mended = leg.amount + (gap.gap if leg.flow in RISE[gap.kind] else -gap.gap)
    if min(leg.amount, mended, usual) <= 0:
        return False
    off, left = (max(amount / usual, usual / amount) for amount in (leg.amount, mended))
    return off > STANDS_OUT and left**2 < off


def weigh_gap(filing: Filing, legs: list[Leg], gap: float, kind: str) -> float | None:
    """Give the tonnes: net purchase filed too high, or purchases filed too low for what was used."""
    wanted = ("net_purchased",) if kind == NET else ("purchased", "net_purchased")
    factor = find_factor(filing, [leg.row for leg in legs if leg.flow in wanted and leg.source in DRAWN])
    return None if factor is None else (gap if kind == NET else -gap) * factor
