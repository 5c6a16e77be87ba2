"""The purchase filed is not what its own bills or settlements say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import date_months, take_list
from rules.balance._keystrokes import name_slip
from rules.boundary._told import list_told
from rules.documents._coverage import list_papers, sum_bills
from rules.electricity._purchases import BOUGHT, Purchase, list_bought
from rules.plausibility._pairs import measure_distance
from rules.trends._readings import LEAST_MULTIPLIER, MOST_MULTIPLIER, MULTIPLIERS

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Plain, Row, Severity

BILLS = ("invoice", "settlement")
LEAST = 0.002
"""Ours: rounding of bills in MWh and of readings; less is not told."""
FEWEST = 6
"""Other months of a line that tell what a bill of it should be like (ours)."""
NEAR, FAR = 0.2, 0.7
"""How near a filed month must be to another one, and how far its bill from all, to blame the bill; powers of e (ours)."""
OUTSIDE = 1.1
"""How far beyond all other months a bill must lie that is a slip of the figure filed, which lies among them (ours)."""
MONTHS_OF_RATIO = 3
"""So many months at one ratio to their bills are no chance (ours)."""
MJ_OF_KWH = 3.6
SAME_ACCOUNT = 0.002
"""How near a gap must come to the bills of one account (ours)."""
SAME = 0.01
"""Ours: how near a gap must come to the site's own power or feed-in to be named so, as a share of it."""


class Gap(NamedTuple):
    """A month (counted from 0; None: the year) whose bills differ: what was filed and billed, in kWh."""

    month: int | None
    filed: float
    billed: float


@rule(
    "DOC201",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("year", "documents"),
    gives_way=True,
)
def filed_not_billed(filing: Filing, *, slight: float = 0.02, grave: float = 0.05) -> Iterator[Evidence]:
    """Hold each line of bought power against the invoices and settlements that are surely its own.

    Up to `slight` is a review, for bills are read on other days; beyond `grave` a month is a warning
    whether or not a slip explains it. Bills that name no account count where the site has one purchase.
    """
    if filing.year is None or filing.documents.empty:
        return
    for purchase in list_bought(filing, filing.year):
        lone = count_purchases(filing, purchase.site) == 1
        papers = list_own_papers(filing, purchase, lone=lone)
        gaps = find_gaps(purchase, papers, filing.year, filing.first_month) if len(papers) else []
        if gaps:
            yield from make_evidence(filing, purchase, papers, gaps, (slight, grave))


def list_own_papers(filing: Filing, purchase: Purchase, *, lone: bool) -> pd.DataFrame:
    """Give the bills that name the line or its account; also those that name none where it is alone."""
    papers = list_papers(filing, purchase.line)
    papers = papers.loc[
        papers["kind"].isin(BILLS) & (papers["base_unit"] == "kWh") & papers["amount"].notna()
    ]
    named = papers["series"] == purchase.line["series"]
    account = str(purchase.line["account"])
    named |= (papers["account"] == account) & (account != "")
    return papers if lone else papers[named]


def count_purchases(filing: Filing, site: str) -> int:
    """Count the lines of bought power of a site, also of green power and other people's panels: each has bills.

    Lines of another year, such as those of last year's file, are none of them; power filed as consumed
    is none where a purchase is filed.
    """
    names = ("site", "series", "source", "flow")
    told = list_told(filing, "series")
    columns = zip(*(take_list(filing, "series", name) for name in names), strict=True)
    flows = [
        flow
        for own, series, source, flow in columns
        if own == site and source.endswith("electricity") and (own, str(series)) in told
    ]
    return sum(flow in BOUGHT for flow in flows) or flows.count("consumed")


def find_gaps(purchase: Purchase, papers: pd.DataFrame, year: int, first: int = 1) -> list[Gap]:
    """Give the months, else the year, in which filed and billed differ."""
    months, whole = sum_bills(papers, year, BILLS, first)
    known = [month for month, bill in enumerate(months) if bill is not None]
    if (purchase.spread.sum(axis=1) == 1).all() and known:
        filed = purchase.spread.T @ purchase.amounts
        pairs = [Gap(month, float(filed[month]), months[month] or 0.0) for month in known]
        pairs = [each for each in pairs if each.filed > 0]
    else:
        pairs = [] if whole is None or not purchase.complete else [Gap(None, purchase.amount, whole)]
    return [each for each in pairs if each.billed > 0 and abs(each.filed - each.billed) > LEAST * each.billed]


