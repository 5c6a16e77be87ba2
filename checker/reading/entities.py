"""Tables whose rows are things (plants, buildings, meters) and whose columns each measure something of them.

Such tables name the energy in the header or in the title, not in the rows: exports of buildings,
returns of utilities, lists of plants. A column counts only where its source and its unit are both
told; the names of things are never read as energy ("Kodiak Electric").
"""

from __future__ import annotations

import re

from checker.reading.columns import MONEY, Column
from checker.reading.grid import year_of
from checker.reading.header_bands import find_first_row
from checker.reading.header_cells import Header
from checker.reading.measures import (
    MOST,
    NO_VALUES,
    PASSED_QUANTITIES,
    SAMPLED,
    Contents,
    holds_number,
    holds_units,
    look_below,
    pass_alternates,
    settle_column,
)
from checker.reading.terms import Meaning
from checker.reading.text import fold
from checker.reading.titles import read_title
from checker.workbook import Sheet

FEW = 0.34
"""Where fewer of the names than this are energies, they are names of things (ours)."""
NAMES = (
    "facility",
    "plant",
    "property",
    "building",
    "site",
    "tps",
    "community",
    "utility",
    "operator",
    "厂",
    "单位",
    "企业",
)
MAY_BE_ITEMS = (
    "reference",
    "unknown",
    "account",
    "supplier",
    "site",
    "remark",
    "derived",
    "total",
    "year",
    "year_value",
)
"""Kinds of columns that name the energies all the same where months go across: their header is the table's title."""
LEAST_PARTS = 2
"""One "other" alone is no split by sector (ours)."""
LEAST_YEARS = 3
HALF_YEARS = 0.75
"""So many years, and such a share of them, make a column one of years (ours: notes may stand among them)."""
_AVERAGE = re.compile(r"\baverage\b|per customer|per capita|人均|平均|औसत", re.IGNORECASE)


def read_entities(sheet: Sheet, header: Header) -> Header | None:
    """Read a header whose rows are things; None where it is none, or where no column is measured for sure."""
    first_row = find_first_row(sheet, header.lower)
    near = {max(0, column.at + step) for column in header.columns for step in (-1, 0, 1)}
    if not any(holds_number(sheet, first_row, at) for at in sorted(near)):
        return None  # known before the words below are understood
    contents = {column.at: look_below(sheet, first_row, column.at) for column in header.columns}
    aligned = _align(sheet, header, first_row, contents)
    if not any(seen.numbers for seen in contents.values()):
        return None
    header = header._replace(columns=aligned)
    columns = tuple(
        column._replace(kind="year")
        if column.kind == "unknown"
        and contents[column.at].numbers + contents[column.at].dates >= LEAST_YEARS
        and _holds_years(sheet, first_row, column.at)
        else column
        for column in header.columns
    )
    header = header._replace(columns=columns)
    items = [at for at, seen in contents.items() if seen.words and seen.sources >= MOST * seen.words]
    # "Meter type" names the energy before "Meter name", which may mention it
    called = {column.at for column in header.columns if "item" in column.meaning.roles}
    items.sort(key=lambda at: (at not in called, at))
    names = [
        column.at
        for column in header.columns
        if contents[column.at].words > contents[column.at].numbers
        and contents[column.at].words >= 1
        and column.at not in items
        and contents[column.at].units < MOST * contents[column.at].words
        and not contents[column.at].dates
        and column.kind not in ("remark", "data_source", "unit", "estimated", "document", "flow", "attribute", "month", "date", "index", "account")
        and contents[column.at].sources + contents[column.at].others < FEW * contents[column.at].words
    ]  # fmt: skip
    first = min((column.at for column in header.columns if contents[column.at].numbers), default=None)
    years = [
        column.at
        for column in header.columns
        if column.kind in ("year", "date") and contents[column.at].numbers
    ]
    if first is None or not (names or years):
        return None
    _, context, _ = read_title(sheet, header.row if header.upper is None else header.upper)
    if not names and not context.units:
        return None
    if _states_rates(header, context):
        return _pass_whole(header, list(header.columns), None) if names or years else None
    parts = [
        column for column in header.columns
        if "breakdown" in column.meaning.roles and contents[column.at].numbers and not column.meaning.source
    ]  # fmt: skip
    if len(parts) < LEAST_PARTS:
        header = header._replace(columns=tuple(_drop_part(column) for column in header.columns))
    units_below = any(holds_units(contents[column.at]) for column in header.columns)
    settled = [
        settle_column(column, contents[column.at], context, named_below=bool(items), units_below=units_below)
        for column in header.columns
    ]
    settled = pass_alternates(settled)
    measured = [
        column for column in settled if column.kind in ("item_value", "flow_value", "declared", "quantity")
    ]
    if not measured:
        return _pass_whole(header, settled, context) if names or years else None
    named = _choose_name(header.columns, names, min(column.at for column in measured))
    if named is None and not years:
        return None
    columns = tuple(_name_column(column, named, items, names, contents[column.at]) for column in settled)
    meters = [
        column
        for column in columns
        if "account" in column.meaning.roles and column.kind in ("unknown", "reference")
    ]
    if meters and not any(column.kind == "account" for column in columns):
        columns = tuple(
            column._replace(kind="account") if column is meters[0] else column for column in columns
        )
    dated = any(column.kind in ("month", "date", "start", "year") for column in columns)
    return header._replace(layout="entity_list" if dated else "entities", columns=columns)


