"""A fuel that dwarfs the power of the plant: m3 in a cell for 10,000 m3, litres as tonnes, rows changed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, pick_value, pick_values, take_list

if TYPE_CHECKING:
    from checker.findings import Row, Severity

TONNES_OF_HEAT = 0.07
"""tCO2 of a GJ, between gas (0.056) and coal (0.095): IPCC 2006, volume 2, table 1.4; a third either way matters little here."""
GJ_OF_KWH = 0.0036
LEAVING = ("sold", "exported", "transferred", "generated")
"""A site that makes power or heat for others burns what it likes."""
LEAST_POWER = 10_000.0
"""kWh a year below which power tells nothing of a plant's size (ours)."""
DRIVES = re.compile(
    r"\b(?:trucks?|lorr(?:y|ies)|vehicles?|fleet|cars?|vans?|bus(?:es)?|tractors?|excavators?|loaders?|locomotives?|ships?|vessels?"
    r"|transport\w*|haul\w*|mobile|deliver\w*|logistics)\b"
    r"|车辆|货车|卡车|汽车(?!零|配|厂|制造|部件|车间)|客车|公务车|运输|车队|叉车|装载机|挖掘机|工程机械|移动源|物流|船舶|船用|机车|वाहन|ट्रक|बेड़|परिवहन|गाड़",
    re.IGNORECASE,
)
"""Words of a line whose fuel drives what leaves the plant."""
SMALL_STEP, LARGE_STEP = 1000.0, 10_000.0
OILS, WORKS = ("diesel", "petrol", "kerosene"), ("C", "D", "I", "P", "Q")
"""Oils of engines, and the sections (GB/T 4754, NACE) of those who burn little of them: works, utilities, data centres,
schools and hospitals; mines, builders, farms and hauliers live on diesel."""
OIL_FAR, OIL_SURE = 40.0, 100.0
"""Ours, of such oils at such sites: an asphalt plant fired with diesel, the most, stays below 25."""


@rule(
    "PLA401",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("rule_set", "year"),
    gives_way=True,
)
def fuel_dwarfs_power(filing: Filing, *, far: float = 150.0, beyond: float = 2000.0) -> Iterator[Evidence]:
    """Find fuels whose heat is more than `far` times the power the site used in the year: a review, beyond `beyond` a warning.

    Cement kilns and boiler houses stay below a hundred (ours). A year of months counts by its usual
    month, for a single one that is off is told by other rules. Silent where the site sells power or
    heat, where last year's figure of the line is as large, and where it is the power that is too little. The
    fuel of trucks has nothing to do with the power of their depot: it is no matter for a review.
    """
    power, fuels, before, away = read_site(filing)
    lines, sectors = find_lines(filing), filing.profile_text("sector").to_dict()
    from rules.plausibility.power_too_little import find_too_little  # it reads the site as this rule does

    too_little = find_too_little(filing)
    for (site, series), (tonnes, amount, rows) in sorted(fuels.items()):
        kwh = power.get(site, 0.0)
        if site in away or kwh < LEAST_POWER or (site, series) not in lines:
            continue
        ratio = tonnes / TONNES_OF_HEAT / (kwh * GJ_OF_KWH)
        line = lines[site, series]
        kind = tuple(take_list(filing, "series", name)[line] for name in ("source", "flow"))
        drives = DRIVES.search(str(take_list(filing, "series", "label")[line])) is not None
        oil = kind[0] in OILS and not drives and str(sectors.get(site, ""))[:1] in WORKS
        limit = beyond if drives else OIL_FAR if oil else far
        if site in too_little or ratio <= limit or amount <= 3 * before.get((site, *kind), 0.0):
            continue
        scale = pick_value(filing, "facts", "scale", rows[0])
        severity: Severity = "warning" if ratio > (OIL_SURE if oil else beyond) else "review"
        values: dict[str, Any] = {
            "quantity": amount / scale, "unit": pick_value(filing, "facts", "unit", rows[0]), "times": float(f"{ratio:.2g}"),
            "year": filing.name_year(), "hints": ["unit_of_row", "rows_changed_over"],
        }  # fmt: skip
        place = int(filing.series.index[line])
        context: tuple[tuple[Row, str], ...] = (((place, "unit"), "unit"),)
        # what stands beyond all plants is a unit: of the usual steps the one that is left
        step = LARGE_STEP if ratio > beyond else SMALL_STEP
        stake = tonnes * (1 - 1 / step) if severity == "warning" else None
        yield Evidence(rows, values, context, stake, severity)


Fuels = dict[tuple[str, int], tuple[float, float, tuple[int, ...]]]
Sites = tuple[dict[str, float], Fuels, dict[tuple[str, str, str], float], set[str]]


def read_site(filing: Filing) -> Sites:
    """Give power used by site, counted fuels (tonnes, amount, facts), last year's fuels by kind, sites that supply others."""
    return filing.share("power and fuels of sites", _read_site)


def _read_site(filing: Filing) -> Sites:
    names = ("site", "series", "source", "flow", "year", "amount", "rows")
    power: dict[str, float] = {}
    fuels: Fuels = {}
    before: dict[tuple[str, str, str], float] = {}
    away: set[str] = set()
    for site, series, source, flow, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if not amount > 0:
            continue
        if year == (filing.year or 0) - 1:
            before[site, source, flow] = before.get((site, source, flow), 0.0) + amount
        if year != filing.year:
            continue
        electric = source.endswith("electricity")
        if (
            flow in LEAVING
            and (electric or source in ("heat", "steam", "hot_water"))
            and source != "pv_electricity"
        ):
            away.add(site)
        elif electric and flow in ("purchased", "net_purchased", "consumed", "own_use"):
            power[site] = power.get(site, 0.0) + amount
        else:
            tonnes = measure_usual(pick_values(filing, "emissions", "tco2e", rows))
            if tonnes > 0 and set(pick_values(filing, "emissions", "category", rows)) == {"fuel"}:
                amounts = pick_values(filing, "facts", "amount", rows)
                filled = tuple(row for row, filed in zip(rows, amounts, strict=True) if filed > 0)
                fuels[site, series] = (tonnes, amount, filled)
    return power, fuels, before, away


def measure_usual(tonnes: list[float]) -> float:
    """Give a year's tonnes by its usual month; a year's figure as it stands."""
    told = [each for each in tonnes if each > 0]
    return median(told) * len(told) if told else 0.0
