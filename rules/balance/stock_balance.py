"""Opening stock and receipts less use do not lead to the closing stock, or a stock is not carried over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules.balance._keystrokes import allow_rounding
from rules.balance._legs import PERIOD, list_legs
from rules.balance._spans import list_months

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

RECEIPTS = ("purchased", "net_purchased", "received", "generated")
ISSUES = ("consumed", "own_use", "sold", "exported", "transferred", "other_use", "raw_material_use", "lost")
STOCKS = ("opening_stock", "closing_stock")
SIGNS = {
    "opening_stock": 1.0, "stock_adjustment": 1.0, "closing_stock": -1.0,
    **dict.fromkeys(RECEIPTS, 1.0), **dict.fromkeys(ISSUES, -1.0),
}  # fmt: skip
GROUP = ["site", "source", "account", "base_unit"]


class Break(NamedTuple):
    """Rows of one balance that does not close, the gap in base units, and what fits it."""

    rows: tuple[int, ...]
    gap: float
    throughput: float
    hint: str
    start: Any
    end: Any


@rule("BAL201", severity="error", scope="site", needs=("facts.amount",), within="site_year", given=("year",))
def stock_balance(filing: Filing, *, tolerance: float = 0.01, grave: float = 0.05) -> Iterator[Evidence]:
    """Hold each closing stock against what opening stock, receipts and use lead to, by month or else by year.

    A gap up to `tolerance` of the throughput is the weighing's, one above `grave` is an error. Silent
    where consumption or a stock is not filed, or a leg of the balance has no figure in that month.
    """
    if filing.year is None:
        return
    legs = list_legs(filing, (filing.year,))
    legs = legs[legs["flow"].isin(SIGNS)]
    stocked = legs.loc[legs["flow"].isin(STOCKS), GROUP].drop_duplicates()
    if stocked.empty:
        return
    legs = legs.reset_index().merge(stocked, on=GROUP).set_index("row")
    for own in list_balances(legs):
        months = own[(own["end"] - own["start"]).dt.days <= 35]
        breaks = find_breaks(months, tolerance) + find_jumps(months, tolerance)
        if not breaks and not has_closed_month(months):
            breaks = find_breaks(gather_year(own), tolerance)
        if breaks:
            yield make_evidence(filing, own, breaks, grave)


def list_balances(legs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the legs that belong together: those of one table, else of all tables where none states a flow twice."""
    for _, own in legs.groupby(GROUP, sort=False):
        tables = [table for _, table in own.groupby(["file", "sheet", "block"], sort=False)]
        whole = [table for table in tables if has_all_legs(set(table["flow"]))]
        if whole:
            yield from whole
        elif sum(len(set(table["flow"])) for table in tables) == len(set(own["flow"])):
            yield own


def has_all_legs(flows: set[str]) -> bool:
    """Tell whether flows make a balance: both stocks, a consumption and a receipt."""
    return {*STOCKS, "consumed"} <= flows and bool(flows & set(RECEIPTS))


def close_periods(legs: pd.DataFrame) -> pd.DataFrame:
    """Give by period: gap, throughput, slack (base units) and `whole`, whether every leg is known.

    Every line that holds figures elsewhere must know this period; opening, closing and consumed
    stocks and a receipt must be among the lines.
    """
    import numpy as np

    lines = legs["series"].nunique()
    signed = legs["flow"].map(SIGNS) * legs["amount"].fillna(0.0)
    frame = legs.assign(signed=signed, inflow=signed.clip(lower=0.0))
    keys = frame.groupby(PERIOD, sort=True)
    periods = keys.agg(gap=("signed", "sum"), throughput=("inflow", "sum"), lines=("series", "nunique"), known=("known", "all"))
    present = frame[frame["known"]].groupby(PERIOD, sort=True)["flow"].agg(set).reindex(periods.index)
    needed = np.array([isinstance(flows, set) and has_all_legs(flows) for flows in present], dtype=bool)
    groups = keys.ngroup()
    periods["slack"] = allow_rounding(frame["step"], groups).to_numpy()
    periods["whole"] = periods["known"] & (periods["lines"] == lines) & needed
    return periods.reset_index()


def has_closed_month(months: pd.DataFrame) -> bool:
    """Tell whether any month of a line has all its legs."""
    return not months.empty and bool(close_periods(months)["whole"].any())


