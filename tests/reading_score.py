"""How well a reading agrees with a person's: the labels of an expected.toml held against a filing.

The keys of a label are told in tests/real/README.md. A value is read where some table of the
filing holds its cell; it is right where table, source, flow, period, unit and number are as labelled.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.cells import write_address
from checker.reading.addresses import parse_range_address
from checker.reading.units import parse_unit

if TYPE_CHECKING:
    from checker.filing import Filing

Place = tuple[str, int, int]
"""Sheet, row and column from 0."""
READ_TABLES = ("facts", "production", "declared", "parameters", "totals")
DAYS = {"month": (28, 31), "quarter": (89, 92), "half": (181, 184), "year": (365, 366)}
EQUAL = 1e-9


class Expected(NamedTuple):
    """The labels of a folder of workbooks: tables, files or sheets without data, sheets left out."""

    tables: list[dict[str, Any]]
    not_data: list[dict[str, Any]]


class Value(NamedTuple):
    """A value that a filing holds at a cell."""

    table: str
    source: str
    flow: str
    start: str
    end: str
    days: int
    scale: float
    base_unit: str
    unit: str
    number: float
    category: str = ""
    parameter: str = ""


@dataclass
class Score:
    """Labelled values, those read, those read right; `wrong` counts what was read and is not so."""

    labelled: int = 0
    read: int = 0
    right: int = 0
    wrong: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, other: Score) -> None:
        """Add another score to this one."""
        self.labelled += other.labelled
        self.read += other.read
        self.right += other.right
        self.wrong += other.wrong
        self.notes.update(other.notes)

    @property
    def share_read(self) -> float:
        """The share of the labelled values that were read."""
        return self.read / self.labelled if self.labelled else 1.0

    @property
    def share_right(self) -> float:
        """The share of all values read, in labelled places or where there is no data, that are right."""
        judged = self.right + self.wrong
        return self.right / judged if judged else 1.0


def load_expected(path: Path) -> Expected:
    """Load an expected.toml."""
    data = tomllib.loads(path.read_text("utf-8"))
    return Expected(data["table"], data.get("not_data", []))


def list_values(filing: Filing) -> dict[Place, list[Value]]:
    """Give the figures a filing holds, by sheet and cell."""
    found: dict[Place, list[Value]] = {}
    for name in READ_TABLES:
        frame = getattr(filing, name)
        number = {"declared": "tco2e", "parameters": "value"}.get(name, "quantity")
        for row in frame.itertuples():
            scale = float(getattr(row, "scale", 1.0))
            quantity = float(getattr(row, number))
            if math.isnan(quantity):  # blank or refused
                continue
            days = (row.end - row.start).days
            found.setdefault((row.sheet, row.at_row, row.at_col), []).append(Value(
                name, getattr(row, "source", ""), getattr(row, "flow", ""), f"{row.start:%Y-%m}",
                f"{row.end - dt.timedelta(days=1):%Y-%m}", days, scale,
                getattr(row, "base_unit", ""), getattr(row, "unit", ""), quantity,
                getattr(row, "category", ""), getattr(row, "parameter", ""),
            ))  # fmt: skip
    return found


def list_cells(areas: list[str] | str, sheet: Any) -> list[tuple[int, int]]:
    """List the cells of areas such as "B3:E13,G3", row by row in each."""
    cells = []
    for area in areas if isinstance(areas, list) else areas.split(","):
        top, left, bottom, right = parse_range_address(area.strip())
        bottom = min(bottom, len(sheet) - 1) if sheet is not None else bottom
        cells += [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return cells


def read_number(value: Any) -> float | None:
    """Read a cell's number apart from the reader: a number, or one stored as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip().replace(",", "") if isinstance(value, str) else ""
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.IGNORECASE) else None


def list_labelled(table: dict[str, Any], rows: list[list[Any]]) -> list[tuple[int, int]]:
    """List the cells of a label that hold a number."""
    skipped = set(list_cells(table.get("skip", []), rows))
    wanted = {
        letter: [each.strip() for each in (text if isinstance(text, list) else [text])]
        for letter, text in table.get("where", {}).items()
    }
    cells = []
    for row, column in list_cells(table["range"], rows):
        if (row, column) in skipped or row >= len(rows) or column >= len(rows[row]):
            continue
        if read_number(rows[row][column]) is None:
            continue
        kept = True
        for letter, texts in wanted.items():
            at = parse_range_address(f"{letter}1")[1]
            said = rows[row][at] if at < len(rows[row]) else ""
            said = str(int(said)) if isinstance(said, float) and said.is_integer() else str(said).strip()
            kept = kept and said in texts
        if kept:
            cells.append((row, column))
    return cells


def score_table(table: dict[str, Any], rows: list[list[Any]], values: dict[Place, list[Value]]) -> Score:
    """Score one label against what was read."""
    cells = list_labelled(table, rows)
    score = Score(len(cells))
    lanes = _find_lanes(table, cells)
    ends = {parse_range_address(table[key])[:2]: key for key in ("first", "last") if table.get(key)}
    for cell in cells:
        found = values.get((table["sheet"], *cell), [])
        if not found:
            score.notes["not read"] += 1
            continue
        score.read += 1
        number = read_number(rows[cell[0]][cell[1]])
        assert number is not None
        told = [_judge(table, value, number, lanes[cell], ends.get(cell, "")) for value in found]
        best = min(told, key=len)
        if best or len(found) > 1:
            score.wrong += 1
            score.notes["; ".join(best) if best else "read twice"] += 1
        else:
            score.right += 1
    return score


