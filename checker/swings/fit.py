"""Fitting: scikit-learn grows the trees, plain arrays keep them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.swings.forest import Forest, expect_path, score_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.swings.forest import Floats

TREES, SAMPLE = 100, 256
"""As in Liu, Ting and Zhou (2008), section 4."""
RARE = 0.02
"""The share of the highest scores that is kept; a month below them is ordinary (ours)."""


def fit_forest(rows: Floats, *, seed: int = 0) -> Forest:
    """Fit a forest to rows of features of clean months and keep their scores for its rate."""
    import numpy as np
    from sklearn.ensemble import IsolationForest

    grown = IsolationForest(n_estimators=TREES, max_samples=min(SAMPLE, len(rows)), random_state=seed)
    grown.fit(rows.astype(np.float32))
    features, thresholds, lefts, rights, paths, firsts = [], [], [], [], [], []
    start = 0
    for tree, used in zip(grown.estimators_, grown.estimators_features_, strict=True):
        inner = tree.tree_
        left, right = inner.children_left, inner.children_right
        depth = np.zeros(inner.node_count)
        for node in range(inner.node_count):
            if left[node] >= 0:
                depth[left[node]] = depth[right[node]] = depth[node] + 1
        firsts.append(start)
        features.append(np.where(left >= 0, used[np.maximum(inner.feature, 0)], 0))
        thresholds.append(inner.threshold)
        lefts.append(np.where(left >= 0, left + start, -1))
        rights.append(np.where(left >= 0, right + start, -1))
        paths.append(depth + [expect_path(int(size)) for size in inner.n_node_samples])
        start += inner.node_count
    forest = Forest(
        np.concatenate(features).astype(np.int8), np.concatenate(thresholds).astype(np.float64),
        np.concatenate(lefts).astype(np.int32), np.concatenate(rights).astype(np.int32), np.concatenate(paths),
        np.array(firsts, dtype=np.int32), expect_path(grown.max_samples_), np.zeros(0), float(len(rows)),
    )  # fmt: skip
    return forest._replace(scores=np.sort(score_rows(forest, rows))[-round(RARE * len(rows)) :])


def save_forests(forests: Mapping[str, Forest], path: Path) -> None:
    """Save forests by name as plain arrays."""
    import numpy as np

    arrays = {f"{name}/{field}": np.asarray(value) for name, forest in sorted(forests.items())
              for field, value in forest._asdict().items()}  # fmt: skip
    np.savez(path, **arrays)  # type: ignore[arg-type]
