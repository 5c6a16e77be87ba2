"""The report year where no profile states it: what nearly all titles say, then the file's name, then the dates."""

from __future__ import annotations

from typing import Any

import pytest

from checker.reading.read import read_filing
from checker.testing import write_book

TABLE: list[list[Any]] = [["燃料品种", "单位", "消耗量"], ["柴油", "t", 5], ["天然气", "万Nm3", 7]]
HISTORY = [["Year", "Diesel used (t)"], [2021, 1], [2022, 2], [2023, 3], [2024, 4]]


def _year(tmp_path, sheets, name="book.xlsx"):
    return read_filing([write_book(sheets, tmp_path / name)], [], {}).year


def test_an_undated_table_takes_the_year_that_another_title_states(tmp_path):
    sheets: dict[str, list[list[Any]]] = {"附表1": [["2023年温室气体排放量汇总表"], ["源类别", "排放量（tCO2）"], ["燃料燃烧排放", 3], ["总排放量", 3]],
              "附表2": [["活动水平数据表"], *TABLE]}  # fmt: skip

    filing = read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {})

    assert filing.year == 2023
    assert set(filing.facts["start"].dt.year) == {2023}


def test_a_file_named_after_a_year_dates_what_is_not_dated(tmp_path):
    assert _year(tmp_path, {"Fuel": TABLE}, "Fuel report 2022.xlsx") == 2022


@pytest.mark.parametrize("titles", [("2024年第一车间", "2024年第二车间"), ("2023年", "2024年")])
def test_titles_that_differ_leave_it_to_the_months(tmp_path, titles):
    months = [["月份", "外购电量（kWh）"], *[[f"{month}月", month] for month in range(1, 13)]]
    sheets = {str(at): [[title], *months] for at, title in enumerate(titles)}

    assert _year(tmp_path, sheets) == 2024


def test_a_history_that_runs_on_does_not_outvote_the_titles(tmp_path):
    sheets = {"Fuel": [["Fuel use in 2023"], *TABLE], "History": [["Diesel, report of 2023"], *HISTORY]}

    assert _year(tmp_path, sheets) == 2023