def _find_lanes(table: dict[str, Any], cells: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Say which of several sources a cell has: by column where there are as many columns, else by row."""
    several = next(
        (len(table[key]) for key in ("source", "flow", "unit") if isinstance(table.get(key), list)), 0
    )
    columns = sorted({column for _, column in cells})
    lines = sorted({row for row, _ in cells})
    if several and several == len(columns):
        return {cell: columns.index(cell[1]) for cell in cells}
    if several and several == len(lines):
        return {cell: lines.index(cell[0]) for cell in cells}
    return dict.fromkeys(cells, 0)


def _pick(value: Any, lane: int) -> Any:
    return value[lane] if isinstance(value, list) else value


def _judge(table: dict[str, Any], value: Value, number: float, lane: int, end: str) -> list[str]:
    """Say in what a value differs from its label; [] where it does not."""
    wrong = []
    if value.table != table["what"]:
        return [f"in {value.table} instead of {table['what']}"]
    for key in ("source", "flow"):
        label = _pick(table.get(key), lane)
        also = table.get(f"{key}_also", [])
        also = also if isinstance(also, list) else [also]
        said = getattr(value, key)
        if label and said != label and said not in also:
            wrong.append(f"{key} {said or 'none'} instead of {label}")
    for key in ("category", "parameter"):
        label = _pick(table.get(key), lane)
        if label and getattr(value, key) and getattr(value, key) != label:
            wrong.append(f"{key} {getattr(value, key)} instead of {label}")
    wrong += _judge_unit(_pick(table.get("unit", ""), lane), value)
    if value.table != "declared" and abs(value.number - number) > EQUAL * max(1.0, abs(number)):
        wrong.append("another number")
    if "start" in table:
        low, high = table["start"], table.get("end", table["start"])
        span = DAYS.get(table.get("each", ""), (0, 100_000))
        if not table.get("mixed") and not (low <= value.start and value.end <= high):
            wrong.append(f"period {value.start} to {value.end} outside {low} to {high}")
        elif not span[0] <= value.days <= span[1]:
            wrong.append(f"a period of {value.days} days instead of one {table['each']}")
        elif end == "first" and value.start != low:
            wrong.append(f"first from {value.start} instead of {low}")
        elif end == "last" and value.end != high:
            wrong.append(f"last to {value.end} instead of {high}")
    return wrong


def _judge_unit(label: str, value: Value) -> list[str]:
    if value.table in {"declared", "production"}:
        return []
    if not label:
        return (
            []
            if math.isnan(value.scale) or not value.base_unit
            else [f"unit {value.unit} where none is told"]
        )
    known = parse_unit(label)
    if any(u.base == value.base_unit and abs(u.factor - value.scale) <= EQUAL * u.factor for u in known):
        return []
    if not known and value.unit.strip() == label.strip():
        return []
    return [f"unit {value.unit or 'none'} ({value.scale:g} {value.base_unit}) instead of {label}"]


def score_file(
    expected: Expected,
    file: str,
    rows: dict[str, list[list[Any]]],
    filing: Filing | None,
    *,
    sure: str = "yes",
) -> dict[str, Score]:
    """Score a file: a score for each of its labels that is so sure, and one for what was read in the wrong place.

    `rows` are the sheets' cells as a plain reader gives them; `filing` is None where the file was refused.
    """
    values = list_values(filing) if filing is not None else {}
    scores: dict[str, Score] = {}
    tables = [table for table in expected.tables if table["file"] == file]
    labelled: set[Place] = set()
    for table in tables:
        sheet = table["sheet"]
        labelled |= {(sheet, *cell) for cell in list_labelled(table, rows[sheet])}
        if table["sure"] == sure:
            scores[f"{len(scores)} {sheet}!{table['range']} {table['what']}"] = score_table(
                table, rows[sheet], values
            )
    elsewhere = Score()
    skipped = {
        (table["sheet"], *cell) for table in tables for cell in list_cells(table.get("skip", []), rows[table["sheet"]])
    } - labelled  # fmt: skip
    empty = [each for each in expected.not_data if each["file"] == file]
    for place, found in sorted(values.items()):
        kinds = {value.table for value in found}
        none_there = any("sheets" not in each or place[0] in each["sheets"] for each in empty)
        if none_there or (place in skipped and kinds != {"totals"}):
            elsewhere.wrong += 1
            elsewhere.notes[f"{place[0]}: {'no data' if none_there else 'to be skipped'}, read as {sorted(kinds)} such as {write_address(place[1], place[2])}"
                            if elsewhere.wrong < 4 else f"{place[0]}: more such"] += 1  # fmt: skip
    if sure == "yes":
        scores["elsewhere"] = elsewhere
    return scores
