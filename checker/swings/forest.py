"""An isolation forest as plain arrays: loaded without running anything, scored with numpy.

Liu, Ting and Zhou, "Isolation Forest", ICDM 2008: what few random cuts set apart is unusual.
scikit-learn fits it (`checker.swings.fit`); its own score is equalled to 1e-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.swings.trees import Trees, sum_trees

if TYPE_CHECKING:
    from checker.swings.medians import Matrix

EULER = 0.5772156649015329


class Forest(NamedTuple):
    """Trees whose leaves say the length of the way to them, and the expected way of the sample they were grown on.

    A leaf's way is its depth plus what is expected below it.
    """

    trees: Trees
    scale: float


def score_rows(forest: Forest, rows: Matrix) -> Matrix:
    """Score rows of features between 0 and 1, higher is more unusual; what is not known counts as 0, usual.

    s = 2 ** (-E(h) / c(n)), equation 2 of Liu, Ting and Zhou (2008).
    """
    import numpy as np

    # the trees' thresholds were chosen between float32 values
    depth = sum_trees(forest.trees, np.nan_to_num(rows, nan=0.0).astype(np.float32))
    scores: Matrix = np.exp2(-depth / (len(forest.trees.first) * forest.scale))
    return scores


def expect_path(size: int) -> float:
    """Give the expected path length of an unsuccessful search among `size` values, equation 1 of the same paper."""
    import math

    if size <= 1:
        return 0.0
    return 1.0 if size == 2 else 2 * (math.log(size - 1) + EULER) - 2 * (size - 1) / size
