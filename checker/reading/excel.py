"""From a file to our view of a workbook: refused in one line, or read without harm.

The values are python-calamine's, read from the measured copy that `safe_copy` makes.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.reading.package import DAMAGE, MOST_FILE, inspect_rest, open_package
from checker.reading.refusals import recognise, refuse
from checker.reading.safe_copy import Kept, copy_sheets
from checker.workbook import Sheet, Value, Workbook

if TYPE_CHECKING:
    from checker.reading.scan import SheetScan
    from checker.workbook import CellState


def open_workbook(path: Path, name: str, ask_password: Callable[[str], str | None] | None = None) -> Workbook:
    """Read an .xlsx or .xlsm file into our view of a workbook.

    `name` is what the file is called in messages and cells; `ask_password` is asked with it
    where the file is protected. Sheets beyond the limits stand in `refused` with the reason
    too_large, damaged or missing. Raises UnreadableFileError with one line for any file that
    is not a sound workbook, or none of whose sheets can be read.
    """
    data = read_file(path, name)
    sha256 = hashlib.sha256(data).hexdigest()
    kind = recognise(data)
    if kind == "protected":
        data = unlock(data, name, ask_password)
    elif kind != "zip":
        raise refuse(name, kind)
    sheets, refused = read_package(data, name)
    return Workbook(name, sha256, tuple(sheets), tuple(refused), data)


def read_package(data: bytes, name: str) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """Read the sheets of a workbook's bytes, and name those that were refused with the reason.

    Raises UnreadableFileError where the package is not sound or no sheet can be read.
    """
    package = open_package(data, name)
    copied, kept, refused = copy_sheets(package)
    inspect_rest(package)
    sheets, rejected = read_sheets(copied, kept, name)
    refused += rejected
    if not sheets:
        raise refuse(name, "too_large" if refused[0][1] == "too_large" else "damaged")
    return sheets, refused


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


def unlock(data: bytes, name: str, ask_password: Callable[[str], str | None] | None) -> bytes:
    """Decrypt a protected workbook in memory; raises UnreadableFileError without the right password."""
    password = ask_password(name) if ask_password is not None else None
    if not password:
        raise refuse(name, "protected")
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    plain = io.BytesIO()
    try:
        office = OfficeFile(io.BytesIO(data))
        office.load_key(password=password, verify_password=True)
        office.decrypt(plain)
    except InvalidKeyError as error:
        raise refuse(name, "wrong_password") from error
    except (*DAMAGE, DecryptionError, TypeError, AttributeError) as error:
        raise refuse(name, "damaged") from error
    return plain.getvalue()


def read_sheets(copied: io.BytesIO, kept: list[Kept], name: str) -> tuple[list[Sheet], list[tuple[str, str]]]:
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
    for index, row in enumerate(rows):
        row[:] = [None if value == "" else float(value) if type(value) is int else value for value in row]
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
