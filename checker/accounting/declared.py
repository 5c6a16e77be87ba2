"""Declared tonnes beside the recomputed ones that they state, row by row of `declared`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing


def compare_declared(filing: Filing) -> pd.DataFrame:
    """Give, by row of `declared` for the report year: site, category, level, tco2e, recomputed, complete.

    `recomputed` is NaN where no recomputed figure states the same thing. A row of an activity line
    is held against that line's tonnes, a category against its categories, the total against all.
    """
    return filing.share("declared against recomputed", _compare)


def _compare(filing: Filing) -> pd.DataFrame:
    declared = filing.declared
    inside = declared["tco2e"].notna()
    if filing.year is not None:
        inside &= declared["start"].dt.year == filing.year
    rows = declared.loc[
        inside, ["site", "category", "level", "series", "source", "tco2e", "start", "end"]
    ].copy()
    rows["recomputed"] = float("nan")
    rows["complete"] = True
    if rows.empty or filing.rule_set is None or filing.year is None:
        return rows
    whole = (rows["end"] - rows["start"]).dt.days > 360
    by_category = filing.recomputed().set_index(["site", "category"])
    for row in rows.index[whole.to_numpy()]:
        value, complete = _state(filing, rows.loc[row], by_category)
        rows.loc[row, "recomputed"] = value
        rows.loc[row, "complete"] = complete
    return rows


def _state(filing: Filing, row: pd.Series, by_category: pd.DataFrame) -> tuple[float, bool]:
    """Give the recomputed tonnes that a declared row states, and whether they are complete."""
    site = row["site"]
    if row["level"] == "row":
        return _state_line(filing, row)
    known = by_category[by_category.index.get_level_values("site") == site]
    if row["category"] != "total":
        wanted = ("electricity", "heat") if row["category"] == "electricity_heat" else (row["category"],)
        known = known[known.index.get_level_values("category").isin(wanted)]
    if known.empty:
        return 0.0, row["category"] in ("fuel", "electricity", "heat", "electricity_heat", "total")
    return float(known["tco2e"].sum()), bool(known["complete"].all())


def _state_line(filing: Filing, row: pd.Series) -> tuple[float, bool]:
    emissions, facts = filing.emissions(), filing.facts
    own = (facts["site"] == row["site"]) & emissions["counted"].fillna(False).astype(bool)
    own &= (facts["series"] == row["series"]) if row["series"] >= 0 else (facts["source"] == row["source"])
    tonnes = emissions.loc[own, "tco2e"]
    if tonnes.empty:
        return float("nan"), False
    return float(tonnes.sum()), bool(tonnes.notna().all())


def sum_declared(filing: Filing) -> float | None:
    """Give the tonnes declared for the report year: the stated totals, else the categories, else the rows."""
    rows = compare_declared(filing)
    for level in ("total", "category", "row"):
        own = rows[rows["level"] == level].drop_duplicates(["site", "category", "series", "source", "tco2e"])
        if not own.empty:
            if level == "total":
                # some forms state a total without and one with bought power and heat: the larger is the report's
                return float(own.groupby("site")["tco2e"].max().sum())
            return float(own["tco2e"].sum())
    return None
