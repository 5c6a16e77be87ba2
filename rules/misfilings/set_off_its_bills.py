"""Own power or power fed in was set off against bills that never held it, or an account was left out: the bills say what was bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

if TYPE_CHECKING:
    import datetime as dt

PRIORS = {
    "own_power_deducted": 0.9, "own_power_added": 0.9, "export_deducted": 0.9, "bills_more": 0.6,
}  # fmt: skip
"""Ours: that the bills are right, where the gap is a figure filed elsewhere, and where an account seems left out."""
FEWEST = 3
"""Months that must differ: fewer were mistyped (ours)."""


def set_off(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: own power is taken off the purchases of the same months."""
    if filing.documents.empty:
        return
    months = filing.monthly()
    months = months[filing.years_of(months["start"]) == filing.year]
    bills = filing.documents[filing.documents["kind"] == "invoice"]
    for site, own in months.groupby("site", sort=False):
        sun = own[(own["source"] == "pv_electricity") & (own["flow"] == "own_use")].set_index("start")[
            "amount"
        ]
        bought = own[(own["source"] == "grid_electricity") & (own["flow"] == "purchased")]
        billed = set(bills.loc[bills["site"] == site, "start"])
        edits = []
        for row, start, amount, scale in zip(
            bought.index.tolist(),
            *(bought[name].tolist() for name in ("start", "amount", "scale")),
            strict=True,
        ):
            less = float(sun.get(start, 0.0))
            if start in billed and 0 < less < amount:
                edits.append(Edit(row, (amount - less) / scale))
        if len(edits) >= FEWEST and bought["series"].nunique() == 1:
            yield tuple(edits)


@misfiling("set-off-its-bills", answers=("DOC201",), make=set_off, taxonomy="M01")
def set_off_its_bills(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each month takes what its bills come to."""
    said: dict[str, Any] = dict(evidence.values)
    prior = PRIORS.get(str(said["hints"][0]))
    rows = [row for row in evidence.rows if isinstance(row, int) and row in filing.facts.index]
    if prior is None or len(rows) < FEWEST or len(rows) != len(evidence.rows):
        return
    billed = sum_bills(filing, evidence)
    facts = filing.facts.loc[rows]
    edits = [
        Edit(row, float(f"{billed[start] / scale:.10g}"))
        for row, start, scale in zip(rows, facts["start"].tolist(), facts["scale"].tolist(), strict=True)
        if start in billed
    ]
    if len(edits) == len(rows) and facts["start"].is_unique:
        yield Proposal(tuple(edits), prior, {"quantity": said["quantity"], "expected": said["expected"]})


def sum_bills(filing: Filing, evidence: Evidence) -> dict[dt.datetime, float]:
    """Give what the bills of each month come to, of the kind that bills most, as rule DOC201 has it."""
    papers = filing.documents.loc[
        [row for row, role in evidence.context if role == "document" and isinstance(row, int)]
    ]
    sums = papers.groupby(["start", "kind"])["amount"].sum().groupby("start").max()
    return dict(zip(sums.index.tolist(), sums.tolist(), strict=True))
