"""What a filing states more than once: figures by site, source and flow, for each table and level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.balance._keystrokes import measure_last_digit

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

KEY = ["site", "source", "flow", "base_unit"]
TABLE = ["file", "sheet", "block"]
LINE = ["site", "series"]
BOUGHT = ("purchased", "net_purchased")
POWER, ANY_POWER = ("electricity", "grid_electricity"), "any bought power"
HEAT = ("heat", "steam", "hot_water")
LEFT = ("exported", "sold", "transferred")


def list_told(filing: Filing) -> pd.DataFrame:
    """Give the facts with a figure as statements: source and flow unified, account, step (one unit of the last digit).

    Power bought from a technology that is not named is grid power. A net purchase states the same
    as a purchase where the site files nothing that left it, and no purchase beside it in the table.
    """
    facts = filing.facts[
        filing.facts["amount"].notna() & ~filing.facts["as_filed"].isin(["cumulative", "index"])
    ]
    lines = filing.series[[*LINE, "account"]].drop_duplicates(LINE)
    told = facts.reset_index(names="row").merge(lines, on=LINE, how="left").fillna({"account": ""})
    bought, power = told["flow"].isin(BOUGHT), told["source"].isin(POWER)
    energy = power | told["source"].isin(HEAT)
    leaving = told.loc[energy & told["flow"].isin(LEFT) & (told["amount"] > 0), "site"].unique()
    gross = told[bought & (told["flow"] == "purchased")].set_index(["site", "source", *TABLE]).index
    net = (told["flow"] == "net_purchased") & energy & ~told["site"].isin(leaving)
    told["flow"] = told["flow"].mask(net, "purchased")
    beside = net & told.set_index(["site", "source", *TABLE]).index.isin(gross)
    told["source"] = told["source"].mask(bought & power, "grid_electricity")
    told["step"] = measure_last_digit(told["text"]) * told["scale"]
    told["days"] = (told["end"] - told["start"]).dt.days
    told["year"] = filing.years_of(told["start"])
    return told[~beside]


def list_years(told: pd.DataFrame) -> pd.DataFrame:
    """Give what each table states as whole years: by key, year and table: amount, step, accounts and rows."""
    years = told[told["days"] >= 360]
    return _gather(years, [*KEY, "year", *TABLE])


def list_month_sums(told: pd.DataFrame) -> pd.DataFrame:
    """Give what twelve months of each file come to, by key, year and file: amount, step, accounts and rows.

    Only where every line tells all twelve; a table that repeats another one's sum is taken once.
    """
    months = told[told["days"] <= 35]
    lines = months.groupby([*LINE, "year"])["start"].nunique().rename("count").reset_index()
    months = months.merge(lines, on=[*LINE, "year"])
    tables = _gather(months, [*KEY, "year", *TABLE])
    fewest = months.groupby([*KEY, "year", *TABLE], sort=False)["count"].min().reset_index()["count"]
    tables["whole"] = fewest.to_numpy() == 12
    file_keys = [*KEY, "year", "file"]
    tables = tables[tables.groupby(file_keys)["whole"].transform("all")]
    tables = tables[~tables.assign(near=tables["amount"].round(3)).duplicated([*file_keys, "near"])]
    files = tables.groupby(file_keys, sort=False).agg(
        amount=("amount", "sum"), step=("step", "sum"), accounts=("accounts", "any"), rows=("rows", "sum")
    )
    return files.reset_index()


def _gather(told: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    grouped = told.groupby(keys, sort=False)
    gathered = grouped.agg(amount=("amount", "sum"), step=("step", "sum"), rows=("row", tuple))
    gathered["accounts"] = grouped["account"].agg("max") != ""
    return gathered.reset_index()


def list_other_power(told: pd.DataFrame) -> pd.DataFrame:
    """Give all bought power together as one more source, where other technologies than the grid are bought."""
    bought = told[(told["flow"] == "purchased") & told["source"].str.endswith("electricity")]
    many = bought.groupby("site")["source"].nunique()
    return bought[bought["site"].isin(many.index[many > 1])].assign(source=ANY_POWER)
