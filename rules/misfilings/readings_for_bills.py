"""The differences of the meter's readings were filed without its multiplier: the bills say what was bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import take_billed

PRIORS = {"multiplier_slip": 0.93, "mj_for_kwh": 0.9}
"""Ours: bills that stand at one ratio to the row in every month leave little else."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: which bills a row is made from no filing says."""
    yield from ()


@misfiling("readings-for-bills", answers=("DOC201",), make=make_none, taxonomy="E07")
def readings_for_bills(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what its bills come to."""
    said: dict[str, Any] = dict(evidence.values)
    prior = PRIORS.get(str(said["hints"][0]))
    edits = take_billed(filing, evidence) if prior is not None else ()
    if prior is not None and edits:
        yield Proposal(edits, prior, {"quantity": said["quantity"], "expected": said["expected"]})
