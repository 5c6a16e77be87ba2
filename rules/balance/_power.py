"""Which periods of a power balance do not close: use against supply, generation against its use, net against gross."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list
from rules.balance._keystrokes import add_rounding
from rules.balance._legs import Closing, Leg, close_periods, frame_legs, list_legs, take_months, take_years

if TYPE_CHECKING:
    from checker.api import Filing

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
NOISE = 1e-9
"""Share of a sum that the arithmetic of floating point alone may move it: a gap at the tolerance is none."""
ADDS_UP = 0.05
"""Ours: how near the other consumption rows come to the one that is their total."""
FEWEST_EXACT, MOST_ODD = 6, 0.25
"""Ours: so many periods must close to the last digit, and no larger share not, before a small gap is told."""
LEAST_ODD = 0.002
"""Ours: the share from which it is told then."""


class Gap(NamedTuple):
    """A period of a balance: how far it is from closing, the size held against, what rounding allows; in kWh."""

    kind: str
    period: Closing
    gap: float
    size: float
    rounding: float
    readings: tuple[float, ...] = ()
    """How far it is in each way in which its rows may be meant."""
    exact: bool = False
    """Whether nearly all other periods close to the last digit."""


def list_gaps(filing: Filing, tolerance: float) -> Iterator[list[Gap]]:
    """Give the gaps of each balance that does not close, by month where all legs are monthly and else by year."""
    for held in list_held(filing):
        own = keep_open(held, tolerance)
        if own:
            yield own


def list_closing_legs(filing: Filing, kind: str, flow: str) -> Iterator[Leg]:
    """Give the figures above 0 of one flow in the months whose balance closes to the last digit."""
    for held in list_held(filing):
        for each in held:
            if each.kind == kind and is_closed(each):
                yield from (leg for leg in each.period.legs if leg.flow == flow and leg.amount > 0)


def list_held(filing: Filing) -> Iterator[list[Gap]]:
    """Give every balance of the filing with its periods, whether or not they close."""
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
        held = [gap for each in periods for gap in hold_period(each, has_pv=frame[0].site in with_pv)]
        yield from ([gap for gap in held if gap.kind == kind] for kind in ROLES)


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


def hold_period(period: Closing, *, has_pv: bool) -> list[Gap]:
    """Hold the legs of a period against one another in the three ways, whether or not they close."""
    readings = {
        USED: read_use(period.sums, has_pv=has_pv),
        MADE: read_generation(period.sums),
        NET: read_net(period.sums),
    }
    held = []
    for kind, (differences, size) in readings.items():
        rounding = add_rounding([leg.step for leg in period.legs if leg.flow in ROLES[kind]])
        if size > 0 and differences:
            held.append(Gap(kind, period, min(differences, key=abs), size, rounding, tuple(differences)))
    return held


def keep_open(held: list[Gap], tolerance: float) -> list[Gap]:
    """Keep the periods of one balance that close in no way, each with its gap in the way that suits most of them.

    Where nearly all periods close to the last digit in that way, so should the others: a fifth of
    a per cent is a gap.
    """
    if not held:
        return []
    way = find_way(held)
    meant = [each._replace(gap=each.readings[way]) for each in held]
    exact = [each for each in meant if is_closed(each)]
    if len(exact) >= FEWEST_EXACT and len(held) - len(exact) <= MOST_ODD * len(held):
        odd = [each for each in meant if abs(each.gap) > LEAST_ODD * each.size + each.rounding]
        return [each._replace(exact=True) for each in odd]
    return [
        each for each, nearest in zip(meant, held, strict=True)
        if abs(nearest.gap) > (ROUNDING if each.kind == NET else tolerance) * each.size * (1 + NOISE) + each.rounding
    ]  # fmt: skip


def find_way(held: list[Gap]) -> int:
    """Give the way of meaning the rows in which the periods come nearest to closing, by their median."""
    ways = range(len(held[0].readings))
    middle = len(held) // 2
    return min(ways, key=lambda way: sorted(abs(each.readings[way]) / each.size for each in held)[middle])


def is_closed(gap: Gap) -> bool:
    """Tell whether a period closes to the last digit."""
    return abs(gap.gap) <= gap.rounding + NOISE * gap.size


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
