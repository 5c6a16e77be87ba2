"""A report for the terminal: the verdict first, 80 columns, plain where it is piped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from checker.reports.questions import QuestionView
from checker.reports.view import (
    CorrectionView,
    DiagnosisView,
    FindingView,
    ReportView,
    SkippedView,
    view_report,
)
from checker.reports.wrap import clean, measure, pad, wrap
from checker.words.formats import Lang, put_aside, say

if TYPE_CHECKING:
    from checker.findings import Report
    from checker.packs import Catalogue
    from checker.reports.sentences import Audience

WIDTH = 80
MOST_REVIEWS = 20
MOST_CORRECTIONS = 14
MOST_CONTEXT = 6
MOST_CODES = 8
MOST_TABLES = 12
"""How much of each is shown (ours: a report that is read to its end); JSON has all."""

_STYLES = {"error": "bold red", "warning": "yellow", "review": "cyan", "info": "dim"}


class Line(NamedTuple):
    """A line that fits the width, and how a terminal may colour it."""

    text: str
    style: str = ""


def render_text(
    report: Report,
    lang: Lang,
    audience: Audience,
    catalogue: Catalogue,
    *,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """Write a report as text of at most `width` columns, ending in a newline; colour is for a terminal."""
    view = view_report(report, lang, audience, catalogue)
    return join_lines(list(lay_out(view, width)), colour=colour, width=width)


def join_lines(lines: Sequence[Line], *, colour: bool = False, width: int = WIDTH) -> str:
    """Join lines to a text ending in a newline, coloured where it is for a terminal."""
    if not colour:
        return "".join(f"{each.text}\n" for each in lines)
    import io

    from rich.console import Console
    from rich.text import Text

    console = Console(
        file=io.StringIO(), force_terminal=True, color_system="standard", width=width, legacy_windows=False
    )
    for line in lines:
        console.print(Text(line.text, style=line.style), soft_wrap=True, highlight=False)
    written = console.file
    return written.getvalue() if isinstance(written, io.StringIO) else ""


def lay_out(view: ReportView, width: int) -> Iterator[Line]:
    """Give the lines of a report, section by section."""
    lang = view.lang
    yield from paragraph(view.verdict, width, style="bold")
    if view.outcome == "unreadable":
        return
    yield from paragraph(view.basis, width, style="dim")
    yield Line("")
    yield from columns(view.totals, width)
    yield from section("findings", show_findings(view, width), lang)
    yield from section(
        "diagnoses", (line for each in view.diagnoses for line in show_diagnosis(each, width, lang)), lang
    )
    yield from section(
        "failures",
        (line for each in view.failures for line in item(say("line.colon", lang).join(each), width)),
        lang,
    )
    yield from section(
        "skipped", (line for each in view.skipped for line in show_skipped(each, width, lang)), lang
    )
    yield from section("coverage", show_coverage(view, width), lang)
    yield from section(
        "questions", (line for each in view.questions for line in show_question(each, width, lang)), lang
    )
    if view.swings:
        yield Line("")
        yield from paragraph(view.swings, width)


def section(key: str, lines: Iterator[Line], lang: Lang) -> Iterator[Line]:
    """Put a heading over lines, nothing where there are none."""
    held = list(lines)
    if held:
        yield from (Line(""), Line(say(f"heading.{key}", lang), "bold underline"), *held)


def paragraph(text: str, width: int, indent: str = "", style: str = "") -> list[Line]:
    """Give a text as indented lines, none for an empty text."""
    return [Line(each, style) for each in wrap(text, width, indent, indent)] if text else []


def columns(pairs: Sequence[tuple[str, str]], width: int, indent: str = "") -> Iterator[Line]:
    """Give names and what belongs to them side by side; a long name has a line of its own."""
    cleaned = [(clean(name), text) for name, text in pairs]
    most = width // 2
    column = max((measure(name) for name, _ in cleaned if measure(name) <= most), default=0)
    for name, text in cleaned:
        head = f"{indent}{pad(name, column)}  "
        if measure(name) > most:
            yield from paragraph(name, width, indent)
            head = " " * (len(indent) + column + 2)
        yield from (Line(each) for each in wrap(text, width, head, " " * measure(head)))


def item(text: str, width: int) -> list[Line]:
    """Give a text as one item of a list."""
    return [Line(each) for each in wrap(text, width, "- ", "  ")]


def show_findings(view: ReportView, width: int) -> Iterator[Line]:
    """Show every error and warning, and the first reviews and notes."""
    firm = [each for each in view.findings if each.rank in {"error", "warning"}]
    soft = [each for each in view.findings if each.rank not in {"error", "warning"}]
    for number, finding in enumerate([*firm, *soft[:MOST_REVIEWS]]):
        if number:
            yield Line("")
        yield from show_finding(finding, width, view.lang)
    if len(soft) > MOST_REVIEWS:
        yield Line("")
        yield from show_more(len(soft) - MOST_REVIEWS, width, view.lang, "")


def show_finding(finding: FindingView, width: int, lang: Lang) -> Iterator[Line]:
    """Show one finding: what and how grave, where, what it says, what to do."""
    comma, colon = say("line.comma", lang), say("line.colon", lang)
    yield from paragraph(
        f"{finding.code}{comma}{finding.severity}{colon}{finding.title}", width, style=_STYLES[finding.rank]
    )
    yield from paragraph(", ".join(finding.cells), width, "  ", "bold")
    yield from paragraph(finding.message, width, "  ")
    yield from paragraph(
        finding.at_stake and f"{say('line.at_stake', lang)}{colon}{finding.at_stake}", width, "  "
    )
    held = [f"{cell}{put_aside(role, lang)}" for cell, role in finding.context[:MOST_CONTEXT]]
    if len(finding.context) > MOST_CONTEXT:
        held.append("…")
    if held:
        yield from paragraph(f"{say('line.held_against', lang)}{colon}{comma.join(held)}", width, "  ", "dim")
    yield from paragraph(finding.advice and f"{say('line.advice', lang)}{colon}{finding.advice}", width, "  ")
    yield from paragraph(finding.explained, width, "  ", "italic")


def show_diagnosis(diagnosis: DiagnosisView, width: int, lang: Lang) -> Iterator[Line]:
    """Show one probable misfiling with what is proposed."""
    likely = put_aside(diagnosis.confidence, lang) if diagnosis.confidence else ""
    yield from paragraph(f"{diagnosis.title}{likely}", width, style="bold")
    yield from paragraph(diagnosis.message, width, "  ")
    rows = merge_corrections(diagnosis.corrections)
    shown = rows[:MOST_CORRECTIONS]
    yield from columns([(each.where, say_correction(each, lang)) for each in shown], width, "  ")
    if len(rows) > MOST_CORRECTIONS:
        yield from show_more(len(rows) - MOST_CORRECTIONS, width, lang, "  ")
    yield from paragraph(diagnosis.change, width, "  ")
    explains = ", ".join(dict.fromkeys(each.split("-")[0] for each in diagnosis.explains))
    yield from paragraph(
        explains and f"{say('line.explains', lang)}{say('line.colon', lang)}{explains}", width, "  ", "dim"
    )


def say_correction(correction: CorrectionView, lang: Lang) -> str:
    """Write what was filed, and what is proposed where the audience may see it."""
    proposed = f" -> {correction.proposed}" if correction.proposed else ""
    return f"{say('line.filed', lang)} {correction.filed}{proposed}"


def merge_corrections(corrections: tuple[CorrectionView, ...]) -> list[CorrectionView]:
    """Join corrections in a row that say the same of neighbouring cells: C5 and D5 to C5 … D5."""
    rows: list[CorrectionView] = []
    first = ""
    for each in corrections:
        same = rows and (rows[-1].filed, rows[-1].proposed) == (each.filed, each.proposed)
        if same and rows[-1].where.split("!")[0] == each.where.split("!")[0] and "!" in each.where:
            rows[-1] = CorrectionView(f"{first} … {each.where.split('!')[-1]}", each.filed, each.proposed)
        else:
            first = each.where
            rows.append(each)
    return rows


def show_skipped(skipped: SkippedView, width: int, lang: Lang) -> list[Line]:
    """Show what to add and how many more checks it would allow."""
    count = len(skipped.codes)
    codes = ", ".join([*skipped.codes[:MOST_CODES], *(["…"] if count > MOST_CODES else [])])
    head = skipped.would_need or skipped.reason
    if skipped.partly:
        return item(f"{head}{put_aside(codes, lang)}", width)
    more = say("line.more_checks" if skipped.would_need else "verdict.skipped", lang, count=count)
    return item(f"{head}{say('line.colon', lang)}{more}{put_aside(codes, lang)}", width)


def show_question(question: QuestionView, width: int, lang: Lang) -> Iterator[Line]:
    """Show one question: what is asked, what was read for now, and the line that chooses each candidate."""
    count = put_aside(question.count, lang) if question.count else ""
    lead = f"{question.number}. "
    yield from (Line(each) for each in wrap(f"{question.head}{count}", width, lead, " " * len(lead)))
    if not question.candidates:
        return
    colon = say("line.colon", lang)
    if question.read_as:
        yield from paragraph(f"{say('line.read_as', lang)}{colon}{question.read_as}", width, "   ")
    yield from paragraph(f"{question.how}{colon}".rstrip(), width, "   ", "dim")
    yield from columns(question.lines, width, "     ")


def show_coverage(view: ReportView, width: int) -> Iterator[Line]:
    """Show how much was read, and from which tables."""
    yield from paragraph(view.coverage, width)
    for where, what in view.tables[:MOST_TABLES]:
        yield from item(f"{where}{say('line.colon', view.lang)}{what}", width)
    if len(view.tables) > MOST_TABLES:
        yield from show_more(len(view.tables) - MOST_TABLES, width, view.lang, "")


def show_more(count: int, width: int, lang: Lang, indent: str) -> list[Line]:
    """Say that there is more, and where."""
    return paragraph(f"… {say('line.more', lang, count=count)}", width, indent, "dim")
