"""Readings that a practitioner would ask about: lines without a sure unit, words of two meanings, heat that may be made on site."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from checker.cells import CellRef
from checker.findings import Candidate
from checker.reading.collect import Collector
from checker.reading.guesses import list_sources, list_units
from checker.reading.layout import find_line_pin
from checker.reading.lines import Line
from checker.reading.terms import kind_of, list_terms
from checker.reading.text import fold
from checker.reading.units import parse_unit

TONS = ("ton", "tons")
LONG_OR_METRIC = 1000.0
BURNT_KINDS = ("gas", "solid", "liquid")
ROAD_FUELS = ("diesel", "petrol")
"""Fuels that a site may burn in vehicles alone: they speak for no boiler (ours)."""
BOUGHT = ("purchase", "bought", "import", "district", "grid", "utility", "购", "市政", "集中供", "खरीद")
"""Words by which heat is told as bought, also where they belong to its very name ("district heat")."""
HEAT_FLOWS = ("purchased", "generated", "sold")
LIQUID_GAS = ("petrol", "lpg", "natural_gas")
"""What "gas" in litres, gallons or kilograms may be, the likeliest first (ours)."""


Told: TypeAlias = dict[int, list[int]]
"""By line, where in the collector's facts its figures stand."""


def ask_about_readings(collector: Collector) -> None:
    """Ask about the lines whose unit, source or flow no word settles."""
    told = place_figures(collector)
    gas = _ask_gas(collector, told)
    _ask_units(collector, {row: each for row, each in told.items() if row not in gas})
    _ask_tons(collector, told)
    _ask_rivals(collector, told)
    _ask_heat(collector, told)


def place_figures(collector: Collector) -> Told:
    """Give, by line, where in the facts its figures stand; lines without a figure are left out."""
    facts = collector.facts
    figures: Told = {}
    own, before = list[int](), None
    for at, (line, number) in enumerate(zip(facts.line, facts.quantity, strict=True)):
        if math.isnan(number):
            continue
        if line != before:  # the facts of a line mostly follow one another
            own, before = figures.setdefault(line, []), line
        own.append(at)
    return figures


def _name_cells(collector: Collector, line: Line, figures: Sequence[int]) -> Iterable[CellRef]:
    """Give the cells that name a line: of each row of a list, else of the column's header."""
    facts = collector.facts
    if any(facts.at_row[at] == line.at_row for at in figures):
        return dict.fromkeys(
            CellRef(facts.file[at], facts.sheet[at], facts.at_row[at], line.at_col) for at in figures
        )
    return [CellRef(line.file, line.sheet, line.at_row, line.at_col)]


def ask_lines(collector: Collector, told: Told, code: str, about: str, lines: Sequence[Line], read_as: str,
         candidates: tuple[Candidate, ...], *, key: str | None = None, **values: str) -> None:  # fmt: skip
    """Ask about lines of one table in one question, at the cells that name them."""
    cells = dict.fromkeys(cell for line in lines for cell in _name_cells(collector, line, told[line.row]))
    numbers = sum(len(told[line.row]) for line in lines)
    labels = list(dict.fromkeys(line.label for line in lines if line.label))
    said: dict[str, Any] = {name: text for name, text in values.items() if text}
    collector.ask(
        code, key, tuple(cells), about=about, read_as=read_as, candidates=candidates, numbers=numbers,
        lines=tuple(line.row for line in lines), label=labels[0] if len(labels) == 1 else [*labels], **said,
    )  # fmt: skip


