"""Power fed into the grid was taken off the purchase: the bills say what was bought."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import make_none, propose_billed

PRIORS = {"export_deducted": 0.9}
"""Ours: that the bills are right where the gap is the power fed in."""


@misfiling("export-off-the-purchase", answers=("DOC201",), make=make_none, taxonomy="E06")
def export_off_the_purchase(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what its bills come to."""
    yield from propose_billed(filing, evidence, PRIORS)
