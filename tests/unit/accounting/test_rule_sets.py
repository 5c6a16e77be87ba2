"""Published figures and which of them a rule set holds in force."""

from __future__ import annotations

import pickle

import pytest

from checker.accounting import published
from checker.accounting.rule_sets import IPCC_2006, NDRC_2015, choose_rule_set


@pytest.mark.parametrize(
    "name",
    ["fuel_defaults", "other_defaults", "grid_factors", "grid_factors_world", "densities", "gwp", "bounds"],
)
def test_every_published_figure_names_its_standard_and_how_well_it_is_sourced(name: str) -> None:
    """No figure without a primary source; nothing unconfirmed is loaded."""
    rows = published.read_table(name)

    assert rows
    assert all(row["standard"] for row in rows)
    assert {row["confidence"] for row in rows} <= {"confirmed", "one_source", "ours"}
    assert all(row["standard"].startswith("ours") for row in rows if row["confidence"] == "ours")


def test_no_figure_is_published_twice() -> None:
    """A province has one average per data year; a fuel one default per rule set."""
    factors = [
        (each.family, each.region, each.data_year)
        for rule_set in (NDRC_2015, IPCC_2006)
        for each in rule_set.published_grid_factors()
    ]
    fuels = [(row["rule_set"], row["source"]) for row in published.read_table("fuel_defaults")]

    assert len(factors) == len(set(factors))
    assert len(fuels) == len(set(fuels))


def test_every_fuel_with_a_figure_is_a_source_of_ours() -> None:
    """A default that no source code reaches would be dead."""
    tables = ("fuel_defaults", "bounds", "densities")
    named = {row["source"] for table in tables for row in published.read_table(table)}

    assert named <= {source for source, kind in published.list_kinds().items() if kind == "fuel"}


@pytest.mark.parametrize(
    ("region", "name"),
    [("CN", "NDRC-2015"), ("CN-AH", "NDRC-2015"), ("CN-XZ", "NDRC-2015"), ("CN-HK", "IPCC-2006"),
     ("CN-TW", "IPCC-2006"), ("CN-MO", "IPCC-2006"), ("IN", "IPCC-2006"), ("IN-MH", "IPCC-2006"), ("GB", "IPCC-2006"),
     ("", None), (None, None)],
)  # fmt: skip
def test_the_rule_set_follows_the_region(region: str | None, name: str | None) -> None:
    """China has a set of its own, all others have the IPCC's; without a region none is taken."""
    chosen = choose_rule_set(region)

    assert (chosen.name if chosen else None) == name


def test_a_rule_set_asked_for_by_name_is_taken_or_none_is() -> None:
    """A name nobody knows never falls back on another rule set."""
    assert choose_rule_set(None, "ndrc-2015") is NDRC_2015
    assert choose_rule_set("CN-AH", "GBT32150-2031") is None


def test_the_general_standard_of_2025_is_taken_by_name_and_has_no_default_that_nobody_confirmed() -> None:
    """Grid factors are those that MEE and NBS announce; fuels and heat need filed parameters."""
    chosen = choose_rule_set("CN-AH", "GBT32150-2025")

    assert chosen is not None
    assert choose_rule_set("CN-AH") is NDRC_2015
    assert chosen.grid_factor("CN-AH", 2025) == NDRC_2015.grid_factor("CN-AH", 2025)
    assert chosen.default("natural_gas", "ncv") is None
    assert chosen.default("heat", "heat_factor") is None


@pytest.mark.parametrize(
    ("region", "year", "value", "data_year"),
    [
        ("CN-AH", 2023, 0.7075, 2021),
        ("CN-AH", 2024, 0.6782, 2022),
        ("CN-AH", 2025, 0.6553, 2023),
        ("CN", 2024, 0.5366, 2022),
    ],
)
def test_the_grid_factor_is_that_of_the_province_and_the_data_year(
    region: str, year: int, value: float, data_year: int
) -> None:
    """MEE and NBS announcements 2024 No. 12, 2024 No. 33, 2025 No. 47."""
    factor = NDRC_2015.grid_factor(region, year)

    assert factor is not None
    assert (factor.value, factor.data_year, factor.unit) == (value, data_year, "tCO2/MWh")
    assert "Announcement" in factor.standard


@pytest.mark.parametrize(
    ("region", "year"),
    [("CN-XZ", 2024), ("CN-AH", 2022), ("CN-AH", 2026), ("CN-HK", 2024), (None, 2024), ("CN-AH", None)],
)
def test_where_nothing_is_published_there_is_no_grid_factor(region: str | None, year: int | None) -> None:
    """Tibet, years without a statement, places not covered: never the national average instead."""
    assert NDRC_2015.grid_factor(region, year) is None


