"""What cells are beside their values, told from the sheet's XML however it is written."""

import pytest

from checker.reading.cell_marks import BookMarks, read_marks
from checker.reading.formulas import Formula, read_formulas
from checker.reading.number_formats import tell_date, unit_in_format
from tests.unit.reading.other_packages import FILES, fill_ledger, list_parts, table, write_docx, write_xlsb
from tests.unit.reading.raw_packages import MAIN, make_parts, make_workbook, write_sheet_xml, zip_parts
from tests.unit.reading.test_old_files import make_xlsb

LEDGER = make_workbook(fill_ledger)


def test_a_cell_tells_its_formula_error_format_comment_and_what_is_hidden():
    marks = read_marks(LEDGER, "电力 2024")

    assert marks.read_by == "regex"
    assert marks.formula(4, 1) == Formula("SUM(B3:B4)")
    assert marks.formula(2, 1) is None
    assert marks.errors == {(4, 2): "#DIV/0!"}
    assert marks.number_format(2, 1) == '#,##0" kWh"'
    assert marks.number_format(2, 0) == "General"
    assert marks.comment(4, 1) == "checked by hand"
    assert marks.comment(0, 0) == ""
    assert marks.merges == ((0, 0, 0, 3),)
    assert [marks.is_hidden(row, 0) for row in range(5)] == [False, False, False, True, False]
    assert [marks.is_hidden(0, column) for column in range(4)] == [False, False, True, False]


def test_a_sheet_without_marks_and_one_that_is_not_there_have_none():
    book = BookMarks(LEDGER)

    assert (book.sheet("blank").read_by, book.sheet("blank").formulas) == ("regex", {})
    assert book.sheet("no such sheet").read_by == "nothing"


ODD_SHEET = (
    f'<x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="2" max="3" hidden="1"/></x:cols><x:sheetData>'
    '<x:row r="1" hidden="true"><x:c><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c s="1"><x:v>5</x:v></x:c></x:row>'
    '<x:row><x:c t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row></x:sheetData>'
    '<x:mergeCells><x:mergeCell ref="A3:B4"/></x:mergeCells></x:worksheet>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot; MWh&quot;"/>'
    '</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>'
)


def make_styled(sheet):
    """Make a workbook of one sheet with styles."""
    parts = make_parts({"One": sheet})
    parts["xl/styles.xml"] = STYLES
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="y" Type="http://x/styles" Target="styles.xml"/></Relationships>',
    )
    return zip_parts(parts)


def test_a_sheet_with_prefixes_and_without_addresses_is_read_by_expat():
    marks = read_marks(make_styled(ODD_SHEET), "One")

    assert marks.read_by == "expat"
    assert marks.formulas == {(0, 0): Formula("1+1"), (1, 0): Formula("1/0")}
    assert marks.errors == {(1, 0): "#DIV/0!"}
    assert marks.number_format(0, 1) == '0.0" MWh"'
    assert marks.merges == ((2, 0, 3, 1),)
    assert marks.is_hidden(0, 0)
    assert [marks.is_hidden(5, column) for column in range(4)] == [False, True, True, False]


@pytest.mark.parametrize(
    "row",
    [
        "<row r='1'><c r='A1' s='1'><f>B1</f><v>1</v></c></row>",
        '<row r="1"><!-- note --><c r="A1" s="1"><f>B1</f><v>1</v></c></row>',
        '<row r="1"><c s="1" r="A1"><f>B1</f><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="1" ><f\n>B1</f><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="1"><f><![CDATA[B1]]></f><v>1</v></c></row>',
    ],
)
def test_no_way_of_writing_xml_hides_a_mark(row):
    marks = read_marks(make_styled(write_sheet_xml(row)), "One")

    assert marks.formulas == {(0, 0): Formula("B1")}
    assert marks.number_format(0, 0) == '0.0" MWh"'


def test_a_sheet_in_utf_16_hides_no_mark():
    row = '<row r="1"><c r="A1" s="1"><f>B1</f><v>1</v></c></row>'
    xml = write_sheet_xml(row).replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    data = make_styled(xml.encode("utf-16"))

    assert read_formulas(data, "plant.xlsx") == {("One", 0, 0): Formula("B1")}
    assert read_marks(data, "One").number_format(0, 0) == '0.0" MWh"'


def test_both_ways_through_the_xml_find_the_same():
    rows = "".join(
        f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if n % 3 == 0 else ""}><c r="A{n}" s="2"><v>45000</v></c>'
        f'<c r="B{n}" s="1"><f t="shared" si="0"{" ref=" + chr(34) + "B1:B9" + chr(34) if n == 1 else ""}>'
        f'{"A1&amp;&quot;x&quot;" if n == 1 else ""}</f><v>1</v></c><c r="C{n}" t="e"><v>#N/A</v></c></row>'
        for n in range(1, 10)
    )
    merges = '<mergeCells><mergeCell ref="D1:E2"/><mergeCell ref="A20:B20"/></mergeCells>'
    plain = read_marks(make_styled(write_sheet_xml(rows, merges)), "One")
    slow = read_marks(
        make_styled(write_sheet_xml(rows, merges).replace("<sheetData>", "<sheetData><!-- -->")), "One"
    )

    assert (plain.read_by, slow.read_by) == ("regex", "expat")
    assert plain.formulas == slow.formulas
    assert plain.formulas[3, 1] == Formula('A1&"x"', 3, 0)
    assert dict(plain.formats) == dict(slow.formats)
    assert plain.formats[0, 0] == "m/d/yyyy"
    assert (plain.errors, plain.merges, plain.hidden_rows) == (slow.errors, slow.merges, slow.hidden_rows)


