"""A calorific value or factor in another unit than its column's: kcal for kJ, kg for t, per cent for a fraction."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIORS = {
    "kcal": 0.95, "thousand": 0.95, "hundred": 0.95, "co2_for_carbon": 0.9, "ten": 0.85, "gross": 0.7, "coal_equivalent": 0.6,
}  # fmt: skip
"""How probable the slip is by what brings the value inside its limits (ours)."""
KCAL_PER_KG = 1 / 4.1868e-3
"""kcal/kg in one GJ/t; 4.1868 kJ are one kcal (NDRC guidelines, 2013-2015)."""
FEWEST_DIGITS = 3


def mix_parameter_units(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a net calorific value of coal is filed in kcal/kg, a carbon content in kg."""
    known = filing.parameters
    for row, parameter, unit, value in zip(
        known.index.tolist(), known["parameter"], known["base_unit"], known["value"].tolist(), strict=True
    ):
        if parameter == "ncv" and unit == "GJ/t":
            yield (Edit(row, round_to(value * KCAL_PER_KG, 5)),)
        if parameter == "carbon_content" and unit == "tC/GJ":
            yield (Edit(row, round_to(value * 1000, count_digits(value))),)


@misfiling("parameter-in-another-unit", answers=("FAC201",), make=mix_parameter_units, taxonomy="F04")
def parameter_in_another_unit(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: every value of the finding is converted by what brings the worst one inside its limits."""
    said: dict[str, Any] = dict(evidence.values)
    prior = PRIORS.get(str(said["reading"]))
    if prior is None or not said["expected"] or not said["filed"]:
        return
    times = float(said["expected"]) / float(said["filed"])
    rows = [row for row in evidence.rows if isinstance(row, int)]
    edits = tuple(Edit(row, convert(float(filing.parameters["value"].loc[row]), times)) for row in rows)
    known = name_way(str(filing.parameters["parameter"].loc[rows[0]]), str(said["reading"]))
    yield Proposal(edits, prior, {"quantity": said["filed"], "expected": edits[0].quantity}, known)


def name_way(parameter: str, reading: str) -> str | None:
    """Name the known way of misfiling that a slip of a parameter is; None for that of the misfiling itself."""
    return {
        ("ncv", "gross"): "F05", ("ncv", "thousand"): "F06", ("density", "thousand"): "F11",
        **dict.fromkeys((("carbon_content", each) for each in ("thousand", "co2_for_carbon", "ten", "hundred")), "F08"),
        **dict.fromkeys((("oxidation_rate", each) for each in ("hundred", "ten")), "F09"),
    }.get((parameter, reading))  # fmt: skip


def convert(value: float, times: float) -> float:
    """Convert a value, written with as many digits as it was filed with."""
    return round_to(value * times, max(count_digits(value), FEWEST_DIGITS))


def count_digits(value: float) -> int:
    """Count the significant digits of a figure."""
    return len(f"{value:.12g}".partition("e")[0].replace(".", "").replace("-", "").strip("0"))


def round_to(value: float, digits: int) -> float:
    """Round to significant digits."""
    return round(value, digits - 1 - floor(log10(abs(value)))) if value else 0.0