def _ask_units(collector: Collector, told: Told) -> None:
    """Ask for the unit of lines that have none, a table at a time: their figures are not used till then."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in collector.lines:
        if line.source and not line.base_unit and line.row in told:
            key = (line.file, line.sheet, line.block, fold(line.unit), kind_of(line.source))
            groups.setdefault(key, []).append(line)
    for lines in groups.values():
        units = list_units(lines[0], collector.lines)
        candidates = tuple(Candidate(unit, "unit", says={"unit": unit}) for unit in units)
        unit = lines[0].unit
        if unit:
            ask_lines(collector, told, "unit_unknown", "unit", lines, "", candidates, unit=unit)
        else:
            ask_lines(collector, told, "unit_missing", "unit", lines, "", candidates)


def _ask_tons(collector: Collector, told: Told) -> None:
    """Ask whether "tons" taken for short tons, for the gallons and Mcf beside them, are tonnes."""
    lines = [
        line
        for line in collector.lines
        if line.row in told and fold(line.unit) in TONS and line.base_unit and line.scale != LONG_OR_METRIC
    ]
    for same in group_by_table(lines, "base_unit"):
        candidates = tuple(Candidate(unit, "unit", says={"unit": unit}) for unit in ("short ton", "t"))
        ask_lines(collector, told, "unit_tons", "unit", same, "short ton", candidates, unit=same[0].unit)


def _ask_rivals(collector: Collector, told: Told) -> None:
    """Ask which of two units is meant where the unit column says one and the header or title another."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in collector.lines:
        known = collector.layout is not None and find_line_pin(
            collector.layout, line.file, line.sheet, (line.at_row, line.at_col)
        )
        if line.rival and line.row in told and line.base_unit and not known:
            key = (line.file, line.sheet, line.block, line.unit, line.rival)
            groups.setdefault(key, []).append(line)
    for same in groups.values():
        units = (same[0].unit, same[0].rival)
        candidates = tuple(Candidate(unit, "unit", says={"unit": unit}) for unit in units)
        ask_lines(
            collector, told, "unit_rival", "unit", same, units[0], candidates, unit=units[0], other=units[1]
        )


def _ask_gas(collector: Collector, told: Told) -> set[int]:
    """Ask what "gas" is that is measured by the litre, gallon or kilogram: natural gas seldom is; give the lines."""
    lines = []
    for line in collector.lines:
        if line.source != "natural_gas":
            continue
        words = {term.code for term in list_terms(line.label) if term.table == "source"}
        bare = " gas " in f" {fold(line.label)} " and "natural" not in fold(line.label)
        quantities = {unit.quantity for unit in parse_unit(line.unit)}
        known = line.row not in told or (
            collector.layout is not None
            and find_line_pin(collector.layout, line.file, line.sheet, (line.at_row, line.at_col))
        )
        if not known and words == {"natural_gas"} and bare:
            lines += [line] if quantities and quantities <= {"volume", "mass"} else []
    for same in group_by_table(lines):
        near = [
            each for each in list_sources(same[0].label, parse_unit(same[0].unit)) if each != "natural_gas"
        ]
        sources = dict.fromkeys((*near, *LIQUID_GAS))
        candidates = tuple(Candidate(source, "source", says={"source": source}) for source in sources)
        ask_lines(collector, told, "source_gas", "source", same, "natural_gas", candidates, unit=same[0].unit)
    return {line.row for line in lines}


def _ask_heat(collector: Collector, told: Told) -> None:
    """Ask whether heat of which nothing says how it came was bought, where fuel is burnt that may have made it."""
    heat = [
        line
        for line in collector.lines
        if line.guessed == "flow"
        and line.row in told
        and not any(word in fold(line.label) for word in BOUGHT)
    ]
    burns = {
        line.site
        for line in collector.lines
        if kind_of(line.source) in BURNT_KINDS and line.source not in ROAD_FUELS and line.flow in ("consumed", "purchased")
        and line.row in told
    }  # fmt: skip
    for same in group_by_table([line for line in heat if line.site in burns]):
        candidates = tuple(Candidate(flow, "flow", says={"flow": flow}) for flow in HEAT_FLOWS)
        ask_lines(collector, told, "flow_heat", "flow", same, "purchased", candidates, source=same[0].source)


def group_by_table(lines: Sequence[Line], alike: str = "source") -> list[list[Line]]:
    """Group lines by table and what else they have alike."""
    tables: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        tables.setdefault((line.file, line.sheet, line.block, getattr(line, alike)), []).append(line)
    return [*tables.values()]


def list_waiting(collector: Collector) -> set[CellRef]:
    """Give the cells of the figures whose reading hangs on a question about their line or table."""
    facts = collector.facts
    lines = {
        line.row: line
        for line in collector.lines
        if line.row in collector.doubtful_lines or line.block in collector.doubtful_blocks
    }
    return {
        CellRef(facts.file[at], facts.sheet[at], facts.at_row[at], facts.at_col[at])
        for row, figures in (place_figures(collector).items() if lines else ())
        if row in lines
        for at in figures
    }
