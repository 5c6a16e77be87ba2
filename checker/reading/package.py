"""The zip behind a workbook: opened within limits, its sheets found, its parts inflated bit by bit.

Nothing the file says of its own sizes is trusted; what counts is what comes out.
"""

from __future__ import annotations

import copy
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
_FREE = 8 * 2**20
_XML = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LONGEST_DECLARATION = len(b"<!DOCTYPE")


class SheetPart(NamedTuple):
    """A worksheet as the workbook lists it; `part` is None where the package lacks it."""

    name: str
    part: str | None
    hidden: bool


@dataclass
class Package:
    """An opened package: `parts` by folded name, `sheets` in the workbook's order."""

    name: str
    archive: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]
    sheets: tuple[SheetPart, ...] = ()
    strings: str | None = None
    styles: str | None = None
    from_1904: bool = False
    spent: int = 0
    """Bytes inflated so far."""
    looked_at: set[str] = field(default_factory=set)


def open_package(data: bytes, name: str) -> Package:
    """Open a workbook's bytes and find its worksheets, strings and styles.

    Raises UnreadableFileError for a damaged zip, another kind of document, entity
    declarations, sizes above the limits, and a workbook without a worksheet.
    """
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        raise refuse(name, "bomb")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        package = Package(name, archive, list_parts(archive))
        _find_sheets(package)
    except DAMAGE as error:
        raise refuse(name, "damaged") from error
    if not package.sheets:
        raise refuse(name, "no_sheets")
    return package


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
    stated = package.parts[part]
    info = copy.copy(stated)
    info.file_size = MOST_PART + 1  # else zipfile would stop, content, at the size the file states
    watched = part.endswith(_XML)
    size, tail = 0, b""
    with package.archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
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
                if _DECLARATION.search(seen):
                    raise refuse(package.name, "entities")
                tail = seen[-_LONGEST_DECLARATION:]
            yield chunk
    if size != stated.file_size:
        raise zipfile.BadZipFile(part)
    package.looked_at.add(part)


def inspect_rest(package: Package) -> None:
    """Look for entity declarations in the XML parts that nothing has read yet."""
    try:
        for part in sorted(package.parts):
            if part.endswith(_XML) and part not in package.looked_at:
                for _ in inflate(package, part):
                    pass
    except DAMAGE as error:
        raise refuse(package.name, "damaged") from error


def _find_sheets(package: Package) -> None:
    """Follow the relationships from the package to its workbook and on to the sheets."""
    start = _list_targets(package, "")
    main = next((target for kind, target in start.values() if kind == "officeDocument"), "xl/workbook.xml")
    if main.endswith(".bin"):
        raise refuse(package.name, "xlsb")
    if main not in package.parts or main.startswith(("word/", "ppt/", "visio/")):
        raise refuse(package.name, _name_other(package))
    targets = _list_targets(package, main)
    for kind, target in targets.values():
        if kind == "sharedStrings" and target in package.parts:
            package.strings = target
        elif kind == "styles" and target in package.parts:
            package.styles = target
    sheets: list[SheetPart] = []
    for tag, attributes in _list_elements(package, main):
        if tag == "workbookPr":
            package.from_1904 = attributes.get("date1904") in {"1", "true", "on"}
        elif tag == "sheet" and "name" in attributes:
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, target = targets.get(link, ("worksheet", ""))
            if kind == "worksheet":
                part = target if target in package.parts else None
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes["name"], part, hidden))
    package.sheets = tuple(sheets)


def _name_other(package: Package) -> str:
    """Give the refusal of a zip that is no .xlsx workbook."""
    if "xl/workbook.bin" in package.parts:
        return "xlsb"
    if "mimetype" in package.parts and "content.xml" in package.parts:
        return "ods"
    return "word" if any(part.startswith(("word/", "ppt/")) for part in package.parts) else "other"


def _list_targets(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Give the relationships of a part by id: kind, and the folded name of the target."""
    folder, _, file = part.rpartition("/")
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in package.parts:
        return {}
    targets = {}
    for tag, attributes in _list_elements(package, rels):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            targets[attributes.get("Id", "")] = kind, target.lstrip("/").lower()
    return targets


def _list_elements(package: Package, part: str) -> list[tuple[str, dict[str, str]]]:
    """Give the elements of a small XML part: local name and attributes."""
    elements: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: elements.append((tag.rpartition(":")[2], attributes))
    for chunk in inflate(package, part):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return elements
