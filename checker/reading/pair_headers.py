"""Headers in pairs under one group header: use beside its cost, this month beside the months so far.

In "Electricity (kWh) | Diesel (L)" over "Use | Cost | Use | Cost" the group header says what the
figures are; the word below it only tells them from the money or the running total beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.reading.columns import Column, classify_header
from checker.reading.grid import is_number, row_width
from checker.reading.header_bands import write_header_value
from checker.reading.periods import parse_period
from checker.reading.terms import Meaning, kind_of, understand
from checker.reading.units import parse_unit
from checker.workbook import Sheet

_COUNTED = re.compile(r"[,(]\s*units?\s*\)?\Z|\bunits\b", re.IGNORECASE)
"""Units, where they are what is counted: in India kilowatt-hours."""
_TEN_THOUSAND = re.compile(r"\s*10(?:\^|\*\*)?4\s*[A-Za-z]")
MONEY_ROLES = {"cost", "price"}
OTHER_ROLES = {"cost", "price", "derived", "remark", "total", "account", "previous", "mass"}
LEAST_NAMED = 0.25
"""Terms that account for less of a header than this say nothing of its column (ours)."""
PLAIN_ROLES = {"quantity", "month", "item", "date"}
"""Roles of words that only say "the figure itself" beside a cost or a running total."""


def find_pairs(sheet: Sheet, row: int, groups: Sequence[list[str]]) -> dict[int, str]:
    """Tell, by column, the parts of such pairs in a header row: plain, money, cumulative; {} where there are none.

    `groups` are the texts that the group headers above spread, the outermost first.
    """
    if not groups:
        return {}
    texts = groups[-1]
    found: dict[int, str] = {}
    run: list[int] = []
    for column in range(row_width(sheet, row) + 1):
        text = texts[column] if column < len(texts) else ""
        if run and text == texts[run[0]] and column < row_width(sheet, row):
            run.append(column)
            continue
        found |= _part_run(sheet, row, run)
        run = [column] if text else []
    return found


def _part_run(sheet: Sheet, row: int, run: list[int]) -> dict[int, str]:
    owns = {column: write_header_value(sheet.value(row, column)) for column in run}
    parts = {column: _part_of(understand(own)) for column, own in owns.items() if own}
    said = [part for part in parts.values() if part]
    return parts if len(said) == len(parts) and said.count("plain") == 1 and len(said) > 1 else {}


def _part_of(meaning: Meaning) -> str:
    """Say what the lower header of a pair tells; "" where it tells something else."""
    roles = set(meaning.roles)
    if meaning.source or meaning.parameter or meaning.category:
        return ""
    if roles & MONEY_ROLES:
        return "money"
    if "cumulative" in roles:
        return "cumulative"
    plain = roles <= PLAIN_ROLES and meaning.flow in ("", "consumed") and (meaning.flow or roles)
    return "plain" if plain and not meaning.units else ""


def is_plain(text: str) -> bool:
    """Tell words that only say "the figure itself" (Use, Quantity, 消耗量) beside money or a running total."""
    return _part_of(understand(text)) == "plain"


def settle_running(sheet: Sheet, first: int, columns: list[Column], months: int | None) -> list[Column]:
    """Take a column headed "this month" beside a running total for the figures it holds, not for months.

    `months` is the column of the months themselves, if there is one.
    """
    if not any(column.kind == "cumulative" for column in columns):
        return columns
    return [
        column._replace(kind="item_value" if column.meaning.source else "quantity")
        if column.kind in ("month", "date")
        and column.at != months
        and _holds_figures(sheet, first, column.at)
        else column
        for column in columns
    ]


def settle_units(sheet: Sheet, first: int, columns: list[Column]) -> list[Column]:
    """Take a column whose header says unit, but which holds figures, for figures: "Power (units)", "Unit 2 diesel"."""
    settled, named = [], any(column.kind == "item" for column in columns)
    for column in columns:
        if column.kind == "flow" and column.meaning.length == 1.0 and _holds_figures(sheet, first, column.at):
            column = column._replace(kind="quantity")  # noqa: PLW2901  # "Activity" over figures
        if column.kind == "unit" and _holds_figures(sheet, first, column.at):
            meaning = column.meaning
            counted = kind_of(meaning.source) in ("", "electricity") and not meaning.units
            units = parse_unit("units") if counted and _COUNTED.search(column.header) else meaning.units
            roles = tuple(role for role in meaning.roles if role != "unit")
            meaning = meaning._replace(units=units, roles=roles)
            column = classify_header(column.at, column.header, meaning, has_item=named)  # noqa: PLW2901  # as it holds
        settled.append(column)
    return settled


def settle_named(sheet: Sheet, first: int, columns: list[Column]) -> list[Column]:
    """Take columns of figures beside months for what their headers name, though other words stand there too: "92#汽油"."""
    settled = []
    for column in columns:
        meaning = column.meaning
        named = (meaning.source or meaning.flow) and meaning.length >= LEAST_NAMED
        other = meaning.parameter or meaning.category or meaning.note or OTHER_ROLES & set(meaning.roles)
        if column.kind == "unknown" and named and not other and _holds_figures(sheet, first, column.at):
            kind = (
                "cumulative"
                if "cumulative" in meaning.roles
                else "item_value"
                if meaning.source
                else "flow_value"
            )
            column = column._replace(kind=kind)  # noqa: PLW2901  # as named
        settled.append(column)
    return settled


def _holds_figures(sheet: Sheet, first: int, column: int) -> bool:
    values = [sheet.value(row, column) for row in range(first, first + 10)]
    given = [value for value in values if value is not None]
    return bool(given) and all(
        is_number(value) and parse_period(value) is None and not _is_unit(value) for value in given[:1]
    )


def _is_unit(value: object) -> bool:
    """Tell 104Nm3, ten thousand cubic metres, from a figure with its unit."""
    return isinstance(value, str) and _TEN_THOUSAND.match(value) is not None and bool(parse_unit(value))
