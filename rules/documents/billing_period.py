"""Bills run from the 21st to the 20th and are filed as calendar months: the year begins and ends on the wrong day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules.documents._coverage import list_papers
from rules.electricity._purchases import BOUGHT, list_purchases

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row
    from rules.electricity._purchases import Purchase

BILLS = ("invoice", "settlement")
FEWEST = 6
"""Bills of a line that must agree with its months, so that they were surely filed as they are (ours)."""
DAYS = (20, 45)
"""What a month's bill may span."""
SAME = 0.001


@rule("DOC202", severity="review", scope="site", needs=("facts.amount",), given=("year", "documents"))
def billing_period(filing: Filing, *, days: int = 5) -> Iterator[Evidence]:
    """Find lines filed bill by bill whose bills begin `days` or more away from the first of the month.

    At stake is what the bills at both ends hold beyond the year, by their use a day, less what no
    bill holds at its end.
    """
    if filing.year is None or filing.documents.empty:
        return
    counted, _ = list_purchases(filing, filing.year)
    for purchase in counted:
        papers = list_papers(filing, purchase.line) if purchase.line["flow"] in BOUGHT else None
        bills = None if papers is None else pick_bills(papers)
        if bills is None or len(bills) < FEWEST:
            continue
        filed = {round(float(each), 3) for each in purchase.amounts}
        same = [
            any(abs(amount - each) <= SAME * amount for each in filed) for amount in bills["amount"].tolist()
        ]
        off = [min(start.day - 1, 31 - start.day) >= days for start in bills["start"].tolist()]
        if sum(same) >= FEWEST and all(off):
            yield make_evidence(filing, purchase, bills)


def pick_bills(papers: pd.DataFrame) -> pd.DataFrame:
    """Give the bills of about a month, in order."""
    bills = papers[papers["kind"].isin(BILLS) & (papers["amount"] > 0)]
    spans = (bills["end"] - bills["start"]).dt.days
    return bills[spans.between(*DAYS)].sort_values("start")


def make_evidence(filing: Filing, purchase: Purchase, bills: pd.DataFrame) -> Evidence:
    """Say where the bills begin and end, and weigh both edges."""
    year = filing.year or 0
    first, last = (
        dt.datetime(year, filing.first_month, 1),
        dt.datetime(year + 1, filing.first_month, 1),
    )  # dates of a bill
    starts, ends, amounts = bills["start"].tolist(), bills["end"].tolist(), bills["amount"].tolist()
    rates = [amount / (end - start).days for start, end, amount in zip(starts, ends, amounts, strict=True)]
    begins, stops = min(starts), max(ends)
    before = max((first - begins).days, 0) * rates[0] - max((begins - first).days, 0) * rates[0]
    behind = max((stops - last).days, 0) * rates[-1] - max((last - stops).days, 0) * rates[-1]
    gap = before + behind
    values: dict[str, Any] = {
        "start": begins.date(), "end": stops.date(), "year": year, "gap": abs(gap) / purchase.scale, "unit": purchase.unit,
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (int(row), "document") for row in bills.index if bills["series"].loc[row] == NO_SERIES
    )
    whole = purchase.amount > 0 and purchase.tonnes is not None
    stake = (purchase.tonnes or 0.0) * gap / purchase.amount if whole else None
    return Evidence(purchase.rows, values, context, at_stake=stake)
