"""Bills run from reading to reading: whether the last day counts, and which number is the month, the list itself tells."""

from __future__ import annotations

import pytest

from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]


def _read(tmp_path, rows):
    return read_filing([write_book({"Sheet": rows}, tmp_path / "book.xlsx")], [], {})


def _list_spans(filing):
    return [f"{fact.start:%m-%d}/{fact.end:%m-%d}" for fact in filing.facts.itertuples()]


@pytest.mark.parametrize(
    ("days", "spans"),
    [
        # the next bill begins on the day the one before ended: that day is the next one's
        ([("2024-01-03", "2024-02-05"), ("2024-02-05", "2024-03-04")], ["01-03/02-05", "02-05/03-04"]),
        # it begins a day later: the last day is its own, be it the same day of the month or not
        ([("2024-01-05", "2024-02-05"), ("2024-02-06", "2024-03-06")], ["01-05/02-06", "02-06/03-07"]),
        # bills that do not follow one another: the last day counts unless it is the day of the start
        ([("2024-01-05", "2024-02-05"), ("2024-04-01", "2024-04-30")], ["01-05/02-05", "04-01/05-01"]),
    ],
)
def test_the_list_tells_whether_the_last_day_of_a_bill_counts(tmp_path, days, spans):
    rows = [["Account", "Start date", "End date", "kWh"], *[["A1", start, end, 9] for start, end in days]]

    assert _list_spans(_read(tmp_path, rows)) == spans


def test_accounts_are_followed_each_by_itself(tmp_path):
    rows = [
        ["Account", "Start date", "End date", "kWh"],
        ["A1", "2024-01-03", "2024-02-05", 9],
        ["A2", "2024-02-06", "2024-03-08", 9],
        ["A1", "2024-02-05", "2024-03-04", 9],
    ]

    assert _list_spans(_read(tmp_path, rows)) == ["01-03/02-05", "02-06/03-08", "02-05/03-04"]


def test_dates_of_which_nothing_tells_the_order_are_asked_about(tmp_path):
    rows = [
        ["Account", "Start date", "End date", "kWh", "Cost (EUR)"],
        ["A1", "1/2/24", "2/3/24", 9, 2],
        ["A1", "3/3/24", "4/4/24", 9, 2],
    ]

    filing = _read(tmp_path, rows)

    asked = [
        (question.values["value"], question.values["other"])
        for question in filing.questions
        if question.code == "day_order"
    ]
    assert _list_spans(filing) == ["02-01/03-03", "03-03/04-05"]
    assert asked == [("2024-02-01", "2024-01-02")]


def test_a_month_missing_from_a_list_is_not_taken_from_the_row_above(tmp_path):
    rows = [
        ["2024年电费清单"],
        ["月份", "项目", "数量", "单位"],
        ["1月", "外购电力", 10, "kWh"],
        [None, "外购电力", 20, "kWh"],
        ["3月", "外购电力", 30, "kWh"],
    ]

    assert _list_spans(_read(tmp_path, rows)) == ["01-01/02-01", "03-01/04-01"]


@pytest.mark.parametrize(("first", "begins"), [(0, 2024), (3, 2023), (6, 2023)])
def test_a_year_that_begins_in_another_month_is_asked_about_where_one_year_is_named(tmp_path, first, begins):
    months = MONTHS[first:] + MONTHS[:first]
    rows = [["Energy FY2024"], [], ["Item", "Unit", *months], ["Electricity purchased", "kWh", *range(1, 13)]]

    filing = _read(tmp_path, rows)

    asked = [question.values for question in filing.questions if question.code == "fiscal_year"]
    assert filing.facts["start"].min().year == begins
    assert filing.facts["end"].max().year == begins + 1
    assert asked == [
        {"month": str((first + 3) % 12 + 1), "value": str(begins), "other": str(2 * 2024 - 1 - begins)}
    ]


def test_twelve_months_from_january_are_no_financial_year(tmp_path):
    months = [*MONTHS[9:], *MONTHS[:9]]
    rows = [["Energy 2024"], [], ["Item", "Unit", *months], ["Electricity purchased", "kWh", *range(1, 13)]]

    filing = _read(tmp_path, rows)

    assert set(filing.facts["start"].dt.year) == {2024}
    assert "fiscal_year" not in {question.code for question in filing.questions}


BILLS = [
    ["Month", "Account", "kWh", "kvarh", "Amount (CNY)"],
    *[[f"2024-{month:02d}", "0401", 90_000 + month, 30_000 + month, 61_200.0] for month in range(1, 13)],
]
POWER = [
    ["Item", "Unit", *[f"2024-{month:02d}" for month in range(1, 13)]],
    ["Purchased electricity", "kWh", *[90_000 + month for month in range(1, 13)]],
]


def _read_book(tmp_path, **sheets):
    return read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {})


def test_bills_beside_a_row_of_the_same_purchase_are_papers(tmp_path):
    filing = _read_book(tmp_path, Power=POWER, Bills=BILLS)

    assert filing.facts["sheet"].unique().tolist() == ["Power"]
    assert filing.documents["quantity"].tolist() == [90_000.0 + month for month in range(1, 13)]
    assert set(filing.documents["kind"]) == {"invoice"}
    assert set(filing.documents["account"]) == {"0401"}


def test_bills_alone_are_how_the_purchase_is_filed(tmp_path):
    filing = _read_book(tmp_path, Bills=BILLS)

    assert len(filing.facts) == 12
    assert filing.documents.empty


def test_kvarh_beside_kwh_are_left_aside_and_count_as_read(tmp_path):
    filing = _read_book(tmp_path, Bills=BILLS)

    assert set(filing.series["unit"]) == {"kWh"}
    assert filing.coverage.left_out == filing.coverage.asked == 0


def test_a_unit_column_says_the_unit_of_a_column_headed_quantity(tmp_path):
    rows = [
        ["Period", "Quantity", "Unit"],
        *[[f"2024-{month:02d}", 90 + month, "MWh"] for month in range(1, 13)],
    ]

    assert set(_read_book(tmp_path, Electricity=rows).facts["unit"]) == {"MWh"}


def test_what_stands_on_a_sheet_named_production_is_output(tmp_path):
    products = [
        ["Product", "Unit", "2024-01", "2024-02", "2024-03"],
        ["Yarn spun", "MT", 505, 498, 511],
        ["Beer packaged", "kL", 210, 204, 215],
    ]

    filing = _read_book(tmp_path, Power=POWER, Production=products)

    assert filing.production["product"].unique().tolist() == ["Yarn spun", "Beer packaged"]
    assert [each.code for each in filing.questions] == ["region"]


def test_the_power_of_servers_is_a_part_of_the_power_bought(tmp_path):
    load = [
        ["Item", "Unit", "2024-01", "2024-02", "2024-03"],
        ["IT equipment electricity", "kWh", 60_000, 61_000, 62_000],
        ["IT设备用电量", "kWh", 60_000, 61_000, 62_000],
    ]

    assert _read_book(tmp_path, Power=POWER, Output=load).facts["sheet"].unique().tolist() == ["Power"]
