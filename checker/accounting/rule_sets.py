"""Rule sets: which published figures are in force, where, and for which report year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from checker.accounting.published import (
    Bounds,
    Factor,
    list_bounds,
    list_defaults,
    list_densities,
    list_grid_factors,
    list_grid_years,
    name_unit,
)

__all__ = [
    "GBT32150_2025",
    "IPCC_2006",
    "NDRC_2015",
    "RULE_SETS",
    "Bounds",
    "Factor",
    "RuleSet",
    "ZeroFactorDocuments",
    "choose_rule_set",
    "presume_rule_set",
]

ROUNDING = 0.001
"""Ours: how far a filed figure may stand from the published one, as a share; 24.5 is 24.515."""

PROVINCE = re.compile(r"CN(-[A-Z]{2})?\Z")
ANYWHERE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")
CHINESE = "common Chinese"
HAN = re.compile(r"[\u4e00-\u9fff]")
NOT_COVERED = frozenset({"CN-TW", "CN-HK", "CN-MO"})
"""The announcements of MEE and NBS say nothing of them."""


@dataclass(frozen=True, slots=True)
class ZeroFactorDocuments:
    """Document kinds that power counted at zero needs: own power one of each every month, bought once."""

    own: tuple[str, ...]
    bought: tuple[str, ...]
    standard: str


@dataclass(frozen=True)
class RuleSet:
    """What a calculation follows: its defaults, limits and grid factors by region and report year."""

    name: str
    regions: re.Pattern[str]
    beyond: frozenset[str]
    provincial_family: str
    national_family: str
    zero_factor_documents: ZeroFactorDocuments
    grid_table: str = "grid_factors"
    binding: bool = True
    """Whether an authority names the defaults and the grid factor to be used; else a filer may have better ones."""
    by_name: bool = False
    """Taken only where the workbook or the user names it: not all of it is confirmed."""

    def covers(self, region: str | None) -> bool:
        """Tell whether the rule set speaks of a region (ISO 3166-1 or 3166-2 code)."""
        return bool(region and self.regions.match(region) and region not in self.beyond)

    def default(self, source: str, parameter: str) -> Factor | None:
        """Give the default of a source's parameter, None where none is published.

        Parameters: ncv (GJ/t or GJ/10^4Nm3), carbon_content (tC/GJ), oxidation_rate (a fraction),
        heat_factor (tCO2/GJ), density (kg/L; only confirmed ones).
        """
        if parameter == "density":
            return next(
                (
                    each
                    for each in list_densities()
                    if (each.source, each.confidence, each.unit) == (source, "confirmed", "kg/L")
                    and (self.binding or not each.standard.startswith(CHINESE))
                ),
                None,
            )
        return list_defaults(self.name).get((source, parameter))

    def bounds(self, source: str, parameter: str, unit: str | None = None) -> Bounds | None:
        """Give the limits of a source's parameter: IPCC 2006 Vol. 2 Ch. 1 Tables 1.2 and 1.3, else ours.

        `unit` is the unit the value stands in (GJ/t or GJ/10^4Nm3); without it that of the default,
        so the limits of natural gas are by volume. None where nothing sets limits in that unit.
        """
        default = self.default(source, parameter)
        units = [name_unit(unit)] if unit else [default.unit] if default else []
        units += ["GJ/t", "tC/GJ", "1"] if not units else []
        return next(
            (found for each in units if (found := list_bounds().get((source, parameter, each)))), None
        )

    def grid_factor(self, region: str | None, report_year: int | None) -> Factor | None:
        """Give the average grid factor (tCO2/MWh) of a province, of the country for plain "CN".

        None where no data year is known to serve the report year, and where none is published
        for the province (Tibet).
        """
        if region is None or report_year is None or not self.covers(region):
            return None
        if not self.binding:
            return self._find_national_factor(region, report_year)
        data_year = list_grid_years().get(report_year)
        family = self.national_family if region == "CN" else self.provincial_family
        wanted = (region, data_year, family)
        known = self.published_grid_factors()
        return next((each for each in known if (each.region, each.data_year, each.family) == wanted), None)

    def _find_national_factor(self, region: str, report_year: int) -> Factor | None:
        """Give the country's factor of the report year, else of the latest year before it (ours: no scheme says which)."""
        country = region if region in NOT_COVERED else region.partition("-")[0]
        known = [
            each
            for each in self.published_grid_factors()
            if each.region == country and (each.data_year or 0) <= report_year
        ]
        return max(known, key=lambda each: each.data_year or 0, default=None)

    def published_grid_factors(self) -> tuple[Factor, ...]:
        """Give every published grid factor, also of other families, data years and regions."""
        return list_grid_factors(self.grid_table)

    def is_published_default(self, source: str, parameter: str, value: float) -> bool:
        """Tell whether a value (canonical unit) is this rule set's default, but for rounding."""
        default = self.default(source, parameter)
        return default is not None and abs(value - default.value) <= ROUNDING * default.value


NDRC_2015 = RuleSet(
    name="NDRC-2015",
    regions=PROVINCE,
    beyond=NOT_COVERED,
    provincial_family="provincial_average",
    national_family="national_average",
    zero_factor_documents=ZeroFactorDocuments(
        own=("meter",),
        bought=("contract", "settlement"),
        standard="ours, by analogy with GB/T 32151.34-2024, 5.2.6.1",
    ),
)
"""NDRC guidelines of 2013-2015: machinery and equipment manufacturing, industrial other sectors."""

GBT32150_2025 = replace(
    NDRC_2015,
    name="GBT32150-2025",
    zero_factor_documents=replace(
        NDRC_2015.zero_factor_documents,
        standard="ours, by analogy with GB/T 32151.34-2024, 5.2.6.1; Annex B of GB/T 32150-2025 is not confirmed",
    ),
    by_name=True,
)
"""GB/T 32150-2025, in force from 1 July 2026. Confirmed: the date, the grid factors of MEE and NBS. Its defaults are not:
fuels and heat are recomputed from filed parameters alone until they are."""

IPCC_2006 = RuleSet(
    name="IPCC-2006",
    regions=ANYWHERE,
    beyond=frozenset(),
    provincial_family="national_average",
    national_family="national_average",
    zero_factor_documents=ZeroFactorDocuments(
        own=("meter",), bought=("contract", "settlement"), standard="ours, as for NDRC-2015"
    ),
    grid_table="grid_factors_world",
    binding=False,
)
"""IPCC 2006 Guidelines, Vol. 2, Tier 1 defaults; national grid factors where one is known. For all who have no set of their own."""

RULE_SETS = (NDRC_2015, GBT32150_2025, IPCC_2006)


def list_rule_sets() -> list[str]:
    """List the names of the rule sets there are."""
    return [each.name for each in RULE_SETS]


def choose_rule_set(region: str | None, name: str | None = None) -> RuleSet | None:
    """Give the rule set asked for by name, else the one that covers the region, else None."""
    if name is not None:
        return next((each for each in RULE_SETS if each.name.casefold() == name.strip().casefold()), None)
    return next((each for each in RULE_SETS if each.covers(region) and not each.by_name), None)


def presume_rule_set(words: Iterable[str]) -> RuleSet:
    """Give the rule set that most likely serves a filing that says not where it lies: the Chinese one where its words are Chinese."""
    return NDRC_2015 if any(HAN.search(each) for each in words) else IPCC_2006
