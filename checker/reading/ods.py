"""OpenDocument spreadsheets, .ods: content.xml (ODF 1.3 part 3, 9.1) read as cells, within limits.

A cell or row states how often it repeats, a million times without a word; only what holds
something is repeated here, and counted before it is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from checker.reading.gathered import Gathered
from checker.reading.package import DAMAGE, Package, inflate
from checker.reading.refusals import refuse
from checker.reading.scan import (
    ERRORS,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    DamagedSheetError,
    TooLargeError,
)

if TYPE_CHECKING:
    from checker.reading.safe_copy import Room
    from checker.workbook import CellState, Value

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    f"{_OASIS}office:1.0": "office", f"{_OASIS}table:1.0": "table", f"{_OASIS}text:1.0": "text",
    f"{_OASIS}style:1.0": "style", f"{_OASIS}drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}  # fmt: skip
_MANIFEST = "meta-inf/manifest.xml"
_MIDNIGHT = dt.datetime(1, 1, 1)
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_FAULT = re.compile(r"Err:\d{3}\Z")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?\Z")


@dataclass
class OpenSheet:
    """A sheet of the document: its cells, or why it is refused."""

    name: str
    hidden: bool
    gathered: Gathered
    refusal: str = ""


@dataclass
class _State:
    """Where the parser stands in the document."""

    room: Room
    hidden_styles: set[str] = field(default_factory=set)
    style: str = ""
    sheets: list[OpenSheet] = field(default_factory=list)
    depth: int = 0
    """Tables within tables: only the outermost is a sheet."""
    row: int = 0
    row_repeats: int = 1
    column: int = 0
    columns: int = 0
    cell: dict[str, str] | None = None
    cells: list[tuple[int, int, Value, CellState]] = field(default_factory=list)
    """Of the row at hand: first column, how many, value, state."""
    paragraphs: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """Open elements whose text is not the cell's: drawings, comments, tracked changes."""
    in_paragraph: int = 0


_ASIDE = {"office:annotation", "table:tracked-changes", "table:shapes", "table:dde-links", "office:forms"}


