"""The year's figure is not what the energy statistics return says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import find_lines, read_line, take_list
from rules.balance._keystrokes import is_power_of_ten
from rules.documents._coverage import list_papers

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

MONTHS = 12
DAYS = (26, 35)
"""Days of a paper that stands for one month."""
SLACK = 5
"""Days by which a paper of the whole year may begin or end beside the report year (ours)."""
ENERGY_FLOWS = ("purchased", "net_purchased", "consumed")


@rule("DOC205", severity="warning", scope="site", needs=("facts.amount",), given=("year", "documents"))
def return_disagrees(filing: Filing, *, slight: float = 0.02, grave: float = 0.1) -> Iterator[Evidence]:
    """Hold each line's whole year against the statistics return that is surely its own, running since January or not.

    From `slight` a review, for the return leaves out what is not industrial; from `grave` a warning (ours).
    """
    if filing.documents.empty or "statistics" not in take_list(filing, "documents", "kind"):
        return
    names = ("site", "series", "source", "flow", "year", "amount", "complete", "rows")
    years = [
        each
        for each in zip(*(take_list(filing, "yearly", name) for name in names), strict=True)
        if each[4] == filing.year and each[6] and each[5] > 0 and each[3] in ENERGY_FLOWS
    ]
    lines = find_lines(filing)
    for site, series, source, flow, _, amount, _, rows in years:
        if (site, series) not in lines:
            continue
        alike = sum(each[0] == site and each[2] == source and each[3] == flow for each in years)
        papers = list_papers(filing, read_line(filing, lines[site, series]))
        unit = filing.facts["base_unit"].loc[rows[0]]
        papers = papers[
            (papers["kind"] == "statistics") & (papers["base_unit"] == unit) & (papers["amount"] > 0)
        ]
        named = papers[papers["series"] == series]
        papers = papers if alike == 1 else named
        stated = sum_return(filing, papers, amount)
        if stated and abs(amount / stated - 1) > slight:
            yield make_evidence(filing, rows, papers, (amount, stated), grave)


def sum_return(filing: Filing, papers: pd.DataFrame, amount: float) -> float:
    """Give what a return says of the report year: a year's figure, the sum of its months, or the last running total."""
    own = papers[filing.years_of(papers["start"]) == filing.year]
    days = (own["end"] - own["start"]).dt.days
    first, last_day = filing.year_bounds()
    begins, ends = (own["start"] - first).dt.days.abs(), (own["end"] - last_day).dt.days.abs()
    whole = own.loc[(begins <= SLACK) & (ends <= SLACK), "amount"].tolist()
    if whole:
        return float(whole[0])
    months = own[days.between(*DAYS)].sort_values("start")
    if len(months) < MONTHS or months["start"].duplicated().any():
        return 0.0
    total, last = float(months["amount"].sum()), float(months["amount"].iloc[-1])
    running = bool((months["amount"].diff().dropna() >= 0).all())
    if running and abs(math.log(last / amount)) < abs(math.log(total / amount)):
        return last
    return total


def make_evidence(
    filing: Filing, rows: tuple[int, ...], papers: pd.DataFrame, both: tuple[float, float], grave: float
) -> Evidence:
    """Say how far the two are apart; at stake are the tonnes beyond what the return says."""
    amount, stated = both
    scale = float(filing.facts["scale"].loc[rows[0]])
    ten = is_power_of_ten(amount, stated, 0.01)
    severity: Severity = "warning" if abs(amount / stated - 1) > grave else "review"
    values: dict[str, Any] = {
        "quantity": amount / scale, "expected": stated / scale, "unit": str(filing.facts["unit"].loc[rows[0]]),
        "year": filing.name_year(), "share": abs(amount / stated - 1),
        "hints": ["powers_of_ten" if ten else "return_less" if stated < amount else "return_more"],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (int(row), "document")
        for row, series in zip(papers.index, papers["series"], strict=True)
        if series == NO_SERIES
    )
    tonnes = filing.emissions().loc[list(rows)]
    worth = float((tonnes["tco2e"] * (1 - stated / amount)).sum()) if bool(tonnes["counted"].any()) else None
    return Evidence(tuple(rows), values, context, None if worth != worth else worth, severity)  # noqa: PLR0124  # NaN
