"""Years that begin in another month than January: months that go from April to March without saying their years."""

from __future__ import annotations

from itertools import pairwise

from checker.cells import CellRef
from checker.reading.collect import UNKNOWN_YEAR
from checker.reading.columns import Column
from checker.reading.locate import Block
from checker.reading.periods import find_fiscal_year
from checker.reading.scene import Scene
from checker.reading.spans import read_month

MONTHS = range(1, 13)
OVER_NEW_YEAR = (12, 1)
MIDDLE = 6
"""A year that begins in a later month has most of its months in the next one."""


def note_title_year(block: Block, scene: Scene) -> None:
    """Note the year of a table's title for the report year; that of a financial year is not one year but two."""
    if block.year and not _names_fiscal(block):
        scene.collector.note_year(block.year)


def _names_fiscal(block: Block) -> bool:
    return any(find_fiscal_year(text) for text in (block.title, block.sheet.name))


def find_first_month(months: list[int]) -> int:
    """Give the month in which a year begins whose months follow one another over New Year; 1 for any other."""
    if not months or months[0] == 1:
        return 1
    first, wraps = months[0], False
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
    stated = next(
        (year for text in (block.title, block.sheet.name) if (year := find_fiscal_year(text)) is not None),
        None,
    )
    if stated is not None or scene.year == UNKNOWN_YEAR:
        return stated or scene.year
    begins = scene.year if first <= MIDDLE else scene.year - 1
    other = 2 * scene.year - 1 - begins
    cell = CellRef(scene.collector.file, block.sheet.name, *at)
    scene.collector.ask("fiscal_year", None, (cell,), month=str(first), value=str(begins), other=str(other))
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
