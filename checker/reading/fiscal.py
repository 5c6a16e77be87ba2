"""Years that begin in another month than January: months that go from April to March without saying their years."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import pairwise

from checker.cells import CellRef
from checker.findings import Candidate
from checker.reading.collect import DATED, UNKNOWN_YEAR, Collector
from checker.reading.columns import Column
from checker.reading.locate import Block
from checker.reading.periods import find_fiscal_year
from checker.reading.scene import Scene, Span, year_span
from checker.reading.spans import read_month

MONTHS = range(1, 13)
APRIL = 4
USUAL_STARTS = (4, 1, 7, 10)
"""Months in which years of accounts begin: India, Britain, Japan; calendar years; Australia; the United States."""
OVER_NEW_YEAR = (12, 1)
MIDDLE = 6
"""A year that begins in a later month has most of its months in the next one."""

_CHINESE = re.compile("[\u4e00-\u9fff]")
"""In China 2019-2020 are two calendar years."""


def note_title_year(block: Block, scene: Scene) -> None:
    """Note the year of a table's title for the report year; that of a financial year is not one year but two."""
    named = next(
        (text for text in (block.title, block.head, block.sheet.name) if find_fiscal_year(text) is not None),
        "",
    )
    if block.year and not named:
        scene.collector.note_year(block.year)
    if named and not block.of_kind("year", "year_value"):
        scene.collector.fiscal_blocks[scene.block] = named


def move_fiscal_years(collector: Collector) -> None:
    """Let annual figures of a financial year ("FY 2023-24") span its months, not those of the calendar year.

    It begins in the month in which the months of another table of the filing begin, else, ours, in
    April (India, the United Kingdom, Japan), and the user is asked.
    """
    stated = {
        str(record["file"]): str(record["text"])
        for record in collector.records["facility"]
        if record["item"] == "year"
    }
    if not stated and not collector.fiscal_blocks:
        return
    blocks = {line.row: (line.block, line.file) for line in collector.lines}
    months = Counter(collector.first_months).most_common(1)
    said = collector.answers.get("year_starts")
    if said is not None:
        months = [(int(said), 1)]
    first, facts = months[0][0] if months else APRIL, collector.facts
    moved: dict[str, set[int]] = {}
    cells: dict[str, list[CellRef]] = {}

    def move(block: int, file: str, start: object, end: object) -> Span | None:
        text = collector.fiscal_blocks.get(block, "")
        own = find_fiscal_year(text)
        year = own if own is not None else UNKNOWN_YEAR
        text = text if own is not None else stated.get(file, "")
        if (start, end) != year_span(year) or find_fiscal_year(text) is None or _CHINESE.search(text):
            return None
        moved.setdefault(text, set()).add(block)
        return dt.datetime(year, first, 1), dt.datetime(year + 1, first, 1)

    for at, line in enumerate(facts.line):
        span = move(*blocks[line], facts.start[at], facts.end[at])
        if span is not None:
            facts.start[at], facts.end[at] = span
            where = CellRef(blocks[line][1], facts.sheet[at], facts.at_row[at], facts.at_col[at])
            text = next(each for each in moved if blocks[line][0] in moved[each])
            cells.setdefault(text, []).append(where)
    for table in DATED:
        for record in collector.records[table]:
            span = move(
                int(str(record["block"])), str(record["file"]), record.get("start"), record.get("end")
            )
            if span is not None:
                record["start"], record["end"] = span
    if months:
        return
    for text in sorted(moved, key=lambda text: (find_fiscal_year(text) or UNKNOWN_YEAR, text)):
        begins = find_fiscal_year(text) or UNKNOWN_YEAR
        for block in sorted(moved[text]):
            collector.ask(
                "fiscal_months", "year_starts", tuple(cells.pop(text, ())), about="period", block=block,
                read_as=f"{begins}-{first:02d}",
                candidates=tuple(Candidate(f"{begins}-{month:02d}", value=str(month)) for month in USUAL_STARTS),
                value=str(begins), other=str(begins + 1),
            )  # fmt: skip


def find_first_month(months: list[int]) -> int:
    """Give the month in which a year begins whose months follow one another over New Year; 1 for any other."""
    if not months:
        return 1
    if len(months) > 1 and months[1] == (months[0] - 2) % 12 + 1:
        months = [*reversed(months)]  # the last month first
    first, wraps = months[0], False
    if first == 1:
        return 1
    for before, after in pairwise(months):
        if after not in (before % 12 + 1, before, first):
            return 1
        wraps = wraps or (before, after) == OVER_NEW_YEAR
    return first if wraps else 1


def find_base_year(block: Block, scene: Scene, first: int, at: tuple[int, int]) -> int:
    """Give the calendar year of the first month of a year that begins in month `first`, and ask where it is not said.

    "FY 2023-24" begins in 2023. Of a single year, "FY2024", ours: it is the one that holds most of
    the months, so from April it begins in it (Japan, India), from July or October it ends in it
    (Australia, the federal years of the United States).
    """
    scene.collector.first_months.append(first)
    stated = next(
        (
            year
            for text in (block.title, block.head, block.sheet.name)
            if (year := find_fiscal_year(text)) is not None
        ),
        None,
    )
    if stated is not None:
        return stated
    begins = scene.year if first <= MIDDLE or scene.year == UNKNOWN_YEAR else scene.year - 1
    said = scene.collector.answers.get("year_named_by")
    if said is not None:
        return scene.year if said == "start" else scene.year - 1
    other = 2 * scene.year - 1 - begins
    cell = CellRef(scene.collector.file, block.sheet.name, *at)
    years = {"start": scene.year, "end": scene.year - 1}
    scene.collector.ask(
        "fiscal_year", "year_named_by", (cell,), about="period", read_as=f"{begins}-{first:02d}", block=scene.block,
        candidates=tuple(
            Candidate(f"{year}-{first:02d}", value=side)
            for side, year in sorted(years.items(), key=lambda each: each[1] != begins)
        ),
        month=str(first), value=str(begins), other=str(other),
    )  # fmt: skip
    return begins


def date_columns(block: Block, scene: Scene) -> Block:
    """Give a block whose months across go over New Year without a year the years in which they stand."""
    undated = [c for c in block.of_kind("month_value") if c.period is not None]
    months = [c.period.month for c in undated if c.period is not None]
    if any(c.period is not None and (c.period.year or c.period.month not in MONTHS) for c in undated):
        return block
    first = find_first_month(months)
    if first == 1:
        return block
    base = find_base_year(block, scene, first, (block.header, undated[0].at))

    def date(column: Column) -> Column:
        period = column.period
        if column.kind != "month_value" or period is None:
            return column
        return column._replace(period=period._replace(year=base + (period.month < first)))

    return block._replace(columns=tuple(date(column) for column in block.columns))


def find_years_down(block: Block, scene: Scene, month_column: int) -> dict[int, int]:
    """Give, by row, the year of the months down a column that go over New Year without one; {} where they do not."""
    months: dict[int, int] = {}
    for row in range(block.first, block.last + 1):
        period = read_month(block.sheet.value(row, month_column))
        if period is None or period.month not in MONTHS:
            continue
        if period.year:
            return {}
        months[row] = period.month
    first = find_first_month([*months.values()])
    if first == 1:
        return {}
    base = find_base_year(block, scene, first, (next(iter(months)), month_column))
    return {row: base + (month < first) for row, month in months.items()}
