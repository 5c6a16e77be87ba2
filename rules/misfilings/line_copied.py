"""A row or a sheet was copied, and both are counted."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that months which are those of another line were copied from it."""
TWICE = frozenset(("counted_twice", "declared_holds_both"))
"""What tells that something is counted a second time."""


def copy_line(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake adds rows, and corrections change cells."""
    yield from ()


@misfiling("line-copied", answers=("STR101", "STR102", "STR103"), make=copy_line)
def line_copied(_filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: what says it again, or plans it, is left blank, where it is counted besides or the declared tonnes hold both.

    A form and its ledger on two sheets are sound: what is counted once needs no correction.
    """
    hints = evidence.values["hints"]
    if isinstance(hints, list) and not TWICE.isdisjoint(hints):
        yield Proposal(tuple(Edit(row, None) for row in evidence.rows if isinstance(row, int)), PRIOR)
