"""The sheets of files that are no .xlsx: .xls, .xlsb, .ods, and the tables of a .docx."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from checker.reading.gathered import Gathered, lay_out
from checker.reading.package import Package, inspect_rest
from checker.reading.refusals import refuse
from checker.reading.safe_copy import MOST_AREA, MOST_CELLS, MOST_TEXT, Room
from checker.reading.scan import DamagedSheetError, TooLargeError
from checker.workbook import Sheet

Read: TypeAlias = tuple[list[Sheet], list[tuple[str, str]]]
"""The sheets, and those refused with the reason."""


class Listed(NamedTuple):
    """A sheet as its file lists it, and how to gather its cells within the room left; None where it is missing."""

    name: str
    hidden: bool
    gather: Callable[[Room], Gathered] | None


def read_old(data: bytes, name: str) -> Read:
    """Read the sheets of an .xls; raises UnreadableFileError."""
    return _lay_out_all(list_old(data, name))


def read_other(package: Package, kind: str) -> Read:
    """Read the sheets of an .xlsb, .ods or .docx; raises UnreadableFileError."""
    if kind == "docx":
        from checker.reading.word_tables import read_word

        return read_word(package, make_room())
    read = _lay_out_all(list_other(package, kind))
    inspect_rest(package)
    return read


def make_room() -> Room:
    """Give what all sheets of a file may take together."""
    return Room(MOST_CELLS, MOST_AREA, MOST_TEXT)


def list_old(data: bytes, name: str) -> list[Listed]:
    """List the sheets of an .xls; raises UnreadableFileError."""
    from checker.reading.biff import OldSheet, gather_old, open_old

    book = open_old(data, name)
    if book.locked:
        raise refuse(name, "protected")
    if not book.sheets:
        raise refuse(name, "no_sheets")

    def plan(sheet: OldSheet) -> Callable[[Room], Gathered]:
        return lambda room: gather_old(book, sheet, room)

    return [Listed(sheet.name, sheet.hidden, plan(sheet)) for sheet in book.sheets]


def list_other(package: Package, kind: str) -> list[Listed]:
    """List the sheets of an .xlsb or .ods; raises UnreadableFileError."""
    if kind == "xlsb":
        from checker.reading.xlsb import gather_binary, open_binary

        book = open_binary(package)

        def plan(part: str) -> Callable[[Room], Gathered]:
            return lambda room: gather_binary(book, package, part, room)

        return [
            Listed(each.name, each.hidden, plan(each.part) if each.part else None) for each in package.sheets
        ]
    from checker.reading.ods import OpenSheet, gather_open

    def hand_over(sheet: OpenSheet) -> Callable[[Room], Gathered]:
        def give(room: Room) -> Gathered:
            if sheet.refusal:
                raise TooLargeError if sheet.refusal == "too_large" else DamagedSheetError
            gathered = sheet.gathered
            if gathered.cells > room.cells or gathered.text > room.text:
                raise TooLargeError
            gathered.room = room
            return gathered

        return give

    return [Listed(each.name, each.hidden, hand_over(each)) for each in gather_open(package, make_room())]


def _lay_out_all(listed: Iterable[Listed]) -> Read:
    """Gather and lay out the sheets one by one, each in the room the others left."""
    sheets, refused, room = list[Sheet](), list[tuple[str, str]](), make_room()
    for name, hidden, gather in listed:
        if gather is None:
            refused.append((name, "missing"))
            continue
        try:
            sheet, room = lay_out(gather(room), name, hidden=hidden)
        except TooLargeError:
            refused.append((name, "too_large"))
        except DamagedSheetError:
            refused.append((name, "damaged"))
        else:
            sheets.append(sheet)
    return sheets, refused
