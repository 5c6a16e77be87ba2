"""How many figures stand on the data sheets, and which of them were not read."""

from __future__ import annotations

from checker.cells import CellRef, join_blocks
from checker.findings import Coverage
from checker.reading.collect import Collector
from checker.reading.grid import is_number, is_unit, month_of
from checker.reading.locate import Block
from checker.workbook import Sheet

FEWEST_ASKED = 2
"""A column with fewer unread figures is not worth a question (ours)."""
LeftOut = tuple[CellRef, CellRef, str]


def count_coverage(
    sheets: list[tuple[str, Sheet, list[Block]]], collector: Collector
) -> tuple[Coverage, tuple[LeftOut, ...]]:
    """Count figures in located tables or beside a month or unit; headers, indices and ids apart.

    Gives the counts and the ranges of figures that no table took.
    """
    asked = ask_about_columns(sheets, collector)
    numbers = read = 0
    left: list[LeftOut] = []
    for file, sheet, blocks in sheets:
        used = collector.used.get((file, sheet.name), set())
        ignored = collector.ignored.get((file, sheet.name), set())
        if sheet.hidden and not used:
            continue  # lists behind a form's drop-downs
        counted = {
            place for place in _list_figures(sheet, blocks) if place not in ignored or place in used
        } | used
        numbers += len(counted)
        read += len(counted & used)
        missed = counted - used
        left += [
            (CellRef(file, sheet.name, top, first), CellRef(file, sheet.name, bottom, last), "not_understood")
            for top, first, bottom, last in join_blocks(missed)
        ]
        left += [_place_stray(file, sheet, area) for area in sheet.stray]
    asked = min(asked, numbers - read)
    return Coverage(numbers, read, asked, numbers - read - asked), tuple(left)


def ask_about_columns(sheets: list[tuple[str, Sheet, list[Block]]], collector: Collector) -> int:
    """Ask what the columns hold whose headers were not understood; give how many of their figures wait.

    A column whose figures were read all the same, or that holds fewer than two, is not asked about.
    """
    waiting = 0
    for file, sheet, blocks in sheets:
        used = collector.used.get((file, sheet.name), set())
        ignored = collector.ignored.get((file, sheet.name), set())
        for block in blocks:
            for column in block.of_kind("unknown"):
                rows = [
                    row
                    for row in range(block.first, block.last + 1)
                    if is_number(sheet.value(row, column.at))
                ]
                open_ = [
                    row for row in rows if (row, column.at) not in used and (row, column.at) not in ignored
                ]
                if len(open_) < FEWEST_ASKED or len(open_) < len(rows) or not column.header:
                    continue
                cells = (CellRef(file, sheet.name, block.first - 1, column.at),)
                collector.ask("header_unknown", None, cells, label=column.header)
                waiting += len(open_)
    return waiting


def _place_stray(file: str, sheet: Sheet, area: str) -> LeftOut:
    from checker.reading.addresses import parse_range_address

    top, first, bottom, last = parse_range_address(area)
    return CellRef(file, sheet.name, top, first), CellRef(file, sheet.name, bottom, last), "stray"


def _list_figures(sheet: Sheet, blocks: list[Block]) -> set[tuple[int, int]]:
    figures: set[tuple[int, int]] = set()
    inside: set[int] = set()
    for block in blocks:
        columns = [column.at for column in block.columns]
        inside.update(range(block.top, block.first))
        for row in range(block.first, block.last + 1):
            inside.add(row)
            for column in range(min(columns), max(columns) + 1):
                # a cached error stands where a figure should: it is counted, and told by its refusal
                if is_number(sheet.value(row, column)) or (row, column) in sheet.states:
                    figures.add((row, column))
    for row in range(len(sheet.rows)):
        if row in inside:
            continue
        values = sheet.rows[row]
        for column, value in enumerate(values):
            if is_number(value) and any(
                is_unit(near) or (isinstance(near, str) and month_of(near) is not None)
                for near in (sheet.value(row, column - 1), sheet.value(row, column + 1))
            ):
                figures.add((row, column))
    return figures
