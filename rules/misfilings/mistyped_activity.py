"""An activity figure typed wrongly, or a row in another unit: the declared tonnes still tell what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.calculation._slips import list_counted
from rules.misfilings.kwh_in_mwh_cell import name_unit

if TYPE_CHECKING:
    import pandas as pd

PRIORS = {
    "activity_ten": 0.92, "activity_swapped": 0.9, "activity_unit": 0.92, "meter_multiplier": 0.85, "fuel_as_tce": 0.85,
}  # fmt: skip
"""How probable the slip is that brings declared and recomputed tonnes together to the last digit (ours)."""
WHOLE_ROWS = {"meter_multiplier": "E07", "fuel_as_tce": "F17"}
"""Slips of a whole row by one ratio, with the known way of misfiling."""


def mistype_activity(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the point of a figure slips by one digit while the declared tonnes stay right."""
    if filing.declared.empty:
        return
    facts = filing.facts
    for row in list_counted(filing):
        yield (Edit(row, float(facts["quantity"].loc[row]) * 10), *keep_declared(filing))


def keep_declared(filing: Filing) -> tuple[Edit, ...]:
    """Give edits that hold the declared tonnes where they are."""
    tonnes = filing.declared["tco2e"].dropna()
    return tuple(Edit(int(str(row)), float(value)) for row, value in tonnes.items())


@misfiling("mistyped-activity", answers=("CAL101",), make=mistype_activity, taxonomy="A02")
def mistyped_activity(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the figure becomes the one that gives the declared tonnes, or the row gets the unit that does."""
    said: dict[str, Any] = dict(evidence.values)
    reading = str(said["reading"])
    if reading not in PRIORS:
        return
    facts = filing.facts.loc[[row for row in evidence.rows if isinstance(row, int)]]
    if reading in WHOLE_ROWS:
        times = float(said["expected"]) / float(said["quantity"])
        meant = zip(facts.index.tolist(), facts["quantity"].tolist(), strict=True)
        edits = tuple(Edit(int(row), float(f"{quantity * times:.6g}")) for row, quantity in meant)
    elif reading == "activity_unit":
        edits = change_units(filing, facts, float(said["quantity"]) / float(said["expected"]))
    else:
        edits = (Edit(int(facts.index[0]), float(said["expected"])),)
    yield Proposal(edits, PRIORS[reading], taxonomy=WHOLE_ROWS.get(reading))


def change_units(filing: Filing, facts: pd.DataFrame, times: float) -> tuple[Edit, ...]:
    """Name another unit for a row and for the rows of the same source and unit beside it; else convert its figures."""
    first = facts.iloc[0]
    unit, scale = name_unit(str(first["base_unit"]), float(first["scale"]) / times)
    if not unit:
        return tuple(
            Edit(int(str(row)), float(f"{quantity / times:.12g}"))
            for row, quantity in facts["quantity"].items()
        )
    alike = filing.facts
    for name in ("site", "file", "sheet", "block", "source", "unit"):
        alike = alike[alike[name] == first[name]]
    alike = alike[alike["quantity"].notna()]
    rows = facts.index.union(alike.index)
    quantities = filing.facts["quantity"].loc[rows]
    return tuple(
        Edit(int(str(row)), float(quantity), unit=unit, scale=scale) for row, quantity in quantities.items()
    )
