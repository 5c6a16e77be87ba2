"""The same figure stands in two or more months of a line: copied forward, or a yearly figure spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, plain, rule
from rules.periods._months import LINE, list_report_months

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

PLAIN_FLOWS = ("opening_stock", "closing_stock", "stock_adjustment", "lost")
"""Stocks that nobody touched and booked losses are alike from month to month."""
FEW_PIECES = 100.0
"""Whole numbers below this are counts of cylinders or cans, and alike by themselves (ours)."""
SURE_DIGITS = 5
"""With so many significant digits two months far apart are not alike by chance (ours: 66 pairs, 1 in 1,000)."""


@rule("PER201", severity="warning", scope="series", needs=("facts.amount",), given=("year",))
def repeated_month(filing: Filing, *, digits: int = 4, run: int = 3) -> Iterator[Evidence]:
    """Find figures that stand again in a later month of the same line.

    With at least `digits` significant digits two months are enough; round figures must fill `run`
    months in a row. A line with one figure in all its months is a review: an estimate, a contract
    amount, or a year's figure spread.
    """
    months = list_report_months(filing)
    months = months[(months["amount"] > 0) & ~months["flow"].isin(PLAIN_FLOWS)]
    months = months.assign(told=months.groupby(LINE)["amount"].transform("size"))
    alike = months[months.duplicated([*LINE, "amount"], keep=False)]
    if alike.empty:
        return
    for _, own in alike.groupby([*LINE, "amount"], sort=False):
        told = int(own["told"].iloc[0])
        severity = judge_group(own, told, digits, run)
        if severity is not None:
            yield make_evidence(own, severity, flat=len(own) == told)


def judge_group(own: pd.DataFrame, told: int, digits: int, run: int) -> Severity | None:
    """Say how grave it is that months of a line are alike; None where that is likely by chance."""
    quantity = float(own["quantity"].iloc[0])
    longest = find_longest_run(own["place"].tolist())
    if len(own) == told:
        return "review" if told >= run else None
    if quantity < FEW_PIECES and quantity == int(quantity):
        return None
    significant = count_digits(quantity)
    if significant < digits:
        return "warning" if longest >= run else None
    if bool(own["estimated"].any()):
        return "review"
    return "warning" if longest > 1 or len(own) > 2 or significant >= SURE_DIGITS else "review"


def find_longest_run(places: list[int]) -> int:
    """Give how many months in a row the places hold at most."""
    longest = length = 0
    for place in sorted(places):
        length = length + 1 if place - 1 in places else 1
        longest = max(longest, length)
    return longest


def count_digits(quantity: float) -> int:
    """Count significant digits as filed: 38,400 has three, 38.412 has five."""
    shown = f"{quantity:.12g}".partition("e")[0]
    return len(shown.replace(".", "").strip("0"))


def make_evidence(own: pd.DataFrame, severity: Severity, *, flat: bool) -> Evidence:
    """Name the later months, or all of a flat line, and the month they repeat."""
    rows = own.sort_values("place").index.tolist()
    culprits = tuple(rows if flat else rows[1:])
    context: tuple[tuple[Row, str], ...] = () if flat else ((rows[0], "same_month"),)
    values: dict[str, Any] = {
        "filed": float(own["quantity"].iloc[0]),
        "months": [plain(start) for start in own.sort_values("place")["start"]],
        "count": len(rows),
        "hints": ["one_figure_all_year" if flat else "copied_forward"],
    }
    return Evidence(culprits, values, context, severity=severity)
