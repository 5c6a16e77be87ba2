"""A whole row copied from bills in a larger unit: MWh or ten thousands of kWh under kWh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings.kwh_in_mwh_cell import change_unit, name_way

PRIORS = {"PLA106": 0.88, "PLA403": 0.65}
"""Ours: that a price nobody pays is a unit, and that power for which no plant could work is the unit that fits best."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the whole row in another unit is made by the misfiling of kWh in an MWh cell."""
    yield from ()


@misfiling("bill-in-larger-unit", answers=("PLA106", "PLA403"), make=make_none, taxonomy="E04")
def bill_in_larger_unit(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the figures stay, their unit is the bill's; where that has no name the figures are converted."""
    said: dict[str, Any] = dict(evidence.values)
    times = said.pop("times", None)
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if times is None or "larger_unit" not in said["reading"] or len(rows) != len(evidence.rows):
        return
    facts = filing.facts.loc[rows]
    converted = tuple(
        Edit(row, float(f"{quantity * times:.12g}"))
        for row, quantity in zip(rows, facts["quantity"].tolist(), strict=True)
    )
    said |= {"expected": float(f"{facts['quantity'].sum() * times:.8g}"), "reading": ["larger_unit"]}
    prior = PRIORS["PLA106" if "price" in said else "PLA403"]
    known = name_way(facts, times) or "E03"
    yield Proposal(change_unit(facts, 1 / times) or converted, prior, said, known)
