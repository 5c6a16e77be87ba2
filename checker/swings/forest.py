"""An isolation forest as plain arrays: loaded without running anything, scored with numpy.

Liu, Ting and Zhou, "Isolation Forest", ICDM 2008: what few random cuts set apart is unusual.
scikit-learn fits it (`checker.swings.fit`); its own score is equalled to 1e-12.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
    Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

CHUNK = 4096
"""Rows scored at once: rows by trees must stay in the cache."""
EULER = 0.5772156649015329
REFERENCE = Path(__file__).with_name("reference.npz")
"""The forest that ships: fitted to the generated reference cohort (`benchmarks/make_reference.py`)."""


class Forest(NamedTuple):
    """Trees by node: the feature and threshold that cut it, its children (-1 for a leaf), its path length.

    `first` holds the first node of each tree, `leaf_path` the depth of a leaf plus what is expected
    below it, `scale` the expected path of the sample a tree was grown on. `scores` are the highest
    of the cohort's clean months, ascending, `months` how many it has in all: a month's rate is the
    share of them that score as high.
    """

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    leaf_path: Floats
    first: Ints
    scale: float
    scores: Floats
    months: float


def score_rows(forest: Forest, rows: Floats) -> Floats:
    """Score rows of features between 0 and 1, higher is more unusual; NaN is not allowed.

    s = 2 ** (-E(h) / c(n)), equation 2 of Liu, Ting and Zhou (2008).
    """
    import numpy as np

    rows = rows.astype(np.float32)  # the trees' thresholds were chosen between float32 values
    scores = [_score_chunk(forest, rows[first : first + CHUNK]) for first in range(0, len(rows), CHUNK)]
    return np.concatenate(scores) if scores else np.zeros(0)


def _score_chunk(forest: Forest, rows: np.ndarray[Any, Any]) -> Floats:
    import numpy as np

    node = np.repeat(forest.first[None, :], len(rows), axis=0)
    at = np.arange(len(rows))[:, None]
    while True:
        left = forest.left[node]
        inner = left >= 0
        if not inner.any():
            break
        below = rows[at, forest.feature[node]] <= forest.threshold[node]
        node = np.where(inner, np.where(below, left, forest.right[node]), node)
    depth = forest.leaf_path[node].sum(axis=1)
    scores: Floats = np.exp2(-depth / (len(forest.first) * forest.scale))
    return scores


def rate_scores(forest: Forest, scores: Floats) -> Floats:
    """Give for scores how many of 1,000 clean months of the cohort score at least as high; 20 and more are one."""
    import numpy as np

    above = (len(forest.scores) - np.searchsorted(forest.scores, scores, side="left")).astype(np.float64)
    return 1000.0 * (above + 1.0) / (forest.months + 1.0)


def expect_path(size: int) -> float:
    """Give the expected path length of an unsuccessful search among `size` values, equation 1 of the same paper."""
    import math

    if size <= 1:
        return 0.0
    return 1.0 if size == 2 else 2 * (math.log(size - 1) + EULER) - 2 * (size - 1) / size


@cache
def load_forests(path: Path = REFERENCE) -> dict[str, Forest]:
    """Load forests by name from an .npz of plain arrays; nothing in it is executed."""
    import numpy as np

    with np.load(path, allow_pickle=False) as stored:
        names = sorted({key.partition("/")[0] for key in stored.files})
        return {
            name: _take_forest({field: stored[f"{name}/{field}"] for field in Forest._fields})
            for name in names
        }


def _take_forest(stored: dict[str, Any]) -> Forest:
    single = {field: float(stored[field]) for field in ("scale", "months")}
    return Forest(**{**stored, **single})
