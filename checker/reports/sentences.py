"""The sentences of a report in one language: each says one thing, and is said nowhere else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias

from checker.cells import write_cells
from checker.findings import SEVERITIES, Correction, Diagnosis, Finding, Plain, Question, Report, Skipped
from checker.findings import is_open as stands_open
from checker.words.formats import (
    Lang,
    Values,
    format_number,
    format_tonnes,
    has_phrase,
    join_months,
    load_phrases,
    name_code,
    put_aside,
    read_month,
    say,
)
from checker.words.text import fill, pick_words, render, words_of

if TYPE_CHECKING:
    from checker.packs import Catalogue

Audience: TypeAlias = Literal["company", "verifier", "authority"]

ALMOST_CERTAIN = 0.95
VERY_LIKELY = 0.8
"""From which confidence we say so (ours: one in twenty, one in five may be wrong)."""


SWINGS, MOST_SWINGS = "SWG", 6
"""The prefix of the family that looks at swings, and how many of its cells the sentence on swings names."""


def values_of(finding: Finding) -> Values:
    """Give what a finding's text may show: its values, and its code and tonnes beside them."""
    stake = finding.at_stake_tco2e
    beside: dict[str, Plain | list[Plain]] = {"code": finding.code}
    if stake is not None:
        beside["tonnes"] = abs(stake)
    return {**beside, **finding.values}


def say_diagnosis(diagnosis: Diagnosis, lang: Lang, audience: Audience, catalogue: Catalogue) -> str:
    """Write a misfiling's message; words may hold another, `message_verifier`, without any proposal."""
    change = diagnosis.change_tco2e
    beside: dict[str, Plain | list[Plain]] = {} if change is None else {"tonnes": abs(change)}
    words = words_of(diagnosis.misfiling, catalogue)
    own = pick_words(words, "message_verifier", lang) if audience == "verifier" else ""
    return fill(own or pick_words(words, "message", lang), {**beside, **diagnosis.values}, lang)


def say_proposed(correction: Correction, lang: Lang) -> str:
    """Write what a correction proposes: a value, a blank, a range or another unit."""
    unit = correction.unit_proposed or correction.unit or ""
    if correction.blank:
        return say("line.blank", lang)
    if correction.proposed is not None:
        return say_amount(correction.proposed, unit, lang)
    if correction.range is not None:
        low, high = correction.range
        return say("line.between", lang, low=format_number(low, lang), high=say_amount(high, unit, lang))
    if correction.unit_proposed is not None:
        return say_amount(correction.filed, unit, lang)
    return say("line.not_known", lang)


def say_amount(value: Plain, unit: str, lang: Lang) -> str:
    """Write a value with its unit; a text stands as it was filed."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{format_number(value, lang)} {unit}".rstrip()


def say_place(correction: Correction, lang: Lang) -> str:
    """Write where a value belongs for which there is no cell yet."""
    fact = correction.fact or {}
    names = [name_code(key, str(fact[key]), lang) for key in ("source", "flow") if fact.get(key)]
    names += say_months(fact.get("start"), fact.get("end"), lang)
    return f"{say('line.comma', lang).join(names)}{put_aside(say('line.no_cell', lang), lang)}".strip()


def say_months(start: Plain, end: Plain, lang: Lang) -> list[str]:
    """Write the months from `start` to before `end`: one, first–last or the year; none where they are no months."""
    first, after = read_month(start), read_month(end)
    if first is None:
        return []
    if first % 12 == 0 and after == first + 12:
        return [str(first // 12)]
    return join_months(list(range(first, max(first + 1, after or 0))), lang)


def say_refusal(report: Report, lang: Lang) -> str | None:
    """Say in one line which file of a filing could not be read, why, and what to do; None where it was read."""
    if not report.refusal:
        return report.unreadable
    return say("refusal.line", lang, name=report.main, text=say(f"refusal.{report.refusal}", lang))


def say_verdict(report: Report, lang: Lang) -> str:
    """Write the one sentence that comes first: what stands open, the tonnes, what could not be looked at."""
    skipped = len({each.code for each in report.skipped if not each.partly})
    parts: list[str] = []
    if report.unreadable is not None:
        said = say(f"refusal.{report.refusal}", lang) if report.refusal else report.unreadable
        parts.append(said.removeprefix(f"{report.main}: ") or say("verdict.unreadable", lang))
    else:
        if report.failures:
            parts.append(say("verdict.failed", lang, count=len(report.failures)))
        parts += count_open(report, lang)
        stake = report.totals.at_stake_tco2e
        if stake and any(stands_open(each, "review") for each in report.findings):
            parts.append(say("verdict.stake", lang, tonnes=format_tonnes(abs(stake), lang)))
        if skipped:
            parts.append(say("verdict.skipped", lang, count=skipped))
        elif not report.failures:
            parts.append(say("verdict.all_made", lang))
    sentence = say("line.comma", lang).join(parts)
    return f"{report.main}{say('line.colon', lang)}{sentence}{say('line.stop', lang)}".lstrip(": ：")


def count_open(report: Report, lang: Lang) -> list[str]:
    """Say how many findings of each severity stand open; "nothing found" where there are none."""
    counts = {
        severity: sum(each.severity == severity and stands_open(each, severity) for each in report.findings)
        for severity in SEVERITIES
        if severity != "info"
    }
    said = [say(f"verdict.{severity}", lang, count=count) for severity, count in counts.items() if count]
    if not said:
        return [] if report.failures else [say("verdict.clean", lang)]
    firm = counts["error"] or counts["warning"] or report.failures
    return said if firm else [say("verdict.nothing_firm", lang), *said]


def say_totals(report: Report, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Write declared, recomputed and concerned tonnes as (name, amount)."""
    totals = report.totals
    amounts = {"declared": totals.declared_tco2e, "recomputed": totals.recomputed_tco2e}
    said = [
        (say(f"line.{key}", lang), say("line.not_known", lang) if amount is None else f"{format_tonnes(amount, lang)} tCO2e")
        for key, amount in amounts.items()
    ]  # fmt: skip
    if totals.at_stake_tco2e is not None:
        said.append((say("line.at_stake", lang), say_stake(totals.at_stake_tco2e, lang) or "0 tCO2e"))
    return tuple(said)


