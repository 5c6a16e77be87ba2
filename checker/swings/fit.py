"""Fitting: scikit-learn grows the trees, plain arrays keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.swings.features import measure_months, stack_features, tell_kinds
from checker.swings.forest import Forest, expect_path, score_rows
from checker.swings.reference import KINDS, Reference, rank_rows
from checker.swings.spoil import spoil_months
from checker.swings.trees import Trees, join_trees

if TYPE_CHECKING:
    import numpy as np

    from checker.swings.medians import Matrix
    from checker.swings.trees import Ints

TREES, SAMPLE = 100, 256
"""As in Liu, Ting and Zhou (2008), section 4."""
RANKING = {
    "max_iter": 120,
    "max_leaf_nodes": 15,
    "learning_rate": 0.08,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
}
"""Ours, chosen on the learning half of the filers of `benchmarks/swings.py`."""
ROUNDS = 3
"""So many faults are made in each line."""
FOLDS = 3
"""Clean months are ranked by what the other two thirds of filers taught."""
RARE = 0.03
"""The share of the highest scores that is kept; a month below them is ordinary (ours)."""


class Cohort(NamedTuple):
    """Lines of clean months by months, their partners and their other sites (NaN: none); the last twelve are judged.

    `usable` marks months that may be learnt from as clean ones, `filer` numbers who filed each line; `first_month`
    is the calendar month of the first column of a year.
    """

    amounts: Matrix
    partner: Matrix
    others: Matrix
    usable: np.ndarray[Any, np.dtype[np.bool_]]
    filer: Ints
    first_month: int = 1

    def take_last(self, months: int) -> Cohort:
        """Take the last months alone."""
        cut = slice(-months, None)
        return Cohort(
            self.amounts[:, cut], self.partner[:, cut], self.others[:, cut], self.usable[:, cut], self.filer,
            self.first_month,
        )  # fmt: skip


def fit_reference(cohorts: list[Cohort], unseen: list[Cohort] | None = None, *, beside: list[Cohort] | None = None,
                  seed: int = 0) -> Reference:  # fmt: skip
    """Fit forest and ranking to cohorts of clean months and self-made faults in them.

    How clean months rank is told by `unseen` ones, or by rankings that did not learn from the months'
    filers: a ranking flatters those it learnt from. `beside` are learnt from and not ranked.
    """
    import numpy as np

    clean, kinds, filer, faulty, culprit = gather_all(cohorts, seed)
    more, _, _, spoilt, _ = (
        gather_all(beside, seed) if beside else (clean[:0], kinds, filer, faulty[:0], culprit)
    )
    reference = grow(np.concatenate([clean, more]), np.concatenate([faulty, spoilt]), seed)
    if unseen is not None:
        others, kinds = gather_all(unseen, seed)[:2]
        return keep_rates(reference, rank_rows(reference, others), kinds)
    folds = np.random.default_rng(seed).permutation(int(filer.max()) + 1) % FOLDS
    ranks = np.zeros(len(clean))
    for fold in range(FOLDS):
        own, known = folds[filer] == fold, folds[culprit] != fold
        without = grow(np.concatenate([clean[~own], more]), np.concatenate([faulty[known], spoilt]), seed)
        ranks[own] = rank_rows(without, clean[own])
    return keep_rates(reference, ranks, kinds)


def grow(clean: Matrix, faulty: Matrix, seed: int, *, with_forest: bool = True) -> Reference:
    """Grow forest and ranking, which sees the forest's score or not; a reference without rates."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    forest = fit_forest(clean, seed=seed)
    rows = np.concatenate([clean, faulty])
    alone = score_rows(forest, rows) if with_forest else np.zeros(len(rows))
    rows = np.concatenate([rows, alone[:, None]], axis=1)
    rows[:, np.isnan(rows).all(axis=0)] = (
        0.0  # no line has a partner: scikit-learn cannot cut what is nowhere known
    )
    grown = HistGradientBoostingClassifier(**RANKING, early_stopping=False, random_state=seed)
    with threadpool_limits(
        1
    ):  # so few rows gain nothing by threads, and sums must not depend on their number
        grown.fit(rows, np.arange(len(rows)) >= len(clean))
    ranking = join_trees([keep_ranking_tree(each[0].nodes) for each in grown._predictors])  # noqa: SLF001
    return Reference(forest, ranking, (), ())


