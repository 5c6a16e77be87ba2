"""From a file to our view of a workbook: refused in one line, or read without harm.

The values of an .xlsx are python-calamine's, read from the measured copy that `safe_copy` makes.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.reading.locks import is_locked, unlock
from checker.reading.package import MOST_FILE, Package, find_sheets, inspect_rest, open_zip
from checker.reading.refusals import recognise, refuse
from checker.reading.safe_copy import Kept, copy_sheets
from checker.workbook import FileKind, Sheet, Value, Workbook

if TYPE_CHECKING:
    from checker.reading.scan import SheetScan
    from checker.workbook import CellState

_OTHERS: dict[str, FileKind] = {"xlsb": "xlsb", "ods": "ods", "docx": "docx"}


def open_workbook(path: Path, name: str, ask_password: Callable[[str], str | None] | None = None) -> Workbook:
    """Read a workbook, or the tables of a Word document, into our view of a workbook.

    What a file is, its bytes say, not its name: .xlsx, .xlsm, .xls, .xlsb, .ods, .docx, .csv. `name` is
    what it is called in messages and cells; `ask_password` is asked with it where the file is
    protected. Sheets beyond the limits stand in `refused` with the reason too_large, damaged or
    missing. Raises UnreadableFileError with one line for any other file, and for one none of
    whose sheets can be read.
    """
    data = read_file(path, name)
    sha256 = hashlib.sha256(data).hexdigest()
    if is_locked(data, name):
        data = unlock(data, name, ask_password)
    kind, sheets, refused = read_sheets(data, name)
    return Workbook(name, sha256, tuple(sheets), tuple(refused), data, kind)


def read_package(data: bytes, name: str) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """Read the sheets of a workbook's bytes, and name those that were refused with the reason.

    Raises UnreadableFileError where the package is not sound or no sheet can be read.
    """
    _, sheets, refused = read_sheets(data, name)
    return sheets, refused


def read_sheets(data: bytes, name: str) -> tuple[FileKind, list[Sheet], list[tuple[str, str]]]:
    """Read the sheets of an unlocked file's bytes: what the file is, the sheets, those refused with the reason.

    Raises UnreadableFileError as `open_workbook` does.
    """
    seen = recognise(data)
    if seen == "old":
        from checker.reading.other_files import read_old

        return "xls", *_demand(*read_old(data, name), name)
    if seen == "text":
        from checker.reading.text_files import read_text

        return "csv", read_text(data, name), []
    if seen != "zip":
        raise refuse(name, seen)
    package, kind = open_zip(data, name)
    if kind == "xlsx":
        return "xlsx", *_demand(*_read_plain(package), name)
    other = _OTHERS.get(kind)
    if other is None:
        raise refuse(name, kind)
    from checker.reading.other_files import read_other

    return other, *_demand(*read_other(package, other), name)


def _demand(
    sheets: list[Sheet], refused: list[tuple[str, str]], name: str
) -> tuple[list[Sheet], list[tuple[str, str]]]:
    if not sheets:
        raise refuse(name, "too_large" if refused and refused[0][1] == "too_large" else "damaged")
    return sheets, refused


def _read_plain(package: Package) -> tuple[list[Sheet], list[tuple[str, str]]]:
    find_sheets(package)
    copied, kept, refused = copy_sheets(package)
    inspect_rest(package)
    sheets, rejected = read_copy(copied, kept, package.name)
    return sheets, refused + rejected


def read_file(path: Path, name: str) -> bytes:
    """Read a file's bytes; raises UnreadableFileError where there is no readable file of sound size."""
    if path.name.startswith("~$"):
        raise refuse(name, "lock")
    try:
        if path.is_dir():
            raise refuse(name, "folder")
        if path.stat().st_size > MOST_FILE:
            raise refuse(name, "too_large")
        if path.exists() and not path.is_file():
            raise refuse(name, "other")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refuse(name, "missing") from error
    except (OSError, ValueError) as error:
        raise refuse(name, "forbidden") from error


def read_copy(copied: io.BytesIO, kept: list[Kept], name: str) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """Read the values of the copied sheets; gives them, and those that the Rust reader rejects."""
    if not kept:
        return [], []
    from python_calamine import CalamineError, CalamineWorkbook

    copied.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(copied)
    except CalamineError as error:
        raise refuse(name, "damaged") from error
    sheets, rejected = list[Sheet](), list[tuple[str, str]]()
    for number, one in enumerate(kept):
        states = _bound_states(one.scan)
        try:
            found = book.get_sheet_by_index(number)
            rows = found.to_python(skip_empty_area=False)
            merges = list_merges(found.merged_cell_ranges)
        except CalamineError:
            rejected.append((one.name, "damaged"))
        else:
            sheets.append(Sheet(one.name, _tidy(rows, states), states, one.hidden, one.stray, merges))
    return sheets, rejected


def list_merges(areas: Any) -> tuple[tuple[int, int, int, int], ...]:  # noqa: ANN401  # pairs of corners, or None
    """Give merged areas as (top, left, bottom, right), in order."""
    return tuple(sorted((*first, *last) for first, last in areas or ()))


def _tidy(rows: list[list[Any]], states: dict[tuple[int, int], CellState]) -> list[list[Value]]:
    """Make blanks None and numbers float, in place; a number that is none becomes an error."""
    for row in rows:
        row[:] = [
            value if type(value) is float else None if value == "" else float(value) if type(value) is int else value
            for value in row
        ]  # fmt: skip
    if math.isfinite(sum([value for row in rows for value in row if type(value) is float])):
        return rows
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if type(value) is float and not math.isfinite(value):
                row[column] = None
                states[index, column] = "error"
    return rows


def _bound_states(scan: SheetScan) -> dict[tuple[int, int], CellState]:
    top, left, bottom, right = scan.box or (0, 0, -1, -1)
    return {
        (row, column): state
        for (row, column), state in scan.states.items()
        if top <= row <= bottom and left <= column <= right
    }
