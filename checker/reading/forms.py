"""Long lists (a period in every row) and annual forms (one figure, or a few, in every row)."""

from __future__ import annotations

from checker.reading import dispatch
from checker.reading.bills import Dated, carry_span, tell_end_counts
from checker.reading.breakdowns import find_bill_flow, pass_breakdowns
from checker.reading.columns import CLEAR, Column
from checker.reading.costs import read_cost, refer_cost
from checker.reading.facility_items import add_facility
from checker.reading.fiscal import note_fiscal, note_title_year
from checker.reading.grid import filled, is_number, meaning_of
from checker.reading.labels import (
    continue_parts,
    find_label_column,
    is_heading,
    is_total_row,
    read_row,
    set_context,
    take_unit,
)
from checker.reading.last_year import date_last_year, settle_last_year
from checker.reading.layouts import LISTED, THINGS
from checker.reading.lettered import Letters, names_rest, note_letter, read_lettered_total
from checker.reading.lines import Line
from checker.reading.locate import Block
from checker.reading.periods import find_year
from checker.reading.scene import Row, Scene, Span, year_span
from checker.reading.short_dates import settle_short_dates
from checker.reading.slashes import order_dates
from checker.reading.spans import has_entries_by_day, names_part, read_span, since_january
from checker.reading.subject import follow_panels, measures_power, resolve_subject
from checker.reading.sums import Part, add_column_totals, sums_above
from checker.reading.terms import understand
from checker.reading.thing_rows import has_figures, names_share

VALUE_KINDS = (
    "quantity", "flow_value", "parameter", "declared", "production", "year_value", "total", "previous", "item_value",
)  # fmt: skip


def read_form(block: Block, scene: Scene) -> None:
    """Read a long list (a period in every row) or an annual form (one figure in every row)."""
    note_title_year(block, scene)
    block = settle_short_dates(order_dates(block, scene), scene)
    sheet, label_column = block.sheet, find_label_column(block)
    listed, things = block.layout in LISTED, block.layout in THINGS
    values = _prepare(block, scene, label_column, listed=listed)
    by_day = listed and has_entries_by_day(block, label_column)
    end_counts = tell_end_counts(block) if listed else None
    dated: Dated | None = None
    by_part, numbered, panels = False, 0, None if listed or block.of_kind("flow") else ""
    memory = Row(understand(""), (0, 0))
    section: dict[int, list[Part]] = {}
    everything: dict[int, list[Part]] = {}  # of the sections that a total has closed
    letters = Letters()
    for row in range(block.first, block.last + 1):
        if not filled(sheet, row) or (things and not _measures_thing(block, scene, row, values)):
            continue
        read = read_row(block, row, label_column)
        numbered, panels = _continue_label(read, numbered, panels)
        if listed and not things and not read.label.text:
            read.label, read.label_at = memory.label, (row, read.label_at[1])
        of_sites = things and _sums_sites(read)
        read.site = read.site or memory.site
        memory = read
        if read.label.note and not any(is_number(sheet.value(row, c.at)) for c in values):
            continue
        if is_heading(block, row, label_column, [c.at for c in values]):
            set_context(scene, read.label)
            section = {}
            continue
        span: Span | None = scene.span()
        if listed:
            stated = read_span(block, row, scene, by_day=by_day, end_counts=end_counts)
            by_part = names_part(block, row) if stated is not None else by_part
            span, dated = carry_span(block, read, stated, dated)
        total, summed = _sums(block, scene, row, read, span, section, listed=listed)
        if not of_sites and _reads_letters(scene, row, read, values, letters, section, summed=summed):
            continue
        if of_sites or (summed and not _declares(block, read, scene)):
            own = _pass_declared(scene, row, values) if of_sites else values
            _read_total_row(scene, row, read, own, section or everything)
            for at, parts in section.items():
                everything.setdefault(at, []).extend(parts)
            section = {}
            continue
        if span is None:
            continue
        _read_values(
            block, scene, row, read, values, span, section, listed=listed, is_total=total, by_part=by_part
        )
        note_letter(scene, letters, row, read.label.text, section)
        if things or listed:
            _add_thing_totals(scene, row, read, values, section)


def _sums(
    block: Block, scene: Scene, row: int, read: Row, span: Span | None, section: dict[int, list[Part]], *, listed: bool
) -> tuple[bool, bool]:  # fmt: skip
    """Tell a row that says total, and one that sums the rows above it."""
    total = is_total_row(read.label) or (listed and span is None and _says_total(block, row))
    lines = [part for parts in section.values() for part in parts]
    summed = sums_above(scene, read.label, lines) or (total and not (read.label.source and read.label.flow))
    return total, summed


