"""The power of the own generator was filed as purchased."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.electricity._purchases import list_purchases
from rules.electricity.genset_power_counted import names_genset

PRIOR = 0.8
"""Ours: that a purchase which names the site's own generator is its power."""


def add_genset(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the mistake adds a row, and corrections change cells."""
    yield from ()


@misfiling("genset-as-purchase", answers=("ELE301",), make=add_genset, taxonomy=None)
def genset_as_purchase(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the row of purchases is left blank, where the fuel is filed and another purchase of the site is left."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if filing.year is None or not rows or all(role != "partner" for _, role in evidence.context):
        return
    site = str(filing.facts["site"].loc[rows[0]])
    counted, _ = list_purchases(filing, filing.year)
    if any(each.site == site and not names_genset(str(each.line["label"])) for each in counted):
        yield Proposal(tuple(Edit(row, None) for row in rows), PRIOR)
