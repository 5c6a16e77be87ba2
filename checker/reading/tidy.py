"""From located tables to rows: one reader for each layout, one for rows outside all tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from checker.cells import write_range
from checker.findings import TableRead
from checker.reading import dispatch
from checker.reading.collect import NAN, UNKNOWN_YEAR, Collector, Line, write_value
from checker.reading.columns import Column
from checker.reading.dispatch import Row, Scene, Span, year_span
from checker.reading.grid import filled, is_label, is_number, is_text, is_unit, meaning_of, month_of, year_of
from checker.reading.locate import Block
from checker.reading.numbers import NOT_APPLICABLE, read_figure
from checker.reading.periods import Period, bound_period, parse_period
from checker.reading.sums import Part, add_column_totals, add_corner_total, add_row_total
from checker.reading.terms import Meaning, understand
from checker.reading.text import fold
from checker.reading.units import parse_unit
from checker.workbook import Sheet

OWN_WORDS = frozenset(("own", "self", "own generation", "self-generated", "自产", "自有", "自发", "自建", "स्वयं"))


def read_block(block: Block, collector: Collector, year: int, site: str) -> None:
    """Read one located table into the collector and note its range and rows."""
    collector.blocks += 1
    scene = Scene(collector, block.sheet, collector.blocks, block.year or year, block.context, site)
    _ignore_indices(block, collector)
    if block.layout == "across":
        _read_across(block, scene)
    elif block.layout == "down":
        _read_down(block, scene)
    elif block.layout == "documents":
        from checker.reading.papers import read_documents

        read_documents(block, scene)
    elif block.layout == "explanations":
        from checker.reading.papers import read_explanations

        read_explanations(block, scene)
    else:
        _read_rows(block, scene)
    _note_table(block, scene)


def _note_table(block: Block, scene: Scene) -> None:
    if not scene.counts:
        return
    table = max(scene.counts, key=lambda name: (scene.counts[name], name))
    columns = [column.at for column in block.columns]
    area = write_range(block.first, min(columns), block.last, max(columns))
    scene.collector.tables.append(
        TableRead(block.sheet.name, area, table, scene.counts[table], scene.collector.file)
    )


def _ignore_indices(block: Block, collector: Collector) -> None:
    """Keep indices, account numbers and references out of the count of figures."""
    for column in block.of_kind("index", "account", "reference", "finding", "by", "multiplier", "month", "start", "end", "date", "year", "cost", "price"):
        for row in range(block.first, block.last + 1):
            collector.mark_ignored(block.sheet, row, column.at)


def read_row(block: Block, scene: Scene, row: int, label_column: int | None) -> Row:
    """Read the text columns of a row: label, unit, account, data source, remark and the like."""
    sheet = block.sheet
    label_at = (row, label_column if label_column is not None else 0)
    texts = [sheet.value(row, label_column)] if label_column is not None else []
    text = write_value(texts[0]).strip() if texts else ""
    read = Row(understand(text), label_at)
    for column in block.columns:
        value = sheet.value(row, column.at)
        if value is None or column.at == label_column:
            continue
        words = write_value(value).strip()
        if column.kind == "unit":
            read.unit_columns.append((column.at, words))
        elif column.kind == "site" and is_text(value):
            read.site = words
        elif column.kind == "account":
            read.account = words
        elif column.kind == "supplier":
            read.supplier = words
        elif column.kind == "multiplier":
            read.multiplier = read_figure(value).number or NAN
        elif column.kind == "data_source":
            read.data_source, read.data_source_at = words, (row, column.at)
        elif column.kind == "remark":
            read.remark, read.remark_at = words, (row, column.at)
        elif column.kind in ("flow", "attribute") and is_text(value):
            read.label = _join_flow(read.label, words)
        elif column.kind in ("item", "product") and is_text(value):
            read.label = _join_label(read.label, words)
        elif column.kind == "origin":
            read.origin = read_origin(words)
    if read.unit_columns:
        at, words = read.unit_columns[0]
        read.unit_text, read.unit_at, read.units = words, (row, at), parse_unit(words)
    return read


def take_unit(read: Row, column: Column, values: list[Column]) -> Row:
    """Give the row with the unit that stands for one of its columns: the unit column right of it, before the next value."""
    if len(read.unit_columns) < 2:
        return read
    following = min((each.at for each in values if each.at > column.at), default=10_000)
    for at, words in read.unit_columns:
        if column.at < at < following:
            return replace(read, unit_text=words, unit_at=(read.label_at[0], at), units=parse_unit(words))
    return read


def read_origin(words: str) -> str:
    """Tell measured from default values by the word beside them."""
    folded = fold(words)
    if any(word in folded for word in ("缺省", "默认", "default", "डिफ़ॉल्ट")):
        return "default"
    return "measured" if any(word in folded for word in ("检测", "实测", "measured", "tested", "मापा")) else ""


def _join_flow(label: Meaning, words: str) -> Meaning:
    said = understand(words)
    flow = "own_use" if fold(words) in OWN_WORDS else said.flow
    return label._replace(
        flow=flow or label.flow, attribute=said.attribute or label.attribute, source=label.source or said.source,
    )  # fmt: skip


def _join_label(label: Meaning, words: str) -> Meaning:
    """Join a second naming column: the name nearer the figures adds what the first leaves open."""
    said = understand(words)
    return label._replace(
        text=f"{label.text} {words}".strip() if label.text else words,
        source=said.source or label.source, flow=said.flow or label.flow, attribute=said.attribute or label.attribute,
        parameter=said.parameter or label.parameter, category=said.category or label.category,
        production=said.production or label.production, facility=said.facility or label.facility,
        units=said.units or label.units, roles=tuple(dict.fromkeys(label.roles + said.roles)),
        documents=label.documents,
    )  # fmt: skip


def find_label_column(block: Block) -> int | None:
    """Find the column that names the lines: the item column, else the left-most column of words."""
    items = block.of_kind("item", "product")
    if items:
        return items[0].at
    values = [c.at for c in block.columns if c.kind in ("month_value", "year_value", "quantity", "flow_value", "total", "parameter", "declared")]
    limit = min(values) if values else 99
    named = {c.at: c.kind for c in block.columns}
    best, most = None, 0
    for column in range(min(limit, 8)):
        if named.get(column, "unknown") not in ("unknown", "item_value", "quantity", "production", "remark"):
            continue
        words = sum(1 for row in range(block.first, block.last + 1) if is_label(block.sheet.value(row, column)))
        if words > most:
            best, most = column, words
    return best


def is_total_row(label: Meaning) -> bool:
    """Tell whether a row's label says that it sums the rows above."""
    return "total" in label.roles and not label.category


