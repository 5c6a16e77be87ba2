"""Units are recognised as filers write them and taken to the base unit of their quantity."""

from __future__ import annotations

import pytest

from checker.reading.units import choose_unit, find_units, load_units, parse_unit


@pytest.mark.parametrize(
    ("text", "factor", "base"),
    [
        ("kWh", 1, "kWh"), ("KWH", 1, "kWh"), ("kW·h", 1, "kWh"), ("度", 1, "kWh"), ("千瓦时", 1, "kWh"),
        ("MWh", 1000, "kWh"), ("兆瓦时", 1000, "kWh"), ("万kWh", 10_000, "kWh"), ("万千瓦时", 10_000, "kWh"),
        ("10^4 kWh", 10_000, "kWh"), ("万度", 10_000, "kWh"), ("GWh", 1_000_000, "kWh"), ("亿千瓦时", 1e8, "kWh"),
        ("GJ", 1, "GJ"), ("吉焦", 1, "GJ"), ("MJ", 0.001, "GJ"), ("百万千焦", 1, "GJ"), ("therms", 0.105505585, "GJ"),
        ("Nm³", 1, "Nm3"), ("万Nm3", 10_000, "Nm3"), ("万标立方米", 10_000, "Nm3"), ("10^4Nm3", 10_000, "Nm3"),
        ("t", 1000, "kg"), ("吨", 1000, "kg"), ("Tonnes", 1000, "kg"), ("公斤", 1, "kg"), ("टन", 1000, "kg"),
        ("升", 1, "L"), ("litres", 1, "L"), ("kL", 1000, "L"), ("लीटर", 1, "L"),
        ("ｋＷｈ", 1, "kWh"), ("（MWh）", 1000, "kWh"), ("单位：MWh", 1000, "kWh"), ("Unit: GJ", 1, "GJ"),
    ],
)  # fmt: skip
def test_a_unit_is_taken_to_its_base_unit(text, factor, base):
    unit = parse_unit(text)[0]

    assert unit.factor == pytest.approx(factor)
    assert unit.base == base


@pytest.mark.parametrize(
    ("text", "factor", "base"),
    [
        ("GJ/t", 1, "GJ/t"), ("kJ/kg", 0.001, "GJ/t"), ("kcal/kg", 0.0041868, "GJ/t"), ("MJ/kg", 1, "GJ/t"),
        ("GJ/万Nm3", 1, "GJ/万Nm3"), ("kJ/m3", 0.01, "GJ/万Nm3"), ("tC/GJ", 1, "tC/GJ"), ("tC/TJ", 0.001, "tC/GJ"),
        ("tCO2/MWh", 1, "tCO2/MWh"), ("kgCO2/kWh", 1, "tCO2/MWh"), ("tCO2/万kWh", 0.1, "tCO2/MWh"),
        ("gCO2/kWh", 0.001, "tCO2/MWh"), ("tCO2/GJ", 1, "tCO2/GJ"), ("%", 0.01, "1"), ("kg/m3", 0.001, "kg/L"),
        ("tCO2e", 1, "tCO2e"), ("kgCO2e", 0.001, "tCO2e"), ("吨二氧化碳当量", 1, "tCO2e"),
    ],
)  # fmt: skip
def test_a_unit_of_a_factor_is_taken_to_its_canonical_unit(text, factor, base):
    unit = parse_unit(text)[0]

    assert unit.factor == pytest.approx(factor)
    assert unit.base == base


def test_cubic_metres_may_be_gas_or_liquid_and_the_kind_decides():
    units = parse_unit("m3")

    gas, liquid = choose_unit(units, ("gas", "mass")), choose_unit(units, ("mass", "volume"))
    assert gas
    assert liquid
    assert (gas.base, gas.factor) == ("Nm3", 1)
    assert (liquid.base, liquid.factor) == ("L", 1000)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("外购电量（kWh）", ["kWh"]), ("Natural gas (m3)", ["m3"]), ("Diesel [L]", ["L"]),
        ("净消耗量（t，万Nm3）", ["t", "万Nm3"]), ("燃烧量（t或万Nm3）", ["t", "万Nm3"]),
        ("低位发热量（GJ/t，GJ/万Nm3）", ["GJ/t", "GJ/万Nm3"]), ("Electricity, MWh", ["MWh"]),
        ("Usage in kWh", ["kWh"]), ("碳氧化率（%）", ["%"]), ("Carbon content (tC/GJ)", ["tC/GJ"]),
        ("Purchased electricity", []), ("天然气", []), ("备注（如有）", []), ("Cost (including VAT)", []),
    ],
)  # fmt: skip
def test_a_header_carries_the_units_in_its_brackets_or_at_its_end(header, names):
    assert list(dict.fromkeys(unit.name for unit in find_units(header))) == names


@pytest.mark.parametrize("text", ["", "Jan", "合计", "electricity", "2024", "see note"])
def test_what_is_no_unit_is_none(text):
    assert parse_unit(text) == ()


def test_no_unit_is_chosen_where_none_measures_the_quantity():
    assert choose_unit(parse_unit("kWh"), ("mass", "volume")) is None
    assert choose_unit((), ("mass",)) is None


def test_one_spelling_means_one_size_within_a_quantity():
    doubtful = {
        alias: units
        for alias, units in load_units().items()
        if len({unit.quantity for unit in units}) != len(units)
    }

    assert doubtful == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MU", "GWh"), ("MBtu (million Btu)", "MMBtu"), ("MBtu (thousand Btu)", "kBtu"),
        ("Grid electricity, units", "kWh"), ("ग्रिड बिजली, यूनिट", "kWh"),
    ],
)  # fmt: skip
def test_units_of_india_and_of_american_utilities_are_known(text, name):
    assert (parse_unit(text) or find_units(text))[0].name == name


def test_a_lone_mbtu_may_be_a_thousand_or_a_million_and_is_not_guessed():
    assert parse_unit("MBtu") == ()


@pytest.mark.parametrize(
    ("header", "unit"), [("short tons", "short ton"), ("long tons", "long ton"), ("metric tons", "t")]
)
def test_a_header_of_nothing_but_a_unit_of_two_words_is_that_unit(header, unit):
    assert [each.name for each in find_units(header)] == [unit]
