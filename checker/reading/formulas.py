"""The formulas of a workbook, from the sheets' XML; read only when something asks what hangs on a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from checker.reading.marks_xml import Found, find_formulas, read_marks_slowly
from checker.reading.package import DAMAGE, find_sheets, inflate, open_zip
from checker.reading.refusals import recognise, refuse
from checker.reading.scan import DamagedSheetError

Place: TypeAlias = tuple[str, int, int]
"""Sheet, row and column, counted from 0."""

MOST_FORMULAS = 50_000
"""Of so many formulas none is followed. Ours: a filing of 3,000 cells has a hundred times fewer."""


class Formula(NamedTuple):
    """A formula as Excel stores it, without "="; a shared one is moved from where it was written."""

    text: str
    down: int = 0
    right: int = 0


def read_formulas(data: bytes, name: str) -> dict[Place, Formula]:
    """Read the formulas of all sheets of a workbook's bytes; empty where there are too many.

    Empty too for .xls, .xlsb, .ods and .docx, where no formula is to be had as Excel writes it.
    Array formulas and data tables are left out. Raises UnreadableFileError for a damaged package.
    """
    if recognise(data) != "zip":
        return {}
    package, kind = open_zip(data, name)
    if kind != "xlsx":
        return {}
    find_sheets(package)
    formulas: dict[Place, Formula] = {}
    for sheet in package.sheets:
        if sheet.part is None:
            continue
        try:
            xml = b"".join(inflate(package, sheet.part))
            found = find_formulas(xml)
            settled = settle_shared(read_marks_slowly(xml, ()).formulas if found is None else found)
        except (*DAMAGE, DamagedSheetError) as error:
            raise refuse(name, "damaged") from error
        if len(formulas) + len(settled) > MOST_FORMULAS:
            return {}
        formulas.update(((sheet.name, row, column), formula) for (row, column), formula in settled.items())
    return formulas


def settle_shared(found: Iterable[Found]) -> dict[tuple[int, int], Formula]:
    """Give each cell its own formula: one that shares another's has it, moved by the distance."""
    firsts: dict[str, Found] = {}
    settled: dict[tuple[int, int], Formula] = {}
    for each in found:
        row, column, attributes, text = each
        kind = attributes.get("t", "normal") if attributes else "normal"
        if kind in {"array", "dataTable"}:
            continue
        shared = attributes.get("si", "")
        if kind == "shared" and not text:
            first = firsts.get(shared)
            if first is not None:
                settled[row, column] = Formula(first.text, row - first.row, column - first.column)
            continue
        if kind == "shared":
            firsts[shared] = each
        settled[row, column] = Formula(text)
    return settled
