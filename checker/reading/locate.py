"""Where the tables of a sheet are: header rows, what their columns mean, which rows are theirs."""

from __future__ import annotations

from typing import NamedTuple

from checker.reading.answers import answer_columns
from checker.reading.beside import cut_beside
from checker.reading.columns import NUMBER_KINDS, Column
from checker.reading.flow_columns import find_flow_columns
from checker.reading.grid import (
    filled,
    is_number,
    meaning_of,
    year_of,
)
from checker.reading.header_bands import find_first_row
from checker.reading.header_cells import Header, is_mark, spread_group
from checker.reading.headers import find_headers
from checker.reading.heads import Head, complete_context, read_head
from checker.reading.layout import Layout, pin_headers
from checker.reading.merged_labels import fill_labels
from checker.reading.periods import find_year
from checker.reading.terms import Meaning, understand
from checker.reading.titles import read_title
from checker.reading.units import parse_unit
from checker.workbook import Sheet

SAMPLED_ROWS = 60
FEW_WORDS = 2
"""A column with more words than this, and fewer figures than words, holds no figures (ours: a typo or two is no habit)."""
LEAST_CONVERTED = 3
"""So many columns headed by nothing but a unit, beside one of units, convert units (ours)."""
BLANK_RUN = 2
"""So many blank rows end a table unless its columns go on below (ours)."""


class Block(NamedTuple):
    """A located table: its sheet, header rows, data rows [first, last], columns and context."""

    sheet: Sheet
    layout: str
    top: int
    first: int
    last: int
    columns: tuple[Column, ...]
    context: Meaning
    title: str
    year: int | None
    file: str = ""
    pinned: Layout | None = None
    header: int = 0
    head: str = ""
    """The first line of the sheet, where no figures stand between it and the table."""

    def of_kind(self, *kinds: str) -> list[Column]:
        """Give the columns of the given kinds, left to right."""
        return [column for column in self.columns if column.kind in kinds]


def locate_blocks(sheet: Sheet, file: str = "", layout: Layout | None = None) -> list[Block]:
    """Find the tables of a sheet, top to bottom, or take those pinned; rows in none of them are loose.

    Raises UsageError where what was pinned is no longer there.
    """
    pinned = pin_headers(layout, file, sheet)
    headers = find_headers(sheet) if pinned is None else pinned
    blocks: list[Block] = []
    head: Head | None = None
    for number, header in enumerate(headers):
        if number + 1 < len(headers):
            following = headers[number + 1]
            stop = following.row if following.upper is None else following.upper
        else:
            stop = len(sheet.rows)
        first = find_first_row(sheet, header.lower)
        last = _find_last_row(sheet, header, first, stop)
        if last < first:
            continue
        top = header.row if header.upper is None else header.upper
        title, context, year = read_title(sheet, top)
        year = year or (find_year(_join_row(sheet, header.upper)) if header.upper is not None else None)
        columns = _date_months(sheet, header)
        if pinned is None:
            columns = find_flow_columns(sheet, columns, first, last)
            columns = _drop_factors(sheet, _drop_word_columns(sheet, columns, first, last), first)
            columns = cut_beside(sheet, columns, top, first, last)
        if layout is not None and layout.answers:
            columns = answer_columns(layout.answers, file, sheet.name, range(top, first), columns)
        corner = next(
            (column.meaning.units for column in columns if column.kind == "item" and column.meaning.units), ()
        )
        context = context._replace(units=corner or context.units)
        own = read_head(sheet, top)
        if own is not None:
            context = complete_context(context, header.layout, columns, own)
        head = own or head  # the title of a sheet dates its further tables too
        if head is not None:
            year = year or head.year
        blocks.append(
            Block(
                fill_labels(sheet, columns, first, last),
                header.layout,
                top,
                first,
                last,
                columns,
                context,
                title,
                year,
                file,
                layout,
                header.row,
                head.title if head is not None else "",
            )
        )
    return blocks


