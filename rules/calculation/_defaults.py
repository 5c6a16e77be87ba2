"""What a gap between declared and recomputed tonnes says where the factors behind it bind nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.api import Evidence, Filing

SAID = ("emission_factor", "ncv", "carbon_content", "carbon_content_mass", "heat_factor")
"""A filed one of these binds the filer."""
OPEN = ("unexplained", "published_factor")
WIDEST = 3.0
"""National defaults of a fuel differ by a fifth, grid factors of one country's suppliers by a factor of three (ours)."""


def is_binding(filing: Filing, parts: Sequence[int]) -> bool:
    """Tell whether the factors of some facts bind the filer: an authority names them, or they were filed."""
    if filing.rule_set is None or filing.rule_set.binding:
        return True
    facts, known = filing.facts.loc[list(parts)], filing.parameters
    said = known[known["parameter"].isin(SAID) & known["amount"].notna()]
    filed = set(zip(said["site"], said["source"], strict=True))
    return all(key in filed for key in zip(facts["site"], facts["source"], strict=True))


def soften(evidence: Evidence) -> Iterator[Evidence]:
    """Keep of a gap against defaults that bind nobody what a slip explains, and as a review what no factor could."""
    said = dict(evidence.values)
    if said["reading"] not in OPEN:
        yield evidence
        return
    declared, recomputed = (float(str(said[name])) for name in ("declared", "recomputed"))
    times = abs(declared / recomputed) if recomputed else 0.0
    if not 1 / WIDEST <= times <= WIDEST:
        yield replace(evidence, severity="review")
