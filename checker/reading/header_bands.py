"""Headers of several rows: what group headers spread over the columns below them, and cells merged downwards."""

from __future__ import annotations

from itertools import pairwise

from checker.reading.grid import filled
from checker.reading.numbers import read_figure
from checker.reading.terms import Meaning, understand
from checker.workbook import Sheet, Value

TELLING_ROLES = {"cumulative", "previous", "derived", "total", "cost", "price", "breakdown"}
"""Roles by which a group header says something of the columns below it."""


LEAST_NUMBERED = 3
"""So many numbers in their order make a row that numbers the columns (ours)."""
LETTERS = ("甲", "乙", "丙", "丁", "A", "B", "C", "D", "a", "b", "c", "—", "-")


def write_header_value(value: Value) -> str:
    """Write a header cell as text: a year typed as a number without its point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def spread_row(sheet: Sheet, row: int) -> list[str]:
    """Give, column by column, the text that a row of group headers spreads.

    Where the row has cells merged across, they say how far; else a text reaches to the next one.
    """
    width = max((len(sheet.rows[at]) for at in range(max(0, row), min(row + 4, len(sheet.rows)))), default=0)
    merged = sheet.list_merges(row)
    across = [area for area in merged if area[3] > area[1]]
    texts = [write_header_value(sheet.value(row, column)) for column in range(width)]
    for top, left, _, right in merged:
        said = write_header_value(sheet.value(top, left))
        for column in range(left, min(right + 1, width)):
            texts[column] = said
    if across:
        return texts
    last = ""
    for column, text in enumerate(texts):
        last = text or last
        texts[column] = last
    return texts


def read_own(sheet: Sheet, row: int, column: int, uppers: tuple[int, ...]) -> str:
    """Give a column's own header: the cell's, else that of the cell above that is merged, or simply stands, over it."""
    own = write_header_value(sheet.value(row, column))
    if own or not uppers:
        return own
    for top, left, bottom, right in sheet.list_merges(row):
        if top < row <= bottom and left <= column <= right:
            return write_header_value(sheet.value(top, left))
    return next(
        (said for upper in reversed(uppers) if (said := write_header_value(sheet.value(upper, column)))), ""
    )


def join_groups(own: str, groups: list[str]) -> str:
    """Join what the group headers add to a column's own header, the outermost first."""
    said = [own]
    for group in reversed(groups):  # the nearest group first
        if not group or group in said:
            continue
        if not own or _tells(understand(group)):
            said.insert(0, group)
    return " ".join(each for each in said if each)


def _tells(meaning: Meaning) -> bool:
    return bool(
        meaning.source or meaning.flow or meaning.category or meaning.parameter or meaning.units or meaning.production
        or TELLING_ROLES & set(meaning.roles)
    )  # fmt: skip


def find_first_row(sheet: Sheet, lower: int) -> int:
    """Give the first row of data: a row that only numbers the columns (1, 2, 3 or 甲, 乙, 1, 2) is none."""
    first = lower + 1
    values = [sheet.value(first, column) for column in filled(sheet, first)]
    numbers = [read_figure(value).number for value in values]
    counted = [number for number in numbers if number is not None]
    if len(counted) < LEAST_NUMBERED or counted[0] not in (0, 1, 2):
        return first
    letters = all(
        number is not None or str(value).strip() in LETTERS
        for number, value in zip(numbers, values, strict=True)
    )
    rising = all(later == sooner + 1 for sooner, later in pairwise(counted))
    return first + 1 if letters and rising else first
