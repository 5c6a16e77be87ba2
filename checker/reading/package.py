"""The zip behind a workbook: opened within limits, its sheets found, its parts inflated bit by bit.

Nothing the file says of its own sizes is trusted; what counts is what comes out.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from checker.reading.refusals import refuse

MOST_FILE = 64 * 2**20
"""Bytes of a file. Ours: ten times the largest of 1,400 real workbooks."""
MOST_PART = 128 * 2**20
"""Bytes of one part, inflated. Ours: a sheet of a million cells takes about 50 MiB."""
MOST_TOTAL = 256 * 2**20
"""Bytes of all XML parts, inflated. Ours."""
MOST_RATIO = 300
"""Inflated bytes per packed byte beyond the first 8 MiB. Ours: real sheets reach about 100."""
MOST_PARTS = 10_000
"""Parts in a package. Ours."""

DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, EOFError, LookupError,
    NotImplementedError, OSError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What zipfile and expat raise on broken input."""

_CHUNK = 2**17
_PIECE = 2**15
_HEADER = struct.Struct("<4s2xH18xHH")
_FREE = 8 * 2**20
_XML = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MAINS = ("xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml")
_LONGEST_DECLARATION = len(b"<!DOCTYPE")


class SheetPart(NamedTuple):
    """A worksheet as the workbook lists it; `part` is None where the package lacks it or another sheet has it."""

    name: str
    part: str | None
    hidden: bool


@dataclass
class Package:
    """An opened package: `parts` by folded name, `sheets` in the workbook's order."""

    name: str
    data: bytes
    parts: dict[str, zipfile.ZipInfo]
    main: str = ""
    """The part that all others hang on."""
    sheets: tuple[SheetPart, ...] = ()
    strings: str | None = None
    styles: str | None = None
    from_1904: bool = False
    spent: int = 0
    """Bytes inflated so far."""
    looked_at: set[str] = field(default_factory=set)


def open_zip(data: bytes, name: str) -> tuple[Package, str]:
    """Open a zip within limits and tell what it holds: "xlsx", "xlsb", "ods", "docx", or the key of a refusal.

    Raises UnreadableFileError for a damaged zip and one of too many parts.
    """
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        raise refuse(name, "bomb")
    try:
        package = Package(name, data, list_parts(zipfile.ZipFile(io.BytesIO(data))))
        return package, _tell_kind(package)
    except DAMAGE as error:
        raise refuse(name, "damaged") from error


def find_sheets(package: Package) -> None:
    """Find the worksheets, strings and styles of a workbook; raises UnreadableFileError without a worksheet."""
    try:
        _find_sheets(package)
    except DAMAGE as error:
        raise refuse(package.name, "damaged") from error
    if not package.sheets:
        raise refuse(package.name, "no_sheets")


