"""What makes a month unusual: how far it stands from its neighbours, its year and last year, all at once.

A month far from its neighbours alone may be a season; far from last year alone, growth. One that
is far from all of them in the same direction agrees with itself on being wrong: the smallest of the
distances counts, each in units of the line's own usual variation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

FEWEST_MONTHS = 8
"""So many positive months a line needs before any is called unusual (ours: fewer tell no usual variation)."""
FEWEST_PAIRS = 6
"""So many months with the same month a year before are needed for a comparison with last year (ours)."""
NOTHING = 0.02
"""What stands for 0, as a share of the line's median, so that a logarithm exists (ours)."""
LEAST_NOISE = 0.04
"""No line is steadier than this, in logarithms: readings are a day early or late (ours: 1 day in 30)."""
TO_SIGMA = 1.4826
"""Makes a median of absolute deviations the standard deviation of a normal sample."""
MOST = 60.0
"""Distances beyond this say nothing more."""
NEIGHBOURS = (-2, -1, 1, 2)


class Features(NamedTuple):
    """Features of months, each a matrix of lines by months; NaN where a comparison has nothing to hold against.

    `neighbours`, `own_year`, `last_year` are signed distances in usual variations; `expected` is
    what each comparison would have expected, as a logarithm, in the same order.
    """

    neighbours: Matrix
    own_year: Matrix
    last_year: Matrix
    agreement: Matrix
    standing_out: Matrix
    expected: tuple[Matrix, Matrix, Matrix]
    noise: Matrix


def measure_months(amounts: Matrix) -> Features:
    """Measure every month of lines of amounts: rows are lines, columns months in order, NaN what is not filed.

    Twelve columns make a year, the first of them January. Negative amounts count as not filed.
    """
    import numpy as np

    amounts = np.where(amounts >= 0, amounts, np.nan)
    positive = np.where(amounts > 0, amounts, np.nan)
    floor = NOTHING * take_median(positive, 1)[:, None]
    logs = np.log(amounts + floor)
    logs[np.count_nonzero(positive == positive, axis=1) < FEWEST_MONTHS] = np.nan  # noqa: PLR0124  # NaN
    beside = take_median(np.stack([shift(logs, by) for by in NEIGHBOURS]), 0)
    year = _expect_from_year(logs)
    before = _expect_from_last_year(logs)
    distances, noises = [], []
    for expected in (beside, year, before):
        apart = logs - expected
        noise = np.hypot(measure_noise(apart), LEAST_NOISE)
        distances.append(np.clip(apart / noise, -MOST, MOST))
        noises.append(np.broadcast_to(noise, apart.shape))
    agreement = _agree(distances)
    return Features(
        distances[0], distances[1], distances[2], agreement, _stand_out(agreement), (beside, year, before),
        np.fmin.reduce(noises),
    )  # fmt: skip


def take_median(values: Matrix, axis: int) -> Matrix:
    """Take medians along an axis without the NaN; NaN where nothing is left."""
    import numpy as np

    ordered = np.sort(values, axis=axis)  # NaN sort last
    count = np.count_nonzero(~np.isnan(values), axis=axis, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis)
    high = np.take_along_axis(ordered, np.minimum(count // 2, ordered.shape[axis] - 1), axis)
    return np.squeeze(np.where(count > 0, (low + high) / 2, np.nan), axis)


def measure_noise(apart: Matrix) -> Matrix:
    """Measure a line's usual variation: the median distance, each month held apart from its own noise."""
    import numpy as np

    size = np.abs(apart)
    return TO_SIGMA * take_median(size, 1)[:, None] if size.size else np.zeros((len(apart), 1))


def shift(values: Matrix, by: int) -> Matrix:
    """Move columns: column t holds what stood at t + by."""
    import numpy as np

    moved = np.full_like(values, np.nan)
    if abs(by) >= values.shape[1]:
        return moved
    if by > 0:
        moved[:, :-by] = values[:, by:]
    elif by < 0:
        moved[:, -by:] = values[:, :by]
    return moved


def _expect_from_year(logs: Matrix) -> Matrix:
    """Expect of a month the median of the other months of its calendar year."""
    import numpy as np

    expected = np.full_like(logs, np.nan)
    for first in range(0, logs.shape[1], 12):
        year = logs[:, first : first + 12]
        for month in range(year.shape[1]):
            expected[:, first + month] = take_median(np.delete(year, month, axis=1), 1)
    return expected


def _expect_from_last_year(logs: Matrix) -> Matrix:
    """Expect of a month the same month a year before and after, moved by how the two years' levels differ."""
    import numpy as np

    sides = []
    for by in (-12, 12):
        there = shift(logs, by)
        apart = logs - there
        level = np.full_like(logs, np.nan)
        for first in range(0, logs.shape[1], 12):
            own = apart[:, first : first + 12]
            enough = np.count_nonzero(~np.isnan(own), axis=1) >= FEWEST_PAIRS
            level[:, first : first + 12] = np.where(enough, take_median(own, 1), np.nan)[:, None]
        sides.append(there + level)
    return take_median(np.stack(sides), 0)


def _agree(distances: list[Matrix]) -> Matrix:
    """Give the smallest distance where all known ones have one sign, else 0; NaN where fewer than two are known."""
    import numpy as np

    stacked = np.stack(distances)
    known = ~np.isnan(stacked)
    up = np.all((stacked > 0) | ~known, axis=0)
    down = np.all((stacked < 0) | ~known, axis=0)
    smallest = np.min(np.where(known, np.abs(stacked), np.inf), axis=0)
    agreed = np.where(up | down, smallest, 0.0)
    return np.where(known.sum(axis=0) >= 2, agreed, np.nan)


def _stand_out(agreement: Matrix) -> Matrix:
    """Give how far a month's agreement stands over the next largest of its year."""
    import numpy as np

    out = np.full_like(agreement, np.nan)
    for first in range(0, agreement.shape[1], 12):
        year = np.nan_to_num(agreement[:, first : first + 12], nan=0.0)
        ordered = np.sort(year, axis=1)
        top = ordered[:, -1:]
        second = ordered[:, -2:-1] if year.shape[1] > 1 else np.zeros_like(top)
        out[:, first : first + 12] = year - np.where(year == top, second, top)
    return np.where(np.isnan(agreement), np.nan, np.maximum(out, 0.0))


def stack_features(features: Features, *, last_year: bool) -> tuple[Matrix, np.ndarray[Any, Any]]:
    """Give the rows a forest looks at, and the line and month of each: months whose comparisons are all known.

    Columns: agreement, how far it stands out, the size of each distance; with or without last year.
    """
    import numpy as np

    sizes = [np.abs(features.neighbours), np.abs(features.own_year)]
    known = ~np.isnan(features.agreement) & ~np.isnan(sizes[0]) & ~np.isnan(sizes[1])
    if last_year:
        sizes.append(np.abs(features.last_year))
        known &= ~np.isnan(features.last_year)
    else:
        known &= np.isnan(features.last_year)
    columns = [features.agreement, features.standing_out, *sizes]
    return np.stack([each[known] for each in columns], axis=1), np.argwhere(known)
