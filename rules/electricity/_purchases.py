"""The lines of bought power of a site in the report year, each with the rows that state its amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

POWER = ("grid_electricity", "electricity", "direct_line_electricity")
BOUGHT = ("purchased", "net_purchased")
STATES = ["site", "series", "start", "end", "amount", "unit", "scale"]
"""The columns of facts that matter here: picking rows of narrow frames is fast."""


class Purchase(NamedTuple):
    """A line of bought power: its kWh of the year, the facts that state them, whether they are the year's."""

    site: str
    line: pd.Series
    facts: pd.DataFrame
    amount: float
    complete: bool
    tonnes: float | None


def list_purchases(filing: Filing, year: int) -> tuple[list[Purchase], list[Purchase]]:
    """Give the lines of bought power that enter the sum of emissions, and those that state it again.

    Power filed as consumed is taken where it stands in for a purchase nobody filed.
    """
    years = filing.yearly()
    years = years[(years["year"] == year) & years["source"].isin(POWER) & (years["amount"] > 0)]
    years = years[years["flow"].isin((*BOUGHT, "consumed")) & (years["attribute"] != "non_fossil")]
    emissions = filing.emissions()
    known = bool(emissions["factor"].notna().any())
    counted: list[Purchase] = []
    others: list[Purchase] = []
    lines, known_facts = filing.series, filing.facts[STATES]
    places = {key: n for n, key in enumerate(zip(lines["site"], lines["series"], strict=True))}
    for _, each in years.iterrows():
        place = places.get((each["site"], each["series"]))
        if place is None:
            continue
        facts = known_facts.loc[list(each["rows"])]
        facts = facts[facts["amount"] > 0]
        own = emissions.loc[facts.index]
        enters = bool(own["counted"].any()) if known else each["flow"] in BOUGHT
        tonnes = float(own["tco2e"].sum()) if known and bool(own["tco2e"].notna().all()) else None
        purchase = Purchase(
            str(each["site"]), lines.iloc[place], facts, float(each["amount"]), bool(each["complete"]), tonnes
        )
        (counted if enters else others).append(purchase)
    return counted, others
