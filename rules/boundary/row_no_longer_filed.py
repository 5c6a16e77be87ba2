"""A row or a whole site of last year holds no figure this year, while the rest of its kind is filed: a meter or a place was left out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list
from rules.boundary._told import list_told
from rules.boundary.source_no_longer_filed import FLOWS, KINDS, NO_SOURCE

if TYPE_CHECKING:
    from checker.findings import Severity

SHARE = 0.02
"""A row below this share of its source at the site is passed over (ours: it moves no figure)."""


class Lost(NamedTuple):
    """A line of last year: site, source, label, account, amount in base units and its rows."""

    site: str
    source: str
    label: str
    account: str
    amount: float
    rows: tuple[int, ...]


@rule(
    "BOU202",
    severity="warning",
    scope="filing",
    needs=("facts.amount",),
    given=("previous_year", "year"),
    gives_way=True,
)
def row_no_longer_filed(filing: Filing) -> Iterator[Evidence]:
    """Ask after rows of last year, and whole sites, that no figure of this year answers, be it a 0.

    A source with one row is BOU201's. Silent where the rows of a source bear other names than last
    year, and where a row ended within last year. A site is a warning, a row a review.
    """
    now = list_told(filing, "series")
    named = name_lines(filing, now)
    sites = {site for site, _ in now}
    lines = list_last_year(filing)
    for site in sorted({each.site for each in lines} - sites):
        own = [each for each in lines if each.site == site]
        if sites and len({each.site for each in lines}) > 1:
            yield make_evidence(filing, own, "site_left_out")
    for each in lines:
        kin = [other for other in lines if (other.site, other.source) == (each.site, each.source)]
        known = named.get((each.site, each.source), {})
        if (
            each.site not in sites
            or len(kin) < 2
            or not known
            or each.amount < SHARE * sum(one.amount for one in kin)
        ):
            continue
        others = [one for one in kin if one is not each]
        recognised = all(is_named(one, known) for one in others)
        if (
            recognised
            and not is_named(each, known)
            and len(known) < len(kin)
            and not is_over(filing, each, kin)
        ):
            yield make_evidence(filing, [each], "row_left_out")


def list_last_year(filing: Filing) -> list[Lost]:
    """Give the lines of last year that used or bought something."""
    names = ("site", "series", "source", "flow", "year", "amount", "rows")
    labels, accounts = take_list(filing, "series", "label"), take_list(filing, "series", "account")
    lines, found = find_lines(filing), []
    for site, series, source, flow, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if year == (filing.year or 0) - 1 and amount > 0 and flow in FLOWS and source not in NO_SOURCE:
            line = lines[site, series]
            kind = KINDS.get(source, source)
            found.append(Lost(site, kind, tidy(labels[line]), accounts[line], amount, rows))
    return found


def name_lines(filing: Filing, told: set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Give, by site and source, the labels of the lines that tell something this year, with their accounts."""
    names = ("site", "series", "source", "label", "account")
    found: dict[tuple[str, str], dict[str, str]] = {}
    for site, series, source, label, account in zip(
        *(take_list(filing, "series", name) for name in names), strict=True
    ):
        if (site, str(series)) in told:
            found.setdefault((site, KINDS.get(source, source)), {})[tidy(label)] = account
    return found


def is_named(line: Lost, known: dict[str, str]) -> bool:
    """Tell whether a line of this year bears a line's label or account."""
    return line.label in known or (line.account != "" and line.account in known.values())


def tidy(label: str) -> str:
    """Take from a label what changes without meaning: case, spaces, years."""
    kept = "".join(each for each in label.casefold() if not each.isspace())
    return (
        "".join(each for each in kept if not each.isdigit())
        if any(year in kept for year in ("202", "201"))
        else kept
    )


def is_over(filing: Filing, line: Lost, kin: list[Lost]) -> bool:
    """Tell whether a line told its last figure above 0 earlier in last year than the others of its kind."""
    facts = filing.facts
    ends = [
        facts.loc[[row for row in each.rows if facts["amount"].loc[row] > 0], "end"].max()
        for each in (line, *kin)
    ]
    return bool(ends[0] < max(ends))


def make_evidence(filing: Filing, lost: list[Lost], hint: str) -> Evidence:
    """Name last year's cells and what they were worth; that much is probably missing."""
    facts = filing.facts
    rows = tuple(row for each in lost for row in each.rows)
    factors = [filing.emissions()["factor"].get(each.rows[0], math.nan) for each in lost]
    worth = [
        find_factor(filing, each) if math.isnan(factor) else float(factor)
        for each, factor in zip(lost, factors, strict=True)
    ]
    tonnes = -sum(each.amount * factor for each, factor in zip(lost, worth, strict=True))
    first = max(lost, key=lambda each: each.amount)
    scale = float(facts["scale"].loc[first.rows[0]])
    values: dict[str, Any] = {
        "year": filing.name_year(), "last_year": first.amount / scale, "unit": str(facts["unit"].loc[first.rows[0]]),
        "hints": [hint], "source": str(facts["source"].loc[first.rows[0]]),
    }  # fmt: skip
    severity: Severity = "warning" if hint == "site_left_out" else "review"
    return Evidence(rows, values, (), None if math.isnan(tonnes) else tonnes, severity)


def find_factor(filing: Filing, line: Lost) -> float:
    """Give tCO2e per base unit of a line's source as this year's counted lines have it; NaN where none tells."""
    facts, emissions = filing.facts, filing.emissions()
    source = facts["source"].loc[line.rows[0]]
    like = emissions["factor"][
        (facts["source"] == source) & emissions["counted"].fillna(value=False)
    ].dropna()
    return float(like.iloc[0]) if len(like) else math.nan