def make_evidence(
    filing: Filing, purchase: Purchase, papers: pd.DataFrame, gaps: list[Gap], limits: tuple[float, float]
) -> Iterator[Evidence]:
    """Say which months differ and what would explain it; months within the slight limit go together as a review."""
    slight, grave = limits
    large = [each for each in gaps if abs(each.filed - each.billed) > slight * each.billed]
    chosen = large or gaps
    filed, billed = sum(each.filed for each in chosen), sum(each.billed for each in chosen)
    wrong = find_wrong_bill(filing, purchase, papers, chosen[0]) if len(chosen) == 1 else None
    if wrong is not None:
        yield blame_bill(filing, purchase, wrong, chosen[0])
        return
    hint = name_gap(filing, purchase, papers, chosen)
    worst = max(abs(each.filed / each.billed - 1) for each in chosen)
    severity: Severity = "warning" if large and (worst > grave or not hint.startswith("bills_")) else "review"
    rows: list[int] = []
    for each in chosen:
        months = range(12) if each.month is None else [each.month]
        rows += [
            row
            for row, spread in zip(purchase.rows, purchase.spread, strict=True)
            if spread[list(months)].any()
        ]
    share = 0.0 if purchase.amount == 0 else (filed - billed) / purchase.amount
    told = [each.month for each in chosen if each.month is not None]
    values: dict[str, Plain | list[Plain]] = {
        "quantity": filed / purchase.scale, "expected": billed / purchase.scale, "unit": purchase.unit,
        "gap": abs(filed - billed) / purchase.scale, "hints": [hint],
        "months": [*date_months(sorted(filing.number_month(month) for month in told or range(12)))],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (int(row), "document") for row in papers.index if papers["series"].loc[row] == NO_SERIES
    )
    at_stake = None if purchase.tonnes is None else purchase.tonnes * share
    yield Evidence(tuple(dict.fromkeys(rows)), values, context, at_stake=at_stake, severity=severity)


def find_wrong_bill(filing: Filing, purchase: Purchase, papers: pd.DataFrame, gap: Gap) -> int | None:
    """Give the only bill of a month that lies far from the line's other months while the figure filed does not."""
    if gap.month is None or not (purchase.spread.sum(axis=1) == 1).all():
        return None
    months = purchase.spread.T @ purchase.amounts
    others = [each for month, each in enumerate(months.tolist()) if month != gap.month and each > 0]
    own = papers[
        (papers["start"].dt.month == filing.date_place(gap.month).month) & papers["kind"].isin(BILLS)
    ]
    if len(own) == 2 and all(abs(each - gap.filed) <= LEAST * gap.filed for each in own["amount"].tolist()):
        return int(own.index[1])  # one bill was listed twice
    if len(others) < FEWEST or len(own) != 1:
        return None
    filed, billed = (measure_distance(each, others) for each in (gap.filed, gap.billed))
    fits = min(others) <= gap.filed <= max(others) or filed < NEAR
    among = min(others) <= gap.filed <= max(others)
    beyond = not min(others) / OUTSIDE <= gap.billed <= max(others) * OUTSIDE
    slipped = name_slip(gap.billed / purchase.scale, gap.filed / purchase.scale) != "unexplained_gap"
    wrong = (fits and billed > FAR) or (among and beyond and slipped)
    return int(own.index[0]) if wrong else None


