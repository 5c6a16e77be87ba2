"""The sites that corrections touch: only these need be copied to try them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checker.counterfactual import STACKED
from checker.filing import Filing

if TYPE_CHECKING:
    from checker.diagnosis import Remaining
    from checker.filing import Edit
    from checker.findings import Evidence, Finding

FORMULAS = "formulas"
"""The name under which a filing shares its formulas, which are the same whatever sites are looked at."""


def take_part(filing: Filing, rows: Sequence[int], edits: Sequence[Edit]) -> Filing:
    """Give the sites that some rows and edits touch, as a filing of their own; the whole where all are needed."""
    sites = find_sites(filing, rows, edits)
    return filing if sites is None or sites >= set(filing.series["site"]) else keep_sites(filing, sites)


def find_sites(filing: Filing, rows: Iterable[int], edits: Iterable[Edit]) -> set[str] | None:
    """Give the sites of some rows and edits, and those bound to them by totals; None where all are needed.

    A figure declared by one site for all of them binds them all.
    """
    declaring = set(filing.declared["site"].unique())
    if len(declaring) == 1 and not set(filing.facts["site"].unique()) <= declaring:
        return None
    known = list_sites_of_rows(filing)
    touched = {known[row] for row in rows if row in known}
    for edit in edits:
        if edit.row is not None:
            touched.add(known[edit.row])
        elif edit.fact is not None:
            touched.add(edit.fact.site)
    return _bind(filing, known, touched)


def note_others(
    part: Filing, found: Sequence[tuple[Finding, Evidence]], remaining: Sequence[Remaining]
) -> None:
    """Note that the findings at sites that were not copied still stand."""
    inside = list_sites_of_rows(part)
    for finding, _ in found:
        if not all(row in inside for row in finding.rows):
            for each in remaining:
                each.rows.setdefault(finding.code, []).append(frozenset(finding.rows))


def _bind(filing: Filing, known: dict[int, str], touched: set[str]) -> set[str]:
    """Add the sites whose figures a total of a touched site covers, or whose totals cover touched figures."""
    covers = filing.covers
    pairs = {
        (known.get(total, ""), known.get(fact, ""))
        for total, fact in zip(covers["total"].tolist(), covers["fact"].tolist(), strict=True)
    }
    across = [set(pair) for pair in pairs if pair[0] != pair[1]]
    grown = True
    while grown:
        more = set().union(*(pair for pair in across if pair & touched)) - touched
        touched, grown = touched | more, bool(more)
    return touched


def list_sites_of_rows(filing: Filing) -> dict[int, str]:
    """Give the site of every row."""

    def collect(own: Filing) -> dict[int, str]:
        found: dict[int, str] = {}
        for table in STACKED:
            if table != "covers":
                frame = getattr(own, table)
                found |= dict(zip(frame.index.tolist(), frame["site"].tolist(), strict=True))
        return found

    return filing.share("sites of rows", collect)


def keep_sites(filing: Filing, sites: set[str]) -> Filing:
    """Give the part of a filing that some sites make up; what was judged of the whole stays judged."""
    from checker.looking import keep_judgements

    tables: dict[str, Any] = {}
    for table in STACKED:
        frame = getattr(filing, table)
        tables[table] = frame[frame["site"].isin(sites)]
    kept = {row for table in STACKED if table != "covers" for row in tables[table].index}
    shared = keep_judgements(filing)
    if FORMULAS in filing.shared:
        shared[FORMULAS] = filing.shared[FORMULAS]
    refusals = filing.refusals[filing.refusals["row"].isin(kept)]
    return replace(filing, **tables, refusals=refusals, shared=shared)
