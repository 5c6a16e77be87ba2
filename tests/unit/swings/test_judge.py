"""What a filing's months are held against, and what is said where they cannot be judged."""

import pytest

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


@pytest.mark.parametrize("months", [[0.0] * 12, [5.0] * 4 + [None] * 8])
def test_a_line_without_enough_months_is_not_judged(months):
    assert find_swings(build(months)) == ([], 0)