def find_breaks(legs: pd.DataFrame, tolerance: float) -> list[Break]:
    """Find the periods whose balance does not close beyond the tolerance."""
    if legs.empty:
        return []
    periods = close_periods(legs)
    limit = tolerance * periods["throughput"] + periods["slack"]
    broken = periods[periods["whole"] & (periods["gap"].abs() > limit)]
    breaks = []
    for period in broken.itertuples():
        own = legs[(legs["start"] == period.start) & (legs["end"] == period.end)]
        breaks.append(blame_legs(legs, own, float(period.gap), float(period.throughput), tolerance))  # type: ignore[arg-type]
    return join_opposite(legs, breaks, tolerance)


def join_opposite(legs: pd.DataFrame, breaks: list[Break], tolerance: float) -> list[Break]:
    """Join two months in a row whose gaps cancel: the stock between them was carried over wrongly."""
    joined: list[Break] = []
    for each in breaks:
        last = joined[-1] if joined else None
        limit = 2 * tolerance * each.throughput
        if last is not None and last.end == each.start and abs(last.gap + each.gap) <= limit and last.hint == "stock_flows":
            between = legs[
                ((legs["end"] == last.end) & (legs["flow"] == "closing_stock"))
                | ((legs["start"] == each.start) & (legs["flow"] == "opening_stock"))
            ]
            joined[-1] = last._replace(rows=tuple(between.index.tolist()))
        else:
            joined.append(each)
    return joined


def blame_legs(legs: pd.DataFrame, own: pd.DataFrame, gap: float, throughput: float, tolerance: float) -> Break:
    """Say which legs of a period are to blame: stocks that its neighbours contradict, else what flowed, else all."""
    start, end = own["start"].iloc[0], own["end"].iloc[0]
    by_flow = own.groupby("flow")["amount"].sum()
    opening, closing = float(by_flow["opening_stock"]), float(by_flow["closing_stock"])
    change, limit = closing - opening, tolerance * throughput
    before = sum_stock(legs[legs["end"] == start], "closing_stock")
    after = sum_stock(legs[legs["start"] == end], "opening_stock")
    agrees = [abs(opening - before) <= limit, abs(closing - after) <= limit]  # an unknown stock agrees with none
    swapped = abs(change) > limit and abs(gap + 2 * change) <= 2 * limit
    if swapped and True not in agrees:
        stocks = own[own["flow"].isin(STOCKS)]
        return Break(tuple(stocks.index.tolist()), gap, throughput, "stocks_swapped", start, end)
    if abs(after - closing - gap) <= limit:
        return Break(_take(own, ("closing_stock",)), gap, throughput, "stock_flows", start, end)
    if abs(opening - before - gap) <= limit:
        return Break(_take(own, ("opening_stock",)), gap, throughput, "stock_flows", start, end)
    if all(agrees):
        return Break(_take(own, (*RECEIPTS, *ISSUES)), gap, throughput, "stock_flows", start, end)
    return Break(_take(own, tuple(SIGNS)), gap, throughput, "stock_flows", start, end)


def _take(own: pd.DataFrame, flows: tuple[str, ...]) -> tuple[int, ...]:
    """Give the rows of some flows, consumption first; legs at 0 or not applicable are not to blame unless alone."""
    taken = own[own["flow"].isin(flows)]
    taken = taken[taken["amount"].fillna(0.0) != 0] if (taken["amount"].fillna(0.0) != 0).any() else taken
    rows: list[int] = sorted(taken.index.tolist(), key=lambda row: (taken.loc[row, "flow"] != "consumed", row))
    return tuple(rows)


def sum_stock(legs: pd.DataFrame, flow: str) -> float:
    """Sum the stocks of one kind, NaN where there is none."""
    amounts = legs.loc[legs["flow"] == flow, "amount"]
    return float(amounts.sum(min_count=1))


def find_jumps(months: pd.DataFrame, tolerance: float) -> list[Break]:
    """Find opening stocks that are not the closing stock of the month before."""
    stocks = months[months["flow"].isin(STOCKS) & months["amount"].notna()]
    sums = stocks.groupby(["flow", "start", "end"])["amount"].sum().reset_index()
    opening = sums[sums["flow"] == "opening_stock"].set_index("start")["amount"]
    closing = sums[sums["flow"] == "closing_stock"].set_index("end")["amount"]
    both = opening.index.intersection(closing.index)
    jump = opening[both] - closing[both]
    size = opening[both].abs().clip(lower=closing[both].abs())
    jumps = []
    for start in both[(jump.abs() > tolerance * size).to_numpy()]:
        own = stocks[(stocks["flow"] == "opening_stock") & (stocks["start"] == start)]
        rows, end = tuple(own.index.tolist()), own["end"].iloc[0]
        jumps.append(Break(rows, float(jump[start]), float(size[start]), "carried_over", start, end))
    return jumps


