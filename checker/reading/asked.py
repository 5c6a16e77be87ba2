"""The questions of a filing as they are put: years settled, candidates named, and the rows that hang on each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from checker.cells import CellRef
from checker.findings import Candidate, Coverage, Question
from checker.reading.collect import DATED, UNKNOWN_YEAR, Collector
from checker.reading.periods import find_fiscal_year

FIRST_REAL_YEAR = 1950
MOST_YEARS = 5
"""Of a long history so many other years are offered (ours)."""


def list_undated(collector: Collector) -> tuple[int, ...]:
    """List the rows whose cells name no year, before the report year dates them."""
    facts = collector.facts
    rows = [row for row, start in zip(facts.row, facts.start, strict=True) if start.year < FIRST_REAL_YEAR]
    for table in DATED:
        rows += [
            int(str(each["row"]))
            for each in collector.records[table]
            if getattr(each.get("start"), "year", FIRST_REAL_YEAR) < FIRST_REAL_YEAR
        ]
    return tuple(rows)


def ask_year(
    collector: Collector,
    year: int | None,
    evidence: str,
    others: Iterable[int],
    undated: tuple[int, ...],
    name: str = "",
) -> None:
    """Ask for the report year where the workbook does not say it plainly.

    `evidence` is stated, title, file, sheet or dates; `others` are further years it may be, the likeliest
    first; `name` is what a financial year is called ("2024-25").
    """
    if year is None:
        collector.ask("year", "year", about="year")
        return
    if evidence == "stated":
        return
    known = list(dict.fromkeys(each for each in others if name or each != year))[:MOST_YEARS]
    if evidence == "file":
        known += [year - 1, year + 1]
    if not known and evidence != "file":
        return  # titles or dates say one year and no other: that is plain
    said = name or str(year)
    candidates = tuple(Candidate(each) for each in (said, *map(str, known)))
    code = "year_from_name" if evidence == "file" and undated else "year_inferred"
    collector.ask(code, "year", about="year", read_as=said, candidates=candidates, value=said)


def count_asked(collector: Collector, coverage: Coverage, undated: tuple[int, ...]) -> Coverage:
    """Count the figures that no year dates among those asked about, where the year is asked for."""
    if not any(each.about == "year" for each in collector.questions):
        return coverage
    facts, open_rows = collector.facts, set(undated)
    places = [
        (facts.file[at], facts.sheet[at], facts.at_row[at], facts.at_col[at])
        for at, row in enumerate(facts.row)
        if row in open_rows
    ]
    places += [
        (str(each["file"]), str(each["sheet"]), int(str(each["at_row"])), int(str(each["at_col"])))
        for table in DATED
        for each in collector.records[table]
        if int(str(each["row"])) in open_rows
    ]
    cells = {
        CellRef(file, sheet, row, column)
        for file, sheet, row, column in places
        if (row, column) in collector.used.get((file, sheet), ())
        and (row, column) not in collector.refused.get((file, sheet), ())
    } - collector.waiting
    collector.waiting |= cells
    return replace(coverage, read=coverage.read - len(cells), asked=coverage.asked + len(cells))


def settle_questions(
    collector: Collector, shifts: Mapping[str, int], undated: tuple[int, ...]
) -> tuple[Question, ...]:
    """Give the questions with the rows whose reading hangs on each."""
    facts = collector.facts
    blocks = {line.row: line.block for line in collector.lines}
    rows: dict[int, list[int]] = {}
    figures: dict[int, int] = {}
    doubts = {
        line: collector.doubtful_lines.get(line, set()) | collector.doubtful_blocks.get(block, set())
        for line, block in blocks.items()
    }
    for at, line in enumerate(facts.line):
        for number in doubts[line]:
            rows.setdefault(number, []).append(facts.row[at])
            figures[number] = figures.get(number, 0) + (not math.isnan(facts.quantity[at]))
    for line, asked in doubts.items():
        for number in asked:
            rows.setdefault(number, []).append(line)
    for table in DATED:
        for record in collector.records[table]:
            asked = collector.doubtful_lines.get(int(str(record.get("series", -1))), set())
            for number in asked | collector.doubtful_blocks.get(int(str(record.get("block", 0))), set()):
                rows.setdefault(number, []).append(int(str(record["row"])))
    settled = []
    open_rows = set(undated)
    dated = sum(
        row in open_rows and not math.isnan(quantity) for row, quantity in zip(facts.row, facts.quantity, strict=True)
    )  # fmt: skip
    stated = {
        str(record["file"]): str(record["text"])
        for record in collector.records["facility"]
        if record["item"] == "year"
    }
    for number, question in enumerate(collector.questions):
        own = tuple(rows.get(number, ())) if question.about != "year" else undated
        count = figures.get(number, 0) if question.about != "year" else dated
        known = replace(question, rows=own, numbers=question.numbers or count)
        if question.code == "fiscal_year":
            told = _date_question(known, shifts, stated)
            settled += [told] if told is not None else []
        else:
            settled.append(known)
    return tuple(settled)


def _date_question(
    question: Question, shifts: Mapping[str, int], stated: Mapping[str, str]
) -> Question | None:
    """Give the question on a year that begins in another month the year of its file; None where the profile says both years."""
    file = question.cells[0].file if question.cells else ""
    if int(str(question.values["value"])) >= FIRST_REAL_YEAR:
        return question
    if find_fiscal_year(stated.get(file, "")) is not None:
        return None
    moved = shifts.get(file, UNKNOWN_YEAR) - UNKNOWN_YEAR

    def move(text: str) -> str:
        year, dash, month = text.partition("-")
        return f"{int(year) + moved}{dash}{month}"

    return replace(
        question, read_as=move(question.read_as),
        candidates=tuple(replace(each, reading=move(each.reading)) for each in question.candidates),
        values={**question.values, "value": move(str(question.values["value"])), "other": move(str(question.values["other"]))},
    )  # fmt: skip
