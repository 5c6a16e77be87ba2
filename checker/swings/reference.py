"""The reference that months are judged by: forest, ranking, and how clean months score; plain arrays in an .npz."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.swings.forest import Forest, score_rows
from checker.swings.trees import Trees, sum_trees

if TYPE_CHECKING:
    import numpy as np

    from checker.swings.medians import Matrix
    from checker.swings.trees import Ints

KINDS = 4
"""A month is rated among clean months that could be held against as much: `features.tell_kinds`."""
SHIPPED = Path(__file__).with_name("reference.npz")
"""The reference that ships: fitted to the generated cohort (`benchmarks/make_reference.py`)."""
FORMAT = 2


class Reference(NamedTuple):
    """An isolation forest, and a ranking trained on self-made faults with the forest's score as its last column.

    For each kind of month `scores` holds how the highest of clean ones rank, ascending, and `months` how many
    clean ones there were.
    """

    forest: Forest
    ranking: Trees
    scores: tuple[Matrix, ...]
    months: tuple[float, ...]


def rank_rows(reference: Reference, rows: Matrix) -> Matrix:
    """Rank rows of features: higher is more like a fault, in logarithms of odds up to a constant."""
    import numpy as np

    alone = score_rows(reference.forest, rows)
    return sum_trees(reference.ranking, np.concatenate([rows, alone[:, None]], axis=1))


def rate_rows(reference: Reference, rows: Matrix, kinds: Ints) -> Matrix:
    """Give for rows how many of 1,000 clean months of the same kind rank at least as high."""
    import numpy as np

    ranks = rank_rows(reference, rows)
    rates = np.zeros(len(rows))
    for kind in range(KINDS):
        own, clean = kinds == kind, reference.scores[kind]
        above = (len(clean) - np.searchsorted(clean, ranks[own], side="left")).astype(np.float64)
        rates[own] = 1000.0 * (above + 1.0) / (reference.months[kind] + 1.0)
    return rates


def save_reference(reference: Reference, path: Path) -> None:
    """Save a reference as plain arrays."""
    import numpy as np

    arrays: dict[str, Any] = {"format": FORMAT, "scale": reference.forest.scale, "months": reference.months}
    for name, trees in (("forest", reference.forest.trees), ("ranking", reference.ranking)):
        arrays |= {f"{name}/{field}": value for field, value in trees._asdict().items()}
    arrays |= {f"scores/{kind}": scores for kind, scores in enumerate(reference.scores)}
    with path.open("wb") as file:
        np.savez(file, **arrays)


@cache
def load_reference(path: Path = SHIPPED) -> Reference:
    """Load a reference from an .npz of plain arrays; nothing in it is executed.

    Raises ValueError where the file is none, or one of another version.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as stored:
            held = {name: stored[name] for name in stored.files}
    except OSError as error:
        message = f"{path.name} cannot be read ({error.strerror}); name a file that checker fit wrote"
        raise ValueError(message) from error
    except Exception as error:  # a stranger's file may be broken in any way
        raise ValueError(_refuse(path)) from error
    return _take_reference(held, path)


def _take_reference(held: dict[str, np.ndarray[Any, Any]], path: Path) -> Reference:
    try:
        if int(held["format"]) != FORMAT:
            raise ValueError(_refuse(path))
        forest, ranking = (_take_trees(held, name) for name in ("forest", "ranking"))
        scores = tuple(held[f"scores/{kind}"] for kind in range(KINDS))
        return Reference(
            Forest(forest, float(held["scale"])), ranking, scores, tuple(held["months"].tolist())
        )
    except (KeyError, TypeError) as error:
        raise ValueError(_refuse(path)) from error


def _refuse(path: Path) -> str:
    return f"{path.name} is no reference of this version; make it with checker fit"


def _take_trees(held: dict[str, np.ndarray[Any, Any]], name: str) -> Trees:
    fields: dict[str, Any] = {field: held[f"{name}/{field}"] for field in Trees._fields}
    return Trees(**{**fields, "depth": int(fields["depth"])})