def _reads_letters(scene: Scene, row: int, read: Row, values: list[Column], letters: Letters,
                   section: dict[int, list[Part]], *, summed: bool) -> bool:  # fmt: skip
    """Read a row that the form letters and that sums others, or names no energy; True where that is all of it."""
    if not (summed or names_rest(read)) or not read_lettered_total(scene, row, read, values, letters):
        return False
    section.clear()
    return True


def _continue_label(read: Row, numbered: int, panels: str | None) -> tuple[int, str | None]:
    """Let a row's label be understood after those above it: a further part of a line, what panels gave."""
    read.label, numbered = continue_parts(read.label, numbered)
    read.label, panels = follow_panels(read.label, panels)
    return numbered, panels


def _prepare(block: Block, scene: Scene, label_column: int | None, *, listed: bool) -> list[Column]:
    """Settle what the rows have in common before they are read; give the columns of their figures."""
    _pass_masses(block, scene)
    kinds = (*VALUE_KINDS, "cumulative") if listed or scene.month is not None else VALUE_KINDS
    values = [column for column in block.columns if column.kind in kinds and column.at != label_column]
    values = settle_last_year(block, pass_breakdowns(block, scene, values))
    scene.context = scene.context._replace(flow=find_bill_flow(block, scene))
    return values


def _pass_masses(block: Block, scene: Scene) -> None:
    """Pass over the mass of the gas itself, which stands beside its CO2 equivalent."""
    for column in block.of_kind("mass"):
        for row in range(block.first, block.last + 1):
            scene.pass_over(row, column.at)


def _add_thing_totals(
    scene: Scene, row: int, read: Row, values: list[Column], section: dict[int, list[Part]]
) -> None:
    """Read the total beside what was measured of a thing: over the figures of its source and flow in that row."""
    for column in values:
        if column.kind != "total" or scene.sheet.is_blank(row, column.at):
            continue
        if not (column.meaning.source or measures_power(column.meaning.units)):
            continue
        subject = resolve_subject(read.label, column.meaning, scene.context)
        parts = [
            Part(parts[-1].line, {column.at: next(iter(parts[-1].facts.values()))})
            for parts in section.values()
            if parts
            and scene.collector.is_in_row(next(iter(parts[-1].facts.values())), row)
            and (parts[-1].line.source, parts[-1].line.flow) == (subject.source, subject.flow)
        ]
        if len(parts) > 1:
            add_column_totals(scene, Row(column.meaning, (row, column.at)), row, parts, [column])
        else:
            scene.pass_over(row, column.at)


def _measures_thing(block: Block, scene: Scene, row: int, values: list[Column]) -> bool:
    """Tell a row of a thing from a heading, a share, a factor or a note, whose figures are passed over."""
    if not has_figures(block.sheet, row, values):
        return False
    named = [block.sheet.value(row, column.at) for column in block.of_kind("site", "unknown", "item")]
    if any(names_share(value) for value in named[:3]):
        for column in values:
            scene.pass_over(row, column.at)
        return False
    return True


def _read_total_row(
    scene: Scene, row: int, read: Row, values: list[Column], section: dict[int, list[Part]]
) -> None:
    for column in values:
        at = (row, column.at)
        if scene.sheet.is_blank(*at):
            continue
        if column.kind == "declared":
            dispatch.add_declared(scene, read, column, at, year_span(scene.year), None, is_total=True)
        elif column.kind == "total" and column.meaning.source:
            subject = resolve_subject(read.label, column.meaning, scene.context)
            parts = [
                Part(part.line, {column.at: fact})
                for known in section.values()
                for part in known
                for fact in part.facts.values()
                if (part.line.source, part.line.flow) == (subject.source, subject.flow)
            ]
            add_column_totals(scene, read, row, parts, [column])
        elif section.get(column.at):
            add_column_totals(scene, read, row, section[column.at], [column])


def _sums_sites(read: Row) -> bool:
    """Tell the last row of a table of sites, which names "Total" where the others name a site."""
    said = understand(read.site)
    return "total" in said.roles and said.length >= CLEAR and not said.source


def _pass_declared(scene: Scene, row: int, values: list[Column]) -> list[Column]:
    """Pass over the sums of what the sites above declare, which would count it twice; give the other columns."""
    for column in values:
        if column.kind == "declared":
            scene.pass_over(row, column.at)
    return [column for column in values if column.kind != "declared"]


def _says_total(block: Block, row: int) -> bool:
    return any(
        "total" in meaning_of(block.sheet.value(row, c.at)).roles
        for c in block.of_kind("month", "date", "start", "site", "item")
    )


