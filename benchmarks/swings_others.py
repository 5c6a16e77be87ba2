"""What an expert would try instead: each method scores the twelve months of the judged year of many windows.

Month features, unscaled: the logarithm of a month over the line's median, the month before, the month
after, the same month a year ago, and its distance from the mean in standard deviations.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from sklearn.ensemble import IsolationForest

from checker.swings.medians import shift, take_median

Array: TypeAlias = np.ndarray[Any, Any]
NEIGHBOURS_OF_KNN = 10
LEARNT_MOST = 20000
"""KNN looks its neighbours up among so many clean months."""


def take_logs(amounts: Array) -> Array:
    """Take logarithms, two per cent of the line's median standing for 0."""
    floor = 0.02 * take_median(np.where(amounts > 0, amounts, np.nan), 1)[:, None]
    return np.log(np.nan_to_num(amounts) + floor)


def take_month_features(amounts: Array) -> Array:
    """Give windows x 24 x 5 month features; what is not known is 0."""
    logs = take_logs(amounts)
    level = logs - take_median(logs, 1)[:, None]
    spread = (amounts - amounts.mean(axis=1, keepdims=True)) / amounts.std(axis=1, keepdims=True)
    columns = [level, logs - shift(logs, -1), logs - shift(logs, 1), logs - shift(logs, -12), spread]
    return np.nan_to_num(np.stack(columns, axis=2))


def score_robust_z(amounts: Array) -> Array:
    """Score by the distance of the log level from the median, in median absolute deviations."""
    logs = take_logs(amounts)
    apart = np.abs(logs - take_median(logs, 1)[:, None])
    return (apart / (take_median(apart, 1)[:, None] + 0.01))[:, -12:]


def score_hidiroglou_berthelot(amounts: Array) -> Array:
    """Score by Hidiroglou and Berthelot (1986): month-to-month ratios, centred, over the quartiles' distance; U = 0."""
    floor = 0.02 * take_median(np.where(amounts > 0, amounts, np.nan), 1)[:, None]
    ratio = (amounts + floor)[:, 1:] / (amounts + floor)[:, :-1]
    middle = np.median(ratio, axis=1, keepdims=True)
    effect = np.where(ratio < middle, 1 - middle / ratio, ratio / middle - 1)
    low, centre, high = np.quantile(effect, (0.25, 0.5, 0.75), axis=1)[:, :, None]
    apart = effect - centre
    scale = np.where(
        apart < 0, np.maximum(centre - low, 0.05 * np.abs(centre)), np.maximum(high - centre, 0.05)
    )
    return np.abs(apart / np.maximum(scale, 0.01))[:, -12:]


def score_concordance(amounts: Array) -> Array:
    """Score by the smallest distance from neighbours, own year and last year where all agree: no forest."""
    from checker.swings.features import measure_months

    return measure_months(amounts).agreement[:, -12:]


def score_plain_forest(amounts: Array) -> Array:
    """Score by an isolation forest on the raw values of each window, fitted to that window alone."""
    scores = []
    for window in amounts:
        column = window[:, None]
        scores.append(-IsolationForest(random_state=0).fit(column).score_samples(column)[-12:])
    return np.stack(scores)


def score_ecod(amounts: Array) -> Array:
    """Score by PyOD's ECOD on the month features of each window."""
    from pyod.models.ecod import ECOD

    return np.stack([ECOD().fit(each).decision_scores_[-12:] for each in take_month_features(amounts)])


class Learnt:
    """The methods that learn from other filers: a forest on log level, one on month features, KNN on the same."""

    def __init__(self, amounts: Array, *, seed: int = 0) -> None:
        """Learn from windows of clean months."""
        from pyod.models.knn import KNN

        rng = np.random.default_rng(seed)
        rows = take_month_features(amounts)[:, -12:].reshape(-1, 5)
        rows = rows[rng.permutation(len(rows))[:LEARNT_MOST]]
        self.scale = rows.std(axis=0) + 1e-9
        self.level = IsolationForest(random_state=0).fit(rows[:, :1])
        self.month = IsolationForest(random_state=0).fit(rows)
        self.knn = KNN(n_neighbors=NEIGHBOURS_OF_KNN).fit(rows / self.scale)

    def score_level(self, amounts: Array) -> Array:
        """Score by an isolation forest on the log level of a month over its line's median."""
        rows = take_month_features(amounts)[:, -12:, :1].reshape(-1, 1)
        return -self.level.score_samples(rows).reshape(-1, 12)

    def score_month(self, amounts: Array) -> Array:
        """Score by an isolation forest on the month features."""
        rows = take_month_features(amounts)[:, -12:].reshape(-1, 5)
        return -self.month.score_samples(rows).reshape(-1, 12)

    def score_knn(self, amounts: Array) -> Array:
        """Score by PyOD's KNN: the distance to the tenth clean month, features over their standard deviation."""
        rows = take_month_features(amounts)[:, -12:].reshape(-1, 5)
        return np.asarray(self.knn.decision_function(rows / self.scale)).reshape(-1, 12)
