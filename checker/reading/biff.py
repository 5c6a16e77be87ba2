"""Old workbooks, .xls of Excel 5 to 2003: their records ([MS-XLS] 2.4) read as cells, within limits.

Formulas stand there as tokens, not as text: their stored results are read, their words are not
to be had, nor can one that was never calculated be told from a result.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from checker.reading.binary_text import Encoding, find_encoding, read_shared_texts, read_text
from checker.reading.gathered import Gathered, make_moment
from checker.reading.number_formats import BUILT_IN, tell_date
from checker.reading.ole import DamagedContainerError, read_stream
from checker.reading.refusals import OLE2, refuse
from checker.reading.safe_copy import MOST_TEXT, Room
from checker.reading.scan import DamagedSheetError

if TYPE_CHECKING:
    from checker.reading.number_formats import DateKind

_HEAD = struct.Struct("<HH").unpack_from
_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FORMULA, _STRING, _FILEPASS = 0x0006, 0x0207, 0x002F
_WORKSHEET = 0
_IN_SHEETS = frozenset(
    {_FORMULA, _STRING, 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6, 0x0205, 0x0208, 0x007D, 0x00E5}
)
_FIRST = 10
"""Among so many records a password is told ([MS-XLS] 2.1.7.20.3: it follows the first)."""


class Record(NamedTuple):
    """A record: its type, its bytes, and those of the records that continue it."""

    kind: int
    data: bytes
    more: tuple[bytes, ...] = ()


class OldSheet(NamedTuple):
    """A sheet as the workbook lists it, and where its records begin and the next sheet's do."""

    name: str
    hidden: bool
    at: int
    end: int


@dataclass
class OldBook:
    """What an .xls says before its sheets: how to read them."""

    stream: bytes
    encoding: Encoding = field(default_factory=Encoding)
    from_1904: bool = False
    locked: bool = False
    sheets: list[OldSheet] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    """Number format by the index cells carry."""
    dates: list[DateKind] = field(default_factory=list)


def open_old(data: bytes, name: str) -> OldBook:
    """Open an .xls: its sheets, texts and formats, or that it is `locked` by a password.

    Raises UnreadableFileError for a damaged container and for one of another program.
    """
    try:
        return _read_globals(_read_book(data, name))
    except (DamagedSheetError, struct.error, IndexError) as error:
        raise refuse(name, "damaged") from error


def is_locked_old(data: bytes, name: str) -> bool:
    """Tell whether an .xls is locked by a password; raises UnreadableFileError as `open_old` does."""
    try:
        records = islice(list_records(_read_book(data, name), 0), _FIRST)
        return any(record.kind == _FILEPASS for record in records)
    except DamagedSheetError as error:
        raise refuse(name, "damaged") from error


def _read_book(data: bytes, name: str) -> bytes:
    """Read the records of an .xls from its container, where it has one."""
    if not data.startswith(OLE2):
        return data
    try:
        stream = read_stream(data, ("Workbook", "Book"))
        if stream is None:
            other = read_stream(data, ("WordDocument", "PowerPoint Document")) is not None
            raise refuse(name, "old_office" if other else "other")
    except DamagedContainerError as error:
        raise refuse(name, "damaged") from error
    return stream


def _read_globals(stream: bytes) -> OldBook:
    book = OldBook(stream)
    version, page = 0x0600, 1252
    custom, cells = dict[int, str](), list[int]()
    listed = list[Record]()
    for record in list_records(stream, 0):
        kind, data = record.kind, record.data
        if kind == _BOF:
            version = struct.unpack_from("<H", data)[0]
            book.encoding = find_encoding(version, page)
        elif kind == _FILEPASS:
            book.locked = True
            return book
        elif kind == 0x0042:
            page = struct.unpack_from("<H", data)[0]
            book.encoding = find_encoding(version, page)
        elif kind == 0x0022:
            book.from_1904 = data[:1] == b"\1"
        elif kind == 0x041E:
            number = struct.unpack_from("<H", data)[0]
            custom[number] = read_text(
                [data, *record.more], 2, book.encoding, short=not book.encoding.unicode
            )
        elif kind == 0x00E0:
            cells.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == 0x0085:
            listed.append(record)
        elif kind == 0x00FC:
            book.texts, _ = read_shared_texts([data, *record.more], MOST_TEXT)
    heads = [struct.unpack_from("<IBB", record.data) for record in listed]
    starts, taken = sorted({at for at, _, _ in heads}), set[int]()
    ends = dict(zip(starts, [*starts[1:], len(stream)], strict=True))
    for record, (at, state, kind) in zip(listed, heads, strict=True):
        if kind == _WORKSHEET:
            name = read_text([record.data], 6, book.encoding, short=True)
            end = at if at in taken else ends[at]  # no two sheets are read from the same records
            book.sheets.append(OldSheet(name, bool(state & 3), at, end))
            taken.add(at)
    book.formats = [custom.get(number) or BUILT_IN.get(number, "General") for number in cells]
    book.dates = [tell_date(each) for each in book.formats]
    return book


