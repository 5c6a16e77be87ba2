"""Columns that state again, on another sheet, what an earlier one stated: counted once, compared where they differ."""

from __future__ import annotations

import math
from typing import NamedTuple

from checker.reading.collect import UNKNOWN_YEAR, Collector
from checker.reading.lines import Line
from checker.reading.profile import list_stated_years

LEAST_FIGURES = 8
"""Fewer figures that agree may agree by chance (ours)."""
MOST_AGREE = 0.9
"""From this share of equal figures a column is another's copy (ours: a copy may hold a few mended cells)."""
TOLERANCE = 0.005
"""Copies are often rounded (ours)."""

Key = tuple[object, ...]


class Figure(NamedTuple):
    """A fact of a column: its position among the facts, and its amount in the base unit."""

    position: int
    amount: float


class Stated(NamedTuple):
    """A column of a table of things: file and sheet, and its figures by what they are of."""

    sheet: tuple[str, str]
    figures: dict[Key, list[Figure]]
    size: int
    year: int | None = None
    """The one year that it states; None where it states none, or several."""


def pass_restated(collector: Collector, previous: frozenset[str] = frozenset()) -> None:
    """Take a column of a table of things for a copy where nine in ten of its figures stand in an earlier one.

    What agrees is passed over; what differs from its one counterpart is kept as a stated sum of it,
    so that the difference is told. Columns of two years are never copies; `previous` names the
    files of last year.
    """
    lines = {line.row: line for line in collector.lines}
    columns = _list_columns(collector, lines, previous)
    dropped: set[int] = set()
    for number, later in enumerate(columns):
        sooner = next(
            (each for each in columns[:number] if _may_copy(later, each) and _is_copy(later, each)), None
        )
        if sooner is not None:
            dropped |= _pass_column(collector, lines, later, sooner)
    if dropped:
        drop_facts(collector, dropped)


def _list_columns(collector: Collector, lines: dict[int, Line], previous: frozenset[str]) -> list[Stated]:
    facts, stated = collector.facts, list_stated_years(collector)
    found: dict[tuple[str, str, int, int], dict[Key, list[Figure]]] = {}
    for position, quantity in enumerate(facts.quantity):
        line = lines[facts.line[position]]
        if line.block not in collector.thing_blocks or math.isnan(quantity):
            continue
        place = (facts.file[position], facts.sheet[position], line.block, facts.at_col[position])
        key = (
            line.site, line.source, line.flow, line.attribute, line.label, line.base_unit,
            facts.start[position].year, facts.start[position].month, facts.end[position].month,
        )  # fmt: skip
        amount = quantity * (1.0 if math.isnan(line.scale) else line.scale)
        found.setdefault(place, {}).setdefault(key, []).append(Figure(position, amount))
    return [
        Stated(
            place[:2],
            _without_year(figures),
            sum(len(each) for each in figures.values()),
            _tell_year(figures, stated.get(place[0]), is_previous=place[0] in previous),
        )
        for place, figures in found.items()
    ]


def _tell_year(figures: dict[Key, list[Figure]], stated: int | None, *, is_previous: bool) -> int | None:
    """Tell the one year of a column: its own, else its file's; of last year's file at least that it is another."""
    years = {key[6] for key in figures}
    if len(years) > 1:
        return None
    year = int(str(years.pop()))
    if year != UNKNOWN_YEAR:
        return year
    return stated or (UNKNOWN_YEAR - 1 if is_previous else None)


def _may_copy(later: Stated, sooner: Stated) -> bool:
    """Tell columns of two sheets and of no two years: of different years nothing is stated twice."""
    told = {later.year, sooner.year} - {None}
    last = UNKNOWN_YEAR - 1 in told and None in (later.year, sooner.year)
    return later.sheet != sooner.sheet and len(told) < 2 and not last


def _without_year(figures: dict[Key, list[Figure]]) -> dict[Key, list[Figure]]:
    """Leave the year out of the keys of a column of one year: not every sheet states it."""
    if len({key[6] for key in figures}) > 1:
        return figures
    return {(*key[:6], *key[7:]): each for key, each in figures.items()}


def _agree(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def _is_copy(later: Stated, sooner: Stated) -> bool:
    told, spared = 0, (1 - MOST_AGREE) * later.size
    for key, figures in later.figures.items():
        known = sooner.figures.get(key, ())
        for figure in figures:
            match = any(_agree(figure.amount, each.amount) for each in known)
            told += match and figure.amount != 0
            spared -= not match
        if spared < 0:
            return False
    return told >= LEAST_FIGURES


def _pass_column(collector: Collector, lines: dict[int, Line], later: Stated, sooner: Stated) -> set[int]:
    """Pass over a copy's figures; gives the positions of the facts that go."""
    facts = collector.facts
    for key, figures in later.figures.items():
        known = sooner.figures.get(key, [])
        for figure in figures:
            at, line = figure.position, lines[facts.line[figure.position]]
            place = (facts.at_row[at], facts.at_col[at])
            read = (facts.file[at], facts.sheet[at])
            collector.used.get(read, set()).discard(place)
            collector.ignored.setdefault(read, set()).add(place)
            if len(known) == len(figures) == 1 and not _agree(figure.amount, known[0].amount):
                state_sum(collector, line, at, facts.row[known[0].position])
                collector.used.setdefault(read, set()).add(place)
    return {figure.position for figures in later.figures.values() for figure in figures}


def state_sum(collector: Collector, line: Line, at: int, fact: int) -> None:
    """Keep a figure that restates a fact otherwise as a stated sum of it."""
    facts = collector.facts
    row = collector.take_row()
    collector.records["totals"].append({
        "row": row, "text": facts.text[at], "state": facts.state[at], "quantity": facts.quantity[at],
        "amount": facts.quantity[at] * line.scale, "file": facts.file[at], "sheet": facts.sheet[at], "at_row": facts.at_row[at],
        "at_col": facts.at_col[at], "block": line.block, "site": line.site, "series": -1, "source": line.source,
        "flow": line.flow, "label": line.label, "scope": "column", "start": facts.start[at], "end": facts.end[at],
        "unit": line.unit, "scale": line.scale, "base_unit": line.base_unit,
    })  # fmt: skip
    collector.covers.append((line.site, row, fact))


def drop_facts(collector: Collector, positions: set[int]) -> None:
    """Take facts out of the collector, and the lines that they leave without any."""
    facts = collector.facts
    kept = [position for position in range(len(facts.row)) if position not in positions]
    left = {facts.line[position] for position in kept}
    emptied = {facts.line[position] for position in positions} - left
    for name in facts.__slots__:
        column = getattr(facts, name)
        column[:] = [column[position] for position in kept]
    collector.lines = [line for line in collector.lines if line.row not in emptied]
    rows = set(facts.row)
    collector.covers = [cover for cover in collector.covers if cover[2] in rows]
    _drop_totals(collector, emptied)
    for records in (
        collector.records["parameters"],
        collector.records["declared"],
        collector.records["documents"],
    ):
        for record in records:
            if record.get("series") in emptied:
                record["series"] = -1


def _drop_totals(collector: Collector, emptied: set[int]) -> None:
    """Take out the stated sums of lines that are gone."""
    kept = []
    for record in collector.records["totals"]:
        if record["series"] not in emptied:
            kept.append(record)
            continue
        read = str(record["file"]), str(record["sheet"])
        place = int(str(record["at_row"])), int(str(record["at_col"]))
        collector.used.get(read, set()).discard(place)
        collector.ignored.setdefault(read, set()).add(place)
    collector.records["totals"] = kept
