"""PV output stands in the purchased row: signals that are weak alone and strong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import take_column
from rules.documents._coverage import (
    list_accounts,
    list_months,
    list_papers,
    list_sites_with_papers,
    name_months,
    sum_bills,
)
from rules.electricity._purchases import Purchase, list_purchases

if TYPE_CHECKING:
    from checker.findings import Row, Severity

NAMES_PV = re.compile(
    r"光伏|太阳能|逆变器|(?<![a-z])pv(?![a-z])(?!\s*[-/#]\s*\d|\s*no\b)|photovolt|\bsolar\b|\binverters?\b|सौर|सोलर|पीवी",
    re.IGNORECASE,
)
_PV = r"(?:光伏|太阳能|solar|photovolt\w*|(?<![a-z])pv(?![a-z])|सौर|सोलर|पीवी)"
DENIES_PV = re.compile(
    rf"(?:不含|不包括|不包含|未含|扣除|扣减|剔除|减去|除去|除了|除|并非|非|没有|未安装|未装|无)[^，。；,;]{{0,6}}{_PV}"
    rf"|{_PV}[^，。；,;]{{0,12}}(?:另列|另计|另行|另表|单列|单独|除外|已扣|未计入|不计入|不含|未包含|不在内|见)"
    rf"|\b(?:excl\w*|without|no|not|net of|less|minus|except|other than|besides|apart from)\W+(?:\w+\W+){{0,3}}?{_PV}"
    rf"|{_PV}[^.;]{{0,40}}?\b(?:separate\w*|excluded|deducted|not included|subtracted|none|elsewhere|own row|below)\b"
    rf"|{_PV}[^।;]{{0,30}}?(?:अलग|शामिल नहीं|छोड़कर|के बिना|नहीं|घटाकर)",
    re.IGNORECASE,
)
"""Remarks that name PV only to say that it is not in the row."""

SETTLES = ("invoice", "settlement")
BILLS = ("invoice", "settlement", "ledger")
EVIDENCES = ("invoice", "settlement", "contract", "certificate")
WEAK = (("no_settlement",), ("solar_profile",))
"""Signals that alone say nothing of tonnes (ours)."""
SUN_PEAK = 5.0
"""Month, counted from 0, whose output is highest: mid-June is 5; the sun of the northern hemisphere."""
UTMOST = 2000.0
"""kWh per kWp and year that no roof yields (ours, above the sunniest fixed systems)."""


class Limits(NamedTuple):
    """The rule's options, handed on together."""

    low: float
    high: float
    likeness: float
    flattest: float
    steepest: float
    lacking: float


class Suspect(NamedTuple):
    """Purchases with the signals that PV hides in them, and the kWh that are in question."""

    purchases: tuple[Purchase, ...]
    signals: tuple[str, ...]
    amount: float
    remark: tuple[Row, str] | None = None


@rule("ELE103", severity="error", scope="site", needs=("facts.amount",), given=("year",))
def pv_filed_as_purchased(
    filing: Filing,
    *,
    low: float = 800.0,
    high: float = 1400.0,
    likeness: float = 0.9,
    flattest: float = 1.4,
    steepest: float = 5.0,
    lacking: float = 0.2,
) -> Iterator[Evidence]:
    """Find purchases that are probably PV output: one signal is a review, two a warning, three an error.

    `low` and `high` bound kWh per kWp and year; `likeness` is the least correlation with the sun,
    `flattest` and `steepest` bound the highest month over the lowest; `lacking` is the share of a
    purchase that bills must lack. All ours: yields of PV in Chinese provinces lie in the band, and
    a load driven by cooling peaks a month or more after the sun.
    """
    if filing.year is None:
        return
    counted, others = list_purchases(filing, filing.year)
    limits = Limits(low, high, likeness, flattest, steepest, lacking)
    kwp = filing.profile("pv_kwp").to_dict()
    with_pv = list_pv_sites(filing, filing.year) if counted else set()
    for site in sorted({each.site for each in counted} - with_pv):
        power = kwp.get(site)
        if power == 0:
            continue
        own = [each for each in counted if each.site == site]
        restated = [each for each in others if each.site == site]
        for suspect in find_suspects(filing, own, restated, power, limits):
            yield make_evidence(filing, suspect, power, limits)


