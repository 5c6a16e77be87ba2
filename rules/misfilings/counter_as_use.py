"""What a meter's counter shows stands in the months: each month is the counter's step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.88
"""Ours: that figures far above their own steps, rising evenly, are a counter's."""


def read_counters(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: what the counter showed before its first month stands in no filing, so the way back is not exact."""
    yield from ()


@misfiling("counter-as-use", answers=("PER301",), make=read_counters, taxonomy="T02")
def counter_as_use(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: every month becomes its step; the first lies within the range of the others."""
    if evidence.values["reading"] != "counter":
        return
    facts = filing.facts.loc[[row for row in evidence.rows if isinstance(row, int)]].sort_values("start")
    if facts["quantity"].isna().any():
        return
    figures = facts["quantity"].tolist()
    steps = [float(f"{later - sooner:.12g}") for sooner, later in pairwise(figures)]
    first = Edit(int(facts.index[0]), median(steps), span=(min(steps), max(steps)))
    edits = (first, *(Edit(int(row), step) for row, step in zip(facts.index[1:], steps, strict=True)))
    yield Proposal(edits, PRIOR, {"quantity": sum(figures), "expected": sum(steps) + median(steps)})
