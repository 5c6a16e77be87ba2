"""Own power was set off against bills that never held it: the bills say what was bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.misfilings._billed import FEWEST, take_billed

PRIORS = {"own_power_deducted": 0.9, "own_power_added": 0.9}
"""Ours: that the bills are right where the gap is a figure filed elsewhere."""


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
    edits = take_billed(filing, evidence) if prior is not None else ()
    if prior is not None and edits:
        yield Proposal(edits, prior, {"quantity": said["quantity"], "expected": said["expected"]})
