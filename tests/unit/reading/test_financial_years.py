"""Financial years are report years of their own: stated, titled or told by the months."""

from __future__ import annotations

from typing import Any

import pytest

from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
TURNED = [*MONTHS[3:], *MONTHS[:3]]
POWER: list[Any] = ["Electricity", "kWh"]


@pytest.fixture
def read(tmp_path):
    return lambda rows, **answers: read_filing(
        [write_book({"Data": rows}, tmp_path / "book.xlsx")], [], answers
    )


def _list_starts(filing):
    return [f"{start:%y%m}" for start in filing.facts["start"]]


def _name(filing):
    return filing.name_year(), filing.first_month


@pytest.mark.parametrize(
    "rows",
    [
        [["Energy FY 2024-25"], ["Item", "Unit", *TURNED], [*POWER, *[1.0] * 12]],
        [["Energy"], ["Item", "Unit", *[f"{month}-24" for month in TURNED[:9]], *[f"{month}-25" for month in TURNED[9:]]], [*POWER, *[1.0] * 12]],
        [["Financial year", "2024-25"], [], ["Item", "Unit", *TURNED], [*POWER, *[1.0] * 12]],
        [["Reporting year", 2024.0], [], ["Item", "Unit", *TURNED], [*POWER, *[1.0] * 12]],
        [["Financial year", "2024-25"], [], ["Item", "Unit", *MONTHS], [*POWER, *[1.0] * 12]],
    ],
)  # fmt: skip
def test_twelve_months_from_april_are_the_report_year(read, rows):
    filing = read(rows)

    assert _name(filing) == ("2024-25", 4)
    assert min(_list_starts(filing)) == "2404"
    assert filing.yearly()["complete"].tolist() == [True]


def test_an_answer_names_a_financial_year(read):
    rows = [["Energy"], ["Item", "Unit", *MONTHS], [*POWER, *[1.0] * 12]]

    assert _name(read(rows, year="2024-25")) == ("2024-25", 4)
    assert _name(read(rows, year="2024-25", year_starts="7")) == ("2024-25", 7)
    assert _name(read(rows, year="2024")) == (2024, 1)


@pytest.mark.parametrize(
    ("title", "headers"),
    [
        ("FY 2024-25", ["Q1", "Q2", "Q3", "Q4", "Total"]),
        ("Energy", [*(f"Q{number} FY2024-25" for number in (1, 2, 3, 4)), "FY 2024-25"]),
    ],
)
def test_the_quarters_of_a_financial_year_begin_in_april(read, title, headers):
    filing = read(
        [["State", "Gujarat"], [], [title], ["Item", "Unit", *headers], [*POWER, 1.0, 2.0, 3.0, 4.0, 10.0]]
    )

    assert _list_starts(filing) == ["2404", "2407", "2410", "2501"]
    assert [
        (f"{start:%y%m}", quantity)
        for start, quantity in zip(filing.totals["start"], filing.totals["quantity"], strict=True)
    ] == [("2404", 10.0)]
    assert _name(filing) == ("2024-25", 4)
    assert not {"fiscal_months", "fiscal_year"} & {each.code for each in filing.questions}


@pytest.mark.parametrize("quarters", [["Q1", "Q2", "Q3", "Q4"], [1, 2, 3, 4]])
@pytest.mark.parametrize("beside", [[], ["Item"]])
@pytest.mark.parametrize(("title", "starts"), [
    ("Electricity purchased FY 2024-25", ["2404", "2407", "2410", "2501"]),
    ("Electricity purchased 2024", ["2401", "2404", "2407", "2410"]),
])  # fmt: skip
def test_quarters_down_a_table_or_list_are_those_of_the_year_of_its_title(
    read, title, starts, beside, quarters
):
    named = ["Grid electricity"] * len(beside)
    lines = [[*named, quarter, 100.0 * at] for at, quarter in enumerate(quarters, start=1)]
    filing = read([["State", "Gujarat"], [], [title], [*beside, "Quarter", "Quantity (kWh)"], *lines])

    assert _list_starts(filing) == starts
    assert (filing.facts["end"] - filing.facts["start"]).dt.days.between(90, 92).all()


def test_months_by_number_stay_months_under_a_header_of_quarters_and_months(read):
    lines = [[number, 100.0 * number] for number in range(1, 7)]
    filing = read([["Electricity purchased 2024"], ["Quarter / month", "Quantity (kWh)"], *lines])

    assert _list_starts(filing) == ["2401", "2402", "2403", "2404", "2405", "2406"]


def test_the_sum_of_a_financial_year_beside_its_months_is_a_sum(read):
    months = [*[f"{month}-24" for month in TURNED[:9]], *[f"{month}-25" for month in TURNED[9:]]]
    filing = read([["Energy"], ["Item", "Unit", *months, "FY 2024-25"], [*POWER, *[1.0] * 12, 12.0]])

    assert len(filing.facts) == 12
    assert list(filing.totals["quantity"]) == [12.0]


def test_financial_years_side_by_side_are_years_from_april(read):
    filing = read(
        [
            ["State", "Gujarat"],
            [],
            ["Item", "Unit", "2023-24", "2024-25"],
            ["Electricity purchased", "kWh", 9.0, 10.0],
        ]
    )

    assert _list_starts(filing) == ["2304", "2404"]
    assert _name(filing) == ("2024-25", 4)


def test_a_lone_number_of_a_year_in_a_financial_year_is_asked_about(read):
    rows = [
        ["Energy FY 2024-25"],
        ["Item", "Unit", *TURNED],
        [*POWER, *[1.0] * 12],
        [],
        ["Item", "Unit", "2024"],
        ["Raw coal consumed", "t", 4.0],
    ]
    filing = read(rows)

    assert _list_starts(filing)[-1] == "2404"
    assert "fiscal_year" in {each.code for each in filing.questions}


def test_two_years_from_april_may_be_two_financial_years(read):
    rows = [
        ["Month", "Electricity (kWh)"],
        *([f"{2023 + month // 12}-{month % 12 + 1:02d}", 1.0] for month in range(3, 27)),
    ]
    filing = read(rows)

    question = next(each for each in filing.questions if each.code == "year_inferred")
    assert _name(filing) == ("2024-25", 4)
    assert [each.reading for each in question.candidates] == ["2024-25", "2024"]


def test_a_calendar_year_stays_one(read):
    rows = [
        ["Month", "Electricity (kWh)"],
        *([f"{2023 + month // 12}-{month % 12 + 1:02d}", 1.0] for month in range(24)),
    ]

    assert _name(read(rows)) == (2024, 1)
