"""Twelve figures that never fall: running totals of the year, or what a meter's counter shows, filed as the months' use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._grid import Grid, list_grid, weigh

if TYPE_CHECKING:
    from checker.findings import Plain, Severity
    from rules._columns import Numbers

FEWEST = 8
"""Months in a row that must rise (ours: chance orders eight figures so once in 40,320 times)."""
EVEN = 0.15
"""Share of the usual step that all but two steps must reach: growth has small steps too (ours)."""
FIRST = (0.3, 3.0)
"""January of a running total, over its usual step (ours)."""
LEVEL = 8.0
"""A counter stands at so many steps at least in its first month (ours)."""
COUNTER = 10_000.0
"""What a counter shows has five digits at least (ours)."""
QUIET = 10.0
"""Ours: without last year a counter stands at so many times the year's whole rise at least. What grows by less than
10 % a year falls in February, which is 7 to 10 % shorter than January; what grows by more may be a plant's use."""
ALIKE = 0.02
"""Steps that lie within this share of one another are made, and no meter's (ours)."""
FAR = 2.5
"""So many times last year no true year is without a reason (ours)."""


class Running(NamedTuple):
    """A line whose figures run on: what its months come to if they are readings, and how it compares with last year."""

    kind: str
    expected: float
    ratio: float
    steps: Numbers


@rule("PER301", severity="error", scope="series", needs=("facts.amount",), given=("year",))
def running_readings(filing: Filing, *, fewest: int = FEWEST) -> Iterator[Evidence]:
    """Find lines of which at least `fewest` months in a row rise by like steps.

    A line that begins at about one step runs on from January; one that begins far above it is a
    counter. It is a warning where last year is unknown; a counter must then stand so far above the
    year's whole rise that no growing use shows the same.
    """
    import numpy as np

    grid = list_grid(filing)
    if not grid.keys:
        return
    told = np.isfinite(grid.amount)
    steps = np.diff(grid.amount, axis=1)
    rising = np.where(told[:, 1:] & told[:, :-1], steps >= 0, True)
    for at in np.flatnonzero(rising.all(axis=1) & (told.sum(axis=1) >= fewest)).tolist():
        found = judge_line(grid, at)
        if found is not None:
            yield make_evidence(filing, grid, at, found)


def judge_line(grid: Grid, at: int) -> Running | None:
    """Tell a running total and a counter from a line that only grows."""
    import numpy as np

    own = np.isfinite(grid.amount[at])
    places = np.flatnonzero(own)
    values = grid.amount[at][places]
    if places[-1] - places[0] + 1 != len(places) or values[0] <= 0:
        return None
    steps = np.diff(values)
    usual = float(np.median(steps))
    if usual <= 0 or (steps < EVEN * usual).sum() > 2 or steps.max() > values[-1] / 2:
        return None
    before = grid.before[at][places]
    ratio = float(values.sum() / before.sum()) if np.isfinite(before).all() and before.sum() > 0 else np.nan
    rises = bool((np.diff(before) >= 0).all())
    if ratio < FAR and not rises:
        return None
    first = values[0] / usual / (places[0] + 1)
    if FIRST[0] <= first <= FIRST[1]:
        return Running("running_total", float(values[-1]), ratio, steps)
    if first < LEVEL or grid.quantity[at][places[0]] < COUNTER or (steps < EVEN * usual).any():
        return None
    grows = not ratio >= FAR and values[0] < QUIET * steps.sum()
    if grows or steps.max() - steps.min() <= ALIKE * usual:
        return None
    return Running("counter", float(steps.sum() * len(values) / len(steps)), ratio, steps)


def make_evidence(filing: Filing, grid: Grid, at: int, found: Running) -> Evidence:
    """Say what the figures come to as filed and what they come to as readings."""
    import numpy as np

    own = np.flatnonzero(grid.rows[at] >= 0)
    rows = tuple(grid.rows[at][own].tolist())
    total, scale = float(np.nansum(grid.amount[at])), grid.scale[at]
    severity: Severity = "error" if found.ratio >= FAR else "warning"
    values: dict[str, Plain | list[Plain]] = {
        "quantity": total / scale,
        "expected": found.expected / scale,
        "usual": float(np.median(found.steps)) / scale,
        "months": [f"{filing.date_place(place):%Y-%m-%d}" for place in own.tolist()],
        "reading": found.kind,
    }
    stake = weigh(filing, grid, at, total - found.expected)
    return Evidence(rows, values, at_stake=stake, severity=severity)
