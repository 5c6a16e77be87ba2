"""A report as JSON, format checker-report/1: one object, or an array for several filings."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from checker import __version__
from checker.cells import write_cell, write_cells
from checker.reports.questions import say_candidate, write_answer
from checker.reports.sentences import (
    Audience,
    say_diagnosis,
    say_message,
    say_question,
    say_refusal,
    say_skipped,
    say_swings,
    values_of,
)
from checker.words.formats import Lang, name_code
from checker.words.text import render

if TYPE_CHECKING:
    from checker.findings import Correction, Diagnosis, Finding, Question, Report
    from checker.packs import Catalogue

FORMAT = "checker-report/1"


def write_json(reports: Sequence[Report], lang: Lang, audience: Audience, catalogue: Catalogue) -> str:
    """Write reports as JSON, ending in a newline; one report is an object, several are an array.

    Numbers are plain (tonnes to six decimals), dates ISO 8601, what is not known null.
    """
    objects = [build_report(each, lang, audience, catalogue) for each in reports]
    whole = objects[0] if len(objects) == 1 else objects
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def build_report(report: Report, lang: Lang, audience: Audience, catalogue: Catalogue) -> dict[str, object]:
    """Give a report as plain dicts and lists, keys in the order of the contract."""
    main = report.main
    coverage, totals = report.coverage, report.totals
    built: dict[str, object] = {
        "format": FORMAT,
        "checker": __version__,
        "lang": lang,
        "as_of": report.as_of,
        "filing": {
            "files": [{"name": each.name, "sha256": each.sha256 or None} for each in report.files],
            "sites": list(report.sites),
            "sector": report.sector,
            "years": list(report.years),
            "year_names": list(report.year_names),
            "rule_set": report.rule_set,
        },
        "outcome": report.outcome,
        "coverage": {
            "numbers": coverage.numbers, "read": coverage.read, "asked": coverage.asked, "left_out": coverage.left_out,
        },
        "totals": {
            "declared_tco2e": round_tonnes(totals.declared_tco2e),
            "recomputed_tco2e": round_tonnes(totals.recomputed_tco2e),
            "at_stake_tco2e": round_tonnes(totals.at_stake_tco2e),
            "proposed_tco2e": None if audience == "verifier" else round_tonnes(totals.proposed_tco2e),
        },
        "findings": [build_finding(each, main, lang, catalogue) for each in report.findings],
        "diagnoses": [build_diagnosis(each, main, lang, audience, catalogue) for each in report.diagnoses],
        "skipped": [
            {"code": each.code, "reason": reason, "would_need": would_need or None}
            for each in report.skipped
            for reason, would_need in [say_skipped(each, lang)]
        ],
        "failures": [{"code": each.code, "reason": each.reason} for each in report.failures],
        "tables": [
            {"sheet": each.sheet, "range": each.range, "table": each.table, "rows": each.rows}
            | ({"file": each.file} if each.file and each.file != main else {})
            for each in report.tables
        ],
        "questions": [
            build_question(number, each, report, lang) for number, each in enumerate(report.questions, 1)
        ],
        "swings": say_swings(report, lang) or None,
    }  # fmt: skip
    return built if report.unreadable is None else {**built, "unreadable": say_refusal(report, lang)}


def build_finding(finding: Finding, main: str, lang: Lang, catalogue: Catalogue) -> dict[str, object]:
    """Give a finding as a plain dict."""
    values = values_of(finding)
    explained = finding.explained
    return {
        "id": finding.id,
        "code": finding.code,
        "severity": finding.severity,
        "cells": write_cells(finding.cells, main),
        # a role is data to compare, not a text to read: the same word in every language
        "context": [{"cell": write_cell(cell, main), "role": name_code("role", role, "en")} for cell, role in finding.context],
        "values": {key: make_plain(value) for key, value in finding.values.items()},
        "at_stake_tco2e": round_tonnes(finding.at_stake_tco2e),
        "title": render(finding.code, "title", values, lang, catalogue),
        "message": say_message(finding, lang, catalogue),
        "advice": render(finding.code, "advice", values, lang, catalogue),
        "explained": explained and {"by": explained.by, "text": explained.text, "accepted": explained.accepted},
    } | ({"hangs_on": list(finding.hangs_on)} if finding.hangs_on else {})  # fmt: skip


def build_question(number: int, question: Question, report: Report, lang: Lang) -> dict[str, object]:
    """Give a question as a plain dict: what is open, what is read for now, the candidates and how to choose each."""
    main = report.main
    return {
        "code": question.code,
        "key": question.key,
        "cells": write_cells(question.cells, main),
        "question": say_question(question, lang),
        "number": number,
        "about": question.about or question.key,
        "numbers": question.numbers,
        "read_as": question.read_as or None,
        "candidates": [
            {
                "reading": each.reading,
                "text": say_candidate(each, lang),
                "set": write_answer(question, each, main)[0].removeprefix("--set ") if question.key else None,
                "layout": None if question.key else write_answer(question, each, main),
            }
            for each in question.candidates
        ],
        "findings": [each.id for each in report.findings if number in each.hangs_on],
    }  # fmt: skip


def build_diagnosis(
    diagnosis: Diagnosis, main: str, lang: Lang, audience: Audience, catalogue: Catalogue
) -> dict[str, object]:
    """Give a probable misfiling as a plain dict; for a verifier confidence and proposals are null."""
    shy = audience == "verifier"
    return {
        "misfiling": diagnosis.misfiling,
        "taxonomy": diagnosis.taxonomy,
        "confidence": None if shy else round(diagnosis.confidence, 4),
        "explains": list(diagnosis.explains),
        "change_tco2e": round_tonnes(diagnosis.change_tco2e),
        "message": say_diagnosis(diagnosis, lang, audience, catalogue)
        or render(diagnosis.misfiling, "title", diagnosis.values, lang, catalogue),
        "corrections": [build_correction(each, main, audience) for each in diagnosis.corrections],
    }


def build_correction(correction: Correction, main: str, audience: Audience) -> dict[str, object]:
    """Give a correction as a plain dict; keys that do not apply are absent."""
    built: dict[str, object] = {
        "cell": None if correction.cell is None else write_cell(correction.cell, main)
    }
    if correction.cell is None:
        built["fact"] = {key: make_plain(value) for key, value in (correction.fact or {}).items()}
    built["filed"] = make_plain(correction.filed)
    built["proposed"] = None if audience == "verifier" else make_plain(correction.proposed)
    built["unit"] = correction.unit
    if audience == "verifier":
        return built
    if correction.range is not None:
        built["range"] = [make_plain(each) for each in correction.range]
    if correction.blank:
        built["blank"] = True
    if correction.unit_proposed is not None:
        built["unit_proposed"] = correction.unit_proposed
    return built


def round_tonnes(tonnes: float | None) -> float | None:
    """Round tonnes to six decimals; what is no number is null."""
    if tonnes is None or not math.isfinite(tonnes):
        return None
    return round(float(tonnes), 6) + 0.0


def make_plain(value: object) -> object:
    """Turn a value into JSON's own: whole floats as integers, 12 significant digits, dates as ISO texts."""
    if isinstance(value, list | tuple):
        return [make_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): make_plain(each) for key, each in value.items()}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if not isinstance(value, float):
        return value if value is None or isinstance(value, bool | int | str) else str(value)
    if not math.isfinite(value):
        return None
    short = float(f"{value:.12g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
