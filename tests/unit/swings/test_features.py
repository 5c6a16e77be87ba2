"""A month agrees with itself on being wrong where all comparisons say so, and the culprit stands out."""

import numpy as np
import pytest

from checker.swings.features import measure_months, stack_features

STEADY = np.array([182.4, 171.3, 176.9, 169.8, 174.2, 188.6, 194.7, 190.1, 180.3, 178.8, 181.2, 185.6])
SEASON = 100 + 80 * np.cos(2 * np.pi * np.arange(12) / 12)


def measure(*years):
    return measure_months(np.concatenate(years)[None, :])


def with_month(year, month, times):
    changed = year.copy()
    changed[month] *= times
    return changed


@pytest.mark.parametrize("times", [1.5, 0.5, 10, 0.0])
def test_the_month_that_is_off_agrees_most_and_not_its_neighbour(times):
    features = measure(STEADY * 0.97, with_month(STEADY, 6, times))
    assert np.nanargmax(features.agreement[0]) == 18
    assert features.standing_out[0, 18] > 3 * np.nanmax(np.delete(features.standing_out[0], 18))


def test_a_season_that_comes_back_is_not_unusual():
    features = measure(SEASON, SEASON * 1.2)
    assert np.nanmax(features.agreement) < 1


def test_growth_from_year_to_year_is_not_unusual():
    features = measure(STEADY, STEADY * 2)
    assert np.nanmax(np.abs(features.last_year)) < 1


def test_a_year_alone_is_compared_with_its_neighbours_and_itself():
    features = measure(with_month(STEADY, 3, 3.0))
    rows, places = stack_features(features, last_year=False)
    assert rows.shape == (12, 4)
    assert places[rows[:, 0].argmax()].tolist() == [0, 3]
    assert stack_features(features, last_year=True)[0].shape[0] == 0


@pytest.mark.parametrize(
    "amounts",
    [np.zeros(24), np.full(24, np.nan), np.array([5.0] * 5 + [np.nan] * 19), -np.ones(24)],
    ids=["zeros", "nothing", "five months", "negative"],
)
def test_lines_that_tell_no_usual_variation_are_not_judged(amounts):
    features = measure_months(amounts[None, :])
    assert np.isnan(features.agreement).all()


def test_one_value_repeated_is_never_unusual():
    assert np.nanmax(measure(np.full(24, 7.0)).agreement) == 0


def test_a_line_reads_the_same_beside_others_and_in_another_unit():
    one, other = np.concatenate([SEASON, STEADY]), np.concatenate([STEADY, with_month(STEADY, 2, 2)])
    alone = measure_months(other[None, :]).agreement[0]
    beside = measure_months(np.stack([one * 1000, other * 0.001])).agreement[1]
    assert np.allclose(alone, beside)
