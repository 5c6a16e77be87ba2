"""Opening a workbook: what a user's file gives, and the one line where it gives nothing."""

import datetime as dt
import hashlib
import io
import json
import random
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from checker.errors import UnreadableFileError
from checker.reading import safe_copy
from checker.reading.excel import open_workbook
from msoffcrypto.format.ooxml import OOXMLFile

from tests.unit.reading.raw_packages import (
    make_parts,
    write_cell,
    write_sheet_xml,
    write_strings,
    zip_parts,
)

ROOT = Path(__file__).parents[3]
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory of one process is read from /proc"
)  # getrusage gives a child its parent's peak


def open_bytes(tmp_path, data, name="plant.xlsx", ask_password=None):
    path = tmp_path / name
    path.write_bytes(data)
    return open_workbook(path, name, ask_password)


def open_sheet(tmp_path, rows, strings=None):
    """Open a workbook of one hand-written sheet; give the sheet."""
    data = zip_parts(make_parts({"One": write_sheet_xml(rows)}, strings))
    workbook = open_bytes(tmp_path, data)

    assert workbook.refused == ()
    return workbook.sheets[0]


def make_workbook(fill):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        fill(book)
    return packed.getvalue()


def fill_plain(book):
    sheet = book.add_worksheet("电力")
    sheet.write_row(1, 1, ["Month", "kWh"])
    sheet.write_row(2, 1, ["2024-01", 38000])


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
        '<r><t xml:space="preserve">purchased </t></r><r><t>power</t></r>', "<t>電力</t><rPh><t>でんりょく</t></rPh>"
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


def test_prefixed_elements_and_absolute_targets_are_read(tmp_path):
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="B1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    data = zip_parts(make_parts({"Eins & <Zwei>".replace("&", "&amp;").replace("<", "&lt;"): xml}, target="/xl/{}/odd.xml"))
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


UTF16 = "\ufeffmonth\tkWh".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"month,kWh\n1,38000\n", "a text file"),
        ("月份,电量\n".encode("gb18030"), "a text file"),
        (UTF16, "a text file"),
        (b"\xef\xbb\xbf<html><table></table></html>", "a web page"),
        (b"\r\n<!DOCTYPE html><html></html>", "a web page"),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "an XML file"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "Excel 97-2003"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "Excel 97-2003"),
        (zip_parts({"a.txt": "x"}), "not a workbook"),
        (zip_parts({"word/document.xml": "<a/>"}), "Word or PowerPoint"),
        (zip_parts({"xl/workbook.bin": "x"}), "binary workbook"),
        (zip_parts({"mimetype": "application/vnd.oasis", "content.xml": "<a/>"}), "OpenDocument"),
        (zip_parts(make_parts({})), "no worksheet"),
        (zip_parts(make_parts({"One": "<worksheet><sheetData><row>"})), "damaged"),
        (zip_parts(make_parts({"One": write_sheet_xml("")}))[:-30], "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_line(tmp_path, data, reason):
    with pytest.raises(UnreadableFileError) as told:
        open_bytes(tmp_path, data)

    line = str(told.value)
    assert line.startswith("plant.xlsx: ")
    assert reason in line
    assert "\n" not in line
    assert told.value.exit_code == 3


def test_a_missing_file_a_folder_and_a_lock_file_are_told_apart(tmp_path):
    (tmp_path / "~$plant.xlsx").write_bytes(b"x")

    for path, reason in [
        (tmp_path / "none.xlsx", "no such file"),
        (tmp_path / "~$plant.xlsx" / "deeper.xlsx", "no such file"),
        (tmp_path, "a folder"),
        (tmp_path / "~$plant.xlsx", "lock file"),
    ]:
        with pytest.raises(UnreadableFileError, match=reason):
            open_workbook(path, path.name)


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(UnreadableFileError, match="too large"):
        open_workbook(path, "big.xlsx")


def protect(data, password):
    hidden = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, hidden)
    return hidden.getvalue()


