"""What was bought was filed as used, though the stock moved: use is what the balance leaves."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that use equal to purchases, beside stocks that moved by the gap, was copied from the purchases."""
ADDS, TAKES = ("opening_stock", "purchased", "received", "generated"), ("closing_stock", "sold", "transferred", "raw_material_use", "other_use", "lost")  # fmt: skip
"""Flows on either side of the balance of a fuel: GB/T 2589 and the energy statistics return 205-1 (ours by flow)."""


def burn_purchases(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the year's use of a fuel becomes what was bought of it."""
    facts = filing.facts
    year = facts[
        (facts["start"].dt.month == filing.first_month) & (facts["end"] - facts["start"]).dt.days.ge(360)
    ]
    for _, own in year.groupby(["site", "source"], sort=False):
        used, bought = own[own["flow"] == "consumed"], own[own["flow"] == "purchased"]
        stocks = own[own["flow"].isin(("opening_stock", "closing_stock"))]["amount"].tolist()
        if len(used) == len(bought) == 1 and len(stocks) == 2 and stocks[0] != stocks[1]:
            yield (Edit(int(used.index[0]), float(bought["amount"].iloc[0] / used["scale"].iloc[0])),)


@misfiling("purchases-as-use", answers=("BAL201",), make=burn_purchases, taxonomy="F14")
def purchases_as_use(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: use becomes opening stock and what came in, less closing stock and what went elsewhere."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if evidence.values["hints"] != ["purchases_as_consumption"]:
        return
    edits = close_balances(filing, rows)
    if edits and len(edits) == len(evidence.rows):
        said = {
            "quantity": sum(filing.facts["quantity"].loc[rows]),
            "expected": sum(each.quantity or 0.0 for each in edits),
        }
        yield Proposal(edits, PRIOR, said)


def close_balances(filing: Filing, rows: list[int]) -> tuple[Edit, ...]:
    """Give each use what the balance of its own period leaves; () where one of them leaves nothing."""
    known = filing.facts[filing.facts["amount"].notna()]
    edits = []
    for row in rows:
        used = filing.facts.loc[row].to_dict()
        own = known[known["site"] == used["site"]]
        for name in ("source", "start", "end"):
            own = own[own[name] == used[name]]
        amounts = own["amount"].groupby(own["flow"]).sum().to_dict()
        left = sum(amounts.get(flow, 0.0) for flow in ADDS) - sum(amounts.get(flow, 0.0) for flow in TAKES)
        if used["flow"] != "consumed" or left <= 0:
            return ()
        edits.append(Edit(row, float(f"{left / used['scale']:.12g}")))
    return tuple(edits)
