"""The collector: rows of a filing's tables gathered while sheets are read, each with its cell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from checker.cells import CellRef
from checker.findings import Candidate, Plain, Question, TableRead
from checker.reading.lines import FactColumns, Line, adopt_unit, convert_glued
from checker.reading.numbers import LARGEST, Figure, read_figure
from checker.workbook import Sheet, Value

if TYPE_CHECKING:
    from checker.reading.layout import Layout
    from checker.reading.periods import Period
    from checker.reading.units import Unit

Span: TypeAlias = tuple[dt.datetime, dt.datetime]
"""[start, end)."""
UNKNOWN_YEAR = 1900
"""Months of a filing that says no year stand in this one until a year is given."""


NAN = float("nan")
DATED = ("totals", "parameters", "production", "documents", "declared")
"""The tables of records, beside the facts, that have a start and an end."""
NO_FIGURE = ("refused", "error", "not_calculated")
"""States of a cell that was met where a figure should stand, and holds none."""
LATELY = 200
"""A row holds fewer facts than this."""


@dataclass
class Collector:
    """Everything read so far from one filing; row ids are unique over all its tables."""

    next_row: int = 0
    file: str = ""
    data: bytes = b""
    """The package of that file, for what is read only where nothing else tells it: number formats."""
    lines: list[Line] = field(default_factory=list)
    month_lines: dict[tuple[object, ...], Line] = field(default_factory=dict)
    """Lines of sheets, and of books, that are each of one month; these share them."""
    month_files: dict[tuple[int, Period], str] = field(default_factory=dict)
    """Which file tells a month of such a line: a second one that tells it too speaks of another line."""
    titled_months: Counter[tuple[str, Period]] = field(default_factory=Counter)
    """How many tables of a file name each month in their titles."""
    thing_blocks: set[int] = field(default_factory=set)
    """Tables whose rows are plants, buildings or meters: what they state, others may state again."""
    bill_blocks: dict[int, str] = field(default_factory=dict)
    """Tables that are lists of bills by their own words, with the kind of bill."""
    facts: FactColumns = field(default_factory=FactColumns)
    records: dict[str, list[dict[str, object]]] = field(
        default_factory=lambda: {
            name: []
            for name in (
                "facility",
                "totals",
                "parameters",
                "production",
                "documents",
                "declared",
                "explanations",
            )
        }
    )
    named_places: list[dict[str, object]] = field(default_factory=list)
    """Titles that name a firm with its region, as records: the region where no item of the profile tells it."""
    covers: list[tuple[str, int, int]] = field(default_factory=list)
    places: dict[tuple[int, str], CellRef] = field(default_factory=dict)
    used: dict[tuple[str, str], set[tuple[int, int]]] = field(default_factory=dict)
    refused: dict[tuple[str, str], set[tuple[int, int]]] = field(default_factory=dict)
    """Cells that were met but hold no figure that can be used: no one has read them."""
    ignored: dict[tuple[str, str], set[tuple[int, int]]] = field(default_factory=dict)
    tables: list[TableRead] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    doubtful_blocks: dict[int, set[int]] = field(default_factory=dict)
    """By table the questions, counted from 0, on which the reading of its periods hangs."""
    doubtful_lines: dict[int, set[int]] = field(default_factory=dict)
    """By line the questions, counted from 0, on which its unit, source or flow hangs."""
    waiting: frozenset[CellRef] = frozenset()
    """Cells of the figures that wait for an answer."""
    layout: Layout | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the user said of how to read: day_order, year_named_by, year_starts."""
    bills_only: bool = False
    """Whether the filing holds no activity but its bills."""
    blocks: int = 0
    says_calendar: bool = False
    """Whether a title says January to December: months over New Year are then no financial year."""
    title_years: list[tuple[str, int]] = field(default_factory=list)
    """The file and the year of every table whose title states one."""
    fiscal_blocks: dict[int, str] = field(default_factory=dict)
    """The words by which a table's title names a financial year, by block."""
    fiscal_rows: dict[int, str] = field(default_factory=dict)
    """The words by which the header of a fact's column names a financial year, by fact."""
    calendar_blocks: set[int] = field(default_factory=set)
    """Tables of all twelve months from January on that name no year themselves."""
    quarter_rows: set[int] = field(default_factory=set)
    """Facts of a quarter that is only numbered: a financial year numbers its own."""
    first_months: list[int] = field(default_factory=list)
    """The months in which years begin whose months stand in a table over New Year."""

    def take_row(self) -> int:
        """Give the next row id."""
        self.next_row += 1
        return self.next_row - 1

    def note_year(self, year: int | None) -> None:
        """Note the year that a table's title states."""
        if year:
            self.title_years.append((self.file, year))

    def mark_used(self, sheet: Sheet, row: int, column: int) -> None:
        """Note that a cell was read."""
        self.used.setdefault((self.file, sheet.name), set()).add((row, column))

    def mark_ignored(self, sheet: Sheet, row: int, column: int) -> None:
        """Note that a cell is an index, an id or a header: no figure to be read."""
        self.ignore(sheet, [(row, column)])

    def ignore(self, sheet: Sheet, places: Sequence[tuple[int, int]]) -> None:
        """Note that cells are no figures to be read."""
        if places:
            self.ignored.setdefault((self.file, sheet.name), set()).update(places)

    def refer(self, row: int, what: str, sheet: Sheet, at_row: int, at_col: int) -> None:
        """Remember another cell of a row, by field."""
        self.places[row, what] = CellRef(self.file, sheet.name, at_row, at_col)

    def place(self, sheet: Sheet, at_row: int, at_col: int, block: int) -> dict[str, object]:
        """Give the place columns of a record."""
        return {"file": self.file, "sheet": sheet.name, "at_row": at_row, "at_col": at_col, "block": block}

    def read_cell(self, sheet: Sheet, at_row: int, at_col: int) -> Figure:
        """Read a cell as a figure, knowing cached errors and formulas never calculated."""
        value = sheet.value(at_row, at_col)
        known = sheet.states.get((at_row, at_col)) if sheet.states else None
        if known in ("error", "not_calculated"):
            return Figure(None, known)
        return read_figure(value, comma=isinstance(value, str) and (at_row, at_col) in sheet.commas)

    def add_fact(self, line: Line, sheet: Sheet, at: tuple[int, int], span: tuple[dt.datetime, dt.datetime], *,
                 factor: float = 1.0, as_filed: str = "period_use", cost: float = NAN) -> int:  # fmt: skip
        """Add the figure in a cell as a fact of a line over [start, end); blanks are facts too."""
        figure = self.read_cell(sheet, *at)
        if figure.unit:
            adopt_unit(figure.unit, line)
            converted = convert_glued(figure.unit, line)
            figure = figure if converted is not None else Figure(None, "refused")
            factor *= converted or 1.0
        row = self.take_row()
        facts = self.facts
        state = figure.state
        facts.row.append(row)
        facts.line.append(line.row)
        facts.start.append(span[0])
        facts.end.append(span[1])
        facts.as_filed.append(as_filed)
        facts.text.append(write_value(sheet.value(*at)))
        facts.state.append(state)
        facts.quantity.append(NAN if figure.number is None else figure.number * factor)
        facts.file.append(self.file)
        facts.sheet.append(sheet.name)
        facts.at_row.append(at[0])
        facts.at_col.append(at[1])
        facts.cost.append(cost)
        if figure.number is not None or state in ("refused", "error", "not_calculated"):
            self.mark_used(sheet, *at)
        if figure.number is None and state in NO_FIGURE:
            self.refused.setdefault((self.file, sheet.name), set()).add(at)
        return row

    def add_run(self, line: Line, sheet: Sheet, at_row: int, spans: Sequence[tuple[int, Span]], *,
                as_filed: str = "period_use") -> list[int]:  # fmt: skip
        """Add figures along a row as facts of a line, each column's over its [start, end); give their rows.

        A row of plain numbers and blanks, as nearly all are, is added at once; any other cell by cell.
        """
        values = sheet.rows[at_row]
        cells = [values[column] if column < len(values) else None for column, _ in spans]
        if not all(
            value is None or (type(value) is float and -LARGEST < value < LARGEST) for value in cells
        ) or (sheet.states and any((at_row, column) in sheet.states for column, _ in spans)):
            return [self.add_fact(line, sheet, (at_row, at), span, as_filed=as_filed) for at, span in spans]
        facts, count = self.facts, len(spans)
        rows = [*range(self.next_row, self.next_row + count)]
        self.next_row += count
        facts.row += rows
        facts.line += [line.row] * count
        facts.start += [span[0] for _, span in spans]
        facts.end += [span[1] for _, span in spans]
        facts.as_filed += [as_filed] * count
        facts.text += map(write_value, cells)
        facts.state += ["blank" if value is None else "value" for value in cells]
        facts.quantity += [value if type(value) is float else NAN for value in cells]
        facts.file += [self.file] * count
        facts.sheet += [sheet.name] * count
        facts.at_row += [at_row] * count
        facts.at_col += [column for column, _ in spans]
        facts.cost += [NAN] * count
        told = [(at_row, at) for (at, _), value in zip(spans, cells, strict=True) if value is not None]
        if told:
            self.used.setdefault((self.file, sheet.name), set()).update(told)
        return rows

    def is_in_row(self, fact: int, at_row: int) -> bool:
        """Tell whether a fact, one of those added last, stands in a row of the sheet."""
        facts = self.facts
        for position in range(len(facts.row) - 1, max(-1, len(facts.row) - LATELY), -1):
            if facts.row[position] == fact:
                return facts.at_row[position] == at_row
        return False

    def add_figure(
        self, table: str, column: str, sheet: Sheet, at: tuple[int, int], block: int, **fields: object
    ) -> int:
        """Add a record whose main cell is a figure of the given column; refusals are noted."""
        figure = self.read_cell(sheet, *at)
        row = self.take_row()
        scale = fields.get("scale")
        number = NAN if figure.number is None else figure.number
        record: dict[str, object] = {
            "row": row, "text": write_value(sheet.value(*at)), "state": figure.state, column: number,
            **self.place(sheet, at[0], at[1], block), **fields,
        }  # fmt: skip
        if isinstance(scale, float) and table in ("totals", "parameters", "documents"):
            record["amount"] = number * scale
        if isinstance(scale, float) and column == "tco2e":
            record["tco2e"] = number * scale
        self.records[table].append(record)
        if figure.state != "blank":
            self.mark_used(sheet, *at)
        if figure.state in NO_FIGURE:
            self.refused.setdefault((self.file, sheet.name), set()).add(at)
        return row

    def ask(self, code: str, key: str | None = None, cells: tuple[CellRef, ...] = (), *, about: str = "",
            read_as: str = "", candidates: tuple[Candidate, ...] = (), numbers: int = 0,
            block: int = 0, lines: tuple[int, ...] = (), **values: Plain | list[Plain]) -> None:  # fmt: skip
        """Ask the user something the workbook does not settle, once.

        `block` is the table, `lines` are the lines whose figures hang on it.
        """
        question = Question(code, key, cells, values, about or key or "", read_as, candidates, numbers)
        known = next((n for n, each in enumerate(self.questions) if _asks_same(each, question)), None)
        if known is None:
            self.questions.append(question)
            known = len(self.questions) - 1
        elif cells:
            asked = self.questions[known]
            joined = tuple(dict.fromkeys((*asked.cells, *cells)))
            self.questions[known] = replace(asked, cells=joined, numbers=asked.numbers + numbers)
        if block:
            self.doubtful_blocks.setdefault(block, set()).add(known)
        for line in lines:
            self.doubtful_lines.setdefault(line, set()).add(known)


def _asks_same(one: Question, other: Question) -> bool:
    return replace(one, cells=(), numbers=0) == replace(other, cells=(), numbers=0)


def write_value(value: Value) -> str:
    """Write a cell's value as filed: whole numbers without a point, text untouched."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value)


def unit_fields(unit: Unit | None, text: str) -> dict[str, object]:
    """Give the unit columns of a record: text as filed, scale and base unit; NaN where unknown."""
    if unit is None:
        return {"unit": text, "scale": NAN, "base_unit": ""}
    return {"unit": text or unit.name, "scale": unit.factor, "base_unit": unit.base}
