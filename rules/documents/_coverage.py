"""Which months of a line its papers cover, and how much they bill."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from checker.api import Filing

    Flags = np.ndarray[Any, np.dtype[np.bool_]]

UNNAMED_POWER = ("", "electricity", "grid_electricity")
"""Sources of a paper that may speak of any bought power: a bill seldom names the technology."""


def spread_over_year(frame: pd.DataFrame, year: int) -> Flags:
    """Tell, by row and month of a year, whether the row's period holds the middle of the month.

    Bills are read a few days early or late; each of a row of such bills holds one middle.
    """
    import numpy as np

    middles = np.array([dt.datetime(year, month, 15, 12) for month in range(1, 13)], dtype="datetime64[us]")
    start = frame["start"].to_numpy().astype("datetime64[us]")[:, None]
    end = frame["end"].to_numpy().astype("datetime64[us]")[:, None]
    return np.asarray((start <= middles) & (middles < end))


def list_months(frame: pd.DataFrame, year: int) -> set[int]:
    """Give the months of a year, counted from 0, that any row covers."""
    covered = spread_over_year(frame, year)
    return {month for month in range(12) if covered[:, month].any()}


def list_papers(filing: Filing, line: pd.Series) -> pd.DataFrame:
    """Give the papers that cover a line, and those that may: nothing they say points elsewhere.

    Ours: a doubt about which line a paper means speaks for the filer.
    """
    site, series = str(line["site"]), int(line["series"])
    papers = filing.documents[filing.documents["site"] == site]
    if papers.empty:
        return papers
    sure = papers.index.isin(filing.documents_of(series, site).index)
    lines = filing.series[filing.series["site"] == site]
    others = set(lines.loc[lines["series"] != series, "account"]) - {"", str(line["account"])}
    sources = {str(line["source"])} | set(UNNAMED_POWER if is_bought(str(line["flow"])) else ("",))
    if is_bought(str(line["flow"])) and line["source"] in UNNAMED_POWER and line["attribute"] == "non_fossil":
        sources |= {"pv_electricity", "wind_electricity", "hydro_electricity", "direct_line_electricity"}
    may = (papers["series"] == -1) & papers["source"].isin(sources) & ~papers["account"].isin(others)
    may &= papers["flow"].isin(("", str(line["flow"]))) | is_bought(str(line["flow"])) & papers["flow"].isin(
        ("purchased", "net_purchased", "consumed")
    )
    return papers[sure | may]


def is_bought(flow: str) -> bool:
    """Tell whether a flow is bought power, or consumed power that stands in for it."""
    return flow in {"purchased", "net_purchased", "consumed"}


def sum_bills(papers: pd.DataFrame, year: int, kinds: tuple[str, ...]) -> tuple[list[float | None], float | None]:
    """Give the kWh billed in each month, and in the whole year; None where bills do not tell it.

    Of several kinds of paper the one that bills most counts, so that an invoice and the
    settlement of the same month are not added up.
    """
    import numpy as np

    bills = papers[papers["kind"].isin(kinds) & (papers["base_unit"] == "kWh") & papers["amount"].notna()]
    months: list[float | None] = [None] * 12
    whole: float | None = None
    for kind in sorted(set(bills["kind"])):
        own = bills[bills["kind"] == kind]
        spread, amounts = spread_over_year(own, year), own["amount"].to_numpy()
        count = spread.sum(axis=1)
        for month in range(12):
            of_month = spread[:, month] & (count == 1)
            if of_month.any():
                months[month] = max(months[month] or 0.0, float(amounts[of_month].sum()))
        if spread.any(axis=0).all():
            whole = max(whole or 0.0, float(np.where(count > 0, amounts, 0.0).sum()))
    return months, whole
