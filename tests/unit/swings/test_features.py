"""A month agrees with itself on being wrong where all comparisons say so, and the culprit stands out."""

import numpy as np
import pytest

from checker.swings.features import COMPARISONS, measure_months, stack_features, tell_kinds

STEADY = np.array([182.4, 171.3, 176.9, 169.8, 174.2, 188.6, 194.7, 190.1, 180.3, 178.8, 181.2, 185.6])
SEASON = 100 + 80 * np.cos(2 * np.pi * np.arange(12) / 12)
LAST = COMPARISONS.index("same_month_last_year")
PARTNER = COMPARISONS.index("partner_flow")
SITES = COMPARISONS.index("other_sites")


def measure(*years, **others):
    return measure_months(np.concatenate(years)[None, :], **others)


def with_month(year, month, times):
    changed = year.copy()
    changed[month] *= times
    return changed


@pytest.mark.parametrize("times", [1.5, 0.5, 10, 0.0])
def test_the_month_that_is_off_agrees_most_and_not_its_neighbour(times):
    features = measure(STEADY * 0.97, with_month(STEADY, 6, times))
    assert np.nanargmax(features.agreement[0]) == 18
    assert features.standing_out[0, 18] > 3 * np.nanmax(np.delete(features.standing_out[0], 18))


@pytest.mark.parametrize("years", [1, 2, 3])
def test_a_doubled_month_is_the_farthest_of_one_two_and_three_years(years):
    features = measure(*[STEADY] * (years - 1), with_month(STEADY, 4, 2))
    assert features.middle[0].argmax() == 12 * (years - 1) + 4
    assert features.up[0, 12 * (years - 1) + 4] == 1


def test_a_season_that_comes_back_is_not_unusual():
    features = measure(SEASON, SEASON * 1.2)
    assert np.nanmax(features.agreement) < 1.5


def test_growth_from_year_to_year_is_not_unusual():
    features = measure(STEADY, STEADY * 2)
    assert np.nanmax(np.abs(features.distances[LAST])) < 1


def test_a_year_alone_is_compared_with_its_neighbours_and_itself():
    features = measure(with_month(STEADY, 3, 3.0))
    rows = stack_features(features, features.known)
    assert rows.shape[0] == 12
    assert rows[:, 0].argmax() == 3
    assert np.isnan(features.distances[LAST]).all()
    assert tell_kinds(features, features.known).tolist() == [0] * 12


def test_a_month_whose_ratio_to_output_stays_is_told_from_one_whose_does_not():
    doubled = with_month(STEADY, 6, 2)
    moved = measure(STEADY, doubled, partner=np.concatenate([STEADY, doubled])[None, :] * 0.1)
    alone = measure(STEADY, doubled, partner=np.concatenate([STEADY, STEADY])[None, :] * 0.1)
    assert abs(moved.distances[PARTNER, 0, 18]) < 0.01
    assert alone.distances[PARTNER, 0, 18] > 10
    assert tell_kinds(alone, alone.known).tolist() == [3] * 24


def test_what_all_sites_show_is_not_this_sites_own():
    cold = with_month(STEADY, 0, 1.8)
    shape = np.log(np.concatenate([STEADY, cold]) / np.median(STEADY))[None, :]
    features = measure(STEADY, cold, others=shape)
    assert abs(features.distances[SITES, 0, 12]) < 1


@pytest.mark.parametrize(
    "amounts",
    [np.zeros(24), np.full(24, np.nan), np.array([5.0] * 5 + [np.nan] * 19), -np.ones(24)],
    ids=["zeros", "nothing", "five months", "negative"],
)
def test_lines_that_tell_no_usual_variation_are_not_judged(amounts):
    assert not measure_months(amounts[None, :]).known.any()


def test_one_value_repeated_is_hardly_apart():
    assert np.nanmax(np.abs(measure(np.full(24, 7.0)).agreement)) < 2


@pytest.mark.parametrize("place", [slice(0, 5), slice(19, 24)], ids=["new", "closed"])
def test_months_before_a_source_was_there_or_after_it_closed_are_not_judged(place):
    amounts = np.concatenate([STEADY, STEADY])
    amounts[place] = 0
    features = measure_months(amounts[None, :])
    assert not features.known[0, place].any()
    assert np.nanmax(features.agreement) < 2


def test_a_gap_is_passed_over():
    amounts = np.concatenate([STEADY, with_month(STEADY, 6, 2)])
    amounts[[3, 20]] = np.nan
    features = measure_months(amounts[None, :])
    assert not features.known[0, [3, 20]].any()
    assert features.middle[0].argmax() == 18


def test_a_line_reads_the_same_beside_others_and_in_another_unit():
    one, other = np.concatenate([SEASON, STEADY]), np.concatenate([STEADY, with_month(STEADY, 2, 2)])
    alone = measure_months(other[None, :]).agreement[0]
    beside = measure_months(np.stack([one * 1000, other * 0.001])).agreement[1]
    assert np.allclose(alone, beside)
