"""How many figures stand on the data sheets, and which of them were not read."""

from __future__ import annotations

from checker.cells import CellRef, join_blocks
from checker.findings import Candidate, Coverage, Plain
from checker.reading.collect import Collector
from checker.reading.dispatch import NO_ACTIVITY
from checker.reading.doubts import ask_about_readings, list_waiting
from checker.reading.grid import filled, is_label, is_number, is_text, is_unit, month_of
from checker.reading.guesses import list_sources, list_usual_units
from checker.reading.labels import find_label_column
from checker.reading.locate import Block
from checker.reading.terms import understand
from checker.reading.units import Unit, parse_unit
from checker.workbook import Sheet, Value

MOST_NAMES = 6
"""More names of a table that are not understood are asked about in one question (ours)."""
FEWEST_ASKED = 2
"""A column with fewer unread figures is not worth a question (ours)."""
LEFT_ASIDE = Candidate("derived", "kind", says={"kind": "derived"})
"""That a column or row is no activity."""
LeftOut = tuple[CellRef, CellRef, str]


def count_coverage(
    sheets: list[tuple[str, Sheet, list[Block]]], collector: Collector
) -> tuple[Coverage, tuple[LeftOut, ...]]:
    """Count figures in located tables or beside a month or unit; headers, indices and ids apart.

    Gives the counts and the ranges of figures that no table took.
    """
    waiting = ask_about_lines(sheets, collector)
    waiting |= ask_about_columns(sheets, collector, waiting)
    ask_about_readings(collector)
    waiting |= list_waiting(collector)
    collector.waiting = frozenset(waiting)
    asked_by_sheet: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for cell in waiting:
        asked_by_sheet.setdefault((cell.file, cell.sheet), set()).add((cell.row, cell.column))
    numbers = read = asked = 0
    left: list[LeftOut] = []
    for file, sheet, blocks in sheets:
        used = collector.used.get((file, sheet.name), set())
        ignored = collector.ignored.get((file, sheet.name), set())
        if sheet.hidden and not used:
            continue  # lists behind a form's drop-downs
        counted = (_list_figures(sheet, blocks) - ignored) | used
        open_ = asked_by_sheet.get((file, sheet.name), set())
        numbers += len(counted)
        asked += len(counted & open_)
        read += len((counted & used) - open_ - collector.refused.get((file, sheet.name), set()))
        missed = counted - used
        left += [
            (CellRef(file, sheet.name, top, first), CellRef(file, sheet.name, bottom, last), "not_understood")
            for top, first, bottom, last in join_blocks(missed)
        ]
        left += [_place_stray(file, sheet, area) for area in sheet.stray]
    return Coverage(numbers, read, asked, numbers - read - asked), tuple(left)


def ask_about_columns(
    sheets: list[tuple[str, Sheet, list[Block]]], collector: Collector, asked: set[CellRef]
) -> set[CellRef]:
    """Ask what the columns hold whose headers were not understood; give the cells of the figures that wait.

    A column whose figures were read all the same, or `asked` about row by row, or that holds fewer
    than two, is not asked about.
    """
    waiting: set[CellRef] = set()
    for file, sheet, blocks in sheets:
        used = collector.used.get((file, sheet.name), set())
        ignored = collector.ignored.get((file, sheet.name), set())
        for block in blocks:
            for column in block.of_kind("unknown", "flow_value", "quantity", "item_value"):
                if column.kind != "unknown" and (
                    column.meaning.source or block.layout not in ("down", "list")
                ):
                    continue
                rows = [
                    row
                    for row in range(block.first, block.last + 1)
                    if is_number(sheet.value(row, column.at))
                ]
                if len(rows) < FEWEST_ASKED or not column.header:
                    continue
                if any(
                    (row, column.at) in used
                    or (row, column.at) in ignored
                    or CellRef(file, sheet.name, row, column.at) in asked
                    for row in rows
                ):
                    continue
                cells = (CellRef(file, sheet.name, block.first - 1, column.at),)
                candidates = _list_candidates(column.header, column.meaning.units)
                collector.ask(
                    "header_unknown", None, cells, about="column", candidates=(*candidates, LEFT_ASIDE), numbers=len(rows),
                    label=column.header,
                )  # fmt: skip
                waiting.update(CellRef(file, sheet.name, row, column.at) for row in rows)
    return waiting


def ask_about_lines(sheets: list[tuple[str, Sheet, list[Block]]], collector: Collector) -> set[CellRef]:
    """Ask which sources the rows are whose names were not understood; give the cells of the figures that wait.

    A row of which any figure was read, or passed over, is not asked about.
    """
    waiting: set[CellRef] = set()
    for file, sheet, blocks in sheets:
        done = collector.used.get((file, sheet.name), set()) | collector.ignored.get(
            (file, sheet.name), set()
        )
        for block in blocks:
            if block.layout not in ("across", "rows", "list"):
                continue
            at = find_label_column(block)
            rows = {} if at is None else _list_unknown_rows(block, at, done)
            _ask_rows(collector, block, at or 0, rows)
            waiting.update(
                CellRef(file, sheet.name, row, column)
                for row, (_, figures) in rows.items()
                for column in figures
            )
    return waiting