def _find_last_row(sheet: Sheet, header: Header, first: int, stop: int) -> int:
    values = {c.at for c in header.columns if c.kind not in ("unknown", "remark", "data_source")}
    last, blank = first - 1, 0
    for row in range(first, stop):
        cells = filled(sheet, row)
        if not cells:
            blank += 1
            continue
        if blank >= BLANK_RUN and not any(c in values and is_number(sheet.value(row, c)) for c in cells):
            break
        if blank >= 1 and header.layout in ("rows", "documents", "list") and _starts_pairs(sheet, row, cells):
            break
        last, blank = row, 0
    return last


def _starts_pairs(sheet: Sheet, row: int, cells: list[int]) -> bool:
    first = meaning_of(sheet.value(row, cells[0]))
    return bool(first.facility) and not first.source and len(cells) > 1


def _drop_word_columns(
    sheet: Sheet, columns: tuple[Column, ...], first: int, last: int
) -> tuple[Column, ...]:
    """Take back what a header seemed to promise where its column holds words, not figures."""
    kept = []
    for column in columns:
        if column.kind in NUMBER_KINDS and column.kind != "month_value":
            values = [
                sheet.value(row, column.at) for row in range(first, min(last + 1, first + SAMPLED_ROWS))
            ]
            words = sum(
                1 for value in values if value is not None and not is_number(value) and not is_mark(value)
            )
            figures = sum(1 for value in values if is_number(value))
            named = words and not figures and "item" in column.meaning.roles and column.meaning.units
            if named:
                column = column._replace(kind="item")  # noqa: PLW2901  # "Fuel (t)" over the names of fuels
            elif words > FEW_WORDS and figures < words:
                column = column._replace(kind="unknown")  # noqa: PLW2901  # the column as its cells show it
        kept.append(column)
    return tuple(kept)


def _is_bare_mass(header: str) -> bool:
    """Tell "kg CO2e" and "Diesel kg CO2e" from a header that speaks of emissions."""
    words = header.split(" ")
    return any(
        parse_unit(" ".join(words[count:])) and not understand(" ".join(words[:count])).category
        for count in range(len(words))
    )


def _drop_factors(sheet: Sheet, columns: tuple[Column, ...], first: int) -> tuple[Column, ...]:
    """Take back figures headed by bare units beside a column of units: kg CO2e per unit, or one unit in another."""
    units = [column for column in columns if column.kind == "unit"]
    cells = (sheet.value(row, column.at) for column in units for row in range(first, first + SAMPLED_ROWS))
    if any(
        unit.quantity == "emissions" for cell in cells if isinstance(cell, str) for unit in parse_unit(cell)
    ):
        return columns
    bare = [
        column for column in columns
        if (column.kind == "declared" and _is_bare_mass(column.header))
        or (column.kind == "quantity" and parse_unit(column.header))
    ]  # fmt: skip
    others = [
        column for column in columns
        if column.kind in ("month_value", "quantity", "flow_value", "item_value", "total", "year_value")
        and column not in bare
    ]  # fmt: skip
    declared = [column for column in bare if column.kind == "declared"]
    if not units or others or (len(declared) != len(bare) and len(bare) < LEAST_CONVERTED) or not bare:
        return columns
    return tuple(column._replace(kind="derived") if column in bare else column for column in columns)


def _join_row(sheet: Sheet, row: int) -> str:
    return " ".join(str(sheet.value(row, column)) for column in filled(sheet, row))


def _date_months(sheet: Sheet, header: Header) -> tuple[Column, ...]:
    """Give months without a year the year that the group header above them, or the corner, states."""
    if header.layout != "across":
        return header.columns
    first = min(column.at for column in header.columns if column.kind == "month_value")
    corner = [year_of(sheet.value(header.row, column)) for column in range(first)]
    year = next((period.year for period in corner if period is not None), None)
    return tuple(_date_month(sheet, header.upper, column, year) for column in header.columns)


def _date_month(sheet: Sheet, upper: int | None, column: Column, corner: int | None) -> Column:
    period = column.period
    if period is None or not period.month or period.year:
        return column
    year = (find_year(spread_group(sheet, upper, column.at)) if upper is not None else None) or corner
    return column._replace(period=period._replace(year=year)) if year else column
