"""A use that is not what the readings of its meter give: the multiplier left out, or a slip on the way from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.documents.use_unlike_readings import find_usual_ratio, list_pairs

if TYPE_CHECKING:
    from rules.documents.use_unlike_readings import Pair

SURE = 0.93
"""Ours: that the readings, typed as they stand on the meter, are right where the use worked out from them is not."""
MULTIPLIER = 80.0
"""The multiplier that is left out where the mistake is made for a test: 400 A on 5 A."""


def leave_out_multiplier(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the differences of a meter's readings are filed without its multiplier."""
    for pairs in list_pairs(filing).values():
        if find_usual_ratio(pairs) is not None and all(each.multiplier for each in pairs):
            yield tuple(Edit(each.fact, each.filed / MULTIPLIER) for each in pairs)


@misfiling("unlike-its-readings", answers=("DOC204",), make=leave_out_multiplier, taxonomy="E07")
def unlike_its_readings(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what its readings give."""
    rows = {row for row in evidence.rows if isinstance(row, int)}
    pairs: list[Pair] = [each for line in list_pairs(filing).values() for each in line if each.fact in rows]
    said: dict[str, Any] = dict(evidence.values)
    times = float(said.pop("times"))
    edits = tuple(Edit(each.fact, float(f"{each.metered * times:.8g}")) for each in pairs)
    yield Proposal(edits, SURE, said)
