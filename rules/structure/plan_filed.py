"""Figures of a plan or a budget stand among the activity data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, list_labels
from rules.structure._declared import judge, weigh

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity


@rule("STR102", severity="error", scope="site", needs=("facts.amount",), given=("year",))
def plan_filed(filing: Filing) -> Iterator[Evidence]:
    """Find lines that are a plan by their own words or those of their sheet, a table at a time.

    Beside figures of what was used they are not counted: an error only where the declared tonnes
    hold both. Where they stand alone it is a warning: nothing says what was used.
    """
    plans = filing.plans()
    if not plans:
        return
    facts = filing.facts[filing.facts["amount"] > 0]
    facts = facts[
        (filing.years_of(facts["start"]) == filing.year)
        & (filing.emissions()["category"].loc[facts.index] != "")
    ]
    if facts.empty:
        return
    planned = [key in plans for key in zip(facts["site"].tolist(), facts["series"].tolist(), strict=True)]
    others = facts[[not each for each in planned]]
    used = {
        (site, source)
        for site, source in zip(others["site"].tolist(), others["source"].tolist(), strict=True)
    }
    for (site, *_), table in facts[planned].groupby(["site", "file", "sheet", "block"], sort=False):
        beside = [(site, source) in used for source in table["source"].tolist()]
        for both in (True, False):
            rows = tuple(int(row) for row, each in zip(table.index, beside, strict=True) if each is both)
            if rows:
                yield make_evidence(filing, str(site), rows, beside=both)


def make_evidence(filing: Filing, site: str, rows: tuple[int, ...], *, beside: bool) -> Evidence:
    """Blame the planned figures; at stake are their tonnes where the declared ones hold them."""
    extra = weigh(filing, rows)
    severity: Severity = "warning"
    hint = "plan_alone"
    if beside:
        severity, hint = judge(filing, site, extra)
    values: dict[str, Plain | list[Plain]] = {
        "label": [*list_labels(filing, rows)], "year": filing.name_year(), "hints": [hint],
    }  # fmt: skip
    key = site, filing.facts["series"].loc[[rows[0]]].tolist()[0]
    line = filing.series.index.tolist()[find_lines(filing)[key]]
    context: tuple[tuple[Row, str], ...] = (((line, "label"), "label"),)
    at_stake = sum(extra.values()) if extra and severity == "error" else None
    return Evidence(rows, values, context, at_stake=at_stake, severity=severity)
