"""Opening and closing stock changed places: the balance fails by twice their difference."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that two stocks which close the balance once exchanged were exchanged."""


def swap_stocks(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the year's opening and closing stock of a fuel change places."""
    facts = filing.facts
    year = facts[
        (facts["start"].dt.month == filing.first_month) & (facts["end"] - facts["start"]).dt.days.ge(360)
    ]
    for _, own in year.groupby(["site", "source"], sort=False):
        stocks = own[own["flow"].isin(("opening_stock", "closing_stock"))]
        if set(stocks["flow"]) == {"opening_stock", "closing_stock"} and len(stocks) == 2:
            (first, second), (a, b) = stocks.index, stocks["quantity"].tolist()
            yield Edit(int(first), b), Edit(int(second), a)


@misfiling("stocks-swapped", answers=("BAL201",), make=swap_stocks, taxonomy="F15")
def stocks_swapped(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each stock gets the other's figure."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if evidence.values["hints"] != ["stocks_swapped"] or len(rows) != 2:
        return
    a, b = (float(filing.facts["quantity"].loc[row]) for row in rows)
    yield Proposal((Edit(rows[0], b), Edit(rows[1], a)), PRIOR, {"quantity": a, "expected": b})
