"""Tonnes of CO2 that one base unit of a fact stands for: filed parameters first, then defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.accounting.parameters import take_parameter

if TYPE_CHECKING:
    import numpy as np

    from checker.accounting.activity import Activity, Columns
    from checker.accounting.parameters import Filed
    from checker.accounting.rule_sets import RuleSet
    from checker.filing import Filing

    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]

CO2_PER_C = 44 / 12
"""Mass of CO2 from a mass of carbon, as in the formulas of the NDRC guidelines (2013-2015)."""

GJ_PER_KWH = 0.0036

FUEL_UNITS = {
    "kg": ("t", 1e-3),
    "L": ("t", 1e-3),
    "Nm3": ("10^4Nm3", 1e-4),
    "GJ": ("GJ", 1.0),
    "kWh": ("GJ", GJ_PER_KWH),
}
"""The unit a fuel's parameters refer to, by base unit, and how many of it one base unit is."""


class Look(NamedTuple):
    """What the factors of a group of facts are looked up from."""

    rule_set: RuleSet
    facts: Columns
    activity: Activity
    filed: Filed
    base_unit: np.ndarray[Any, np.dtype[Any]]

    def default(self, parameter: str, unit: str | None = None) -> Numbers:
        """Give the rule set's default for each fact's source, NaN where none stands in the unit."""
        import numpy as np

        factors = [self.rule_set.default(source, parameter) for source in self.activity.names]
        known = [each.value if each and unit in {None, each.unit} else np.nan for each in factors]
        return np.array(known, dtype=np.float64)[self.activity.source]

    def default_heat(self, unit: str) -> Numbers:
        """Give the default net calorific value per t or 10^4 Nm3; a set that has it by mass may have it by volume too."""
        import numpy as np

        heat = self.default("ncv", f"GJ/{unit}")
        return np.where(np.isnan(heat), self.default("ncv_volume", f"GJ/{unit}"), heat)

    def take(self, parameter: str, unit: str, default: Numbers | float | None = None) -> Numbers:
        """Give the value filed for each fact, the default where none is."""
        import numpy as np

        value, is_filed = take_parameter(self.filed, parameter, unit)
        return value if default is None else np.where(is_filed, value, default)


def find_factors(filing: Filing, rule_set: RuleSet, activity: Activity, filed: Filed) -> Numbers:
    """Give the tonnes of CO2 of one base unit of each fact of an activity, NaN where not known."""
    import numpy as np

    facts = activity.facts
    look = Look(rule_set, facts, activity, filed, facts["base_unit"])
    found = np.full(len(activity.place), np.nan)
    power = (activity.kind == "power") | (activity.kind == "clean_power")
    if power.any():
        found[power] = find_power(look, find_grid_factors(filing, rule_set, facts["site"]))[power]
    for kind, find in (("heat", find_heat), ("fuel", find_fuel), ("process", find_process)):
        rows = activity.kind == kind
        if rows.any():
            found[rows] = find(look)[rows]
    return found


def find_grid_factors(filing: Filing, rule_set: RuleSet, sites: np.ndarray[Any, Any]) -> Numbers:
    """Give the grid factor (tCO2/MWh) the rule set holds for each of some sites, NaN where it has none.

    A site without a region takes that of the whole filing where it states only one.
    """
    import numpy as np

    from checker.statistics import profile_text

    regions = profile_text(filing, "region")
    stated = dict(zip(regions.index.tolist(), regions.tolist(), strict=True))
    lone = next(iter(stated.values())) if len(set(stated.values())) == 1 else None
    known = {site: stated.get(site, lone) for site in set(sites.tolist())}
    factors = {region: rule_set.grid_factor(region, filing.year) for region in set(known.values())}
    values = {region: factor.value if factor else np.nan for region, factor in factors.items()}
    return np.array([values[known[site]] for site in sites.tolist()], dtype=np.float64)


def find_power(look: Look, grid: Numbers) -> Numbers:
    """Give tCO2 per base unit of power: the filed factor, else 0 for non-fossil power, else the grid's.

    A factor filed for all grid power does not speak of its non-fossil rows.
    """
    import numpy as np

    value, is_filed = take_parameter(look.filed, "emission_factor", "tCO2/MWh")
    own, is_own = take_parameter(look.filed, "emission_factor", "tCO2/MWh", of_source=False)
    bound = look.activity.zero & (look.activity.kind == "power")
    value, is_filed = np.where(bound, own, value), np.where(bound, is_own, is_filed)
    per_mwh = np.where(is_filed, value, np.where(look.activity.zero, 0.0, grid))
    mwh = np.select([look.base_unit == "kWh", look.base_unit == "GJ"], [1e-3, 1e-3 / GJ_PER_KWH], np.nan)
    return per_mwh * mwh