def blame_bill(filing: Filing, purchase: Purchase, bill: int, gap: Gap) -> Evidence:
    """Blame the list of papers: the figure filed fits its row, so nothing is at stake but the proof."""
    month = gap.month or 0
    rows = [row for row, spread in zip(purchase.rows, purchase.spread, strict=True) if spread[month]]
    values: dict[str, Plain | list[Plain]] = {
        "label": str(purchase.line["label"]), "quantity": gap.filed / purchase.scale,
        "expected": gap.billed / purchase.scale, "unit": purchase.unit, "gap": abs(gap.filed - gap.billed) / purchase.scale,
        "hints": ["paper_repeated" if abs(gap.billed - 2 * gap.filed) <= LEAST * gap.billed else "bill_mistyped"], "months": [filing.date_place(month)],
    }  # fmt: skip
    return Evidence(
        (bill,), values, tuple((row, "activity") for row in rows), at_stake=None, severity="warning"
    )


def name_gap(filing: Filing, purchase: Purchase, papers: pd.DataFrame, gaps: list[Gap]) -> str:
    """Name what explains a gap: a slip of the keys, a ratio, an account, or power made or fed in that was set off."""
    filed, billed = sum(each.filed for each in gaps), sum(each.billed for each in gaps)
    for flows, added, deducted in (
        (("own_use", "generated"), "own_power_added", "own_power_deducted"),
        (("exported",), "bills_less", "export_deducted"),
    ):
        for amount in sum_flows(filing, purchase.site, flows, {each.month for each in gaps}):
            if amount and abs(abs(filed - billed) - amount) <= SAME * amount:
                return added if filed > billed else deducted
    if len(gaps) == 1:
        slip = name_slip(gaps[0].filed / purchase.scale, gaps[0].billed / purchase.scale)
        if slip != "unexplained_gap":
            return slip
    ratio = name_ratio([each.filed / each.billed for each in gaps])
    if ratio:
        return ratio
    if billed > filed:
        return "account_apart" if is_account(filing, papers, billed - filed, gaps) else "bills_more"
    return "bills_less"


def name_ratio(ratios: list[float]) -> str:
    """Name the one ratio at which all months stand to their bills: a meter's multiplier, or MJ for kWh; "" for none."""
    usual = sorted(ratios)[len(ratios) // 2]
    if len(ratios) < MONTHS_OF_RATIO or any(abs(each / usual - 1) > SAME for each in ratios):
        return ""
    if abs(usual / MJ_OF_KWH - 1) <= SAME:
        return "mj_for_kwh"
    wide = max(usual, 1 / usual)
    among = LEAST_MULTIPLIER <= wide <= MOST_MULTIPLIER
    return "multiplier_slip" if among and any(abs(wide / each - 1) <= SAME for each in MULTIPLIERS) else ""


def is_account(filing: Filing, papers: pd.DataFrame, gap: float, gaps: list[Gap]) -> bool:
    """Tell whether a gap is what the bills of one account of several come to."""
    months = {filing.date_place(each.month).month for each in gaps if each.month is not None}
    bills = papers[papers["start"].dt.month.isin(months)] if months else papers
    sums = bills.groupby(["kind", "account"])["amount"].sum()
    return len(sums) > 1 and any(abs(each - gap) <= SAME_ACCOUNT * gap for each in sums.tolist())


def sum_flows(filing: Filing, site: str, flows: tuple[str, ...], months: set[int | None]) -> list[float]:
    """Give by line the kWh of some flows of a site in some months of the report year."""
    found: dict[int, float] = {}
    for series, flow, amount, month in filing.share("power by site", list_power).get(site, []):
        if flow in flows:
            found[series] = found.get(series, 0.0) + (amount if months & {None, month % 12} else 0.0)
    return list(found.values())


def list_power(filing: Filing) -> dict[str, list[tuple[int, str, float, int]]]:
    """List by site the months of the report year of power that was not bought: line, flow, kWh and month."""
    names = ("site", "series", "flow", "base_unit", "amount", "month")
    found: dict[str, list[tuple[int, str, float, int]]] = {}
    for site, series, flow, unit, amount, month in zip(
        *(take_list(filing, "monthly", name) for name in names), strict=True
    ):
        if flow not in BOUGHT and unit == "kWh" and amount > 0 and filing.year_of(month) == filing.year:
            found.setdefault(site, []).append((series, flow, amount, month))
    return found
