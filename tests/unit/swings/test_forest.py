"""The forest is scikit-learn's to the last digit, and loads as plain arrays."""

import math

import numpy as np
import pytest

from checker.swings.cohort import generate_amounts, make_rows
from checker.swings.fit import fit_forest, save_forests
from checker.swings.forest import CHUNK, load_forests, rate_scores, score_rows


@pytest.fixture(scope="module")
def rows():
    return make_rows(24, last_year=True, lines=200)[:4100]


def test_scores_are_those_of_scikit_learn(rows):
    from sklearn.ensemble import IsolationForest

    grown = IsolationForest(n_estimators=100, max_samples=256, random_state=0).fit(rows.astype(np.float32))
    ours = score_rows(fit_forest(rows), rows)
    assert np.abs(ours + grown.score_samples(rows.astype(np.float32))).max() < 1e-12


def test_many_rows_score_as_each_alone(rows):
    forest = load_forests()["years"]
    many = np.concatenate([rows, rows])[: CHUNK + 7]
    alone = np.concatenate([score_rows(forest, many[at : at + 1]) for at in (0, 1, CHUNK, CHUNK + 6)])
    assert np.array_equal(score_rows(forest, many)[[0, 1, CHUNK, CHUNK + 6]], alone)
    assert len(score_rows(forest, many[:0])) == 0


def test_forests_are_the_same_after_saving_and_loading(rows, tmp_path):
    forest = fit_forest(rows[:500])
    save_forests({"year": forest}, tmp_path / "sector.npz")
    assert np.array_equal(
        score_rows(load_forests(tmp_path / "sector.npz")["year"], rows), score_rows(forest, rows)
    )


@pytest.mark.parametrize(("name", "months", "last_year"), [("year", 12, False), ("years", 24, True)])
def test_the_rate_holds_on_generated_lines_the_forest_never_saw(name, months, last_year):
    forest = load_forests()[name]
    unseen = make_rows(months, last_year=last_year, lines=1500, seed=7)
    flagged = (rate_scores(forest, score_rows(forest, unseen)) <= 5).mean() * 1000
    assert 3 <= flagged <= 7


def test_the_cohort_is_the_same_every_time():
    assert np.array_equal(generate_amounts(12, lines=5), generate_amounts(12, lines=5))
    assert not math.isclose(generate_amounts(12, lines=5)[0, 0], generate_amounts(12, lines=5, seed=1)[0, 0])
