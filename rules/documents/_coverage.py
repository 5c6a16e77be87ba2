"""Which months of a line its papers cover, and how much they bill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Filing
from rules._columns import take_list

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Flags = np.ndarray[Any, np.dtype[np.bool_]]

UNNAMED_POWER = ("", "electricity", "grid_electricity")
"""Sources of a paper that may speak of any bought power: a bill seldom names the technology."""

SAYS = [
    "site",
    "kind",
    "series",
    "source",
    "flow",
    "account",
    "start",
    "end",
    "text",
    "state",
    "amount",
    "base_unit",
]
"""The columns of papers that matter here: picking rows of narrow frames is fast."""


def spread_over_year(frame: pd.DataFrame, year: int, first: int = 1) -> Flags:
    """Tell, by row and calendar month of a year that begins in month `first`, whether the row's period holds the middle of the month.

    Bills are read a few days early or late; each of a row of such bills holds one middle.
    """
    return spread_periods(frame["start"].to_numpy(), frame["end"].to_numpy(), year, first)


def spread_periods(
    start: np.ndarray[Any, Any], end: np.ndarray[Any, Any], year: int, first: int = 1
) -> Flags:
    """Tell the same of periods given as times."""
    import numpy as np

    middles = np.array(
        [dt.datetime(year + (month < first), month, 15, 12) for month in range(1, 13)], dtype="datetime64[us]"
    )
    return np.asarray((start[:, None] <= middles) & (middles < end[:, None]))


def list_months(frame: pd.DataFrame, year: int, first: int = 1) -> set[int]:
    """Give the months of a year, counted from 0, that any row covers."""
    return set() if frame.empty else name_months(spread_over_year(frame, year, first))


def name_months(covered: Flags) -> set[int]:
    """Give the months, counted from 0, that any row covers."""
    return {month for month in range(12) if covered[:, month].any()}


def list_papers(filing: Filing, line: Mapping[str, Any]) -> pd.DataFrame:
    """Give the papers that cover a line, and those that may: nothing they say points elsewhere.

    A paper that names a line or its account covers it. One that names neither may cover any line
    of its source and flow. Ours: a doubt about which line a paper means speaks for the filer.
    """
    if filing.documents.empty:
        return filing.documents
    known: dict[tuple[str, int], pd.DataFrame] = filing.share("papers of lines", lambda _: {})
    key = str(line["site"]), int(line["series"])
    if key not in known:
        known[key] = _find_papers(filing, line, *key)
    return known[key]


def list_sites_with_papers(filing: Filing, *, but: tuple[str, ...] = ()) -> set[str]:
    """Give the sites that handed papers in, of other kinds than `but`.

    What cells merely name shows none, nor do invoices of gas and steam: a site lists those to pay them.
    """
    names = ("site", "series", "kind", "source")
    papers = zip(*(take_list(filing, "documents", name) for name in names), strict=True)
    return {
        site
        for site, series, kind, source in papers
        if series == NO_SERIES
        and kind not in but
        and (kind != "invoice" or not source or source.endswith("electricity"))
    }


def _find_papers(filing: Filing, line: Mapping[str, Any], site: str, series: int) -> pd.DataFrame:
    of_site = filing.share("papers of sites", lambda each: dict(iter(each.documents[SAYS].groupby("site"))))
    papers: pd.DataFrame = of_site.get(site, filing.documents.iloc[:0])
    if papers.empty:
        return papers
    named, account = papers["series"].to_numpy(), papers["account"].to_numpy(dtype=object)
    accounts = list_accounts(filing).get(site, set())
    flow, bought = str(line["flow"]), is_bought(str(line["flow"]))
    sources = {str(line["source"])} | set(UNNAMED_POWER if bought else ("",))
    if bought and line["source"] in UNNAMED_POWER and line["attribute"] == "non_fossil":
        sources |= {"pv_electricity", "wind_electricity", "hydro_electricity", "direct_line_electricity"}
    flows = {"", flow} | ({"purchased", "net_purchased", "consumed"} if bought else set())
    own_account = (account == line["account"]) & (account != "")
    elsewhere = tell_any(account, accounts) & ~own_account
    may = tell_any(papers["source"].to_numpy(dtype=object), sources) & ~elsewhere
    may &= tell_any(papers["flow"].to_numpy(dtype=object), flows)
    return papers[(named == series) | ((named == NO_SERIES) & (own_account | may))]


def tell_any(values: np.ndarray[Any, Any], wanted: set[str]) -> Flags:
    """Tell which texts are among some, looked up: `np.isin` compares texts with each of many accounts."""
    import numpy as np

    return np.array([each in wanted for each in values.tolist()], dtype=bool)


def list_accounts(filing: Filing) -> dict[str, set[str]]:
    """Give the accounts that lines have, by site."""

    def find(own: Filing) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for site, account in zip(
            take_list(own, "series", "site"), take_list(own, "series", "account"), strict=True
        ):
            if account:
                found.setdefault(site, set()).add(account)
        return found

    return filing.share("accounts of sites", find)


def is_bought(flow: str) -> bool:
    """Tell whether a flow is bought power, or consumed power that stands in for it."""
    return flow in {"purchased", "net_purchased", "consumed"}


def sum_bills(
    papers: pd.DataFrame, year: int, kinds: tuple[str, ...], first: int = 1
) -> tuple[list[float | None], float | None]:
    """Give the kWh billed in each month, and in the whole year; None where bills do not tell it.

    Of several kinds of paper the one that bills most counts, so that an invoice and the
    settlement of the same month are not added up.
    """
    import numpy as np

    months: list[float | None] = [None] * 12
    whole: float | None = None
    if papers.empty or not papers["amount"].notna().any():
        return months, whole
    bills = papers[papers["kind"].isin(kinds) & (papers["base_unit"] == "kWh") & papers["amount"].notna()]
    for kind in sorted(set(bills["kind"])):
        own = bills[bills["kind"] == kind]
        spread, amounts = spread_over_year(own, year, first), own["amount"].to_numpy()
        count = spread.sum(axis=1)
        for month in range(12):
            of_month = spread[:, month] & (count == 1)
            if of_month.any():
                months[month] = max(months[month] or 0.0, float(amounts[of_month].sum()))
        if spread.any(axis=0).all():
            whole = max(whole or 0.0, float(np.where(count > 0, amounts, 0.0).sum()))
    return months, whole
