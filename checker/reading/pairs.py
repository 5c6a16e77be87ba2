"""Rows outside all tables: pairs of a label and its value, with a unit beside it."""

from __future__ import annotations

import re

from checker.cells import write_range
from checker.findings import TableRead
from checker.reading import dispatch
from checker.reading.collect import UNKNOWN_YEAR, Collector, write_value
from checker.reading.facility_items import add_facility, add_profile_item
from checker.reading.grid import filled, is_label, is_number, is_text, is_unit, meaning_of, year_of
from checker.reading.labels import is_total_row
from checker.reading.locate import Block
from checker.reading.numbers import NOT_APPLICABLE, read_figure
from checker.reading.parameters import add_parameter
from checker.reading.scene import Row, Scene, name_month
from checker.reading.terms import understand
from checker.reading.text import fold
from checker.reading.units import parse_unit
from checker.workbook import Sheet


def read_loose(sheet: Sheet, rows: list[int], collector: Collector, year: int, site: str) -> None:
    """Read rows that stand in no table: pairs of a label and its value, with a unit beside it."""
    collector.blocks += 1
    scene = Scene(collector, sheet, collector.blocks, year or UNKNOWN_YEAR, understand(sheet.name), site)
    name_month(scene)
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


def read_profiles(block: Block, scene: Scene) -> None:
    """Read a table of facilities: an item of the profile in every column, a site in every row."""
    rows = [row for row in range(block.first, block.last + 1) if filled(block.sheet, row)]
    named = next((column.at for column in block.columns if column.meaning.facility == "site"), None)
    for row in rows:
        site = (
            write_value(block.sheet.value(row, named)).strip() if named is not None and len(rows) > 1 else ""
        )
        for column in block.columns:
            if column.meaning.facility and not block.sheet.is_blank(row, column.at):
                read = Row(column.meaning, (row, column.at), site=site or scene.site)
                add_facility(scene, read, (row, column.at))


def read_pairs(scene: Scene, row: int) -> None:
    """Read a row of label, value and unit; several such groups may stand side by side."""
    sheet, cells = scene.sheet, filled(scene.sheet, row)
    at = 0
    while at < len(cells):
        value = sheet.value(row, cells[at])
        if isinstance(value, str) and _read_colon(scene, (row, cells[at]), value):
            at += 1
            continue
        if not is_label(value) and not (
            isinstance(value, str) and year_of(value) and meaning_of(value).facility
        ):
            at += 1
            continue
        at += _read_pair(scene, row, cells, at)


_NEXT_PAIR = re.compile(r"\s{2,}(?=[^:]{1,25}:)|[\s;；]+(?=[\u4e00-\u9fff]{2,8}:)")
"""Where the next pair of a label and its value begins in one cell: 填报单位：甲公司  报告期：2024年."""
MOST_WORDS = 6
MOST_FIGURES = 3
"""A row outside all tables with as many figures is a row of some table, not a pair (ours)."""


def _tells_tonnes(read: Row, scene: Scene) -> bool:
    """Tell whether a pair of emissions names its unit, or at least that it is the total."""
    units = read.units or read.label.units or scene.context.units
    alone = len(filled(scene.sheet, read.label_at[0])) <= MOST_FIGURES
    return any(unit.quantity == "emissions" for unit in units) or read.label.category == "total" or alone


def _is_lone(sheet: Sheet, row: int) -> bool:
    values = sheet.rows[row]
    words = sum(1 for value in values if is_text(value))
    return sum(1 for value in values if is_number(value)) < MOST_FIGURES and words <= MOST_WORDS


def _read_colon(scene: Scene, at: tuple[int, int], text: str) -> bool:
    """Read "Company: Works Ltd", or several such pairs, typed into one cell; False where there is none."""
    found = False
    plain = text.replace("：", ":")
    if ":" not in plain:
        return False
    for saying in _NEXT_PAIR.split(plain):
        label, _, value = saying.partition(":")
        if not value.strip():
            continue
        meaning = understand(label)
        if meaning.facility and meaning.length >= 0.5:
            add_profile_item(scene, Row(meaning, at, site=scene.site), at, value.strip())
            found = True
    return found


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
        if (
            is_text(mark)
            or (isinstance(mark, str) and fold(mark) in NOT_APPLICABLE)
            or not isinstance(mark, str)
        ):
            add_facility(scene, read, (row, following[0]))
            return 2
        return 1
    if number is not None and number != following[0] and unit != following[0]:
        return 1  # another label stands between
    if number is None or (label.length < 0.5 and not (label.source and label.units)):
        return 1
    glued = read_figure(sheet.value(row, number)).unit
    if glued and not read.units:
        read.unit_text, read.units = glued, parse_unit(glued)
    taken = max(cells.index(number), cells.index(unit) if unit is not None else 0) - at + 1
    place, span = (row, number), scene.span()
    table = dispatch.choose_table(read, None, scene)
    if table == "facility":
        add_facility(scene, read, place)
    elif table == "parameters":
        add_parameter(scene, read, None, place, span, None)
    elif (
        table == "declared"
        and _is_lone(sheet, row)
        and _tells_tonnes(read, scene)
        and not is_unit(sheet.value(row, cells[at]))
    ) or (is_total_row(label) and scene.context.category):
        dispatch.add_declared(scene, read, None, place, span, None)
    elif table == "production":
        dispatch.add_production(scene, read, None, place, span)
    elif (
        table == "facts"
        and label.source
        and _is_lone(sheet, row)
        and dispatch.tells_quantity(scene, read, None, place)
    ):
        dispatch.add_fact(scene, read, None, place, span)
    return taken
