"""What a whole line is held against: last year, its bills, the transformer's capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

KIND = ["site", "source", "flow", "attribute", "account"]
POWER = ("grid_electricity", "electricity")
DRAWN = ("purchased", "net_purchased", "consumed")
FULL_LOAD_HOURS = 8784.0
"""Hours of a leap year: no transformer delivers more than its kVA for so long."""
FEWEST_MONTHS = 4
"""Months a year must tell to be compared as a rate (ours)."""


def list_years(filing: Filing) -> pd.DataFrame:
    """Give `filing.yearly()` where positive, with account, unit, scale, base unit and the rate a month.

    One row per line and year; lines with fewer than four months and no whole-year figure are left out.
    """
    years = filing.yearly()
    years = years[(years["amount"] > 0) & (years["complete"] | (years["months"] >= FEWEST_MONTHS))]
    lines = filing.series[["site", "series", "account", "unit", "scale", "base_unit"]]
    years = years.merge(lines.drop_duplicates(["site", "series"]), on=["site", "series"], how="inner")
    spanned = years["months"].where(~years["complete"], 12.0)  # months of a year
    return years.assign(rate=years["amount"] / spanned, spanned=spanned)


def find_last_year(years: pd.DataFrame, year: int) -> pd.Series:
    """Give, for the rows of `years` of a year, the rate of the year before; NaN where unknown.

    That of the line itself, else of the only line alike (last year's file has lines of its own).
    """
    now, before = years[years["year"] == year], years[years["year"] == year - 1]
    found = now["rate"] * float("nan")
    for keys in (["site", "series"], KIND):
        known = before.drop_duplicates(keys, keep=False)[[*keys, "rate"]].rename(columns={"rate": "before"})
        if known.empty:
            continue
        matched = now[keys].merge(known, on=keys, how="left")["before"]
        found = found.fillna(matched.set_axis(now.index))
    return found


def limit_power(filing: Filing, years: pd.DataFrame) -> pd.Series:
    """Give, for lines of drawn power, the kWh their site's transformer can deliver; NaN elsewhere."""
    kva = years["site"].map(filing.profile("transformer_kva")).astype("float64")
    drawn = years["source"].isin(POWER) & years["flow"].isin(DRAWN) & (years["base_unit"] == "kWh")
    return (kva * FULL_LOAD_HOURS * years["spanned"] / 12).where(drawn & (kva > 0))


def compare_bills(filing: Filing) -> pd.DataFrame:
    """Give filed over billed by site and series: columns site, series, ratio (a median), document.

    Bills of one kind and period are summed and held against the figure of the same period; a
    year's figure against twelve months of bills. `document` is the row of one of the bills.
    """
    import pandas as pd

    bills = filing.documents[filing.documents["amount"] > 0]
    nothing = pd.DataFrame({"site": [], "series": [], "ratio": [], "document": []})
    if bills.empty:
        return nothing
    bills = assign_lines(filing, bills)
    keys = ["site", "series", "base_unit", "kind", "start", "end"]
    first = bills.reset_index(names="document").groupby(keys, as_index=False, sort=False)
    summed = first.agg(billed=("amount", "sum"), document=("document", "first"))
    whole = sum_to_years(summed)
    told = filing.facts.loc[
        filing.facts["amount"] > 0, ["site", "series", "base_unit", "start", "end", "amount"]
    ]
    both = told.merge(pd.concat([summed, whole]), on=["site", "series", "base_unit", "start", "end"])
    if both.empty:
        return nothing
    both["ratio"] = both["amount"] / both["billed"]
    return both.groupby(["site", "series"], as_index=False).agg(
        ratio=("ratio", "median"), document=("document", "first")
    )


def sum_to_years(bills: pd.DataFrame) -> pd.DataFrame:
    """Sum twelve different months of bills of one kind to the figure of their calendar year."""
    import pandas as pd

    months = bills[(bills["end"] - bills["start"]).dt.days.between(26, 35)]
    months = months.assign(year=months["start"].dt.year, month=months["start"].dt.month)
    keys = ["site", "series", "base_unit", "kind", "year"]
    years = months.groupby(keys, as_index=False).agg(
        billed=("billed", "sum"), document=("document", "first"), count=("month", "nunique")
    )
    years = years[years["count"] == 12]
    start = pd.to_datetime(years["year"].astype("str") + "-01-01").astype(bills["start"].dtype)
    end = pd.to_datetime((years["year"] + 1).astype("str") + "-01-01").astype(bills["start"].dtype)
    return years.assign(start=start, end=end).drop(columns=["year", "count"])


def assign_lines(filing: Filing, bills: pd.DataFrame) -> pd.DataFrame:
    """Give each bill the series it covers: the one it names, its account's, else the only one of its kind."""
    lines = filing.series[["site", "series", "source", "flow", "account"]]
    series = bills["series"].where(bills["series"] >= 0)
    by_account = lines[lines["account"] != ""].drop_duplicates(["site", "account"], keep=False)
    by_kind = lines.drop_duplicates(["site", "source", "flow"], keep=False)
    for known, keys in ((by_account, ["site", "account"]), (by_kind, ["site", "source", "flow"])):
        named = known[[*keys, "series"]].rename(columns={"series": "line"})
        matched = bills[keys].merge(named, on=keys, how="left")["line"]
        series = series.fillna(matched.set_axis(bills.index))
    assigned = bills.assign(series=series)
    return assigned[assigned["series"].notna()].astype({"series": "int64"})
