"""Sites told by the name of a sheet, by a line above a table, or by headers over its columns."""

from typing import Any

import pytest

from checker.reading.locate import locate_blocks
from checker.reading.parts_of_year import find_summed_rows, parse_half
from checker.reading.site_names import is_name
from checker.reading.sites import tell_sites
from checker.workbook import Sheet

MONTHS = ["January", "February", "March", "April"]


def make_table(*figures, label="Electricity"):
    return [["Item", "Unit", *MONTHS], [label, "kWh", *map(float, figures)]]


def read_sites(**sheets):
    located = [
        (sheet, locate_blocks(sheet)) for sheet in (Sheet(name, rows) for name, rows in sheets.items())
    ]
    return [site for told in tell_sites(located) for site in told.sites]


def test_sheets_alike_are_the_sites_they_are_named_after():
    sheets = {"Leeds plant": make_table(1, 2, 3, 4), "Derby works": make_table(5, 6, 7, 8)}

    assert read_sites(**sheets) == ["Leeds plant", "Derby works"]


def test_sheets_alike_that_name_only_towns_are_sites_where_their_lines_are_the_same():
    sheets = {"Leeds": make_table(1, 2, 3, 4), "Derby": make_table(5, 6, 7, 8)}

    assert read_sites(**sheets) == ["Leeds", "Derby"]


def test_a_lone_sheet_is_no_site_whatever_its_name():
    assert read_sites(**{"Leeds plant": make_table(1, 2, 3, 4)}) == [""]


@pytest.mark.parametrize("name", [
    "Sheet1", "Electricity", "Energy", "2024", "January", "FY 2023-24", "Draft", "Summary", "Boiler 2", "Scope 1",
    "Diesel", "Data", "原始数据", "汇总", "1#锅炉", "电力", "2024年台账", "बिजली", "बॉयलर 1",
])  # fmt: skip
def test_versions_machines_periods_and_energies_are_no_names_of_sites(name):
    assert not is_name(name)


def test_versions_of_one_table_stay_one_site():
    sheets = {"Draft": make_table(1, 2, 3, 4), "Final": make_table(1, 2, 3, 5)}

    assert read_sites(**sheets) == ["", ""]


def test_lines_above_tables_name_their_sites_and_belong_to_no_table():
    rows = [
        ["Energy 2024"],
        ["Site: Leeds"], *make_table(1, 2, 3, 4),
        ["Site: Derby"], *make_table(5, 6, 7, 8),
    ]  # fmt: skip
    sheet = Sheet("Energy", rows)
    told = tell_sites([(sheet, locate_blocks(sheet))])[0]

    assert told.sites == ["Leeds", "Derby"]
    assert [(block.first, block.last, block.year) for block in told.blocks] == [(3, 3, 2024), (6, 6, 2024)]


def test_a_site_that_is_named_once_holds_for_the_tables_below_it():
    fuel = make_table(1, 2, 3, 4, label="Natural gas")
    rows = [["Site: Leeds"], *make_table(1, 2, 3, 4), [], *fuel, [], ["Site: Derby"], *make_table(5, 6, 7, 8)]

    assert read_sites(Energy=rows) == ["Leeds", "Leeds", "Derby"]


def test_parts_of_a_sheet_that_are_energies_are_no_sites():
    rows = [["Electricity"], *make_table(1, 2, 3, 4), [], ["Fuels"], *make_table(1, 2, 3, 4, label="Diesel")]

    assert read_sites(Energy=rows) == ["", ""]


def test_headers_over_columns_name_the_sites_of_months_going_down():
    rows: list[Any] = [
        ["Month", "Leeds plant", "", "Derby works", ""],
        ["", "Electricity (kWh)", "Diesel (L)", "Electricity (kWh)", "Diesel (L)"],
        *([month, 1.0, 2.0, 3.0, 4.0] for month in MONTHS),
    ]
    sheet = Sheet("Energy", rows)
    block = tell_sites([(sheet, locate_blocks(sheet))])[0].blocks[0]

    assert [column.site for column in block.columns][1:] == [
        "Leeds plant",
        "Leeds plant",
        "Derby works",
        "Derby works",
    ]


@pytest.mark.parametrize(("text", "half"), [
    ("H1", 1), ("H2 total", 2), ("Half-year 1", 1), ("second half", 2), ("上半年小计", 1), ("下半年", 2),
    ("छमाही 2 योग", 2), ("Heat", None), ("Q1", None), ("half", None),
])  # fmt: skip
def test_half_years_are_read_as_filers_write_them(text, half):
    assert parse_half(text) == half


def test_the_half_years_of_a_year_from_july_are_those_of_the_table():
    months = {row: (row + 6) % 12 + 1 for row in range(12)}

    assert find_summed_rows("Half-year 1", months, 0) == [0, 1, 2, 3, 4, 5]
    assert find_summed_rows("Half-year 2", months, 6) == [6, 7, 8, 9, 10, 11]
    assert find_summed_rows("Total", months, 12) == list(range(12))
