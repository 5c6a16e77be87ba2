"""Tables side by side: a second one to the right is cut off, so that its months are no second months of the first."""

from __future__ import annotations

from checker.reading.columns import Column
from checker.reading.grid import is_label, is_number
from checker.workbook import Sheet


def cut_beside(
    sheet: Sheet, columns: tuple[Column, ...], top: int, first: int, last: int
) -> tuple[Column, ...]:
    """Give the columns left of a blank one beyond which another table names its own rows and repeats the months.

    What is cut off is not read, and told as such.
    """
    months = [column for column in columns if column.kind == "month_value" and column.period is not None]
    if len({column.period for column in months}) == len(months):
        return columns
    ordered = sorted(months, key=lambda column: column.at)
    for at in range(ordered[0].at + 1, ordered[-1].at):
        if any(not sheet.is_blank(row, at) for row in range(top, last + 1)):
            continue
        left = {column.period for column in ordered if column.at < at}
        right = [column for column in ordered if column.at > at]
        if (
            left
            and right
            and {column.period for column in right} <= left
            and _names_rows(sheet, at + 1, right[0].at, first, last)
        ):
            return tuple(column for column in columns if column.at < at)
    return columns


def _names_rows(sheet: Sheet, begin: int, end: int, first: int, last: int) -> bool:
    """Tell whether a column of [begin, end) holds words and no figures, as one that names rows does."""
    for column in range(begin, end):
        cells = [sheet.value(row, column) for row in range(first, last + 1)]
        if any(is_label(cell) for cell in cells) and not any(is_number(cell) for cell in cells):
            return True
    return False
