"""Columns that name the lines, or the papers, though their headers do not say so."""

from __future__ import annotations

from checker.reading.columns import Column
from checker.reading.grid import is_label, is_number, is_unit, meaning_of
from checker.reading.terms import Meaning
from checker.workbook import Sheet

HALF = 0.5
MAY_NAME = ("quantity", "flow_value", "flow", "unknown", "production", "account", "site", "remark")
"""Kinds of columns that may hold the names of the lines all the same."""


def name_item_column(sheet: Sheet, first: int, columns: list[Column]) -> list[Column]:
    """Where no header says so, let the first column that holds names below it name the lines."""
    if any(each.kind == "item" for each in columns):
        return columns
    for number, each in enumerate(columns):
        if each.kind not in MAY_NAME:
            continue
        below = [value for _, value in sheet.list_given(each.at, first, 10)]
        if any(is_number(value) for value in below):
            continue
        words = [value for value in below if is_label(value) and not is_unit(value)]
        sources = sum(1 for value in words if _names_line(meaning_of(value)))
        said = sources >= HALF * len(words) if each.kind == "remark" else True  # "Description"
        if sources and said:
            return [*columns[:number], each._replace(kind="item"), *columns[number + 1 :]]
    return columns


def _names_line(meaning: Meaning) -> bool:
    return bool(meaning.source or meaning.facility not in ("", "site") or meaning.category)


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
