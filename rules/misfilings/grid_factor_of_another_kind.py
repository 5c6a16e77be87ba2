"""A factor of another kind, such as an operating margin, was used for the grid's average."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._grid_factors import exchange_factors, put_expected

READINGS = ("other_family",)
NOT_LISTED = ("unpublished",)
"""Margins and footprints are in no table of averages; a supplier's own factor is neither, so it is less sure (ours)."""


def mix_kinds(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a factor of another kind is filed."""
    yield from exchange_factors(filing, READINGS)


@misfiling("grid-factor-of-another-kind", answers=("FAC101",), make=mix_kinds, taxonomy="E12")
def grid_factor_of_another_kind(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the factor published for the region and the report year takes its place."""
    yield from put_expected(filing, evidence, READINGS, 0.9)
    yield from put_expected(filing, evidence, NOT_LISTED, 0.6)
