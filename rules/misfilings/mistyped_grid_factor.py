"""The grid factor was mistyped."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._grid_factors import exchange_factors, put_expected

READINGS = ("mistyped", "other_unit")


def mistype_factors(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: no published factor is a slip of the fingers, so none is made."""
    yield from exchange_factors(filing, READINGS)


@misfiling("mistyped-grid-factor", answers=("FAC101",), make=mistype_factors, taxonomy="E13")
def mistyped_grid_factor(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the factor published for the region and the report year takes its place."""
    yield from put_expected(filing, evidence, READINGS, 0.9)
