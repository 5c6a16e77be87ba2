"""The grid factor of another year was used."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._grid_factors import exchange_factors, put_expected

READINGS = ("other_year", "national_other_year")


def age_factors(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a factor of another year is filed."""
    yield from exchange_factors(filing, READINGS)


@misfiling("stale-grid-factor", answers=("FAC101",), make=age_factors, taxonomy="E11")
def stale_grid_factor(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the factor published for the region and the report year takes its place."""
    yield from put_expected(filing, evidence, READINGS, 0.9)
