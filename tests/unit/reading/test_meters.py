"""Meter readings beside the use are records of the meter; a region is any country or a province of China."""

from __future__ import annotations

from typing import Any

import pytest

from checker.reading.profile import settle_region
from checker.reading.read import read_filing
from checker.testing import write_book

HEADER = ["Month", "Previous reading", "Present reading", "Multiplier", "Consumption (kWh)"]


@pytest.fixture
def read_records(tmp_path):
    """Give the records of the meter as (text, quantity, line)."""

    def read(*rows, header=HEADER):
        book = write_book({"Meter": [["Grid electricity meter"], header, *rows]}, tmp_path / "book.xlsx")
        papers = read_filing([book], [], {}).documents
        assert set(papers["kind"]) <= {"meter"}
        return list(zip(papers["text"], papers["quantity"], papers["series"], strict=True))

    return read


def test_readings_times_the_multiplier_are_a_record_of_the_line_beside_them(read_records):
    first, second = read_records(["Jan 2024", 1000, 2812, 100, 181200], ["Feb 2024", 2812, 4501, 100, 168900])

    assert first[:2] == ("(2812 - 1000) x 100", 181200.0)
    assert second[:2] == ("(4501 - 2812) x 100", 168900.0)
    assert first[2] == second[2] >= 0


def test_a_bill_list_with_readings_tells_them_bill_by_bill(read_records):
    header = ["Bill from", "Bill to", "Opening reading", "Closing reading", "MF", "Units consumed (kWh)"]

    records = read_records(
        ["2024-01-01", "2024-01-31", 1000, 2812, 100, 181200],
        ["2024-02-01", "2024-02-29", 2812, 4501, 100, 168900],
        header=header,
    )

    assert [each[1] for each in records] == [181200.0, 168900.0]


def test_a_counter_goes_on_from_zero_behind_its_highest_figure(read_records):
    records = read_records(["Jan 2024", 98712, 401, 100, 168900], ["Feb 2024", 401, 2302, 100, 190100])

    assert [each[1] for each in records] == [168900.0, 190100.0]


def test_a_counter_that_falls_in_its_middle_tells_nothing(read_records):
    records = read_records(["Jan 2024", 4712, 401, 100, 168900], ["Feb 2024", 401, 2302, 100, 190100])

    assert [each[1] for each in records] == [190100.0]


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("FR", "FR"),
        ("France", "FR"),
        ("越南", "VN"),
        ("IN-MH", "IN"),
        ("Hefei", "CN-AH"),
        ("CN-XX", None),
        ("nowhere", None),
    ],
)
def test_a_region_is_any_country_or_a_province_of_china(said, region):
    assert settle_region(said) == region


def test_readings_are_the_use_of_a_meter_whose_row_nobody_filled_in(tmp_path):
    months = ["Jan", "Feb", "Mar", "Apr"]
    readings = [
        ["Meter B", f"{month} 2024", 1000 + 20 * at, 1020 + 20 * at, 60, 1200]
        for at, month in enumerate(months)
    ]
    sheets: dict[str, list[list[Any]]] = {
        "Electricity": [
            ["Electricity 2024 (kWh)"],
            ["Meter", *months],
            ["Meter A", 8821, 8612, 8930, 8744],
            ["Meter B"],
        ],
        "Readings": [
            ["Meter readings 2024"],
            ["Meter", "Month", "Opening reading", "Closing reading", "CT ratio", "Consumption kWh"],
            *readings,
        ],
    }

    def sum_readings():
        facts = read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {}).facts
        return facts.loc[facts["sheet"] == "Readings", "quantity"].sum()

    assert sum_readings() == 4800.0

    sheets["Electricity"][3] = ["Meter B", 20, 20, 20, 20]

    assert sum_readings() == 0.0