def list_parts(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Give the parts by folded name; raises BadZipFile where a name is claimed twice."""
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        folded = info.filename.replace("\\", "/").lstrip("/").lower()
        if folded in parts and not folded.endswith("/"):
            raise zipfile.BadZipFile(folded)
        parts[folded] = info
    return parts


def inflate(package: Package, part: str) -> Iterator[bytes]:
    """Give a part in chunks, counting what comes out; looks for entity declarations in XML.

    Raises UnreadableFileError above the limits and for a declaration, one of DAMAGE where the
    part is broken or its stated size is not its size.
    """
    info = package.parts[part]
    watched = part.endswith(_XML)
    size, check, tail = 0, 0, b""
    for chunk in _unpack(package, info):
        size += len(chunk)
        check = zlib.crc32(chunk, check)
        if part not in package.looked_at:
            package.spent += len(chunk)
        if size > MOST_PART or package.spent > MOST_TOTAL:
            raise refuse(package.name, "too_large" if size <= MOST_RATIO * info.compress_size else "bomb")
        if size > _FREE and size > MOST_RATIO * info.compress_size:
            raise refuse(package.name, "bomb")
        if watched:
            seen = tail + chunk
            if b"\0" in seen:
                seen = seen.replace(b"\0", b"")  # UTF-16
            if b"<!" in seen and _DECLARATION.search(seen):
                raise refuse(package.name, "entities")
            tail = seen[-_LONGEST_DECLARATION:]
        yield chunk
    if size != info.file_size or check != info.CRC:
        raise zipfile.BadZipFile(part)
    package.looked_at.add(part)


def _unpack(package: Package, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a part's content bit by bit; zipfile would stop, content, at the size the file states."""
    header = package.data[info.header_offset : info.header_offset + _HEADER.size]
    signature, flags, name, extra = _HEADER.unpack(header)
    start = info.header_offset + _HEADER.size + name + extra
    packed = memoryview(package.data)[start : start + info.compress_size]
    if signature != b"PK\3\4" or flags & 1 or len(packed) != info.compress_size:
        raise zipfile.BadZipFile(info.filename)
    if info.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), _CHUNK):
            yield bytes(packed[at : at + _CHUNK])
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(info.filename)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _PIECE):
        rest: bytes | memoryview = packed[at : at + _PIECE]
        while rest:
            chunk = unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail
            if chunk:
                yield chunk
            elif unpacker.eof:
                break
    while chunk := unpacker.decompress(b"", _CHUNK):
        yield chunk
    if not unpacker.eof:
        raise EOFError(info.filename)


def inspect_rest(package: Package, *, everything: bool = False) -> None:
    """Look for entity declarations in the XML parts that nothing has read yet; measure `everything` else too."""
    try:
        for part in sorted(package.parts):
            if (everything or part.endswith(_XML)) and part not in package.looked_at:
                for _ in inflate(package, part):
                    pass
    except DAMAGE as error:
        raise refuse(package.name, "damaged") from error


def _tell_kind(package: Package) -> str:
    parts = package.parts
    if "mimetype" in parts and "content.xml" in parts:
        package.main = "content.xml"
        kind = next(inflate(package, "mimetype"), b"").strip()
        return "ods" if kind.startswith(_SPREADSHEET) else "open_document"
    targets = list_targets(package, "").values()
    main = next((target for kind, target in targets if kind == "officeDocument"), "")
    package.main = main if main in parts else next((part for part in _MAINS if part in parts), "")
    if package.main.endswith(".bin"):
        return "xlsb"
    if package.main.startswith("word/"):
        return "docx"
    if package.main.startswith(("ppt/", "visio/")):
        return "office"
    return "xlsx" if package.main else "other"


def _find_sheets(package: Package) -> None:
    """Follow the relationships from the workbook on to its sheets."""
    targets = list_targets(package, package.main)
    for kind, target in targets.values():
        if kind == "sharedStrings" and target in package.parts:
            package.strings = target
        elif kind == "styles" and target in package.parts:
            package.styles = target
    sheets, taken = list[SheetPart](), set[str]()
    for tag, attributes in list_elements(package, package.main):
        if tag == "workbookPr":
            package.from_1904 = attributes.get("date1904") in {"1", "true", "on"}
        elif tag == "sheet" and "name" in attributes:
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, target = targets.get(link, ("worksheet", ""))
            if kind == "worksheet":
                part = target if target in package.parts and target not in taken else None
                taken.add(target)
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes["name"], part, hidden))
    package.sheets = tuple(sheets)


def list_targets(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Give the relationships of a part by id: kind, and the folded name of the target."""
    folder, _, file = part.rpartition("/")
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in package.parts:
        return {}
    targets = {}
    for tag, attributes in list_elements(package, rels):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            targets[attributes.get("Id", "")] = kind, target.lstrip("/").lower()
    return targets


def list_elements(package: Package, part: str) -> list[tuple[str, dict[str, str]]]:
    """Give the elements of a small XML part: local name and attributes."""
    elements: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: elements.append((tag.rpartition(":")[2], attributes))
    for chunk in inflate(package, part):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return elements
