"""The sheets beside the months: factors, papers, declared emissions, and the hidden lists to choose from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.cells import write_address, write_sheet
from checker.reading.terms import kind_of
from checker.template.entry import expect_choice, expect_number, is_short, list_choices, show_prompt
from checker.template.lines import join_label, list_units
from checker.template.look import HEADER_ROW, Look, fit_width, open_page, write_header
from checker.words.formats import Lang, name_code, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from checker.accounting.rule_sets import Factor, RuleSet

ANNOUNCEMENT = re.compile(r"MEE and NBS Announcement (\d{4}) No\.(\d+)")
"""How the data file names where grid factors are announced."""
PAPERS = 60
"""Rows for papers: twelve months of five."""
CATEGORIES = ("fuel", "process", "electricity", "heat")
PROCESS_KINDS = ("gas_process",)
FUEL_PARAMETERS = ("ncv", "carbon_content", "oxidation_rate")


class FactorRow(NamedTuple):
    """A row of the sheet of factors; `factor` is the published figure it is filled with, if any."""

    label: str
    units: list[str]
    factor: Factor | None
    basis: str
    prompt: str = ""


def list_factors(
    sources: tuple[str, ...], rule_set: RuleSet | None, region: str | None, year: int | None, lang: Lang
) -> list[FactorRow]:
    """List what is computed with: the grid's factor, then of every source what its formula needs."""
    grid = rule_set.grid_factor(region, year) if rule_set else None
    name = say("template.factor.grid", lang)
    if grid is not None and grid.data_year is not None:
        name = say("template.factor.published", lang, name=name, year=grid.data_year)
    basis = name_basis(grid, lang)
    rows = [
        FactorRow(
            name, list_units("power_factor", lang), grid, basis, say("template.prompt.grid_factor", lang)
        )
    ]
    for source in sources:
        rows += _list_source(source, rule_set, lang)
    return rows


def _list_source(source: str, rule_set: RuleSet | None, lang: Lang) -> list[FactorRow]:
    def row(parameter: str, units: str, default: str, prompt: str = "") -> FactorRow:
        known = rule_set.default(source, default) if rule_set and default else None
        label = join_label(source, name_code("parameter", parameter, lang), lang)
        return FactorRow(label, list_units(units, lang), known, name_basis(known, lang), prompt)

    kind = kind_of(source)
    if kind == "heat":
        return [row("emission_factor", "heat_factor", "heat_factor")]
    if is_process(source):
        return [row("emission_factor", "mass_factor", "")]
    rows = [row("ncv", "ncv_gas" if kind == "gas" else "ncv", "ncv")]
    rows += [row(parameter, parameter, parameter) for parameter in FUEL_PARAMETERS[1:]]
    if kind == "liquid":
        rows.append(row("density", "density", "density", say("template.prompt.density", lang)))
    return rows


def is_process(source: str) -> bool:
    """Tell whether a source is filed among process inputs: it is not burned, or no calorific value is published."""
    from checker.accounting.published import list_kinds

    return list_kinds().get(source) == "process" or kind_of(source) in PROCESS_KINDS


def name_basis(factor: Factor | None, lang: Lang) -> str:
    """Name where a figure is published: in the language where its words are held, else as its data file does."""
    if factor is None:
        return ""
    announced = ANNOUNCEMENT.fullmatch(factor.standard)
    if announced is not None:
        return say("template.basis.announcement", lang, year=announced[1], number=announced[2])
    keys = (f"template.basis.{key}" for key in ("fuel", "heat", "diesel"))
    return next((say(key, lang) for key in keys if say(key, "en") == factor.standard), factor.standard)


