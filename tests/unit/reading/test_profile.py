"""The profile gives region, year and answers, and asks where the workbook is silent."""

from __future__ import annotations

import pytest

from checker.errors import UsageError
from checker.reading.profile import find_region, find_stated_year, load_regions
from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
POWER = [["Item", "Unit", *MONTHS], ["Purchased electricity", "kWh", *range(10, 130, 10)]]


@pytest.fixture
def read(tmp_path):
    def read_profile(pairs, answers=None, power=None):
        sheets = {"Facility": pairs, "Power": power or POWER}
        return read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], answers or {})

    return read_profile


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("安徽省", "CN-AH"), ("Anhui", "CN-AH"), ("合肥市经开区1号", "CN-AH"), ("CN-AH", "CN-AH"), ("cn-ah", "CN-AH"),
        ("上海市", "CN-SH"), ("Maharashtra", "IN"), ("महाराष्ट्र", "IN"), ("United Kingdom", "GB"), ("China", "CN"),
        ("Hefei, Anhui, China", "CN-AH"), ("陕西省西安市", "CN-SN"), ("山西省太原市", "CN-SX"), ("Shaanxi", "CN-SN"), ("Shanxi", "CN-SX"),
        ("内蒙古自治区", "CN-NM"), ("Atlantis", None), ("", None), ("Indiana", "US"),
    ],
)  # fmt: skip
def test_a_region_is_found_by_name_city_or_code(text, region):
    assert find_region(text) == region


@pytest.mark.parametrize(("name", "code"), [pair for pair in load_regions() if pair[0] != "uk"])
def test_every_name_of_a_region_gives_its_code(name, code):
    assert find_region(name) == code


@pytest.mark.parametrize("name", ["UK", "uk"])
def test_the_name_uk_is_no_code(name):
    assert find_region(name) == "GB"


@pytest.mark.parametrize(
    ("text", "number", "year"),
    [
        ("2024", 2024.0, 2024), ("2024年度", None, 2024), ("1 Jan 2024 - 31 Dec 2024", None, 2024), ("FY2024", None, 2024),
        ("2023-2024", None, None), ("unknown", None, None), ("3", 3.0, None),
    ],
)  # fmt: skip
def test_a_year_is_found_in_what_the_profile_states(text, number, year):
    assert find_stated_year(text, number) == year


def test_region_and_year_come_from_the_profile(read):
    filing = read(
        [["Company", "Plant A"], ["Province", "安徽省"], ["Reporting year", 2023], ["PV capacity (kWp)", 650]]
    )

    assert filing.year == 2023
    assert filing.rule_set is not None
    assert filing.profile_text("region").tolist() == ["CN-AH"]
    assert filing.profile("pv_kwp").tolist() == [650]
    assert filing.facts["start"].dt.year.unique().tolist() == [2023]


def test_the_region_is_taken_from_the_address_and_the_user_is_asked(read):
    filing = read([["Company", "Plant A"], ["Address", "合肥市经开区1号"], ["Reporting year", 2024]])

    assert filing.profile_text("region").tolist() == ["CN-AH"]
    assert [question.code for question in filing.questions] == ["region_inferred"]


def test_an_answer_of_the_user_goes_before_the_workbook(read):
    filing = read([["Province", "安徽省"], ["Reporting year", 2023]], {"region": "CN-SH", "year": "2024"})

    assert filing.year == 2024
    assert filing.profile_text("region").tolist() == ["CN-SH"]


def test_where_no_year_is_said_the_user_is_asked(read):
    filing = read([["Company", "Plant A"], ["Province", "安徽省"]])

    assert filing.year is None
    assert "year" in {question.code for question in filing.questions}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"year": "next"}, "this is no year"),
        ({"pv_kwp": "large"}, "this is no number"),
        ({"colour": "red"}, "no such setting"),
    ],
)
def test_an_answer_that_cannot_be_used_is_said_in_one_line(read, answer, words):
    with pytest.raises(UsageError, match=words):
        read([["Company", "Plant A"]], answer)
