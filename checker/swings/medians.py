"""Medians and neighbours of lines of months: rows are lines, columns months, NaN what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

TO_SIGMA = 1.4826
"""Makes a median of absolute deviations the standard deviation of a normal sample."""
NEIGHBOURS = (-2, -1, 1, 2)
YEAR = 12


def take_median(values: Matrix, axis: int) -> Matrix:
    """Take medians along an axis without the NaN; NaN where nothing is left."""
    import numpy as np

    known = ~np.isnan(values)
    if not known.any():
        return np.full([size for at, size in enumerate(values.shape) if at != axis % values.ndim], np.nan)
    ordered = np.sort(values, axis=axis)  # NaN sort last
    count = np.count_nonzero(known, axis=axis, keepdims=True)
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
    else:
        moved[:] = values
    return moved


def take_beside(values: Matrix, by: tuple[int, ...] = NEIGHBOURS) -> Matrix:
    """Take the median of the months beside each month."""
    import numpy as np

    return take_median(np.stack([shift(values, each) for each in by]), 0)


def take_others(values: Matrix, *, fewest: int = 1) -> Matrix:
    """Take the median of the other months; NaN with fewer than so many."""
    import numpy as np

    known = ~np.isnan(values)
    count = known.sum(axis=1, keepdims=True) - known
    if not known.any():
        return np.full_like(values, np.nan)
    # one sort serves all months: without the month at place r, what stands at k stands at k, or at k + 1 from r on
    order = np.argsort(values, axis=1)  # NaN sort last
    ordered = np.take_along_axis(values, order, 1)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(values.shape[1])[None, :], 1)
    low, high = np.maximum((count - 1) // 2, 0), np.minimum(count // 2, values.shape[1] - 1)
    low, high = (np.minimum(each + (each >= place), values.shape[1] - 1) for each in (low, high))
    middle = (np.take_along_axis(ordered, low, 1) + np.take_along_axis(ordered, high, 1)) / 2
    return np.where((count >= max(fewest, 1)), middle, np.nan)


def by_year(values: Matrix) -> list[tuple[slice, Matrix]]:
    """Give the columns of each year of twelve and its values."""
    years = [slice(first, first + YEAR) for first in range(0, values.shape[1], YEAR)]
    return [(year, values[:, year]) for year in years]


def take_next_largest(sizes: Matrix) -> Matrix:
    """Take, for each month, the largest size among the other months of its year; NaN counts as 0."""
    import numpy as np

    others = np.zeros_like(sizes)
    for year, own in by_year(np.nan_to_num(sizes, nan=0.0)):
        ordered = np.sort(own, axis=1)
        top = ordered[:, -1:]
        second = ordered[:, -2:-1] if own.shape[1] > 1 else np.zeros_like(top)
        others[:, year] = np.where(own == top, second, top)
    return others
