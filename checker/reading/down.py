"""Tables with months going down: a line in every column."""

from __future__ import annotations

from checker.reading import dispatch
from checker.reading.collect import write_value
from checker.reading.columns import Column
from checker.reading.dispatch import Row, Scene, Span, year_span
from checker.reading.grid import meaning_of, year_of
from checker.reading.locate import Block
from checker.reading.periods import Period, bound_period, parse_range
from checker.reading.spans import read_month
from checker.reading.sums import Part, add_column_totals, add_row_total
from checker.reading.terms import understand

ITEM_KINDS = (
    "item_value", "flow_value", "quantity", "parameter", "production", "declared", "total", "cumulative", "year_value", "previous",
)  # fmt: skip


def read_down(block: Block, scene: Scene) -> None:
    """Read a table with months going down."""
    sheet = block.sheet
    month_column = block.of_kind("month", "date", "start")[0].at
    items = block.of_kind(*ITEM_KINDS)
    parts: dict[int, Part] = {}
    site_column = next((c.at for c in block.of_kind("site")), None)
    year = scene.year
    for row in range(block.first, block.last + 1):
        value = sheet.value(row, month_column)
        words = meaning_of(value)
        if "total" in words.roles or _names_year(value, scene):
            _total_down(scene, row, items, parts)
            continue
        period = read_month(value)
        if period is not None:
            year = period.year or year
            span = bound_period(period._replace(day=0), year)
        else:
            span = parse_range(value, year) if isinstance(value, str) else None
        if span is None:
            continue
        site = write_value(sheet.value(row, site_column)).strip() if site_column is not None else ""
        for column in items:
            if column.kind == "total" and _add_across_total(scene, (row, column.at), column, parts, span):
                continue
            _read_down_cell(block, scene, (row, column.at), column, span, site, parts)


def _add_across_total(
    scene: Scene, at: tuple[int, int], column: Column, parts: dict[int, Part], span: Span
) -> bool:
    """Read a total column beside item columns (tariff bands, meters) as the sum of its row's figures."""
    section = [
        Part(part.line, {column.at: part.facts[at[0]]})
        for key, part in parts.items()
        if key < column.at and at[0] in part.facts
    ]
    if len(section) < 2:
        return False
    add_column_totals(scene, Row(understand(column.header), at), at[0], section, [column], span)
    return True


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
    row = Row(understand(item.header), header_at, site=site)
    if item.kind == "year_value" and item.period is not None:
        # years side by side are one line: the title names it, the header only the year
        header_at = (block.first - 1, block.of_kind("year_value")[0].at)
        row = Row(understand(block.title), header_at, site=site)
        span = bound_period(Period(item.period.year, span[0].month), None) or span
        table, column = dispatch.choose_table(row, None, scene), None
    else:
        table = dispatch.choose_table(row, column, scene)
    if item.kind == "previous":
        span = (span[0].replace(year=span[0].year - 1), span[1].replace(year=span[1].year - 1))
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
        line = dispatch.add_fact(scene, row, column, at, span, shared=True, header_at=header_at)
        if line is not None:
            part = parts.setdefault(at[1], Part(line))
            part.facts[at[0]] = scene.collector.facts.row[-1]
    elif blank:
        return
    elif table == "passed_over":
        scene.pass_over(*at)
    elif table == "parameters":
        dispatch.add_parameter(scene, row, column, at, span, None)
    elif table == "declared":
        dispatch.add_declared(scene, row, column, at, span, None)
    elif table == "production":
        dispatch.add_production(scene, row, column, at, span)


def _total_down(scene: Scene, row: int, items: list[Column], parts: dict[int, Part]) -> None:
    for column in items:
        if scene.sheet.is_blank(row, column.at):
            continue
        if column.at in parts:
            add_row_total(scene, (row, column.at), parts[column.at].line, parts[column.at], scope="column")
        elif column.kind == "production":
            scene.pass_over(row, column.at)
        elif column.kind == "declared":
            header = Row(understand(column.header), (row, column.at))
            dispatch.add_declared(scene, header, column, (row, column.at), year_span(scene.year), None)
