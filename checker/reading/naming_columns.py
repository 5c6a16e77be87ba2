"""Columns that name the lines, or the papers, though their headers do not say so."""

from __future__ import annotations

from checker.reading.columns import Column
from checker.reading.grid import is_label, is_number, is_unit, meaning_of
from checker.workbook import Sheet

HALF = 0.5
MAY_NAME = ("quantity", "flow_value", "flow", "unknown", "production", "account", "site", "remark")
"""Kinds of columns that may hold the names of the lines all the same."""


def name_item_column(sheet: Sheet, first: int, columns: list[Column]) -> list[Column]:
    """Where no header says so, let the first column that holds names below it name the lines."""
    if any(each.kind == "item" for each in columns):
        return columns
    for number, each in enumerate(columns):
        below = [sheet.value(row, each.at) for row in range(first, first + 10)]
        words = [value for value in below if is_label(value) and not is_unit(value)]
        sources = [
            value
            for value in words
            if meaning_of(value).source
            or meaning_of(value).facility not in ("", "site")
            or meaning_of(value).category
        ]
        said = len(sources) >= HALF * len(words) if each.kind == "remark" else True  # "Description"
        if each.kind in MAY_NAME and sources and said and not any(is_number(value) for value in below):
            return [*columns[:number], each._replace(kind="item"), *columns[number + 1 :]]
    return columns


def name_paper_column(sheet: Sheet, first: int, columns: list[Column]) -> list[Column]:
    """Take the first column for the kinds of papers where it is headed evidence and names papers all down."""
    if not columns or columns[0].kind != "data_source":
        return columns
    below = [sheet.value(row, columns[0].at) for row in range(first, first + 10)]
    words = [value for value in below if is_label(value)]
    papers = [value for value in words if meaning_of(value).documents]
    if not papers or len(papers) < HALF * len(words):
        return columns
    return [columns[0]._replace(kind="document"), *columns[1:]]
