"""Units that contradict each other are kept beside the one that was taken, and asked about."""

import pytest

from checker.reading.read import read_filing
from checker.reading.rivals import find_rival, find_scale
from checker.reading.subject import choose_fact_unit
from checker.reading.units import parse_unit
from checker.testing import write_book

MONTHS = [f"{month}月" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("title", "scale"),
    [
        ("Power consumption (in lakh)", "lakh"),
        ("Energy use in thousands", "thousands"),
        ("Energy use ('000)", "'000"),
        ("用电量（单位：万）", "万"),
        ("Use of power, in lakh kWh", ""),
        ("Power of a thousand lamps", ""),
        ("2024年用电台账", ""),
    ],
)
def test_a_number_word_of_the_title_is_found_where_it_names_no_unit(title, scale):
    assert find_scale(title) == scale


@pytest.mark.parametrize(
    ("unit", "scale", "others", "rival"),
    [
        ("kWh", "", ("MWh",), "MWh"),
        ("kWh", "", ("kWh",), ""),
        ("kWh", "", ("t",), ""),
        ("kWh", "", (), ""),
        ("kWh", "lakh", (), "lakh kWh"),
        ("lakh kWh", "", ("kWh",), "kWh"),
    ],
)
def test_a_rival_is_another_size_of_the_same_quantity(unit, scale, others, rival):
    taken = choose_fact_unit("electricity", parse_unit(unit))

    assert find_rival("electricity", taken, scale, *map(parse_unit, others)) == rival


def test_no_unit_has_no_rival():
    assert find_rival("electricity", None, "lakh", parse_unit("MWh")) == ""


def test_a_title_in_another_size_than_the_unit_column_is_asked_about(tmp_path):
    rows = [
        ["2024年用电量（单位：万千瓦时）"],
        ["项目", "单位", *MONTHS],
        ["电力", "kWh", *range(41_001, 41_013)],
    ]
    filing = read_filing([write_book({"用电": rows}, tmp_path / "book.xlsx")], [], {})

    asked = {question.code: question for question in filing.questions}
    assert filing.facts["base_unit"].unique().tolist() == ["kWh"]
    assert any(code.startswith("unit") for code in asked)
