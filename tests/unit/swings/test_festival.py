"""A Spring Festival that moved between January and February is nobody's mistake."""

import numpy as np
import pytest

from checker.swings.festival import has_moved, is_as_usual_together, share_in_january
from checker.swings.judge import find_swings
from tests.unit.building import build_filing, line

BEFORE = [112.4, 178.3, 186.9, 179.8, 184.2, 188.6, 194.7, 193.1, 187.3, 188.8, 181.2, 185.6]
AFTER = [185.1, 111.9, 189.3, 178.1, 186.9, 187.4, 198.6, 191.5, 188.8, 186.2, 184.0, 187.9]


@pytest.mark.parametrize(
    ("year", "moved"), [(2024, True), (2025, True), (2023, True), (2027, False), (2050, False)]
)
def test_a_festival_moves_where_its_quiet_days_lie_in_another_month(year, moved):
    assert has_moved(year) is moved


def test_the_quiet_days_of_10_february_lie_in_february_and_those_of_22_january_in_january():
    assert share_in_january(2024) == 0
    assert share_in_january(2023) == pytest.approx(1.0, abs=0.1)


def test_two_months_together_that_lost_a_tenth_are_not_as_usual():
    assert is_as_usual_together(np.array(BEFORE + AFTER))
    assert not is_as_usual_together(np.array([*BEFORE, AFTER[0], 70.0, *AFTER[2:]]))


@pytest.mark.parametrize(("region", "found"), [("CN-JS", False), ("IN", True)])
def test_only_a_chinese_filing_is_excused_by_the_festival(region, found):
    lines = [
        line("grid_electricity", "purchased", BEFORE, unit="MWh", year=2023),
        line("grid_electricity", "purchased", AFTER, unit="MWh"),
    ]
    filing = build_filing(lines=lines, facility={"region": region}, year=2024)
    assert bool([each for each in find_swings(filing).found if each.rate <= 5]) is found
