"""The bounded scan: what it measures, and what it refuses before anything is read."""

import io
import struct
import zipfile
import zlib

import pytest

from checker.errors import UnreadableFileError
from checker.reading import package as package_module
from checker.reading.fast_scan import scan_fast
from checker.reading.package import find_sheets, inflate, inspect_rest, open_zip
from checker.reading.scan import DamagedSheetError, SheetScan, TooLargeError, scan_sheet
from tests.unit.reading.raw_packages import LINK, make_parts, write_cell, write_sheet_xml, zip_parts

GOOD = write_sheet_xml(f'<row r="1">{write_cell("A1", 1)}{write_cell("B1", 2)}</row>')


def open_package(data, name):
    """Open a workbook's package and find its sheets."""
    package, _ = open_zip(data, name)
    find_sheets(package)
    return package


def in_chunks(xml, size=7):
    data = xml.encode()
    return [data[at : at + size] for at in range(0, len(data), size)]


def scan_both(rows, after=""):
    """Scan by both ways, in pieces small and large, and hold them to the same answer."""
    xml = write_sheet_xml(rows, after)
    slow = scan_sheet(in_chunks(xml), 1000)
    for size in (7, 10_000):
        fast = scan_fast(in_chunks(xml, size), 1000)
        assert fast is None or fast == slow
    assert slow == scan_sheet(in_chunks(xml, 10_000), 1000)
    return slow


def test_the_box_holds_the_cells_with_content_and_no_styled_blanks():
    scan = scan_both(
        '<row r="3"><c r="B3" s="1"/><c r="C3"><v>1</v></c></row><row r="5"><c r="D5"><v>2</v></c></row>'
    )

    assert scan.box == (2, 2, 4, 3)
    assert scan.cells == 2


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ('<c r="A1"><f>B1</f></c>', "not_calculated"),
        ('<c r="A1"><f>B1</f><v/></c>', "not_calculated"),
        ('<c r="A1"><f>B1</f><v></v></c>', "not_calculated"),
        ('<c r="A1"><f t="shared" si="0"/></c>', "not_calculated"),
        ('<c r="A1"><f>B1</f><v>0</v></c>', None),
        ('<c r="A1"><f t="shared" si="0"/><v>7</v></c>', None),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "error"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "error"),
        ("<c r='A1' t='e'><v>#N/A</v></c>", "error"),
        ('<c r="A1"><v>#N/A</v></c>', None),
    ],
)
def test_a_cell_knows_whether_it_was_calculated(cell, state):
    assert scan_both(f'<row r="1">{cell}</row>').states == ({(0, 0): state} if state else {})


def test_formulas_of_conditional_formats_are_not_those_of_cells():
    after = "<conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting><x><f>A1</f></x>"

    assert scan_both(f'<row r="1">{write_cell("A1", 1)}</row>', after).states == {}


def test_merged_ranges_are_listed():
    after = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="D1:D9"/></mergeCells>'

    assert scan_both(f'<row r="1">{write_cell("A1", 1)}</row>', after).merged == ["A1:C1", "D1:D9"]