def _declares(block: Block, read: Row, scene: Scene) -> bool:
    if any(c.kind == "declared" for c in block.columns) and not block.of_kind("quantity", "flow_value"):
        return True
    return any(unit.quantity == "emissions" for unit in read.units) or bool(
        scene.context.category and not block.of_kind("parameter", "flow_value")
    )


def _read_values(block: Block, scene: Scene, row: int, read: Row, values: list[Column], span: Span,
                 section: dict[int, list[Part]], *, listed: bool, is_total: bool, by_part: bool) -> None:  # fmt: skip
    sheet = block.sheet
    own = dispatch.choose_table(read, None, scene)
    if own == "facility":
        _read_profile_row(block, scene, row, read, values)
        return
    if own == "passed_over":
        for column in values:
            scene.pass_over(row, column.at)
        return
    line: Line | None = None
    cost = read_cost(block, row)
    ordered = sorted(values, key=lambda c: (c.kind in ("parameter", "declared"), c.at))
    flows = [column for column in ordered if column.kind == "flow_value"]
    some = any(not sheet.is_blank(row, column.at) for column in flows)
    whole = read
    # a plant has few of the fuels that a table of plants has columns for
    things = block.layout in THINGS
    for column in ordered:
        at = (row, column.at)
        blank = sheet.is_blank(*at)
        if blank and (things or (column in flows and len(flows) > 1 and (some or column is not flows[0]))):
            continue
        read = take_unit(whole, column, values)  # the row as this column sees it
        table = dispatch.choose_table(read, column, scene)
        when = _date_value(column, read, table, span, listed=listed)
        if table == "facts" and not blank and not dispatch.tells_quantity(scene, read, column, at):
            continue
        if table == "facts" and column.kind == "total" and (line is not None or read.label.text == ""):
            continue
        if column.kind == "cumulative":
            if table == "facts" and not blank:
                _add_cumulative(scene, read, at, span, section)
            continue
        if table == "facts":
            added = dispatch.add_fact(
                scene,
                read,
                column if column.kind in ("flow_value", "quantity", "item_value") else None,
                at,
                when,
                shared=listed,
                cost=cost.money,
                as_filed=_tell_running(column, scene, when, span),
            )
            if added is not None:
                note_fiscal(scene, column, scene.collector.facts.row[-1])
                # in which financial year a quarter lies is told by the title
                scene.collector.quarter_rows.update(scene.collector.facts.row[-1:] if by_part else ())
                refer_cost(scene.collector, block, row, cost)
                line = (
                    line
                    if line is not None and column.kind == "flow_value" and added.flow != "consumed"
                    else added
                )
                section.setdefault(column.at, []).append(
                    Part(added, {column.at: scene.collector.facts.row[-1]})
                )
        elif not blank:
            dispatch.add_other(scene, table, read, column, at, when, line, is_total=is_total)


def _tell_running(column: Column, scene: Scene, when: Span, span: Span) -> str:
    """Tell a running total from the figure of its own period."""
    before = column.kind == "previous" and "cumulative" in column.meaning.roles
    running = scene.month is not None and when[0].month != span[0].month
    return "cumulative" if before or running else "period_use"


def _add_cumulative(
    scene: Scene, read: Row, at: tuple[int, int], span: Span, section: dict[int, list[Part]]
) -> None:
    """Add the running total of a month beside its figure, as a fact of the same line since January."""
    since = span[0].replace(month=1, day=1)
    line = dispatch.add_fact(scene, read, None, at, (since, span[1]), shared=True, as_filed="cumulative")
    if line is not None:
        section.setdefault(at[1], []).append(Part(line, {at[1]: scene.collector.facts.row[-1]}))


def _date_value(column: Column, read: Row, table: str, span: Span, *, listed: bool) -> Span:
    """Give the period of a value: the column's year, the year its label names, else the row's."""
    span = since_january(column.header, span)
    if column.kind == "previous":
        return date_last_year(column, span)
    if listed:
        return span
    stated = column.period.year if column.period else find_year(read.label.text) if table == "facts" else None
    return year_span(stated) if stated else span


def _read_profile_row(block: Block, scene: Scene, row: int, read: Row, values: list[Column]) -> None:
    """Read a row that names an item of the profile: its value is the first figure, else the first word beside it."""
    beside = [
        c
        for c in block.columns
        if c.at > read.label_at[1] and c.kind not in ("unit", "remark", "data_source")
    ]
    filled_columns = [c for c in (*values, *beside) if not scene.sheet.is_blank(row, c.at)]
    if filled_columns:
        add_facility(scene, read, (row, filled_columns[0].at))
