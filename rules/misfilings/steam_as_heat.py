"""Tonnes of steam were filed under GJ: each holds 2.6 to 2.9 GJ, by its pressure and temperature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.calculation._slips import HEAT_OF_STEAM

PRIORS = {"UNT204": 0.85, "PLA106": 0.8, "CAL101": 0.85}
"""Ours: that bills in tonnes of the very same number, the price of a tonne, and tonnes of CO2 made of its heat speak of tonnes."""

SIGNS = {"steam_tonnes", "bills_in_tonnes", "remark_in_tonnes"}


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: how much heat a tonne held cannot be told to the last digit."""
    yield from ()


@misfiling("steam-as-heat", answers=("UNT204", "PLA106", "CAL101"), make=make_none, taxonomy="H01")
def steam_as_heat(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each figure times the heat of a tonne, given as a range."""
    said: dict[str, Any] = dict(evidence.values)
    said.pop("times", None)
    rows = [row for row in evidence.rows if isinstance(row, int)]
    reading = said.get("reading", ())
    if not SIGNS & {*([reading] if isinstance(reading, str) else reading)} or not rows:
        return
    facts = filing.facts.loc[rows]
    if (facts["scale"] != 1.0).any() or (facts["base_unit"] != "GJ").any():
        return
    low, high = HEAT_OF_STEAM
    edits = tuple(
        Edit(
            row,
            quantity * (low + high) / 2,
            span=(float(f"{quantity * low:.8g}"), float(f"{quantity * high:.8g}")),
        )
        for row, quantity in zip(rows, facts["quantity"].tolist(), strict=True)
    )
    total = float(facts["quantity"].sum())
    said |= {"quantity": total, "low": float(f"{total * low:.6g}"), "high": float(f"{total * high:.6g}")}
    yield Proposal(edits, PRIORS["PLA106" if "price" in said else "UNT204"], said)
