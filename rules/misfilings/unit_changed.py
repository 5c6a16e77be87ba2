"""From one month on a row is filed in another unit, or without its meter's multiplier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules._grid import MONTHS, list_grid
from rules.misfilings.row_off_by_ratio import PRIORS
from rules.trends._turn import list_turns
from rules.trends.level_shift import EVEN, FAR, list_shifts

if TYPE_CHECKING:
    from rules.trends.level_shift import Shift

STEADY = 1.15
"""The mistake is made in a line that keeps so near to last year (ours)."""
SINCE = 7
"""The mistake is made from August on."""
MEGAJOULES = 3.6


def change_unit(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: from August on purchased power is filed in MJ, where last year moved evenly with this one."""
    grid = list_grid(filing)
    for turn in list_turns(filing):
        source, flow = (filing.series[name].iloc[turn.line] for name in ("source", "flow"))
        still = 1 / STEADY < turn.ratio < STEADY and turn.spread < STEADY
        if source == "grid_electricity" and flow == "purchased" and len(turn.places) == MONTHS and still:
            rows = grid.rows[turn.at][SINCE:].tolist()
            quantities = filing.facts["quantity"].loc[rows].tolist()
            yield tuple(Edit(row, each * MEGAJOULES) for row, each in zip(rows, quantities, strict=True))


@misfiling("unit-changed", answers=("TRE103",), make=change_unit, taxonomy="E03")
def unit_changed(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the months that are off are divided by what the only reading of the step says.

    Only where last year tells which side is off: else a plant may have started up.
    """
    shift = find_shift(filing, evidence)
    if shift is None or not shift.settled:
        return
    reading = shift.readings[0]
    prior = PRIORS[reading.code]
    rows = [row for row in evidence.rows if isinstance(row, int)]
    edits = tuple(
        Edit(int(str(row)), float(f"{quantity / (reading.times or 1.0):.10g}"))
        for row, quantity in filing.facts["quantity"].loc[rows].items()
    )
    said: dict[str, Any] = {"reading": reading.code}
    yield Proposal(edits, prior, said)


def find_shift(filing: Filing, evidence: Evidence) -> Shift | None:
    """Give the step of a finding where it has one reading alone and that tells figures."""
    rows = {row for row in evidence.rows if isinstance(row, int)}
    grid = list_grid(filing)
    for shift in list_shifts(filing, FAR, EVEN):
        if rows <= set(grid.rows[shift.at].tolist()):
            return shift if len(shift.readings) == 1 and shift.readings[0].code in PRIORS else None
    return None
