"""A number was typed as text, so that sums pass it over: the same number, as a number."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.95
"""Ours: that a text which reads as a number is that number."""


def type_text(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake changes how a cell is stored, and corrections change figures."""
    yield from ()


@misfiling("number-typed-as-text", answers=("ENT101",), make=type_text, taxonomy="A05")
def number_typed_as_text(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each cell holds the number that its text says."""
    facts = filing.facts["quantity"]
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if all(row in facts.index for row in rows):
        yield Proposal(tuple(Edit(row, float(facts.loc[row])) for row in rows), PRIOR)