def keep_rates(reference: Reference, ranks: Matrix, kinds: Ints) -> Reference:
    """Keep how clean months rank, by kind; a kind that few months are of is rated among all."""
    import numpy as np

    held = [ranks[kinds == kind] if (kinds == kind).sum() >= 1000 else ranks for kind in range(KINDS)]
    scores = tuple(np.sort(each)[-max(round(RARE * len(each)), 1) :] for each in held)
    return reference._replace(scores=scores, months=tuple(float(len(each)) for each in held))


def gather_all(cohorts: list[Cohort], seed: int) -> tuple[Matrix, Ints, Ints, Matrix, Ints]:
    """Gather the rows of all cohorts, as `gather` does of one."""
    import numpy as np

    seen = [gather(each, seed) for each in cohorts]
    clean, kinds, filer, faulty, culprit = (
        np.concatenate([each[part] for each in seen]) for part in range(5)
    )
    return clean, kinds, filer, faulty, culprit


def gather(cohort: Cohort, seed: int) -> tuple[Matrix, Ints, Ints, Matrix, Ints]:
    """Gather rows of clean months of the judged year, their kinds and filers; rows of self-made faults, their filers."""
    import numpy as np

    features = measure_months(cohort.amounts, cohort.partner, cohort.others, cohort.first_month)
    where = features.known & cohort.usable
    where[:, : where.shape[1] - 12] = False
    owner = np.broadcast_to(cohort.filer[:, None], where.shape)
    spoilt = [spoil_rows(cohort, seed=seed + turn) for turn in range(ROUNDS)]
    rows, owners = (np.concatenate([each[part] for each in spoilt]) for part in (0, 1))
    return stack_features(features, where), tell_kinds(features, where), owner[where], rows, owners


def spoil_rows(cohort: Cohort, *, seed: int) -> tuple[Matrix, Ints]:
    """Give the rows of features of one self-made fault in each line of a cohort, and their filers."""
    import numpy as np

    amounts, month = spoil_months(cohort.amounts, seed)
    features = measure_months(amounts, cohort.partner, cohort.others, cohort.first_month)
    where = np.zeros(amounts.shape, dtype=bool)
    where[np.arange(len(amounts)), month] = True
    where &= features.known & cohort.usable & (cohort.amounts > 0)
    return stack_features(features, where), np.broadcast_to(cohort.filer[:, None], where.shape)[where]


def fit_forest(rows: Matrix, *, seed: int = 0) -> Forest:
    """Fit a forest to rows of features of clean months; what is not known counts as usual."""
    import numpy as np
    from sklearn.ensemble import IsolationForest

    grown = IsolationForest(n_estimators=TREES, max_samples=min(SAMPLE, len(rows)), random_state=seed)
    grown.fit(np.nan_to_num(rows, nan=0.0).astype(np.float32))
    trees = [
        keep_forest_tree(tree.tree_, used)
        for tree, used in zip(grown.estimators_, grown.estimators_features_, strict=True)
    ]
    return Forest(join_trees(trees), expect_path(grown.max_samples_))


def keep_forest_tree(tree: Any, used: Ints) -> Trees:  # noqa: ANN401  # scikit-learn ships no types
    """Keep a tree of a forest: a leaf says how long the way to it is."""
    import numpy as np

    left, right = tree.children_left, tree.children_right
    depth = np.zeros(tree.node_count)
    for node in range(tree.node_count):
        if left[node] >= 0:
            depth[left[node]] = depth[right[node]] = depth[node] + 1
    own, leaf = np.arange(tree.node_count), left < 0
    path = depth + [expect_path(int(size)) for size in tree.n_node_samples]
    return Trees(
        np.where(leaf, 0, used[np.maximum(tree.feature, 0)]), tree.threshold.astype(np.float64),
        np.where(leaf, own, left), np.where(leaf, own, right), np.zeros(tree.node_count, dtype=bool), path,
        np.zeros(1, dtype=np.int64), int(depth.max()),
    )  # fmt: skip


def keep_ranking_tree(nodes: Any) -> Trees:  # noqa: ANN401  # scikit-learn ships no types
    """Keep a tree of a ranking: a leaf says what it adds."""
    import numpy as np

    own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
    return Trees(
        np.where(leaf, 0, nodes["feature_idx"]), np.where(leaf, 0.0, nodes["num_threshold"]),
        np.where(leaf, own, nodes["left"]), np.where(leaf, own, nodes["right"]),
        nodes["missing_go_to_left"].astype(bool), nodes["value"].astype(np.float64), np.zeros(1, dtype=np.int64), int(nodes["depth"].max()),
    )  # fmt: skip
