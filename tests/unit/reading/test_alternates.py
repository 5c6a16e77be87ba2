"""The same energy in two units of one table counts once."""

from typing import Any

import pytest

from checker.reading.read import read_filing
from checker.testing import write_book

GAS = (6_039, 5_074, 4_287, 3_238, 2_601, 2_488, 2_390, 2_415, 2_720, 3_390, 4_510, 5_880)
MONTHS = tuple(f"2024-{month:02d}" for month in range(1, 13))


def read_two(tmp_path, headers, other):
    """Read gas in m3 down the months, with a second column of figures."""
    rows: list[list[Any]] = [
        ["Month", *headers],
        *([month, one, two] for month, one, two in zip(MONTHS, GAS, other, strict=True)),
    ]
    return read_filing([write_book({"Gas": rows}, tmp_path / "book.xlsx")], [], {})


def list_lines(filing):
    """List source, flow, base unit and sum of each line that holds figures."""
    known = filing.facts[filing.facts["amount"].notna()]
    return sorted(
        (str(source), str(base), round(float(part["amount"].sum()), 3))
        for (source, base, _), part in known.groupby(["source", "base_unit", "series"])
    )


def test_gas_in_m3_and_in_kwh_counts_once(tmp_path):
    filing = read_two(tmp_path, ("Gas (m3)", "Gas (kWh)"), [round(each * 10.9) for each in GAS])

    assert list_lines(filing) == [("natural_gas", "Nm3", sum(GAS))]


def test_a_heating_value_that_varies_a_little_is_still_the_same_gas(tmp_path):
    other = [round(each * (10.9 if at % 2 else 11.2)) for at, each in enumerate(GAS)]
    filing = read_two(tmp_path, ("Gas (m3)", "Gas (kWh)"), other)

    assert list_lines(filing) == [("natural_gas", "Nm3", sum(GAS))]


def test_figures_in_no_steady_ratio_are_two_lines(tmp_path):
    filing = read_two(tmp_path, ("Gas (m3)", "Gas (kWh)"), [52_000 + 3_100 * (at % 5) for at in range(12)])

    assert len(list_lines(filing)) == 2


def test_other_names_are_other_lines(tmp_path):
    filing = read_two(
        tmp_path, ("Boiler gas (m3)", "Furnace gas (kWh)"), [round(each * 10.9) for each in GAS]
    )

    assert len(list_lines(filing)) == 2


def test_a_month_that_differs_is_kept_as_a_stated_sum(tmp_path):
    other = [round(each / 10_000, 4) for each in GAS]
    other[3] = 0.9238
    filing = read_two(tmp_path, ("Gas (m3)", "Gas (万m3)"), other)

    assert list_lines(filing) == [("natural_gas", "Nm3", sum(GAS))]
    stated = filing.totals[filing.totals["amount"].notna()]
    assert stated["amount"].tolist() == pytest.approx([9_238])


@pytest.mark.parametrize(("name", "factor"), [("热量（GJ）", 2.689), ("供热量（GJ）", 2.71)])
def test_steam_and_its_heat_count_once(tmp_path, name, factor):
    steam = [round(700 + 31.5 * (at % 5), 1) for at in range(12)]
    rows: list[list[Any]] = [
        ["月份", "蒸汽量（t）", name],
        *([m, t, round(t * factor, 2)] for m, t in zip(MONTHS, steam, strict=True)),
    ]
    filing = read_filing([write_book({"外购蒸汽": rows}, tmp_path / "book.xlsx")], [], {})

    assert len(list_lines(filing)) == 1


def test_hot_water_beside_steam_is_another_line(tmp_path):
    steam = [round(700 + 31.5 * (at % 5), 1) for at in range(12)]
    rows: list[list[Any]] = [
        ["Month", "Steam (t)", "Hot water (GJ)"],
        *([m, t, round(t * 2.7, 1)] for m, t in zip(MONTHS, steam, strict=True)),
    ]
    filing = read_filing([write_book({"Heat": rows}, tmp_path / "book.xlsx")], [], {})

    assert {source for source, *_ in list_lines(filing)} == {"steam", "hot_water"}
