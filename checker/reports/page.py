"""What a page shows of a report: its words, and for each finding the rows, the chart and the proposal."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from checker.cells import CellRef, write_cells, write_range, write_sheet
from checker.findings import SEVERITIES, is_open
from checker.reports.chart import Chart, lay_out_chart
from checker.reports.excerpt import Excerpt, cut_excerpts
from checker.reports.sentences import name_rule_set, say_proposed, values_of
from checker.reports.text import merge_corrections
from checker.reports.view import CorrectionView, DiagnosisView, FindingView, ReportView, view_report
from checker.words.formats import Lang, format_number, format_tonnes, format_value, name_code, say
from checker.words.text import pick_words, words_of

if TYPE_CHECKING:
    from checker.findings import Correction, Diagnosis, Finding, FlaggedLine, Report, Severity
    from checker.packs import Catalogue
    from checker.reports.sentences import Audience
    from checker.workbook import Workbook

OPEN_AT_FIRST = 8
INDEX_AT_FIRST = 40
"""Findings that stand open, and lines of the list that are seen, before a reader asks for more (ours)."""
MOST_CHARTS = 3
MOST_SITES = 4
FEW_CORRECTIONS = 6
"""So many corrections stand open; more are in the excerpt already, and in a list to be opened (ours)."""


class Count(NamedTuple):
    """How many findings of a severity stand open."""

    rank: Severity
    word: str
    open: int


class Proposal(NamedTuple):
    """A diagnosis at a finding: in full at the first finding that it explains, a link to that one elsewhere."""

    view: DiagnosisView
    rows: tuple[CorrectionView, ...]
    settles: tuple[tuple[str, str], ...]
    elsewhere: tuple[str, str] | None
    open: bool = True


class Card(NamedTuple):
    """A finding as the page shows it; `cells` is the list of the JSON report, as JSON."""

    number: int
    anchor: str
    view: FindingView
    label: str
    cells: str
    held: tuple[tuple[str, str], ...]
    state: str
    why: str
    source: str
    excerpts: tuple[Excerpt, ...]
    more_places: int
    charts: tuple[Chart, ...]
    proposals: tuple[Proposal, ...]
    open: bool


class Skips(NamedTuple):
    """Checks that wait for one thing: what to add, and what they are."""

    head: str
    said: str
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A report as the page shows it; `key` begins the anchors where a page holds several."""

    key: str
    view: ReportView
    basis: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    counts: tuple[Count, ...]
    if_changed: str
    cards: tuple[Card, ...]
    skips: tuple[Skips, ...]
    left_out: tuple[str, ...]
    not_shown: tuple[str, ...]
    index_at_first: int


def build_section(
    report: Report, books: Mapping[str, Workbook], key: str, lang: Lang, audience: Audience, catalogue: Catalogue
) -> Section:  # fmt: skip
    """Put a report and the rows it speaks of into words; a workbook other than the one checked is not quoted."""
    view = view_report(report, lang, audience, catalogue)
    sound = {each.name: books[each.name] for each in report.files
             if each.name in books and books[each.name].sha256 == each.sha256}  # fmt: skip
    proposed = report.totals.proposed_tco2e
    used = dict.fromkeys(cell.file for each in report.findings for cell in each.cells)
    return Section(
        key=key,
        view=view,
        basis=_list_basis(report, lang),
        files=tuple((each.name, each.sha256[:12]) for each in report.files),
        counts=tuple(
            Count(rank, say(f"severity.{rank}", lang), sum(each.severity == rank and is_open(each, rank) for each in report.findings))
            for rank in SEVERITIES
        ),
        if_changed="" if audience == "verifier" or proposed is None else f"{format_tonnes(proposed, lang)} tCO2e",
        cards=tuple(_build_cards(report, view, sound, key, lang, audience, catalogue)),
        skips=_group_skips(view, lang, catalogue),
        left_out=_list_left_out(report),
        not_shown=tuple(name for name in used if name not in sound),
        index_at_first=INDEX_AT_FIRST,
    )  # fmt: skip


def _list_basis(report: Report, lang: Lang) -> tuple[tuple[str, str], ...]:
    comma = say("line.list_separator", lang)
    sites = [name_code("site", each, lang) for each in report.sites if each]
    pairs = (
        ("rule_set", name_rule_set(report, lang)),
        ("year", comma.join(report.year_names)),
        (
            "site",
            comma.join([*sites[:MOST_SITES], *([f"… ({len(sites)})"] if len(sites) > MOST_SITES else [])]),
        ),
        ("sector", report.sector or ""),
        ("as_of", report.as_of or ""),
    )
    return tuple((say(f"html.{name}", lang), text) for name, text in pairs if text)