def _align(sheet: Sheet, header: Header, first_row: int, contents: dict[int, Contents]) -> tuple[Column, ...]:
    """Move a header that stands beside its figures over them: its own column is empty, the next has no header.

    What the cells below hold is noted in `contents` for the column it moves to.
    """
    taken = {column.at for column in header.columns}
    columns = []
    for column in header.columns:
        at = column.at
        if not any(contents[at]):
            for near in (at - 1, at + 1):
                beside = look_below(sheet, first_row, near) if near >= 0 and near not in taken else None
                if beside is not None and beside.numbers:
                    column = column._replace(at=near)  # noqa: PLW2901  # the column as it stands
                    contents[near] = beside
                    taken.add(near)
                    break
        columns.append(column)
    return tuple(sorted(columns, key=lambda each: each.at))


def _holds_years(sheet: Sheet, first: int, at: int) -> bool:
    """Tell a column of years from any other: three or more, nothing else, none twice."""
    values = sheet.list_below(at, first, SAMPLED)
    years = [period.year if (period := year_of(value)) else 0 for value in values if value is not None]
    known = [year for year in years if year]
    return (
        len(known) >= LEAST_YEARS and len(set(known)) == len(known) and len(known) >= HALF_YEARS * len(years)
    )


def _states_rates(header: Header, context: Meaning) -> bool:
    """Tell a table of averages or of capacities, by its title or by its own total."""
    if _AVERAGE.search(context.text):
        return True
    return any(
        "total" in column.meaning.roles and "capacity" in fold(column.header) for column in header.columns
    )


def _drop_part(column: Column) -> Column:
    """Take "other" for no sector where no second one stands beside it."""
    if "breakdown" not in column.meaning.roles:
        return column
    roles = tuple(role for role in column.meaning.roles if role != "breakdown")
    return column._replace(meaning=column.meaning._replace(roles=roles))


def _pass_whole(header: Header, columns: list[Column], context: Meaning | None) -> Header | None:
    """Keep a table of capacities, areas, rates or money as one that holds no activity; None for any other."""
    quantities = {unit.quantity for unit in context.units} if context is not None else {"time"}
    if not quantities or not quantities <= PASSED_QUANTITIES | set(MONEY):
        return None
    passed = tuple(
        column if column.kind in NO_VALUES else column._replace(kind="derived") for column in columns
    )
    return header._replace(layout="entities", columns=passed)


def _choose_name(columns: tuple[Column, ...], names: list[int], first: int) -> int | None:
    """Choose the column that names the things: the one headed facility, plant, property …, else the first of words."""
    before = [at for at in names if at < first]
    headers = {at: fold(next(column.header for column in columns if column.at == at)) for at in before}
    fitting = [
        at
        for at, header in headers.items()
        if any(word in header for word in NAMES)
        and "parent" not in header
        and not header.endswith((" id", "code"))
    ]
    called = [at for at in fitting if "name" in headers[at] or "名称" in headers[at]]
    return next(iter((*called, *fitting, *before)), None)


def _name_column(
    column: Column, named: int | None, items: list[int], names: list[int], seen: Contents
) -> Column:
    if column.at == named:
        return column._replace(kind="site")
    if items and column.at == items[0]:
        return column._replace(kind="item")
    if column.at in names or (column.at in items and column.at != items[0]):
        return column if column.kind in ("account", "supplier") else column._replace(kind="unknown")
    if column.kind in ("item", "flow", "site", "product") and seen.numbers > seen.words:
        return column._replace(kind="unknown")
    return column


def repeats_periods(sheet: Sheet, first: int, at: int, years: tuple[int, ...] = ()) -> bool:
    """Tell a column that names one period again and again: its rows differ by something else than their `years`."""
    texts, year = [], ""
    for row in range(first, min(first + SAMPLED, len(sheet.rows))):
        # a year may be typed once, or merged, over its months
        year = next((str(said) for each in years if (said := sheet.value(row, each)) is not None), year)
        value = sheet.value(row, at)
        if value is not None:
            texts.append(f"{year} {value}")
    return len(texts) > 1 and len(set(texts)) <= MOST * len(texts)


def settle_dated(header: Header, context: Meaning) -> Header:
    """Let the title say what the columns of a table of months measure, where none of them names a unit."""
    if not context.units or any(column.meaning.units or column.kind == "unit" for column in header.columns):
        return header
    everywhere = Contents(1, 0, 0, 0, 0, 0)
    columns = []
    for column in header.columns:
        if column.kind in ("unknown", "item_value", "flow_value", "total", "quantity"):
            settled = settle_column(column, everywhere, context, named_below=False, units_below=False)
            column = settled if settled.meaning.units else column  # noqa: PLW2901  # the column as the title has it
        columns.append(column)
    return header._replace(columns=tuple(columns))


def name_lines(sheet: Sheet, header: Header) -> Header:
    """Say, where headers leave it open, which column of a table of months names the energy and which the site."""
    kinds = [column.kind for column in header.columns]
    sites = [column for column in header.columns if column.kind == "site"]
    columns = list(header.columns)
    if "item" not in kinds:
        for number, column in enumerate(columns):
            if column.kind not in MAY_BE_ITEMS:
                continue
            seen = look_below(sheet, header.lower + 1, column.at)
            if seen.words and seen.sources > MOST * seen.words:
                columns[number] = column._replace(kind="item")
                break
    if len(sites) > 1:
        named = _choose_name(
            tuple(sites), [column.at for column in sites], max(column.at for column in sites) + 1
        )
        columns = [
            column._replace(kind="unknown") if column.kind == "site" and column.at != named else column
            for column in columns
        ]
    return header._replace(columns=tuple(columns))
