"""Files that are no .xlsx, written record by record or tag by tag, and one ledger saved by LibreOffice."""

import datetime as dt
import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msoffcrypto.method.rc4 import DocumentRC4

from tests.unit.reading.raw_packages import LINK, RELS, zip_parts

FILES = Path(__file__).parent / "files"


def fill_ledger(book):
    """Put in what `files/ledger.xls` and `files/ledger.ods` hold."""
    sheet = book.add_worksheet("电力 2024")
    unit = book.add_format({"num_format": '#,##0" kWh"'})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.merge_range(0, 0, 0, 3, "Ledger 台账", book.add_format({"bold": True}))
    sheet.write_row(1, 0, ["Month", "Use", "Share", "Day"])
    sheet.write_row(2, 0, ["2024-01"])
    sheet.write(2, 1, 38000, unit)
    sheet.write(2, 2, 0.125, book.add_format({"num_format": "0.0%"}))
    sheet.write_datetime(2, 3, dt.datetime(2024, 1, 31), day)
    sheet.write_row(3, 0, ["2024-02"])
    sheet.write(3, 1, 1234.56, unit)
    sheet.write(3, 2, True)
    sheet.write_datetime(3, 3, dt.datetime(2024, 2, 29, 12, 30), moment)
    sheet.write(4, 0, "总计")
    sheet.write_formula(4, 1, "=SUM(B3:B4)", unit, 39234.56)
    sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.write_comment("B5", "checked by hand")
    hidden = book.add_worksheet("hidden")
    hidden.write(0, 0, "x" * 50)
    hidden.write(0, 1, -7)
    hidden.write(1, 1, 0.1)
    hidden.hide()
    book.add_worksheet("blank")


def record(kind: int, data: bytes = b"") -> bytes:
    """Write a record of an .xls."""
    return struct.pack("<HH", kind, len(data)) + data


def write_text(text: str) -> bytes:
    """Write a text of an .xls with its header."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


BOF = struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)


def write_stream(
    sheets: Mapping[str, bytes], before: bytes = b"", *, kinds: Sequence[int] = (), first: bytes = b""
) -> bytes:
    """Write the records of an .xls: `before` the list of sheets, `first` of all."""
    start = record(0x0809, BOF) + first + before
    listed = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(start) + sum(4 + 6 + len(each) for each in listed) + 4
    written, bodies = b"", b""
    for number, (name, body) in enumerate(zip(listed, sheets.values(), strict=True)):
        kind = kinds[number] if kinds else 0
        written += record(0x0085, struct.pack("<IBB", at + len(bodies), 0, kind) + name)
        bodies += record(0x0809, BOF[:2] + b"\x10" + BOF[3:]) + body + record(0x000A)
    return start + written + record(0x000A) + bodies


def put_number(row: int, column: int, number: float, look: int = 0) -> bytes:
    """Write a number's record."""
    return record(0x0203, struct.pack("<3Hd", row, column, look, number))


