"""A line's year fits last year's only when it is moved by one month: filed in the month of the bill, not of the use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._grid import MONTHS, list_grid
from rules.periods.repeated_month import count_digits
from rules.trends._turn import Turn, find_before, list_turns

if TYPE_CHECKING:
    from checker.findings import Row, Severity
    from rules._columns import Numbers

NEAREST = 0.1
"""How far, on average, months may stand from last year's once moved, in powers of e (ours)."""
EXACT = 4
"""Digits of a January that is last December's figure by no chance (ours)."""


@rule("TRE201", severity="warning", scope="site", needs=("facts.amount",), given=("previous_year", "year"))
def months_shifted(filing: Filing, *, share: float = 0.45) -> Iterator[Evidence]:
    """Find lines that come to `share` of their distance from last year, or less, when moved by one month.

    A review, for a late winter moves heating too; a warning where January is last December's figure.
    Silent where another line with a season of its own moved in the same way: that is the weather.
    """
    grid = list_grid(filing)
    sites: dict[str, list[Turn]] = {}
    for turn in list_turns(filing):
        if len(turn.places) == MONTHS:
            sites.setdefault(grid.keys[turn.at][0], []).append(turn)
    for own in sites.values():
        steps = {turn: find_step(grid.amount[turn.at], grid.before[turn.at], share) for turn in own}
        moved = [turn for turn in own if steps[turn]]
        weather = len(moved) > 1 and len({steps[turn] for turn in moved}) == 1 and 0 not in steps.values()
        for turn in moved:
            if not weather or is_carried(filing, turn):
                yield make_evidence(filing, turn, steps[turn] or 0)


def find_step(amount: Numbers, last: Numbers, share: float) -> int | None:
    """Give 1 or -1 where a year fits last year's moved so, 0 where it fits as it stands, None where neither."""
    import numpy as np

    now, before = np.log(amount), np.log(last)
    # the same months are held against last year's with and without the step: one odd month decides nothing
    straight = {1: measure(now[1:] - before[1:]), -1: measure(now[:-1] - before[:-1])}
    moved = {1: measure(now[1:] - before[:-1]), -1: measure(now[:-1] - before[1:])}
    step = min(moved, key=lambda each: moved[each])
    if moved[step] <= NEAREST and moved[step] <= share * straight[step]:
        return step
    return 0 if max(straight.values()) < NEAREST else None


def measure(gaps: Numbers) -> float:
    """Measure how far months lie from last year's on average, the change of level apart."""
    import numpy as np

    return float(np.mean(np.abs(gaps - np.median(gaps))))


def is_carried(filing: Filing, turn: Turn) -> bool:
    """Tell whether January is last December's figure."""
    grid = list_grid(filing)
    january = float(grid.amount[turn.at, 0])
    exact = count_digits(float(grid.quantity[turn.at, 0])) >= EXACT
    return (
        exact and abs(january / float(grid.before[turn.at, MONTHS - 1]) - 1) < 1e-9
    )  # noise of floating point


def make_evidence(filing: Filing, turn: Turn, step: int) -> Evidence:
    """Name the row; what the year loses and gains at its edges is not known before the bills are looked at."""
    grid = list_grid(filing)
    carried = step == 1 and is_carried(filing, turn)
    severity: Severity = "warning" if carried else "review"
    hints = [
        "one_month_late" if step == 1 else "one_month_early",
        *(["january_is_december"] if carried else []),
    ]
    values: dict[str, Any] = {
        "quantity": float(grid.quantity[turn.at].sum()), "year": filing.name_year(), "hints": hints,
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (row, "last_year") for row in find_before(filing, grid, turn.at)
    )
    return Evidence(
        tuple(row for row in grid.rows[turn.at].tolist() if row >= 0), values, context, None, severity
    )
