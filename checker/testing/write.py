"""A laid out book written as a real .xlsx, by XlsxWriter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from checker.testing.numbers import Typed
from checker.testing.page import Book, Page


def write_layout(book: Book, path: Path) -> Path:
    """Write a book to an .xlsx: numbers, text, dates with their formats, formulas with stored results, merges."""
    import xlsxwriter

    file = xlsxwriter.Workbook(path, {"in_memory": True})
    looks: dict[str, Any] = {}
    for page in book.pages:
        _write_page(file.add_worksheet(page.name), page, file, looks)
    file.close()
    return path


def _write_page(sheet: Any, page: Page, file: Any, looks: dict[str, Any]) -> None:  # noqa: ANN401  # XlsxWriter is untyped
    for area in page.merges:
        # XlsxWriter writes the content again below
        sheet.merge_range(*area, "")
    for (row, column), typed in sorted(page.cells.items()):
        look = looks.setdefault(typed.look, file.add_format({"num_format": typed.look} if typed.look else {}))
        _write_cell(sheet, row, column, typed, look)


def _write_cell(sheet: Any, row: int, column: int, typed: Typed, look: Any) -> None:  # noqa: ANN401  # XlsxWriter is untyped
    if typed.formula:
        sheet.write_formula(row, column, typed.formula, look, typed.content)
    elif isinstance(typed.content, str):
        sheet.write_string(row, column, typed.content, look)
    elif isinstance(typed.content, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(typed.content, dt.time()), look)
    else:
        sheet.write_number(row, column, typed.content, look)
