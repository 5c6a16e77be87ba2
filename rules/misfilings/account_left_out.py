"""An account was left out of the purchase: the bills of all accounts say what was bought."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import make_none, propose_billed

PRIORS = {"account_apart": 0.92, "bills_more": 0.6}
"""Ours: where the gap is one account's bills to the kWh, and where bills merely hold more."""


@misfiling("account-left-out", answers=("DOC201",), make=make_none, taxonomy="M06")
def account_left_out(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what the bills of all accounts come to."""
    yield from propose_billed(filing, evidence, PRIORS)
