"""Headers in pairs under one group header: use beside its cost, this month beside the months so far.

In "Electricity (kWh) | Diesel (L)" over "Use | Cost | Use | Cost" the group header says what the
figures are; the word below it only tells them from the money or the running total beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.reading.columns import Column
from checker.reading.grid import is_number, row_width
from checker.reading.header_bands import write_header_value
from checker.reading.periods import parse_period
from checker.reading.terms import Meaning, understand
from checker.workbook import Sheet

MONEY_ROLES = {"cost", "price"}
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


def settle_running(sheet: Sheet, first: int, columns: list[Column]) -> list[Column]:
    """Take a column headed "this month" beside a running total for the figures it holds, not for months."""
    if not any(column.kind == "cumulative" for column in columns):
        return columns
    return [
        column._replace(kind="item_value" if column.meaning.source else "quantity")
        if column.kind in ("month", "date") and _holds_figures(sheet, first, column.at)
        else column
        for column in columns
    ]


def _holds_figures(sheet: Sheet, first: int, column: int) -> bool:
    values = [sheet.value(row, column) for row in range(first, first + 10)]
    given = [value for value in values if value is not None]
    return bool(given) and all(is_number(value) and parse_period(value) is None for value in given[:1])
