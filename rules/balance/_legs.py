"""The legs of a balance: amounts by site, source and flow, in each month or in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

PERIOD = ["site", "source", "account", "base_unit", "start", "end"]
LINE = ["site", "series"]


def list_legs(filing: Filing, years: tuple[int, ...]) -> pd.DataFrame:
    """Give the facts of lines that hold a figure in these years, with account and step, one row a fact.

    Columns of facts, `account` of the line and `step` (one unit of the last digit, base unit); `known`
    tells a figure or a not-applicable mark, which counts 0. Wholly empty lines are left out: they
    stand in the form and say nothing.
    """
    from rules.balance._keystrokes import measure_last_digit

    facts = filing.facts
    facts = facts[facts["start"].dt.year.isin(years) & ~facts["as_filed"].isin(["cumulative", "index"])]
    told = facts.loc[facts["amount"].notna(), LINE].drop_duplicates()
    lines = filing.series[[*LINE, "account"]].drop_duplicates(LINE)
    kept = told.merge(lines, on=LINE, how="left").fillna({"account": ""})
    legs = facts.reset_index(names="row").merge(kept, on=LINE, how="inner").set_index("row")
    return legs.assign(
        known=legs["amount"].notna() | (legs["state"] == "not_applicable"),
        step=measure_last_digit(legs["text"]) * legs["scale"],
    )
