"""How well unusual months are found on real series, against the methods an expert would try instead.

Windows of 24 months (`swings_data.py`), ten faults each in one month of the judged year
(`swings_faults.py`), the threshold where 1 % of clean months lie above. Half of the filers are learnt
from, the other half is measured; the shipped reference is fitted to the generated cohort alone.

Run: CHECKER_REAL_DATA=FOLDER python benchmarks/swings.py [--quick]
Writes docs/swings.md and docs/swings.svg; `--quick` takes a sample and prints alone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from swings_data import Windows, load_windows, sample_places, sample_windows, split_filers  # noqa: E402
from swings_faults import Measured, Spoilt, spoil  # noqa: E402
from swings_others import (  # noqa: E402
    Learnt,
    score_concordance,
    score_ecod,
    score_hidiroglou_berthelot,
    score_plain_forest,
    score_robust_z,
)
from swings_page import Told, print_told, write_page  # noqa: E402

from checker.swings.features import measure_months, stack_features, tell_kinds  # noqa: E402
from checker.swings.fit import Cohort, fit_reference, gather_all, grow  # noqa: E402
from checker.swings.forest import score_rows  # noqa: E402
from checker.swings.judge import RAREST  # noqa: E402
from checker.swings.reference import Reference, load_reference, rank_rows, rate_rows  # noqa: E402
from checker.swings.shared import count_shared  # noqa: E402

EACH, LEARNT, SLOW = 800, 2500, 30
"""Windows of each data set that are measured, learnt from, and given to the methods that fit one forest a window."""
QUICK = 8
"""A quick run takes so many times less."""
PARTS = 10
"""So many parts are rated one after another, to spare memory."""


def main(*, quick: bool = False) -> None:
    """Measure all methods; print, and write the page unless it is a quick run."""
    if not os.environ.get("CHECKER_REAL_DATA"):
        print("skipped: CHECKER_REAL_DATA names no folder that holds monthly/")
        return
    part = QUICK if quick else 1
    windows = load_windows()
    learning = split_filers(windows)
    learnt = sample_windows(windows.pick(learning), LEARNT // part)
    unseen = windows.pick(~learning)
    places = sample_places(unseen, EACH // part)
    tested = unseen.pick(places)
    spoilt = list(spoil(tested.amounts, ~tested.suspected))
    told = Told(tested, {}, {}, {}, {})
    started = time.perf_counter()
    fitted = fit_reference(take_cohorts(learnt))
    told.seconds["fit"] = time.perf_counter() - started
    for name, reference in (("shipped", load_reference()), ("fitted", fitted)):
        rates = rate_windows(reference, unseen)
        told.rates[name], told.once[name] = rates[places], find_told_once(unseen, rates)[places]
        for stage, scorer in (("ranking", rank_rows), ("forest", score_forest)):
            run(told, f"{name} {stage}", tested, spoilt, score_ours(reference, scorer))
    clean, _, _, faulty, _ = gather_all(take_cohorts(learnt), 0)
    blind = grow(clean, faulty, 0, with_forest=False)
    run(told, "fitted, no forest", tested, spoilt, score_ours(blind, rank_rows))
    for name, method in name_others(Learnt(learnt.amounts)).items():
        slow = name in {"forest per window", "ECOD"}
        own = pick_slow(tested, SLOW // part) if slow else np.arange(len(tested.meta))
        run(told, name, tested, spoilt, lambda _, amounts, method=method: method(amounts), own)
    print_told(told)
    if not quick:
        write_page(told, ROOT / "docs")


def name_others(learnt: Learnt) -> dict[str, Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]]:
    """Name the methods that are not ours."""
    return {
        "concordance": score_concordance, "robust z": score_robust_z,
        "Hidiroglou-Berthelot": score_hidiroglou_berthelot, "forest on log level": learnt.score_level,
        "forest on months": learnt.score_month, "KNN": learnt.score_knn, "ECOD": score_ecod,
        "forest per window": score_plain_forest,
    }  # fmt: skip


def take_cohorts(windows: Windows) -> list[Cohort]:
    """Take windows as cohorts to learn from: as they are, and their last year alone."""
    whole = Cohort(
        windows.amounts, windows.partner, windows.others, ~windows.suspected, number_filers(windows)
    )
    return [whole, whole.take_last(12)]


def number_filers(windows: Windows) -> np.ndarray[Any, Any]:
    """Number the filers of windows."""
    return np.unique(windows.meta["filer"], return_inverse=True)[1]


def pick_slow(windows: Windows, most: int) -> np.ndarray[Any, Any]:
    """Pick the first windows of each data set."""
    groups = windows.meta.reset_index(drop=True).groupby("set").indices
    return np.sort(np.concatenate([places[:most] for places in groups.values()]))


def score_forest(reference: Reference, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Score by the isolation forest alone."""
    return score_rows(reference.forest, rows)


