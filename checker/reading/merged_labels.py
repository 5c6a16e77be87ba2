"""Labels merged down over the rows they hold for: written into each of these rows before they are read."""

from __future__ import annotations

from dataclasses import replace

from checker.reading.columns import Column
from checker.workbook import Sheet

LABEL_KINDS = (
    "item", "flow", "attribute", "site", "account", "supplier", "product", "unit", "year", "month", "date", "start", "end",
)  # fmt: skip


def fill_labels(sheet: Sheet, columns: tuple[Column, ...], first: int, last: int) -> Sheet:
    """Give a sheet whose labels merged downwards in rows [first, last] stand in every row; figures stay as they are."""
    labelling = {column.at for column in columns if column.kind in LABEL_KINDS}
    areas = [
        area
        for area in sheet.merges
        if area[2] > area[0]
        and first <= area[0]
        and area[2] <= last
        and area[1] == area[3]
        and area[1] in labelling
    ]
    if not areas:
        return sheet
    rows = list(sheet.rows)
    for top, column, bottom, _ in areas:
        value = sheet.value(top, column)
        if value is None:
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if len(rows[row]) > column and rows[row][column] is None:
                rows[row] = [*rows[row][:column], value, *rows[row][column + 1 :]]
    return replace(sheet, rows=rows)
