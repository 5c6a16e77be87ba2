"""The forest and the ranking are scikit-learn's to the last digit, and load as plain arrays."""

import subprocess
import sys
import time

import numpy as np
import pytest

from checker.swings.cohort import CALM, generate_cohort
from checker.swings.fit import RANKING, fit_forest, fit_reference, gather, grow
from checker.swings.forest import score_rows
from checker.swings.judge import judge_lines
from checker.swings.lines import Lines
from checker.swings.reference import (
    SHIPPED,
    load_reference,
    rank_rows,
    rate_rows,
    save_reference,
)
from checker.swings.trees import CHUNK


@pytest.fixture(scope="module")
def gathered():
    return gather(generate_cohort(24, lines=200), 0)


def test_the_forest_scores_as_scikit_learn_does(gathered):
    from sklearn.ensemble import IsolationForest

    rows = gathered[0]
    plain = np.nan_to_num(rows).astype(np.float32)
    grown = IsolationForest(n_estimators=100, max_samples=256, random_state=0).fit(plain)
    assert np.abs(score_rows(fit_forest(rows), rows) + grown.score_samples(plain)).max() < 1e-12


def test_the_ranking_is_that_of_scikit_learn_up_to_a_constant(gathered):
    from sklearn.ensemble import HistGradientBoostingClassifier

    clean, _, _, faulty, _ = gathered
    ours = grow(clean, faulty, 0)
    rows = np.concatenate([clean, faulty])
    rows = np.concatenate([rows, score_rows(ours.forest, rows)[:, None]], axis=1)
    theirs = HistGradientBoostingClassifier(**RANKING, early_stopping=False, random_state=0)
    theirs.fit(rows, np.arange(len(rows)) >= len(clean))
    apart = rank_rows(ours, rows[:, :-1]) - theirs.decision_function(rows)
    assert np.ptp(apart) < 1e-12 * max(1, np.abs(apart).max())


def test_many_rows_score_as_each_alone(gathered):
    reference = load_reference()
    many = np.concatenate([gathered[0]] * 3)[: CHUNK + 7]
    alone = np.concatenate([rank_rows(reference, many[at : at + 1]) for at in (0, 1, CHUNK, CHUNK + 6)])
    assert np.array_equal(rank_rows(reference, many)[[0, 1, CHUNK, CHUNK + 6]], alone)
    assert len(rank_rows(reference, many[:0])) == 0


def test_a_reference_is_the_same_after_saving_and_loading(tmp_path):
    cohort = generate_cohort(24, lines=80)
    reference = fit_reference([cohort])
    save_reference(reference, tmp_path / "sector.npz")
    rows, kinds = gather(cohort, 0)[:2]
    loaded = load_reference(tmp_path / "sector.npz")
    assert np.array_equal(rate_rows(loaded, rows, kinds), rate_rows(reference, rows, kinds))


@pytest.mark.parametrize(
    "written", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "text", "zip"]
)
def test_a_file_that_is_no_reference_is_refused(written, tmp_path):
    path = tmp_path / "sector.npz"
    path.write_bytes(written)
    with pytest.raises(ValueError, match=r"sector\.npz"):
        load_reference(path)


@pytest.mark.parametrize("months", [12, 24, 36])
def test_the_rate_holds_on_generated_lines_never_seen(months):
    rows, kinds = gather(generate_cohort(months, lines=1500, seed=7, events=CALM), 0)[:2]
    flagged = (rate_rows(load_reference(), rows, kinds) <= 5).mean() * 1000
    assert 3 <= flagged <= 8


def test_the_cohort_is_the_same_every_time():
    one, again, other = (generate_cohort(12, lines=16, seed=seed).amounts for seed in (0, 0, 1))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_thousand_series_are_judged_within_a_second_and_the_reference_loads_at_once():
    amounts = generate_cohort(24, lines=1000).amounts
    nothing = np.full_like(amounts, np.nan)
    lines = Lines(
        amounts,
        np.zeros((1000, 24), dtype=np.int64),
        slice(12, 24),
        nothing,
        nothing,
        np.zeros((1000, 3), dtype=np.int64),
    )
    reference = load_reference()

    def judge():
        return judge_lines(lines, reference)

    def load():
        return load_reference.__wrapped__(SHIPPED)

    assert take_time(judge, 3) < 1
    assert take_time(load, 5) < 0.005


def take_time(call, times):
    taken = []
    for _ in range(times):
        started = time.process_time()
        call()
        taken.append(time.process_time() - started)
    return min(taken)


def test_judging_months_does_not_import_scikit_learn():
    script = (
        "import sys, numpy as np; from checker.swings.reference import load_reference, rank_rows\n"
        "import checker.swings.judge; rank_rows(load_reference(), np.zeros((3, 23))); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
