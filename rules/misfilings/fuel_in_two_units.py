"""One fuel was filed by mass and again by volume or heat: one row is kept."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that rows equal in every month, by the fuel's density or calorific value, are one."""


def file_twice(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake adds a row, and corrections change cells."""
    yield from ()


@misfiling("fuel-in-two-units", answers=("PLA201",), make=file_twice, taxonomy="F13")
def fuel_in_two_units(_filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the row that says the same again is left blank."""
    yield Proposal(tuple(Edit(row, None) for row in evidence.rows if isinstance(row, int)), PRIOR)
