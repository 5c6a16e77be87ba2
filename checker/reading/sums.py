"""Stated sums: a total beside or below its parts, linked to the facts it covers."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from checker.reading.columns import Column
from checker.reading.lines import Line
from checker.reading.scene import Row, Scene, year_span
from checker.reading.subject import resolve_subject
from checker.reading.terms import Meaning, kind_of

ADDITIVE = frozenset(("purchased", "net_purchased", "own_use", "consumed", "generated"))
"""Flows that a total row may add up with one another; stocks and exports never."""

STANDING = ("opening_stock", "closing_stock")
"""Flows that do not add up over the months: a year begins with the first of them, or ends with the last."""


@dataclass(slots=True)
class Part:
    """A line with its facts so far, by column (months across) or row (months down)."""

    line: Line
    facts: dict[int, int] = field(default_factory=dict)


def sums_above(scene: Scene, label: Meaning, section: list[Part]) -> bool:
    """Tell whether a row or column that says total sums the lines before it rather than being one.

    It does where it names no energy, and where what it names is what each of those lines is.
    """
    if "total" not in label.roles or label.category:
        return False
    if not (label.source and label.flow):
        return True
    subject = resolve_subject(label, None, scene.context)
    return bool(section) and all(
        (part.line.source, part.line.flow) == (subject.source, subject.flow) for part in section
    )


def add_row_total(
    scene: Scene, at: tuple[int, int], line: Line, part: Part | None, scope: str = "row"
) -> None:
    """Add the total of one line; without parts the figure stands for the year itself."""
    if part is None or not part.facts:
        return
    if scene.sheet.states.get(at) == "not_calculated":
        # no program has worked the sum out yet; its parts stand beside it
        scene.pass_over(*at)
        return
    facts = scene.collector.facts
    rows = list(part.facts.values())
    positions = _positions(scene, rows)
    if scope == "row" and len(rows) == 12 and all(facts.state[position] == "blank" for position in positions):
        # nobody filled in the months: the figure beside them is the year's own
        scene.collector.add_fact(line, scene.sheet, at, year_span(scene.year))
        scene.count("facts")
        return
    start = min(facts.start[position] for position in positions)
    end = max(facts.end[position] for position in positions)
    if line.flow in STANDING:
        rows = _find_standing(scene, at, line, positions)
    if not rows:
        scene.pass_over(*at)
        return
    _add(scene, at, line, line.row, line.label, rows, (start, end), scope)


def _find_standing(scene: Scene, at: tuple[int, int], line: Line, positions: list[int]) -> list[int]:
    """Find the stock that a year's column or row states again: the first opening or the last closing one.

    [] where the figure is their sum, which says nothing: a formula copied along.
    """
    facts = scene.collector.facts
    told = [each for each in positions if not math.isnan(facts.quantity[each])]
    stated = scene.collector.read_cell(scene.sheet, *at).number
    if not told or (stated is not None and math.isclose(stated, sum(facts.quantity[each] for each in told))):
        return []
    first_or_last = min if line.flow == "opening_stock" else max
    return [facts.row[first_or_last(told, key=lambda each: facts.start[each])]]


def add_corner_total(scene: Scene, read: Row, row: int, section: list[Part], columns: list[Column]) -> None:
    """Add the total of totals: where a row of totals meets the column of totals."""
    for column in columns:
        whole = [
            Part(part.line, {column.at * 1000 + n: fact for n, fact in enumerate(part.facts.values())})
            for part in section
        ]
        if not scene.sheet.is_blank(row, column.at):
            _add_sum(
                scene, read, (row, column.at), whole, [fact for part in whole for fact in part.facts.values()]
            )


def narrow_section(scene: Scene, label: Meaning, section: list[Part]) -> list[Part]:
    """Give the lines that a total covers: those of the energy it names, where it names one, else all of them."""
    if not label.source:
        return section
    power = label.source == "electricity"
    subject = resolve_subject(label, None, scene.context)
    return [
        part
        for part in section
        if (
            part.line.source in (label.source, subject.source)
            and (part.line.flow == subject.flow or {part.line.flow, subject.flow} <= ADDITIVE)
        )
        or (power and kind_of(part.line.source) == "electricity" and part.line.flow in ADDITIVE)
    ]


def add_column_totals(scene: Scene, read: Row, row: int, section: list[Part], columns: list[Column]) -> None:
    """Add totals over the lines of a section, one for each column, where they share a base unit and add up."""
    for column in columns:
        if scene.sheet.is_blank(row, column.at):
            continue
        rows = [part.facts[column.at] for part in section if column.at in part.facts]
        _add_sum(scene, read, (row, column.at), section, rows)


def _add_sum(scene: Scene, read: Row, at: tuple[int, int], section: list[Part], rows: list[int]) -> None:
    """Add a sum over facts; its period is theirs, from the first to the last of them."""
    # a line of nothing but marks ("n/a") has no unit where units are glued to figures
    told = [part for part in section if part.line.base_unit or part.line.unit]
    bases = {part.line.base_unit for part in told or section}
    flows = {part.line.flow for part in section}
    if not rows or len(bases) != 1 or not (len(flows) == 1 or flows <= ADDITIVE):
        scene.collector.mark_ignored(scene.sheet, *at)
        return
    facts = scene.collector.facts
    positions = _positions(scene, rows)
    span = min(facts.start[each] for each in positions), max(facts.end[each] for each in positions)
    sources = {part.line.source for part in section}
    if len(sources) > 1 and {kind_of(source) for source in sources} == {"electricity"}:
        sources = {"electricity"}
    source = sources.pop() if len(sources) == 1 else ""
    _add(scene, at, section[0].line, -1, read.label.text, rows, span, "column", source=source)


def _positions(scene: Scene, rows: list[int]) -> list[int]:
    """Find facts by row id; they were added of late, so search from the end."""
    known = scene.collector.facts.row
    wanted = set(rows)
    found = []
    for position in range(len(known) - 1, -1, -1):
        if known[position] in wanted:
            found.append(position)
            if len(found) == len(wanted):
                break
    return found


def _add(scene: Scene, at: tuple[int, int], line: Line, series: int, label: str, rows: list[int],
         span: tuple[dt.datetime, dt.datetime], scope: str, *, source: str | None = None) -> None:  # fmt: skip
    row = scene.collector.add_figure(
        "totals", "quantity", scene.sheet, at, scene.block, site=line.site, series=series,
        source=line.source if source is None else source, flow=line.flow, label=label, scope=scope, start=span[0], end=span[1], unit=line.unit, scale=line.scale,
        base_unit=line.base_unit,
    )  # fmt: skip
    scene.collector.covers += [(line.site, row, fact) for fact in rows]
    scene.count("totals")
