"""Power fed into the grid was taken off the purchase: the bills say what was bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import take_billed

PRIORS = {"export_deducted": 0.9}
"""Ours: that the bills are right where the gap is the power fed in."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: which bills a row is made from no filing says."""
    yield from ()


@misfiling("export-off-the-purchase", answers=("DOC201",), make=make_none, taxonomy="E06")
def export_off_the_purchase(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what its bills come to."""
    said: dict[str, Any] = dict(evidence.values)
    prior = PRIORS.get(str(said["hints"][0]))
    edits = take_billed(filing, evidence) if prior is not None else ()
    if prior is not None and edits:
        yield Proposal(edits, prior, {"quantity": said["quantity"], "expected": said["expected"]})
