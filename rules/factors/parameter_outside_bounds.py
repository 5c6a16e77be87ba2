"""A calorific value, carbon content, oxidation rate, factor or density lies outside published limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, plain, rule

if TYPE_CHECKING:
    import pandas as pd

    from checker.accounting.rule_sets import RuleSet
    from checker.findings import Row, Severity

PARAMETERS = ("ncv", "carbon_content", "oxidation_rate", "emission_factor", "density")
OTHER_TABLE = "GBT32151.34-2024"
"""The newer Chinese table of defaults: its figures are published too."""
CO2_PER_C = 44 / 12
DENSITY_SPAN = 0.05
"""Ours: grades of one liquid fuel differ less from its default; road diesel is 0.82 to 0.86 kg/L."""

GROSS = {
    "natural_gas": 1.108,
    "lng": 1.108,
    "lpg": 1.074,
    "diesel": 1.064,
    "fuel_oil": 1.064,
    "petrol": 1.064,
}
GROSS_COAL = 1.053
"""Gross over net calorific value, UK DESNZ 2025 conversion factors, fuel properties; liquids as diesel (ours)."""
GROSS_LIMIT = 1.2

SLIPS: dict[str, tuple[tuple[str, float], ...]] = {
    "ncv": (
        ("kcal", 4.1868), ("kcal", 4.1868e-3), ("kcal", 0.041868), ("thousand", 1e-3), ("thousand", 1e3),
        ("coal_equivalent", 29.3076), ("ten", 10.0), ("hundredfold", 0.01),
    ),
    "carbon_content": (
        ("thousand", 1e-3), ("thousand", 1e3), ("co2_for_carbon", 1 / CO2_PER_C), ("co2_for_carbon", 1e-3 / CO2_PER_C),
    ),
    "oxidation_rate": (("hundred", 0.01), ("hundred", 100.0)),
    "emission_factor": (("thousand", 1e-3), ("thousand", 1e3), ("co2_for_carbon", CO2_PER_C)),
    "density": (("thousand", 1e-3), ("thousand", 1e3)),
}  # fmt: skip
"""What a value is multiplied by to undo a slip of units; 4.1868 kJ are one kcal (NDRC guidelines, 2013-2015)."""


class Limits(NamedTuple):
    """What a value may lie between, both inclusive, and the default, in its own canonical unit."""

    low: float
    high: float
    default: float | None


@rule("FAC201", severity="error", scope="site", needs=("parameters.amount",), given=("rule_set",))
def parameter_outside_bounds(filing: Filing, *, slack: float = 0.02, far: float = 0.2) -> Iterator[Evidence]:
    """Find parameters of fuels outside their limits, and the slip of units that would explain them.

    Outside by less than `slack` of the limit is a review, by more than `far`, or by a unit, an
    error, else a warning (ours). A published default never fires.
    """
    if filing.rule_set is None:
        return
    known = filing.parameters
    keep = known["parameter"].isin(PARAMETERS) & known["amount"].notna()
    keep &= ~known["base_unit"].isin(("tCO2/MWh",))
    if filing.year is not None:
        keep &= known["start"].isna() | (filing.years_of(known["start"]) == filing.year)
    known = known[keep]
    for _, own in known.groupby(["site", "series", "source", "parameter", "base_unit"], sort=True):
        first = own.iloc[0]
        limits = find_limits(
            filing.rule_set, str(first["source"]), str(first["parameter"]), str(first["base_unit"])
        )
        if limits is None:
            continue
        amounts = own["amount"]
        out = own[(amounts < limits.low * (1 - 1e-9)) | (amounts > limits.high * (1 + 1e-9))]
        published = [
            filing.rule_set.is_published_default(str(first["source"]), str(first["parameter"]), float(each))
            for each in out["amount"]
        ]
        out = out.loc[[row for row, each in zip(out.index, published, strict=True) if not each]]
        readings = [find_slip(row, limits) for _, row in out.iterrows()]
        for reading in sorted(set(readings)):
            rows = out.loc[[row for row, each in zip(out.index, readings, strict=True) if each == reading]]
            yield make_evidence(filing, rows, limits, reading, slack, far)


def find_limits(rule_set: RuleSet, source: str, parameter: str, unit: str) -> Limits | None:
    """Give the limits of a parameter, widened to hold the published defaults; None where nothing sets any.

    Those of an emission factor are those of its parts multiplied: NCV x carbon content x oxidation
    rate x 44/12 (NDRC guidelines, 2013-2015). Those of a density are 5 % about the default (ours).
    """
    if parameter == "emission_factor":
        return multiply_limits(rule_set, source, unit)
    defaults = [
        found.value
        for each in (rule_set, replace(rule_set, name=OTHER_TABLE))
        if (found := each.default(source, parameter)) is not None and found.unit == unit.replace("万", "10^4")
    ]
    default = defaults[0] if defaults else None
    bounds = rule_set.bounds(source, parameter, unit)
    if bounds is not None:
        return Limits(min([bounds.lower, *defaults]), max([bounds.upper, *defaults]), default)
    if parameter == "density" and default is not None:
        return Limits(default * (1 - DENSITY_SPAN), default * (1 + DENSITY_SPAN), default)
    return None


def multiply_limits(rule_set: RuleSet, source: str, unit: str) -> Limits | None:
    """Give the limits of a fuel's emission factor per GJ, t or 10^4 Nm3, from those of its parts."""
    per = unit.replace("万", "10^4").partition("/")[2]
    parts = [
        find_limits(rule_set, source, "carbon_content", "tC/GJ"),
        find_limits(rule_set, source, "oxidation_rate", "1"),
    ]
    if per != "GJ":
        parts.append(find_limits(rule_set, source, "ncv", f"GJ/{per}"))
    known = [each for each in parts if each is not None]
    if len(known) < len(parts):
        return None
    low = high = default = CO2_PER_C
    if per == "GJ":  # American and British factors are per gross heat
        low /= GROSS.get(source, GROSS_COAL)
    for each in known:
        low, high = low * each.low, high * each.high
        default *= each.default or float("nan")
    return Limits(low, high, default if default == default else None)  # noqa: PLR0124  # NaN differs from itself


