"""Sub-meters were filed beside the main meter that already counts them."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.8
"""Ours: that lines which add up to another in every month are its parts."""


def add_submeters(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake adds rows, and corrections change cells."""
    yield from ()


@misfiling("submeters-counted", answers=("ELE201",), make=add_submeters, taxonomy="E08")
def submeters_counted(_filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the sub-meters are left blank, the main meter is what is billed."""
    yield Proposal(tuple(Edit(row, None) for row in evidence.rows if isinstance(row, int)), PRIOR)