def _is_heading(block: Block, row: int, label_column: int | None, values: list[int]) -> bool:
    """Tell a heading from an empty line: words at the label alone, where lines have units."""
    if label_column is None or any(block.sheet.value(row, column) is not None for column in values):
        return False
    cells = filled(block.sheet, row)
    if cells != [label_column]:
        return False
    label = meaning_of(block.sheet.value(row, label_column))
    return bool(block.of_kind("unit")) or not (label.source and label.flow) or label.length < 0.5


def _head(scene: Scene, label: Meaning) -> None:
    """Let a heading inside a table set the context of the rows below it."""
    if label.source or label.flow or label.category or label.units:
        scene.context = label._replace(units=label.units or scene.context.units)


# ------------------------------------------------------------------ months across


def _read_across(block: Block, scene: Scene) -> None:
    sheet, label_column = block.sheet, find_label_column(block)
    months = block.of_kind("month_value")
    spans = {column.at: bound_period(column.period, scene.year) for column in months if column.period}
    value_columns = [column.at for column in months]
    section: list[Part] = []
    previous_site = ""
    for row in range(block.first, block.last + 1):
        if not filled(sheet, row):
            continue
        read = read_row(block, scene, row, label_column)
        previous_site = read.site = read.site or previous_site
        if read.label.note and not any(is_number(sheet.value(row, c)) for c in value_columns):
            continue
        if _is_heading(block, row, label_column, value_columns):
            _head(scene, read.label)
            section = []
            continue
        if is_total_row(read.label) and not (read.label.flow and read.label.source):
            add_column_totals(scene, read, row, section, months)
            add_corner_total(scene, read, row, section, [c for c in block.columns if c.kind in ("total", "year_value")])
            section = []
            continue
        table = dispatch.choose_table(read, None, scene)
        if table == "facility":
            read_pairs(scene, row)
            continue
        part = _read_series(block, scene, row, read, table, spans)
        if part is not None:
            section.append(part)


