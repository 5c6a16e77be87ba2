"""Months, years and quarters are read as filers write them, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.reading.periods import (
    Period,
    bound_period,
    find_year,
    parse_period,
    parse_period_text,
    parse_quarter,
)


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("Jan", 0, 1), ("january", 0, 1), ("SEPT", 0, 9), ("Sep.", 0, 9), ("1月", 0, 1), ("01月", 0, 1), ("十二月", 0, 12),
        ("12月份", 0, 12), ("第3月", 0, 3), ("M7", 0, 7), ("जनवरी", 0, 1), ("फ़रवरी", 0, 2), ("दिसम्बर", 0, 12),
        ("Jan-24", 2024, 1), ("Jan 2024", 2024, 1), ("January, 2024", 2024, 1), ("2024 Jan", 2024, 1), ("Jan'24", 2024, 1),
        ("2024-01", 2024, 1), ("2024/1", 2024, 1), ("2024.10", 2024, 10), ("202401", 2024, 1), ("01/2024", 2024, 1),
        ("2024年1月", 2024, 1), ("2024年01月份", 2024, 1), ("２０２４年１月", 2024, 1), ("1月（kWh）", 0, 1), ("1月用电量", 0, 1),
        ("2024", 2024, 0), ("2024年", 2024, 0), ("2024年度", 2024, 0), ("FY2024", 2024, 0), ("वर्ष 2024", 2024, 0),
    ],
)  # fmt: skip
def test_a_month_or_year_is_read_as_written(text, year, month):
    period = parse_period_text(text)

    assert period is not None
    assert (period.year, period.month) == (year, month)


@pytest.mark.parametrize(
    "text",
    ["", "13", "0", "13月", "Total", "Marketing", "mayor", "Q1", "1月-3月", "1-6月", "20240", "合计", "1.5"],
)
def test_what_is_no_single_month_or_year_is_none(text):
    assert parse_period_text(text) is None


@pytest.mark.parametrize(
    ("value", "period"),
    [
        (dt.datetime(2024, 3, 1), Period(2024, 3, 1)), (dt.date(2024, 3, 31), Period(2024, 3, 31)),
        (202403.0, Period(2024, 3)), (2024.0, Period(2024, 0)), (202413.0, None), (3.0, None), (2024.5, None), (None, None),
    ],
)  # fmt: skip
def test_a_cell_is_a_period_by_its_date_or_its_year_and_month_number(value, period):
    assert parse_period(value) == period


def test_a_period_is_half_open():
    assert bound_period(Period(0, 12), 2024) == (dt.datetime(2024, 12, 1), dt.datetime(2025, 1, 1))
    assert bound_period(Period(2023, 0), 2024) == (dt.datetime(2023, 1, 1), dt.datetime(2024, 1, 1))
    assert bound_period(Period(0, 2), 2024) == (dt.datetime(2024, 2, 1), dt.datetime(2024, 3, 1))


def test_a_month_whose_year_is_known_from_nowhere_has_no_bounds():
    assert bound_period(Period(0, 5), None) is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2024年度能源消耗统计表", 2024), ("Energy 2024, reported 2024", 2024), ("Energy use 2023 to 2024", None),
        ("No year", None), ("Account 120240", None), ("表2024-1", 2024),
    ],
)  # fmt: skip
def test_a_title_says_a_year_only_where_it_says_one(title, year):
    assert find_year(title) == year


@pytest.mark.parametrize(
    ("text", "quarter"),
    [("Q1", 1), ("q4", 4), ("一季度", 1), ("第二季度", 2), ("第3季度", 3), ("4季度", 4), ("Quarter 2", 2), ("3Q", 3),
     ("Q1 Total", 1), ("Q5", None), ("季度", None), ("1月", None)],
)  # fmt: skip
def test_a_quarter_is_read_as_written(text, quarter):
    assert parse_quarter(text) == quarter
