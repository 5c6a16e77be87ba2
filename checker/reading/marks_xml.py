"""What a sheet's XML says of its cells beside their values, in one pass over it.

As in `fast_scan`, regular expressions read the plain way nearly all sheets are written in, and
what they match is counted against a looser count; where the two differ, expat reads the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from checker.cells import number_column
from checker.reading.scan import Place, parse

_PLAIN = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: [^<>]*)?>\s*<f((?: [^<>]*?)?)(?:/>|>([^<]*)</f>)', re.DOTALL
)
_ANY = re.compile(rb"<f[\s/>]")
_FAULT = re.compile(
    rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"(?: \w+="[^"<>]*")*? t="e"[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6}+)"[^<>]*? hidden="(?:1|true|on)"')
_COLUMN = re.compile(rb"<col ([^<>]*)>")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([1-9][0-9]*):([A-Z]{1,3})([1-9][0-9]*)"')
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_PREFIXED = re.compile(rb":(?:row|cols?|c|f|v|mergeCell)[\s/>]")
_SINGLE = re.compile(rb"<[\w:]+ [^<>]*?[\w:]='")
_HEAD = 4096
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+):\$?([A-Z]{1,3})\$?([0-9]+)\Z")
_TRUE = {"1", "true", "on"}


class Found(NamedTuple):
    """A formula element of the XML: its cell, its attributes and its text."""

    row: int
    column: int
    attributes: Mapping[str, str]
    text: str


@dataclass
class Marks:
    """What one pass found; rows and columns counted from 0, `hidden_*` half-open ranges.

    `styles` holds the index of each cell's style that is among those asked for.
    """

    formulas: list[Found] = field(default_factory=list)
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def find_marks(xml: bytes) -> Marks | None:
    """Find a sheet's marks, but for styles, where it is written the plain way; else None."""
    formulas = None if _is_odd(xml) else find_formulas(xml)
    if formulas is None:
        return None
    marks = Marks(formulas)
    if b't="e"' in xml:
        faults = _FAULT.findall(xml)
        if len(faults) != xml.count(b't="e"'):
            return None
        marks.errors = {_place(letters, digits): text.decode() for letters, digits, text in faults}
    _find_hidden(xml, marks)
    if b"<mergeCell " in xml:
        merged = _MERGED.findall(xml)
        if len(merged) != xml.count(b"<mergeCell "):
            return None
        marks.merges = [(*_place(a, b), *_place(c, d)) for a, b, c, d in merged]
    return marks


def find_styles(xml: bytes, wanted: Iterable[int]) -> dict[tuple[int, int], int] | None:
    """Find the cells whose style is one of those wanted; None where it is not written the plain way."""
    listed = b"|".join(b"%d" % style for style in sorted(wanted))
    every = xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/")
    if _is_odd(xml) or xml.count(b'<c r="') != every:
        return None
    if not listed:
        return {}
    pattern = re.compile(rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"(?: [^<>]*?)? s="(' + listed + rb')"')
    columns = _Columns()
    return {
        (int(digits) - 1, columns[letters]): int(style) for letters, digits, style in pattern.findall(xml)
    }


def find_formulas(xml: bytes) -> list[Found] | None:
    """Find the formula elements, top to bottom; None where they are not written the plain way."""
    if b"<f" not in xml and b"\0" not in xml and not _PREFIXED.search(xml):
        return []
    if _is_odd(xml):
        return None
    starts = [match.start() for match in _ANY.finditer(xml)]
    if not starts:
        return []
    if len(starts) * 4 < xml.count(b"<c "):
        cells = (_PLAIN.match(xml, max(0, xml.rfind(b"<c ", 0, start))) for start in starts)
        parts = [cell.groups(b"") for cell in cells if cell is not None]
    else:
        parts = _PLAIN.findall(xml)
    if len(parts) != len(starts):
        return None
    columns, attributes = _Columns(), _Attributes()
    return [
        Found(int(digits) - 1, columns[letters], attributes[raw], unescape(text.decode()) if b"&" in text else text.decode())
        for letters, digits, raw, text in parts
    ]  # fmt: skip


class _Columns(dict[bytes, int]):
    """Column by its letters, worked out once."""

    def __missing__(self, letters: bytes) -> int:
        self[letters] = number_column(letters.decode())
        return self[letters]


class _Attributes(dict[bytes, Mapping[str, str]]):
    """Attributes by how they are written: thousands of formulas share one way."""

    def __missing__(self, raw: bytes) -> Mapping[str, str]:
        self[raw] = _read_attributes(raw)
        return self[raw]


def _is_odd(xml: bytes) -> bool:
    """Tell whether the XML is written as the expressions do not know it; prefixes and quotes show in its head."""
    head = xml[:_HEAD]
    return (
        b"<!" in xml
        or b"\0" in xml
        or bool(_PREFIXED.search(xml))
        or (b"='" in head and bool(_SINGLE.search(head)))
    )


def _find_hidden(xml: bytes, marks: Marks) -> None:
    if b"hidden=" not in xml:
        return
    marks.hidden_rows = [(row - 1, row) for row in map(int, _ROW.findall(xml))]
    for raw in _COLUMN.findall(xml):
        _note_column(_read_attributes(raw), marks)


def read_marks_slowly(xml: bytes, wanted: Iterable[int]) -> Marks:  # handlers share state
    """Find a sheet's marks with expat; raises DamagedSheetError, and one of DAMAGE for broken XML."""
    marks, place, styles = Marks(), Place(), set(wanted)
    attributes, inside, text = dict[str, str](), "", ""
    is_error = False

    def start(tag: str, own: dict[str, str]) -> None:
        nonlocal attributes, inside, text, is_error
        local = tag.rpartition(":")[2]
        if local == "row":
            place.enter_row(own)
            if own.get("hidden") in _TRUE:
                marks.hidden_rows.append((place.row, place.row + 1))
        elif local == "c":
            place.enter_cell(own)
            is_error = own.get("t") == "e"
            style = own.get("s", "")
            if style.isdecimal() and int(style) in styles:
                marks.styles[place.row, place.column] = int(style)
        elif local == "f" or (local == "v" and is_error):
            attributes, inside, text = own, local, ""
        elif local == "col":
            _note_column(own, marks)
        elif local == "mergeCell":
            area = _AREA.match(own.get("ref", ""))
            if area is not None:
                marks.merges.append((*_at(area[1], area[2]), *_at(area[3], area[4])))

    def read_text(piece: str) -> None:
        nonlocal text
        text += piece if inside else ""

    def end(tag: str) -> None:
        nonlocal inside
        if inside and tag.rpartition(":")[2] == inside:
            if inside == "f":
                marks.formulas.append(Found(place.row, place.column, attributes, text))
            else:
                marks.errors[place.row, place.column] = text
            inside = ""

    parse([xml], StartElementHandler=start, CharacterDataHandler=read_text, EndElementHandler=end)
    return marks


def _note_column(attributes: Mapping[str, str], marks: Marks) -> None:
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal():
        marks.hidden_columns.append((int(first) - 1, int(last)))


def _place(letters: bytes, digits: bytes) -> tuple[int, int]:
    return int(digits) - 1, number_column(letters.decode())


def _at(letters: str, digits: str) -> tuple[int, int]:
    return int(digits) - 1, number_column(letters)


def _read_attributes(raw: bytes) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(raw)} if raw else {}
