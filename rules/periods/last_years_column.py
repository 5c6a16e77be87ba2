"""This year's months are last year's, or last year's times one number: the old column was left, pasted or raised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import list_labels
from rules._grid import Grid, list_grid
from rules.periods.repeated_month import count_digits

if TYPE_CHECKING:
    from checker.findings import Severity
    from rules._columns import Flags, Ints, Numbers

EXACT = 4
"""Digits a figure must have to be alike by no chance (ours)."""
FEWEST_SCALED = 8
"""Months that must stand in one ratio to last year's (ours)."""
CLOSE = 2e-4
"""How near the ratios lie where one column was multiplied: rounding to whole units moves them by as much (ours)."""
NEAR, FAR = 0.3, 3.0
"""Ratios beyond these are slips of the unit, not of the year (ours)."""
ACROSS, PLAIN = 3, 3
"""So many lines of a site, with figures of so many digits, do not repeat one month of last year by chance (ours)."""
WHOLE = 0.5
"""Share of a line's months alike from which the column was pasted (ours)."""


@rule("PER202", severity="error", scope="site", needs=("facts.amount",), given=("year",))
def last_years_column(filing: Filing, *, fewest: int = 3) -> Iterator[Evidence]:
    """Find at least `fewest` months equal to the same months of last year, or all in one ratio to them.

    Fewer months are found where three lines of a site repeat the same one: a warning, told once. An error where at least half the months are alike, a warning else. Lines of one figure all year
    and figures of few digits are left out: contracts and counts stay.
    """
    import numpy as np

    grid = list_grid(filing)
    if not grid.keys:
        return
    both = (grid.amount > 0) & (grid.before > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(both, grid.amount / grid.before, np.nan)
    same = np.abs(ratio - 1) < 1e-9  # noise of floating point
    left: list[int] = []
    for at in np.flatnonzero(both.sum(axis=1) >= fewest).tolist():
        told = grid.amount[at][both[at]]
        if len(set(told.tolist())) * 2 <= len(told):
            continue
        alike = [place for place in np.flatnonzero(same[at]).tolist() if is_exact(grid, at, place)]
        if len(alike) >= fewest and len({grid.amount[at][place] for place in alike}) > 1:
            whole = len(alike) >= WHOLE * len(told) and len(alike) > fewest
            if whole:  # the round figures among them were pasted too
                alike = np.flatnonzero(same[at]).tolist()
            yield make_evidence(filing, grid, at, np.array(alike), "error" if whole else "warning")
        elif is_scaled(ratio[at], both[at]) and not same[at].any():
            yield make_evidence(filing, grid, at, np.flatnonzero(both[at]), "warning")
        else:
            left.append(at)
    yield from look_across(filing, grid, left, same)


def look_across(filing: Filing, grid: Grid, left: list[int], same: Flags) -> Iterator[Evidence]:
    """Find months of last year that several lines of a site repeat; lines alike to one another count once."""
    sites: dict[tuple[str, int], list[int]] = {}
    for place in range(same.shape[1]):
        for at in left:
            if same[at, place] and is_exact(grid, at, place, PLAIN):
                sites.setdefault((grid.keys[at][0], place), []).append(at)
    for (_, place), lines in sorted(sites.items()):
        if len({float(grid.amount[at, place]) for at in lines}) < ACROSS:
            continue
        rows = tuple(int(grid.rows[at, place]) for at in lines)
        values: dict[str, Any] = {
            "label": [*list_labels(filing, rows)], "months": [filing.date_place(place)],
            "count": len(rows), "times": 1.0, "hints": ["same_as_last_year"],
        }  # fmt: skip
        yield Evidence(rows, values, severity="warning")


def is_exact(grid: Grid, at: int, place: int, digits: int = EXACT) -> bool:
    """Tell whether a figure has so many digits that chance does not repeat it."""
    return count_digits(float(grid.quantity[at, place])) >= digits


def is_scaled(ratio: Numbers, both: Flags) -> bool:
    """Tell whether nearly a whole year stands in one ratio to the year before."""
    import numpy as np

    own = ratio[both]
    usual = float(np.median(own))
    near = bool((np.abs(own / usual - 1) < CLOSE).all())
    return len(own) >= FEWEST_SCALED and near and NEAR < usual < FAR


def make_evidence(filing: Filing, grid: Grid, at: int, places: Ints, severity: Severity) -> Evidence:
    """Name the months that are last year's, and the number they were multiplied by."""
    import numpy as np

    rows: list[int] = grid.rows[at][places].tolist()
    times = float(np.median(grid.amount[at][places] / grid.before[at][places]))
    values: dict[str, Any] = {
        "months": [filing.date_place(place) for place in places.tolist()],
        "count": len(rows),
        "times": 1.0 if abs(times - 1) < 1e-9 else float(f"{times:.5g}"),
        "quantity": float(grid.quantity[at][places].sum()),
        "hints": ["same_as_last_year" if abs(times - 1) < 1e-9 else "scaled_from_last_year"],
    }
    return Evidence(tuple(rows), values, severity=severity)
