"""A pinned layout: what a person says a workbook's tables, columns and lines are, read from layout.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from checker.cells import name_column
from checker.errors import UsageError, list_near, suggest
from checker.reading.answers import ASIDE, Answer, find_answer, load_answers
from checker.reading.columns import NUMBER_KINDS, TEXT_ROLES, Column
from checker.reading.header_cells import Header
from checker.reading.periods import Period, parse_period, parse_period_text, read_period
from checker.reading.terms import list_codes, override_meaning, understand
from checker.reading.units import parse_unit
from checker.workbook import Sheet, Value

FORMAT = "checker-layout/1"
LAYOUTS = (
    "across",
    "down",
    "list",
    "rows",
    "entities",
    "entity_list",
    "documents",
    "profile",
    "explanations",
)
KINDS = tuple(sorted({
    *NUMBER_KINDS, *TEXT_ROLES, "index", "unit", "month", "date", "start", "end", "price", "derived", "year", "quarter", "unknown",
}))  # fmt: skip
"""What a column may be pinned as."""


class ColumnPin(NamedTuple):
    """A column as pinned: its header text when it was pinned, its kind, and what its header means."""

    at: int
    kind: str
    header: str
    means: Mapping[str, str]
    unit: str
    period: Period | None


class TablePin(NamedTuple):
    """A table as pinned: rows counted from 0; `group` is the row of group headers, if any."""

    sheet: str
    header: int
    group: int | None
    last_header: int
    layout: str
    columns: tuple[ColumnPin, ...]


class LinePin(NamedTuple):
    """A line as pinned, by the cell of its label."""

    means: Mapping[str, str]
    unit: str
    aside: bool = False
    """The line is to be passed over."""


class Layout(NamedTuple):
    """All pins of a layout file, by file and sheet; a sheet not named is read as if nothing were pinned."""

    name: str
    tables: Mapping[tuple[str, str], tuple[TablePin, ...]]
    lines: Mapping[tuple[str, str, int, int], LinePin]
    skipped: frozenset[tuple[str, str]]
    read: frozenset[tuple[str, str]] = frozenset()
    """Sheets listed as read: what no [[table]] names on them is no table."""
    answers: tuple[Answer, ...] = ()
    """Answers to questions, by the cells asked about; they go before everything else."""


def load_layout(path: Path) -> Layout:
    """Read a layout file; raises UsageError, naming the place, for anything that cannot be meant."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("layout_missing", name=path.name) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError("layout_toml", name=path.name, error=str(error)) from error
    if data.get("format", FORMAT if set(data) == {"answers"} else "") != FORMAT:
        message = f'{path.name}: no layout of this version; its first line should read format = "{FORMAT}"'
        raise UsageError(message)
    tables: dict[tuple[str, str], tuple[TablePin, ...]] = {}
    lines: dict[tuple[str, str, int, int], LinePin] = {}
    skipped: set[tuple[str, str]] = set()
    read: set[tuple[str, str]] = set()
    for sheet in _list_tables(path, data, "sheet"):
        key = str(sheet.get("file", "")), _take(path, sheet, "name", "a [[sheet]]")
        (skipped if sheet.get("read", True) is False else read).add(key)
    for table in _list_tables(path, data, "table"):
        pin, own = _read_table(path, table)
        key = str(table.get("file", "")), pin.sheet
        tables[key] = tuple(sorted((*tables.get(key, ()), pin), key=lambda each: each.header))
        lines.update({(*key, *at): line for at, line in own.items()})
    answers = load_answers(path, data.get("answers", {}), KINDS)
    return Layout(path.name, tables, lines, frozenset(skipped), frozenset(read), answers)


def _read_table(path: Path, table: Mapping[str, Any]) -> tuple[TablePin, dict[tuple[int, int], LinePin]]:
    sheet = _take(path, table, "sheet", "a [[table]]")
    where = f"[[table]] of sheet {sheet!r}"
    header = _take_number(path, table, "header", where)
    layout = _take_one_of(path, table, "layout", LAYOUTS, where)
    group = table.get("group")
    lower = table.get("units_row", header)
    columns = tuple(_read_column(path, each, where) for each in _list_tables(path, table, "columns"))
    if not columns:
        message = f"{path.name}: {where} has no columns; write what each column holds, or remove the table"
        raise UsageError(message)
    lines = {
        _read_cell(path, str(each.get("cell", "")), where): LinePin(read_means(path, each, where), str(each.get("unit", "")))
        for each in _list_tables(path, table, "lines")
    }  # fmt: skip
    pin = TablePin(sheet, header - 1, int(group) - 1 if group else None, int(lower) - 1, layout, columns)
    return pin, lines


def _read_column(path: Path, column: Mapping[str, Any], where: str) -> ColumnPin:
    letters = _take(path, column, "at", where)
    kind = _take_one_of(path, column, "kind", KINDS, f"column {letters} in {where}")
    at = _read_cell(path, f"{letters}1", where)[1]
    unit = str(column.get("unit", ""))
    if unit and not parse_unit(unit):
        message = f"{path.name}: column {letters} in {where}: the unit {unit!r} is not known; write it as t, kWh, 10^4 Nm3, GJ/t, …"
        raise UsageError(message)
    header, period = str(column.get("header", "")), _read_period(path, column, where)
    return ColumnPin(at, kind, header, read_means(path, column, where), unit, period)