def _read_series(block: Block, scene: Scene, row: int, read: Row, table: str, spans: dict[int, Span | None]) -> Part | None:
    part: Part | None = None
    line: Line | None = None
    for at, span in spans.items():
        if span is None:
            continue
        place = (row, at)
        if table == "facts":
            if part is None:
                line = dispatch.add_fact(scene, read, None, place, span)
                if line is None:
                    return None
                part = Part(line)
            else:
                scene.collector.add_fact(part.line, block.sheet, place, span)
                scene.count("facts")
            part.facts[at] = scene.collector.facts.row[-1]
        elif block.sheet.value(*place) is None:
            continue
        elif table == "parameters":
            dispatch.add_parameter(scene, read, None, place, span, None)
        elif table == "declared":
            dispatch.add_declared(scene, read, None, place, span, None)
        elif table == "production":
            dispatch.add_production(scene, read, None, place, span)
    _read_beside(block, scene, row, read, line, part)
    return part


def _read_beside(block: Block, scene: Scene, row: int, read: Row, line: Line | None, part: Part | None) -> None:
    """Read what stands beside the months of a line: its total, factor, declared tonnes, other years."""
    for column in block.columns:
        at = (row, column.at)
        if column.kind in ("month_value", "unit") or block.sheet.value(*at) is None:
            continue
        span = year_span(scene.year)
        if column.kind == "year_value" and column.period is not None:
            if line is not None and _is_year_total(block, column, scene):
                add_row_total(scene, at, line, part)
            elif line is not None:
                scene.collector.add_fact(line, block.sheet, at, year_span(column.period.year))
        elif column.kind == "total" and line is not None:
            add_row_total(scene, at, line, part)
        elif column.kind == "quarter" and part is not None:
            months = [c.at for c in block.of_kind("month_value") if c.at < column.at][-3:]
            add_row_total(scene, at, part.line, Part(part.line, {m: part.facts[m] for m in months if m in part.facts}))
        elif column.kind == "parameter":
            dispatch.add_parameter(scene, read, column, at, span, line)
        elif column.kind == "declared":
            dispatch.add_declared(scene, read, column, at, span, line)
        elif column.kind == "previous" and line is not None:
            scene.collector.add_fact(line, block.sheet, at, year_span(scene.year - 1))
        elif column.kind in ("quantity", "flow_value") and line is not None and part is not None:
            add_row_total(scene, at, line, part)


def _is_year_total(block: Block, column: Column, scene: Scene) -> bool:
    """Tell the total of the months beside it from the figure of another year."""
    year = column.period.year if column.period else 0
    months = {c.period.year for c in block.of_kind("month_value") if c.period and c.period.year}
    if "total" in column.meaning.roles or year in (months or {scene.year}):
        return True
    years = [c.period.year for c in block.of_kind("year_value") if c.period]
    return not months and scene.year == UNKNOWN_YEAR and year == max(years)


# ------------------------------------------------------------------ months down, items across


def _read_down(block: Block, scene: Scene) -> None:
    sheet = block.sheet
    month_column = block.of_kind("month", "date", "start")[0].at
    items = [c for c in block.columns if c.kind in ("item_value", "flow_value", "quantity", "parameter", "production", "declared", "total", "cumulative")]
    parts: dict[int, Part] = {}
    site_column = next((c.at for c in block.of_kind("site")), None)
    year = scene.year
    for row in range(block.first, block.last + 1):
        value = sheet.value(row, month_column)
        words = meaning_of(value)
        if "total" in words.roles or _names_year(value, scene):
            _total_down(scene, row, items, parts)
            continue
        period = _read_month_down(value)
        if period is None:
            continue
        year = period.year or year
        span = bound_period(period._replace(day=0), year)
        if span is None:
            continue
        site = write_value(sheet.value(row, site_column)).strip() if site_column is not None else ""
        for column in items:
            if column.kind == "total" and _add_across_total(scene, (row, column.at), column, parts, span):
                continue
            _read_down_cell(block, scene, (row, column.at), column, span, site, parts)


