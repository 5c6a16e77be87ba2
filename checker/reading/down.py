"""Tables with months going down: a line in every column."""

from __future__ import annotations

from itertools import takewhile

from checker.reading import dispatch
from checker.reading.breakdowns import pass_breakdowns
from checker.reading.collect import write_value
from checker.reading.columns import Column
from checker.reading.costs import read_cost, refer_cost
from checker.reading.fiscal import find_years_down, note_title_year
from checker.reading.grid import year_of
from checker.reading.labels import read_unit
from checker.reading.last_year import date_last_year, settle_last_year
from checker.reading.locate import Block
from checker.reading.parts_of_year import find_summed_rows, goes_by_parts
from checker.reading.period_ranges import parse_range
from checker.reading.periods import Period, bound_period
from checker.reading.scene import Row, Scene, Span, year_span
from checker.reading.short_dates import settle_short_dates
from checker.reading.slashes import order_dates
from checker.reading.spans import (
    bound_entry,
    enters_by_day,
    numbers_quarters,
    read_month,
    read_quarter,
    tell_week,
)
from checker.reading.subject import OWN_SOURCES, follow_panels
from checker.reading.sums import (
    Part,
    add_column_totals,
    add_corner_total,
    add_row_total,
    narrow_section,
    sums_above,
)
from checker.reading.terms import understand
from checker.workbook import Value

ITEM_KINDS = (
    "item_value", "flow_value", "quantity", "parameter", "production", "declared", "total", "cumulative", "year_value", "previous",
)  # fmt: skip
LEAST_PARTS = 2
"""A total of fewer figures than this is a figure itself."""


def read_down(block: Block, scene: Scene) -> None:
    """Read a table with months going down."""
    note_title_year(block, scene)
    block = settle_short_dates(order_dates(block, scene), scene)
    sheet = block.sheet
    month_column, header = next(
        (each.at, each.meaning.text) for each in block.of_kind("month", "date", "start")
    )
    # a total may stand left of its parts: they are read first
    items = settle_last_year(block, pass_breakdowns(block, scene, block.of_kind(*ITEM_KINDS)))
    items = _follow_columns(items)
    items.sort(key=lambda column: "total" in column.meaning.roles)
    parts: dict[int, Part] = {}
    site_column = next((c.at for c in block.of_kind("site")), None)
    months: dict[int, int] = {}
    above: list[int] = []  # totals that stand over the months
    subtotalled = 0
    year = scene.year
    fiscal = find_years_down(block, scene, month_column)
    week = tell_week(block, month_column) if enters_by_day(block, month_column) else None
    year_columns = [column.at for column in block.of_kind("year") if column.at != month_column]
    named = [sheet.value(row, month_column) for row in range(block.first, block.last + 1)]
    by_parts = goes_by_parts(named) or numbers_quarters(named, header)
    for row in range(block.first, block.last + 1):
        value = sheet.value(row, month_column)
        part = read_quarter(value, header) if by_parts else None
        wanted = find_summed_rows(value, months, subtotalled) if part is None else None
        if (wanted is not None or _names_year(value, scene)) and not months:
            above.append(row)
            continue
        if wanted is not None or _names_year(value, scene):
            _total_down(scene, row, items, parts, wanted or [*months])
            subtotalled = len(months)
            continue
        stated = next((said.year for at in year_columns if (said := year_of(sheet.value(row, at)))), year)
        stated = stated if year_columns else fiscal.get(row, year)
        span = bound_period(part, stated) if part else _read_month_span(value, stated, week=week)
        if span is None:
            continue
        year = span[0].year
        months[row] = span[0].month
        site = write_value(sheet.value(row, site_column)).strip() if site_column is not None else ""
        known = len(scene.collector.facts.row)
        for column in items:
            place = (row, column.at)
            if "total" in column.meaning.roles and _add_across_total(block, scene, place, column, parts):
                continue
            _read_down_cell(block, scene, place, column, span, column.site or site, parts)
        if part is not None:
            scene.collector.quarter_rows.update(scene.collector.facts.row[known:])
        for column in block.of_kind("data_source", "remark"):
            _note_remark(block, scene, (row, column.at), column.kind, parts)
    for row in above:
        _total_down(scene, row, items, parts, [*months])


def _follow_columns(items: list[Column]) -> list[Column]:
    """Let own use and surplus be of the panels left of them, and what these gave be their output."""
    panels: str | None = ""
    followed = []
    for column in items:
        meaning, panels = follow_panels(column.meaning, panels)
        followed.append(column._replace(meaning=meaning))
    used = {column.meaning.source for column in followed if column.meaning.flow == "own_use"}
    return [
        column._replace(meaning=column.meaning._replace(flow="generated"))
        if column.meaning.source in used & {*OWN_SOURCES} and not column.meaning.flow
        else column
        for column in followed
    ]


def _add_across_total(
    block: Block, scene: Scene, at: tuple[int, int], column: Column, parts: dict[int, Part]
) -> bool:
    """Read a total column beside item columns (tariff bands, meters) as the sum of its row's figures."""
    said = understand(column.header)
    label = column.meaning if column.meaning.source and not said.source else said  # as the title settles it
    section = [
        Part(part.line, {column.at: part.facts[at[0]]})
        for key, part in parts.items()
        if at[0] in part.facts and (key < column.at or label.source)
    ]
    section = narrow_section(scene, label, section)
    lines = {id(part.line) for part in section}
    beside = [key for key, part in parts.items() if id(part.line) in lines]
    if len(section) < LEAST_PARTS or not (
        _says_only_total(block, column, beside) or sums_above(scene, label, section)
    ):
        return False
    add_column_totals(scene, Row(label, at), at[0], section, [column])
    return True


