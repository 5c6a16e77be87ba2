"""Power for which no plant could work beside its fuel: MWh or 10,000 kWh under kWh, a meter's multiplier left out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list
from rules.plausibility.fuel_dwarfs_power import GJ_OF_KWH, TONNES_OF_HEAT, read_site
from rules.units._anchors import TONNES

if TYPE_CHECKING:
    from checker.findings import Row

FAR = 150.0
"""Ours, as of a fuel that dwarfs the power: from so many times on one of the two is wrong."""
HOUSEHOLD = 20_000.0
"""kWh a year with which no works, hospital or school runs (ours: a few households)."""
LEAST_HEAT = 2000.0
"""GJ of fuel a year of a plant in work (ours: some 70 tonnes of coal equivalent)."""
LEAST_PER_TONNE = 5.0
"""kWh that turn out a tonne of anything heated (ours: mixing asphalt, the least, takes 4 to 8)."""
HEAT_PER_TONNE = (0.5, 60.0)
"""GJ of fuel a tonne: what is heated at all, and what no product takes (ours)."""
USUAL = 2.0
"""Heat of fuel over power of an ordinary plant (ours: 0.3 to 10), to tell MWh from 10,000 kWh."""
LARGER = (1000.0, 10_000.0)
BOUGHT = ("purchased", "net_purchased", "consumed")


class Little(NamedTuple):
    """A site's only line of power, which is too little: series, rows, kWh, GJ of its fuels, tonnes made or NaN."""

    series: int
    rows: tuple[int, ...]
    kwh: float
    heat: float
    made: float


@rule(
    "PLA403",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("rule_set", "year"),
    gives_way=True,
)
def power_too_little(filing: Filing) -> Iterator[Evidence]:
    """Find sites whose one line of power, drawn in every month, is what a few households use, or next to nothing a tonne.

    Their fuel holds more than 150 times its energy. Where output tells that a tonne takes a plausible
    heat, or the power is a household's, the power is to blame and not the fuel.
    """
    for site, little in sorted(find_too_little(filing).items()):
        yield make_evidence(filing, site, little)


def find_too_little(filing: Filing) -> dict[str, Little]:
    """Give the sites with too little power, once for the filing."""
    return filing.share("sites with too little power", _find_too_little)


def _find_too_little(filing: Filing) -> dict[str, Little]:
    power, fuels, _, away = read_site(filing)
    lines = list_power(filing)
    heat: dict[str, float] = {}
    for (site, _series), (tonnes, _, _) in fuels.items():
        heat[site] = heat.get(site, 0.0) + tonnes / TONNES_OF_HEAT
    made = sum_output(filing)
    found = {}
    for site, warmth in heat.items():
        kwh, own = power.get(site, 0.0), lines.get(site, [])
        if site in away or len(own) != 1 or not 0 < kwh * GJ_OF_KWH * FAR < warmth or warmth < LEAST_HEAT:
            continue
        series, rows = own[0]
        tonnes = made.get(site, math.nan)
        each = warmth / tonnes
        heated = kwh < LEAST_PER_TONNE * tonnes and HEAT_PER_TONNE[0] <= each <= HEAT_PER_TONNE[1]
        drawn = len(rows) in (1, 12) and bool((filing.facts["amount"].loc[list(rows)] > 0).all())
        if drawn and (kwh < HOUSEHOLD or heated):
            found[site] = Little(series, rows, kwh, warmth, tonnes)
    return found


def list_power(filing: Filing) -> dict[str, list[tuple[int, tuple[int, ...]]]]:
    """Give series and rows of the lines of power that a site draws in the report year."""
    names = ("site", "series", "source", "flow", "year", "amount", "complete", "rows")
    found: dict[str, list[tuple[int, tuple[int, ...]]]] = {}
    for site, series, source, flow, year, amount, complete, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        drawn = flow in (*BOUGHT, "own_use", "generated") and source.endswith("electricity") and amount > 0
        if drawn and year == filing.year:
            found.setdefault(site, []).append((series, tuple(rows) if complete else ()))
    return found


def sum_output(filing: Filing) -> dict[str, float]:
    """Give the tonnes a site made in the report year; none where some of it is not weighed."""
    made: dict[str, float] = {}
    names = ("site", "item", "unit", "start", "quantity")
    for site, item, unit, start, quantity in zip(
        *(take_list(filing, "production", name) for name in names), strict=True
    ):
        if (
            item == "output"
            and quantity > 0
            and filing.year_of(start.year * 12 + start.month - 1) == filing.year
        ):
            weight = TONNES.get(str(unit).strip().lower(), math.nan)
            made[site] = made.get(site, 0.0) + quantity * weight
    return made


def choose_unit(little: Little) -> float | None:
    """Choose the larger unit that brings fuel and power nearest to an ordinary plant's ratio; None where none comes near."""
    ratios = {times: little.heat / (little.kwh * GJ_OF_KWH * times) for times in LARGER}
    fitting = {times: each for times, each in ratios.items() if USUAL / 20 <= each <= USUAL * 20}
    return min(fitting, key=lambda times: abs(math.log(fitting[times] / USUAL)), default=None)


def make_evidence(filing: Filing, site: str, little: Little) -> Evidence:
    """Say how little power there is for so much fuel, and what it may come of."""
    place = find_lines(filing)[site, little.series]
    facts = filing.facts.loc[list(little.rows)]
    scale = float(facts["scale"].iloc[0])
    times = choose_unit(little) if scale == 1.0 and little.kwh < HOUSEHOLD else None
    reading = ["larger_unit", "meter_multiplier"] if times is not None else ["meter_multiplier", "demand"]
    values: dict[str, Any] = {
        "quantity": little.kwh / scale, "unit": str(facts["unit"].iloc[0]), "year": filing.name_year(), "reading": reading,
        "ratio": float(f"{little.heat / (little.kwh * GJ_OF_KWH):.2g}"),
    }  # fmt: skip
    worth = filing.emissions()["tco2e"].loc[list(little.rows)].sum(skipna=False)
    stake = None
    if times is not None:
        values["times"] = times
        stake = None if worth != worth else float(worth * (1 - times))  # noqa: PLR0124  # NaN
    context: tuple[tuple[Row, str], ...] = (((int(filing.series.index[place]), "unit"), "unit"),)
    return Evidence(little.rows, values, context, stake)
