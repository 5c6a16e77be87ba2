"""Which rows and columns of a sheet stand beside a finding."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from checker.cells import CellRef
from checker.findings import FileRead, Finding, Report, TableRead
from checker.reports.excerpt import cut_excerpts
from checker.workbook import Sheet, Value, Workbook

TABLES = (TableRead("E", "A4:N30", "facts", 324),)
NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def build_rows(lines: int) -> list[list[Value]]:
    head: list[Value] = ["Item", "Unit", *NAMES]
    body: list[list[Value]] = [[f"Line {line}", "kWh", *[1000.0 * line] * 12] for line in range(1, lines + 1)]
    return [["Energy 2024"], [], head, *body]


def at(row: int, column: int, sheet: str = "E", file: str = "plant.xlsx") -> CellRef:
    return CellRef(file, sheet, row, column)


def find(*cells, context=()):
    return Finding("TRX102-00000001", "TRX102", "warning", cells, tuple(context), {}, None)


def cut(finding, *sheets, tables=TABLES, proposals=None):
    book = Workbook("plant.xlsx", "0", sheets)
    report = Report((FileRead("plant.xlsx", "0"),), tables=tables)
    return cut_excerpts(finding, report, {"plant.xlsx": book}, proposals or {}, "en")


def test_a_cell_stands_with_its_header_its_label_and_its_neighbours():
    (excerpt,), more = cut(find(at(10, 4)), Sheet("E", build_rows(27)))
    assert [row.number for row in excerpt.rows] == [3, 9, 10, 11, 12, 13]
    assert [row.head for row in excerpt.rows] == [True, *[False] * 5]
    assert [cell.text for cell in excerpt.rows[3].cells][:3] == ["Line 8", "kWh", "8,000"]
    marked = [
        (row.number, place) for row in excerpt.rows for place, cell in enumerate(row.cells) if cell.mark
    ]
    assert marked == [(11, 4)]
    assert (excerpt.place, excerpt.columns[4], more) == ("E", "E", 0)


def test_rows_far_apart_are_shown_with_a_gap_between():
    (excerpt,), _ = cut(find(at(5, 4), at(25, 4)), Sheet("E", build_rows(27)))
    assert [row.number for row in excerpt.rows if row.gap] == [24]


def test_what_the_cell_is_held_against_and_what_is_proposed_are_marked_in_their_own_way():
    finding = find(at(5, 4), context=[(at(6, 4), "total"), (at(1, 1, "Facility"), "kWp")])
    facility = Sheet("Facility", [["Company", "Mill"], ["PV capacity (kWp)", 650.0]])
    (excerpt, other), _ = cut(finding, Sheet("E", build_rows(27)), facility, proposals={at(5, 4): "12"})
    cells = {(row.number, place): cell for row in excerpt.rows for place, cell in enumerate(row.cells)}
    assert (cells[6, 4].mark, cells[6, 4].proposed) == ("hit", "12")
    assert cells[7, 4].mark == "held"
    assert other.place == "Facility"
    assert [cell.text for cell in other.rows[-1].cells] == ["PV capacity (kWp)", "650"]


def test_a_whole_column_held_against_adds_no_rows_and_no_word_in_every_cell():
    context = [(at(row, 4), "neighbour") for row in range(3, 30) if row != 10]
    (excerpt,), _ = cut(find(at(10, 4), context=context), Sheet("E", build_rows(27)))
    assert len(excerpt.rows) == 6
    assert not any(cell.role for row in excerpt.rows for cell in row.cells)
    assert len(excerpt.roles) == 1


def test_of_very_many_rows_in_doubt_the_rest_is_counted():
    (excerpt,), _ = cut(find(*(at(row, 4) for row in range(3, 30))), Sheet("E", build_rows(27)))
    assert len(excerpt.rows) == 1 + 18
    assert excerpt.left_out == 9


def test_a_wide_table_keeps_its_labels_and_what_is_near_the_cell():
    wide: list[list[Value]] = [["Item", "Unit", *[float(each) for each in range(60)]] for _ in range(4)]
    (excerpt,), _ = cut(find(at(2, 50)), Sheet("E", wide), tables=(TableRead("E", "A2:BJ4", "facts", 1),))
    assert len(excerpt.columns) == 20
    assert excerpt.columns[:2] == ("A", "B")
    assert "AY" in excerpt.columns


def test_a_cell_outside_every_table_is_shown_with_the_rows_round_it():
    (excerpt,), _ = cut(find(at(5, 2)), Sheet("E", build_rows(27)), tables=())
    assert [row.number for row in excerpt.rows] == [3, 4, 5, 6, 7, 8]


def test_a_cell_far_from_all_others_and_a_sheet_that_is_not_there_break_nothing():
    (excerpt,), _ = cut(find(at(900, 700)), Sheet("E", build_rows(3)), tables=())
    assert excerpt.rows[-1].cells[-1].mark == "hit"
    assert cut(find(at(1, 1, "Gone")), Sheet("E", build_rows(3))) == ((), 0)


def test_values_are_shown_as_a_reader_expects_them():
    values: list[list[Value]] = [
        [2024.0, 0.6782, 1234567.25, dt.datetime(2024, 3, 1), True, None, "a\u202eb\x07"]
    ]
    sheet = replace(Sheet("E", values), states={(0, 5): "error"})
    (excerpt,), _ = cut(find(at(0, 1)), sheet, tables=())
    texts = [cell.text for cell in excerpt.rows[0].cells]
    assert texts == ["2024", "0.6782", "1,234,567.25", "1 Mar 2024", "TRUE", "error", "ab"]


def test_a_header_and_a_total_beside_the_table_are_shown_with_it_and_the_sheet_once():
    finding = find(at(10, 4), context=[(at(2, 1), "unit"), (at(10, 14), "total")])
    rows = build_rows(27)
    rows[10] = [*rows[10], 96_000.0]

    (excerpt,), more = cut(finding, Sheet("E", rows))

    assert more == 0
    assert {cell.role for row in excerpt.rows for cell in row.cells} == {"", "unit", "total"}


def test_a_header_alone_is_shown_with_the_first_row_below_it():
    (excerpt,), _ = cut(find(at(2, 4)), Sheet("E", build_rows(27)))

    assert [row.number for row in excerpt.rows][:2] == [3, 4]
    assert excerpt.left_out == 0
