"""The differences of the meter's readings were filed without its multiplier: the bills say what was bought."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import make_none, propose_billed

PRIORS = {"multiplier_slip": 0.93, "mj_for_kwh": 0.9}
"""Ours: bills that stand at one ratio to the row in every month leave little else."""


@misfiling("readings-for-bills", answers=("DOC201",), make=make_none, taxonomy="E07")
def readings_for_bills(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what its bills come to."""
    yield from propose_billed(filing, evidence, PRIORS)
