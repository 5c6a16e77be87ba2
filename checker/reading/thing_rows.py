"""The rows of tables of things: sums, shares and notes told from things, rows with figures from headings."""

from __future__ import annotations

from checker.reading.columns import Column
from checker.reading.grid import meaning_of
from checker.reading.numbers import read_figure
from checker.workbook import Sheet

FEW = 0.34
"""A name of which so much says share or average names no thing (ours)."""


def names_share(value: object) -> bool:
    """Tell whether the name of a row is that of a share, a factor or a note."""
    meaning = meaning_of(value)  # type: ignore[arg-type]  # any cell
    return ("derived" in meaning.roles and meaning.length >= FEW) or meaning.note


def has_figures(sheet: Sheet, row: int, columns: list[Column]) -> bool:
    """Tell whether a row holds a figure, or a mark in place of one, in any of the columns."""
    return any(
        read_figure(sheet.value(row, column.at)).number is not None or (row, column.at) in sheet.states
        for column in columns
    )
