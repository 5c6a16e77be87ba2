"""A cell is read as the number a person sees in it, or as no number at all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.reading.numbers import NOT_APPLICABLE, looks_like_number, parse_number, read_figure


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("120", 120), (" 120 ", 120), ("　120", 120), ("+5", 5), ("-3.5", -3.5), (".5", 0.5), ("1e3", 1000),
        ("1,234.5", 1234.5), ("1,234,567", 1234567), ("12,34,567", 1234567), ("1,00,000", 100000),
        ("1 234", 1234), ("1\u00a0234,5".replace(",", "."), 1234.5), ("1.234,56", 1234.56), ("12,5", 12.5),
        ("１２３．５", 123.5), ("１，１００", 1100), ("१२३", 123), ("−40", -40),
    ],
)  # fmt: skip
def test_a_number_typed_as_text_is_its_number(typed, number):
    figure = read_figure(typed)

    assert figure.number == pytest.approx(number)
    assert figure.state == "text"


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [("120MWh", 120, "mwh"), ("1,200 kWh", 1200, "kwh"), ("12.5吨", 12.5, "吨"), ("98%", 98, "%")],
)
def test_a_unit_glued_to_a_number_is_kept_apart(typed, number, unit):
    assert read_figure(typed) == (number, "text", unit)


@pytest.mark.parametrize("mark", [*sorted(NOT_APPLICABLE), "N/A", "NIL", " / ", "Not applicable"])
def test_a_mark_of_not_applicable_is_no_number_and_no_refusal(mark):
    assert read_figure(mark) == (None, "not_applicable", "")


@pytest.mark.parametrize("blank", [None, "", "   ", "　"])
def test_a_cell_of_nothing_but_spaces_is_blank(blank):
    assert read_figure(blank).state == "blank"


@pytest.mark.parametrize(
    "value",
    ["see invoice", "approx. 90", "12/15", "1.2.3", "12 apples", "约120", "1-2", True, dt.date(2024, 1, 1)],
)
def test_what_is_no_number_is_refused_never_guessed(value):
    assert read_figure(value) == (None, "refused", "")


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), 1e308])
def test_a_number_beyond_all_measure_is_refused(value):
    assert read_figure(value).state == "refused"


def test_a_number_is_its_own_value():
    assert read_figure(0.0) == (0.0, "value", "")
    assert read_figure(-12.5) == (-12.5, "value", "")


def test_only_numbers_and_text_numbers_look_like_numbers():
    assert looks_like_number(1.0)
    assert looks_like_number("1,200")
    assert not looks_like_number("/")
    assert not looks_like_number(dt.date(2024, 1, 1))


@given(st.integers(-(10**12), 10**12), st.integers(0, 2))
@settings(max_examples=100, deadline=None)
def test_thousands_separators_never_change_the_number(whole, digits):
    number = whole / 10**digits

    assert parse_number(f"{number:,.{digits}f}") == pytest.approx(number, abs=10**-digits)
    assert parse_number(f"{number:.{digits}f}") == pytest.approx(number, abs=10**-digits)
