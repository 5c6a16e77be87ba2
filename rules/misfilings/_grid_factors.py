"""The grid factor in force put for a filed one, and published factors put for the one in force."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal
from rules.factors.stale_or_foreign_grid_factor import identify_factor, is_same, list_filed

GLUED = "A06"


def put_expected(
    filing: Filing, evidence: Evidence, readings: tuple[str, ...], prior: float
) -> Iterator[Proposal]:
    """Propose the expected factor, in the unit of each cell, where the filed one was read so."""
    expected = evidence.values["expected"]
    if evidence.values["reading"] not in readings or not isinstance(expected, float):
        return
    scales = filing.parameters["scale"]
    rows = [row for row in evidence.rows if isinstance(row, int)]
    edits = tuple(Edit(row, float(f"{expected / float(scales.loc[row]):.12g}")) for row in rows)
    filed = evidence.values["factor"]
    glued = isinstance(filed, float) and is_glued(filed, expected)
    yield Proposal(edits, prior, {"quantity": filed, "expected": expected}, GLUED if glued else None)


def is_glued(filed: float, expected: float) -> bool:
    """Tell a factor that goes on behind its last published digit, as a page number copied along makes it."""
    one, other = (f"{value:.10g}" for value in (filed, expected))
    return one != other and one.startswith(other)


def exchange_factors(filing: Filing, readings: tuple[str, ...]) -> Iterator[tuple[Edit, ...]]:
    """Exchange each right grid factor for the first published one that would be read so."""
    if filing.rule_set is None or filing.year is None:
        return
    regions = filing.profile_text("region").to_dict()
    for row, factor in list_filed(filing).iterrows():
        region, text = regions.get(factor["site"], ""), str(factor["text"])
        expected = filing.rule_set.grid_factor(region, filing.year) if region else None
        if expected is None or not is_same(float(factor["amount"]), text, expected.value):
            continue
        for published in filing.rule_set.published_grid_factors():
            said = f"{published.value:.4f}"
            if identify_factor(
                filing, published.value, said, region, expected
            ).reading in readings and not is_same(published.value, said, expected.value):
                yield (Edit(int(str(row)), published.value / float(factor["scale"])),)
                break
