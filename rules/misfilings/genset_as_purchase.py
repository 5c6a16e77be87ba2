"""The power of the own generator was filed as purchased."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.8
"""Ours: that a purchase which names the site's own generator is its power."""


def add_genset(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake adds a row, and corrections change cells."""
    yield from ()


@misfiling("genset-as-purchase", answers=("ELE301",), make=add_genset, taxonomy=None)
def genset_as_purchase(_filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the row of purchases is left blank, where the fuel is filed."""
    if any(role == "partner" for _, role in evidence.context):
        yield Proposal(tuple(Edit(row, None) for row in evidence.rows if isinstance(row, int)), PRIOR)
