"""Meter readings beside or without the use they give: closing less opening, times the meter's multiplier, as a record of the meter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.reading.collect import unit_fields, write_value
from checker.reading.grid import filled, is_number
from checker.reading.numbers import read_figure
from checker.reading.spans import read_span
from checker.reading.subject import choose_fact_unit, resolve_subject
from checker.reading.terms import kind_of, understand

if TYPE_CHECKING:
    from checker.reading.columns import Column
    from checker.reading.lines import Line
    from checker.reading.locate import Block
    from checker.reading.scene import Scene, Span

NINES = 0.9
"""A counter that stood above this share of its highest figure has run through zero where it falls (ours)."""


def read_meters(block: Block, scene: Scene) -> None:
    """Record what each row's readings give, as a record of the meter: of the line read in that row, else of the title's."""
    columns = find_readings(block)
    if columns is None:
        _pass_readings(block, scene)
        return
    opening, closing = columns
    multiplier = next(iter(block.of_kind("multiplier")), None)
    lines = _list_lines(scene)
    for row in range(block.first, block.last + 1):
        used = lines.get(row, {})
        if not filled(block.sheet, row) or len(used) > 1:
            continue  # of two uses in a row one is not the meter's
        given = measure_use(block, row, opening, closing, multiplier)
        if given is None:
            continue
        line, span = next(iter(used.values()), (None, None))
        if _is_corrected(block, row, line):
            continue
        _add_record(block, scene, row, closing, given, line, span)


def _pass_readings(block: Block, scene: Scene) -> None:
    """Pass over the readings that stand beside a use in one column: they are no use, and nobody need be asked."""
    if not scene.counts.get("facts"):
        return
    for column in block.of_kind("unknown"):
        if "readings" in column.meaning.roles:
            for row in range(block.first, block.last + 1):
                scene.pass_over(row, column.at)


def find_readings(block: Block) -> tuple[Column, Column] | None:
    """Find the two columns of a table that hold its meter's readings; None where there are none, or those of several meters."""
    found = [
        [column for column in block.columns if role in column.meaning.roles]
        for role in ("opening_reading", "closing_reading")
    ]
    return (found[0][0], found[1][0]) if len(found[0]) == len(found[1]) == 1 else None


def measure_use(
    block: Block, row: int, opening: Column, closing: Column, multiplier: Column | None
) -> tuple[float, str] | None:
    """Give what the readings of a row come to, and how that is written; None where one of them is missing.

    A counter that ran through its highest figure goes on from zero; one that falls otherwise tells nothing.
    """
    sheet = block.sheet
    before, after = (read_figure(sheet.value(row, column.at)).number for column in (opening, closing))
    times = read_figure(sheet.value(row, multiplier.at)).number if multiplier is not None else 1.0
    if before is None or after is None or not times or before < 0 or after < 0:
        return None
    whole = 10.0 ** len(str(int(before)))
    if after < before < NINES * whole:
        return None
    use = (after - before + (whole if after < before else 0.0)) * times
    written = f"{write_value(after)} - {write_value(before)}"
    return float(f"{use:.12g}"), written if multiplier is None else f"({written}) x {write_value(times)}"


def _is_corrected(block: Block, row: int, line: Line | None) -> bool:
    """Tell a row in which a figure we do not know stands beside the readings: a correction of gas, a loss added to power."""
    power = line is not None and kind_of(line.source) == "electricity"
    kinds = ("unknown",) if power else ("unknown", "parameter", "derived")
    return any(
        is_number(block.sheet.value(row, column.at))
        for column in block.of_kind(*kinds)
        if "readings" not in column.meaning.roles
    )


def _list_lines(scene: Scene) -> dict[int, dict[int, tuple[Line, Span]]]:
    """Give, by row of the sheet and line, the lines of this table that were read there, with the period."""
    collector = scene.collector
    lines = {line.row: line for line in collector.lines if line.block == scene.block}
    found: dict[int, dict[int, tuple[Line, Span]]] = {}
    facts = collector.facts
    for at in range(len(facts.row) - 1, -1, -1):
        line = lines.get(facts.line[at])
        if line is None:
            break
        found.setdefault(facts.at_row[at], {})[line.row] = line, (facts.start[at], facts.end[at])
    return found


def _add_record(
    block: Block, scene: Scene, row: int, closing: Column, given: tuple[float, str],
    line: Line | None, span: Span | None,
) -> None:  # fmt: skip
    when = span or read_span(block, row, scene)
    subject = resolve_subject(understand(block.title), None, block.context)
    source, flow = (line.source, line.flow) if line is not None else (subject.source, subject.flow)
    if when is None or not source:
        return
    use, written = given
    unit = choose_fact_unit(source, closing.meaning.units, block.context.units if line is None else ())
    if line is None:
        if unit is None:
            return  # readings without a unit prove nothing
        scale, own = unit.factor, {"site": scene.site, "series": -1, "account": "", **unit_fields(unit, "")}
    else:
        if unit is not None and unit.base != line.base_unit:
            return
        if unit is not None:  # readings in kWh beside a use in MWh
            use = float(f"{use * unit.factor / line.scale:.12g}")
        scale, own = line.scale, {
            "site": line.site, "series": line.row, "account": line.account,
            "unit": line.unit, "scale": line.scale, "base_unit": line.base_unit,
        }  # fmt: skip
    scene.collector.records["documents"].append({
        "row": scene.collector.take_row(), "kind": "meter", "source": source, "flow": flow, "start": when[0],
        "end": when[1], "text": written, "state": "value", "quantity": use, "amount": use * scale, "reference": "", **own,
        **scene.collector.place(block.sheet, row, closing.at, scene.block),
    })  # fmt: skip
    scene.collector.mark_used(block.sheet, row, closing.at)
    scene.count("documents")
