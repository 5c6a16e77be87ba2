"""A row or a sheet was copied, and both are counted."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that months which are those of another line were copied from it."""


def copy_line(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake adds rows, and corrections change cells."""
    yield from ()


@misfiling("line-copied", answers=("STR101", "STR102", "STR103"), make=copy_line)
def line_copied(_filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: what says it again, or plans it, is left blank; where a plan stands alone nobody knows the figures."""
    hints = evidence.values["hints"]
    if isinstance(hints, list) and "plan_alone" not in hints:
        yield Proposal(tuple(Edit(row, None) for row in evidence.rows if isinstance(row, int)), PRIOR)
