"""The grid factor of another region was used."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._grid_factors import exchange_factors, put_expected

READINGS = ("other_region", "national")


def move_factors(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a factor of another region is filed."""
    yield from exchange_factors(filing, READINGS)


@misfiling("grid-factor-of-another-region", answers=("FAC101",), make=move_factors, taxonomy="E14")
def grid_factor_of_another_region(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the factor published for the region and the report year takes its place."""
    yield from put_expected(filing, evidence, READINGS, 0.85)
