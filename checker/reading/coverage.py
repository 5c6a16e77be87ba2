"""How many figures stand on the data sheets, and which of them were not read."""

from __future__ import annotations

from checker.cells import CellRef, join_blocks
from checker.findings import Coverage
from checker.reading.collect import Collector
from checker.reading.grid import is_number, is_unit, month_of
from checker.reading.locate import Block
from checker.workbook import Sheet

LeftOut = tuple[CellRef, CellRef, str]


def count_coverage(
    sheets: list[tuple[str, Sheet, list[Block]]], collector: Collector
) -> tuple[Coverage, tuple[LeftOut, ...]]:
    """Count figures in located tables or beside a month or unit; headers, indices and ids apart.

    Gives the counts and the ranges of figures that no table took.
    """
    numbers = read = 0
    left: list[LeftOut] = []
    for file, sheet, blocks in sheets:
        used = collector.used.get((file, sheet.name), set())
        ignored = collector.ignored.get((file, sheet.name), set())
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
    return Coverage(numbers, read, 0, numbers - read), tuple(left)


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
