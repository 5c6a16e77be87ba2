"""Opening a workbook: what a user's file gives, and the one line where it gives nothing."""

import datetime as dt
import hashlib
import io

import pytest
import xlsxwriter

from checker.reading import safe_copy
from tests.unit.reading.raw_packages import (
    LINK,
    MAIN,
    fill_plain,
    make_parts,
    make_workbook,
    open_bytes,
    write_cell,
    write_sheet_xml,
    write_strings,
    zip_parts,
)


def open_sheet(tmp_path, rows, strings=None):
    """Open a workbook of one hand-written sheet; give the sheet."""
    data = zip_parts(make_parts({"One": write_sheet_xml(rows)}, strings))
    workbook = open_bytes(tmp_path, data)

    assert workbook.refused == ()
    return workbook.sheets[0]


def test_values_stand_where_excel_shows_them(tmp_path):
    workbook = open_bytes(tmp_path, make_workbook(fill_plain))
    sheet = workbook.sheets[0]

    assert sheet.name == "电力"
    assert sheet.rows == [[None] * 3, [None, "Month", "kWh"], [None, "2024-01", 38000.0]]
    assert sheet.state(0, 0) == "empty"
    assert sheet.state(2, 2) == "value"


def test_the_hash_is_that_of_the_file_as_it_lies_on_disk(tmp_path):
    data = make_workbook(fill_plain)
    workbook = open_bytes(tmp_path, data)

    assert workbook.sha256 == hashlib.sha256(data).hexdigest()
    assert workbook.name == "plant.xlsx"


