"""Statistics that rules share, on small filings made by hand."""

from __future__ import annotations

import datetime as dt
import statistics

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.statistics import bound_year
from tests.unit.building import SITE, build_filing, line

YEAR = [float(month) for month in range(1, 13)]


def test_months_hold_one_row_per_month_of_a_line_blanks_too() -> None:
    """Annual and cumulative figures and meter indices are no months."""
    filing = build_filing(
        lines=[line("grid_electricity", "purchased", [1.0, None, 3.0]), line("diesel", "consumed", 9.0)],
        facts=[
            {"source": "steam", "month": (2024, 1), "quantity": 5.0, "as_filed": "cumulative"},
            {"source": "steam", "month": (2024, 2), "quantity": 6.0, "as_filed": "index"},
        ],
    )
    months = filing.monthly()

    assert list(months["month"] - 2024 * 12) == [0, 1, 2]
    assert months["amount"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("start", "end", "month"),
    [
        (dt.date(2024, 1, 20), dt.date(2024, 2, 20), (2024, 2)),
        (dt.date(2023, 12, 26), dt.date(2024, 1, 26), (2024, 1)),
        (dt.date(2024, 1, 5), dt.date(2024, 2, 5), (2024, 1)),
        (dt.date(2024, 1, 31), dt.date(2024, 3, 5), (2024, 2)),
    ],
)
def test_a_billing_period_belongs_to_the_month_most_of_its_days_lie_in(
    start: dt.date, end: dt.date, month: tuple[int, int]
) -> None:
    """Bills from the 20th to the 20th are monthly figures too."""
    filing = build_filing(facts=[{"source": "natural_gas", "start": start, "end": end, "quantity": 1.0}])

    assert list(filing.monthly()["month"]) == [month[0] * 12 + month[1] - 1]


def test_a_quarter_is_no_month() -> None:
    """Three months are not one."""
    filing = build_filing(facts=[{"start": dt.date(2024, 1, 1), "end": dt.date(2024, 4, 1), "quantity": 1.0}])

    assert filing.monthly().empty
    assert filing.usual_month(filing.monthly()).empty
    assert filing.last_year(filing.monthly()).empty


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0, 2.0, 3.5, 7.0, 1000.0]), min_size=1, max_size=14))
def test_the_usual_month_is_the_median_of_the_other_positive_months(figures: list[float]) -> None:
    """Zero and negative months do not count, and a month never counts for itself."""
    filing = build_filing(
        lines=[line("diesel", "consumed", [5.0, 6.0]), line("grid_electricity", "purchased", figures)],
        rule_set=None,
    )
    months = filing.monthly()
    usual = filing.usual_month(months)[months["source"] == "grid_electricity"]

    for place, found in enumerate(usual):
        others = [each for nth, each in enumerate(figures) if nth != place and each > 0]
        expected = statistics.median(others) if others else None
        assert (None if pd.isna(found) else found) == pytest.approx(expected)


def test_last_year_is_found_in_the_line_itself_and_in_last_years_file() -> None:
    """A line of another id counts where it is the only one of its kind and account."""
    filing = build_filing(
        lines=[
            line("grid_electricity", "purchased", [float(each) for each in range(1, 25)], year=2023),
            line("diesel", "consumed", [10.0] * 12, year=2023, file="last.xlsx"),
            line("diesel", "consumed", [11.0] * 12, account="D"),
            line("lpg", "consumed", [20.0] * 12, year=2023, file="last.xlsx"),
            line("lpg", "consumed", [21.0] * 12),
        ],
    )
    months = filing.monthly()
    before = filing.last_year(months)
    this_year = months["month"] >= 2024 * 12

    assert before[this_year & (months["source"] == "grid_electricity")].tolist() == YEAR
    assert before[this_year & (months["source"] == "lpg")].tolist() == [20.0] * 12
    assert before[this_year & (months["source"] == "diesel")].isna().all()
    assert before[~this_year].isna().all()


def test_two_lines_alike_last_year_are_no_comparison() -> None:
    """Which of them would it be?"""
    filing = build_filing(
        lines=[
            line("lpg", "consumed", [20.0], year=2023, label="hall 1"),
            line("lpg", "consumed", [30.0], year=2023, label="hall 2"),
            line("lpg", "consumed", [21.0]),
        ],
    )

    assert filing.last_year(filing.monthly()).isna().all()


