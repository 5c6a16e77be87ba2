"""The ranked list in words: a table on a terminal, tab-separated where it is piped, CSV, JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker.batch.runner import find_gravest
from checker.batch.stored import load_report
from checker.batch.triage import Ranked, read_reports
from checker.reports.json import round_tonnes
from checker.reports.sentences import values_of
from checker.reports.separated import write_separated
from checker.reports.wrap import clean, wrap
from checker.words.formats import Lang, format_tonnes, say
from checker.words.text import render

if TYPE_CHECKING:
    from checker.batch.results import Row
    from checker.packs import Catalogue

FORMAT = "checker-triage/1"


class Shown(NamedTuple):
    """A ranked filing in words; what it has not is "" or None. Tonnes in tCO2e, `share` of the declared."""

    rank: int | None
    path: str
    outcome: str
    errors: int
    warnings: int
    reviews: int
    at_stake_tco2e: float | None
    share: float | None
    declared_tco2e: float | None
    recomputed_tco2e: float | None
    code: str
    title: str
    cell: str
    misfiling: str
    reason: str
    site: str
    sector: str
    year: int | None


def show_ranked(folder: Path, ranked: Ranked, lang: Lang, catalogue: Catalogue) -> Iterator[Shown]:
    """Put the ranked filings into words, then those that could not be checked at all, without a rank."""
    for rank, row in enumerate(read_reports(folder, ranked.ranked), 1):
        yield show_row(row, rank, lang, catalogue)
    numbers = {row.number for row in ranked.ranked}
    rest = [row for row in ranked.troubled if row.number not in numbers and is_lost(row)]
    for row in read_reports(folder, rest):
        yield show_row(row, None, lang, catalogue)


def is_lost(row: Row) -> bool:
    """Tell whether nothing of a filing was looked at, so that it has no rank."""
    return row.outcome in {"unreadable", "failed"} and not row.errors + row.warnings + row.reviews + row.infos


def show_row(row: Row, rank: int | None, lang: Lang, catalogue: Catalogue) -> Shown:
    """Put one filing into words."""
    report = load_report(row.report)
    top, misfiling = find_gravest(report)
    share = abs(row.at_stake) / abs(row.declared) if row.at_stake is not None and row.declared else None
    return Shown(
        rank=rank, path=row.path, outcome=row.outcome, errors=row.errors, warnings=row.warnings, reviews=row.reviews,
        at_stake_tco2e=round_tonnes(row.at_stake), share=None if share is None else round(share, 6),
        declared_tco2e=round_tonnes(row.declared), recomputed_tco2e=round_tonnes(row.recomputed),
        code=row.top_code or "", cell=row.top_cell or "",
        title=render(top.code, "title", values_of(top), lang, catalogue) if top else "",
        misfiling=render(misfiling.misfiling, "title", misfiling.values, lang, catalogue) if misfiling else "",
        reason=say_reason(row, lang), site=row.sites, sector=row.sector or "", year=row.year,
    )  # fmt: skip


def say_reason(row: Row, lang: Lang) -> str:
    """Say why a filing could not be checked, or not wholly; "" where it could.

    A row without its report says it as the batch did, in English.
    """
    if row.stopped in {"deadline", "memory"}:
        return say(f"batch.stopped.{row.stopped}", lang, deadline=f"{row.deadline:g}", memory=row.memory)
    refusal = load_report(row.report).refusal if row.outcome == "unreadable" and row.report else ""
    return say(f"refusal.{refusal}", lang) if refusal else row.reason or ""


def write_lines(shown: Iterator[Shown], delimiter: str) -> str:
    """Write the list as CSV, or with tabs, under the names of the fields."""
    rows = ([clean(value) if isinstance(value, str) else value for value in each] for each in shown)
    return write_separated(Shown._fields, rows, delimiter)


def write_json(shown: Iterator[Shown], total: int, lang: Lang) -> str:
    """Write the list as JSON; what is not known is null."""
    filings = [
        {name: held if held != "" else None for name, held in each._asdict().items()} for each in shown
    ]
    whole = {"format": FORMAT, "lang": lang, "total": total, "filings": filings}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def draw_table(
    folder: Path, ranked: Ranked, lang: Lang, catalogue: Catalogue, *, width: int, top: int | None
) -> str:
    """Draw the list for a terminal: doubtful filings as a table, the silent counted, the lost with reasons."""
    doubtful = [row for row in ranked.ranked if row.errors + row.warnings + row.reviews]
    chosen = doubtful if top is None else doubtful[:top]
    shown = [show_row(row, rank, lang, catalogue) for rank, row in enumerate(read_reports(folder, chosen), 1)]
    text = "".join(f"{line}\n" for line in wrap(say("triage.heading", lang), width))
    text += lay_table(shown, lang, width) if shown else say("triage.none", lang) + "\n"
    notes = []
    if len(doubtful) > len(chosen):
        notes.append(say("triage.more", lang, count=len(doubtful) - len(chosen)))
    silent = sum(
        row.outcome == "clean" and not row.errors + row.warnings + row.reviews for row in ranked.ranked
    )
    if silent:
        notes.append(say("triage.silent", lang, count=silent))
    if shown:
        notes.append(say("triage.legend", lang))
    for note in notes:
        text += "".join(f"{line}\n" for line in wrap(note, width))
    if ranked.troubled:
        text += f"\n{say('triage.troubled', lang)}\n"
        for row in read_reports(folder, ranked.troubled):
            sentence = f"{row.path}{say('line.colon', lang)}{say_reason(row, lang)}"
            text += "".join(f"{line}\n" for line in wrap(sentence, width, "- ", "  "))
    return text


def lay_table(shown: list[Shown], lang: Lang, width: int) -> str:
    """Lay the filings out as a table with rules between its rows."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=width, show_lines=False)
    table.add_column(say("triage.rank", lang), justify="right", no_wrap=True)
    table.add_column(say("triage.doubts", lang), justify="center", no_wrap=True)
    table.add_column(say("triage.tonnes", lang), justify="right", no_wrap=True)
    table.add_column(say("triage.filing_and_doubt", lang), overflow="fold", ratio=1)
    styles = {0: "bold red", 1: "yellow", 2: "cyan"}
    for each in shown:
        counts = (each.errors, each.warnings, each.reviews)
        gravest = next((styles[at] for at, count in enumerate(counts) if count), "")
        tonnes = each.at_stake_tco2e
        doubt = Text(clean(each.path), style="bold")
        doubt.append(f"\n{clean(each.title)}", style=f"not bold {gravest.removeprefix('bold ')}")
        doubt.append(f"\n{each.code} {clean(each.cell)}", style="not bold dim")
        table.add_row(
            str(each.rank), Text(" · ".join(map(str, counts)), style=gravest),
            "" if tonnes is None else format_tonnes(tonnes, lang, signed=True), doubt,
        )  # fmt: skip
    console = Console(
        file=io.StringIO(), force_terminal=True, color_system="standard", width=width, legacy_windows=False
    )
    console.print(table)
    written = console.file
    return written.getvalue() if isinstance(written, io.StringIO) else ""
