"""A whole row in another unit, or without its meter's multiplier: the ratio to last year tells which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules._grid import list_grid
from rules.trends._readings import read_ratio
from rules.trends._turn import list_turns

if TYPE_CHECKING:
    from rules.trends._readings import Reading

PRIORS = {
    "mj_for_kwh": 0.8, "gcal_for_gj": 0.75, "kwh_for_gj": 0.85, "tce_for_gj": 0.85, "cubic_feet": 0.85,
    "thousand_cubic_feet": 0.85, "gallons": 0.8, "litres_for_gallons": 0.8, "barrels": 0.85, "fuel_as_tce": 0.85,
    "tenfold": 0.75, "meter_multiplier": 0.6,
}  # fmt: skip
"""How probable a reading is where it is the only one (ours); the others tell no exact figure: a tonne of steam
holds what its pressure says, and which half is missing only the papers know."""
MULTIPLIER = 80.0
"""The multiplier that is left out where the mistake is made for a test: 400 A on 5 A."""


def leave_out_multiplier(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the differences of a meter's readings are filed without its multiplier."""
    grid = list_grid(filing)
    for turn in list_turns(filing):
        source, flow = (filing.series[name].iloc[turn.line] for name in ("source", "flow"))
        if source == "grid_electricity" and flow == "purchased":
            rows = [row for row in grid.rows[turn.at].tolist() if row >= 0]
            quantities = filing.facts["quantity"].loc[rows].tolist()
            yield tuple(Edit(row, each / MULTIPLIER) for row, each in zip(rows, quantities, strict=True))


@misfiling("row-off-by-ratio", answers=("TRE101",), make=leave_out_multiplier, taxonomy="E07")
def row_off_by_ratio(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: all figures of the row are divided by what the only reading of the ratio says."""
    reading = find_reading(filing, evidence)
    if reading is None or reading.times is None:
        return
    facts = filing.facts["quantity"].loc[[row for row in evidence.rows if isinstance(row, int)]]
    edits = tuple(
        Edit(int(str(row)), float(f"{quantity / reading.times:.10g}")) for row, quantity in facts.items()
    )
    said: dict[str, Any] = dict(evidence.values)
    said |= {"reading": reading.code, "expected": said["quantity"] / reading.times}
    yield Proposal(edits, PRIORS[reading.code], said)


def find_reading(filing: Filing, evidence: Evidence) -> Reading | None:
    """Give the reading of a finding's ratio where there is one alone and it tells figures."""
    rows = {row for row in evidence.rows if isinstance(row, int)}
    grid = list_grid(filing)
    for turn in list_turns(filing):
        if rows & set(grid.rows[turn.at].tolist()):
            line = filing.series.iloc[turn.line]
            readings = read_ratio(
                filing,
                str(line["source"]),
                str(line["flow"]),
                str(line["base_unit"]),
                float(line["scale"]),
                turn.ratio,
            )
            return readings[0] if len(readings) == 1 and readings[0].code in PRIORS else None
    return None
