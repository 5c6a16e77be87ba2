"""The Chinese layouts as real workbooks: typed cells, formulas with stored results, merged cells."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from checker.reading.addresses import parse_range_address
from checker.testing import Rows, write_typed

LAYOUTS = Path(__file__).parent / "layouts"


@dataclass(frozen=True)
class Layout:
    """One layout: what it shows, its sheets as typed, its merged ranges ("Sheet!A1:P1")."""

    name: str
    sheets: dict[str, Rows]
    merges: tuple[str, ...] = ()


def load_layout(path: Path) -> Layout:
    """Load a layout's .toml; raises TypeError for a key that layouts do not have."""
    data = tomllib.loads(path.read_text("utf-8"))
    return Layout(**data | {"merges": tuple(data.get("merges", ()))})


def write_layout(layout: Layout, path: Path) -> Path:
    """Write a layout to an .xlsx, merges and all."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"in_memory": True})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in layout.sheets.items():
        sheet = book.add_worksheet(name)
        for merge in layout.merges:
            of, _, area = merge.rpartition("!")
            if of == name:
                sheet.merge_range(area, "")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                write_typed(sheet, at, column, value, dated)
    book.close()
    return path


def read_rows(path: Path) -> dict[str, list[list[Any]]]:
    """Read all cells with a plain reader, apart from ours."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def list_area(area: str) -> list[tuple[int, int]]:
    """List the cells of areas such as "B3:E13,G3"."""
    cells = []
    for each in area.split(","):
        top, left, bottom, right = parse_range_address(each.strip())
        cells += [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return cells
