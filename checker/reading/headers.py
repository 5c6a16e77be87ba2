"""Header rows: rows of months, and rows of words that say what the columns below hold."""

from __future__ import annotations

from itertools import groupby, pairwise

from checker.reading.columns import CLEAR, Column
from checker.reading.data_rows import continues_rows, fills_columns, lies_in_list, says_anything
from checker.reading.entities import name_lines, read_entities, repeats_periods, settle_dated
from checker.reading.flow_columns import find_flow_columns
from checker.reading.grid import (
    filled,
    is_date,
    is_label,
    is_number,
    is_unit,
    meaning_of,
    row_width,
    year_of,
)
from checker.reading.header_bands import spread_row
from checker.reading.header_cells import (
    MOST_UPPER,
    Header,
    classify_cell,
    find_uppers,
    heads_month,
    is_bare_unit,
    is_figure,
    is_mark,
)
from checker.reading.layouts import PROFILE_ITEMS, choose_layout
from checker.reading.month_column import LEAST_MONTHS, find_month_column
from checker.reading.month_lanes import MONTHS, RUNNING, Found, find_along, spread_months, write_header
from checker.reading.naming_columns import name_item_column, name_paper_column
from checker.reading.pair_headers import find_pairs, settle_named, settle_running, settle_units
from checker.reading.periods import LAST_QUARTER, Period
from checker.reading.terms import understand
from checker.reading.thing_columns import measure_things
from checker.reading.titles import read_title
from checker.workbook import Sheet

ENOUGH_KNOWN = 2

HALF = 0.5

ACTING = {
    "unit", "quantity", "month", "start", "date", "parameter", "declared", "flow_value", "document", "finding",
    "cost", "total", "month_value", "year_value", "production", "mass", "previous", "cumulative", "reference", "year",
}  # fmt: skip
"""A header row holds at least one column of these kinds."""

PURE = ACTING - {"flow_value", "production", "total"} | {
    "item",
    "flow",
    "site",
    "data_source",
    "remark",
    "index",
}

BESIDE = {"remark", "data_source"}
"""Columns that have no unit in a row of units."""


def find_headers(sheet: Sheet) -> list[Header]:
    """Find the header rows of a sheet, top to bottom."""
    headers: list[Header] = []
    row = 0
    while row < len(sheet.rows):
        if lies_in_list(sheet, row):
            row += 1
            continue
        floor = headers[-1].lower + 1 if headers else 0
        header = read_months_across(sheet, row, floor) or read_roles(sheet, row, floor)
        if header is None or (headers and continues_rows(sheet, row, headers[-1], header)):
            row += 1
            continue
        header = _go_down(sheet, header)
        headers.append(header)
        row = header.lower + 1
    return headers


def _go_down(sheet: Sheet, header: Header) -> Header:
    """Take the row below for the header where the one found is but the group row above it, and so on."""
    for _ in range(MOST_UPPER):
        below = header.lower + 1
        if header.lower != header.row or fills_columns(sheet, below, header):
            break
        floor = header.row if header.upper is None else header.upper
        lower = read_months_across(sheet, below, floor) or read_roles(sheet, below, floor)
        if lower is None or lower.upper is None or not lower.upper <= header.row:
            break
        header = lower
    return header


def read_months_across(sheet: Sheet, row: int, floor: int) -> Header | None:
    """Read a row of months, with what stands beside them; None where it is none."""
    found = find_along(sheet, row)
    if not found:
        return None
    places = {each.at for each in found}
    keys = {(each.period.year, each.period.month) for each in found}
    others = [c for c in filled(sheet, row) if c not in places]
    halves = all(month > LAST_QUARTER for _, month in keys)
    if (len(keys) < LEAST_MONTHS and not halves) or any(
        is_number(sheet.value(row, c)) and year_of(sheet.value(row, c)) is None for c in others
    ):
        return None
    order = [
        period for period, _ in groupby(each.period for each in found)
    ]  # "Jan kWh", "Jan EUR", "Feb kWh" …
    rises = sum(1 for a, b in pairwise(order) if _follows(a, b))
    rises = max(rises, sum(1 for a, b in pairwise(order) if _follows(b, a)))  # December first
    if rises < HALF * (len(order) - 1):
        return None
    spread = spread_months(sheet, row, found)
    uppers = find_uppers(sheet, row, floor)
    own, upper, lower = row, uppers[-1] if uppers else None, row
    if spread is not None:
        uppers, upper, own, lower = (row,), row, row + 1, row + 1
    months = {each.at: each for each in spread or found}
    columns = []
    for column in range(max(row_width(sheet, own), row_width(sheet, row))):
        month = months.get(column)
        if month is not None:
            own_text = spread is None and month.lane != RUNNING
            text = str(sheet.value(row, column)) if own_text else write_header(month)
            columns.append(Column(column, "month_value", understand(text), text, month.period))
            continue
        classified = classify_cell(sheet, own, column, uppers=uppers, has_item=True)
        if classified is not None:
            columns.append(_settle_beside(classified, [each for each in months.values() if each.at < column]))
    return name_lines(sheet, Header(own, upper, lower, "across", tuple(columns)))


