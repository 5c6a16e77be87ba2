"""A whole row of fuel was filed in the small unit: cubic metres for ten thousands of them, kilograms for tonnes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.plausibility.fuel_dwarfs_power import OILS

if TYPE_CHECKING:
    import pandas as pd

PRIOR = 0.8
"""Ours: that a fuel beyond any plant's is in the unit below that of its row."""
LARGE_UNITS = (1000.0, 10_000.0)
"""Scales of tonnes, thousands and ten thousands of cubic metres."""


def fill_small(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a row of ten thousands of cubic metres takes cubic metres."""
    facts: pd.DataFrame = filing.facts
    gas = facts[(facts["scale"] == LARGE_UNITS[1]) & (facts["base_unit"] == "Nm3") & (facts["amount"] > 0)]
    gas = gas[filing.years_of(gas["start"]) == filing.year]
    for _, line in gas.groupby(["site", "series"], sort=False):
        yield tuple(
            Edit(int(row), quantity * LARGE_UNITS[1])
            for row, quantity in zip(line.index.tolist(), line["quantity"].tolist(), strict=True)
        )


@misfiling("fuel-in-small-units", answers=("PLA401",), make=fill_small, taxonomy="F01")
def fuel_in_small_units(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it, where the size leaves no other reading: each figure is divided by the row's unit."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    facts = filing.facts.loc[rows]
    scale = float(facts["scale"].iloc[0])
    oil = (facts["source"].isin(OILS) & (facts["base_unit"] == "kg")).any()
    if evidence.severity != "warning" or scale not in LARGE_UNITS or oil:
        return  # oil is bought by the litre
    edits = tuple(
        Edit(row, float(f"{quantity / scale:.12g}"))
        for row, quantity in zip(rows, facts["quantity"].tolist(), strict=True)
    )
    total = float(facts["quantity"].sum())
    yield Proposal(edits, PRIOR, {"quantity": total, "expected": float(f"{total / scale:.12g}")})