def test_a_cell_without_an_address_follows_the_one_before():
    scan = scan_both(
        '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    )

    assert scan.box == (0, 0, 1, 4)


@pytest.mark.parametrize(
    ("far", "runs"),
    [
        ("A10002", 1),
        ("A10003", 2),
        ("ALM1", 1),  # column 1,001
        ("ALN1", 2),
        ("XFD1048576", 2),
    ],
)
def test_cells_beyond_the_gap_stand_apart(far, runs):
    row = "".join(character for character in far if character.isdigit())
    near = f'<row r="2">{write_cell("A2", 1)}</row>'
    beyond = f'<row r="{row}">{write_cell(far, 9)}</row>'
    scan = scan_both(beyond + near if row == "1" else near + beyond)

    assert max(len(scan.row_runs), len(scan.column_runs)) == runs
    assert scan.must_cut is (runs > 1)


def test_prefixed_elements_are_cells_too():
    xml = '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'

    assert scan_fast([xml.encode()], 10) is None
    assert scan_sheet([xml.encode()], 10).box == (1, 1, 1, 1)


@pytest.mark.parametrize("address", ["XFE1", "A1048577", "A0", "A", "1", "A-1", "ÄÄ1", "A1:B2"])
def test_an_address_outside_excels_grid_is_damage(address):
    xml = write_sheet_xml(f'<row r="1"><c r="{address}"><v>1</v></c></row>').encode()

    assert scan_fast([xml], 10) is None
    with pytest.raises(DamagedSheetError):
        scan_sheet([xml], 10)


def test_a_comment_inside_a_number_is_damage_not_a_shorter_number():
    xml = write_sheet_xml('<row r="1"><c r="A1"><v>1<!-- --> 2</v></c></row>').encode()

    assert scan_fast([xml], 10) is None
    with pytest.raises(DamagedSheetError):
        scan_sheet([xml], 10)


@pytest.mark.parametrize("scan", [scan_sheet, scan_fast])
def test_more_cells_than_allowed_are_too_large(scan):
    rows = "".join(f'<row r="{n}">{write_cell(f"A{n}", n)}</row>' for n in range(1, 12))

    with pytest.raises(TooLargeError):
        scan([write_sheet_xml(rows).encode()], 10)


def test_a_blank_sheet_has_no_box():
    assert scan_both("") == SheetScan()


def test_sheets_are_found_wherever_the_relationships_point():
    parts = make_parts({"Strom": GOOD, "热力": GOOD}, target="/xl/odd/Blatt {}.bin.xml")
    package = open_package(zip_parts(parts), "a.xlsx")

    assert [(sheet.name, sheet.part) for sheet in package.sheets] == [
        ("Strom", "xl/odd/blatt 1.bin.xml"),
        ("热力", "xl/odd/blatt 2.bin.xml"),
    ]


def test_chart_sheets_are_passed_over_and_hidden_sheets_marked():
    parts = make_parts({"One": GOOD, "Two": GOOD, "Three": GOOD})
    links = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = links.replace(f"{LINK}/worksheet", f"{LINK}/chartsheet", 1)
    book = str(parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = book.replace('sheetId="2"', 'sheetId="2" state="hidden"').replace(
        'sheetId="3"', 'sheetId="3" state="veryHidden"'
    )
    package = open_package(zip_parts(parts), "a.xlsx")

    assert [(sheet.name, sheet.hidden) for sheet in package.sheets] == [("Two", True), ("Three", True)]


@pytest.mark.parametrize(
    "declaration", ["<!DOCTYPE a [<!ENTITY x 'y'>]>", "<!DOCTYPE a SYSTEM 'http://localhost/'>"]
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/s1.xml", "docProps/custom.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations_are_refused_in_any_part(declaration, part, encoding):
    parts = make_parts({"One": GOOD})
    body = str(parts.get(part, "<a/>")).removeprefix('<?xml version="1.0"?>')
    parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{body}'.encode(encoding)
    with pytest.raises(UnreadableFileError, match="XML entities"):
        inspect_all(zip_parts(parts))


def test_a_declaration_across_two_chunks_is_seen(monkeypatch):
    monkeypatch.setattr(package_module, "_CHUNK", 11)
    parts = make_parts({"One": GOOD}) | {"docProps/app.xml": "<a>" + " " * 50 + "<!ENTITY x 'y'></a>"}
    with pytest.raises(UnreadableFileError, match="XML entities"):
        inspect_all(zip_parts(parts))


def test_a_part_that_unpacks_to_too_much_is_refused_while_it_unpacks():
    data = zip_parts(make_parts({"One": GOOD}) | {"xl/media/a.xml": b" " * (40 * 2**20)})
    package = open_package(data, "a.xlsx")
    with pytest.raises(UnreadableFileError, match="unpacks to far more"):
        inspect_rest(package)

    assert package.spent < 16 * 2**20


def test_a_lie_about_a_parts_size_does_not_help():
    data = bytearray(zip_parts(make_parts({"One": GOOD}) | {"xl/media/a.xml": b" " * (40 * 2**20)}))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.xml"))
    struct.pack_into("<II", data, at + 16, zlib.crc32(b" " * 100), struct.unpack_from("<I", data, at + 20)[0])
    struct.pack_into("<I", data, at + 24, 100)

    assert zipfile.ZipFile(io.BytesIO(data)).read("xl/media/a.xml") == b" " * 100
    with pytest.raises(UnreadableFileError, match="unpacks to far more"):
        inspect_all(bytes(data))


def test_the_parts_together_are_bounded_too(monkeypatch):
    monkeypatch.setattr(package_module, "MOST_TOTAL", 5_000)
    noise = "".join(f"<a>{zlib.crc32(bytes([n]))}</a>" for n in range(200))
    parts = make_parts({"One": GOOD}) | {f"xl/custom{n}.xml": noise for n in range(5)}
    with pytest.raises(UnreadableFileError, match="too large"):
        inspect_all(zip_parts(parts))


def test_a_thousandfold_list_of_parts_is_not_even_opened():
    with pytest.raises(UnreadableFileError, match="unpacks to far more"):
        open_package(b"PK\x03\x04" + b"PK\x01\x02" * 10_001, "a.xlsx")


def test_one_name_claimed_by_two_parts_is_damage():
    parts = make_parts({"One": GOOD}) | {"XL/Worksheets/S1.xml": GOOD}
    with pytest.raises(UnreadableFileError, match="damaged"):
        open_package(zip_parts(parts), "a.xlsx")


def inspect_all(data):
    package = open_package(data, "a.xlsx")
    for sheet in package.sheets:
        for _ in inflate(package, sheet.part or ""):
            pass
    inspect_rest(package)
