"""A month's figure was copied into the next: what that month may have been."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._expected_months import expect_months

PRIOR = 0.6
"""Ours: two months may be equal by chance, or both be an estimate."""


def copy_months(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: what a month was cannot be told from the others to the last digit."""
    yield from ()


@misfiling("month-copied-forward", answers=("PER201",), make=copy_months, taxonomy="T06")
def month_copied_forward(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the later month lies within the range of its neighbours and of the same month last year."""
    hints = evidence.values["hints"]
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if isinstance(hints, list) and "copied_forward" in hints and len(rows) == len(evidence.rows):
        edits = expect_months(filing, rows)
        if edits:
            yield Proposal(edits, PRIOR)