def test_a_protected_workbook_opens_with_its_password_alone(tmp_path):
    data = protect(make_workbook(fill_plain), "geheim 密码")
    asked = []

    def answer(password):
        return lambda name: asked.append(name) or password

    assert open_bytes(tmp_path, data, ask_password=answer("geheim 密码")).sheets[0].value(2, 2) == 38000.0
    assert open_bytes(tmp_path, data, ask_password=answer("geheim 密码")).sha256 == hashlib.sha256(data).hexdigest()
    with pytest.raises(UnreadableFileError, match="does not open"):
        open_bytes(tmp_path, data, ask_password=answer("other"))
    for ask in (None, answer(None), answer("")):
        with pytest.raises(UnreadableFileError, match="protected by a password"):
            open_bytes(tmp_path, data, ask_password=ask)
    assert set(asked) == {"plant.xlsx"}


def test_no_broken_byte_is_worse_than_a_refusal(tmp_path):
    good = make_workbook(fill_plain)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dice = random.Random(7)
    for _ in range(150):
        if dice.random() < 0.5:
            broken = bytearray(good)
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        else:
            name = dice.choice(sorted(parts))
            content = bytearray(parts[name])
            content[dice.randrange(len(content))] = dice.randrange(256)
            broken = zip_parts(parts | {name: bytes(content)})
        try:
            open_bytes(tmp_path, bytes(broken))
        except UnreadableFileError as error:
            assert "\n" not in str(error)


def measure(path, expression):
    """Open a file in a fresh interpreter; give what the expression says, the peak in MiB, the imports."""
    script = textwrap.dedent(f"""
        import json, sys
        from pathlib import Path
        from checker.errors import UnreadableFileError
        from checker.reading.excel import open_workbook
        try:
            workbook = open_workbook(Path({str(path)!r}), "plant.xlsx")
            said = {expression}
        except UnreadableFileError as error:
            said = str(error)
        status = Path("/proc/self/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
        heavy = sorted({{"pandas", "pandera", "openpyxl", "sklearn", "numpy"}} & set(sys.modules))
        print(json.dumps([said, peak, heavy]))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


@needs_proc
def test_a_stray_cell_in_the_last_corner_costs_no_memory(tmp_path):
    path = tmp_path / "stray.xlsx"

    def fill(book):
        fill_plain(book)
        book.worksheets()[0].write(1_048_575, 16_383, 1)

    path.write_bytes(make_workbook(fill))
    said, peak, heavy = measure(path, "[workbook.sheets[0].rows[2], workbook.sheets[0].stray]")

    assert said == [[None, "2024-01", 38000.0], ["XFD1048576"]]
    assert peak < 100
    assert heavy == []


@needs_proc
@pytest.mark.parametrize("part", ["xl/worksheets/s1.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_a_zip_bomb_is_refused_within_200_mib(tmp_path, part):
    path = tmp_path / "bomb.xlsx"
    blank = write_sheet_xml("")
    parts = make_parts({"One": blank}, write_strings()) | {part: ""}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w") as target:
                target.write(content.encode() if name != part else blank.encode())
                for _ in range(300 if name == part else 0):
                    target.write(b" " * 2**20)
    said, peak, heavy = measure(path, "'opened'")

    assert said.startswith("plant.xlsx: the file unpacks to far more")
    assert peak < 200
    assert heavy == []


@needs_proc
def test_a_workbook_of_200_000_cells_stays_below_300_mib(tmp_path):
    path = tmp_path / "large.xlsx"

    def fill(book):
        sheet = book.add_worksheet()
        for row in range(12_500):
            sheet.write_row(row, 0, [f"line {row}", "kWh", *range(row, row + 14)])

    path.write_bytes(make_workbook(fill))
    said, peak, _ = measure(path, "sum(map(len, workbook.sheets[0].rows))")

    assert said == 200_000
    assert peak < 200