def find_heat(look: Look) -> Numbers:
    """Give tCO2 per base unit of heat: the filed factor, else the rule set's default per GJ.

    Steam by mass holds its enthalpy less that of water at 20 degC, 83.74 kJ/kg (NDRC sector
    guidelines, 2013-2015); without a filed enthalpy its factor is not known.
    """
    import numpy as np

    per_gj = look.take("emission_factor", "tCO2/GJ", look.default("heat_factor"))
    per_gj = look.take("heat_factor", "tCO2/GJ", per_gj)
    by_mass = (look.take("enthalpy", "kJ/kg") - look.default("reference_enthalpy")) * 1e-6
    units = [look.base_unit == "GJ", look.base_unit == "kWh", look.base_unit == "kg"]
    return per_gj * np.select(units, [1.0, GJ_PER_KWH, by_mass], np.nan)


def find_fuel(look: Look) -> Numbers:
    """Give tCO2 per base unit of fuel: NCV x carbon content x oxidation rate x 44/12.

    Carbon content per mass or volume, where filed, stands for NCV x carbon content; a filed
    emission factor is used where not both of these are filed. Litres become tonnes by the filed
    density, else a confirmed default (NDRC guidelines, 2013-2015, fuel combustion).
    """
    import numpy as np

    burned = look.take("oxidation_rate", "1", look.default("oxidation_rate")) * CO2_PER_C
    carbon, has_carbon = take_parameter(look.filed, "carbon_content", "tC/GJ")
    default_carbon = look.default("carbon_content")
    by_heat, has_by_heat = take_parameter(look.filed, "emission_factor", "tCO2/GJ")
    found = np.full(len(look.base_unit), np.nan)
    for unit in ("t", "10^4Nm3", "GJ"):
        in_unit = np.isin(look.base_unit, [base for base, (each, _) in FUEL_UNITS.items() if each == unit])
        if not in_unit.any():
            continue
        whole = np.ones(len(found)), np.ones(len(found), dtype=bool)
        heat, has_heat = whole if unit == "GJ" else take_parameter(look.filed, "ncv", f"GJ/{unit}")
        default_heat = 1.0 if unit == "GJ" else look.default_heat(unit)
        ncv = np.where(has_heat, heat, default_heat)
        by_unit, has_by_unit = take_parameter(look.filed, "carbon_content_mass", f"tC/{unit}")
        direct, is_direct = take_parameter(look.filed, "emission_factor", f"tCO2/{unit}")
        routes = [
            (has_by_unit, by_unit * burned),
            (has_heat & has_carbon, heat * carbon * burned),
            (is_direct, direct),
            (has_by_heat, ncv * by_heat),
        ]
        last = ncv * np.where(has_carbon, carbon, default_carbon) * burned
        per_unit = np.select([has for has, _ in routes], [value for _, value in routes], last)
        found = np.where(in_unit, per_unit, found)
    scale = np.select(
        [look.base_unit == each for each in FUEL_UNITS], [each for _, each in FUEL_UNITS.values()], np.nan
    )
    if (look.base_unit == "L").any():
        density = look.take("density", "kg/L", look.default("density"))
        scale = scale * np.where(look.base_unit == "L", density, 1.0)
        by_volume, is_by_volume = take_parameter(look.filed, "emission_factor", "tCO2/kL")
        return np.where((look.base_unit == "L") & is_by_volume, by_volume * 1e-3, found * scale)
    return found * scale


def find_process(look: Look) -> Numbers:
    """Give tCO2 per base unit of a process source: its filed factor; no formula is held here yet."""
    import numpy as np

    by_mass = look.take("emission_factor", "tCO2/t") * 1e-3
    by_volume = look.take("emission_factor", "tCO2/10^4Nm3") * 1e-4
    return np.select([look.base_unit == "kg", look.base_unit == "Nm3"], [by_mass, by_volume], np.nan)
