"""What was recognised in a workbook, as text for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from checker.reports.questions import view_questions
from checker.reports.text import WIDTH, Line, join_lines, paragraph, show_question
from checker.words.formats import Lang, format_number, name_code, put_aside, say

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.reports.map_view import ColumnSeen, LineSeen, TableSeen


def render_map(
    tables: Sequence[TableSeen], bare: Sequence[tuple[str, str]], filing: Filing | None, main: str, lang: Lang, *,
    width: int = WIDTH, colour: bool = False,
) -> str:  # fmt: skip
    """Write tables, sheets and ranges left out, coverage and questions as text ending in a newline."""
    lines = [
        *show_head(tables, filing, main, lang, width),
        *(line for table in tables for line in show_table(table, lang, width)),
        *show_left_out(bare, filing, main, lang, width),
        *show_questions(filing, main, lang, width),
    ]
    return join_lines(lines, colour=colour, width=width)


def show_head(
    tables: Sequence[TableSeen], filing: Filing | None, main: str, lang: Lang, width: int
) -> Iterator[Line]:
    """Say how many tables were found and how many figures were read."""
    count = say("map.tables", lang, count=len(tables))
    yield from paragraph(f"{main}{say('line.colon', lang)}{count}", width, style="bold")
    coverage = filing.coverage if filing is not None else None
    if coverage is not None and coverage.numbers:
        counts = {
            "total": coverage.numbers, "read": coverage.read, "asked": coverage.asked, "left": coverage.left_out,
        }  # fmt: skip
        shown = {key: format_number(value, lang) for key, value in counts.items()}
        yield from paragraph(say("line.coverage", lang, **shown), width)


def show_table(table: TableSeen, lang: Lang, width: int) -> Iterator[Line]:
    """Show one table: its columns, months in a row as one, and its lines."""
    yield Line("")
    layout = say(f"map.layout.{table.layout}", lang)
    yield from paragraph(f"{table.where}{say('line.colon', lang)}{layout}", width, style="bold")
    for _, group in groupby(
        table.columns, key=lambda each: (each.kind, each.sure) if each.period else each.at
    ):
        columns = list(group)
        yield from paragraph(say_columns(columns, lang), width, "  ")
    if table.lines:
        yield from paragraph(
            f"{say('map.lines', lang)}{say('line.colon', lang)}".rstrip(), width, "  ", "dim"
        )
    for line in table.lines:
        yield from paragraph(say_line(line, lang), width, "    ")


def say_columns(columns: Sequence[ColumnSeen], lang: Lang) -> str:
    """Say what a column, or a run of months, was taken for, how surely and why."""
    first, last = columns[0], columns[-1]
    colon, comma = say("line.colon", lang), say("line.comma", lang)
    at = first.at if first is last else f"{first.at}–{last.at}"
    header = first.header if first is last else f"{first.header} … {last.header}"
    parts = [say(f"map.kind.{first.kind}", lang)]
    parts += [name_code(name, code, lang) for name, code in first.codes if name != "category"]
    parts += [first.unit] if first.unit else []
    if first.period:
        parts.append(first.period if first is last else f"{first.period} … {last.period}")
    quoted = f"“{' '.join(header.split())}”" if header else say("map.no_header", lang)
    return f"{at} {quoted}{colon}{comma.join(parts)}{put_aside(say_sure(first.sure, first.why, lang), lang)}"


def say_line(line: LineSeen, lang: Lang) -> str:
    """Say what a line was taken for, how surely and why."""
    comma = say("line.comma", lang)
    parts = [name_code("source", line.source, lang)]
    parts += [name_code("flow", line.flow, lang)] if line.flow else []
    parts += [name_code("attribute", line.attribute, lang)] if line.attribute else []
    parts.append(line.unit or say("map.no_unit", lang))
    label = f"“{' '.join(line.label.split())}”" if line.label else say("map.no_label", lang)
    return f"{line.cell} {label}{say('line.colon', lang)}{comma.join(parts)}{put_aside(say_sure(line.sure, line.why, lang), lang)}"


def say_sure(sure: str, why: str, lang: Lang) -> str:
    """Say how sure a meaning is, and what speaks for it."""
    said = say(f"map.sure.{sure}", lang)
    return (
        said if why in {"none", "pinned"} else f"{said}{say('line.colon', lang)}{say(f'map.why.{why}', lang)}"
    )


def show_left_out(
    bare: Sequence[tuple[str, str]], filing: Filing | None, main: str, lang: Lang, width: int
) -> Iterator[Line]:
    """Show sheets on which nothing was recognised, and ranges of figures that no table took."""
    from checker.cells import CellRef, write_cells

    ranges: list[str] = []
    for first, last, why in filing.left_out if filing is not None else ():
        if why != "refused":
            cells = [
                CellRef(first.file, first.sheet, row, column)
                for row in range(first.row, min(last.row, first.row + 5000) + 1)
                for column in range(first.column, last.column + 1)
            ]
            where = say("line.comma", lang).join(write_cells(cells, main))
            ranges.append(f"{where}{say('line.colon', lang)}{say(f'map.left.{why}', lang)}")
    if not bare and not ranges:
        return
    yield Line("")
    yield from paragraph(say("map.left_out", lang), width, style="bold")
    for sheet, why in bare:
        reason = why.partition("_")[0] if why.startswith("refused") else why
        yield from paragraph(
            f"{sheet}{say('line.colon', lang)}{say(f'map.left.{reason}', lang)}", width, "  "
        )
    for each in ranges:
        yield from paragraph(each, width, "  ")


def show_questions(filing: Filing | None, main: str, lang: Lang, width: int) -> Iterator[Line]:
    """Show what could not be settled, and how to answer."""
    if filing is None or not filing.questions:
        return
    yield Line("")
    yield from paragraph(say("heading.questions", lang), width, style="bold")
    for question in view_questions(filing.questions, main, lang):
        yield from show_question(question, width, lang)
