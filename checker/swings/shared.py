"""Months in which many lines stand out at once: one cause, or one mistake, and one thing to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from checker.arrays import Flags, Ints

FEWEST, LEAST_PART = 5, 0.25
"""So many lines, and so large a part of those judged, must stand out in one month (ours: chance gives 2 in 100)."""


def count_shared(standing: Flags, judged: Flags, groups: Ints) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Count, for each month that stands out, the lines judged beside it where many of them stand out too; else 0.

    `groups` numbers what lines have in common, a column each: one flow of a company, a site, the company itself.
    """
    import numpy as np

    shared = np.zeros(standing.shape, dtype=np.int64)
    for group in groups.T:
        out, of = (_count_by(group, flags) for flags in (standing, judged))
        many = (out >= FEWEST) & (out >= LEAST_PART * of)
        shared = np.maximum(shared, np.where(standing & many[group], of[group], 0).astype(np.int64))
    return shared


def _count_by(group: Ints, flags: Flags) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Count the flags of each month by group."""
    import numpy as np

    count, months = int(group.max(initial=-1)) + 1, flags.shape[1]
    cells = (group[:, None] * months + np.arange(months)).ravel()
    counts = np.bincount(cells, weights=flags.ravel(), minlength=count * months)
    return counts.astype(np.float64, copy=False).reshape(count, months)
