"""Binary workbooks, .xlsb: their records ([MS-XLSB] 2.4) read as cells, within limits.

As in .xls, formulas are tokens: their stored results are read, their words are not to be had.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.reading.biff import unpack_number
from checker.reading.gathered import Gathered, make_moment
from checker.reading.number_formats import BUILT_IN, tell_date
from checker.reading.package import DAMAGE, Package, SheetPart, inflate, list_targets
from checker.reading.refusals import refuse
from checker.reading.safe_copy import MOST_TEXT, Room
from checker.reading.scan import DamagedSheetError

if TYPE_CHECKING:
    from checker.reading.number_formats import DateKind

_ROW, _COLUMNS, _MERGED = 0, 60, 176
_NUMBER, _PACKED, _ERROR, _BOOL = {5, 9}, {2}, {3, 11}, {4, 10}
_TEXT, _SHARED, _RICH = {6, 8}, {7}, {62}


@dataclass
class BinaryBook:
    """What an .xlsb says before its sheets: how to read them."""

    from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    """Number format by the index cells carry."""
    dates: list[DateKind] = field(default_factory=list)


def open_binary(package: Package) -> BinaryBook:
    """Find the sheets of an .xlsb, and read its texts and formats; raises UnreadableFileError."""
    book = BinaryBook()
    try:
        targets = list_targets(package, package.main)
        sheets, taken = list[SheetPart](), set[str]()
        for kind, data in _list_records(package, package.main):
            if kind == 153:
                book.from_1904 = bool(data[0] & 1)
            elif kind == 156:
                state, _ = struct.unpack_from("<II", data)
                link, at = _read_text(data, 8)
                name, _ = _read_text(data, at)
                relation, target = targets.get(link, ("worksheet", ""))
                if relation == "worksheet":
                    part = target if target in package.parts and target not in taken else None
                    taken.add(target)
                    sheets.append(SheetPart(name, part, bool(state)))
        package.sheets = tuple(sheets)
        for relation, target in targets.values():
            if target in package.parts and relation == "sharedStrings":
                book.texts = _read_shared(package, target)
            elif target in package.parts and relation == "styles":
                book.formats = _read_formats(package, target)
    except (*DAMAGE, DamagedSheetError) as error:
        raise refuse(package.name, "damaged") from error
    if not package.sheets:
        raise refuse(package.name, "no_sheets")
    book.dates = [tell_date(each) for each in book.formats]
    return book


def gather_binary(book: BinaryBook, package: Package, part: str, room: Room) -> Gathered:
    """Gather the cells of a sheet; raises TooLargeError, DamagedSheetError, UnreadableFileError."""
    gathered, row = Gathered(room), -1
    try:
        for kind, data in _list_records(package, part):
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", data)
                if data[11] & 0x10:
                    gathered.hidden_rows.append((row, row + 1))
            elif kind <= 11 or kind == 62:
                _put(book, gathered, row, kind, data)
            elif kind == _COLUMNS:
                first, last, _, _, flags = struct.unpack_from("<4IH", data)
                if flags & 1:
                    gathered.hidden_columns.append((first, last + 1))
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4I", data)
                gathered.merges.append((top, left, bottom, right))
    except DAMAGE as error:
        raise DamagedSheetError from error
    return gathered


def _put(book: BinaryBook, gathered: Gathered, row: int, kind: int, data: bytes) -> None:
    column, style = struct.unpack_from("<II", data)
    look = style & 0xFFFFFF
    if kind in _NUMBER or kind in _PACKED:
        number = (
            unpack_number(*struct.unpack_from("<I", data, 8))
            if kind in _PACKED
            else struct.unpack_from("<d", data, 8)[0]
        )
        date: DateKind = book.dates[look] if look < len(book.dates) else ""
        gathered.put(row, column, make_moment(number, date, from_1904=book.from_1904) if date else number)
        if look < len(book.formats) and book.formats[look] != "General":
            gathered.formats[row, column] = book.formats[look]
    elif kind in _SHARED:
        gathered.put(row, column, book.texts[struct.unpack_from("<I", data, 8)[0]])
    elif kind in _TEXT:
        gathered.put(row, column, _read_text(data, 8)[0])
    elif kind in _RICH:
        gathered.put(row, column, _read_text(data, 9)[0])
    elif kind in _BOOL:
        gathered.put(row, column, bool(data[8]))
    elif kind in _ERROR:
        gathered.put(row, column, None, "error")


def _list_records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """Give a part's records: type and bytes ([MS-XLSB] 2.1.4); raises DamagedSheetError where it breaks off."""
    data = b"".join(inflate(package, part))
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        if at + size > end:
            raise DamagedSheetError
        yield kind, data[at : at + size]
        at += size


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    """Read a text with its length in four bytes; gives it and where it ends; a length of -1 is no text."""
    (size,) = struct.unpack_from("<I", data, at)
    if size == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * size
    if end > len(data):
        raise DamagedSheetError
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _read_shared(package: Package, part: str) -> list[str]:
    texts, size = list[str](), 0
    for kind, data in _list_records(package, part):
        if kind == 19:
            text, _ = _read_text(data, 1)
            size += len(text)
            if size > MOST_TEXT:
                raise DamagedSheetError
            texts.append(text)
    return texts


def _read_formats(package: Package, part: str) -> list[str]:
    custom, formats, in_cells = dict[int, str](), list[str](), False
    for kind, data in _list_records(package, part):
        if kind == 44:
            custom[struct.unpack_from("<H", data)[0]] = _read_text(data, 2)[0]
        elif kind in {617, 618}:
            in_cells = kind == 617
        elif kind == 47 and in_cells:
            number = struct.unpack_from("<H", data, 2)[0]
            formats.append(custom.get(number) or BUILT_IN.get(number, "General"))
    return formats