def say_basis(report: Report, lang: Lang) -> list[str]:
    """List the rule set, the years and the sites."""
    named = name_rule_set(report, lang)
    return [
        *([named] if named else []),
        *report.year_names,
        *(name_code("site", each, lang) for each in report.sites),
    ]


def name_rule_set(report: Report, lang: Lang) -> str:
    """Name the rule set; one that is presumed, for the region is asked about, is said to be."""
    name = report.rule_set or ""
    presumed = bool(name) and any(each.about == "region" for each in report.questions)
    return say("line.presumed", lang, name=name) if presumed else name


def say_stake(tonnes: float | None, lang: Lang) -> str:
    """Write tonnes concerned with their direction; "" where there are none or they are not known."""
    if not tonnes or math.isnan(tonnes):
        return ""
    direction = say("line.overstated" if tonnes > 0 else "line.understated", lang)
    return f"{format_tonnes(abs(tonnes), lang)} tCO2e {direction}"


def say_confidence(confidence: float, lang: Lang) -> str:
    """Say a confidence between 0 and 1 in words."""
    key = (
        "almost_certain"
        if confidence >= ALMOST_CERTAIN
        else "very_likely"
        if confidence >= VERY_LIKELY
        else "likely"
    )
    return say(f"confidence.{key}", lang)


def say_explained(finding: Finding, lang: Lang) -> str:
    """Write who explained a finding and whether it is accepted; "" where nobody did."""
    explained = finding.explained
    if explained is None:
        return ""
    if explained.by == "verifier":
        key = "explained_verifier" if explained.accepted else "explained_verifier_open"
    else:
        key = "explained_accepted" if explained.accepted else "explained_company"
    return f"{say(f'line.{key}', lang)}{say('line.colon', lang)}{explained.text}"


def say_message(finding: Finding, lang: Lang, catalogue: Catalogue) -> str:
    """Write a finding's message, and which questions it hangs on, if any."""
    message = render(finding.code, "message", values_of(finding), lang, catalogue)
    if not finding.hangs_on:
        return message
    numbers = say("line.list_separator", lang).join(map(str, finding.hangs_on))
    gap = "" if lang == "zh" else " "
    return f"{message}{gap}{say('line.hangs_on', lang, value=numbers)}".strip()


def say_skipped(skipped: Skipped, lang: Lang) -> tuple[str, str]:
    """Write why a check could not be made, and what to add; a reason without a phrase as it is."""
    reason = say_filled(f"skip.{skipped.reason}.sentence", skipped.values, lang) or skipped.reason
    wanted = skipped.would_need or skipped.reason
    would_need = say_filled(f"skip.{wanted}.would_need", skipped.values, lang)
    return reason, would_need or skipped.would_need or ""


def say_filled(key: str, values: Values, lang: Lang) -> str:
    """Write a fixed phrase with values formatted by kind; "" where there is no such phrase."""
    if not has_phrase(key):
        return ""
    *tables, last = key.split(".")
    return fill(pick_phrase(tables, last, lang), values, lang)


def pick_phrase(tables: list[str], last: str, lang: Lang) -> str:
    """Give the template of a fixed phrase, its placeholders untouched."""
    table = load_phrases(tables[0])
    for each in tables:
        table = table[each]
    return str(table[last][lang])


def say_question(question: Question, lang: Lang) -> str:
    """Write a question; one without a phrase by its code."""
    return say_filled(f"question.{question.code}.sentence", question.values, lang) or question.code


def say_coverage(report: Report, lang: Lang) -> str:
    """Write how many numbers were read; "" where nothing was counted."""
    coverage = report.coverage
    if not coverage.numbers:
        return ""
    counts = {
        "total": coverage.numbers, "read": coverage.read, "asked": coverage.asked, "left": coverage.left_out,
    }  # fmt: skip
    return say("line.coverage", lang, **{key: format_number(count, lang) for key, count in counts.items()})


def say_swings(report: Report, lang: Lang) -> str:
    """Write the sentence on swings, with the cells that are doubted for it; a code by its phrase, else as it is."""
    if report.swings is None:
        return ""
    swings = [finding for finding in report.findings if finding.code.startswith(SWINGS)]
    cells = [cell for finding in swings for cell in write_cells(finding.cells, report.main)]
    if report.swings != "some" or not cells:
        return say_filled(f"swings.{report.swings}", {}, lang) or report.swings
    more = ["…"] if len(cells) > MOST_SWINGS else []
    return say_filled("swings.named", {"cells": ", ".join(cells[:MOST_SWINGS] + more)}, lang)
