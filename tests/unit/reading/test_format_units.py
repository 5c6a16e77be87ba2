"""A unit that only the number format of a cell shows is read where nothing else tells one."""

from __future__ import annotations

import xlsxwriter

from checker.reading.read import read_filing


def write_formatted(path, number_format, first=None):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Data")
    look = book.add_format({"num_format": number_format})
    sheet.write_row(0, 0, ["Energy data 2024"])
    sheet.write_row(1, 0, ["Item", "Jan", "Feb", "Mar", "Apr"])
    sheet.write(2, 0, "Electricity purchased")
    for column, value in enumerate((first, 20, 30, 40), start=1):
        if value is None:
            sheet.write_blank(2, column, None)
        else:
            sheet.write_number(2, column, value, look)
    book.close()
    return path


def test_the_unit_in_a_number_format_is_that_of_the_figures(tmp_path):
    filing = read_filing([write_formatted(tmp_path / "a.xlsx", '#,##0" MWh"', 10)], [], {})

    assert filing.facts.amount.tolist() == [10_000, 20_000, 30_000, 40_000]


def test_a_blank_first_month_does_not_hide_the_unit_of_the_others(tmp_path):
    filing = read_filing([write_formatted(tmp_path / "a.xlsx", '#,##0" MWh"')], [], {})

    assert filing.facts.amount.dropna().tolist() == [20_000, 30_000, 40_000]


def test_a_plain_format_tells_no_unit(tmp_path):
    filing = read_filing([write_formatted(tmp_path / "a.xlsx", "#,##0", 10)], [], {})

    assert filing.facts.amount.isna().all()
