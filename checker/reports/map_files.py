"""The recognised figures as .csv, and the recognised tables as a layout.toml to correct and give back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from checker.cells import CellRef, write_address
from checker.reading.addresses import parse_range_address
from checker.reports.separated import write_separated
from checker.reports.wrap import clean

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.reports.map_view import LineSeen, TableSeen
    from checker.reports.questions import QuestionView

HEADER = ("file", "table", "sheet", "cell", "site", "source", "flow", "start", "end", "filed", "unit", "amount", "base_unit")  # fmt: skip
TABLES = ("facts", "totals", "parameters", "production", "documents", "declared")


def write_csv(filing: Filing) -> str:
    """Write every figure that was read as a line: where it stands, what it means, as filed and in base units.

    `end` is the first day after the period.
    """
    figures = sorted(_list_figures(filing), key=lambda each: each[0])
    return write_separated(HEADER, (values for _, values in figures))


def _list_figures(filing: Filing) -> Iterator[tuple[CellRef, list[str]]]:
    for table in TABLES:
        frame = getattr(filing, table)
        for record in frame.to_dict("records"):
            if record["at_row"] < 0 or record.get("state") == "blank":
                continue
            cell = CellRef(
                str(record["file"]), str(record["sheet"]), int(record["at_row"]), int(record["at_col"])
            )
            kind = (
                record.get("parameter")
                or record.get("item")
                or record.get("kind")
                or record.get("category")
                or ""
            )
            start, end = (_write_day(record.get(name)) for name in ("start", "end"))
            number = record.get("amount", record.get("tco2e", record.get("quantity")))
            yield cell, [
                cell.file, table, cell.sheet, write_address(cell.row, cell.column), str(record["site"]),
                str(record.get("source") or ""), str(record.get("flow") or kind), start, end, str(record.get("text", "")),
                str(record.get("unit") or ""), _write_number(number), str(record.get("base_unit") or record.get("unit") or ""),
            ]  # fmt: skip


def _write_day(moment: Any) -> str:  # noqa: ANN401  # a pandas moment or none
    return "" if moment is None or moment != moment else f"{moment:%Y-%m-%d}"  # noqa: PLR0124  # NaT


def _write_number(number: Any) -> str:  # noqa: ANN401  # a cell of a frame
    return "" if number is None or number != number else f"{number:.12g}"  # noqa: PLR0124  # NaN


def write_layout(
    tables: Sequence[TableSeen], passed: Sequence[str], main: str, questions: Sequence[QuestionView] = ()
) -> str:
    """Write tables as a layout file: what --layout takes back; a lone file's name is left out.

    Questions stand at its head as comments: the lines that answer one need only their mark taken away.
    """
    from checker.reading.layout import FORMAT

    lone = len({table.file for table in tables}) <= 1
    lines = [
        f'format = "{FORMAT}"',
        f"# What was recognised in {clean(main)}. Correct kind, source, flow, attribute, parameter or unit, remove a table",
        "# that is none, and give the file back: checker check ... --layout FILE. Codes: checker map --help.",
    ]
    lines += list(_write_questions(questions))
    for sheet in passed:
        lines += ["", "[[sheet]]", f"name = {_quote(sheet)}", "read = false"]
    for file, sheet in dict.fromkeys((table.file, table.sheet) for table in tables if table.columns):
        lines += [
            "",
            "[[sheet]]",
            *([] if lone else [f"file = {_quote(file)}"]),
            f"name = {_quote(sheet)}",
            "read = true",
        ]
    for table in tables:
        if not table.columns:
            continue
        lines += ["", "[[table]]"]
        lines += [] if lone else [f"file = {_quote(table.file)}"]
        lines += [
            f"sheet = {_quote(table.sheet)}  # {table.range}",
            f"layout = {_quote(table.layout)}",
            f"header = {table.header}",
        ]
        lines += [f"group = {table.group}"] if table.group else []
        lines += [f"units_row = {table.last_header}"] if table.last_header != table.header else []
        lines.append("columns = [")
        for column in table.columns:
            fields = {
                "at": column.at,
                "kind": column.kind,
                "header": column.header,
                **dict(column.codes),
                "unit": column.unit,
                "period": column.period,
            }
            known = {name: value for name, value in fields.items() if value and name != "category"}
            lines.append(f"    {_write_inline(known)},")
        lines.append("]")
        own = [line for line in table.lines if parse_range_address(line.cell)[0] >= table.last_header]
        lines += ["lines = [", *map(_write_lines, _group_lines(own)), "]"] if own else []
    return "\n".join(lines) + "\n"


def _write_questions(questions: Sequence[QuestionView]) -> Iterator[str]:
    """Write the questions that a layout answers, their candidates commented out below [answers]."""
    asked = [
        each
        for each in questions
        if any(not line.startswith("--set") for one in each.candidates for line in one.answer)
    ]
    if not asked:
        return
    yield from ("", "[answers]")
    for question in asked:
        yield f"# {question.number}. {clean(question.head)}"
        for candidate in question.candidates:
            yield from (f"# {line}  # {clean(candidate.reading)}" for line in candidate.answer)


def _group_lines(lines: Sequence[LineSeen]) -> list[list[LineSeen]]:
    """Group the lines that one label names: a row with a column for purchases and one for stocks has several."""
    cells: dict[str, list[LineSeen]] = {}
    for line in lines:
        cells.setdefault(line.cell, []).append(line)
    return list(cells.values())


def _write_lines(lines: Sequence[LineSeen]) -> str:
    """Write what all lines of a label have in common."""
    fields = {"cell": lines[0].cell}
    for name in ("source", "flow", "attribute", "unit"):
        said = {str(getattr(line, name)) for line in lines}
        if len(said) == 1 and said != {""}:
            fields[name] = said.pop()
    return f"    {_write_inline(fields)},  # {clean(lines[0].label)}"


def _write_inline(fields: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name} = {_quote(value)}" for name, value in fields.items()) + " }"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
