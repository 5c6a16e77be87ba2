"""A month typed wrongly on the way from its bill or meter record: the paper says what it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules._columns import take_list
from rules.balance._keystrokes import swap_digits

if TYPE_CHECKING:
    import pandas as pd

SLIP, OTHER = 0.92, 0.8
"""How probable the paper's figure is, where one slip of the fingers turns it into the filed one, and where not (ours)."""
SLIPS = ("digits_swapped", "one_key", "powers_of_ten")
NOTICED = 0.05
"""Ours: a swap that moves a month by less is looked at as a bill read on another day."""


def mistype_bills(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: two digits of a purchase that has a bill of its own month are interchanged."""
    if filing.documents.empty:
        return
    months: pd.DataFrame = filing.monthly()
    bills = set(
        zip(*(take_list(filing, "documents", name) for name in ("site", "start", "amount")), strict=True)
    )
    bought = months[(months["flow"] == "purchased") & (months["source"] == "grid_electricity")]
    for row, site, start, amount, quantity in zip(
        bought.index.tolist(),
        *(bought[name].tolist() for name in ("site", "start", "amount", "quantity")),
        strict=True,
    ):
        swapped = swap_digits(float(quantity)) if (site, start, amount) in bills else None
        if swapped is not None and abs(swapped / quantity - 1) > NOTICED:
            yield (Edit(row, swapped),)


@misfiling("unlike-its-bill", answers=("DOC201", "DOC203"), make=mistype_bills, taxonomy="A03")
def unlike_its_bill(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: a single month takes the figure of its paper; a row that differs throughout has another cause."""
    rows = [row for row in evidence.rows if isinstance(row, int) and row in filing.facts.index]
    if len(rows) != 1 or len(evidence.rows) != 1:
        return
    said: dict[str, Any] = dict(evidence.values)
    hint = str(said["hints"][0])
    if hint in {"own_power_added", "own_power_deducted", "export_deducted"}:
        return
    said["expected"] = float(f"{said['expected']:.10g}")
    yield Proposal((Edit(rows[0], said["expected"]),), SLIP if hint in SLIPS else OTHER, said)
