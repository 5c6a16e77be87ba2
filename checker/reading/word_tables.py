"""The tables of a Word document as sheets, each cell at its place in the table's grid.

Reports to authorities and verification reports come as .docx; a table is named by its number and
the caption above it, so that a cell is cited as 'Table 2: 表2 …'!C5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.reading.gathered import Gathered, lay_out
from checker.reading.package import DAMAGE, Package, inflate, inspect_rest
from checker.reading.refusals import refuse
from checker.reading.scan import MOST_COLUMNS, DamagedSheetError, TooLargeError
from checker.workbook import Sheet

if TYPE_CHECKING:
    from checker.reading.safe_copy import Room
    from checker.workbook import Value

LONGEST_CAPTION = 60
"""Characters of a caption in a sheet's name (ours: a line of a citation)."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSAID = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", _FALLBACK}
"""What is not shown: deletions still tracked, field codes, and what older programs show instead."""
_NUMBER = re.compile(r"[-−]?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d{1,15})?\Z", re.ASCII)
_FORBIDDEN = re.compile(r"[\[\]*?/\\:]")


def read_word(package: Package, room: Room) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """Read a document's tables as sheets, and name those refused with the reason.

    A text that is a plain number is that number: Word has no other way to hold one. Raises
    UnreadableFileError for a damaged document and one without a table.
    """
    inspect_rest(package)
    from docx.oxml.parser import parse_xml  # opening the document whole would refuse one with macros
    from lxml.etree import LxmlError

    try:
        body: Any = parse_xml(b"".join(inflate(package, package.main)))
    except (*DAMAGE, LxmlError) as error:
        raise refuse(package.name, "damaged") from error
    sheets, refused = list[Sheet](), list[tuple[str, str]]()
    for number, (table, caption) in enumerate(_list_tables(body), start=1):
        name = f"Table {number}: {caption}" if caption else f"Table {number}"
        try:
            sheet, room = lay_out(_gather_table(table, room), name, hidden=False)
        except (TooLargeError, DamagedSheetError) as error:
            refused.append((name, "too_large" if isinstance(error, TooLargeError) else "damaged"))
        else:
            sheets.append(sheet)
    if not sheets and not refused:
        raise refuse(package.name, "no_tables")
    return sheets, refused


def _list_tables(body: Any) -> Iterator[tuple[Any, str]]:  # noqa: ANN401  # lxml's own types
    """Give the tables in their order, those in boxes and in other tables too, each with its caption."""
    above = ""
    for element in body.iter(f"{_W}tbl", f"{_W}p"):
        if any(parent.tag == _FALLBACK for parent in element.iterancestors()):
            continue
        if element.tag == f"{_W}tbl":
            yield element, above
            above = ""
        elif not any(parent.tag == f"{_W}tbl" for parent in element.iterancestors()):
            above = _write_caption(_read_text(element)) or above


def _write_caption(text: str) -> str:
    """Write a caption so that it may stand in a sheet's name."""
    plain = " ".join(_FORBIDDEN.sub(" ", text).split())
    return plain[:LONGEST_CAPTION].strip().strip("'")


def _gather_table(table: Any, room: Room) -> Gathered:  # noqa: ANN401
    """Gather a table's cells at their grid places; raises TooLargeError, DamagedSheetError."""
    gathered = Gathered(room)
    open_merges: dict[int, list[int]] = {}  # by column: top, left, bottom, right
    for number, row in enumerate(_children(table, f"{_W}tr")):
        column = _read_number(row, "gridBefore")
        for cell in _children(row, f"{_W}tc"):
            right = column + max(1, _read_number(cell, "gridSpan")) - 1
            if right >= MOST_COLUMNS:
                raise DamagedSheetError
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if continued and column in open_merges:
                open_merges[column][2] = number
            else:
                _close(gathered, open_merges.pop(column, None))
                open_merges[column] = [number, column, number, right]
                paragraphs = (_read_text(paragraph) for paragraph in _children(cell, f"{_W}p"))
                gathered.put(number, column, _read_value("\n".join(paragraphs)))
            column = right + 1
    for area in open_merges.values():
        _close(gathered, area)
    return gathered


def _close(gathered: Gathered, area: list[int] | None) -> None:
    if area is not None and (area[0] < area[2] or area[1] < area[3]):
        gathered.merges.append((area[0], area[1], area[2], area[3]))


def _children(element: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """Give an element's children of a kind, those in content controls, insertions and markup too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in {
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}customXml",
            f"{_W}smartTag",
        }:
            yield from _children(child, tag)


def _read_number(element: Any, name: str) -> int:  # noqa: ANN401
    """Read a count from a cell's or row's properties; 0 without one."""
    found = element.find(f"{_W}{element.tag.rpartition('}')[2]}Pr/{_W}{name}")
    stated = "" if found is None else found.get(f"{_W}val", "")
    return int(stated) if stated.isdecimal() and len(stated) < 8 else 0


def _read_text(element: Any) -> str:  # noqa: ANN401
    """Read a paragraph's text as Word shows it once changes are accepted; tables in it are left out."""
    pieces = list[str]()
    for child in element:
        if child.tag in _UNSAID or child.tag == f"{_W}tbl":
            continue
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{_W}tab":
            pieces.append("\t")
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            pieces.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif isinstance(child.tag, str):
            pieces.append(_read_text(child))
    return "".join(pieces)


def _read_value(text: str) -> Value:
    """Give a cell's number where its text is a plain one, else its text."""
    plain = text.strip()
    if _NUMBER.match(plain):
        return float(plain.replace(",", "").replace("−", "-"))
    return plain