def find_slip(row: pd.Series, limits: Limits) -> tuple[str, float]:
    """Name the slip of units that brings a value inside its limits, and what undoes it; the nearest to the default."""
    import math

    value, source = float(row["amount"]), str(row["source"])
    middle = limits.default or math.sqrt(limits.low * limits.high)
    slips = [
        (abs(math.log(value * times / middle)), reading, times)
        for reading, times in SLIPS[str(row["parameter"])]
        if value > 0 and limits.low <= value * times <= limits.high
    ]
    if slips:
        _, reading, times = min(slips)
        return "ten" if reading == "hundredfold" else reading, times
    if row["parameter"] == "ncv" and limits.high < value <= limits.high * GROSS_LIMIT:
        ratio = GROSS.get(source, GROSS_COAL)
        if limits.default and abs(value / ratio / limits.default - 1) <= 0.03:
            return "gross", 1 / ratio
    return "unexplained", 1.0


def make_evidence(
    filing: Filing, rows: pd.DataFrame, limits: Limits, reading: tuple[str, float], slack: float, far: float
) -> Evidence:
    """Blame the cells; at stake are the tonnes beyond those of the value as it should read, else of the default."""
    name, times = reading
    worst = int(rows["amount"].sub(limits.default or 0.0).abs().to_numpy().argmax())
    record = rows.iloc[worst]
    value, scale = float(record["amount"]), float(record["scale"])
    beyond = limits.low - value if value < limits.low else value - limits.high
    share = beyond / (limits.low if value < limits.low else limits.high)
    severity: Severity = "warning"
    if name not in {"unexplained", "gross"} or share > far:
        severity = "error"
    elif share <= slack and name != "gross":
        severity = "review"
    probable = value * times if times != 1.0 else limits.default
    at_stake = None
    context: list[tuple[Row, str]] = []
    for _, each in rows.iterrows():
        used = list_users(filing, each)
        context += [(int(row), "activity") for row in used.index]
        tonnes = filing.emissions()["tco2e"].reindex(used.index).sum(min_count=1)
        meant = float(each["amount"]) * times if times != 1.0 else limits.default
        if tonnes == tonnes and meant is not None and each["amount"] > 0:  # noqa: PLR0124  # NaN differs from itself
            at_stake = (at_stake or 0.0) + float(tonnes) * (1 - meant / float(each["amount"]))
    values: dict[str, Any] = {
        "reading": name, "filed": float(record["value"]), "unit": name_unit(record, scale),
        "low": shorten(limits.low / scale), "high": shorten(limits.high / scale),
        "expected": None if probable is None else shorten(probable / scale),
    }  # fmt: skip
    ordered = [int(row) for row in rows.index]
    cells: tuple[Row, ...] = (ordered[worst], *ordered[:worst], *ordered[worst + 1 :])
    return Evidence(cells, values, tuple(context), at_stake=at_stake, severity=severity)


def shorten(value: float) -> float:
    """Take the noise of floating point off a figure: twelve significant digits."""
    return float(f"{value:.12g}")


def name_unit(record: pd.Series, scale: float) -> str:
    """Name the unit a value was read in; a bare rate is a fraction or per cent."""
    unit = str(record["unit"]) or str(record["base_unit"])
    if unit == "1":
        return "%" if scale == 0.01 else "fraction"
    return unit


def list_users(filing: Filing, record: pd.Series) -> pd.DataFrame:
    """Give the counted facts that a parameter enters: its line's, else its source's, in its period."""
    facts = filing.facts
    own = (facts["site"] == record["site"]) & filing.emissions()["counted"]
    if record["series"] != NO_SERIES:
        own &= facts["series"] == record["series"]
    else:
        own &= facts["source"] == record["source"]
    if plain(record["start"]) is not None and plain(record["end"]) is not None:
        own &= (facts["start"] >= record["start"]) & (facts["end"] <= record["end"])
    return facts[own]
