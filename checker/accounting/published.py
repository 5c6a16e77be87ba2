"""Published figures: read once from the data files beside this module, each with its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FUEL_PARAMETERS = {"ncv": "", "carbon_content": "tC/GJ", "oxidation_rate": "1"}
"""The parameters of a fuel with their canonical units; that of an NCV stands in its row."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A published figure: `standard` names where, `doubt` says what is doubtful about it.

    `confidence` is confirmed, one_source or ours. `region` is an ISO 3166-2 code, for the groups
    of provinces their English name; `family` tells averages from other kinds of grid factor.
    """

    value: float
    unit: str
    parameter: str
    source: str
    standard: str
    confidence: str
    doubt: str = ""
    region: str = ""
    data_year: int | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits a parameter hardly leaves, both inclusive, in `unit`."""

    lower: float
    upper: float
    unit: str
    standard: str
    confidence: str
    doubt: str = ""


def read_table(name: str) -> list[dict[str, str]]:
    """Give the rows of a data file of this package."""
    place = resources.files("checker.accounting") / "data" / f"{name}.csv"
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))


def name_unit(unit: str) -> str:
    """Give a unit in the one spelling used here: 10^4Nm3, never 万Nm3."""
    return unit.replace("万", "10^4").replace(" ", "")


@lru_cache(maxsize=1)
def list_kinds() -> Mapping[str, str]:
    """Give the kind of every source code: power, clean_power, heat, fuel or process."""
    return {row["source"]: row["kind"] for row in read_table("sources")}


@lru_cache(maxsize=4)
def list_defaults(rule_set: str) -> Mapping[tuple[str, str], Factor]:
    """Give a rule set's defaults by (source, parameter), without densities."""
    found: dict[tuple[str, str], Factor] = {}
    for row in read_table("fuel_defaults"):
        if row["rule_set"] != rule_set:
            continue
        for parameter, unit in FUEL_PARAMETERS.items():
            found[row["source"], parameter] = Factor(
                float(row[parameter]),
                unit or row["ncv_unit"],
                parameter,
                row["source"],
                row["standard"],
                row["confidence"],
                row["doubt"],
            )
    for row in read_table("other_defaults"):
        if row["rule_set"] == rule_set:
            found[row["source"], row["parameter"]] = Factor(
                float(row["value"]),
                row["unit"],
                row["parameter"],
                row["source"],
                row["standard"],
                row["confidence"],
                row["doubt"],
            )
    return found


@lru_cache(maxsize=1)
def list_densities() -> tuple[Factor, ...]:
    """Give published densities; the first of a source is the one to take."""
    return tuple(
        Factor(
            float(row["value"]),
            row["unit"],
            "density",
            row["source"],
            row["standard"],
            row["confidence"],
            row["doubt"],
        )
        for row in read_table("densities")
    )


@lru_cache(maxsize=1)
def list_bounds() -> Mapping[tuple[str, str, str], Bounds]:
    """Give limits by (source, parameter, unit): the 95 % limits of IPCC 2006, else ours."""
    return {
        (row["source"], row["parameter"], row["unit"]): Bounds(
            float(row["lower"]),
            float(row["upper"]),
            row["unit"],
            row["standard"],
            row["confidence"],
            row["doubt"],
        )
        for row in read_table("bounds")
    }


@lru_cache(maxsize=2)
def list_grid_factors(table: str = "grid_factors") -> tuple[Factor, ...]:
    """Give every published grid factor of a table, China's or the world's: all families, data years and regions."""
    return tuple(
        Factor(
            float(row["value"]),
            "tCO2/MWh",
            "emission_factor",
            "grid_electricity",
            row["standard"],
            row["confidence"],
            row["doubt"],
            row["region"] or row["region_en"],
            int(row["data_year"]),
            row["family"],
        )
        for row in read_table(table)
    )


@lru_cache(maxsize=1)
def list_grid_years() -> Mapping[int, int]:
    """Give the data year of the grid factor that serves a report year."""
    return {int(row["report_year"]): int(row["data_year"]) for row in read_table("grid_factor_choice")}


@lru_cache(maxsize=1)
def list_gwp() -> Mapping[tuple[str, str], Factor]:
    """Give global warming potentials over 100 years by (gas, assessment report: SAR, AR4, AR5, AR6)."""
    return {
        (row["gas"], row["report"]): Factor(
            float(row["value"]),
            "kgCO2e/kg",
            "gwp",
            row["gas"],
            row["standard"],
            row["confidence"],
            row["doubt"],
            family=row["report"],
        )
        for row in read_table("gwp")
    }
