"""What a filing's months are held against, and what is said where they cannot be judged."""

import pytest

from checker.looking import look_at
from checker.packs import load_catalogue
from checker.swings.judge import find_swings
from tests.unit.building import build_filing, line

STEADY = [182.4, 171.3, 176.9, 169.8, 174.2, 188.6, 194.7, 190.1, 180.3, 178.8, 181.2, 185.6]


def build(months, **others):
    lines = [line("grid_electricity", "purchased", months, unit="MWh", label="Purchased")]
    return build_filing(lines=lines, facility={"region": "CN-AH"}, year=2024, **others)


def test_a_doubled_month_is_found_with_what_would_have_been_usual():
    months = [*STEADY]
    months[6] *= 2
    (swing,) = find_swings(build(months)).found[:1]
    assert swing.expected == pytest.approx(184_000, rel=0.05)
    assert swing.low < 184_000 < swing.high < 389_400
    assert swing.rate < 1
    assert swing.against == ("neighbouring_months", "own_year")


def test_steady_months_are_judged_and_not_found():
    swings = find_swings(build(STEADY))
    assert swings.judged == 12
    assert swings.found == []


@pytest.mark.parametrize(
    ("months", "why"),
    [
        ([0.0] * 12, "swing_zeros"),
        ([5.0] * 4 + [None] * 8, "swing_few_months"),
        ([-5.0] * 6 + [5.0, 6.0] * 3, "swing_few_months"),
        ([5.0] * 12, "swing_one_value"),
        ([0.0] * 8 + [5.0, 6.0, 7.0, 8.0], "swing_few_months"),
    ],
)
def test_a_line_that_cannot_be_judged_says_why(months, why):
    swings = find_swings(build(months))
    assert (swings.found, swings.judged) == ([], 0)
    assert [each.why for each in swings.unjudged] == [why]


def test_of_many_lines_that_cannot_be_judged_three_are_named_and_all_are_counted():
    lines = [
        line("grid_electricity", "purchased", [0.0] * 12, unit="MWh", label=f"Hall {number}")
        for number in range(5)
    ]
    filing = build_filing(lines=lines, facility={"region": "CN-AH"}, year=2024)
    rule = next(each for each in load_catalogue().rules if each.code == "SWG101")
    look = look_at(filing, rule, rule.options)
    (skipped,) = look.partly
    assert (skipped.code, skipped.reason, skipped.values["count"]) == ("SWG101", "swing_zeros", 5)
    assert skipped.values["label"] == ["Hall 0", "Hall 1", "Hall 2", "…"]
    assert not look.skipped