def write_factors(book: Workbook, look: Look, rows: list[FactorRow], lang: Lang) -> None:
    """Write the sheet of factors, published defaults filled in and open to correction."""
    sheet = open_page(book, look, "factors", lang)
    headers = ("item", "value", "unit", "origin", "basis", "remark")
    for column, width in enumerate((fit_width([row.label for row in rows], 34, 56), 14, 16, 18, 72, 24)):
        sheet.set_column(column, column, width)
    write_header(sheet, look, [say(f"template.header.{each}", lang) for each in headers], 1)
    for at, row in enumerate(rows, HEADER_ROW + 1):
        sheet.write_string(at, 0, row.label, look.label)
        if row.factor is not None:
            # a rate stands in per cent, as it is printed; rounding takes back what 0.94 x 100 adds
            shown = round(row.factor.value * 100, 6) if row.units == ["%"] else row.factor.value
            sheet.write_number(at, 1, shown, look.factor)
        else:
            sheet.write_blank(at, 1, None, look.factor)
        sheet.write_string(at, 2, row.units[0], look.choice)
        sheet.write(at, 3, list_choices("origin", lang)[0] if row.factor else None, look.choice)
        sheet.write(at, 4, row.basis or None, look.text)
        sheet.write_blank(at, 5, None, look.text)
        expect_number(sheet, (at, 1, at, 1), lang, row.prompt)
        expect_choice(sheet, (at, 2, at, 2), row.units, lang)
        expect_choice(sheet, (at, 3, at, 3), list_choices("origin", lang), lang)


def write_documents(book: Workbook, look: Look, covers: str, year: int | None, lang: Lang) -> None:
    """Write the sheet of papers; `covers` is the range that lists the rows a paper may prove."""
    sheet = open_page(book, look, "documents", lang)
    headers = ("document", "covers", "period", "quantity", "unit", "reference", "remark")
    for column, width in enumerate((22, 44, 14, 16, 12, 26, 34)):
        sheet.set_column(column, column, width)
    write_header(sheet, look, [say(f"template.header.{each}", lang) for each in headers], 0)
    first, last = HEADER_ROW + 1, HEADER_ROW + PAPERS
    styles = (look.choice, look.text, look.choice, look.number, look.choice, look.text, look.text)
    for row in range(first, last + 1):
        for column, style in enumerate(styles):
            sheet.write_blank(row, column, None, style)
    expect_choice(sheet, (first, 0, last, 0), list_choices("document", lang), lang)
    expect_choice(sheet, (first, 1, last, 1), covers, lang, say("template.prompt.covers", lang))
    periods = [str(year), *(f"{year}-{month:02d}" for month in range(1, 13))] if year else []
    if periods and is_short(periods):
        expect_choice(sheet, (first, 2, last, 2), periods, lang, say("template.prompt.period", lang))
    else:
        show_prompt(sheet, (first, 2, last, 2), say("template.prompt.period", lang))
    expect_number(sheet, (first, 3, last, 3), lang)
    expect_choice(sheet, (first, 4, last, 4), list_units("document", lang), lang)


def write_emissions(book: Workbook, look: Look, lang: Lang) -> None:
    """Write the sheet of declared tonnes, with their sum."""
    sheet = open_page(book, look, "emissions", lang)
    for column, width in enumerate((42, 18, 50)):
        sheet.set_column(column, column, width)
    headers = ("category", "tonnes", "remark")
    write_header(sheet, look, [say(f"template.header.{each}", lang) for each in headers], 1)
    first, total = HEADER_ROW + 1, HEADER_ROW + 1 + len(CATEGORIES)
    for row, category in enumerate(CATEGORIES, first):
        sheet.write_string(row, 0, say(f"template.category.{category}", lang), look.label)
        sheet.write_blank(row, 1, None, look.number)
        sheet.write_blank(row, 2, None, look.text)
    expect_number(sheet, (first, 1, total - 1, 1), lang, say("template.prompt.number", lang))
    tonnes = f"{write_address(first, 1)}:{write_address(total - 1, 1)}"
    sheet.write_string(total, 0, say("template.category.total", lang), look.label)
    sheet.write_formula(total, 1, f'=IF(COUNT({tonnes})=0,"",SUM({tonnes}))', look.total, "")
    sheet.write_blank(total, 2, None, look.unused)


def refer_lists(lists: list[list[str]], lang: Lang) -> list[str]:
    """Give the range of each list on the hidden sheet, where they stand one below the other."""
    name, ranges, row = write_sheet(say("template.sheet.lists", lang)), list[str](), 0
    for texts in lists:
        ranges.append(f"={name}!$A${row + 1}:$A${row + len(texts)}")
        row += len(texts)
    return ranges


def write_lists(book: Workbook, lists: list[list[str]], lang: Lang) -> None:
    """Write lists to choose from on a hidden sheet."""
    sheet = book.add_worksheet(say("template.sheet.lists", lang))
    sheet.very_hidden()
    for row, text in enumerate(text for texts in lists for text in texts):
        sheet.write_string(row, 0, text)
