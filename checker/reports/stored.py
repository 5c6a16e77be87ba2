"""Results of formulas put back into a saved workbook: openpyxl writes a formula without its stored result."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from checker.cells import number_column

if TYPE_CHECKING:
    from checker.workbook import Sheet, Workbook

# A formula cell as openpyxl writes it: reference, perhaps a style, a formula, an empty value.
_FORMULA = re.compile(
    r'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)>(<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))(?:<v\s*/>|<v></v>)</c>'
)
_SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_SPACES = str.maketrans({"\r": "&#13;"})


Errors = Mapping[tuple[str, int, int], str]
"""Stored errors of formulas (#DIV/0!, …) by sheet, row and column counted from 0."""


def put_back_results(saved: bytes, book: Workbook, epoch: dt.datetime) -> bytes:
    """Put the stored results of a workbook's formulas into a saved copy of it.

    `epoch` is the day 0 of the workbook's dates. What had no stored result has none in the copy either.
    """
    known = {each.name: each for each in book.sheets}
    errors = _read_errors(book)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = _find_parts(old)
        for info in old.infolist():
            data = old.read(info)
            sheet = known.get(parts.get(info.filename, ""))
            if sheet is not None:
                text = data.decode("utf-8")
                data = _FORMULA.sub(_fill_in(sheet, errors, epoch), text).encode("utf-8")
            new.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _find_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Give the sheet's name for each sheet's part."""
    from xml.sax.saxutils import unescape

    targets: dict[str, str] = {}
    for relation in _RELATION.findall(package.read("xl/_rels/workbook.xml.rels").decode("utf-8")):
        found = dict(re.findall(r'(\w+)="([^"]*)"', relation))
        targets[found.get("Id", "")] = "xl/" + found.get("Target", "").removeprefix("/xl/")
    entities = {"&quot;": '"', "&apos;": "'"}
    return {
        targets.get(relation, ""): unescape(name, entities)
        for name, relation in _SHEET.findall(package.read("xl/workbook.xml").decode("utf-8"))
    }


def _read_errors(book: Workbook) -> Errors:
    """Read which errors stand in the cells that hold one; our view of a workbook only knows that they do."""
    wanted = {
        (sheet.name, *place)
        for sheet in book.sheets
        for place, state in sheet.states.items()
        if state == "error"
    }
    if not wanted:
        return {}
    from openpyxl import load_workbook

    values = load_workbook(io.BytesIO(book.data), data_only=True)
    found = {place: values[place[0]].cell(place[1] + 1, place[2] + 1) for place in wanted}
    return {place: str(cell.value) for place, cell in found.items() if cell.data_type == "e"}


def _fill_in(sheet: Sheet, errors: Errors, epoch: dt.datetime) -> Callable[[re.Match[str]], str]:
    def fill_in(found: re.Match[str]) -> str:
        column, row, style, formula = found.groups()
        place = int(row) - 1, number_column(column)
        value: object = sheet.value(*place)
        error = errors.get((sheet.name, *place))
        kind, text = "", ""
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            from openpyxl.utils.datetime import to_excel

            value = float(to_excel(value, epoch))  # type: ignore[no-untyped-call]  # openpyxl ships no types
        if isinstance(value, bool):
            kind, text = ' t="b"', str(int(value))
        elif isinstance(value, float) and math.isfinite(value):
            text = repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        elif error is not None:
            kind, text = ' t="e"', escape(error)
        elif isinstance(value, str):
            kind, text = ' t="str"', escape(value).translate(_SPACES)
        elif place[0] < len(sheet.rows) and sheet.state(*place) == "empty":
            kind = ' t="str"'  # the formula gave an empty text
        return (
            f'<c r="{column}{row}"{style}{kind}>{formula}<v>{text}</v></c>' if kind or text else found.group()
        )

    return fill_in
