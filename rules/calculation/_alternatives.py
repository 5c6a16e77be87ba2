"""What other rules doubt, in tonnes: declared figures that follow the probable value are not to blame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence

if TYPE_CHECKING:
    from checker.api import Filing
    from checker.findings import Row

LIKE_MONTHS = (0.3, 3.0)
"""A blank month may hold so many times its line's usual month (ours)."""


class Doubt(NamedTuple):
    """Filed minus probable, in tCO2e, of one doubt of a site; a blank month's lies in a range."""

    site: str
    low: float
    high: float


def list_doubts(filing: Filing) -> list[Doubt]:
    """List what each doubt of the filing is worth: of other rules, of totals, text cells and blank months."""
    return filing.share("doubts in tonnes", _gather)


def _gather(filing: Filing) -> list[Doubt]:
    exact = [*list_totals(filing), *list_texts(filing), *list_fed_in(filing)]
    seen = [*list_told(filing)]
    exact += seen
    # several lines with the same slip are one doubt too
    for site in sorted({site for site, _ in seen}):
        exact.append((site, sum(tonnes for each, tonnes in seen if each == site)))
    return [Doubt(site, tonnes, tonnes) for site, tonnes in exact if tonnes] + list_blanks(filing)


def list_told(filing: Filing) -> Iterator[tuple[str, float]]:
    """Give site and tonnes of what the rules on units, factors, balances and own PV say."""
    # not at the top: a rule that a module merely names would be taken for its own
    from rules.agreement.files_disagree import files_disagree
    from rules.balance.power_balance import power_balance
    from rules.balance.purchased_not_consumed import purchased_not_consumed
    from rules.balance.stock_balance import stock_balance
    from rules.electricity.pv_filed_as_purchased import pv_filed_as_purchased
    from rules.factors.parameter_outside_bounds import parameter_outside_bounds
    from rules.factors.stale_or_foreign_grid_factor import stale_or_foreign_grid_factor
    from rules.units.off_by_a_thousand import off_by_a_thousand

    rules = [off_by_a_thousand, pv_filed_as_purchased, stock_balance, power_balance, files_disagree]
    rules.append(purchased_not_consumed)
    rules = [] if filing.facts.empty else rules
    if not filing.parameters.empty:
        rules += [stale_or_foreign_grid_factor, parameter_outside_bounds]
    for each in rules:
        told: dict[str, list[float]] = {}
        for evidence in each.look(filing):
            if isinstance(evidence, Evidence) and evidence.at_stake is not None:
                told.setdefault(find_site(filing, evidence.rows[0]), []).append(float(evidence.at_stake))
        for site, tonnes in told.items():
            yield from ((site, one) for one in dict.fromkeys([*tonnes, sum(tonnes)]))


def find_site(filing: Filing, row: Row) -> str:
    """Give the site of a row of any table."""
    number = row if isinstance(row, int) else row[0]
    for table in (filing.facts, filing.parameters, filing.totals, filing.series):
        if number in table.index:
            return str(table.loc[number, "site"])
    return ""


def list_totals(filing: Filing) -> Iterator[tuple[str, float]]:
    """Give site and tonnes by which the parts of stated totals fall short of them or go beyond."""
    from rules.balance._gaps import list_gaps, list_parts, weigh_gap

    gaps = list_gaps(filing)
    for total in gaps.index:
        tonnes = weigh_gap(filing, list_parts(filing, int(total)), -float(gaps.loc[total, "gap"]))
        if tonnes is not None:
            yield str(gaps.loc[total, "site"]), tonnes


def list_texts(filing: Filing) -> Iterator[tuple[str, float]]:
    """Give site and tonnes of numbers stored as text, which Excel's sums leave out: each line, and each site."""
    facts, emissions = filing.facts, filing.emissions()
    texts = facts[(facts["state"] == "text") & emissions["counted"]]
    if texts.empty:
        return
    tonnes = emissions["tco2e"].reindex(texts.index)
    for keys in (["site"], ["site", "series"]):
        for key, rows in texts.groupby(keys, sort=True).groups.items():
            yield str(key[0] if isinstance(key, tuple) else key), float(tonnes.loc[rows].sum())


def list_fed_in(filing: Filing) -> Iterator[tuple[str, float]]:
    """Give site and tonnes that power fed in takes off the purchases, where the site's own panels may have given it.

    What panels feed in was never bought, so a company need not deduct it.
    """
    facts, emissions = filing.facts, filing.emissions()
    makers = set(facts.loc[(facts["source"] == "pv_electricity") & (facts["flow"] == "generated"), "site"])
    out = facts[(facts["flow"] == "exported") & facts["site"].isin(makers) & emissions["counted"]]
    for site, tonnes in emissions["tco2e"].reindex(out.index).groupby(out["site"]).sum().items():
        yield str(site), float(tonnes)


def list_blanks(filing: Filing) -> list[Doubt]:
    """Give what the blank months of each line of the report year may hold, as tonnes filed too little."""
    facts, emissions = filing.facts, filing.emissions()
    days = (facts["end"] - facts["start"]).dt.days
    own = facts[(days <= 35) & (filing.years_of(facts["start"]) == filing.year)]
    lines = own.loc[own["state"] == "blank", ["site", "series"]].drop_duplicates()
    found = []
    for site, series in lines.itertuples(index=False):
        line = own[(own["site"] == site) & (own["series"] == series)]
        tonnes = emissions["tco2e"].reindex(line.index[line["amount"] > 0]).dropna()
        tonnes = tonnes[tonnes != 0]
        blanks = int((line["state"] == "blank").sum())
        if len(tonnes) and 2 * blanks <= len(tonnes):
            usual = float(tonnes.median()) * blanks
            ends = sorted(-usual * times for times in LIKE_MONTHS)
            found.append(Doubt(str(site), ends[0], ends[1]))
    return found