def test_every_kind_of_value_keeps_its_type(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        hours = book.add_format({"num_format": "[h]:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_column(0, 0, [7, 7.5, True, "0123", " 12 ", "１２", "a\nb"])
        sheet.write_datetime(7, 0, dt.datetime(2024, 3, 1), date)
        sheet.write_datetime(8, 0, dt.datetime(2024, 3, 1, 5, 30), date)
        sheet.write_number(9, 0, 1.5, hours)
        sheet.write_number(10, 0, 0.5, clock)
        sheet.merge_range(11, 0, 12, 0, "merged")

    values = [row[0] for row in open_bytes(tmp_path, make_workbook(fill)).sheets[0].rows]

    assert values[:7] == [7.0, 7.5, True, "0123", " 12 ", "１２", "a\nb"]
    assert [type(value) for value in values[:3]] == [float, float, bool]
    assert values[7:11] == [
        dt.date(2024, 3, 1),
        dt.datetime(2024, 3, 1, 5, 30),
        dt.timedelta(hours=36),
        dt.time(12),
    ]
    assert values[11:] == ["merged"]


def test_dates_of_the_1904_system_are_the_days_excel_shows(tmp_path):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, dt.datetime(2024, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert open_bytes(tmp_path, packed.getvalue()).sheets[0].rows == [[dt.date(2024, 3, 1)]]


def test_shared_strings_join_their_runs_and_leave_out_the_reading_aid(tmp_path):
    strings = write_strings(
        '<r><t xml:space="preserve">purchased </t></r><r><t>power</t></r>',
        "<t>電力</t><rPh><t>でんりょく</t></rPh>",
    )
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'

    assert open_sheet(tmp_path, row, strings).rows == [["purchased power", "電力"]]


def test_states_tell_errors_and_formulas_never_calculated(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B1", "=1+1", None, 2)

    sheet = open_bytes(tmp_path, make_workbook(fill)).sheets[0]
    unset = open_sheet(tmp_path, '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><v>1</v></c></row>')

    assert (sheet.state(0, 0), sheet.value(0, 0)) == ("error", None)
    assert (sheet.state(0, 1), sheet.value(0, 1)) == ("value", 2.0)
    assert (unset.state(0, 0), unset.value(0, 0)) == ("not_calculated", None)


def test_an_error_newer_than_the_reader_does_not_cost_the_sheet(tmp_path):
    row = '<row r="1"><c r="A1" t="e"><f>x</f><v>#SPILL!</v></c><c r="B1"><v>5</v></c></row>'
    sheet = open_sheet(tmp_path, row)

    assert sheet.state(0, 0) == "error"
    assert sheet.value(0, 1) == 5.0
    assert sheet.stray == ()


@pytest.mark.parametrize("text", ["NaN", "INF", "1e999"])
def test_a_number_without_a_size_is_an_error(tmp_path, text):
    sheet = open_sheet(tmp_path, f'<row r="1"><c r="A1"><v>{text}</v></c><c r="B1"><v>1</v></c></row>')

    assert (sheet.value(0, 0), sheet.state(0, 0)) == (None, "error")


def test_the_strict_variant_of_the_format_is_read(tmp_path):
    parts = {
        name: str(content)
        .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(LINK, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, content in make_parts(
            {"One": write_sheet_xml('<row r="1"><c r="A1" t="d"><v>2024-03-01</v></c></row>')}
        ).items()
    }

    assert open_bytes(tmp_path, zip_parts(parts)).sheets[0].rows == [[dt.date(2024, 3, 1)]]


def test_prefixed_elements_and_absolute_targets_are_read(tmp_path):
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="B1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    data = zip_parts(
        make_parts({"Eins & <Zwei>".replace("&", "&amp;").replace("<", "&lt;"): xml}, target="/xl/{}/odd.xml")
    )
    workbook = open_bytes(tmp_path, data)

    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("Eins & <Zwei>", [[None, 5.0]])]


def test_a_workbook_part_with_another_name_is_read(tmp_path):
    parts = make_parts({"One": write_sheet_xml(f'<row r="1">{write_cell("A1", "x")}</row>')})
    parts = {
        name.replace("xl/workbook", "xl/Book2").replace("_rels/workbook", "_rels/Book2"): content
        for name, content in parts.items()
    }
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("xl/workbook.xml", "/xl/Book2.xml")

    assert open_bytes(tmp_path, zip_parts(parts)).sheets[0].rows == [["x"]]


def test_hidden_and_chart_sheets(tmp_path):
    def fill(book):
        book.add_worksheet("shown").write(0, 0, 1)
        book.add_chartsheet("chart").set_chart(make_chart(book))
        hidden = book.add_worksheet("hidden")
        hidden.write(0, 0, 2)
        hidden.hide()
        book.add_worksheet("blank")

    def make_chart(book):
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=shown!$A$1:$A$2"})
        return chart

    workbook = open_bytes(tmp_path, make_workbook(fill))

    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in workbook.sheets] == [
        ("shown", False, [[1.0]]),
        ("hidden", True, [[2.0]]),
        ("blank", False, []),
    ]


def test_stray_cells_are_left_out_and_named(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("ledger")
        sheet.write_row(0, 0, ["kWh", 1, 2])
        sheet.write_row(1, 0, ["GJ", 3, 4])
        sheet.write(1, 3000, "x")
        sheet.write_row(500_000, 0, [1, 2])
        sheet.write(1_048_575, 16_383, 9)
        sheet.write_formula(1_048_575, 16_382, "=1/0", None, "#DIV/0!")

    workbook = open_bytes(tmp_path, make_workbook(fill))

    assert workbook.refused == ()
    assert workbook.sheets[0].rows == [["kWh", 1.0, 2.0], ["GJ", 3.0, 4.0]]
    assert workbook.sheets[0].stray == ("DKK2", "A500001:B500001", "XFC1048576:XFD1048576")
    assert workbook.sheets[0].states == {}


def test_a_sheet_too_wide_for_its_cells_is_refused_by_name_and_the_others_read(tmp_path):
    def fill(book):
        staircase = book.add_worksheet("staircase")
        for step in range(120):
            staircase.write(step * 8_000, step * 100, step)
        book.add_worksheet("good").write(0, 0, 1)

    workbook = open_bytes(tmp_path, make_workbook(fill))

    assert workbook.refused == (("staircase", "too_large"),)
    assert [sheet.name for sheet in workbook.sheets] == ["good"]


def test_one_long_text_used_in_many_cells_counts_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_copy, "MOST_TEXT", 1000)
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 12))
    sheets = {"One": write_sheet_xml(cells), "Two": write_sheet_xml("")}
    data = zip_parts(make_parts(sheets, write_strings(f"<t>{'x' * 100}</t>")))

    assert open_bytes(tmp_path, data).refused == (("One", "too_large"),)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFE1"><v>1</v></c>',
        '<c r="A1" t="s"><v>7</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1"><v>1<!-- -->2</v></c>',
        '<c r="A1" t="unheard-of"><v>1</v></c>',
    ],
)
def test_a_damaged_sheet_is_refused_by_name_and_the_others_read(tmp_path, cell):
    sheets = {
        "bad": write_sheet_xml(f'<row r="1">{cell}</row>'),
        "good": write_sheet_xml(f'<row r="1">{write_cell("A1", 1)}</row>'),
    }
    workbook = open_bytes(tmp_path, zip_parts(make_parts(sheets)))

    assert workbook.refused == (("bad", "damaged"),)
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("good", [[1.0]])]


def test_a_sheet_whose_part_is_not_there_is_refused_by_name(tmp_path):
    parts = make_parts({"gone": "", "good": write_sheet_xml(f'<row r="1">{write_cell("A1", 1)}</row>')})
    del parts["xl/worksheets/s1.xml"]
    workbook = open_bytes(tmp_path, zip_parts(parts))

    assert workbook.refused == (("gone", "missing"),)
    assert [sheet.name for sheet in workbook.sheets] == ["good"]
