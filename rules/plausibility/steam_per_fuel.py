"""More steam or heat than the fuel of the site's boilers can give."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import list_labels, take_list

if TYPE_CHECKING:
    from checker.findings import Row

HEAT = ("steam", "heat", "hot_water")
LEAST_OF_STEAM = 0.0022
"""GJ that a kg of steam takes up at least: saturated steam of 2.75 GJ/t less hot feed water of 0.5 GJ/t (ours)."""
RICHER = 1.15
"""How far a fuel may exceed its default calorific value (ours: as far as grades of coal do)."""
FAR = 10.0
"""Times the fuel's heat from which, in the usual month, another source makes the heat: one nought too many gives less (ours)."""
WITHOUT_CO2 = ("biomass", "biogas")
"""Fuels that a boiler burns and the guidelines do not count."""
OTHER_HEAT = re.compile(
    r"余热|废热|热泵|电锅炉|电加热|电蒸汽|太阳能|光热|地热|生物质|沼气|垃圾焚烧|焚烧炉"
    r"|\bwaste[- ]?heat\b|\bheat[- ]recover\w*|\brecovered heat\b|\bheat[- ]?pumps?\b|\belectric(?:al)? (?:steam )?(?:boilers?|heat\w*)\b|\belectrode boilers?\b"
    r"|\bsolar\b|\bgeothermal\b|\bbiomass\b|\bbiogas\b|\bincinerat\w*|\bexhaust gas boilers?\b|\bhrsg\b|\bwhrb?s?\b"
    r"|अपशिष्ट ऊष्मा|हीट पंप|इलेक्ट्रिक बॉयलर|बायोमास|बायोगैस|सौर",
    re.IGNORECASE,
)
"""Words that name heat which no counted fuel makes."""
YEAR = -1
FEWEST = 4
"""Other months that tell what is usual (ours)."""


class Made(NamedTuple):
    """What a site made and burnt in a month (-1: the year) of the report year: GJ and the facts of both."""

    heat: float
    fuel: float
    made: tuple[int, ...]
    burnt: tuple[int, ...]


@rule("PLA402", severity="warning", scope="site", needs=("facts.amount",), given=("rule_set", "year"))
def steam_per_fuel(filing: Filing) -> Iterator[Evidence]:
    """Find months, or years, in which the steam and heat generated hold more than all the fuel burnt at the site.

    The side is blamed that stands further from its own other months. Silent for sites without both,
    where a fuel has no default calorific value, and where heat has another source: one that is named, a
    fuel that is not counted, or so much that the fuel cannot be the boiler's.
    """
    made = list_made(filing)
    others = list_otherwise_heated(filing) if made else set()
    for site, months in made.items():
        if site in others or is_far(months):
            continue
        over = {at for at, each in months.items() if each.fuel > 0 and each.heat > each.fuel}
        for at in sorted(over):
            if at == YEAR and len(months) > 1:
                continue  # the months tell it closer
            yield make_evidence(filing, at, months)


def list_made(filing: Filing) -> dict[str, dict[int, Made]]:
    """Give by site and month what was made and burnt in GJ; sites where a fuel cannot be converted are left out."""
    if "generated" not in take_list(filing, "series", "flow"):
        return {}
    found: dict[str, dict[int, Made]] = {}
    unknown: set[str] = set()
    emissions = filing.emissions()
    facts = filing.facts
    facts = facts[(facts["amount"] > 0) & (filing.years_of(facts["start"]) == filing.year)]
    categories, counted = (emissions[name].loc[facts.index].tolist() for name in ("category", "counted"))
    names = ("site", "source", "flow", "base_unit", "amount", "start", "end")
    for row, category, enters, site, source, flow, unit, amount, start, end in zip(
        facts.index.tolist(), categories, counted, *(facts[name].tolist() for name in names), strict=True
    ):
        days = (end - start).days
        at = start.month if days <= 35 else YEAR if days >= 360 else None
        makes, burns = source in HEAT and flow == "generated", category == "fuel" and enters
        if at is None or not (makes or burns):
            continue
        heat = convert(filing, source, unit, amount, made=makes)
        if heat is None:
            unknown.add(site)
            continue
        own = found.setdefault(site, {}).get(at, Made(0.0, 0.0, (), ()))
        found[site][at] = (
            own._replace(heat=own.heat + heat, made=(*own.made, row))
            if makes
            else own._replace(fuel=own.fuel + heat, burnt=(*own.burnt, row))
        )
    both = {site for site, own in found.items() if any(each.made and each.burnt for each in own.values())}
    return {site: own for site, own in sorted(found.items()) if site in both - unknown}


