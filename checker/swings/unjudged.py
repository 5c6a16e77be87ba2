"""Lines of which no month of the report year can be judged, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from checker.swings.features import FEWEST_MONTHS

if TYPE_CHECKING:
    import numpy as np

    from checker.arrays import Flags
    from checker.swings.lines import Lines
    from checker.swings.medians import Matrix

Why: TypeAlias = Literal["swing_zeros", "swing_one_value", "swing_few_months"]


class Unjudged(NamedTuple):
    """A line that cannot be judged: the row of its first month of the year, and why."""

    row: int
    why: Why


def is_one_value(lines: Lines) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which lines hold one and the same figure in all months of the report year: no usual variation can be told."""
    import numpy as np

    year: Matrix = lines.amounts[:, lines.year]
    least, most = np.fmin.reduce(year, axis=1), np.fmax.reduce(year, axis=1)
    several = np.count_nonzero(~np.isnan(year), axis=1) > 1
    return np.asarray(several & (least == most), dtype=np.bool_)


def list_unjudged(lines: Lines, judged: Flags) -> tuple[Unjudged, ...]:
    """List the lines with figures in the report year of which no month could be judged, with the reason."""
    import numpy as np

    year, rows = lines.amounts[:, lines.year], lines.rows[:, lines.year]
    alike = is_one_value(lines)
    found = []
    for line in np.flatnonzero(~judged.any(axis=1) & (rows >= 0).any(axis=1)).tolist():
        why: Why = "swing_few_months"
        if not (year[line] > 0).any() and not (year[line] < 0).any():
            why = "swing_zeros"
        elif alike[line] and np.count_nonzero(year[line] > 0) >= FEWEST_MONTHS:
            why = "swing_one_value"
        found.append(Unjudged(int(rows[line][rows[line] >= 0][0]), why))
    return tuple(found)
