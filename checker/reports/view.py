"""A report in words: plain records of strings in one language, which every face lays out its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.cells import write_cell, write_cells, write_sheet
from checker.reports.questions import QuestionView, view_questions
from checker.reports.sentences import (
    Audience,
    say_amount,
    say_basis,
    say_confidence,
    say_coverage,
    say_diagnosis,
    say_explained,
    say_message,
    say_place,
    say_proposed,
    say_skipped,
    say_stake,
    say_swings,
    say_totals,
    say_verdict,
    values_of,
)
from checker.words.formats import Lang, format_tonnes, name_code, say
from checker.words.text import render

if TYPE_CHECKING:
    from checker.findings import Correction, Diagnosis, Finding, Report, Severity, Skipped
    from checker.packs import Catalogue


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words; `severity` is the word, `rank` the code it stands for."""

    id: str
    code: str
    rank: Severity
    severity: str
    cells: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    title: str
    message: str
    advice: str
    at_stake: str
    explained: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """Where, what was filed and what is proposed ("" for an audience that must not see it)."""

    where: str
    filed: str
    proposed: str


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """A probable misfiling in words."""

    misfiling: str
    title: str
    message: str
    confidence: str
    explains: tuple[str, ...]
    change: str
    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True)
class SkippedView:
    """Checks that could not be made for one reason: what to add, and their codes; `partly` where for some lines alone."""

    would_need: str
    reason: str
    codes: tuple[str, ...]
    partly: bool = False


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report in words; a line without anything to say is ""."""

    name: str
    lang: Lang
    outcome: str
    verdict: str
    totals: tuple[tuple[str, str], ...]
    basis: str
    findings: tuple[FindingView, ...]
    diagnoses: tuple[DiagnosisView, ...]
    skipped: tuple[SkippedView, ...]
    failures: tuple[tuple[str, str], ...]
    coverage: str
    tables: tuple[tuple[str, str], ...]
    questions: tuple[QuestionView, ...]
    swings: str


def view_report(report: Report, lang: Lang, audience: Audience, catalogue: Catalogue) -> ReportView:
    """Put a report into words of a language for an audience."""
    main = report.main
    return ReportView(
        name=main,
        lang=lang,
        outcome=report.outcome,
        verdict=say_verdict(report, lang),
        totals=say_totals(report, lang),
        basis=say("line.comma", lang).join(say_basis(report, lang)),
        findings=tuple(view_finding(each, main, lang, catalogue) for each in report.findings),
        diagnoses=tuple(view_diagnosis(each, main, lang, audience, catalogue) for each in report.diagnoses),
        skipped=group_skipped(report.skipped, lang),
        failures=tuple((each.code, each.reason) for each in report.failures),
        coverage=say_coverage(report, lang),
        tables=tuple(
            (write_table(each.sheet, each.range, each.file, main),
             say("line.comma", lang).join(
                 (name_code("table", each.table, lang), say("line.table_rows", lang, count=each.rows))))
            for each in report.tables
        ),
        questions=view_questions(report.questions, main, lang),
        swings=say_swings(report, lang),
    )  # fmt: skip


def view_finding(finding: Finding, main: str, lang: Lang, catalogue: Catalogue) -> FindingView:
    """Put one finding into words."""
    values = values_of(finding)
    return FindingView(
        id=finding.id,
        code=finding.code,
        rank=finding.severity,
        severity=say(f"severity.{finding.severity}", lang),
        cells=tuple(write_cells(finding.cells, main)),
        context=tuple(
            (write_cell(cell, main), name_code("role", role, lang)) for cell, role in finding.context
        ),
        title=render(finding.code, "title", values, lang, catalogue),
        message=say_message(finding, lang, catalogue),
        advice=render(finding.code, "advice", values, lang, catalogue),
        at_stake=say_stake(finding.at_stake_tco2e, lang),
        explained=say_explained(finding, lang),
    )


def view_diagnosis(
    diagnosis: Diagnosis, main: str, lang: Lang, audience: Audience, catalogue: Catalogue
) -> DiagnosisView:
    """Put one probable misfiling into words; for a verifier without confidence or proposals."""
    shy = audience == "verifier"
    change = diagnosis.change_tco2e
    tonnes = None if change is None else format_tonnes(change, lang, signed=True)
    return DiagnosisView(
        misfiling=diagnosis.misfiling,
        title=render(diagnosis.misfiling, "title", diagnosis.values, lang, catalogue),
        message=say_diagnosis(diagnosis, lang, audience, catalogue),
        confidence="" if shy else say_confidence(diagnosis.confidence, lang),
        explains=diagnosis.explains,
        change="" if shy or tonnes is None else say("line.change", lang, tonnes=tonnes),
        corrections=tuple(view_correction(each, main, lang, audience) for each in diagnosis.corrections),
    )


def view_correction(correction: Correction, main: str, lang: Lang, audience: Audience) -> CorrectionView:
    """Put one correction into words, in the filer's unit."""
    unit = correction.unit or ""
    where = say_place(correction, lang) if correction.cell is None else write_cell(correction.cell, main)
    filed = say("line.blank", lang) if correction.filed is None else say_amount(correction.filed, unit, lang)
    return CorrectionView(where, filed, "" if audience == "verifier" else say_proposed(correction, lang))


def group_skipped(skipped: tuple[Skipped, ...], lang: Lang) -> tuple[SkippedView, ...]:
    """Group the checks that could not be made by what to add, the largest group first."""
    groups: dict[tuple[str, str, bool], set[str]] = {}
    for each in skipped:
        reason, would_need = say_skipped(each, lang)
        groups.setdefault((would_need, "" if would_need else reason, each.partly), set()).add(each.code)
    views = [
        SkippedView(would_need, reason, tuple(sorted(codes)), partly)
        for (would_need, reason, partly), codes in groups.items()
    ]
    return tuple(sorted(views, key=lambda each: (-len(each.codes), each.would_need, each.reason)))


def write_table(sheet: str, block: str, file: str, main: str) -> str:
    """Write where a table stands, with its file's name where that is not the main one."""
    return f"{write_sheet(sheet, file if file and file != main else None)}!{block}"
