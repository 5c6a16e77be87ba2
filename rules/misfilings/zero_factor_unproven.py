"""Bought power was counted at a factor of 0 without its papers: until they come, the grid's average counts."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.documents.zero_factor_without_documents import find_grid_factor

PRIOR = 0.5
"""Ours: papers that are not in the filing may be in a drawer."""
GRID = ("grid_electricity", "electricity")


def deny_factors(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the grid factor of bought power is filed as 0."""
    known = filing.parameters
    bought = (known["parameter"] == "emission_factor") & known["source"].isin(GRID) & (known["amount"] > 0)
    for row, site, amount in zip(
        known.index[bought], known["site"][bought], known["amount"][bought].tolist(), strict=True
    ):
        if find_grid_factor(filing, str(site)) == amount:
            yield (Edit(int(row), 0.0),)


@misfiling("zero-factor-unproven", answers=("DOC101",), make=deny_factors, taxonomy="E02")
def zero_factor_unproven(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the filed zero becomes the factor of the grid. Where no zero was filed there is nothing to change."""
    known = filing.parameters
    rows = [row for row in evidence.rows if isinstance(row, int) and row in known.index]
    if not rows or evidence.at_stake is None:
        return
    factor = find_grid_factor(filing, str(known["site"].loc[rows[0]]))
    if factor is not None:
        edits = tuple(Edit(row, float(f"{factor / float(known['scale'].loc[row]):.12g}")) for row in rows)
        yield Proposal(edits, PRIOR, {"expected": factor})
