"""A month whose bill was missing was left at 0 or blank: what it may have been."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._expected_months import expect_months

PRIOR = 0.6
"""Ours: the month may also have been a shutdown."""


def leave_months(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: what a month was cannot be told from the others to the last digit."""
    yield from ()


@misfiling("month-left-at-zero", answers=("PER101",), make=leave_months, taxonomy="T08")
def month_left_at_zero(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month lies within the range of its neighbours and of the same month last year."""
    rows = [row for row in evidence.rows if isinstance(row, int) and row in filing.facts.index]
    if rows and len(rows) == len(evidence.rows):
        edits = expect_months(filing, rows)
        if edits:
            yield Proposal(edits, PRIOR)
