"""Old and binary workbooks, .xls and .xlsb: read as Excel shows them, and never at their word."""

import datetime as dt
import io
import random
import struct

import pytest
from python_calamine import CalamineWorkbook

from checker.errors import UnreadableFileError
from checker.reading import other_files
from tests.unit.reading.other_packages import (
    BOF,
    FILES,
    binary,
    cell,
    fill_ledger,
    list_parts,
    lock_xls,
    put_number,
    record,
    row,
    wide,
    write_container,
    write_stream,
    write_text,
    write_xls,
    write_xlsb,
)
from tests.unit.reading.raw_packages import make_workbook, open_bytes, zip_parts

LEDGER = (FILES / "ledger.xls").read_bytes()
PLAIN = write_xls({"One": put_number(0, 0, 38000.0)})


def read_with_calamine(data):
    """Read a workbook with the Rust reader alone, as an independent witness."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [
            [None if value == "" else float(value) if type(value) is int else value for value in line]
            for line in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def test_an_xls_gives_what_the_same_workbook_gives_as_xlsx(tmp_path):
    old = open_bytes(tmp_path, LEDGER, "ledger.xls")
    new = open_bytes(tmp_path, make_workbook(fill_ledger), "ledger.xlsx")

    assert (old.kind, new.kind) == ("xls", "xlsx")
    assert [(sheet.name, sheet.hidden, sheet.merges, sheet.states) for sheet in old.sheets] == [
        (sheet.name, sheet.hidden, sheet.merges, sheet.states) for sheet in new.sheets
    ]
    for before, after in zip(old.sheets, new.sheets, strict=True):
        assert before.rows == after.rows
    assert {sheet.name: sheet.rows for sheet in old.sheets} == read_with_calamine(LEDGER)


def test_what_a_file_is_its_bytes_say_and_not_its_name(tmp_path):
    assert open_bytes(tmp_path, LEDGER, "ledger.xlsx").kind == "xls"
    assert open_bytes(tmp_path, make_workbook(fill_ledger), "ledger.xls").kind == "xlsx"
    assert open_bytes(tmp_path, write_xlsb({"One": b""}), "ledger.xls").kind == "xlsb"


def test_every_record_of_an_xls_gives_its_value(tmp_path):
    sheet = (
        put_number(0, 0, 1.5)
        + record(0x027E, struct.pack("<3HI", 0, 1, 0, 700 << 2 | 3))  # a hundredth of an integer
        + record(0x027E, struct.pack("<3HI", 0, 2, 0, (-5 << 2 | 2) & 0xFFFFFFFF))
        + record(0x00BD, struct.pack("<2HHIHIH", 1, 0, 0, 4 << 2 | 2, 0, 9 << 2 | 2, 1))
        + record(0x0204, struct.pack("<3H", 2, 0, 0) + write_text("kWh 千瓦时"))
        + record(0x0205, struct.pack("<3HBB", 2, 1, 0, 1, 0))
        + record(0x0205, struct.pack("<3HBB", 2, 2, 0, 0x2A, 1))
        + record(0x0006, struct.pack("<3HB5xH8x", 3, 0, 0, 0, 0xFFFF))
        + record(0x0207, write_text("done"))
        + record(0x0006, struct.pack("<3HBxBxxxH8x", 3, 1, 0, 1, 1, 0xFFFF))
        + record(0x0006, struct.pack("<3HBxBxxxH8x", 3, 2, 0, 2, 7, 0xFFFF))
        + record(0x0809, BOF) + put_number(0, 0, 999.0) + record(0x000A)  # a chart's own figures
    )  # fmt: skip
    data = write_xls({"One": sheet})
    found = open_bytes(tmp_path, data).sheets[0]

    assert found.rows == [
        [1.5, 7.0, -5.0],
        [4.0, 9.0, None],
        ["kWh 千瓦时", True, None],
        ["done", True, None],
    ]
    assert found.states == {(2, 2): "error", (3, 2): "error"}


def test_dates_of_an_xls_are_days_times_and_durations(tmp_path):
    formats = b"".join(
        record(0x041E, struct.pack("<H", number) + write_text(text))
        for number, text in [(164, "yyyy-mm-dd"), (165, "hh:mm"), (166, "[h]:mm"), (167, 'yyyy"年"m"月"')]
    )
    looks = b"".join(
        record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 164, 165, 166, 167, 57)
    )
    serials = [
        (1, 45352.0),
        (1, 45352.5),
        (2, 0.5),
        (3, 1.5),
        (4, 45323.0),
        (5, 45323.0),
        (1, -1.0),
        (1, 1.0),
        (1, 61.0),
    ]
    sheet = b"".join(put_number(n, 0, serial, look) for n, (look, serial) in enumerate(serials))
    data = write_xls({"One": sheet}, formats + looks)

    assert [line[0] for line in open_bytes(tmp_path, data).sheets[0].rows] == [
        dt.date(2024, 3, 1),
        dt.datetime(2024, 3, 1, 12),
        dt.time(12),
        dt.timedelta(hours=36),
        dt.date(2024, 2, 1),
        dt.date(2024, 2, 1),
        -1.0,
        dt.date(1900, 1, 1),
        dt.date(1900, 3, 1),
    ]
    from_1904 = write_xls({"One": put_number(0, 0, 43890.0, 1)}, record(0x0022, b"\1\0") + formats + looks)
    assert open_bytes(tmp_path, from_1904).sheets[0].rows == [[dt.date(2024, 3, 1)]]


def test_shared_texts_cut_over_records_are_put_together(tmp_path):
    text = "电力消费量" * 1000
    raw = text.encode("utf-16-le")
    first = struct.pack("<II", 2, 2) + struct.pack("<HB", 3, 0) + b"kWh" + struct.pack("<HB", len(text), 1)
    strings = (
        record(0x00FC, first + raw[:2000])
        + record(0x003C, b"\1" + raw[2000:8000])
        + record(0x003C, b"\1" + raw[8000:])
    )
    cells = record(0x00FD, struct.pack("<3HI", 0, 0, 0, 0)) + record(0x00FD, struct.pack("<3HI", 0, 1, 0, 1))
    data = write_xls({"One": cells}, strings)

    assert open_bytes(tmp_path, data).sheets[0].rows == [["kWh", text]]


def test_a_text_of_excel_95_is_read_in_its_code_page(tmp_path):
    version_5 = struct.pack("<HH", 0x0500, 5)
    name = "用电".encode("gbk")
    label = record(0x0204, struct.pack("<4H", 0, 0, 0, 8) + "千瓦时".encode("gbk") + b"  ")
    globals_ = record(0x0809, version_5) + record(0x0042, struct.pack("<H", 936))
    at = len(globals_) + 4 + 7 + len(name) + 4
    book = globals_ + record(0x0085, struct.pack("<IBBB", at, 0, 0, len(name)) + name) + record(0x000A)
    stream = book + record(0x0809, version_5) + label + record(0x000A)
    opened = open_bytes(tmp_path, write_container(stream, "Book"))

    assert [(sheet.name, sheet.rows) for sheet in opened.sheets] == [("用电", [["千瓦时  "]])]


def test_records_without_their_container_are_read(tmp_path):
    stream = write_stream({"One": put_number(1, 1, 5.0)})

    assert open_bytes(tmp_path, stream).sheets[0].rows == [[None, None], [None, 5.0]]


def test_sheets_of_an_xls_that_are_charts_or_macros_are_passed_over(tmp_path):
    data = write_xls({"chart": b"", "One": put_number(0, 0, 1.0), "macros": b""}, kinds=(2, 0, 6))

    assert [sheet.name for sheet in open_bytes(tmp_path, data).sheets] == ["One"]


def test_a_locked_xls_opens_with_its_password_and_with_excels_own(tmp_path):
    sheets = {"电力": put_number(0, 0, 38000.0)}
    locked, guarded = lock_xls(sheets, "geheim"), lock_xls(sheets, "VelvetSweatshop")

    assert open_bytes(tmp_path, locked, ask_password=lambda _: "geheim").sheets[0].rows == [[38000.0]]
    assert open_bytes(tmp_path, guarded).sheets[0].rows == [[38000.0]]
    with pytest.raises(UnreadableFileError, match="does not open the workbook"):
        open_bytes(tmp_path, locked, ask_password=lambda _: "other")
    with pytest.raises(UnreadableFileError, match="protected by a password"):
        open_bytes(tmp_path, locked)


def test_stray_cells_of_an_xls_are_left_out_and_named(tmp_path):
    data = write_xls({"One": put_number(0, 0, 1.0) + put_number(1, 0, 2.0) + put_number(65_535, 0, 3.0)})
    sheet = open_bytes(tmp_path, data).sheets[0]

    assert (sheet.rows, sheet.stray) == ([[1.0], [2.0]], ("A65536",))


@pytest.mark.parametrize(
    "broken",
    [
        put_number(0, 20_000, 1.0),
        record(0x00FD, struct.pack("<3HI", 0, 0, 0, 5)),
        record(0x0203, b"\0" * 5),
        record(0x0204, struct.pack("<3HHB", 0, 0, 0, 60_000, 1)),
    ],
)
def test_a_broken_sheet_of_an_xls_is_refused_by_name_and_the_others_read(tmp_path, broken):
    book = open_bytes(tmp_path, write_xls({"bad": broken, "good": put_number(0, 0, 1.0)}))

    assert book.refused == (("bad", "damaged"),)
    assert [sheet.name for sheet in book.sheets] == ["good"]


def test_a_sheet_with_too_many_cells_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(other_files, "MOST_CELLS", 3)
    four = b"".join(put_number(0, column, 1.0) for column in range(4))
    old = open_bytes(tmp_path, write_xls({"big": four, "small": put_number(0, 0, 1.0)}))
    new = open_bytes(
        tmp_path,
        write_xlsb(
            {
                "big": row(0) + b"".join(cell(5, n, bytes(8)) for n in range(4)),
                "small": row(0) + cell(5, 0, bytes(8)),
            }
        ),
    )

    assert old.refused == new.refused == (("big", "too_large"),)


def test_sheets_that_share_their_records_are_read_once(tmp_path):
    stream = write_stream({"One": put_number(0, 0, 1.0), "Two": put_number(0, 0, 2.0)})
    second = stream.index("Two".encode("utf-16-le")) - 8
    first = stream.index("One".encode("utf-16-le")) - 8
    shared = stream[:second] + stream[first : first + 4] + stream[second + 4 :]
    parts = list_parts(write_xlsb({"One": row(0) + cell(5, 0, bytes(8)), "Two": b""}))
    links = "xl/_rels/workbook.bin.rels"
    parts[links] = parts[links].replace(b"s2.bin", b"s1.bin")

    assert open_bytes(tmp_path, write_container(shared)).refused == (("Two", "damaged"),)
    assert open_bytes(tmp_path, zip_parts(parts)).refused == (("Two", "missing"),)


@pytest.mark.parametrize(
    "data",
    [
        write_xls({"One": b""}, record(0x00FC, struct.pack("<II", 1, 2**31 - 1))),  # texts that are not there
        write_xls({"One": b""}, record(0x00FC, struct.pack("<IIHBI", 1, 1, 1, 4, 2**31) + b"x")),
        PLAIN[:1024],
        PLAIN[:48] + struct.pack("<I", 7) + PLAIN[52:],  # the directory lies elsewhere
        PLAIN[:-512] + struct.pack("<128I", *([0] * 128)),  # chains that loop
        PLAIN[:30] + b"\x1f\0" + PLAIN[32:],
    ],
    ids=["texts", "reading aid", "cut", "directory", "loop", "sectors"],
)
def test_an_xls_is_not_taken_at_its_word(tmp_path, data):
    with pytest.raises(UnreadableFileError, match=r"damaged|not a workbook"):
        open_bytes(tmp_path, data, "plant.xls")


def test_an_old_word_document_is_told_apart(tmp_path):
    with pytest.raises(
        UnreadableFileError, match=r"Word or PowerPoint document of Office 97-2003.*save it as \.docx"
    ):
        open_bytes(tmp_path, write_container(b"x" * 5000, "WordDocument"), "report.xls")


def make_xlsb():
    """Make an .xlsb with a cell of every kind."""
    first = (
        binary(60, struct.pack("<4IH", 1, 2, 0, 0, 1))
        + row(0)
        + cell(7, 0, struct.pack("<I", 1))
        + cell(6, 1, wide("kWh 千瓦时"))
        + row(2, hidden=True)
        + cell(5, 0, struct.pack("<d", 1.5))
        + cell(2, 1, struct.pack("<I", 700 << 2 | 3))
        + cell(4, 2, b"\1")
        + cell(3, 3, b"\x07")
        + cell(1, 4)
        + row(3)
        + cell(9, 0, struct.pack("<d", 45352.0) + bytes(6), look=1)
        + cell(8, 1, wide("done") + bytes(6))
        + cell(10, 2, b"\0" + bytes(6))
        + cell(11, 3, b"\x2a" + bytes(6))
        + cell(5, 4, struct.pack("<d", 38.0), look=2)
    )
    merged = binary(146) + binary(176, struct.pack("<4I", 0, 1, 1, 1))
    formats = ["yyyy-mm-dd", '0.00" MWh"']
    return write_xlsb(
        {"一": first + merged, "Two": row(0) + cell(5, 0, bytes(8))}, ["no", "Purchased"], formats
    )


def test_every_record_of_an_xlsb_gives_its_value(tmp_path):
    data = make_xlsb()
    book = open_bytes(tmp_path, data, "plant.xlsb")
    sheet = book.sheets[0]

    assert book.kind == "xlsb"
    assert sheet.rows == [
        ["Purchased", "kWh 千瓦时", None, None, None],
        [None] * 5,
        [1.5, 7.0, True, None, None],
        [dt.date(2024, 3, 1), "done", False, None, 38.0],
    ]
    assert sheet.states == {(2, 3): "error", (3, 3): "error"}
    assert sheet.merges == ((0, 1, 1, 1),)
    assert {each.name: each.rows for each in book.sheets} == read_with_calamine(data)


def test_a_cell_in_the_last_corner_of_an_xlsb_costs_nothing(tmp_path):
    body = row(0) + cell(5, 0, bytes(8)) + cell(5, 1, bytes(8)) + row(1_048_575) + cell(5, 16_383, bytes(8))
    sheet = open_bytes(tmp_path, write_xlsb({"One": body})).sheets[0]

    assert (sheet.rows, sheet.stray) == ([[0.0, 0.0]], ("XFD1048576",))


def test_a_broken_sheet_of_an_xlsb_is_refused_by_name_and_the_others_read(tmp_path):
    good = row(0) + cell(5, 0, bytes(8))
    for broken in (
        row(2_000_000) + good[len(row(0)) :],
        row(0) + cell(7, 0, b"\xff\0\0\0"),
        b"\x05\x08abc",
        b"\x05\xff\xff",
    ):
        book = open_bytes(tmp_path, write_xlsb({"bad": broken, "good": good}))
        assert book.refused == (("bad", "damaged"),)


@pytest.mark.parametrize("good", [LEDGER, PLAIN, make_xlsb()], ids=["ledger", "xls", "xlsb"])
def test_no_broken_byte_of_a_binary_file_is_worse_than_a_refusal(tmp_path, good):
    dice = random.Random(11)
    parts = list_parts(good) if good[:2] == b"PK" else {}
    for _ in range(150):
        name = dice.choice(sorted(parts)) if parts else ""
        content = bytearray(parts.get(name, good))
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(len(content))] = dice.choice([0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)])
        broken = zip_parts(parts | {name: bytes(content)}) if parts else bytes(content)
        try:
            open_bytes(tmp_path, broken)
        except UnreadableFileError as error:
            assert "\n" not in str(error)  # noqa: PT017  # what counts is that nothing else is raised