def list_records(
    stream: bytes, at: int, wanted: frozenset[int] | None = None, end: int | None = None
) -> Iterator[Record]:
    """Give the records of a substream to its end, those `wanted` or all, without those of charts within it.

    No record beyond `end` is looked at. Raises DamagedSheetError where it does not begin with its opening record or breaks off.
    """
    depth, end = 0, len(stream) if end is None else end
    if at + 4 > end or _HEAD(stream, at)[0] != _BOF:
        raise DamagedSheetError
    while at + 4 <= end:
        kind, size = _HEAD(stream, at)
        first, at = at + 4, at + 4 + size
        if at > end:
            raise DamagedSheetError
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if not depth:
                return
        if depth == 1 and kind != _CONTINUE and (wanted is None or kind in wanted):
            data, more = stream[first:at], list[bytes]()
            while at + 4 <= end and _HEAD(stream, at)[0] == _CONTINUE:
                size = _HEAD(stream, at)[1]
                more.append(stream[at + 4 : at + 4 + size])
                at += 4 + size
            yield Record(kind, data, tuple(more))
    raise DamagedSheetError


def gather_old(book: OldBook, sheet: OldSheet, room: Room) -> Gathered:
    """Gather the cells of a sheet; raises TooLargeError, DamagedSheetError."""
    gathered = Gathered(room)
    waiting: tuple[int, int] | None = None
    try:
        for record in list_records(book.stream, sheet.at, _IN_SHEETS, sheet.end):
            if record.kind == _STRING and waiting is not None:
                gathered.put(*waiting, read_text([record.data, *record.more], 0, book.encoding))
                waiting = None
            elif record.kind == _FORMULA:
                waiting = _put_result(book, gathered, record.data)
            else:
                _put(book, gathered, record)
    except (struct.error, IndexError) as error:
        raise DamagedSheetError from error
    return gathered


def _put(book: OldBook, gathered: Gathered, record: Record) -> None:
    kind, data = record.kind, record.data
    if kind == 0x0203:
        row, column, look, number = struct.unpack_from("<3Hd", data)
        _put_number(book, gathered, row, column, look, number)
    elif kind == 0x027E:
        row, column, look, packed = struct.unpack_from("<3HI", data)
        _put_number(book, gathered, row, column, look, unpack_number(packed))
    elif kind == 0x00BD:
        row, first = struct.unpack_from("<2H", data)
        for offset, (look, packed) in enumerate(
            struct.iter_unpack("<HI", data[4 : 4 + (len(data) - 6) // 6 * 6])
        ):
            _put_number(book, gathered, row, first + offset, look, unpack_number(packed))
    elif kind == 0x00FD:
        row, column, look, index = struct.unpack_from("<3HI", data)
        gathered.put(row, column, book.texts[index])
    elif kind in {0x0204, 0x00D6}:
        row, column, look = struct.unpack_from("<3H", data)
        gathered.put(row, column, read_text([data, *record.more], 6, book.encoding))
    elif kind == 0x0205:
        row, column, look, value, is_error = struct.unpack_from("<3HBB", data)
        gathered.put(row, column, bool(value), "error" if is_error else "value")
    elif kind == 0x0208:
        (row,) = struct.unpack_from("<H", data)
        if data[12] & 0x20:
            gathered.hidden_rows.append((row, row + 1))
    elif kind == 0x007D:
        first, last, _, _, flags = struct.unpack_from("<5H", data)
        if flags & 1:
            gathered.hidden_columns.append((first, last + 1))
    elif kind == 0x00E5:
        gathered.merges += [
            (top, left, bottom, right)
            for top, bottom, left, right in struct.iter_unpack("<4H", data[2:][: len(data[2:]) // 8 * 8])
        ]


def _put_result(book: OldBook, gathered: Gathered, data: bytes) -> tuple[int, int] | None:
    """Put the stored result of a formula; gives its place where the text comes in a record of its own."""
    row, column, look, number = struct.unpack_from("<3Hd", data)
    if data[12:14] != b"\xff\xff":
        _put_number(book, gathered, row, column, look, number)
        return None
    kind = data[6]
    if kind == 0:
        return row, column
    if kind in {1, 2}:
        gathered.put(row, column, bool(data[8]), "value" if kind == 1 else "error")
    return None


def _put_number(book: OldBook, gathered: Gathered, row: int, column: int, look: int, number: float) -> None:
    kind = book.dates[look] if look < len(book.dates) else ""
    gathered.put(row, column, make_moment(number, kind, from_1904=book.from_1904) if kind else number)
    if look < len(book.formats) and book.formats[look] != "General":
        gathered.formats[row, column] = book.formats[look]


def unpack_number(packed: int) -> float:
    """Unpack a number of four bytes: an integer or the upper half of a float, perhaps a hundredfold ([MS-XLS] 2.5.217)."""
    if packed & 2:
        number = float((packed ^ 0x80000000) - 0x80000000 >> 2)
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return number / 100 if packed & 1 else number
