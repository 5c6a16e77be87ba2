"""What the bills say of the months that rule DOC201 blames, as corrections of these months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.api import Edit, Proposal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from checker.api import Evidence, Filing

FEWEST = 3
"""Months that must differ: fewer were mistyped (ours)."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: which bills a row is made from no filing says."""
    yield from ()


def propose_billed(filing: Filing, evidence: Evidence, priors: Mapping[str, float]) -> Iterator[Proposal]:
    """Propose that each month takes what its bills come to, where the first hint is one that has a prior."""
    said: dict[str, Any] = dict(evidence.values)
    prior = priors.get(str(said["hints"][0]))
    edits = take_billed(filing, evidence) if prior is not None else ()
    if prior is not None and edits:
        yield Proposal(edits, prior, {"quantity": said["quantity"], "expected": said["expected"]})


def take_billed(filing: Filing, evidence: Evidence) -> tuple[Edit, ...]:
    """Give each month what its bills come to; nothing where a month has none, or a figure covers several."""
    rows = [row for row in evidence.rows if isinstance(row, int) and row in filing.facts.index]
    if len(rows) < FEWEST or len(rows) != len(evidence.rows):
        return ()
    billed = sum_bills(filing, evidence)
    facts = filing.facts.loc[rows]
    edits = tuple(
        Edit(row, float(f"{billed[start] / scale:.10g}"))
        for row, start, scale in zip(rows, facts["start"].tolist(), facts["scale"].tolist(), strict=True)
        if start in billed
    )
    return edits if len(edits) == len(rows) and facts["start"].is_unique else ()


def sum_bills(filing: Filing, evidence: Evidence) -> dict[dt.datetime, float]:
    """Give what the bills of each month come to, of the kind that bills most, as rule DOC201 has it."""
    papers = filing.documents.loc[
        [row for row, role in evidence.context if role == "document" and isinstance(row, int)]
    ]
    sums = papers.groupby(["start", "kind"])["amount"].sum().groupby("start").max()
    return dict(zip(sums.index.tolist(), sums.tolist(), strict=True))
