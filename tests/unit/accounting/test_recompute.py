"""Tonnes recomputed from activity, on small filings made by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.unit.building import SITE, build_filing, line

if TYPE_CHECKING:
    from checker.filing import Filing

REGION = {"region": "CN-AH"}
MONTHS = [10.0] * 12


def recompute(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give tonnes and completeness by category of the one site."""
    return by_category(build_filing(lines=lines, **{"facility": REGION, **more}))


def by_category(filing: Filing) -> dict[str, Any]:
    """Give tonnes and completeness by category of the one site."""
    table = filing.recomputed().set_index("category")
    return {str(name): (row["tco2e"], bool(row["complete"])) for name, row in table.iterrows()}


def parameter(source: str, name: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    """Give a parameter record in its canonical unit."""
    return {"source": source, "parameter": name, "value": value, "unit": unit, **more}


def test_bought_power_counts_at_the_provinces_factor() -> None:
    """665,000 kWh in Anhui, report year 2024: 665 MWh x 0.6782 (MEE and NBS 2024 No. 33)."""
    assert recompute(line("grid_electricity", "purchased", 665_000.0)) == {
        "electricity": (pytest.approx(451.003), True)
    }


def test_a_filed_power_factor_goes_before_the_published_one() -> None:
    """What was filed is recomputed as filed; whether the factor is right is another question."""
    found = recompute(
        line("grid_electricity", "purchased", MONTHS, unit="MWh"),
        parameters=[parameter("grid_electricity", "emission_factor", 0.5, "tCO2/MWh")],
    )

    assert found == {"electricity": (pytest.approx(60.0), True)}


def test_a_power_factor_may_change_within_the_year() -> None:
    """A factor for the first half and another for the second."""
    halves = [
        (dt.date(2024, 1, 1), dt.date(2024, 7, 1), 0.5),
        (dt.date(2024, 7, 1), dt.date(2025, 1, 1), 0.6),
    ]
    found = recompute(
        line("grid_electricity", "purchased", MONTHS, unit="MWh"),
        parameters=[
            parameter("grid_electricity", "emission_factor", value, "tCO2/MWh", start=start, end=end)
            for start, end, value in halves
        ],
    )

    assert found == {"electricity": (pytest.approx(66.0), True)}


@pytest.mark.parametrize("facility", [{"region": "CN-XZ"}, {}])
def test_power_without_a_published_or_filed_factor_is_incomplete(facility: dict[str, str]) -> None:
    """Tibet has no factor, an unknown region neither: nothing is guessed."""
    found = recompute(line("grid_electricity", "purchased", 1000.0), facility=facility, rule_set="NDRC-2015")

    assert found == {"electricity": (0.0, False)}


def test_net_purchase_goes_before_bought_less_sold() -> None:
    """The form states net, bought and supplied; the net row is the one that counts."""
    net = line("grid_electricity", "net_purchased", 900.0, unit="MWh")
    bought = line("grid_electricity", "purchased", 1000.0, unit="MWh")
    sold = line("grid_electricity", "sold", 200.0, unit="MWh")

    assert recompute(net, bought, sold)["electricity"][0] == pytest.approx(900 * 0.6782)
    assert recompute(bought, sold)["electricity"][0] == pytest.approx(800 * 0.6782)


def test_exported_pv_is_not_netted_and_pv_counts_nothing() -> None:
    """Own PV and bought PV stand at zero; what PV fed into the grid lowers no purchase."""
    found = recompute(
        line("grid_electricity", "purchased", 100.0, unit="MWh"),
        line("pv_electricity", "exported", 40.0, unit="MWh"),
        line("pv_electricity", "own_use", 40.0, unit="MWh"),
        line("pv_electricity", "purchased", 40.0, unit="MWh"),
    )

    assert found == {"electricity": (pytest.approx(67.82), True)}


def test_a_site_on_pv_alone_has_electricity_of_nought_tonnes() -> None:
    """465,000 kWh of its own and 200,000 kWh bought: 0 t, and complete."""
    found = recompute(
        line("pv_electricity", "own_use", 465_000.0), line("pv_electricity", "purchased", 200_000.0)
    )

    assert found == {"electricity": (0.0, True)}


def test_power_marked_non_fossil_counts_nothing_unless_its_own_row_has_a_factor() -> None:
    """The factor of ordinary grid power does not speak of it."""
    green = line("grid_electricity", "purchased", 100.0, unit="MWh", attribute="non_fossil", series=5)
    grid = parameter("grid_electricity", "emission_factor", 0.5, "tCO2/MWh")

    assert recompute(green, parameters=[grid])["electricity"] == (0.0, True)
    assert recompute(green, parameters=[grid, {**grid, "series": 5}])["electricity"][0] == pytest.approx(50.0)


def test_consumed_power_stands_in_where_no_purchase_is_filed() -> None:
    """Many sheets only say 'electricity consumption'."""
    used = line("electricity", "consumed", MONTHS, unit="MWh")

    assert recompute(used)["electricity"] == (pytest.approx(120 * 0.6782), True)
    assert recompute(used, line("grid_electricity", "purchased", 100.0, unit="MWh"))["electricity"][0] == (
        pytest.approx(67.82)
    )


def test_a_consumption_that_empty_purchases_do_not_explain_is_incomplete() -> None:
    """All of it from PV: nothing is missing. Otherwise somebody left the purchase out."""
    used, empty = (
        line("electricity", "consumed", MONTHS, unit="MWh"),
        line("grid_electricity", "purchased", [None] * 12),
    )
    pv = line("pv_electricity", "own_use", MONTHS, unit="MWh")

    assert recompute(used, empty)["electricity"][1] is False
    assert recompute(used, empty, pv) == {"electricity": (0.0, True)}
    assert recompute(used, pv) == {"electricity": (0.0, True)}


def test_twelve_months_go_before_the_annual_figure_of_the_same_thing() -> None:
    """The form's figure and the ledger's months are one figure: the finer complete one counts."""
    annual = line("grid_electricity", "purchased", 130.0, unit="MWh", file="form.xlsx")
    months = line("grid_electricity", "purchased", MONTHS, unit="MWh", file="ledger.xlsx")
    some = line("grid_electricity", "purchased", MONTHS[:7], unit="MWh", file="ledger.xlsx")

    assert recompute(annual, months)["electricity"][0] == pytest.approx(120 * 0.6782)
    assert recompute(annual, some)["electricity"][0] == pytest.approx(130 * 0.6782)


def test_bills_by_account_and_the_forms_total_are_one_figure() -> None:
    """Two accounts of twelve bills, and the sum of both in the form."""
    found = recompute(
        line("grid_electricity", "purchased", 240.0, unit="MWh", file="form.xlsx"),
        line("grid_electricity", "purchased", MONTHS, unit="MWh", account="A1", file="bills.xlsx"),
        line("grid_electricity", "purchased", MONTHS, unit="MWh", account="A2", file="bills.xlsx"),
    )

    assert found["electricity"][0] == pytest.approx(240 * 0.6782)


def test_two_lines_of_one_table_both_count_two_files_that_say_the_same_do_not() -> None:
    """Hall 1 and hall 2 are two figures; a ledger and its copy are one."""
    halls = [
        line("grid_electricity", "purchased", MONTHS, unit="MWh", label=name) for name in ("hall 1", "hall 2")
    ]
    copies = [
        line("grid_electricity", "purchased", [month] * 12, unit="MWh", file=name)
        for name, month in (("b.xlsx", 11.0), ("a.xlsx", 10.0))
    ]

    assert recompute(*halls)["electricity"][0] == pytest.approx(240 * 0.6782)
    found = recompute(*copies, files=["a.xlsx", "b.xlsx"])
    assert found["electricity"][0] == pytest.approx(120 * 0.6782)


def test_two_files_that_each_hold_half_a_year_both_count() -> None:
    """A file is passed over only for the months another one told first."""
    halves = [
        line("grid_electricity", "purchased", MONTHS[:6], unit="MWh", first=first, file=name)
        for name, first in (("first.xlsx", 1), ("second.xlsx", 7))
    ]

    assert recompute(*halves, files=["first.xlsx", "second.xlsx"])["electricity"][0] == pytest.approx(
        120 * 0.6782
    )


def test_an_annual_figure_restated_in_another_table_counts_once() -> None:
    """Activity table and calculation table hold the same number."""
    found = recompute(
        *(line("grid_electricity", "purchased", 100.0, unit="MWh", block=block) for block in (0, 1))
    )

    assert found["electricity"][0] == pytest.approx(67.82)


def test_other_years_do_not_count() -> None:
    """Last year's months beside this year's."""
    found = recompute(line("grid_electricity", "purchased", [10.0] * 24, unit="MWh", year=2023))

    assert found["electricity"][0] == pytest.approx(120 * 0.6782)


def test_a_fuel_is_ncv_times_carbon_times_oxidation() -> None:
    """1 x 10^4 Nm3 of natural gas: 389.31 x 0.0153 x 0.99 x 44/12 = 21.622 t (NDRC 2015 defaults)."""
    found = recompute(line("natural_gas", "consumed", 1.0, unit="10^4Nm3"))

    assert found == {"fuel": (pytest.approx(21.6219, abs=1e-3), True)}


def test_a_months_parameter_goes_before_the_years_and_a_lines_before_the_sources() -> None:
    """Measured values come month by month where they exist."""
    coal = line("bituminous_coal", "consumed", [1.0] * 12, unit="t", series=7)
    year = parameter("bituminous_coal", "ncv", 20.0, "GJ/t")
    july = parameter("bituminous_coal", "ncv", 26.0, "GJ/t", month=(2024, 7))
    own = parameter("bituminous_coal", "ncv", 10.0, "GJ/t", series=7)
    filed_default = parameter("bituminous_coal", "ncv", 99.0, "GJ/t", origin="default")
    per_gj = 0.02618 * 0.93 * 44 / 12

    assert recompute(coal, parameters=[filed_default, year, july])["fuel"][0] == pytest.approx(
        (220 + 26) * per_gj
    )
    assert recompute(coal, parameters=[year, july, own])["fuel"][0] == pytest.approx(120 * per_gj)
    assert recompute(coal)["fuel"][0] == pytest.approx(12 * 23.204 * per_gj)


def test_last_years_parameter_is_not_used() -> None:
    """A value with a period serves that period."""
    old = parameter("diesel", "ncv", 10.0, "GJ/t", year=2023)

    assert recompute(line("diesel", "consumed", 1.0, unit="t"), parameters=[old])["fuel"][0] == (
        pytest.approx(43.33 * 0.0202 * 0.98 * 44 / 12)
    )


def test_monthly_parameters_that_differ_cannot_serve_a_years_figure() -> None:
    """Their mean would be a guess; one value all months share is none."""
    coal = line("lignite", "consumed", 100.0, unit="t")
    months = [parameter("lignite", "ncv", 12.0, "GJ/t", month=(2024, month)) for month in range(1, 13)]
    differing = [*months[:11], {**months[11], "value": 15.0}]

    assert recompute(coal, parameters=months)["fuel"] == (pytest.approx(1200 * 0.028 * 0.96 * 44 / 12), True)
    assert recompute(coal, parameters=differing)["fuel"] == (0.0, False)


def test_carbon_per_mass_stands_for_ncv_times_carbon() -> None:
    """A measured carbon content needs no calorific value."""
    found = recompute(
        line("raw_coal", "consumed", 100.0, unit="t"),
        parameters=[
            parameter("raw_coal", "carbon_content_mass", 0.6, "tC/t"),
            parameter("raw_coal", "oxidation_rate", 0.95, "1"),
        ],
    )

    assert found["fuel"] == (pytest.approx(100 * 0.6 * 0.95 * 44 / 12), True)


def test_a_fuel_may_have_a_filed_emission_factor() -> None:
    """Per tonne, per 10^4 Nm3 as the reader writes it, or per GJ."""
    coal = line("raw_coal", "consumed", 100.0, unit="t")
    gas = line("natural_gas", "consumed", 2.0, unit="10^4Nm3")

    assert recompute(coal, parameters=[parameter("raw_coal", "emission_factor", 1.9, "tCO2/t")])["fuel"][
        0
    ] == (pytest.approx(190.0))
    assert recompute(gas, parameters=[parameter("natural_gas", "emission_factor", 21.0, "tCO2/万Nm3")])[
        "fuel"
    ][0] == (pytest.approx(42.0))
    assert recompute(gas, parameters=[parameter("natural_gas", "emission_factor", 0.05, "tCO2/GJ")])["fuel"][
        0
    ] == (pytest.approx(2 * 389.31 * 0.05))


def test_a_source_with_no_default_and_nothing_filed_is_incomplete_unless_it_is_nought() -> None:
    """Raw coal has no default; none burned is none emitted."""
    assert recompute(line("raw_coal", "consumed", 5.0, unit="t"))["fuel"] == (0.0, False)
    assert recompute(line("raw_coal", "consumed", 0.0, unit="t"))["fuel"] == (0.0, True)


def test_litres_become_tonnes_by_the_filed_density_else_a_confirmed_one() -> None:
    """Diesel 0.84 kg/L; petrol's density stands in one source only, so it must be filed."""
    per_tonne = 43.33 * 0.0202 * 0.98 * 44 / 12
    diesel, petrol = (
        line("diesel", "consumed", 1000.0, unit="L"),
        line("petrol", "consumed", 1000.0, unit="L"),
    )

    assert recompute(diesel)["fuel"][0] == pytest.approx(0.84 * per_tonne)
    filed = [parameter("diesel", "density", 0.85, "kg/L")]
    assert recompute(diesel, parameters=filed)["fuel"][0] == pytest.approx(0.85 * per_tonne)
    assert recompute(petrol)["fuel"] == (0.0, False)


def test_without_consumption_the_stock_balance_is_burned() -> None:
    """Opening + bought - closing - sold, from the first opening to the last closing of the year."""
    per_tonne = 43.33 * 0.0202 * 0.98 * 44 / 12
    lines = [
        line("diesel", "opening_stock", [5.0, *[7.0] * 11], unit="t"),
        line("diesel", "purchased", [10.0] * 12, unit="t"),
        line("diesel", "sold", [1.0] * 12, unit="t"),
        line("diesel", "closing_stock", [*[7.0] * 11, 9.0], unit="t"),
    ]

    assert recompute(*lines)["fuel"] == (pytest.approx((5 + 120 - 12 - 9) * per_tonne), True)
    assert recompute(*lines, line("diesel", "consumed", 50.0, unit="t"))["fuel"][0] == pytest.approx(
        50 * per_tonne
    )
    assert recompute(lines[1])["fuel"][0] == pytest.approx(120 * per_tonne)
    assert recompute(*lines[:2])["fuel"][1] is False


def test_heat_counts_at_the_default_and_steam_by_its_enthalpy() -> None:
    """0.11 tCO2/GJ; 1 t of steam of 2,777 kJ/kg holds 2.69326 GJ above 20 degC water (NDRC guidelines)."""
    assert recompute(line("heat", "purchased", 100.0, unit="GJ"))["heat"] == (pytest.approx(11.0), True)
    steam = line("steam", "purchased", 100.0, unit="t")
    assert recompute(steam)["heat"] == (0.0, False)
    filed = [parameter("steam", "enthalpy", 2777.0, "kJ/kg")]
    assert recompute(steam, parameters=filed)["heat"] == (pytest.approx(269.326 * 0.11), True)


def test_blank_months_add_nothing_refused_ones_leave_the_sum_incomplete() -> None:
    """A blank may be meant; a refused value is missing."""
    blank = line("grid_electricity", "purchased", [*MONTHS[:11], None], unit="MWh")
    refused = line("grid_electricity", "purchased", [*MONTHS[:11], "refused"], unit="MWh")

    assert recompute(blank)["electricity"] == (pytest.approx(110 * 0.6782), True)
    assert recompute(refused)["electricity"] == (pytest.approx(110 * 0.6782), False)


def test_process_sources_are_listed_as_not_computed() -> None:
    """No formula for them is held yet, so a total would lack them; a filed factor serves."""
    welding = line("co2_shielding_gas", "consumed", 100.0, unit="t")

    assert recompute(welding)["process"] == (0.0, False)
    assert recompute(
        welding, parameters=[parameter("co2_shielding_gas", "emission_factor", 1.0, "tCO2/t")]
    ) == {"process": (pytest.approx(100.0), True)}


def test_unknown_sources_and_product_figures_do_not_count() -> None:
    """An unread line is asked about elsewhere, never summed."""
    assert recompute(line("", "purchased", 100.0), line("water", "purchased", 100.0)) == {}


@pytest.mark.parametrize("missing", ["rule_set", "year"])
def test_without_rule_set_or_year_nothing_is_recomputed(missing: str) -> None:
    """Every fact keeps its row, all unknown."""
    filing = build_filing(lines=[line("grid_electricity", "purchased", MONTHS)], facility=REGION)
    unknown: dict[str, Any] = {missing: None}
    filing = dataclasses.replace(filing, **unknown, shared={})
    facts = filing.emissions()

    assert list(facts.index) == list(filing.facts.index)
    assert not facts["counted"].any()
    assert facts[["factor", "tco2e"]].isna().all(axis=None)
    assert filing.recomputed().empty
    assert list(filing.recomputed().columns) == ["site", "category", "tco2e", "complete"]


def test_the_factor_of_a_fact_is_what_one_more_unit_of_it_would_change() -> None:
    """Also for the level that is not counted, and with its sign for what is subtracted."""
    filing = build_filing(
        lines=[
            line("grid_electricity", "purchased", MONTHS, unit="MWh", series=1),
            line("grid_electricity", "purchased", 120.0, unit="MWh", series=2),
            line("grid_electricity", "sold", 20.0, unit="MWh", series=3),
        ],
        facility=REGION,
    )
    facts = filing.emissions().join(filing.facts["series"])

    assert facts.groupby("series")["factor"].first().tolist() == pytest.approx(
        [6.782e-4, 6.782e-4, -6.782e-4]
    )
    assert facts.groupby("series")["counted"].all().tolist() == [True, False, True]
    assert facts["tco2e"].sum() == pytest.approx(100 * 0.6782)


def test_sites_are_summed_apart_so_candidates_may_be_stacked_as_sites() -> None:
    """Sixty copies of a filing as sites of one give each the tonnes it has alone."""
    one = build_filing(
        lines=[
            line("grid_electricity", "purchased", MONTHS, unit="MWh", account="A"),
            line("electricity", "consumed", MONTHS, unit="MWh"),
            line("pv_electricity", "own_use", MONTHS, unit="MWh"),
            line("diesel", "purchased", MONTHS, unit="L"),
            line("diesel", "opening_stock", MONTHS, unit="L"),
            line("diesel", "closing_stock", [12.0] * 12, unit="L"),
            line("natural_gas", "consumed", MONTHS, unit="10^4Nm3", series=30),
            line("natural_gas", "consumed", 1.0, unit="10^4Nm3"),
        ],
        parameters=[parameter("natural_gas", "ncv", 380.0, "GJ/10^4Nm3", series=30, month=(2024, 2))],
        facility=REGION,
    )
    sums = by_category(one)
    stacked = stack_copies(one, 60)

    assert set(sums) == {"electricity", "fuel"}
    for site, table in stacked.recomputed().groupby("site"):
        found = {row["category"]: (row["tco2e"], row["complete"]) for _, row in table.iterrows()}
        assert found == {name: (pytest.approx(value), done) for name, (value, done) in sums.items()}, site


def stack_copies(filing: Filing, copies: int) -> Filing:
    """Give a filing whose sites are copies of the sites of another."""
    tables = {}
    for name in ("facility", "series", "facts", "parameters", "documents"):
        table = getattr(filing, name)
        parts = [table.assign(site=table["site"] + f"|{copy}") for copy in range(copies)]
        tables[name] = pd.concat(parts, ignore_index=True).rename_axis("row")
    return dataclasses.replace(filing, **tables, shared={})


def test_a_change_in_one_copy_moves_that_copy_alone() -> None:
    """The counterfactual of the diagnosis: its power moved from the grid's row to the PV row."""
    filing = stack_copies(
        build_filing(lines=[line("grid_electricity", "purchased", MONTHS, unit="MWh")], facility=REGION), 3
    )
    changed = filing.facts["site"] == f"{SITE}|1"
    facts = filing.facts.assign(source=filing.facts["source"].mask(changed, "pv_electricity"))
    table = dataclasses.replace(filing, facts=facts, shared={}).recomputed().set_index("site")

    assert table["tco2e"].to_dict() == {
        f"{SITE}|0": pytest.approx(81.384), f"{SITE}|1": 0.0, f"{SITE}|2": pytest.approx(81.384),
    }  # fmt: skip


def test_bills_across_the_turn_of_the_year_count_where_most_of_their_days_lie() -> None:
    """Twelve bills from the 20th to the 20th are a whole year."""
    facts = []
    for month in range(12):
        start = dt.date(2023 + (month + 11) // 12, (month + 11) % 12 + 1, 20)
        facts.append({
            "source": "grid_electricity", "flow": "purchased", "unit": "MWh", "quantity": 10.0,
            "start": start, "end": dt.date(2024, month + 1, 20),
        })  # fmt: skip

    assert recompute(facts=facts)["electricity"] == (pytest.approx(81.384), True)


def test_nothing_recomputed_is_infinite_or_negative_by_accident() -> None:
    """More sold than bought is negative, and shown so."""
    found = recompute(
        line("grid_electricity", "purchased", 10.0, unit="MWh"),
        line("grid_electricity", "sold", 20.0, unit="MWh"),
    )

    assert found["electricity"][0] == pytest.approx(-6.782)
    assert math.isfinite(found["electricity"][0])
