"""PV output stands in the purchased row: signals that are weak alone and strong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import take_list
from rules.documents._coverage import (
    list_months,
    list_papers,
    list_sites_with_papers,
    name_months,
    sum_bills,
)
from rules.electricity._copied import is_copied
from rules.electricity._panels import LEAST_YIELD, UTMOST, Panels, list_told_sites, read_panels
from rules.electricity._purchases import BOUGHT, Purchase, list_purchases
from rules.electricity._remarks import find_remark, names_pv
from rules.electricity._sun import follows_sun

if TYPE_CHECKING:
    from checker.findings import Row, Severity

SETTLES = ("invoice", "settlement")
BILLS = ("invoice", "settlement", "ledger")
EVIDENCES = ("invoice", "settlement", "contract", "certificate")
WEAK = (("no_settlement",), ("solar_profile",))
"""Signals that alone say nothing of tonnes (ours)."""
BESIDE = {"kwp_without_pv_row", "kwp_no_row_at_all", "own_meter_record", "no_settlement"}
"""Signals that the site gives and no line in particular."""
DOUBLE = {"remark_names_pv", "same_as_pv_row"}
"""Signals that count as two (ours)."""
SLIGHT = 0.01
"""Share of a purchase from which what its bills lack is looked at where panels tell how much it may be (ours)."""
METERED = 0.1
"""How near to the PV meter's record what the bills lack must come, as a share (ours)."""


class Limits(NamedTuple):
    """The rule's options, handed on together."""

    low: float
    high: float
    likeness: float
    flattest: float
    steepest: float
    lacking: float

    @property
    def sun(self) -> tuple[float, float, float]:
        """Give what bounds a course that is the sun's."""
        return self.likeness, self.flattest, self.steepest


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
    with_pv = list_told_sites(filing, filing.year) if counted else set()
    for purchase in counted:
        if purchase.site in with_pv and is_copied(filing, purchase):
            panels = read_panels(filing, purchase.site)
            yield make_evidence(filing, judge_copy(purchase, panels, limits), panels.kwp, limits)
    for site in sorted({each.site for each in counted} - with_pv):
        panels = read_panels(filing, site)
        if panels.kwp == 0:
            continue
        own = [each for each in counted if each.site == site]
        restated = [each for each in others if each.site == site]
        for suspect in find_suspects(filing, own, restated, panels, limits):
            yield make_evidence(filing, suspect, panels.kwp, limits)


def judge_copy(purchase: Purchase, panels: Panels, limits: Limits) -> Suspect:
    """List the signals of a purchase whose months stand in the PV row too: one that does not follow the sun may be the original."""
    signals = ["same_as_pv_row"]
    if panels.kwp and purchase.complete and limits.low <= purchase.amount / panels.kwp <= limits.high:
        signals.append("yield_in_band")
    if follows_sun(purchase, *limits.sun):
        signals.append("solar_profile")
    return Suspect((purchase,), tuple(signals), purchase.amount)


def find_suspects(
    filing: Filing, own: list[Purchase], restated: list[Purchase], panels: Panels, limits: Limits
) -> list[Suspect]:
    """Judge each line by what its own cells say; where none points at PV, all lines together."""
    open_lines = [each for each in own if not is_settled(filing, each, restated, panels, limits)]
    judged = [judge_lines(filing, (each,), restated, panels, limits) for each in open_lines]
    pointed = [each for each in judged if set(each.signals) - BESIDE]
    if pointed or len(judged) < 2:
        return [each for each in pointed or judged if each.signals]
    together = judge_lines(filing, tuple(open_lines), restated, panels, limits)
    return [together] if together.signals else []


def is_settled(
    filing: Filing, purchase: Purchase, restated: list[Purchase], panels: Panels, limits: Limits
) -> bool:
    """Tell whether invoices or settlements cover every month of a purchase and bill its amount.

    A data-source or remark cell that names PV settles no grid purchase.
    """
    year = _year(filing)
    papers = list_papers(filing, purchase.line)
    if papers.empty:
        return not purchase.spread.any()
    papers = papers[papers["kind"].isin(SETTLES)]
    papers = papers.loc[[row for row, text in papers["text"].items() if not names_pv(str(text))]]
    if not name_months(purchase.spread) <= list_months(papers, year, filing.first_month):
        return False
    of_cells = bool((papers["series"] != NO_SERIES).all())
    if of_cells and find_remark(purchase, restated) is not None:
        return False
    return find_lacking(filing, purchase, panels, limits) is None