def _list_unknown_rows(
    block: Block, at: int, done: set[tuple[int, int]]
) -> dict[int, tuple[tuple[Unit, ...], list[int]]]:
    """Give, by row whose name is not understood, its units and the columns of its figures."""
    sheet, found = block.sheet, {}
    values = [
        c.at
        for c in block.of_kind("month_value", "quantity", "flow_value", "year_value", "total")
        if c.at != at
    ]
    for row in range(block.first, block.last + 1):
        label = sheet.value(row, at)
        if any((row, column) in done for column in values) or not is_label(label):
            continue
        figures = [column for column in values if is_number(sheet.value(row, column))]
        if not figures:
            continue
        said = understand(str(label))
        told = next((parse_unit(str(sheet.value(row, c.at))) for c in block.of_kind("unit")), ())
        units = told or said.units or block.context.units
        beside = bool(units) and all(unit.quantity in NO_ACTIVITY for unit in units)
        if not (said.source or said.note or beside or "total" in said.roles):
            found[row] = units, figures
    return found


def _ask_rows(
    collector: Collector, block: Block, at: int, rows: dict[int, tuple[tuple[Unit, ...], list[int]]]
) -> None:
    """Ask about unknown rows one name at a time, about many in one question."""
    labels = {row: str(block.sheet.value(row, at)).strip() for row in rows}
    if len(set(labels.values())) > MOST_NAMES:
        cells = tuple(CellRef(block.file, block.sheet.name, row, at) for row in rows)
        numbers = sum(len(figures) for _, figures in rows.values())
        names = list(dict.fromkeys(labels.values()))
        collector.ask(
            "sources_unknown",
            None,
            cells,
            about="source",
            candidates=(LEFT_ASIDE,),
            numbers=numbers,
            label=[*names],
        )
        return
    for row, (units, figures) in rows.items():
        collector.ask(
            "source_unknown", None, (CellRef(block.file, block.sheet.name, row, at),), about="source",
            candidates=(*_list_candidates(labels[row], units), LEFT_ASIDE), numbers=len(figures), label=labels[row],
        )  # fmt: skip


def _list_candidates(text: str, units: tuple[Unit, ...]) -> tuple[Candidate, ...]:
    """List what a column or row may hold; where no unit is told, the answer says the usual one."""
    candidates = []
    for source in list_sources(text, units):
        says: dict[str, Plain | list[Plain]] = {"source": source}
        usual = list_usual_units(source, text)
        if not units and usual:
            says["unit"] = usual[0]
        candidates.append(Candidate(source, "source", says=says))
    return tuple(candidates)


def _place_stray(file: str, sheet: Sheet, area: str) -> LeftOut:
    from checker.reading.addresses import parse_range_address

    top, first, bottom, last = parse_range_address(area)
    return CellRef(file, sheet.name, top, first), CellRef(file, sheet.name, bottom, last), "stray"


def _list_figures(sheet: Sheet, blocks: list[Block]) -> set[tuple[int, int]]:
    figures: set[tuple[int, int]] = set()
    inside: dict[int, tuple[int, int]] = {}
    for block in blocks:
        columns = [column.at for column in block.columns]
        spread = min(columns), max(columns)
        inside.update((row, spread) for row in range(block.top, block.first))
        for row in range(block.first, block.last + 1):
            inside[row] = spread
            values = sheet.rows[row][spread[0] : spread[1] + 1]
            figures.update(
                (row, column)
                for column, value in enumerate(values, spread[0])
                if type(value) is float or (is_number(value) and not is_unit(value))
            )
        # a cached error stands where a figure should: it is counted, and told by its refusal
        figures.update(
            (row, column)
            for row, column in sheet.states
            if block.first <= row <= block.last and spread[0] <= column <= spread[1]
        )
    headed: set[int] = set()
    for row in range(len(sheet.rows)):
        first, last = inside.get(row, (0, -1))
        for column in filled(sheet, row):
            if first <= column <= last:
                headed.discard(column)
                continue
            value = sheet.value(row, column)
            if is_text(value):
                # what months or units head is a figure, beside a table and below it as well
                (headed.add if _heads(value) else headed.discard)(column)
            elif is_number(value) and (
                column in headed
                or ((row, column - 1) in figures and column - 1 > last)
                or any(
                    _heads(sheet.value(row, near))
                    for near in (column - 1, column + 1)
                    if not first <= near <= last
                )
            ):
                figures.add((row, column))
    return figures


def _heads(value: Value) -> bool:
    """Tell a cell whose words are a unit, or a month."""
    return isinstance(value, str) and (is_unit(value) or month_of(value) is not None)