def _settle_beside(column: Column, before: list[Found]) -> Column:
    """Settle a figure right of the months that is no part of a line: a total, or a sum in another measure."""
    lanes = len({each.lane for each in before})
    if not before or column.kind not in ("item", "flow_value", "quantity", "unknown"):
        return column
    if "total" in column.meaning.roles and not column.meaning.units:
        return column._replace(kind="total")
    return column._replace(kind="derived") if lanes > 1 else column


def read_roles(sheet: Sheet, row: int, floor: int) -> Header | None:
    """Read a row of words that say what the columns below hold; None where it is none."""
    cells = filled(sheet, row)
    if any(
        is_figure(sheet.value(row, c))
        or is_mark(sheet.value(row, c))
        or (is_date(sheet.value(row, c)) and not heads_month(sheet, row, c))
        for c in cells
    ):
        return None
    if not any(is_label(sheet.value(row, c)) for c in cells) or any(
        is_bare_unit(sheet, row, c) for c in cells
    ):
        return None
    lower, units = _read_unit_row(sheet, row)
    uppers = find_uppers(sheet, row, floor)
    month_column = find_month_column(sheet, row, lower + 1, uppers)
    item_below = _names_lines(sheet, row)
    upper = uppers[0] if uppers else None
    groups = [spread_row(sheet, each) for each in uppers]
    parts = find_pairs(sheet, row, groups)
    columns: list[Column] = []
    for column in _list_headed(sheet, row, uppers, {*units, month_column}):
        classified = classify_cell(
            sheet, row, column, uppers=uppers, groups=groups, has_item=item_below, unit=units.get(column, ""),
            part=parts.get(column, ""),
        )  # fmt: skip
        if month_column == column:
            classified = Column(column, "month", classified.meaning if classified else understand(""), "")
        if classified is not None:
            columns.append(classified)
    if month_column is None and not says_anything(sheet, row if upper is None else upper, lower + 1, columns):
        return None
    columns = settle_units(sheet, lower + 1, settle_running(sheet, lower + 1, columns, month_column))
    if month_column is not None:
        columns = settle_named(sheet, lower + 1, columns)
        _, context, _ = read_title(sheet, row if upper is None else upper)
        columns = measure_things(sheet, columns, lower + 1, context)
    told = find_flow_columns(sheet, tuple(columns), lower + 1, len(sheet.rows) - 1)
    found = Header(row, upper, lower, "rows", told)
    roles = _accept_roles(sheet, found, month_column, cells)
    if month_column is not None and roles is not None:
        _, context, _ = read_title(sheet, row if upper is None else upper)
        years = tuple(each.at for each in roles.columns if each.kind == "year" and each.at != month_column)
        things = (
            read_entities(sheet, found._replace(columns=roles.columns))
            if repeats_periods(sheet, lower + 1, month_column, years)
            else None
        )
        return things or settle_dated(roles, context)
    if month_column is not None or (roles is not None and roles.layout not in ("rows", "list", "profile")):
        return roles
    return read_entities(sheet, found) or roles


def _list_headed(sheet: Sheet, row: int, uppers: tuple[int, ...], further: set[int | None]) -> list[int]:
    """List the columns that a header row, or a row of groups or a merged cell above it, may say something of."""
    width = max(row_width(sheet, each) for each in (row, *uppers))
    found = {column for each in (row, *uppers) for column in filled(sheet, each)}
    if uppers:
        for _, left, _, right in sheet.list_merges(row):
            found.update(range(left, right + 1))
    return sorted(column for column in found | further if column is not None and column < width)


