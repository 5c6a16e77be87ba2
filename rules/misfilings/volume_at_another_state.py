"""Gas was filed by the cubic metre of another temperature or pressure than its calorific value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that a temperature or pressure in a line's own words is that of its figures."""


def warm_gas(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: what tells the mistake is a word, and corrections change figures."""
    yield from ()


@misfiling("volume-at-another-state", answers=("UNT201", "UNT203"), make=warm_gas, taxonomy="F03")
def volume_at_another_state(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each figure is converted to a standard cubic metre."""
    said: dict[str, Any] = dict(evidence.values)
    if not said.get("ratio"):
        return
    rows = [row for row in evidence.rows if isinstance(row, int)]
    filed = filing.facts["quantity"].loc[rows].dropna()
    edits = tuple(
        Edit(int(row), float(f"{quantity / said['ratio']:.6g}"))
        for row, quantity in zip(filed.index.tolist(), filed.tolist(), strict=True)
    )
    yield Proposal(edits, PRIOR, {"quantity": said["quantity"], "expected": said["expected"]})
