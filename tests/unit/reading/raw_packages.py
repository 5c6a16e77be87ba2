"""Workbooks written by hand, part by part, for what no library would write."""

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

from checker.reading.excel import open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_sheet_xml(rows: str, after: str = "") -> str:
    """Wrap rows in a worksheet."""
    return (
        f'<?xml version="1.0"?>\n<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def write_strings(*items: str) -> str:
    """Write shared strings from the XML inside each item."""
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


def make_parts(
    sheets: Mapping[str, str], strings: str | None = None, *, target: str = "worksheets/s{}.xml"
) -> dict[str, str | bytes]:
    """Make the parts of a workbook from sheet XML by name; `target` is how sheets are pointed at."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINK}/worksheet" Target="{target.format(n)}"/>'
        for n in range(1, len(sheets) + 1)
    )
    if strings is not None:
        links += f'<Relationship Id="t" Type="{LINK}/sharedStrings" Target="sharedStrings.xml"/>'
    book = f'<Relationship Id="b" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{RELS}">{book}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{links}</Relationships>',
    }
    for n, xml in enumerate(sheets.values(), start=1):
        part = target.format(n)
        parts[part.lstrip("/") if part.startswith("/") else f"xl/{part}"] = xml
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return parts


def zip_parts(parts: Mapping[str, str | bytes]) -> bytes:
    """Zip parts into a package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def write_cell(address: str, value: object) -> str:
    """Write a number or an inline text as a cell's XML."""
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{address}"><v>{value}</v></c>'


def open_bytes(tmp_path, data, name="plant.xlsx", ask_password=None):
    """Write bytes to a file and open it."""
    path = tmp_path / name
    path.write_bytes(data)
    return open_workbook(path, name, ask_password)


def make_workbook(fill):
    """Make a workbook with XlsxWriter; `fill` puts the sheets in."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        fill(book)
    return packed.getvalue()


def fill_plain(book):
    """Put in one sheet whose table does not begin in A1."""
    sheet = book.add_worksheet("电力")
    sheet.write_row(1, 1, ["Month", "kWh"])
    sheet.write_row(2, 1, ["2024-01", 38000])
