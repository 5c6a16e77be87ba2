"""What cells are beside their values: formula, error, number format, comment, hidden, merged.

Read sheet by sheet, and only when something asks.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Literal, TypeAlias

from checker.reading.formulas import Formula, settle_shared
from checker.reading.look_parts import read_comments, read_formats
from checker.reading.marks_xml import find_marks, find_styles, read_marks_slowly
from checker.reading.number_formats import unit_in_format as unit_in_format  # noqa: PLC0414  # asked for beside the marks
from checker.reading.package import DAMAGE, Package, SheetPart, find_sheets, inflate, inspect_rest, open_zip
from checker.reading.refusals import recognise
from checker.reading.scan import DamagedSheetError, TooLargeError

ReadBy: TypeAlias = Literal["regex", "expat", "openpyxl", "records", "nothing"]
"""What read the marks: the plain way, one of the fallbacks for unusual XML, the records of another
format (which have no formulas), or nothing that could."""
_GENERAL = "General"


@dataclass(frozen=True)
class SheetMarks:
    """What the cells of one sheet are; rows and columns counted from 0."""

    read_by: ReadBy
    formulas: Mapping[tuple[int, int], Formula] = field(default_factory=dict)
    """As Excel stores them; of array formulas and data tables none."""
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The error shown, such as "#DIV/0!"; "" where only that there is one is known, none of a formula's
    where openpyxl read them."""
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """As (top, left, bottom, right)."""
    hidden_rows: tuple[tuple[int, int], ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """Half-open ranges, ascending and apart."""
    read_formats: Callable[[], Mapping[tuple[int, int], str]] = dict

    @cached_property
    def formats(self) -> Mapping[tuple[int, int], str]:
        """Number formats other than General, read when first asked for."""
        return self.read_formats()

    def formula(self, row: int, column: int) -> Formula | None:
        """Give the formula of a cell; None where it holds none, or none is to be had."""
        return self.formulas.get((row, column))

    def number_format(self, row: int, column: int) -> str:
        """Give the number format of a cell as Excel writes it."""
        return self.formats.get((row, column), _GENERAL)

    def comment(self, row: int, column: int) -> str:
        """Give the text of a cell's comment; "" without one."""
        return self.comments.get((row, column), "")

    def is_hidden(self, row: int, column: int) -> bool:
        """Tell whether a cell's row or column is hidden."""
        return _covers(self.hidden_rows, row) or _covers(self.hidden_columns, column)


class BookMarks:
    """The marks of a workbook's sheets, each read when first asked for."""

    def __init__(self, data: bytes, name: str = "workbook") -> None:
        """Open an unlocked workbook's bytes; raises UnreadableFileError for a damaged package."""
        self._data, self._name = data, name
        self._known: dict[str, SheetMarks] = {}
        self._others: dict[str, SheetMarks] | None = None
        self._package: Package | None = None
        self._formats: Mapping[int, str] = {}
        if recognise(data) != "zip":
            return
        package, kind = open_zip(data, name)
        if kind == "xlsx":
            find_sheets(package)
            self._package, self._formats = package, read_formats(package)

    def sheet(self, name: str) -> SheetMarks:
        """Give the marks of a sheet; none where there is no such sheet."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> SheetMarks:
        if self._package is None:
            if self._others is None:
                self._others = _read_records(self._data, self._name)
            return self._others.get(name, SheetMarks("nothing"))
        part = next((sheet for sheet in self._package.sheets if sheet.name == name), None)
        if part is None or part.part is None:
            return SheetMarks("nothing")
        try:
            return _read_sheet(self._package, part.part, self._formats)
        except (*DAMAGE, DamagedSheetError):
            return _read_with_openpyxl(self._package, self._data, part)


def read_marks(data: bytes, sheet: str) -> SheetMarks:
    """Give the marks of a sheet of an unlocked workbook's bytes; the last workbook's are remembered.

    Raises UnreadableFileError for a damaged package.
    """
    return _open_marks(data).sheet(sheet)


@lru_cache(maxsize=1)
def _open_marks(data: bytes) -> BookMarks:
    return BookMarks(data)


def _read_sheet(package: Package, part: str, formats: Mapping[int, str]) -> SheetMarks:
    xml = b"".join(inflate(package, part))
    read_by: ReadBy = "regex"
    marks = find_marks(xml)
    if marks is None:
        marks, read_by = read_marks_slowly(xml, ()), "expat"
    return SheetMarks(
        read_by,
        settle_shared(marks.formulas),
        marks.errors,
        read_comments(package, part),
        tuple(sorted(marks.merges)),
        _join(marks.hidden_rows),
        _join(marks.hidden_columns),
        lambda: _name_formats(package, part, formats),
    )


def _name_formats(package: Package, part: str, formats: Mapping[int, str]) -> dict[tuple[int, int], str]:
    xml = b"".join(inflate(package, part))
    styles = find_styles(xml, formats)
    if styles is None:
        styles = read_marks_slowly(xml, formats).styles
    return {place: formats[style] for place, style in styles.items()}


def _read_records(data: bytes, name: str) -> dict[str, SheetMarks]:
    """Read the marks of an .xls, .xlsb or .ods; a table of a .docx has none but its merges."""
    from checker.reading.other_files import list_old, list_other, make_room

    if recognise(data) == "old":
        listed = list_old(data, name)
    else:
        package, kind = open_zip(data, name)
        listed = list_other(package, kind) if kind in {"xlsb", "ods"} else []
    marks = {}
    for sheet in listed:
        try:
            gathered = sheet.gather(make_room()) if sheet.gather is not None else None
        except (TooLargeError, DamagedSheetError):
            gathered = None
        if gathered is not None:
            marks[sheet.name] = SheetMarks(
                "records", {}, {place: "" for place, state in gathered.states.items() if state == "error"},
                gathered.comments, tuple(sorted(gathered.merges)), _join(gathered.hidden_rows),
                _join(gathered.hidden_columns), partial(dict, gathered.formats),
            )  # fmt: skip
    return marks


def _read_with_openpyxl(package: Package, data: bytes, part: SheetPart) -> SheetMarks:
    """Read a sheet that neither of our readers could; nothing where openpyxl cannot either."""
    import warnings

    from openpyxl import load_workbook

    inspect_rest(package, everything=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = load_workbook(io.BytesIO(data))[part.name]
    except Exception:  # noqa: BLE001  # it fails in every way; the sheet's values stand all the same
        return SheetMarks("nothing")
    cells = {(row - 1, column - 1): cell for (row, column), cell in sheet._cells.items()}  # noqa: SLF001  # blank ones are not made
    return SheetMarks(
        "openpyxl",
        {place: Formula(str(cell.value)[1:]) for place, cell in cells.items() if cell.data_type == "f" and isinstance(cell.value, str)},
        {place: str(cell.value) for place, cell in cells.items() if cell.data_type == "e"},
        {place: cell.comment.text for place, cell in cells.items() if cell.comment is not None},
        tuple(sorted((area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1) for area in sheet.merged_cells.ranges)),
        _join([(row - 1, row) for row, look in sheet.row_dimensions.items() if look.hidden]),
        _join([(look.min - 1, look.max) for look in sheet.column_dimensions.values() if look.hidden and look.min and look.max]),
        partial(dict, {place: cell.number_format for place, cell in cells.items() if cell.number_format != _GENERAL}),
    )  # fmt: skip


def _join(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join half-open ranges that touch."""
    joined: list[tuple[int, int]] = []
    for first, end in sorted(ranges):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((first, end))
    return tuple(joined)


def _covers(ranges: tuple[tuple[int, int], ...], at: int) -> bool:
    index = bisect_right(ranges, (at, float("inf"))) - 1
    return index >= 0 and at < ranges[index][1]
