"""What was recognised in a workbook: its tables, what each column and line was taken for, how surely and why."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from checker.cells import name_column, write_range, write_sheet
from checker.reading.addresses import parse_range_address
from checker.reading.columns import CLEAR, Column
from checker.reading.periods import write_period
from checker.reading.terms import Meaning, understand
from checker.reading.units import load_units, parse_unit

if TYPE_CHECKING:
    from checker.reading.lines import Line
    from checker.reading.locate import Block
    from checker.reading.read import Survey
    from checker.workbook import Sheet

Surety: TypeAlias = Literal["pinned", "sure", "probable", "unsure", "not_understood"]
Why: TypeAlias = Literal["pinned", "period", "words", "some_words", "header", "title", "position", "none"]
SURE = 0.8
"""From this share of a text explained by known words a meaning is called sure (ours)."""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column: its letter, header, kind, the codes its header names, how sure that is and why."""

    at: str
    header: str
    kind: str
    codes: tuple[tuple[str, str], ...]
    unit: str
    period: str
    sure: Surety
    why: Why


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line: its label's cell, what it was taken for, how surely and why."""

    cell: str
    label: str
    source: str
    flow: str
    attribute: str
    unit: str
    sure: Surety
    why: Why


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A located table; rows counted from 1, `group` is the row of group headers or 0."""

    file: str
    sheet: str
    range: str
    where: str
    layout: str
    header: int
    group: int
    last_header: int
    columns: tuple[ColumnSeen, ...]
    lines: tuple[LineSeen, ...]


def list_tables(survey: Survey) -> list[TableSeen]:
    """List the located tables of all files, in the order of their sheets."""
    main, tables = survey.names[0], []
    collector = survey.collector
    doubtful = {
        line.row
        for line in collector.lines
        if line.row in collector.doubtful_lines or line.block in collector.doubtful_blocks
    }
    for file, sheet, blocks in survey.sheets:
        seen = [_see_table(file, sheet, block, survey.collector.lines, doubtful, main) for block in blocks]
        ranges = {table.range for table in seen}
        for pairs in survey.collector.tables:
            if (pairs.file, pairs.sheet) == (file, sheet.name) and pairs.range not in ranges:
                where = f"{write_sheet(sheet.name, None if file == main else file)}!{pairs.range}"
                seen.append(TableSeen(file, sheet.name, pairs.range, where, "pairs", 0, 0, 0, (), ()))
        tables += sorted(seen, key=lambda table: parse_range_address(table.range))
    return tables


def list_bare_sheets(survey: Survey) -> list[tuple[str, str]]:
    """List the sheets on which nothing was recognised, as (sheet, why): empty, no_table, skipped, refused, own."""
    main, found = survey.names[0], []
    seen = {(file, sheet.name): blocks for file, sheet, blocks in survey.sheets}
    used = {(line.file, line.sheet) for line in survey.collector.lines}
    used |= {key for key, cells in survey.collector.used.items() if cells}
    for book in survey.books:
        name = None if book.name == main else book.name
        for sheet in book.sheets:
            key = (book.name, sheet.name)
            if key not in seen:
                found.append((write_sheet(sheet.name, name), "passed_over"))
            elif not seen[key] and key not in used:
                empty = not any(value is not None for row in sheet.rows for value in row)
                found.append((write_sheet(sheet.name, name), "empty" if empty else "no_table"))
        found += [(write_sheet(sheet, name), f"refused_{why}") for sheet, why in book.refused]
    return found


def _see_table(
    file: str, sheet: Sheet, block: Block, lines: list[Line], doubtful: Collection[int], main: str
) -> TableSeen:
    columns = [column.at for column in block.columns]
    area = write_range(block.first, min(columns), block.last, max(columns))
    own = [
        line
        for line in lines
        if line.file == file and line.sheet == sheet.name and block.top <= line.at_row <= block.last
    ]
    return TableSeen(
        file, sheet.name, area, f"{write_sheet(sheet.name, None if file == main else file)}!{area}", block.layout,
        block.header + 1, block.top + 1 if block.header > block.top else 0, block.first,
        tuple(_see_column(block, column) for column in block.columns),
        tuple(_see_line(block, line, doubtful) for line in own),
    )  # fmt: skip


def _see_column(block: Block, column: Column) -> ColumnSeen:
    meaning, value = column.meaning, block.sheet.value(block.header, column.at)
    header = column.header or ("" if value is None else str(value).strip())
    sure, why = _weigh(meaning)
    if column.kind == "unknown":
        sure, why = "not_understood", "none"
    elif block.pinned is not None and block.pinned.tables:
        sure, why = "pinned", "pinned"
    elif column.period is not None:
        sure, why = "sure", "period"
    elif not column.header:
        sure, why = ("sure", "words") if column.kind in understand(header).roles else ("probable", "position")
    period = write_period(column.period) if column.period is not None else ""
    unit = meaning.units[0].name if meaning.units else ""
    return ColumnSeen(
        name_column(column.at), header, column.kind, _list_codes(meaning), unit, period, sure, why
    )


def _see_line(block: Block, line: Line, doubtful: Collection[int]) -> LineSeen:
    from checker.cells import write_address

    meaning = understand(line.label)
    sure, why = _weigh(meaning)
    if block.pinned is not None and block.pinned.tables:
        sure, why = "pinned", "pinned"
    elif not meaning.source:
        header = any(column.meaning.source == line.source for column in block.columns)
        sure, why = "probable", "header" if header else "title"
    if line.row in doubtful:
        sure = "unsure"
    return LineSeen(
        write_address(line.at_row, line.at_col), line.label, line.source, line.flow, line.attribute, _name_unit(line), sure, why
    )  # fmt: skip


def _name_unit(line: Line) -> str:
    """Name the unit as it was read: "tons" taken for short tons by that name, so that a layout pins what was read."""
    known = [unit for unit in parse_unit(line.unit) if unit.base == line.base_unit]
    if not known or any(math.isclose(unit.factor, line.scale) for unit in known):
        return line.unit
    named = (
        unit.name
        for units in load_units().values()
        for unit in units
        if unit.base == line.base_unit and math.isclose(unit.factor, line.scale)
    )
    return min(named, default=line.unit)


def _weigh(meaning: Meaning) -> tuple[Surety, Why]:
    if meaning.length >= SURE:
        return "sure", "words"
    if meaning.length >= CLEAR:
        return "probable", "some_words"
    return ("unsure", "some_words") if meaning.length > 0 else ("unsure", "position")


def _list_codes(meaning: Meaning) -> tuple[tuple[str, str], ...]:
    named = ("source", "flow", "attribute", "parameter", "category")
    return tuple((name, str(getattr(meaning, name))) for name in named if getattr(meaning, name))