def list_pv_sites(filing: Filing, year: int) -> set[str]:
    """Give the sites of which a PV row holds kWh of the year."""
    import numpy as np

    own = (take_column(filing, "facts", "source") == "pv_electricity") & (
        take_column(filing, "facts", "amount") > 0
    )
    own &= take_column(filing, "facts", "start").astype("datetime64[Y]") == np.datetime64(f"{year}-01-01")
    return set(take_column(filing, "facts", "site")[own].tolist())


def find_suspects(
    filing: Filing, own: list[Purchase], restated: list[Purchase], kwp: float | None, limits: Limits
) -> list[Suspect]:
    """Judge each line by what its own cells say; where none points at PV, all lines together."""
    open_lines = [each for each in own if not is_settled(filing, each, restated, limits)]
    judged = [judge_lines(filing, (each,), restated, kwp, limits) for each in open_lines]
    beside = {"kwp_without_pv_row", "kwp_no_row_at_all", "no_settlement"}
    pointed = [each for each in judged if set(each.signals) - beside]
    if pointed or len(judged) < 2:
        return [each for each in pointed or judged if each.signals]
    together = judge_lines(filing, tuple(open_lines), restated, kwp, limits)
    return [together] if together.signals else []


def is_settled(filing: Filing, purchase: Purchase, restated: list[Purchase], limits: Limits) -> bool:
    """Tell whether invoices or settlements cover every month of a purchase and bill its amount.

    A data-source or remark cell that names PV settles no grid purchase.
    """
    year = _year(filing)
    papers = list_papers(filing, purchase.line)
    if papers.empty:
        return not purchase.spread.any()
    papers = papers[papers["kind"].isin(SETTLES)]
    papers = papers.loc[[row for row, text in papers["text"].items() if not names_pv(str(text))]]
    if not name_months(purchase.spread) <= list_months(papers, year):
        return False
    of_cells = bool((papers["series"] != NO_SERIES).all())
    if of_cells and find_remark(purchase, restated) is not None:
        return False
    return find_lacking(filing, purchase, limits) is None


def is_partly_settled(filing: Filing, purchase: Purchase) -> bool:
    """Tell whether invoices or settlements cover some months of a purchase."""
    papers = list_papers(filing, purchase.line)
    return not papers.empty and bool(list_months(papers[papers["kind"].isin(SETTLES)], _year(filing)))


def judge_lines(
    filing: Filing,
    purchases: tuple[Purchase, ...],
    restated: list[Purchase],
    kwp: float | None,
    limits: Limits,
) -> Suspect:
    """List the signals that hold for lines taken together."""
    signals = []
    if kwp:
        lines = filing.series
        row = (lines["site"] == purchases[0].site) & (lines["source"] == "pv_electricity")
        signals = ["kwp_without_pv_row" if row.any() else "kwp_no_row_at_all"]
    if all(lacks_settlement(filing, each) for each in purchases):
        signals.append("no_settlement")
    lone = purchases[0] if len(purchases) == 1 else None
    amount = sum(each.amount for each in purchases)
    lack = find_lacking(filing, lone, limits) if lone else None
    amount = amount if lack is None else lack
    if kwp and all(each.complete for each in purchases) and limits.low <= amount / kwp <= limits.high:
        signals.append("yield_in_band")
    if lone and follows_sun(lone, limits):
        signals.append("solar_profile")
    remark = find_remark(lone, restated) if lone else None
    if remark is not None:
        signals.append("remark_names_pv")
    if lack is not None:
        signals.append("ledger_lacks")
    return Suspect(purchases, tuple(signals), amount, remark)


def lacks_settlement(filing: Filing, purchase: Purchase) -> bool:
    """Tell whether a site keeps papers or accounts, and none of them is of this purchase.

    Papers that data-source cells merely name do not show that papers were handed in.
    """
    handed_in = purchase.site in filing.share("sites with papers", list_sites_with_papers)
    if not handed_in and purchase.site not in list_accounts(filing):
        return False
    if purchase.line["account"]:
        return False
    own = list_papers(filing, purchase.line)
    return not bool(own["kind"].isin(EVIDENCES).any())