def gather_open(package: Package, room: Room) -> list[OpenSheet]:
    """Gather the cells of every sheet of an .ods; each has the whole room, the caller sums up.

    Raises UnreadableFileError for a document that is damaged or has no sheet.
    """
    state = _State(room)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: _start(
        state, _shorten(tag), {_shorten(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: _end(state, _shorten(tag))
    parser.CharacterDataHandler = lambda text: _read(state, text)
    try:
        manifest = b"".join(inflate(package, _MANIFEST)) if _MANIFEST in package.parts else b""
        if b"encryption-data" in manifest:
            raise refuse(package.name, "protected_open")
        for chunk in inflate(package, package.main):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except DAMAGE as error:
        raise refuse(package.name, "damaged") from error
    if not state.sheets:
        raise refuse(package.name, "no_sheets")
    return state.sheets


def _shorten(tag: str) -> str:
    space, _, local = tag.rpartition(" ")
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{local}" if prefix else local


def _start(state: _State, tag: str, attributes: dict[str, str]) -> None:
    if state.aside or tag in _ASIDE or tag.startswith("draw:"):
        state.aside.append(tag)
    elif tag == "style:style":
        state.style = attributes.get("style:name", "")
    elif tag == "style:table-properties" and attributes.get("table:display") == "false":
        state.hidden_styles.add(state.style)
    elif tag == "table:table":
        state.depth += 1
        if state.depth == 1:
            hidden = attributes.get("table:style-name", "") in state.hidden_styles
            state.sheets.append(OpenSheet(attributes.get("table:name", ""), hidden, Gathered(state.room)))
            state.row = state.columns = 0
    elif state.depth != 1:
        return
    elif tag == "table:table-column":
        repeats = _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            state.sheets[-1].gathered.hidden_columns.append((state.columns, state.columns + repeats))
        state.columns += repeats
    elif tag == "table:table-row":
        state.column, state.cells = 0, []
        state.row_repeats = _count(attributes, "table:number-rows-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            state.sheets[-1].gathered.hidden_rows.append((state.row, state.row + state.row_repeats))
    elif tag in _CELLS:
        state.cell, state.paragraphs, state.comment = attributes, [], []
    elif state.cell is not None:
        _start_text(state, tag, attributes)


def _start_text(state: _State, tag: str, attributes: dict[str, str]) -> None:
    if tag == "text:p":
        state.in_paragraph += 1
        state.paragraphs.append("")
    elif state.in_paragraph and tag in {"text:s", "text:tab", "text:line-break"}:
        mark = {"text:s": " ", "text:tab": "\t"}.get(tag, "\n")
        state.paragraphs[-1] += mark * min(_count(attributes, "text:c"), LONGEST_TEXT)


def _read(state: _State, text: str) -> None:
    if not state.aside:
        if state.in_paragraph:
            state.paragraphs[-1] += text
    elif (
        state.cell is not None
        and state.aside[0] == "office:annotation"
        and state.aside[-1].startswith("text:")
    ):
        state.comment.append(text)


def _end(state: _State, tag: str) -> None:
    if state.aside:
        state.aside.pop()
    elif tag == "table:table":
        state.depth -= 1
    elif state.depth != 1:
        return
    elif tag == "text:p" and state.in_paragraph:
        state.in_paragraph -= 1
    elif tag in _CELLS and state.cell is not None:
        _end_cell(state, state.cell)
        state.cell = None
    elif tag == "table:table-row":
        _end_row(state)


def _end_cell(state: _State, cell: dict[str, str]) -> None:
    repeats = _count(cell, "table:number-columns-repeated")
    gathered = state.sheets[-1].gathered
    value, kind = _read_value(cell, "\n".join(state.paragraphs)[:LONGEST_TEXT])
    if value is not None or kind != "value":
        state.cells.append((state.column, repeats, value, kind))
    wide, high = _count(cell, "table:number-columns-spanned"), _count(cell, "table:number-rows-spanned")
    if wide > 1 or high > 1:
        gathered.merges.append((state.row, state.column, state.row + high - 1, state.column + wide - 1))
    if state.comment:
        gathered.comments[state.row, state.column] = "".join(state.comment)
    state.column += repeats


def _end_row(state: _State) -> None:
    sheet = state.sheets[-1]
    first, state.row = state.row, state.row + state.row_repeats
    if sheet.refusal or not state.cells:
        return
    many = sum(repeats for _, repeats, _, _ in state.cells) * state.row_repeats
    try:
        if first + state.row_repeats > MOST_ROWS or (
            state.column > MOST_COLUMNS and _last(state) > MOST_COLUMNS
        ):
            raise DamagedSheetError  # noqa: TRY301  # refused as any other
        if sheet.gathered.cells + many > state.room.cells:
            raise TooLargeError  # noqa: TRY301  # before the cells are made
        for row in range(first, first + state.row_repeats):
            for column, repeats, value, kind in state.cells:
                for offset in range(repeats):
                    sheet.gathered.put(row, column + offset, value, kind)
    except (TooLargeError, DamagedSheetError) as error:
        sheet.refusal = "too_large" if isinstance(error, TooLargeError) else "damaged"
        sheet.gathered = Gathered(state.room)


def _last(state: _State) -> int:
    return max(column + repeats for column, repeats, _, _ in state.cells)


def _count(attributes: dict[str, str], key: str) -> int:
    stated = attributes.get(key, "1")
    return max(1, int(stated)) if stated.isdecimal() and len(stated) < 10 else 1


def _read_value(cell: dict[str, str], text: str) -> tuple[Value, CellState]:
    """Read a cell's value from its attributes, else its text; a formula's fault and its absence are told."""
    kind = cell.get("office:value-type") or cell.get("calcext:value-type") or ""
    formula = "table:formula" in cell
    if cell.get("calcext:value-type") == "error" or (
        formula and (text.encode() in ERRORS or _FAULT.match(text))
    ):
        return None, "error"
    if kind in {"float", "percentage", "currency"}:
        number = float(cell.get("office:value", "nan"))
        return (number, "value") if math.isfinite(number) else (None, "error")
    if kind == "boolean":
        return cell.get("office:boolean-value") == "true", "value"
    if kind == "date":
        return _read_date(cell.get("office:date-value", "")) or text or None, "value"
    if kind == "time":
        return _read_duration(cell.get("office:time-value", "")) or text or None, "value"
    shown = text or cell.get("office:string-value", "")
    return (None, "not_calculated") if formula and not kind and not shown else (shown or None, "value")


def _read_date(text: str) -> dt.date | dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment.date() if moment.time() == dt.time() else moment


def _read_duration(text: str) -> dt.time | dt.timedelta | None:
    """Read a time as a time of day below 24 hours, else as a duration."""
    found = _DURATION.match(text)
    if found is None or any(part and len(part) > 12 for part in found.groups()):
        return None
    days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups()[1:])
    try:
        span = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    if found[1] or span >= dt.timedelta(days=1):
        return -span if found[1] else span
    return (_MIDNIGHT + span).time()