def _read_period(path: Path, column: Mapping[str, Any], where: str) -> Period | None:
    """Read "2024", "2024-03", "2024-Q1" or, of a month without a year, "03"."""
    text = str(column.get("period", ""))
    if not text:
        return None
    period = read_period(text)
    if period is None:
        message = (
            f"{path.name}: {where}: period = {text!r}; write 2024, 2024-03, 2024-Q1 or, without a year, 03"
        )
        raise UsageError(message)
    return period


def read_means(path: Path, record: Mapping[str, Any], where: str) -> dict[str, str]:
    """Read source, flow, attribute and parameter; each must be a code that the checker knows."""
    means = {
        name: str(record[name]) for name in ("source", "flow", "attribute", "parameter") if record.get(name)
    }
    for name, code in means.items():
        known = list_codes(name)
        if code not in known:
            message = f"{path.name}: {where}: there is no {name} {code!r}{suggest(code, known)}"
            raise UsageError(message)
    return means


def _read_cell(path: Path, address: str, where: str) -> tuple[int, int]:
    from checker.reading.addresses import parse_range_address

    try:
        top, left, _, _ = parse_range_address(address)
    except (ValueError, TypeError) as error:
        message = f"{path.name}: {where}: {address!r} is no cell; write it as B12"
        raise UsageError(message) from error
    return top, left


def _list_tables(path: Path, data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        message = f"{path.name}: {name} is no list of tables; write [[{name}]]"
        raise UsageError(message)
    return found


def _take(path: Path, record: Mapping[str, Any], key: str, where: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value:
        message = f"{path.name}: {where} lacks {key}; let checker map write the layout and change that"
        raise UsageError(message)
    return value


def _take_number(path: Path, record: Mapping[str, Any], key: str, where: str) -> int:
    value = record.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        message = f"{path.name}: {where}: {key} is no row number; write {key} = 4"
        raise UsageError(message)
    return value


def _take_one_of(
    path: Path, record: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str
) -> str:
    value = record.get(key)
    if value not in allowed:
        message = f"{path.name}: {where}: {key} = {value!r}{suggest(str(value), allowed)}; one of {', '.join(allowed)}"
        raise UsageError(message)
    return str(value)


def check_sheets(layout: Layout | None, sheets: Sequence[tuple[str, str]]) -> None:
    """Raise UsageError where a layout names a sheet that no file has."""
    if layout is None:
        return
    known = {*sheets, *(("", sheet) for _, sheet in sheets)}
    answered = {(each.file, each.sheet) for each in layout.answers}
    for key in sorted({*layout.tables, *layout.skipped, *layout.read, *answered} - known):
        near = list_near(key[1], [sheet for _, sheet in sheets])
        raise UsageError("layout_sheet", name=layout.name, sheet=key[1], near=near)


def is_skipped(layout: Layout | None, file: str, sheet: str) -> bool:
    """Tell whether a sheet is pinned as not to be read."""
    return layout is not None and bool({(file, sheet), ("", sheet)} & layout.skipped)


def pin_headers(layout: Layout | None, file: str, sheet: Sheet) -> list[Header] | None:
    """Give the headers pinned for a sheet; None where nothing is pinned.

    Raises UsageError where a header cell no longer holds what it held when it was pinned.
    """
    if layout is None:
        return None
    pins = layout.tables.get((file, sheet.name), layout.tables.get(("", sheet.name)))
    if pins is None:
        return [] if {(file, sheet.name), ("", sheet.name)} & layout.read else None
    return [
        Header(pin.header, pin.group, pin.last_header, pin.layout, tuple(_pin_column(layout, sheet, pin, each) for each in pin.columns))
        for pin in pins
    ]  # fmt: skip


def _pin_column(layout: Layout, sheet: Sheet, pin: TablePin, column: ColumnPin) -> Column:
    value = sheet.value(pin.header, column.at)
    text = "" if value is None else str(value)
    period = read_header(value)
    was = parse_period_text(column.header)
    if column.header and text.strip() not in column.header and (period is None or was is None):
        from checker.cells import write_address

        message = (
            f"{layout.name}: {sheet.name}!{write_address(pin.header, column.at)} holds {text!r} where {column.header!r} "
            "was pinned; let checker map write the layout anew"
        )
        raise UsageError(message)
    if column.at >= max(map(len, sheet.rows), default=0):
        message = (
            f"{layout.name}: {sheet.name} has no column {name_column(column.at)}; remove it from the layout, "
            "or let checker map write it anew"
        )
        raise UsageError(message)
    same = text.strip() in column.header
    meaning = override_meaning(understand(column.header if was is None else text), column.means, column.unit)
    if same or column.kind not in {"month_value", "year_value"}:
        period = column.period  # another year's file has other months under the same layout
    return Column(column.at, column.kind, meaning, column.header or text, period)


def read_header(value: Value) -> Period | None:
    """Read the month or year that a header cell stands for."""
    from checker.reading.grid import month_of, year_of

    return month_of(value) or year_of(value) or parse_period(value)


def find_line_pin(layout: Layout | None, file: str, sheet: str, at: tuple[int, int]) -> LinePin | None:
    """Find the line pinned at a label's cell; None where nothing is pinned there."""
    if layout is None:
        return None
    answer = find_answer(layout.answers, file, sheet, *at)
    pin = layout.lines.get((file, sheet, *at)) or layout.lines.get(("", sheet, *at))
    if answer is None:
        return pin
    means, unit = (pin.means, pin.unit) if pin else ({}, "")
    return LinePin({**means, **answer.means}, answer.unit or unit, aside=answer.kind == ASIDE)
