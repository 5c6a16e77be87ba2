"""A stock typed wrongly: the stock beside it, or the balance of its month, says what it was."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.balance._keystrokes import is_one_key, is_power_of_ten, is_swapped, swap_digits

SLIP = 0.9
"""Ours: that a stock is the wrong one, where one slip of the fingers turns its counterpart into it."""
CARRIED = 0.75
"""Ours: the same where the two merely differ."""
NOTICED = 0.02
"""Ours: a swap that moves a stock by less is lost in what is left to weighing."""


def mistype_stocks(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: two digits of a closing stock that the next month carries on are interchanged."""
    months = filing.monthly()
    months = months[filing.years_of(months["start"]) == filing.year]
    openings = months[months["flow"] == "opening_stock"]
    carried = set(
        zip(openings["site"], openings["source"], openings["start"], openings["amount"], strict=True)
    )
    closings = months[months["flow"] == "closing_stock"]
    columns = [closings[name] for name in ("site", "source", "end", "amount", "quantity")]
    for row, site, source, end, amount, quantity in zip(closings.index.tolist(), *columns, strict=True):
        swapped = swap_digits(float(quantity)) if (site, source, end, amount) in carried else None
        if swapped is not None and abs(swapped / quantity - 1) > NOTICED:
            yield (Edit(row, swapped),)


@misfiling("mistyped-stock", answers=("BAL201",), make=mistype_stocks, taxonomy="A03")
def mistyped_stock(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the stock becomes the one it should equal, the closing stock before or the opening stock after."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    facts = filing.facts
    if len(rows) != 1 or rows[0] not in facts.index:
        return
    fact = facts.loc[rows[0]].to_dict()
    if fact["flow"] not in {"opening_stock", "closing_stock"}:
        return
    backward = fact["flow"] == "opening_stock"
    other = facts[
        (facts["site"] == fact["site"])
        & (facts["source"] == fact["source"])
        & (facts["flow"] == ("closing_stock" if backward else "opening_stock"))
        & ((facts["end"] == fact["start"]) if backward else (facts["start"] == fact["end"]))
    ]
    if len(other) != 1 or other["amount"].isna().any():
        return
    filed, meant = float(fact["quantity"]), float(f"{float(other['amount'].iloc[0]) / fact['scale']:.12g}")
    slip = is_swapped(filed, meant) or is_one_key(filed, meant) or is_power_of_ten(filed, meant)
    yield Proposal((Edit(rows[0], meant),), SLIP if slip else CARRIED, {"quantity": filed, "expected": meant})
