"""A month in which many lines stand far from what is usual for each: one cause, or one column filled in wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules.swings.unusual_month import sum_sites

if TYPE_CHECKING:
    import pandas as pd

    from checker.swings.judge import Swing


@rule(
    "SWG201", severity="review", scope="filing", needs=("facts.amount",), given=("year",), gives_way=True
)  # fmt: skip
def month_of_many(filing: Filing, *, least_share: float = 0.005, reference: str = "") -> Iterator[Evidence]:
    """Find months in which five lines or more, and a quarter of those judged, stand far from what is usual for each.

    One flow at many sites, a site, or the whole company; they are told once and not again one by one.
    A month worth less than `least_share` of the emissions of each site is passed over (ours: a tenth of the
    usual materiality), where emissions are known.
    """
    months: dict[pd.Timestamp, list[Swing]] = {}
    for swing in filing.swings(reference).found:
        if swing.beside and not swing.slipped:
            months.setdefault(filing.facts["start"].loc[swing.row], []).append(swing)
    if not months:
        return
    amounts, factors = filing.facts["amount"], filing.emissions()["factor"]
    wholes = sum_sites(filing)
    for _, swings in sorted(months.items()):
        rows = [swing.row for swing in sorted(swings)]
        usual = [swing.expected for swing in sorted(swings)]
        worth = ((amounts.loc[rows] - usual) * factors.loc[rows]).dropna()
        shares = worth.abs().groupby(filing.facts["site"].loc[worth.index]).sum()
        if len(worth) and all(
            each < least_share * wholes.get(str(site), 0.0) for site, each in shares.items()
        ):
            continue
        values: dict[str, Any] = {"count": len(rows), "rows": max(swing.beside for swing in swings)}
        yield Evidence(tuple(rows), values, at_stake=float(worth.sum()) if len(worth) else None)
