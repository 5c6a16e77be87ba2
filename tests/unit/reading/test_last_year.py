"""A column "same period of last year" holds last year's month, or last year's months so far."""

from typing import Any

from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = (38.2, 31.5, 40.1)


def read_sheets(tmp_path, headers, last_year):
    """Read the sheets of January to March: the month, the running total and a column of last year."""
    sheets: dict[str, list[list[Any]]] = {}
    for at, use in enumerate(MONTHS):
        running = round(sum(MONTHS[: at + 1]), 1)
        sheets[f"2024年{at + 1}月"] = [
            ["能源消耗月报"],
            ["能源", "单位", *headers],
            ["电力", "万千瓦时", use, running, last_year[at]],
        ]
    facts = read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {}).facts
    return facts[facts["start"].dt.year == 2023]


def list_periods(facts):
    """List filed kind, first and last month, in the order of the sheets."""
    return [
        (row.as_filed, f"{row.start:%Y-%m}", f"{row.end:%Y-%m}")
        for row in facts.sort_values("end").itertuples()
    ]


def test_figures_like_a_month_are_last_years_month(tmp_path):
    facts = read_sheets(tmp_path, ("本月", "本年累计", "上年同期"), (37.0, 33.0, 39.5))

    # of January both are the same
    assert list_periods(facts)[1:] == [
        ("period_use", "2023-02", "2023-03"),
        ("period_use", "2023-03", "2023-04"),
    ]


def test_figures_like_the_running_total_run_from_january(tmp_path):
    facts = read_sheets(tmp_path, ("本月", "本年累计", "上年同期"), (37.0, 70.0, 109.5))

    assert ("cumulative", "2023-01", "2023-04") in list_periods(facts)
    assert ("cumulative", "2023-01", "2023-03") in list_periods(facts)


def test_a_header_of_the_same_month_is_the_month_whatever_its_figures(tmp_path):
    facts = read_sheets(tmp_path, ("本月", "本年累计", "上年同月"), (37.0, 70.0, 109.5))

    assert {filed for filed, *_ in list_periods(facts)} == {"period_use"}


def test_without_a_running_total_beside_it_the_column_is_the_month(tmp_path):
    sheets: dict[str, list[list[Any]]] = {
        f"2024年{month}月": [
            ["能源月报"],
            ["能源", "单位", "本月", "去年同期"],
            ["电", "kWh", 41_000 + month, 39_000 + month],
        ]
        for month in (1, 2, 3)
    }
    facts = read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {}).facts
    before = facts[facts["start"].dt.year == 2023]

    assert before["quantity"].tolist() == [39_001, 39_002, 39_003]
    assert set(before["as_filed"]) == {"period_use"}