def score_ours(reference: Reference, scorer: Callable[..., Any]) -> Callable[..., np.ndarray[Any, Any]]:
    """Give a method that scores windows by a reference."""

    def score(windows: Windows, amounts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        features = measure_months(amounts, windows.partner, windows.others)
        where = features.known.copy()
        where[:, :-12] = False
        scores = np.full(amounts.shape, np.nan)
        scores[where] = scorer(reference, stack_features(features, where))
        return scores[:, -12:]

    return score


def rate_windows(reference: Reference, windows: Windows) -> np.ndarray[Any, Any]:
    """Give for clean months how many of 1,000 they are rated at; NaN where a month cannot be judged."""
    parts = [windows.pick(each) for each in np.array_split(np.arange(len(windows.meta)), PARTS)]
    return np.concatenate([_rate_part(reference, part) for part in parts])


def _rate_part(reference: Reference, windows: Windows) -> np.ndarray[Any, Any]:
    features = measure_months(windows.amounts, windows.partner, windows.others)
    where = features.known.copy()
    where[:, :-12] = False
    rates = np.full(windows.amounts.shape, np.nan)
    rates[where] = rate_rows(reference, stack_features(features, where), tell_kinds(features, where))
    return rates[:, -12:]


def find_told_once(windows: Windows, rates: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Say which months a check tells once, as months of many lines; a filing is all that a company filed of a year."""
    keys = (["flow"], ["site"], [])
    groups = [windows.meta.groupby(["set", "filer", "year", *own]).ngroup().to_numpy() for own in keys]
    beside = count_shared(rates < RAREST, ~np.isnan(rates), np.column_stack(groups))
    return np.asarray(beside > 0)


def run(told: Told, name: str, windows: Windows, spoilt: list[Spoilt], method: Callable[..., Any],
        own: np.ndarray[Any, Any] | None = None) -> None:  # fmt: skip
    """Run one method over clean and spoilt windows, or over some of them; the others stay NaN."""
    places = np.arange(len(windows.meta)) if own is None else own
    picked = windows.pick(places)
    count = len(windows.meta)
    clean = np.full((count, 12), np.nan)
    started = time.perf_counter()
    clean[places] = method(picked, picked.amounts)
    told.seconds[name] = (time.perf_counter() - started) * 1000 / len(places)
    faulty, top = {}, {}
    for fault, amounts, month in spoilt:
        scores = method(picked, amounts[places])
        at = month[places] - (amounts.shape[1] - 12)
        faulty[fault], top[fault] = np.full(count, np.nan), np.zeros(count, dtype=bool)
        faulty[fault][places] = np.nan_to_num(scores[np.arange(len(places)), at], nan=-np.inf)
        top[fault][places] = np.nan_to_num(scores, nan=-np.inf).argmax(axis=1) == at
    told.measured[name] = Measured(clean, faulty, top)
    print(f"{name}: {told.seconds[name]:.2f} s for 1,000 windows", file=sys.stderr)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