def test_a_year_is_complete_with_twelve_months_or_one_whole_year_figure() -> None:
    """Twelve months go before the whole-year figure, that before an incomplete set."""
    filing = build_filing(
        lines=[
            line("grid_electricity", "purchased", YEAR),
            line("natural_gas", "consumed", YEAR[:11]),
            line("steam", "purchased", [*YEAR[:11], "not_applicable"], unit="GJ"),
            line("diesel", "consumed", 40.0, unit="t"),
            line("lpg", "consumed", [None] * 12),
        ],
    )
    years = filing.yearly().set_index("source")

    assert years["year"].tolist() == [2024] * 5
    assert years["complete"].to_dict() == {
        "grid_electricity": True, "natural_gas": False, "steam": True, "diesel": True, "lpg": False,
    }  # fmt: skip
    assert years["amount"].dropna().to_dict() == {
        "grid_electricity": 78.0, "natural_gas": 66.0, "steam": 66.0, "diesel": 40_000.0,
    }  # fmt: skip
    assert years.loc["diesel", "months"] == 0
    assert len(years["rows"]["grid_electricity"]) == 12


def test_the_whole_year_figure_of_a_line_stands_in_for_missing_months() -> None:
    """A refused month withholds the set of months, not the year."""
    given_line = line("diesel", "consumed", ["refused", *YEAR[1:]])
    given_line["facts"].append({**given_line["facts"][0], "quantity": 99.0, "state": "value", "year": 2024})
    del given_line["facts"][-1]["month"]
    years = build_filing(lines=[given_line]).yearly()

    assert years["amount"].tolist() == [99.0]
    assert years["complete"].tolist() == [True]


def test_an_empty_filing_has_empty_statistics() -> None:
    """Nothing crashes where there is nothing."""
    filing = build_filing()

    assert filing.monthly().empty
    assert filing.yearly().empty
    assert filing.profile("pv_kwp").empty


def test_the_profile_is_given_by_site_and_where_it_stands() -> None:
    """The first row that tells something counts."""
    filing = build_filing(
        facility=[
            {"item": "pv_kwp", "text": "", "row": 70},
            {"item": "pv_kwp", "text": "650", "value": 650.0, "row": 71},
            {"item": "region", "text": "CN-AH"},
            {"item": "region", "text": "CN-JS", "site": "North"},
        ],
    )

    assert filing.profile("pv_kwp").to_dict() == {SITE: 650.0}
    assert filing.profile_rows("pv_kwp").to_dict() == {SITE: 71}
    assert filing.profile_text("region").to_dict() == {SITE: "CN-AH", "North": "CN-JS"}


def test_the_bounds_of_an_unknown_year_are_refused() -> None:
    """A rule that needs the report year says so by `given`; it never gets a guess."""
    assert bound_year(2024) == (dt.datetime(2024, 1, 1), dt.datetime(2025, 1, 1))
    with pytest.raises(ValueError, match="report year"):
        build_filing(year=None).year_bounds()


def test_a_document_covers_a_line_by_name_by_account_or_as_the_only_one_of_its_kind() -> None:
    """A document that could mean two lines covers neither."""
    filing = build_filing(
        lines=[
            line("grid_electricity", "purchased", 1.0, account="A1"),
            line("grid_electricity", "purchased", 1.0, account="A2"),
            line("pv_electricity", "purchased", 1.0),
        ],
        documents=[
            {"kind": "invoice", "account": "A1", "row": 101},
            {"kind": "ledger", "series": 2, "row": 102},
            {"kind": "settlement", "source": "pv_electricity", "flow": "purchased", "row": 103},
            {"kind": "contract", "source": "grid_electricity", "flow": "purchased", "row": 104},
            {"kind": "contract", "source": "pv_electricity", "account": "unheard of", "row": 105},
            {
                "kind": "settlement",
                "source": "pv_electricity",
                "flow": "purchased",
                "site": "North",
                "row": 106,
            },
        ],
    )

    assert list(filing.documents_of(1, SITE).index) == [101]
    assert list(filing.documents_of(2, SITE).index) == [102]
    assert list(filing.documents_of(3, SITE).index) == [103, 105]
    assert filing.documents_of(9, SITE).empty