def is_partly_settled(filing: Filing, purchase: Purchase) -> bool:
    """Tell whether invoices or settlements cover some months of a purchase."""
    papers = list_papers(filing, purchase.line)
    return not papers.empty and bool(
        list_months(papers[papers["kind"].isin(SETTLES)], _year(filing), filing.first_month)
    )


def judge_lines(
    filing: Filing,
    purchases: tuple[Purchase, ...],
    restated: list[Purchase],
    panels: Panels,
    limits: Limits,
) -> Suspect:
    """List the signals that hold for lines taken together."""
    signals, kwp = [], panels.kwp
    if kwp:
        lines = filing.series
        row = (lines["site"] == purchases[0].site) & (lines["source"] == "pv_electricity")
        signals = ["kwp_without_pv_row" if row.any() else "kwp_no_row_at_all"]
    if panels.metered:
        signals.append("own_meter_record")
    if all(lacks_settlement(filing, each) for each in purchases):
        signals.append("no_settlement")
    lone = purchases[0] if len(purchases) == 1 else None
    amount = sum(each.amount for each in purchases)
    lack = find_lacking(filing, lone, panels, limits) if lone else None
    amount = min(amount, panels.metered or amount) if lack is None else lack
    if kwp and all(each.complete for each in purchases) and limits.low <= amount / kwp <= limits.high:
        signals.append("yield_in_band")
    if lone and follows_sun(lone, *limits.sun):
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
    if not handed_in and purchase.site not in filing.share("sites that buy by account", list_buyers):
        return False
    if purchase.line["account"]:
        return False
    own = list_papers(filing, purchase.line)
    return not bool(own["kind"].isin(EVIDENCES).any())


def list_buyers(filing: Filing) -> set[str]:
    """Give the sites with a purchase under an account; an account in a meter's log is none of a purchase."""
    columns = zip(*(take_list(filing, "series", name) for name in ("site", "flow", "account")), strict=True)
    return {site for site, flow, account in columns if account and flow in BOUGHT}


def find_lacking(filing: Filing, purchase: Purchase, panels: Panels, limits: Limits) -> float | None:
    """Give the kWh that bills covering the line lack, None where they hold it or do not tell.

    Bills by month and for the year may be of several lines: the ones that lack less count.
    """
    papers = list_papers(filing, purchase.line)
    if papers.empty:
        return None
    months, whole = sum_bills(papers, _year(filing), BILLS, filing.first_month)
    spread = purchase.spread
    pairs = [] if whole is None else [(purchase.amount, whole, 12)]
    if (spread.sum(axis=1) == 1).all():
        by_month = spread.T @ purchase.amounts
        both = [n for n, bill in enumerate(months) if bill is not None and by_month[n] > 0]
        if both:
            filed, billed = sum(float(by_month[n]) for n in both), sum(months[n] or 0.0 for n in both)
            pairs.append((filed, billed, len(both)))
    if not pairs:
        return None
    filed, billed, count = min(pairs, key=lambda pair: pair[0] - pair[1])
    lack = filed - billed
    if lack > limits.lacking * filed or (lack > SLIGHT * filed and fits_panels(lack, count, panels)):
        return lack
    return None


def fits_panels(lack: float, months: int, panels: Panels) -> bool:
    """Tell whether kWh that bills of some months lack are what the PV meter tells, or what panels give."""
    if panels.metered and abs(lack / panels.metered - 1) <= METERED:
        return True
    return bool(panels.kwp) and LEAST_YIELD <= lack / (panels.kwp or 1.0) * 12 / months <= UTMOST


def make_evidence(filing: Filing, suspect: Suspect, kwp: float | None, limits: Limits) -> Evidence:
    """Put the signals together: how grave they are, and what is at stake."""
    facts = [row for each in suspect.purchases for row in each.rows]
    total = sum(each.amount for each in suspect.purchases)
    tonnes = [each.tonnes for each in suspect.purchases]
    share = suspect.amount / total
    at_stake = None if None in tonnes else sum(each or 0.0 for each in tonnes) * share
    if suspect.signals in WEAK:
        at_stake = None  # a bill is not there, or a load has a summer peak; nothing says that the power is PV
    weight = len(suspect.signals) + len(DOUBLE & set(suspect.signals))
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
        "year": filing.name_year(),
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
    facts = filing.facts
    filled = facts.loc[(facts["site"] == site) & (facts["amount"] > 0), "series"]
    empty = empty[~empty["series"].isin(filled)]
    context += [(int(row), "pv_row") for row in empty.index]
    return tuple(context)


def _year(filing: Filing) -> int:
    return filing.year or 0