def test_a_sheet_beyond_our_readers_is_read_by_openpyxl_and_says_so():
    parts = list_parts(LEDGER)
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b"<sheetData>", b'<sheetData><!-- --><row r="1"><c r="XFE1"/></row>'
    )
    marks = read_marks(zip_parts(parts | {"xl/worksheets/sheet1.xml": sheet}), "电力 2024")
    plain = read_marks(LEDGER, "电力 2024")

    assert marks.read_by == "openpyxl"
    assert marks.formulas == plain.formulas
    assert (marks.merges, marks.hidden_rows, marks.hidden_columns) == (
        plain.merges,
        plain.hidden_rows,
        plain.hidden_columns,
    )
    assert marks.comment(4, 1) == "checked by hand"
    assert marks.number_format(2, 1) == '#,##0" kWh"'


def test_a_sheet_that_nothing_can_read_has_no_marks_and_says_so():
    marks = read_marks(zip_parts(make_parts({"One": "<worksheet><!-- --><row>"})), "One")

    assert (marks.read_by, marks.formulas) == ("nothing", {})


def test_other_formats_tell_what_their_records_say_and_no_formula():
    old = read_marks((FILES / "ledger.xls").read_bytes(), "电力 2024")
    binary = read_marks(make_xlsb(), "一")
    open_document = read_marks((FILES / "ledger.ods").read_bytes(), "电力 2024")
    word = read_marks(write_docx(table(["a"])), "Table 1")

    assert [each.read_by for each in (old, binary, open_document, word)] == ["records"] * 3 + ["nothing"]
    assert [dict(each.formulas) for each in (old, binary, open_document)] == [{}, {}, {}]
    assert old.number_format(2, 1) == '#,##0" kWh"'
    assert binary.number_format(3, 4) == '0.00" MWh"'
    assert open_document.comment(4, 1) == "checked by hand"
    for each in (old, open_document):
        assert set(each.errors) == {(4, 2)}
        assert each.merges == ((0, 0, 0, 3),)
        assert each.is_hidden(3, 0)
        assert each.is_hidden(0, 2)
        assert not each.is_hidden(0, 0)
    assert binary.is_hidden(2, 0)
    assert binary.is_hidden(0, 1)


@pytest.mark.parametrize(
    "data",
    [
        (FILES / "ledger.xls").read_bytes(),
        (FILES / "ledger.ods").read_bytes(),
        write_xlsb({"One": b""}),
        write_docx(""),
    ],
)
def test_what_follows_formulas_finds_none_in_other_formats(data):
    assert read_formulas(data, "plant") == {}


@pytest.mark.parametrize(
    ("number_format", "unit"),
    [
        ('0.00" MWh"', "MWh"),
        ('#,##0\\ "t"', "t"),
        ('General" kWh"', "kWh"),
        ("[$kWh]", ""),
        ("[$kWh] #,##0", "kWh"),
        ("#,##0 [$m³-409]", "m³"),
        ('#,##0.0_ "万kWh";[Red]-#,##0.0" x"', "万kWh"),
        ("0\\ \\t", "t"),
        ('0" kg CO2e/t"', "kg CO2e/t"),
        ('"Total "0', ""),
        ('0"%"', ""),
        ("0.0%", ""),
        ('0," MWh"', ""),
        ('#,##0" MWh"', "MWh"),
        ('yyyy"年"m"月"', ""),
        ('[h]:mm" h"', ""),
        ('_-* #,##0.00\\ "€"_-', ""),
        ("#,##0 [$USD]", ""),
        ('#,##0"元"', ""),
        ("[$₹-4009]\\ #,##0", ""),
        ("General", ""),
        ("@", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_unit_in_a_number_format_is_told_and_money_dates_and_percent_are_none(number_format, unit):
    assert unit_in_format(number_format) == unit


@pytest.mark.parametrize(
    ("number_format", "kind"),
    [
        ("General", ""),
        ("0.00", ""),
        ('0.00" days"', ""),
        ("[Red]0.00", ""),
        ("#,##0;[h]:mm", ""),
        ("d-mmm-yy", "moment"),
        ("[$-409]mmmm yyyy", "moment"),
        ("[$-F800]dddd, mmmm dd, yyyy", "moment"),
        ("h:mm AM/PM", "moment"),
        ("mm:ss.0", "moment"),
        ("[h]:mm:ss", "duration"),
        ("[mm]:ss", "duration"),
        ("@", ""),
    ],
)
def test_a_date_format_is_told_from_one_of_numbers(number_format, kind):
    assert tell_date(number_format) == kind
