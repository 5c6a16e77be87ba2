"""Tables with months across: a line in every row, its total, factor and other years beside the months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checker.reading import dispatch
from checker.reading.collect import UNKNOWN_YEAR
from checker.reading.columns import Column
from checker.reading.fiscal import date_columns, find_numbered, note_fiscal, note_numbered, note_title_year
from checker.reading.grid import filled, is_number, year_of
from checker.reading.labels import (
    find_label_column,
    is_heading,
    read_row,
    set_context,
)
from checker.reading.lines import Line
from checker.reading.locate import Block
from checker.reading.month_lanes import choose_lanes, name_lane
from checker.reading.pair_headers import is_plain
from checker.reading.pairs import read_pairs
from checker.reading.parameters import add_parameter
from checker.reading.parts_of_year import count_months
from checker.reading.periods import bound_period, find_year
from checker.reading.scene import Row, Scene, Span, year_span
from checker.reading.subject import follow_panels
from checker.reading.sums import (
    Part,
    add_column_totals,
    add_corner_total,
    add_row_total,
    narrow_section,
    sums_above,
)
from checker.reading.terms import understand
from checker.reading.units import Unit


class Lane(NamedTuple):
    """Columns of months that measure one thing, what their header says of it, and which are numbered quarters."""

    columns: list[Column]
    said: Column | None
    quarters: dict[int, Column]


def read_across(block: Block, scene: Scene) -> None:
    """Read a table with months across."""
    note_title_year(block, scene)
    block = date_columns(block, scene)
    sheet, label_column = block.sheet, find_label_column(block)
    lanes = choose_lanes(block.of_kind("month_value"))
    months = next(iter(lanes.values()), [])
    beside = [columns for columns in lanes.values() if columns is not months]
    _pass_lanes(block, scene, lanes)
    spans = {column.at: bound_period(column.period, scene.year) for column in months if column.period}
    value_columns = [column.at for column in months]
    section: list[Part] = []
    main = Lane(months, _as_lane(months), find_numbered(months))
    running = [(_measure_lane(block, columns), list[Part]()) for columns in beside]
    previous_site = ""
    panels: str | None = ""
    for row in range(block.first, block.last + 1):
        if not filled(sheet, row):
            continue
        read = read_row(block, row, label_column)
        if understand(read.site).roles[:1] == ("total",):
            # 总计 where sites stand: the row sums the sites above, for the energy it names
            read.label, read.site = read.label._replace(roles=("total", *read.label.roles)), ""
        else:
            previous_site = read.site = read.site or previous_site
        if read.label.note and not any(is_number(sheet.value(row, c)) for c in value_columns):
            continue
        if is_heading(block, row, label_column, value_columns):
            set_context(scene, read.label)
            section = []
            continue
        if sums_above(scene, read.label, section):
            covered = _add_total_row(block, scene, read, section, months, running)
            section = [part for part in section if covered and not any(part is each for each in covered)]
            continue
        read.label, panels = follow_panels(read.label, panels)
        table = dispatch.choose_table(read, None, scene)
        if table == "facility":
            read_pairs(scene, row)
            continue
        if table == "passed_over":
            scene.collector.ignore(scene.sheet, [(row, column.at) for column in block.columns])
            continue
        part = _read_series(
            block, scene, row, read, table, _date_row(block, row, read, months) or spans, main
        )
        if part is not None:
            section.append(part)
        for lane, known in running:
            known.extend(read_lane(block, scene, row, read, lane, _date_row(block, row, read, lane.columns)))


def _add_total_row(
    block: Block, scene: Scene, read: Row, section: list[Part], months: list[Column],
    running: list[tuple[Lane, list[Part]]],
) -> list[Part]:  # fmt: skip
    """Add the sums of a row of totals, over months, running totals and parts of the year; give the lines it covers."""
    row = read.label_at[0]
    covered = narrow_section(scene, read.label, section)
    add_column_totals(scene, read, row, covered, months)
    sums = ("total", "year_value", "cumulative")  # 累计 beside the months is what they come to
    add_corner_total(scene, read, row, covered, block.of_kind(*sums))
    for column in block.of_kind("quarter"):
        add_corner_total(scene, read, row, [_take_part(block, column, part) for part in covered], [column])
    rows = {part.line.at_row for part in covered}
    for lane, known in running:
        add_column_totals(
            scene, read, row, [part for part in known if part.line.at_row in rows], lane.columns
        )
    return covered


def _as_lane(columns: list[Column]) -> Column | None:
    """Give the column that stands for a lane that says something of its figures; None for plain months."""
    if not columns or not name_lane(columns[0]) or is_plain(name_lane(columns[0])):
        return None
    return columns[0]._replace(meaning=understand(name_lane(columns[0])))


def _pass_lanes(block: Block, scene: Scene, lanes: dict[str, list[Column]]) -> None:
    """Pass over the lanes of cost, of rates, and of the same energy in another unit."""
    kept = {column.at for lane in lanes.values() for column in lane}
    passed = [column.at for column in block.of_kind("month_value") if column.at not in kept]
    if not passed:
        return
    rows = range(block.first, block.last + 1)
    scene.collector.ignore(
        scene.sheet, [(row, at) for row in rows for at in passed if not block.sheet.is_blank(row, at)]
    )


def _measure_lane(block: Block, columns: list[Column]) -> Lane:
    """Say what a further lane measures, in the unit of its own total where its header names none."""
    said = _as_lane(columns)
    if said is not None and not said.meaning.units:
        said = said._replace(meaning=said.meaning._replace(units=_find_unit(block, said)))
    return Lane(columns, said, {})


def _find_unit(block: Block, lane: Column) -> tuple[Unit, ...]:
    """Find the unit of a lane in the header of its own total: NETGEN_JAN …, NET GENERATION (megawatthours)."""
    return next(
        (
            column.meaning.units
            for column in block.columns
            if lane.meaning.flow
            and column.meaning.flow == lane.meaning.flow
            and column.kind != "month_value"
            and column.meaning.units
        ),
        (),
    )


def read_lane(
    block: Block,
    scene: Scene,
    row: int,
    read: Row,
    further: Lane,
    dated: dict[int, Span | None] | None,
) -> list[Part]:
    """Read a further lane of a row: another energy, another flow, the months' running totals, a parameter.

    Gives the line read with its facts, if it holds facts.
    """
    lane = further.said
    if lane is None:
        return []
    cumulative = "cumulative" in lane.meaning.roles
    table = dispatch.choose_table(read, lane, scene)
    filled_in: list[tuple[int, Span]] = []
    for column in further.columns:
        span = (dated or {}).get(column.at) or (
            bound_period(column.period, scene.year) if column.period else None
        )
        if span is None or block.sheet.is_blank(row, column.at):
            continue
        filled_in.append((column.at, (span[0].replace(month=1), span[1]) if cumulative else span))
    if table == "facts":
        filed = "cumulative" if cumulative else "period_use"
        part = _read_facts(block, scene, row, read, filled_in, lane, as_filed=filed)
        return [part] if part is not None else []
    for at, span in filled_in:
        dispatch.add_other(scene, table, read, lane, (row, at), span, None)
    return []


def _date_row(block: Block, row: int, read: Row, months: list[Column]) -> dict[int, Span | None] | None:
    """Give the months of a row that states its own year, in a year column or its label; None for the others."""
    if any(column.period and column.period.year for column in months):
        return None
    stated = next((year_of(block.sheet.value(row, column.at)) for column in block.of_kind("year")), None)
    year = stated.year if stated else find_year(read.label.text)
    if not year:
        return None
    return {column.at: bound_period(column.period, year) for column in months if column.period}


def _read_series(
    block: Block,
    scene: Scene,
    row: int,
    read: Row,
    table: str,
    spans: dict[int, Span | None],
    lane: Lane,
) -> Part | None:
    dated = [(at, span) for at, span in spans.items() if span is not None]
    if table == "facts":
        part = _read_facts(block, scene, row, read, dated, lane.said)
        if part is None and dated:
            return None
        known = {} if part is None else part.facts
        for column, quarter in lane.quarters.items():
            if column in known:
                note_numbered(scene, quarter, known[column])
        _read_beside(block, scene, row, read, None if part is None else part.line, part)
        return part
    lone = sum(1 for at in spans if not block.sheet.is_blank(row, at)) == 1
    for at, span in dated:
        place = (row, at)
        if block.sheet.is_blank(*place):
            continue
        if table == "passed_over":
            scene.pass_over(*place)
        elif table == "parameters":
            # a lone value in a row of months was typed once for the year
            when = year_span(span[0].year) if lone else span
            add_parameter(scene, read, None, place, when, None)
        elif table == "declared":
            dispatch.add_declared(scene, read, None, place, span, None)
        elif table == "production":
            dispatch.add_production(scene, read, None, place, span)
    _read_beside(block, scene, row, read, None, None)
    return None


def _read_facts(
    block: Block, scene: Scene, row: int, read: Row, dated: Sequence[tuple[int, Span]], said: Column | None,
    *, as_filed: str = "period_use",
) -> Part | None:  # fmt: skip
    """Read the figures along a line of activity; None where its source is not known, or there are none."""
    if not dated:
        return None
    (at, span), *others = dated
    line = dispatch.add_fact(scene, read, said, (row, at), span, as_filed=as_filed)
    if line is None:
        return None
    first = scene.collector.facts.row[-1]
    rows = [first, *scene.collector.add_run(line, block.sheet, row, others, as_filed=as_filed)]
    scene.count("facts", len(others))
    return Part(line, {column: fact for (column, _), fact in zip(dated, rows, strict=True)})


def _read_beside(
    block: Block, scene: Scene, row: int, read: Row, line: Line | None, part: Part | None
) -> None:
    """Read what stands beside the months of a line: its total, factor, declared tonnes, other years."""
    span = year_span(scene.year)
    for column in block.columns:
        if column.kind in ("month_value", "unit") or block.sheet.is_blank(row, column.at):
            continue
        at = (row, column.at)
        if column.kind == "year_value" and column.period is not None:
            if line is not None and _is_year_total(block, column, scene):
                add_row_total(scene, at, line, part)
            elif line is not None:
                scene.collector.add_fact(line, block.sheet, at, year_span(column.period.year))
                note_fiscal(scene, column, scene.collector.facts.row[-1])
        elif column.kind in ("total", "cumulative") and line is not None:
            add_row_total(scene, at, line, part)  # 累计 beside the months is what they come to
        elif column.kind == "total" and (read.label.production or read.label.parameter):
            _read_other_total(block, scene, read, at)
        elif column.kind == "quarter" and part is not None:
            add_row_total(scene, at, part.line, _take_part(block, column, part))
        elif column.kind == "parameter":
            add_parameter(scene, read, column, at, span, line)
        elif column.kind == "declared":
            dispatch.add_declared(scene, read, column, at, span, line)
        elif column.kind == "previous" and line is not None:
            scene.collector.add_fact(line, block.sheet, at, year_span(scene.year - 1))
        elif column.kind in ("quantity", "flow_value") and line is not None and part is not None:
            add_row_total(scene, at, line, part)


def _read_other_total(block: Block, scene: Scene, read: Row, at: tuple[int, int]) -> None:
    """Read what stands beside the months of output or of a parameter: the year's own value where no month is filled in."""
    months = any(not block.sheet.is_blank(at[0], column.at) for column in block.of_kind("month_value"))
    if read.label.parameter and not months:
        add_parameter(scene, read, None, at, year_span(scene.year), None)
    else:
        scene.pass_over(*at)


def _take_part(block: Block, column: Column, part: Part) -> Part:
    """Give the facts of a line in the months that the sum of a quarter or half-year on their right sums."""
    months = [c.at for c in block.of_kind("month_value") if c.at < column.at and c.at in part.facts]
    return Part(part.line, {at: part.facts[at] for at in months[-count_months(column.header) :]})


def _is_year_total(block: Block, column: Column, scene: Scene) -> bool:
    """Tell the total of the months beside it from the figure of another year."""
    year = column.period.year if column.period else 0
    months = {c.period.year for c in block.of_kind("month_value") if c.period and c.period.year}
    if "total" in column.meaning.roles or year in (months or {scene.year}):
        return True
    years = [c.period.year for c in block.of_kind("year_value") if c.period]
    return not months and scene.year == UNKNOWN_YEAR and year == max(years)
