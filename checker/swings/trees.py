"""Trees as plain arrays: walked with numpy, nothing of them is executed when they are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    from checker.swings.medians import Matrix

    Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

CHUNK = 4096
"""Rows scored at once: rows by trees must stay in the cache."""


class Trees(NamedTuple):
    """Trees by node: the column and threshold that cut it, its children (a leaf's are itself), what a leaf says.

    `nan_left` says whether a row without that column goes left. `first` holds the first node of each
    tree, `depth` the longest way down.
    """

    column: Ints
    threshold: Matrix
    left: Ints
    right: Ints
    nan_left: np.ndarray[Any, np.dtype[np.bool_]]
    value: Matrix
    first: Ints
    depth: int


def sum_trees(trees: Trees, rows: np.ndarray[Any, Any]) -> Matrix:
    """Sum what all trees say of each row."""
    import numpy as np

    chunks = [_sum_chunk(trees, rows[first : first + CHUNK]) for first in range(0, len(rows), CHUNK)]
    return np.concatenate(chunks) if chunks else np.zeros(0)


def _sum_chunk(trees: Trees, rows: np.ndarray[Any, Any]) -> Matrix:
    import numpy as np

    # taking flat by machine integers costs a third of what indexing does
    children = np.column_stack([trees.right, trees.left]).ravel().astype(np.intp)
    column = trees.column.astype(np.intp)
    node = np.tile(trees.first.astype(np.intp), len(rows))
    start = np.repeat(np.arange(len(rows)) * rows.shape[1], len(trees.first))
    flat = np.ascontiguousarray(rows).ravel()
    holes = bool(np.isnan(flat).any())
    for _ in range(trees.depth):
        seen = flat.take(start + column.take(node))
        below = seen <= trees.threshold.take(node)
        if holes:
            below |= np.isnan(seen) & trees.nan_left.take(node)
        node = children.take(2 * node + below)
    sums: Matrix = trees.value.take(node).reshape(len(rows), -1).sum(axis=1)
    return sums


def join_trees(parts: list[Trees]) -> Trees:
    """Join single trees, whose children count from their own first node, into one record."""
    import numpy as np

    firsts = np.cumsum([0, *(len(each.column) for each in parts)])[:-1]
    moved = [
        (each.left + first, each.right + first) for each, first in zip(parts, firsts.tolist(), strict=True)
    ]
    return Trees(
        np.concatenate([each.column for each in parts]).astype(np.int8),
        np.concatenate([each.threshold for each in parts]),
        np.concatenate([left for left, _ in moved]).astype(np.int32),
        np.concatenate([right for _, right in moved]).astype(np.int32),
        np.concatenate([each.nan_left for each in parts]),
        np.concatenate([each.value for each in parts]), firsts.astype(np.int32), max(each.depth for each in parts),
    )  # fmt: skip
