"""The sheets of months: rows with unit, twelve months, total, data source, and rows that must come to 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.cells import write_address
from checker.reading.units import choose_unit, parse_unit
from checker.template.entry import expect_choice, expect_number, list_choices
from checker.template.lines import Group, Line, list_units
from checker.template.look import HEADER_ROW, Look, fit_width, open_page, write_header
from checker.words.formats import Lang, name_month, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MONTHS = 12
DIGITS = 6
"""Decimals to which a balance is rounded: the arithmetic of floating point is no difference."""
MEASURED = ("electricity", "heat", "mass", "gas", "volume")


class Columns(NamedTuple):
    """Where the columns of a sheet of months stand; `words` is that of remarks or descriptions."""

    words: int
    unit: int
    first: int
    last: int
    total: int
    data_source: int


REMARKED = Columns(16, 1, 2, 13, 14, 15)
DESCRIBED = Columns(1, 2, 3, 14, 15, 16)


def write_monthly(
    book: Workbook, look: Look, key: str, groups: list[Group], lang: Lang, at: Columns = REMARKED
) -> list[str]:
    """Write a sheet of months; give the labels of its rows."""
    sheet = open_page(book, look, key, lang)
    labels = [line.label for group in groups for line in group.lines]
    told = [*labels, *(group.difference for group in groups)]
    headers = {
        0: "item", at.words: "remark" if at is REMARKED else "description", at.unit: "unit", at.total: "total",
        at.data_source: "data_source",
    }  # fmt: skip
    texts = [
        name_month(column - at.first, lang)
        if at.first <= column <= at.last
        else say(f"template.header.{headers[column]}", lang)
        for column in range(at.last + len(headers) - at.first + 1)
    ]
    for column, width in (
        (0, fit_width(told, 24, 40)),
        (at.words, 18),
        (at.unit, 9),
        (at.total, 11),
        (at.data_source, 14),
    ):
        sheet.set_column(column, column, width)
    sheet.set_column(at.first, at.last, 9.3)
    write_header(sheet, look, texts, at.first)
    row = HEADER_ROW + 1
    for group in groups:
        for place, line in enumerate(group.lines):
            write_line(sheet, look, at, row + place, line, lang)
        if group.difference:
            write_difference(sheet, look, at, row, group, lang)
        row += len(group.lines) + (2 if group.difference else 0)
    return labels


def write_line(sheet: Worksheet, look: Look, at: Columns, row: int, line: Line, lang: Lang) -> None:
    """Write one row to be filled."""
    units = list_units(line.units, lang)
    sheet.write_string(row, 0, line.label, look.label)
    sheet.write_string(row, at.unit, units[0], look.choice)
    expect_choice(sheet, (row, at.unit, row, at.unit), units, lang, say("template.prompt.unit", lang), "unit")
    for column in range(at.first, at.last + 1):
        sheet.write_blank(row, column, None, look.number)
    expect_number(sheet, (row, at.first, row, at.first), lang, say("template.prompt.number", lang))
    expect_number(sheet, (row, at.first + 1, row, at.last), lang)
    if line.summed:
        months = f"{write_address(row, at.first)}:{write_address(row, at.last)}"
        sheet.write_formula(row, at.total, f'=IF(COUNT({months})=0,"",SUM({months}))', look.total, "")
    else:
        sheet.write_blank(row, at.total, None, look.unused)
    sheet.write_blank(row, at.data_source, None, look.choice)
    expect_choice(sheet, (row, at.data_source, row, at.data_source), list_choices("data_source", lang), lang)
    sheet.write_blank(row, at.words, None, look.text)


def write_difference(sheet: Worksheet, look: Look, at: Columns, top: int, group: Group, lang: Lang) -> None:
    """Write the row below a group that must come to 0, red where it does not; mark stocks not carried over."""
    row = top + len(group.lines)
    scales = [
        scale_units(write_address(top + place, at.unit), list_units(line.units, lang)) if line.sign else ""
        for place, line in enumerate(group.lines)
    ]
    shown = next(place for place, line in enumerate(group.lines) if line.sign < 0)
    sheet.write_string(row, 0, group.difference, look.locked_text)
    for column in range(at.first, at.last + 1):
        cells = [write_address(top + place, column) for place in range(len(group.lines))]
        terms = "".join(
            f"{'+' if line.sign > 0 else '-'}N({cell})*{scale}"
            for line, cell, scale in zip(group.lines, cells, scales, strict=True)
            if line.sign
        )
        lacking = ",".join(f"COUNT({','.join(cells[place] for place in need)})=0" for need in group.needs)
        told = f"ROUND(({terms.removeprefix('+')})/{scales[shown]},{DIGITS})"
        sheet.write_formula(row, column, f'=IF(OR({lacking}),"",{told})', look.locked, "")
    months = f"{write_address(row, at.first)}:{write_address(row, at.last)}"
    told = f'=IF(COUNT({months})=0,"",ROUND(SUM({months}),{DIGITS}))'
    sheet.write_formula(row, at.total, told, look.locked, "")
    for column in (at.unit, at.data_source, at.words):
        sheet.write_blank(row, column, None, look.unused)
    here = write_address(row, at.first)
    slack = "0"
    if group.held >= 0:
        slack = f"{group.tolerance}*ABS(N({write_address(top + group.held, at.first)}))"
    alarm = {
        "type": "formula",
        "criteria": f"=AND(ISNUMBER({here}),ABS(N({here}))>{slack})",
        "format": look.alarm,
    }
    sheet.conditional_format(row, at.first, row, at.total, alarm)
    if group.carried is not None:
        closing, opening = (top + place for place in group.carried)
        here, before = write_address(opening, at.first + 1), write_address(closing, at.first)
        jump = f"=AND(ISNUMBER({here}),ISNUMBER({before}),{here}<>{before})"
        area = (opening, at.first + 1, opening, at.last)
        sheet.conditional_format(*area, {"type": "formula", "criteria": jump, "format": look.alarm})


def scale_units(cell: str, units: list[str]) -> str:
    """Write what takes a figure to the first of some units, by the unit chosen in a cell.

    Litres and tonnes have no common measure: each then counts in its own.
    """
    known = [choose_unit(parse_unit(unit), MEASURED) for unit in units]
    text = "1"
    for name, unit in reversed(list(zip(units, known, strict=True))):
        first = next((each for each in known if each and unit and each.base == unit.base), None)
        scale = unit.factor / first.factor if unit and first else 1.0
        if scale != 1:
            text = f'IF({cell}="{name}",{scale:g},{text})'
    return text
