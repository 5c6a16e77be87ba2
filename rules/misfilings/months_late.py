"""Each month was filed under the month of its bill, one late: all move back by one, and the last is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules._grid import MONTHS, list_grid
from rules.trends._turn import list_turns
from rules.trends.months_shifted import is_carried

if TYPE_CHECKING:
    from rules._columns import Numbers

CARRIED, SEASONAL = 0.85, 0.6
"""Ours: that a row is one month late where January is last December's figure, and where only its season says so."""
SPREAD = 1.25
"""Ours: how far the month that the row lost may stand from last year's, times this year's change of level."""


def file_late(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: each month takes the figure of the month before, January that of last December."""
    grid = list_grid(filing)
    for turn in list_turns(filing):
        if len(turn.places) < MONTHS:
            continue
        quantity, scale = grid.quantity[turn.at].tolist(), grid.scale[turn.at]
        late = [float(grid.before[turn.at, MONTHS - 1]) / scale, *quantity[:-1]]
        yield tuple(
            Edit(row, float(f"{value:.12g}"))
            for row, value in zip(grid.rows[turn.at].tolist(), late, strict=True)
        )


@misfiling("months-late", answers=("TRE201",), make=file_late, taxonomy="T03")
def months_late(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes the figure that stands one month later; the last is given as a range."""
    said: dict[str, Any] = dict(evidence.values)
    if "one_month_late" not in said["hints"]:
        return
    grid, rows = list_grid(filing), {row for row in evidence.rows if isinstance(row, int)}
    for turn in list_turns(filing):
        own = grid.rows[turn.at].tolist()
        if set(own) != rows:
            continue
        quantity = grid.quantity[turn.at].tolist()
        edits = [Edit(row, value) for row, value in zip(own[:-1], quantity[1:], strict=True)]
        expected = expect_last(grid.amount[turn.at], grid.before[turn.at]) / grid.scale[turn.at]
        span = (float(f"{expected / SPREAD:.3g}"), float(f"{expected * SPREAD:.3g}"))
        edits.append(Edit(own[-1], float(f"{expected:.6g}"), span=span))
        yield Proposal(
            tuple(edits), CARRIED if is_carried(filing, turn) else SEASONAL, {"quantity": said["quantity"]}
        )


def expect_last(amount: Numbers, before: Numbers) -> float:
    """Give what the last month should be: last year's, times the change of level of the others once moved."""
    import numpy as np

    return float(before[-1] * np.median(amount[1:] / before[:-1]))