def write_container(stream: bytes, name: str = "Workbook") -> bytes:
    """Write the container of an old file round one stream."""
    stream += bytes(max(0, 4096 - len(stream)))
    sectors = -(-len(stream) // 512)
    tables = -(-(sectors + 2) // 127)
    chain = list(range(1, sectors)) + [0xFFFFFFFE, 0xFFFFFFFE] + [0xFFFFFFFD] * tables
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512 * tables, b"\xff")

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = called.encode("utf-16-le")
        return struct.pack(
            "<64sHBB3I16sI16sIQ",
            raw,
            len(raw) + 2,
            kind,
            1,
            0xFFFFFFFF,
            0xFFFFFFFF,
            child,
            b"",
            0,
            b"",
            start,
            size,
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 0, len(stream))
    difat = list(range(sectors + 1, sectors + 1 + tables)) + [0xFFFFFFFF] * (109 - tables)
    header = struct.pack(
        "<8s16s5H6x9I109I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, *difat,
    )  # fmt: skip
    return header + stream.ljust(sectors * 512, b"\0") + directory.ljust(512, b"\0") + table


def write_xls(sheets: Mapping[str, bytes], before: bytes = b"", **options) -> bytes:
    """Write an .xls from the records of its sheets."""
    return write_container(write_stream(sheets, before, **options))


def lock_xls(sheets: Mapping[str, bytes], password: str) -> bytes:
    """Write an .xls whose records are encrypted, as Excel 97 does ([MS-OFFCRYPTO] 2.3.6)."""
    salt, secret = b"s" * 16, b"v" * 16
    proof = DocumentRC4.decrypt(password, salt, io.BytesIO(secret + hashlib.md5(secret).digest())).read()
    lock = record(0x002F, struct.pack("<3H", 1, 1, 1) + salt + proof)
    plain = write_stream(sheets, first=lock)
    mixed = bytearray(DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read())
    at = 0
    while at < len(plain):
        kind, size = struct.unpack_from("<HH", plain, at)
        clear = size if kind in {0x0809, 0x002F} else 4 if kind == 0x0085 else 0
        mixed[at : at + 4 + clear] = plain[at : at + 4 + clear]
        at += 4 + size
    return write_container(bytes(mixed))


def binary(kind: int, data: bytes = b"") -> bytes:
    """Write a record of an .xlsb."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + data


def wide(text: str) -> bytes:
    """Write a text of an .xlsb with its length."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(kind: int, column: int, data: bytes = b"", look: int = 0) -> bytes:
    """Write a cell's record of an .xlsb."""
    return binary(kind, struct.pack("<II", column, look) + data)


def row(number: int, *, hidden: bool = False) -> bytes:
    """Write the record that begins a row of an .xlsb."""
    return binary(0, struct.pack("<IIHBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0) + b"\0")


def write_xlsb(
    sheets: Mapping[str, bytes], strings: Sequence[str] = (), formats: Sequence[str] = ()
) -> bytes:
    """Write an .xlsb from the cell records of its sheets; cell looks 1, 2, … have the formats."""
    names = enumerate(sheets, start=1)
    bundle = b"".join(binary(156, struct.pack("<II", 0, n) + wide(f"r{n}") + wide(name)) for n, name in names)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINK}/worksheet" Target="worksheets/s{n}.bin"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="t" Type="{LINK}/sharedStrings" Target="sharedStrings.bin"/>'
    links += f'<Relationship Id="y" Type="{LINK}/styles" Target="styles.bin"/>'
    numbers = range(164, 164 + len(formats))
    custom = b"".join(
        binary(44, struct.pack("<H", n) + wide(f)) for n, f in zip(numbers, formats, strict=True)
    )
    looks = b"".join(binary(47, struct.pack("<HH12x", 0, n)) for n in (0, *numbers))
    count = struct.pack("<I", len(formats) + 1)
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="b" Type="{LINK}/officeDocument" '
        'Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": binary(131) + binary(153, bytes(12)) + binary(143) + bundle + binary(144) + binary(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{RELS}">{links}</Relationships>',
        "xl/sharedStrings.bin": binary(159, struct.pack("<II", len(strings), len(strings)))
        + b"".join(binary(19, b"\0" + wide(text)) for text in strings)
        + binary(160),
        "xl/styles.bin": binary(278) + binary(615, struct.pack("<I", len(formats))) + custom + binary(616)
        + binary(617, count) + looks + binary(618) + binary(279),
    }  # fmt: skip
    for n, body in enumerate(sheets.values(), start=1):
        extent = binary(148, struct.pack("<4I", 0, 9, 0, 9))
        parts[f"xl/worksheets/s{n}.bin"] = (
            binary(129) + extent + binary(145) + body + binary(146) + binary(130)
        )
    return zip_parts(parts)


_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def write_ods(tables: str, before: str = "") -> bytes:
    """Write an .ods from the XML of its tables."""
    spaces = " ".join(
        f'xmlns:{prefix}="{_OASIS}{name}:1.0"'
        for prefix, name in [("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")]
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return zip_parts(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<?xml version="1.0"?><office:document-content {spaces}>{before}{body}</office:document-content>',
        }
    )


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_docx(body: str) -> bytes:
    """Write a .docx from the XML of its body."""
    return zip_parts(
        {
            "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="b" Type="{LINK}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def paragraph(text: str) -> str:
    """Write a paragraph of a .docx."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Sequence[str]) -> str:
    """Write a table of a .docx; a cell that begins with "<" is written as it is."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join(each if each.startswith("<") else f"<w:tc>{paragraph(each)}</w:tc>" for each in cells)
            + "</w:tr>"
            for cells in rows
        )
        + "</w:tbl>"
    )


def list_parts(data: bytes) -> dict[str, bytes]:
    """Give the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