def _add_across_total(scene: Scene, at: tuple[int, int], column: Column, parts: dict[int, Part], span: Span) -> bool:
    """Read a total column beside item columns (tariff bands, meters) as the sum of its row's figures."""
    section = [Part(part.line, {column.at: part.facts[at[0]]}) for key, part in parts.items() if key < column.at and at[0] in part.facts]
    if len(section) < 2:
        return False
    add_column_totals(scene, Row(understand(column.header), at), at[0], section, [column], span)
    return True


def _names_year(value: object, scene: Scene) -> bool:
    period = year_of(value)  # type: ignore[arg-type]
    return period is not None and isinstance(value, str) and period.year == scene.year


def _read_month_down(value: object) -> Period | None:
    period = month_of(value)  # type: ignore[arg-type]
    if period is not None:
        return period
    figure = read_figure(value)  # type: ignore[arg-type]
    if figure.number is not None and figure.number in range(1, 13):
        return Period(0, int(figure.number))
    return None


def _read_down_cell(block: Block, scene: Scene, at: tuple[int, int], column: Column, span: Span, site: str, parts: dict[int, Part]) -> None:
    header_at = (block.first - 1, column.at)
    row = Row(understand(column.header), header_at, site=site)
    table = dispatch.choose_table(row, column, scene)
    blank = block.sheet.value(*at) is None
    if table == "facts" and column.kind == "cumulative":
        if not blank:
            since = span[0].replace(month=1, day=1)
            dispatch.add_fact(scene, row, column, at, (since, span[1]), shared=True, header_at=header_at, as_filed="cumulative")
    elif table == "facts":
        line = dispatch.add_fact(scene, row, column, at, span, shared=True, header_at=header_at)
        if line is not None:
            part = parts.setdefault(column.at, Part(line))
            part.facts[at[0]] = scene.collector.facts.row[-1]
    elif blank:
        return
    elif table == "parameters":
        dispatch.add_parameter(scene, row, column, at, span, None)
    elif table == "declared":
        dispatch.add_declared(scene, row, column, at, span, None)
    elif table == "production":
        dispatch.add_production(scene, row, column, at, span)


def _total_down(scene: Scene, row: int, items: list[Column], parts: dict[int, Part]) -> None:
    for column in items:
        if scene.sheet.value(row, column.at) is None:
            continue
        if column.at in parts:
            add_row_total(scene, (row, column.at), parts[column.at].line, parts[column.at], scope="column")
        elif column.kind == "production":
            scene_ignore(scene, row, column.at)
        elif column.kind == "declared":
            header = Row(understand(column.header), (row, column.at))
            dispatch.add_declared(scene, header, column, (row, column.at), year_span(scene.year), None)


# ------------------------------------------------------------------ a figure or a few in each row


def _read_rows(block: Block, scene: Scene) -> None:
    """Read a long list (a period in every row) or an annual form (one figure in every row)."""
    sheet, label_column = block.sheet, find_label_column(block)
    kinds = ("quantity", "flow_value", "parameter", "declared", "production", "year_value", "total", "previous", "item_value")
    for column in block.of_kind("mass"):
        for row in range(block.first, block.last + 1):
            scene_ignore(scene, row, column.at)
    values = [column for column in block.columns if column.kind in kinds and column.at != label_column]
    listed = block.layout == "list"
    memory = Row(understand(""), (0, 0))
    section: dict[int, list[Part]] = {}
    for row in range(block.first, block.last + 1):
        if not filled(sheet, row):
            continue
        read = read_row(block, scene, row, label_column)
        if listed and not read.label.text:
            read.label, read.label_at = memory.label, (row, read.label_at[1])
        read.site = read.site or memory.site
        memory = read
        if read.label.note and not any(is_number(sheet.value(row, c.at)) for c in values):
            continue
        if _is_heading(block, row, label_column, [c.at for c in values]):
            _head(scene, read.label)
            section = {}
            continue
        span = _read_span(block, row, scene) if listed else year_span(scene.year)
        total = is_total_row(read.label) or (listed and span is None and _says_total(block, row))
        if total and not (read.label.source and read.label.flow) and not _declares(block, read, scene):
            for column in values:
                if sheet.value(row, column.at) is None:
                    continue
                if column.kind == "declared":
                    dispatch.add_declared(scene, read, column, (row, column.at), year_span(scene.year), None, is_total=True)
                elif section.get(column.at):
                    add_column_totals(scene, read, row, section[column.at], [column])
            section = {}
            continue
        if span is None:
            continue
        _read_values(block, scene, row, read, values, span, section, listed=listed, is_total=total)


