"""Numbers stored as text of which a column, a row or the sheet tells whether the comma or the point is the decimal mark."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.findings import Candidate
from checker.reading.doubts import ask_lines, group_by_table, place_figures
from checker.reading.numbers import read_figure
from checker.reading.text import DEVANAGARI, fold

if TYPE_CHECKING:
    from checker.reading.collect import Collector
    from checker.workbook import Sheet

OPEN = re.compile(r"[+-]?\d{1,3}[.,]\d{3}(?![\d.,])")
"""41.000 and 41,000: a thousand times more or less, by the convention of who typed it."""
POINTED = re.compile(r"[+-]?\d{1,3}\.\d{3}(?![\d.,])")
COMMA = re.compile(
    r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,}))(?![\d.,])"
)
POINT = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{2,3})*,\d{3}\.\d+|\d{1,3}(?:,\d{2,3})+,\d{3}|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+|\d{4,},\d{3})(?![\d.,])"
)
FEWEST = 3
"""So many such figures of a line, and nothing that tells, are asked about (ours)."""


def judge_decimals(sheet: Sheet, said: str = "") -> Sheet:
    """Give the sheet with the cells noted whose comma is a decimal mark, as their column, row or sheet shows.

    What the user `said` of the mark holds for all that may be read both ways.
    """
    texts = {
        (row, column): text
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if isinstance(value, str) and (text := _take_number(value))
    }
    open_ = [place for place, text in texts.items() if OPEN.match(text)]
    if not open_:
        return sheet
    if said:
        return replace(sheet, commas=frozenset(open_ if said == "comma" else ()), mark=said)
    told = {place: says for place, text in texts.items() if (says := tell_mark(text))}
    whole = _agree(set(told.values()))
    columns: dict[int, set[str]] = {}
    rows: dict[int, set[str]] = {}
    for (row, column), says in told.items():
        columns.setdefault(column, set()).add(says)
        rows.setdefault(row, set()).add(says)
    commas = {
        (row, column)
        for row, column in open_
        if (_agree(columns.get(column, set())) or _agree(rows.get(row, set())) or whole) == "comma"
    }
    return replace(sheet, commas=frozenset(commas), mark=whole or ("both" if told else ""))


def _take_number(value: str) -> str:
    """Give a text folded where it may be a number; "" for all others."""
    head = value.lstrip()[:1]
    return fold(value).translate(DEVANAGARI) if head and (head.isdigit() or head in "+-(") else ""


def tell_mark(text: str) -> str:
    """Tell which decimal mark a number shows: "comma", "point", or "" where it may be either."""
    if OPEN.match(text):
        return ""
    return "comma" if COMMA.match(text) else "point" if POINT.match(text) else ""


def _agree(marks: set[str]) -> str:
    return next(iter(marks)) if len(marks) == 1 else ""


def ask_decimals(collector: Collector, sheets: dict[tuple[str, str], Sheet]) -> None:
    """Ask about lines of nothing but figures such as 41.000, where nothing on the sheet tells the decimal mark."""
    facts = collector.facts
    if "text" not in facts.state:
        return
    told = place_figures(collector)
    lines = []
    for line in collector.lines:
        sheet = sheets.get((line.file, line.sheet))
        figures = told.get(line.row, [])
        if sheet is None or sheet.mark or len(figures) < FEWEST:
            continue
        if all(facts.state[at] == "text" and POINTED.match(fold(facts.text[at])) for at in figures):
            lines.append(line)
    for same in group_by_table(lines):
        first = told[same[0].row][0]
        text = facts.text[first]
        number, other = (read_figure(text, comma=comma).number for comma in (False, True))
        if number is None or other is None:
            continue
        read, else_ = f"{number:g}", f"{other:.15g}"
        ask_lines(
            collector, told, "decimal_mark", "column", same, read,
            (Candidate(read, value="point"), Candidate(else_, value="comma")),
            key="decimal_mark", text=text, value=read, other=else_,
        )  # fmt: skip
