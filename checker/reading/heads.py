"""What the first lines of a sheet say of its tables, where lines of a profile, notes or blank rows part them."""

from __future__ import annotations

from typing import NamedTuple

from checker.reading.columns import Column
from checker.reading.grid import filled, is_number, is_text, year_of
from checker.reading.periods import find_fiscal_year, find_year
from checker.reading.terms import Meaning, understand
from checker.reading.titles import LONGEST_TITLE, find_title_units
from checker.reading.units import Unit
from checker.workbook import Sheet

HEAD_ROWS = 12
"""So many rows above a table may belong to the head of its sheet (ours)."""


class Head(NamedTuple):
    """The head of a sheet: its first line, which is its title, what that means, its year, and the unit said in any line."""

    title: str
    context: Meaning
    year: int | None
    units: tuple[Unit, ...]


def read_head(sheet: Sheet, top: int) -> Head | None:
    """Read the lone lines above a table to the first row of the sheet; None where figures stand between them and it."""
    if top > HEAD_ROWS:
        return None
    lines: list[str] = []
    title = ""
    for row in range(top):
        cells = filled(sheet, row)
        values = [sheet.value(row, column) for column in cells]
        if any(is_number(value) and year_of(value) is None for value in values):
            return None
        if len(cells) != 1 or not is_text(values[0]):
            continue
        text = str(values[0]).strip()
        if len(text) <= LONGEST_TITLE:
            title = title or (text if row == filled_first(sheet) else "")
            lines.append(text)
    return Head(
        title, understand(title), find_year(title) or find_fiscal_year(title), find_title_units(lines)
    )


def filled_first(sheet: Sheet) -> int:
    """Give the first row of a sheet that holds anything; -1 for an empty one."""
    return next((row for row in range(len(sheet.rows)) if filled(sheet, row)), -1)


def complete_context(context: Meaning, layout: str, columns: tuple[Column, ...], head: Head) -> Meaning:
    """Let the head of the sheet tell what a table leaves open: its units, and the fuel of a ledger of flows."""
    said = any(column.meaning.units or column.kind == "unit" for column in columns)
    units = context.units or (() if said else head.units)
    flows = [column for column in columns if column.kind == "flow_value"]
    open_source = layout == "down" and len(flows) > 1 and not any(column.meaning.source for column in columns)
    source = context.source or (head.context.source if open_source else "")
    return context._replace(units=units, source=source)