def scene_ignore(scene: Scene, row: int, column: int) -> None:
    """Pass over a figure that states again, in another measure, what is read beside it."""
    scene.collector.mark_ignored(scene.sheet, row, column)


def _says_total(block: Block, row: int) -> bool:
    return any("total" in meaning_of(block.sheet.value(row, c.at)).roles for c in block.of_kind("month", "date", "start", "site", "item"))


def _declares(block: Block, read: Row, scene: Scene) -> bool:
    if any(c.kind == "declared" for c in block.columns) and not block.of_kind("quantity", "flow_value"):
        return True
    return any(unit.quantity == "emissions" for unit in read.units) or bool(scene.context.category and not block.of_kind("parameter", "flow_value"))


def _read_values(block: Block, scene: Scene, row: int, read: Row, values: list[Column], span: Span,
                 section: dict[int, list[Part]], *, listed: bool, is_total: bool) -> None:  # fmt: skip
    sheet = block.sheet
    if dispatch.choose_table(read, None, scene) == "facility":
        value_columns = [c for c in values if sheet.value(row, c.at) is not None] or [c for c in block.columns if c.at > read.label_at[1] and sheet.value(row, c.at) is not None and c.kind not in ("unit", "remark", "data_source")]
        if value_columns:
            dispatch.add_facility(scene, read, (row, value_columns[0].at))
        return
    line: Line | None = None
    cost = _read_cost(block, row)
    ordered = sorted(values, key=lambda c: (c.kind in ("parameter", "declared"), c.at))
    flows = [column for column in ordered if column.kind == "flow_value"]
    some = any(sheet.value(row, column.at) is not None for column in flows)
    whole = read
    for column in ordered:
        at = (row, column.at)
        blank = sheet.value(*at) is None
        if blank and column in flows and len(flows) > 1 and (some or column is not flows[0]):
            continue
        read = take_unit(whole, column, values)  # noqa: PLW2901  # the row as this column sees it
        table = dispatch.choose_table(read, column, scene)
        when = year_span(column.period.year) if column.kind == "year_value" and column.period else span
        if column.kind == "previous":
            when = year_span(scene.year - 1)
        if table == "facts" and column.kind == "total" and line is not None:
            continue
        if table == "facts":
            added = dispatch.add_fact(scene, read, column if column.kind in ("flow_value", "quantity", "item_value") else None, at, when, shared=listed, cost=cost)
            if added is not None:
                line = line if line is not None and column.kind == "flow_value" and added.flow != "consumed" else added
                section.setdefault(column.at, []).append(Part(added, {column.at: scene.collector.facts.row[-1]}))
        elif blank:
            continue
        elif table == "parameters":
            dispatch.add_parameter(scene, read, column, at, when, line)
        elif table == "declared":
            dispatch.add_declared(scene, read, column, at, when, line, is_total=is_total)
        elif table == "production":
            dispatch.add_production(scene, read, column, at, when)


def _read_cost(block: Block, row: int) -> float:
    for column in block.of_kind("cost"):
        number = read_figure(block.sheet.value(row, column.at)).number
        if number is not None:
            return number
    return NAN