def gather_year(legs: pd.DataFrame) -> pd.DataFrame:
    """Bring legs to the whole year: year figures as they are, twelve known months added up, stocks at its ends."""
    import pandas as pd

    first, last = legs["start"].min(), legs["end"].max()
    if (last - first).days < 360:
        return legs.iloc[:0]
    gathered = []
    for _, line in legs.groupby("series", sort=False):
        whole = line[(line["end"] - line["start"]).dt.days >= 360]
        flow = line["flow"].iloc[0]
        months = line[(line["end"] - line["start"]).dt.days <= 35]
        if not whole.empty:
            gathered.append(whole.head(1))
        elif flow in STOCKS:
            edge = months[months["start"] == first] if flow == "opening_stock" else months[months["end"] == last]
            gathered.append(edge.assign(start=first, end=last))
        elif months["start"].nunique() == 12:
            head = months.head(1)
            known, total = bool(months["known"].all()), float(months["amount"].sum(min_count=1))
            gathered.append(head.assign(start=first, end=last, amount=total, known=known, step=months["step"].sum()))
        else:
            gathered.append(months.head(1).assign(start=first, end=last, amount=float("nan"), known=False))
    return pd.concat(gathered)


def make_evidence(filing: Filing, legs: pd.DataFrame, breaks: list[Break], grave: float) -> Evidence:
    """Say of one line of stocks which periods do not close, by how much, and what that is worth.

    A jump whose month's balance already names the same stock is not said twice.
    """
    blamed: set[int] = set()
    kept = []
    for each in sorted(breaks, key=lambda each: (each.hint == "carried_over", str(each.start))):
        if each.hint != "carried_over" or not explains(legs, breaks, each):
            kept.append(each)
            blamed |= set(each.rows)
    rows = list(dict.fromkeys(row for each in kept for row in each.rows))
    periods = legs[legs["start"].isin([each.start for each in kept]) & legs["known"]]
    gap = sum(each.gap for each in kept if each.hint != "carried_over") or kept[0].gap
    worst = max(abs(each.gap) / each.throughput if each.throughput else 1.0 for each in kept)
    severity: Severity = "error" if worst > grave else "warning"
    scale = float(legs["scale"].loc[rows[0]])
    values: dict[str, Any] = {
        "gap": abs(gap) / scale, "months": sorted({month for each in kept for month in list_months(each.start, each.end)}), "source": str(legs["source"].iloc[0]),
        "hints": sorted({each.hint for each in kept}), "share": worst,
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((int(row), "balance") for row in periods.index if row not in blamed)
    flowing = [each for each in kept if each.hint == "stock_flows" and not is_stock(legs, each)]
    at_stake = weigh_gap(filing, legs, -sum(each.gap for each in flowing)) if flowing else None
    return Evidence(tuple(rows), values, context, at_stake=at_stake, severity=severity)


def is_stock(legs: pd.DataFrame, each: Break) -> bool:
    """Tell whether a break blames stocks alone."""
    return bool(legs.loc[list(each.rows), "flow"].isin(STOCKS).all())


def explains(legs: pd.DataFrame, breaks: list[Break], jump: Break) -> bool:
    """Tell whether a balance that breaks before or after a jump blames a stock on either side of it."""
    sides = legs[(legs["end"] == jump.start) | (legs["start"] == jump.start)]
    stocks = set(sides.index[sides["flow"].isin(STOCKS)])
    return any(each.hint != "carried_over" and set(each.rows) & stocks for each in breaks)


def weigh_gap(filing: Filing, legs: pd.DataFrame, gap: float) -> float | None:
    """Give the tonnes of consumption filed beyond (or short of) what the stocks prove."""
    used = legs.index[legs["flow"] == "consumed"]
    factors = filing.emissions().loc[used, "factor"].dropna().unique()
    return float(gap * factors[0]) if len(factors) == 1 else None