def _accept_roles(sheet: Sheet, header: Header, month_column: int | None, cells: list[int]) -> Header | None:
    """Accept a row of words as a header by the roles of its columns; None where they are too few."""
    row, lower = header.row, header.lower
    columns = name_paper_column(sheet, lower + 1, name_item_column(sheet, lower + 1, list(header.columns)))
    if month_column is not None and month_column not in {each.at for each in columns}:
        columns.insert(0, Column(month_column, "month", understand(""), ""))
    known = [each for each in columns if each.kind != "unknown" or each.meaning.facility]
    years = sum(1 for each in columns if each.kind == "year_value")
    if (
        len(known) < ENOUGH_KNOWN
        or len(known) < HALF * len(columns)
        or len({each.kind for each in known}) + years < ENOUGH_KNOWN
    ):
        return None
    profile = sum(1 for each in known if each.meaning.facility) >= PROFILE_ITEMS
    if not profile and not (
        any(each.kind in ACTING for each in known) and any(each.kind in PURE for each in known)
    ):
        return None
    plain = not profile and all(each.kind in ("site", "item", "remark", "total") for each in known)
    if plain and not _totals_named(sheet, lower + 1, known):
        return None
    if month_column is None and _reads_as_pair(sheet, row, cells):
        return None
    if not any(filled(sheet, below) for below in range(lower + 1, lower + 4)):
        return None
    return header._replace(layout=choose_layout(sheet, known), columns=tuple(columns))


def _totals_named(sheet: Sheet, first: int, known: list[Column]) -> bool:
    """Tell a form of one figure a line, "Item" over energies beside "Total for the year" over figures."""
    totals = [each.at for each in known if each.kind == "total"]
    names = [each.at for each in known if each.kind == "item" and each.meaning.length >= CLEAR]
    return any(meaning_of(sheet.value(first, at)).source for at in names) and any(
        is_number(sheet.value(first, at)) for at in totals
    )


def _follows(before: Period, after: Period) -> bool:
    if before.month > MONTHS or after.month > MONTHS:
        return after.month > before.month or after.year > before.year
    if before.year and after.year:
        return (after.year, after.month) > (before.year, before.month)
    return after.month == before.month % 12 + 1


def _reads_as_pair(sheet: Sheet, row: int, cells: list[int]) -> bool:
    """Tell "Region | Anhui | Year | 2024" from a header: an item of the profile, then what is no term."""
    first = meaning_of(sheet.value(row, cells[0]))
    if not first.facility or len(cells) < 2:
        return False
    if len(cells) == 2:
        return not ({"item", "quantity"} & set(first.roles))
    return not _names_something(sheet.value(row, cells[1]))


def _names_something(value: object) -> bool:
    """Tell a header from the value of a pair: the header is made of terms."""
    if year_of(value) is not None:  # type: ignore[arg-type]
        return False
    meaning = meaning_of(value)  # type: ignore[arg-type]
    said = meaning.facility or meaning.source or meaning.flow or meaning.roles or meaning.parameter
    return bool(said) and meaning.length >= HALF


def _read_unit_row(sheet: Sheet, row: int) -> tuple[int, dict[int, str]]:
    """Read a row of nothing but units right below a header; give the last header row and the units."""
    below = filled(sheet, row + 1)
    units = {c: str(sheet.value(row + 1, c)) for c in below if is_unit(sheet.value(row + 1, c))}
    others = [
        c
        for c in below
        if c not in units
        and "unit" not in meaning_of(sheet.value(row + 1, c)).roles
        and (not is_label(sheet.value(row + 1, c)) or sheet.value(row, c) is not None)
    ]
    named = [c for c in units if is_label(sheet.value(row, c))]
    measured = [c for c in filled(sheet, row) if not BESIDE & set(meaning_of(sheet.value(row, c)).roles)]
    if (
        len(units) >= 1
        and not others
        and len(named) >= HALF * len(units)
        and len(units) >= HALF * (len(measured) - 1)
    ):
        return row + 1, units
    return row, {}


def _names_lines(sheet: Sheet, row: int) -> bool:
    """Tell whether some header of the row names the lines below (item, energy source, fuel …)."""
    for column in filled(sheet, row):
        meaning = meaning_of(sheet.value(row, column))
        if "item" in meaning.roles and not meaning.units and not meaning.parameter and not meaning.documents:
            return True
    below = [sheet.value(r, filled(sheet, row)[0]) for r in range(row + 1, min(row + 8, len(sheet.rows)))]
    sources = sum(1 for value in below if meaning_of(value).source and is_label(value))
    return sources >= 1