def _build_cards(report: Report, view: ReportView, books: Mapping[str, Workbook], key: str, lang: Lang,
                 audience: Audience, catalogue: Catalogue) -> list[Card]:  # fmt: skip
    shy = audience == "verifier"
    titles = {each.id: each.title for each in view.findings}
    diagnoses: dict[str, list[tuple[Diagnosis, DiagnosisView]]] = defaultdict(list)
    homes: dict[int, str] = {}
    order = {each.id: number for number, each in enumerate(report.findings)}
    for diagnosis, said in zip(report.diagnoses, view.diagnoses, strict=True):
        for each in diagnosis.explains:
            diagnoses[each].append((diagnosis, said))
        homes[id(said)] = min(diagnosis.explains, key=lambda each: order.get(each, len(order)), default="")
    lines: dict[str, list[FlaggedLine]] = defaultdict(list)
    for line in report.flagged_lines:
        for each in dict.fromkeys(each for _, each in line.flagged):
            lines[each].append(line)
    cards = []
    for number, (finding, words) in enumerate(zip(report.findings, view.findings, strict=True), 1):
        mine = [] if shy else diagnoses[finding.id]
        excerpts, more = cut_excerpts(finding, report, books, _list_proposed(mine, lang), lang)
        charts = [
            chart for line in lines[finding.id][:MOST_CHARTS]
            if (chart := lay_out_chart(line, finding.id, match_months(line, finding, [each for each, _ in mine]), lang))
        ]  # fmt: skip
        about = words_of(finding.code, catalogue)
        cards.append(
            Card(
                number=number, anchor=_anchor(key, finding.id), view=words, label=_name_line(finding, lang),
                cells=json.dumps(list(words.cells), ensure_ascii=False),
                held=_list_held(finding, report.main, lang),
                state="" if finding.explained is None else "accepted" if finding.explained.accepted else "explained",
                why=pick_words(about, "why", lang), source=pick_words(about, "source", lang),
                excerpts=excerpts, more_places=more, charts=tuple(charts),
                proposals=tuple(_build_proposal(each, homes[id(each)], finding.id, key, titles) for _, each in mine),
                open=number <= OPEN_AT_FIRST,
            )
        )  # fmt: skip
    return cards


def _list_held(finding: Finding, main: str, lang: Lang) -> tuple[tuple[str, str], ...]:
    """List what a finding was held against as (role, ranges)."""
    roles: dict[str, list[CellRef]] = defaultdict(list)
    for cell, role in finding.context:
        roles[role].append(cell)
    return tuple(
        (name_code("role", role, lang), ", ".join(write_cells(cells, main))) for role, cells in roles.items()
    )


def _anchor(key: str, finding: str) -> str:
    """Give the anchor of a finding: its id, on a page of several filings after the filing's key."""
    return finding if key == "f1" else f"{key}-{finding}"


def _name_line(finding: Finding, lang: Lang) -> str:
    values = values_of(finding)
    name = next((each for each in ("label", "source") if values.get(each)), None)
    return "" if name is None else format_value(name, values[name], lang)


def _build_proposal(
    said: DiagnosisView, home: str, here: str, key: str, titles: Mapping[str, str]
) -> Proposal:
    if home != here:
        return Proposal(said, (), (), (_anchor(key, home), titles.get(home, home)))
    settles = tuple(
        (_anchor(key, each), titles[each]) for each in said.explains if each != here and each in titles
    )
    rows = tuple(merge_corrections(said.corrections))
    return Proposal(said, rows, settles, None, len(rows) <= FEW_CORRECTIONS)


def _list_proposed(diagnoses: Sequence[tuple[Diagnosis, DiagnosisView]], lang: Lang) -> dict[CellRef, str]:
    """Give what the surest diagnosis of a finding proposes, by cell."""
    if not diagnoses:
        return {}
    return {
        each.cell: _shorten_proposed(each, lang)
        for each in diagnoses[0][0].corrections
        if each.cell is not None
    }


def _shorten_proposed(correction: Correction, lang: Lang) -> str:
    """Write what is proposed for a cell; its unit stands in the row and is said only where it changes."""
    if correction.proposed is not None and correction.unit_proposed is None and not correction.blank:
        return format_number(correction.proposed, lang)
    return say_proposed(correction, lang)


def match_months(
    line: FlaggedLine, finding: Finding, diagnoses: Sequence[Diagnosis]
) -> dict[dt.date, tuple[float, float]]:
    """Find the months of a line for which the surest diagnosis proposes a value in the line's unit.

    The months in doubt stand in the order of the finding's cells; where the counts differ, a month
    is known by a filed value that no other month in doubt has. What cannot be told is left out.
    """
    if not diagnoses:
        return {}
    months = sorted(month for month, each in line.flagged if each == finding.id)
    filed = dict(line.months)
    cells = list(dict.fromkeys(finding.cells))
    placed = dict(zip(sorted(cells), months, strict=True)) if len(cells) == len(months) else {}
    ghosts: dict[dt.date, tuple[float, float]] = {}
    for each in diagnoses[0].corrections:
        if each.cell is None or (each.unit or "") != line.unit or each.unit_proposed is not None:
            continue
        alike = [month for month in months if filed.get(month) == each.filed]
        month = placed.get(each.cell) if placed.get(each.cell) in alike else None
        if month is None and each.cell in cells and len(alike) == 1:
            month = alike[0]
        bounds = (each.proposed, each.proposed) if each.proposed is not None else each.range
        if month is not None and bounds is not None:
            ghosts[month] = (float(bounds[0] or 0.0), float(bounds[1] or 0.0))
    return ghosts


def _group_skips(view: ReportView, lang: Lang, catalogue: Catalogue) -> tuple[Skips, ...]:
    groups = []
    for each in view.skipped:
        key = "line.more_checks" if each.would_need else "verdict.skipped"
        said = "" if each.partly else say(key, lang, count=len(each.codes))
        checks = tuple((code, pick_words(words_of(code, catalogue), "title", lang)) for code in each.codes)
        groups.append(Skips(each.would_need or each.reason, said, checks))
    return tuple(groups)


def _list_left_out(report: Report) -> tuple[str, ...]:
    """List the ranges and sheets that were not read."""
    return tuple(
        dict.fromkeys(_write_left_out(first, last, why, report.main) for first, last, why in report.left_out)
    )


def _write_left_out(first: CellRef, last: CellRef, why: str, main: str) -> str:
    sheet = write_sheet(first.sheet, first.file if first.file != main else None)
    if why == "refused":
        return sheet
    return f"{sheet}!{write_range(first.row, first.column, last.row, last.column)}"