def is_far(months: dict[int, Made]) -> bool:
    """Tell whether the heat of the usual month is so much more than its fuel holds that the fuel is not the boiler's."""
    shares = [each.heat / each.fuel for at, each in months.items() if at != YEAR and each.heat and each.fuel]
    year = months.get(YEAR)
    if not shares and year is not None and year.fuel:
        shares = [year.heat / year.fuel]
    return bool(shares) and median(shares) > FAR


def list_otherwise_heated(filing: Filing) -> set[str]:
    """Give the sites of which a line names another source of heat than counted fuel, or burns a fuel that is not counted."""
    names = ("site", "label", "remark", "source")
    found = {
        site
        for site, label, remark, source in zip(
            *(take_list(filing, "series", name) for name in names), strict=True
        )
        if OTHER_HEAT.search(f"{label} {remark}" if source in HEAT else str(label))
        and not source.endswith("electricity")
    }
    facts = filing.facts
    counted: set[tuple[str, str]] = set()
    burnt: set[tuple[str, str]] = set()
    for category, enters, year, site, source, amount in zip(
        *(take_list(filing, "emissions", name) for name in ("category", "counted")),
        filing.years_of(facts["start"]).tolist(),
        *(facts[name].tolist() for name in ("site", "source", "amount")),
        strict=True,
    ):
        if year == filing.year and amount > 0 and (category == "fuel" or source in WITHOUT_CO2):
            burnt.add((site, source))
            if category == "fuel" and enters is True:
                counted.add((site, source))
    return found | {site for site, _ in burnt - counted}


def convert(filing: Filing, source: str, unit: str, amount: float, *, made: bool) -> float | None:
    """Give the GJ of an amount: the least of what was made, the most of a fuel; None where that cannot be said."""
    if unit == "GJ":
        return amount
    if made:
        return amount * LEAST_OF_STEAM if unit == "kg" and source == "steam" else None
    ncv = None if filing.rule_set is None else filing.rule_set.default(source, "ncv")
    density = None if filing.rule_set is None else filing.rule_set.default(source, "density")
    if ncv is None:
        return None
    if unit == "Nm3" and ncv.unit == "GJ/10^4Nm3":
        return amount / 10_000 * ncv.value * RICHER
    if ncv.unit == "GJ/t" and unit == "kg":
        return amount / 1000 * ncv.value * RICHER
    if ncv.unit == "GJ/t" and unit == "L" and density is not None:
        return amount * density.value / 1000 * ncv.value * RICHER
    return None


def make_evidence(filing: Filing, at: int, months: dict[int, Made]) -> Evidence:
    """Blame steam or fuel, whichever is further from its own other months, the steam where nothing tells."""
    month = months[at]
    others = [
        each for other, each in months.items() if other not in (at, YEAR) and each.heat > 0 and each.fuel > 0
    ]
    blame_fuel, expected = False, None
    if len(others) >= FEWEST:
        usual = (median(each.heat for each in others), median(each.fuel for each in others))
        blame_fuel = abs(math.log(month.fuel / usual[1])) > abs(math.log(month.heat / usual[0]))
        expected = usual[1] / month.fuel if blame_fuel else usual[0] / month.heat
    rows, partner = (month.burnt, month.made) if blame_fuel else (month.made, month.burnt)
    figures = filing.facts.loc[list(rows)]
    quantity = float(figures["quantity"].sum())
    values: dict[str, Any] = {
        "quantity": quantity, "unit": str(figures["unit"].iloc[0]),
        "share": month.heat / month.fuel, "other_label": ", ".join(list_labels(filing, partner)),
    }  # fmt: skip
    if expected is not None:
        values["expected"] = float(f"{quantity * expected:.3g}")
    context: tuple[tuple[Row, str], ...] = tuple((row, "partner") for row in partner)
    factors = filing.emissions()["factor"].loc[list(rows)]
    worth = float((figures["amount"] * factors).sum()) * (1 - (expected or 1.0)) if blame_fuel else None
    return Evidence(rows, values, context, None if worth != worth else worth)  # noqa: PLR0124  # NaN
