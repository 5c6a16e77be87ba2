"""A list opened in a spreadsheet program calculates nothing that a filer wrote."""

import pytest

from checker.reports.separated import guard_formula, write_separated


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_what_would_be_calculated_stands_behind_an_apostrophe(text):
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-", "-5", "+3.2", "-1e5", "合肥", "a=b", "12,000"])
def test_numbers_and_words_stay_as_filed(text):
    assert guard_formula(text) == text


def test_numbers_are_numbers_and_what_is_not_known_is_empty():
    assert write_separated(("a", "b", "c"), [(-1.5, None, "x,y")]) == 'a,b,c\n-1.5,,"x,y"\n'
    assert write_separated(("a", "b"), [(1, "=2")], "\t") == "a\tb\n1\t'=2\n"
