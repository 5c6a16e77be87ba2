"""Text as binary workbooks hold it: one or two bytes a character, cut over several records."""

from __future__ import annotations

import struct
from typing import NamedTuple

from checker.reading.scan import DamagedSheetError


class Encoding(NamedTuple):
    """How the text of an old workbook is written: Excel 97 and later, or in a code page."""

    unicode: bool = True
    page: str = "cp1252"


class Pieces:
    """A record and those that continue it, read as one; a text that is cut begins with its width again."""

    __slots__ = ("_at", "_pieces", "_rest")

    def __init__(self, pieces: list[bytes]) -> None:
        """Begin at the first byte of the first piece."""
        self._rest = iter(pieces[1:])
        self._pieces, self._at = pieces[0], 0

    def take(self, size: int) -> bytes:
        """Take bytes; raises DamagedSheetError where there are not so many."""
        taken = self._pieces[self._at : self._at + size]
        self._at += len(taken)
        while len(taken) < size:
            self._enter_next()
            more = self._pieces[: size - len(taken)]
            self._at = len(more)
            taken += more
        return taken

    def take_text(self, characters: int, *, wide: bool) -> str:
        """Take a text without its header ([MS-XLS] 2.5.293, 2.5.294)."""
        runs = list[bytes]()
        while characters:
            if self._at >= len(self._pieces):
                self._enter_next()
                wide = bool(self.take(1)[0] & 1)
            fit = min(characters, (len(self._pieces) - self._at) // (1 + wide))
            if not fit:
                raise DamagedSheetError
            run = self.take(fit * (1 + wide))
            runs.append(run if wide else run.decode("latin-1").encode("utf-16-le"))
            characters -= fit
        return b"".join(runs).decode("utf-16-le", "replace")

    def _enter_next(self) -> None:
        piece = next(self._rest, None)
        if piece is None:
            raise DamagedSheetError
        self._pieces, self._at = piece, 0


def read_shared_texts(pieces: list[bytes], most: int) -> tuple[list[str], int]:
    """Read the shared strings of an .xls ([MS-XLS] 2.4.265); gives them and how many characters they have.

    Raises DamagedSheetError for more strings than the record has room for or `most` characters.
    """
    stream = Pieces(pieces)
    _, count = struct.unpack("<II", stream.take(8))
    if count > sum(map(len, pieces)) // 3:
        raise DamagedSheetError
    texts, size = list[str](), 0
    for _ in range(count):
        text = _read_rich(stream)
        size += len(text)
        if size > most:
            raise DamagedSheetError
        texts.append(text)
    return texts, size


def _read_rich(stream: Pieces) -> str:
    characters, flags = struct.unpack("<HB", stream.take(3))
    runs = struct.unpack("<H", stream.take(2))[0] if flags & 8 else 0
    aid = struct.unpack("<I", stream.take(4))[0] if flags & 4 else 0
    text = stream.take_text(characters, wide=bool(flags & 1))
    stream.take(4 * runs + aid)
    return text


def read_text(pieces: list[bytes], at: int, encoding: Encoding, *, short: bool = False) -> str:
    """Read a text with its header at an offset of a record; `short` ones have their length in one byte."""
    stream = Pieces(pieces)
    stream.take(at)
    characters = stream.take(1)[0] if short else struct.unpack("<H", stream.take(2))[0]
    if not encoding.unicode:
        return stream.take(characters).decode(encoding.page, "replace")
    flags = stream.take(1)[0]
    return stream.take_text(characters, wide=bool(flags & 1))


def find_encoding(version: int, page: int) -> Encoding:
    """Give how a workbook of this version and code page writes text; Western where the page is unknown."""
    known = {10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252", 65001: "utf-8", 936: "gb18030"}
    name = known.get(page, f"cp{page}")
    try:
        b"".decode(name)
    except LookupError:
        name = "cp1252"
    return Encoding(version >= 0x0600, name)
