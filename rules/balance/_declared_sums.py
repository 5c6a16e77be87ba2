"""Declared tonnes: a total beside the categories or rows it sums, whichever way they overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Filing
from rules._columns import take_list
from rules.balance._keystrokes import add_rounding, measure_last_digit
from rules.balance._spans import list_months

if TYPE_CHECKING:
    import pandas as pd

ENERGY = ("electricity", "heat")
LEAST_SHARE = 1e-6
TABLE = ["site", "file", "sheet", "block", "start", "end"]


class DeclaredGap(NamedTuple):
    """A declared total, the sum that comes nearest to it and the rows of that sum; tonnes of CO2e."""

    row: int
    total: float
    parts: float
    rows: tuple[int, ...]
    unit: str
    months: list[Any]


def list_declared_gaps(filing: Filing) -> list[DeclaredGap]:
    """Give the declared totals that no way of summing what stands in their table comes to."""
    if "total" not in take_list(filing, "declared", "level"):
        return []
    declared = filing.declared[filing.declared["tco2e"].notna()]
    totals = declared["level"] == "total"
    if not totals.any() or totals.all():
        return []
    gaps = []
    declared = declared[~_closes_plainly(declared)]
    for _, table in declared.groupby(TABLE, sort=False, dropna=False):
        parts = table[table["level"] != "total"]
        if parts.empty:
            continue
        ways = list_ways(parts, several=int((table["level"] == "total").sum()) > 1)
        stated = table.loc[table["level"] == "total", "tco2e"]
        for row, total in zip(stated.index.tolist(), stated.tolist(), strict=True):
            gap = judge_total(table, row, total, ways)
            if gap is not None:
                gaps.append(gap)
    return gaps


def _closes_plainly(declared: pd.DataFrame) -> pd.Series:
    """Tell, row by row, the tables of categories whose lone total is just their sum: a sector files hundreds."""
    by = [declared[name] for name in TABLE]
    is_total = declared["level"] == "total"
    totals = declared["tco2e"].where(is_total).groupby(by, dropna=False, sort=False).transform("sum")
    parts = declared["tco2e"].where(~is_total).groupby(by, dropna=False, sort=False).transform("sum")
    lone = is_total.groupby(by, dropna=False, sort=False).transform("sum") == 1
    plain = (
        (
            is_total
            | (
                (declared["level"] == "category")
                & (declared["tco2e"] >= 0)
                & ~declared["category"].isin(("electricity_heat", "recovered"))
            )
        )
        .groupby(by, dropna=False, sort=False)
        .transform("all")
    )
    return lone & plain & ((totals - parts).abs() <= LEAST_SHARE * parts.abs())


def find_wrong_category(filing: Filing, gap: DeclaredGap, tolerance: float) -> int | None:
    """Find the one category that recomputing would change by just the gap; None where it speaks for no one."""
    known = filing.compare_declared().reindex(list(gap.rows))
    filed, recomputed = known["tco2e"], known["recomputed"]
    near = tolerance * recomputed.abs()
    fits = ((filed + gap.total - gap.parts - recomputed).abs() <= near) & ((filed - recomputed).abs() > near)
    wrong: list[int] = known.index[fits].tolist()
    return wrong[0] if len(wrong) == 1 else None


def judge_total(table: pd.DataFrame, row: int, total: float, ways: list[pd.DataFrame]) -> DeclaredGap | None:
    """Give the gap to the nearest way of summing; None where one of them comes to the total.

    That is so but for rounding, and but for figures stored as text, which Excel's SUM leaves out.
    """
    best: DeclaredGap | None = None
    stated = table.loc[[row]]
    for way in ways:
        parts = float(way["tco2e"].sum() - 2 * way.loc[is_deducted(way), "tco2e"].sum())
        steps = _measure(way).to_list() + _measure(stated).to_list()
        slack = add_rounding(steps)
        as_text = float(way.loc[way["state"] == "text", "tco2e"].sum())
        slack += LEAST_SHARE * abs(parts)
        if abs(total - parts) <= slack or abs(total - parts + as_text) <= slack:
            return None
        if best is None or abs(total - parts) < abs(total - best.parts):
            months = list_months(stated["start"].iloc[0], stated["end"].iloc[0])
            best = DeclaredGap(row, total, parts, tuple(way.index.tolist()), "tCO2e", months)
    return best


def list_ways(parts: pd.DataFrame, *, several: bool) -> list[pd.DataFrame]:
    """Give the sums a total may mean: categories, rows where a category has none, with or without bought energy.

    A row of power and heat together and the rows of each state the same thing: one side is taken
    at a time. Reports with `several` totals state one with and one without bought power and heat.
    """
    categories = parts[parts["level"] == "category"]
    rows = parts[parts["level"] == "row"]
    covered = set(categories["category"])
    covered |= set(ENERGY) if "electricity_heat" in covered else set()
    mixed = parts.loc[categories.index.union(rows.index[~rows["category"].isin(covered)], sort=False)]
    ways = [mixed]
    if {"electricity_heat"} & set(mixed["category"]) and set(ENERGY) & set(mixed["category"]):
        ways = [mixed[mixed["category"] != "electricity_heat"], mixed[~mixed["category"].isin(ENERGY)]]
    if not rows.empty and not categories.empty:
        ways.append(rows)
    if several:
        ways += [way[~way["category"].isin((*ENERGY, "electricity_heat"))] for way in ways]
    return [way for way in ways if not way.empty]


def is_deducted(parts: pd.DataFrame) -> pd.Series:
    """Tell which rows are recovered gas, filed as a positive figure and deducted in the total."""
    return (parts["category"] == "recovered") & (parts["tco2e"] > 0)


def _measure(rows: pd.DataFrame) -> pd.Series:
    return measure_last_digit(rows["text"]) * rows["scale"]
