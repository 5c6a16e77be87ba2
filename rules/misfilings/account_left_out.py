"""An account was left out of the purchase: the bills of all accounts say what was bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import take_billed

PRIORS = {"account_apart": 0.92, "bills_more": 0.6}
"""Ours: where the gap is one account's bills to the kWh, and where bills merely hold more."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: which bills a row is made from no filing says."""
    yield from ()


@misfiling("account-left-out", answers=("DOC201",), make=make_none, taxonomy="M06")
def account_left_out(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what the bills of all accounts come to."""
    said: dict[str, Any] = dict(evidence.values)
    prior = PRIORS.get(str(said["hints"][0]))
    edits = take_billed(filing, evidence) if prior is not None else ()
    if prior is not None and edits:
        yield Proposal(edits, prior, {"quantity": said["quantity"], "expected": said["expected"]})
