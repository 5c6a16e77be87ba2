"""Running totals of the year stand in the months: each month is the step from the one before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.92
"""Ours: that figures which begin at one step and never fall are running totals."""
MONTHS = 12


def run_totals(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a line's months are filed as the sum of the year so far."""
    months = filing.monthly()
    months = months[filing.years_of(months["start"]) == filing.year]
    for _, line in months.groupby(["site", "series"], sort=False):
        own = line.sort_values("start")
        if len(own) == MONTHS and bool((own["quantity"] > 0).all()):
            sums = accumulate(own["quantity"].tolist())
            yield tuple(Edit(int(row), value) for row, value in zip(own.index, sums, strict=True))


@misfiling("running-total-as-month", answers=("PER301",), make=run_totals, taxonomy="T01")
def running_total_as_month(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the first month stays, every other becomes its step. A total that runs from before is left alone."""
    if evidence.values["reading"] != "running_total":
        return
    facts = filing.facts.loc[[row for row in evidence.rows if isinstance(row, int)]].sort_values("start")
    if facts["start"].iloc[0].month != filing.first_month or facts["quantity"].isna().any():
        return
    figures = facts["quantity"].tolist()
    steps = [figures[0], *(float(f"{later - sooner:.12g}") for sooner, later in pairwise(figures))]
    edits = tuple(Edit(int(row), step) for row, step in zip(facts.index, steps, strict=True))
    yield Proposal(edits, PRIOR, {"quantity": sum(figures), "expected": figures[-1]})
