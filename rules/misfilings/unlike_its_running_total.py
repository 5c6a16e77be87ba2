"""A month, or a running total beside it, was mistyped: each follows from the other."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.balance._running import list_steps

MONTH, TOTAL = 0.9, 0.85
"""Ours: that the later running totals, all of which hold another figure, are right; that one out of line is wrong."""
SLIP = 10.0


def slip_a_month(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the point of one month slips, and the running totals stay."""
    for steps in list_steps(filing):
        yield from ((Edit(step.months[0].fact, step.months[0].quantity * SLIP),) for step in steps[1:2])


@misfiling("unlike-its-running-total", answers=("BAL102",), make=slip_a_month, taxonomy="A01")
def unlike_its_running_total(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:  # noqa: ARG001  # the evidence says it all
    """Undo it: the month takes what the running total rises by, or the total what its months come to."""
    values = dict(evidence.values)
    expected = values["expected"]
    if isinstance(expected, float) and isinstance(evidence.rows[0], int):
        prior = MONTH if evidence.severity == "error" else TOTAL
        yield Proposal((Edit(evidence.rows[0], expected),), prior, values)
