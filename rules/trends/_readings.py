"""What a ratio to last year may come of: another quantity, another unit, a factor left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.api import Filing

COAL_EQUIVALENT = 29.3076
"""GJ of a tonne of coal equivalent, 7,000 kcal a kilogram."""
MULTIPLIERS = tuple(
    primary / 5 * decade for decade in (1, 10, 100, 1000) for primary in (25, 30, 40, 50, 60, 75, 100, 125, 150, 200)
)  # fmt: skip
"""Ours: current transformers of 25 to 200 A and their tenfolds on a secondary of 5 A, as meters commonly have."""
LEAST_MULTIPLIER, MOST_MULTIPLIER = 4.5, 8000.0
NEAR_MULTIPLIER = 0.15
"""How far a year moves by itself while a multiplier is recognised (ours)."""
PRICES = {
    ("CN", "kWh"): (0.3, 1.3), ("CN", "Nm3"): (2.0, 6.0), ("CN", "L"): (5.5, 9.5), ("CN", "GJ"): (40.0, 160.0),
    ("IN", "kWh"): (5.0, 12.0), ("IN", "Nm3"): (30.0, 75.0), ("IN", "L"): (80.0, 115.0),
}  # fmt: skip
"""Ours, wide: what a kWh, a cubic metre of gas, a litre of fuel and a GJ of heat cost a company, in CNY or INR."""
FIXED = {
    "kWh": (("mj_for_kwh", 3.6, 0.08), ("reactive_energy", 0.4, 0.25)),
    "GJ": (
        ("steam_tonnes", 1 / 2.75, 0.12), ("gcal_for_gj", 1 / 4.1868, 0.08), ("kwh_for_mj", 1 / 3.6, 0.06),
        ("tce_for_gj", 1 / COAL_EQUIVALENT, 0.12), ("kwh_for_gj", 277.78, 0.12),
    ),
    "Nm3": (("cubic_feet", 35.31, 0.12), ("thousand_cubic_feet", 1 / 28.32, 0.12), ("gas_as_kwh", 10.3, 0.15)),
    "L": (("gallons", 1 / 3.785, 0.1), ("litres_for_gallons", 3.785, 0.1), ("barrels", 1 / 158.99, 0.12)),
    "kg": (("pounds", 2.2046, 0.06),),
}  # fmt: skip
"""Readings of a base unit: code, filed over true, and the share by which a ratio may stand from it (ours)."""
GAS_OF_LNG, NEAR_GAS = 1400.0, 0.15
"""Cubic metres of gas that a tonne of LNG gives, as suppliers state it, by its composition (ours)."""
TCE_OF_POWER, NEAR_TCE = 29.3076e3 / 3.6, 0.001
"""kWh of a tonne of coal equivalent at heat value (GB/T 2589: 0.1229 kgce/kWh)."""
EQUAL_VALUE = (2.2, 2.8)
"""Coal equivalent of a kWh at equal value, what a power station burns, over that at heat value (ours: 0.27 to 0.344 kgce/kWh)."""
TENFOLD, NEAR_TENFOLD = (10.0, 0.1), 0.2
HALF, DOUBLE = (0.43, 0.58), (1.75, 2.3)
DEMAND = (1 / 650, 1 / 130)
"""kW over the kWh of a month: 730 hours at a load of 18 to 90 % of the highest (ours)."""


class Reading(NamedTuple):
    """What a figure probably is: a code of the words, and filed over true where that is a number."""

    code: str
    times: float | None


def read_ratio(
    filing: Filing, source: str, flow: str, base_unit: str, scale: float, ratio: float
) -> list[Reading]:
    """Give the readings of a line that stands at a ratio to last year, the surest first."""
    found = [
        Reading(code, times)
        for code, times, near in FIXED.get(base_unit, ())
        if abs(ratio / times - 1) <= near
    ]
    if source == "lng" and base_unit == "kg" and abs(ratio / GAS_OF_LNG - 1) <= NEAR_GAS:
        found.append(Reading("gas_for_lng", GAS_OF_LNG))
    if source.endswith("electricity"):
        found += read_power(flow, scale, ratio)
    found += read_coal_equivalent(filing, source, base_unit, scale, ratio)
    if is_price(filing, base_unit, ratio / scale):
        found.append(Reading("money", None))
    for code, (low, high), times in (("half", HALF, 0.5), ("double", DOUBLE, 2.0)):
        if low <= ratio <= high:
            found.append(Reading(code, times))
    return found


def read_power(flow: str, scale: float, ratio: float) -> list[Reading]:
    """Give what only electricity may be read as: without its multiplier or with it twice, demand, 10,000 kWh."""
    found = []
    wide = ratio if ratio > 1 else 1 / ratio
    if abs(scale / TCE_OF_POWER - 1) <= NEAR_TCE and EQUAL_VALUE[0] <= ratio <= EQUAL_VALUE[1]:
        return [Reading("equal_value", None)]
    if scale > 1 and any(abs(ratio / times - 1) <= NEAR_TENFOLD for times in TENFOLD):
        found.append(Reading("tenfold", 10.0 if ratio > 1 else 0.1))
    nearest = min(MULTIPLIERS, key=lambda each: abs(each / wide - 1))
    if LEAST_MULTIPLIER <= wide <= MOST_MULTIPLIER and abs(nearest / wide - 1) <= NEAR_MULTIPLIER:
        found.append(Reading("meter_multiplier", nearest if ratio > 1 else 1 / nearest))
    if flow in {"purchased", "net_purchased"} and DEMAND[0] <= ratio <= DEMAND[1]:
        found.append(Reading("demand", None))
    return found


def read_coal_equivalent(
    filing: Filing, source: str, base_unit: str, scale: float, ratio: float
) -> list[Reading]:
    """Tell tonnes of coal equivalent in a row of tonnes or of 10,000 m3, by the fuel's default calorific value."""
    ncv = None if filing.rule_set is None else filing.rule_set.default(source, "ncv")
    rows = {("kg", 1000.0): "GJ/t", ("Nm3", 10_000.0): "GJ/10^4Nm3"}
    if ncv is None or rows.get((base_unit, scale)) != ncv.unit:
        return []
    times = ncv.value / COAL_EQUIVALENT
    return [Reading("fuel_as_tce", times)] if abs(ratio / times - 1) <= 0.08 else []


def is_price(filing: Filing, base_unit: str, ratio: float) -> bool:
    """Tell whether a ratio to last year, for one base unit, may be a price in the country's money."""
    countries = {str(region)[:2] for region in filing.profile_text("region")}
    low, high = (
        PRICES.get((next(iter(countries)), base_unit), (1.0, 0.0)) if len(countries) == 1 else (1.0, 0.0)
    )
    return low <= ratio <= high