@pytest.mark.parametrize(
    ("region", "year", "value"),
    [
        ("IN", 2023, 0.727),
        ("IN-MH", 2024, 0.710),
        ("IN", 2026, 0.710),
        ("GB", 2024, 0.207074),
        ("US-TX", 2023, 0.3497),
        ("CN-TW", 2022, 0.495),
        ("IN", 2022, None),
        ("DE", 2024, None),
    ],
)
def test_elsewhere_the_countrys_factor_of_the_year_or_the_latest_before_it_is_taken(
    region: str, year: int, value: float | None
) -> None:
    """CEA database v20 and v21, DESNZ 2023, eGRID2023, the GHG Protocol's table; never one of a later year."""
    factor = IPCC_2006.grid_factor(region, year)

    assert (factor.value if factor else None) == value
    assert not IPCC_2006.binding


def test_ipcc_defaults_give_the_tonnes_of_its_tables() -> None:
    """IPCC 2006, Vol. 2, Ch. 1, Tables 1.2 and 1.4: diesel 43.0 TJ/Gg at 74,100 kg/TJ is 3.1863 t a tonne."""
    ncv, carbon, oxidised = (
        IPCC_2006.default("diesel", name) for name in ("ncv", "carbon_content", "oxidation_rate")
    )

    assert ncv is not None
    assert carbon is not None
    assert oxidised is not None
    assert ncv.value * carbon.value * oxidised.value * 44 / 12 == pytest.approx(3.1863, rel=1e-5)


def test_the_chinese_convention_for_diesel_serves_chinese_rule_sets_alone() -> None:
    """0.84 kg/L is a convention of Chinese reports; elsewhere the measured average is taken."""
    here, elsewhere = (each.default("diesel", "density") for each in (NDRC_2015, IPCC_2006))

    assert here is not None
    assert elsewhere is not None
    assert (here.value, elsewhere.value) == (0.84, 0.8306)


def test_raw_coal_has_limits_but_no_default() -> None:
    """Raw coal may be of any rank: no guideline gives it one default."""
    bounds = NDRC_2015.bounds("raw_coal", "ncv")

    assert NDRC_2015.default("raw_coal", "ncv") is None
    assert bounds is not None
    assert (bounds.lower, bounds.upper, bounds.confidence) == (5.5, 32.2, "ours")


def test_limits_are_given_in_the_unit_of_the_value() -> None:
    """By mass IPCC speaks, by volume we do."""
    by_volume, by_mass = (
        NDRC_2015.bounds("natural_gas", "ncv"),
        NDRC_2015.bounds("natural_gas", "ncv", "GJ/t"),
    )

    assert by_volume is not None
    assert by_mass is not None
    assert (by_volume.unit, by_volume.confidence) == ("GJ/10^4Nm3", "ours")
    assert (by_mass.lower, by_mass.upper, by_mass.confidence) == (46.5, 50.4, "confirmed")
    assert NDRC_2015.bounds("natural_gas", "ncv", "GJ/万Nm3") == by_volume
    assert NDRC_2015.bounds("sf6", "ncv") is None


def test_limits_by_volume_tell_a_gross_from_a_net_calorific_value() -> None:
    """389.31 GJ/10^4Nm3 gross is 10.8 % more."""
    bounds = NDRC_2015.bounds("natural_gas", "ncv")

    assert bounds is not None
    assert bounds.lower < 389.31 < bounds.upper < 389.31 * 1.108


def test_a_default_is_known_again_but_for_rounding() -> None:
    """24.515 may be filed as 24.5 or 24.52, not as 24.4."""
    known = [
        NDRC_2015.is_published_default("anthracite", "ncv", value) for value in (24.515, 24.5, 24.52, 24.4)
    ]

    assert known == [True, True, True, False]
    assert not NDRC_2015.is_published_default("raw_coal", "ncv", 20.9)


def test_only_confirmed_densities_are_defaults() -> None:
    """Petrol's stands in one source only."""
    diesel = NDRC_2015.default("diesel", "density")

    assert diesel is not None
    assert (diesel.value, diesel.unit) == (0.84, "kg/L")
    assert NDRC_2015.default("petrol", "density") is None


def test_a_rule_set_travels_between_processes() -> None:
    """A batch hands filings to other processes."""
    assert pickle.loads(pickle.dumps(NDRC_2015)) == NDRC_2015  # our own bytes