def find_lacking(filing: Filing, purchase: Purchase, limits: Limits) -> float | None:
    """Give the kWh that bills covering the line lack, None where they hold it or do not tell."""
    papers = list_papers(filing, purchase.line)
    if papers.empty:
        return None
    months, whole = sum_bills(papers, _year(filing), BILLS)
    spread = purchase.spread
    filed, billed = purchase.amount, whole
    if (spread.sum(axis=1) == 1).all():
        by_month = spread.T @ purchase.amounts
        both = [n for n, bill in enumerate(months) if bill is not None and by_month[n] > 0]
        if both:
            filed, billed = sum(float(by_month[n]) for n in both), sum(months[n] or 0.0 for n in both)
    if billed is None or filed - billed <= limits.lacking * filed:
        return None
    return filed - billed


def follows_sun(purchase: Purchase, limits: Limits) -> bool:
    """Tell whether twelve months rise and fall with the sun of the northern hemisphere.

    A load driven by cooling peaks in July or August: a month's lag alone brings the correlation below 0.87.
    """
    import numpy as np

    spread = purchase.spread
    if len(spread) != 12 or not (spread.sum(axis=0) == 1).all() or not (spread.sum(axis=1) == 1).all():
        return False
    by_month = spread.T @ purchase.amounts
    if not limits.flattest <= by_month.max() / by_month.min() <= limits.steepest:
        return False
    sun = np.cos((np.arange(12) - SUN_PEAK) * np.pi / 6)
    return bool(np.corrcoef(by_month, sun)[0, 1] >= limits.likeness)


def names_pv(text: str) -> bool:
    """Tell whether a text names PV, other than to say that it is not included."""
    return NAMES_PV.search(text) is not None and NAMES_PV.search(DENIES_PV.sub(" ", text)) is not None


def find_remark(purchase: Purchase, restated: list[Purchase]) -> tuple[Row, str] | None:
    """Give the cell and its role in which a purchase, or another row that states the same kWh, names PV."""
    same = [each for each in restated if abs(each.amount - purchase.amount) <= 0.01 * purchase.amount]
    for each in (purchase, *same):
        for field, role in (("remark", "remark"), ("data_source", "data_source"), ("label", "label")):
            if names_pv(str(each.line[field])):
                return (int(each.line["series"]), field), role
    return None


def make_evidence(filing: Filing, suspect: Suspect, kwp: float | None, limits: Limits) -> Evidence:
    """Put the signals together: how grave they are, and what is at stake."""
    facts = [row for each in suspect.purchases for row in each.rows]
    total = sum(each.amount for each in suspect.purchases)
    tonnes = [each.tonnes for each in suspect.purchases]
    share = suspect.amount / total
    at_stake = None if None in tonnes else sum(each or 0.0 for each in tonnes) * share
    if suspect.signals in WEAK:
        at_stake = None  # a bill is not there, or a load has a summer peak; nothing says that the power is PV
    weight = len(suspect.signals) + ("remark_names_pv" in suspect.signals)
    severity: Severity = "error" if weight >= 3 else "warning" if weight == 2 else "review"
    named = {"remark_names_pv", "ledger_lacks"} & set(suspect.signals)
    if kwp and suspect.amount > max(UTMOST, limits.high) * kwp and not named:
        # so much cannot all be PV; how much of it is, nothing says
        severity, at_stake = "review", None
    elif not named and any(is_partly_settled(filing, each) for each in suspect.purchases):
        # bills of some months speak for a purchase whose other bills were not handed in
        severity = "warning" if severity == "error" else "review"
    unit, scale = suspect.purchases[0].unit, suspect.purchases[0].scale
    values: dict[str, Any] = {
        "signals": list(suspect.signals),
        "amount": suspect.amount,
        "quantity": suspect.amount / scale,
        "unit": unit,
        "year": _year(filing),
    }
    if kwp:
        values |= {"kwp": kwp, "yield_kwh": suspect.amount / kwp}
    context = list_context(filing, suspect, kwp)
    return Evidence(tuple(facts), values, context, at_stake=at_stake, severity=severity)


def list_context(filing: Filing, suspect: Suspect, kwp: float | None) -> tuple[tuple[Row, str], ...]:
    """Name the cells it was held against: the kWp, the remark, the empty PV row."""
    site = suspect.purchases[0].site
    context: list[tuple[Row, str]] = []
    if kwp:
        context.append((int(filing.profile_rows("pv_kwp")[site]), "kWp"))
    if suspect.remark is not None:
        context.append(suspect.remark)
    lines = filing.series
    empty = lines[(lines["site"] == site) & (lines["source"] == "pv_electricity")]
    context += [(int(row), "pv_row") for row in empty.index]
    return tuple(context)


def _year(filing: Filing) -> int:
    return filing.year or 0