def _read_span(block: Block, row: int, scene: Scene) -> Span | None:
    """Read the period of a row of a long list: start and end dates, else its month or year."""
    sheet = block.sheet
    starts, ends = block.of_kind("start"), block.of_kind("end")
    if starts and ends:
        start, end = parse_period(sheet.value(row, starts[0].at)), parse_period(sheet.value(row, ends[0].at))
        if start and end and start.year and end.year and start.day and end.day:
            first = dt.datetime(start.year, start.month, start.day)
            last = dt.datetime(end.year, end.month, end.day)
            return first, last if last.day == first.day and last > first else last + dt.timedelta(days=1)
    years = block.of_kind("year")
    for column in block.of_kind("month", "start", "date", "end"):
        value = sheet.value(row, column.at)
        period = parse_period(value) or _read_month_down(value)
        if period is not None:
            stated = year_of(sheet.value(row, years[0].at)) if years else None
            year = period.year or (stated.year if stated else scene.year)
            return bound_period(period._replace(day=0), year)
    stated = year_of(sheet.value(row, years[0].at)) if years else None
    return year_span(stated.year) if stated else None


# ------------------------------------------------------------------ rows outside all tables


def read_loose(sheet: Sheet, rows: list[int], collector: Collector, year: int, site: str) -> None:
    """Read rows that stand in no table: pairs of a label and its value, with a unit beside it."""
    collector.blocks += 1
    scene = Scene(collector, sheet, collector.blocks, year or UNKNOWN_YEAR, understand(sheet.name), site)
    first = last = None
    for row in rows:
        before = sum(scene.counts.values())
        read_pairs(scene, row)
        if sum(scene.counts.values()) > before:
            first, last = (row if first is None else first), row
    if first is not None and last is not None:
        table = max(scene.counts, key=lambda name: (scene.counts[name], name))
        width = max((max(filled(sheet, row), default=0) for row in rows), default=0)
        area = write_range(first, 0, last, width)
        collector.tables.append(TableRead(sheet.name, area, table, scene.counts[table], collector.file))


def read_pairs(scene: Scene, row: int) -> None:
    """Read a row of label, value and unit; several such groups may stand side by side."""
    sheet, cells = scene.sheet, filled(scene.sheet, row)
    at = 0
    while at < len(cells):
        value = sheet.value(row, cells[at])
        if not is_label(value) and not (isinstance(value, str) and year_of(value) and meaning_of(value).facility):
            at += 1
            continue
        at += _read_pair(scene, row, cells, at)


def _read_pair(scene: Scene, row: int, cells: list[int], at: int) -> int:
    """Read one group of cells from `at`; give how many cells it took."""
    sheet, label = scene.sheet, meaning_of(scene.sheet.value(row, cells[at]))
    read = Row(label, (row, cells[at]), site=scene.site)
    following = cells[at + 1 : at + 3]
    number = next((c for c in following if is_number(sheet.value(row, c))), None)
    unit = next((c for c in following if is_unit(sheet.value(row, c)) and c != number), None)
    if unit is not None:
        read.unit_text, read.unit_at = write_value(sheet.value(row, unit)), (row, unit)
        read.units = parse_unit(read.unit_text)
    if number is None and following and label.facility and not label.source:
        mark = sheet.value(row, following[0])
        if is_text(mark) or (isinstance(mark, str) and fold(mark) in NOT_APPLICABLE) or not isinstance(mark, str):
            dispatch.add_facility(scene, read, (row, following[0]))
            return 2
        return 1
    if number is None or label.length < 0.5:
        return 1
    taken = max(cells.index(number), cells.index(unit) if unit is not None else 0) - at + 1
    place, span = (row, number), year_span(scene.year)
    table = dispatch.choose_table(read, None, scene)
    if table == "facility":
        dispatch.add_facility(scene, read, place)
    elif table == "parameters":
        dispatch.add_parameter(scene, read, None, place, span, None)
    elif table == "declared" or (is_total_row(label) and scene.context.category):
        dispatch.add_declared(scene, read, None, place, span, None)
    elif table == "production":
        dispatch.add_production(scene, read, None, place, span)
    elif table == "facts" and label.source:
        dispatch.add_fact(scene, read, None, place, span)
    return taken