def _says_only_total(block: Block, column: Column, parts: list[int]) -> bool:
    """Tell a column whose header says total, and nothing more than the headers of its parts begin with."""
    headers = [column.header.split(), *(each.header.split() for each in block.columns if each.at in parts)]
    shared = sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*headers, strict=False)))
    own = understand(" ".join(headers[0][shared:]))
    return "total" in own.roles and not own.source and not own.flow


def _names_year(value: object, scene: Scene) -> bool:
    period = year_of(value)  # type: ignore[arg-type]
    return period is not None and isinstance(value, str) and period.year == scene.year


def _read_down_cell(
    block: Block,
    scene: Scene,
    at: tuple[int, int],
    item: Column,
    span: Span,
    site: str,
    parts: dict[int, Part],
) -> None:
    column: Column | None = item
    header_at = (block.first - 1, item.at)
    said = understand(item.header)
    if item.meaning.source and said.source in ("", "electricity"):
        said = item.meaning  # as the title, or the panels beside it, settle it
    row = Row(said, header_at, site=site)
    if item.kind == "quantity" and not said.units:
        _take_row_unit(block, at[0], row)
    if item.kind == "year_value" and item.period is not None:
        # years side by side are one line: the title, or a group header, names it, the header only the year
        energy = item.meaning.source
        years = [each for each in block.of_kind("year_value") if each.meaning.source == energy]
        header_at = (block.first - 1, years[0].at)
        row = Row(years[0].meaning if energy else understand(block.title), header_at, site=site)
        span = bound_period(Period(item.period.year, span[0].month), None) or span
        table, column = dispatch.choose_table(row, None, scene), None
    else:
        table = dispatch.choose_table(row, column, scene)
        if item.period is not None and item.period.year:
            # "2023 electricity" beside "2024 electricity": the header's year is the column's
            span = bound_period(Period(item.period.year, span[0].month), None) or span
    if item.kind == "previous":
        span = date_last_year(item, span)
    blank = block.sheet.is_blank(*at)
    if table == "facts" and column is not None and column.kind == "cumulative":
        if not blank:
            since = span[0].replace(month=1, day=1)
            dispatch.add_fact(
                scene,
                row,
                column,
                at,
                (since, span[1]),
                shared=True,
                header_at=header_at,
                as_filed="cumulative",
            )
    elif table == "facts":
        cost = read_cost(block, at[0], item)
        line = dispatch.add_fact(
            scene, row, column, at, span, shared=True, header_at=header_at, cost=cost.money
        )
        if line is not None:
            refer_cost(scene.collector, block, at[0], cost)
            if item.kind == "previous" and "cumulative" in item.meaning.roles:
                scene.collector.facts.as_filed[-1] = "cumulative"
                return
            part = parts.setdefault(at[1], Part(line))
            part.facts[at[0]] = scene.collector.facts.row[-1]
    elif not blank:
        dispatch.add_other(scene, table, row, column, at, span, None)


def _take_row_unit(block: Block, at_row: int, row: Row) -> None:
    """Let the one unit column of a table say the unit of a column that is headed "Quantity" and no more."""
    columns = block.of_kind("unit")
    words = write_value(block.sheet.value(at_row, columns[0].at)).strip() if len(columns) == 1 else ""
    if words:
        row.unit_text, row.unit_at, row.units = words, (at_row, columns[0].at), read_unit(block, words)


def _read_month_span(value: Value, year: int, *, week: int | None) -> Span | None:
    """Read the month of a row, or the days of a bill; a month without a year follows the one before it."""
    period = read_month(value)
    if week is not None and period is not None and period.day and period.year:
        return bound_entry(period, week)
    if period is not None:
        return bound_period(period._replace(day=0), period.year or year)
    return parse_range(value, year) if isinstance(value, str) else None


def _note_remark(block: Block, scene: Scene, at: tuple[int, int], what: str, parts: dict[int, Part]) -> None:
    """Let a remark or data-source cell of a month stand for the lines of power it may speak of."""
    value = block.sheet.value(*at)
    if not isinstance(value, str) or not value.strip():
        return
    for part in parts.values():
        known = getattr(part.line, what)
        if not known or (understand(value).source and not understand(known).source):
            setattr(part.line, what, value.strip())
            scene.collector.refer(part.line.row, what, block.sheet, *at)


def _is_passed(column: Column, scene: Scene) -> bool:
    """Tell a column whose figures are passed over (water): its total is, too."""
    row = Row(understand(column.header), (0, column.at))
    return dispatch.choose_table(row, column, scene) == "passed_over"


def _total_down(scene: Scene, row: int, items: list[Column], parts: dict[int, Part], rows: list[int]) -> None:
    """Read a row of totals over the given rows, column by column."""
    for column in items:
        if scene.sheet.is_blank(row, column.at):
            continue
        if column.at in parts:
            part = parts[column.at]
            covered = Part(part.line, {each: part.facts[each] for each in rows if each in part.facts})
            add_row_total(scene, (row, column.at), part.line, covered, scope="column")
        elif column.kind in ("production", "parameter") or _is_passed(column, scene):
            scene.pass_over(row, column.at)
        elif column.kind == "declared":
            header = Row(understand(column.header), (row, column.at))
            dispatch.add_declared(scene, header, column, (row, column.at), year_span(scene.year), None)
        elif "total" in column.meaning.roles and len(parts) >= LEAST_PARTS:
            whole = [
                Part(part.line, {each: part.facts[each] for each in rows if each in part.facts})
                for part in parts.values()
            ]
            label = understand(column.header)
            add_corner_total(
                scene, Row(label, (row, column.at)), row, narrow_section(scene, label, whole), [column]
            )
