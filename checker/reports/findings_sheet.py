"""The sheet of findings in an annotated copy: one row a finding, its cell a link, verdict and totals on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.cells import write_cells
from checker.reading.own_sheets import MARK
from checker.reports.text import merge_corrections
from checker.reports.wrap import clean, measure
from checker.words.formats import Lang, put_aside, say

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as Copy
    from openpyxl.worksheet.worksheet import Worksheet

    from checker.findings import Report
    from checker.reports.sentences import Audience
    from checker.reports.view import FindingView, ReportView

WIDTHS = {
    "id": 17, "severity": 13, "cells": 18, "title": 24, "message": 46, "advice": 42, "tonnes": 14, "proposed": 28,
    "explained": 26,
}  # fmt: skip
BOLD = 1.15
"""How much wider bold letters are, and words that do not part where the line ends (ours)."""
MOST_PROPOSED = 8
LONGEST_NAME = 31
"""Excel allows no longer name of a sheet."""
_MERGED, _LINE, _TALLEST = 6, 15, 400
_FORMULA_LIKE = ("=", "+", "-", "@")
_UNSAFE = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Column(NamedTuple):
    """A column of the sheet and its cells, in the order of the findings."""

    key: str
    cells: Sequence[str | float | None]


def add_findings_sheet(
    copy: Copy, report: Report, view: ReportView, lang: Lang, audience: Audience, *, locked: bool
) -> None:  # fmt: skip
    """Add the sheet at the end and open the workbook there; a verifier's has no column of proposals."""
    sheet = copy.create_sheet(name_sheet(copy.sheetnames, say("annotate.sheet", lang)))
    columns = _list_columns(report, view, lang, audience)
    header = _write_top(sheet, view, len(columns), lang, locked=locked)
    _write_table(sheet, columns, header, report, lang)
    _write_questions(sheet, view, header + max(len(report.findings), 1) + 2, min(len(columns), _MERGED), lang)
    _lay_out(sheet, columns, header, len(report.findings))
    for each in copy.worksheets:  # two selected sheets would both take what is typed
        each.sheet_view.tabSelected = each is sheet
    copy.active = copy.index(sheet)


def name_sheet(taken: Sequence[str], wanted: str) -> str:
    """Give a name for the sheet that the workbook does not have, whatever its capitals."""
    known = {each.casefold() for each in taken}
    names = (f"{wanted[: LONGEST_NAME - 5]} ({number})" for number in range(2, len(known) + 3))
    return (
        wanted
        if wanted.casefold() not in known
        else next(each for each in names if each.casefold() not in known)
    )


def _list_columns(report: Report, view: ReportView, lang: Lang, audience: Audience) -> list[Column]:
    found = view.findings
    columns = [
        Column("id", [each.id for each in found]),
        Column("severity", [each.severity for each in found]),
        Column("cells", [", ".join(each.cells) for each in found]),
        Column("title", [each.title for each in found]),
        Column("message", [each.message for each in found]),
        Column("advice", [each.advice for each in found]),
        Column("tonnes", [_round(each.at_stake_tco2e) for each in report.findings]),
    ]
    if audience != "verifier":
        columns.append(Column("proposed", list(_list_proposed(view, lang))))
    if any(each.explained for each in found):
        columns.append(Column("explained", [each.explained for each in found]))
    return columns


def _round(tonnes: float | None) -> float | None:
    return None if tonnes is None else round(tonnes, 3) + 0.0


def _list_proposed(view: ReportView, lang: Lang) -> Iterator[str]:
    """Give for each finding what the surest diagnosis that explains it proposes."""
    surest: dict[str, int] = {}
    for number, diagnosis in enumerate(view.diagnoses):
        for each in diagnosis.explains:
            surest.setdefault(each, number)
    told: dict[int, FindingView] = {}
    for finding in view.findings:
        number_of = surest.get(finding.id)
        if number_of is None:
            yield ""
            continue
        first = told.setdefault(number_of, finding)
        if first is not finding:
            yield f"→ {first.id}"
            continue
        rows = merge_corrections(view.diagnoses[number_of].corrections)
        said = [f"{each.where}{say('line.colon', lang)}{each.filed} → {each.proposed}" for each in rows]
        more = (
            [say("annotate.more_proposed", lang, count=len(said) - MOST_PROPOSED)]
            if len(said) > MOST_PROPOSED
            else []
        )
        yield "\n".join([*said[:MOST_PROPOSED], *more])


def _write_top(sheet: Worksheet, view: ReportView, width: int, lang: Lang, *, locked: bool) -> int:
    """Write what stands above the table, and give the row of its header."""
    from openpyxl.styles import Alignment, Font

    colon, stop = say("line.colon", lang), say("line.semicolon", lang)
    base = read_font(sheet)
    wide = sum(WIDTHS[each] for each in list(WIDTHS)[: min(width, _MERGED)])
    lines = [
        (view.verdict, Font(name=base, bold=True, size=13)),
        (stop.join(f"{name}{colon}{amount}" for name, amount in view.totals), Font(name=base, bold=True)),
        (say("annotate.do_not_file", lang, name=view.name), Font(name=base, color="A8261D", bold=True)),
        (say("annotate.may_lose", lang), Font(name=base, color="5A6472")),
        (say("annotate.no_password", lang) if locked else "", Font(name=base, color="A8261D")),
    ]
    shown = [(text, font) for text, font in lines if text]
    for row, (text, font) in enumerate(shown, 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=min(width, _MERGED))
        _write_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = font
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = _LINE * count_lines(text, wide / 1.2) + 4
    mark = sheet.cell(len(shown) + 1, 1, MARK)
    mark.font = Font(name=base, color="B8BEC6", size=8)
    return len(shown) + 2


def _write_table(
    sheet: Worksheet, columns: Sequence[Column], header: int, report: Report, lang: Lang
) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.hyperlink import Hyperlink

    from checker.reports.annotate import FILLS

    line = Side(style="thin", color="D0D0D0")
    base = read_font(sheet)
    border = Border(top=line, bottom=line, left=line, right=line)
    for number, column in enumerate(columns, 1):
        head = sheet.cell(header, number)
        _write_text(head, say(f"annotate.{column.key}", lang))
        head.font, head.border = Font(name=base, bold=True, color="FFFFFF"), border
        head.fill = PatternFill("solid", start_color="39424E")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        for row, (finding, value) in enumerate(zip(report.findings, column.cells, strict=True), header + 1):
            cell = sheet.cell(row, number)
            if isinstance(value, str):
                _write_text(cell, value)
            else:
                cell.value, cell.number_format = value, "+#,##0.0##;-#,##0.0##;0"
            cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), border
            if column.key == "severity":
                cell.fill = PatternFill("solid", start_color=FILLS[finding.severity])
            own = [each for each in finding.cells if each.file == report.main]
            if column.key == "cells" and own:
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=write_cells(own, report.main)[0])
                cell.font = Font(name=base, color="1F5F85", underline="single")
    for row, cells in enumerate(zip(*(column.cells for column in columns), strict=True), header + 1):
        pairs = zip(columns, cells, strict=True)
        lines = max(count_lines(each, WIDTHS[column.key]) for column, each in pairs if isinstance(each, str))
        sheet.row_dimensions[row].height = min(_LINE * lines + 4, _TALLEST)
    if not report.findings:
        _write_text(sheet.cell(header + 1, 1), say("annotate.nothing", lang))


def _write_questions(sheet: Worksheet, view: ReportView, row: int, width: int, lang: Lang) -> None:
    """Write the questions below the table: what is asked, what was read for now, what answers it."""
    from openpyxl.styles import Alignment, Font

    if not view.questions:
        return
    base, colon = read_font(sheet), say("line.colon", lang)
    wide = sum(WIDTHS[each] for each in list(WIDTHS)[:width]) / 1.2
    lines = [(say("heading.questions", lang), Font(name=base, bold=True, size=12))]
    for question in view.questions:
        count = put_aside(question.count, lang) if question.count else ""
        read = [f"{say('line.read_as', lang)}{colon}{question.read_as}"] if question.read_as else []
        answers = [f"{name}{colon}{line}" if name else line for name, line in question.lines]
        parts = [
            f"{question.number}. {question.head}{count}",
            *read,
            *([question.how] if answers else []),
            *answers,
        ]
        lines.append(("\n".join(parts), Font(name=base)))
    for at, (text, font) in enumerate(lines, row):
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=width)
        _write_text(sheet.cell(at, 1), text)
        sheet.cell(at, 1).font = font
        sheet.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[at].height = min(_LINE * count_lines(text, wide) + 4, _TALLEST)


def read_font(sheet: Worksheet) -> str:
    """Give the name of the font that the workbook's own cells have."""
    fonts: Any = getattr(sheet.parent, "_fonts", ())  # no other way to the default
    return str(fonts[0].name or "Calibri") if fonts else "Calibri"


def count_lines(text: str, width: float) -> int:
    """Count the lines that a wrapped text takes in a column; Excel itself fits no row of a file it opens."""
    return sum(1 + int(measure(each) * 1.1 / width) for each in text.split("\n"))


def _write_text(cell: Any, text: str) -> None:  # noqa: ANN401  # a cell or a merged cell of openpyxl
    """Write a text as a text, also where Excel would take it for a formula."""
    safe = "\n".join(clean(each) for each in _UNSAFE.sub("", text).split("\n"))
    cell.value = safe or None
    if safe:
        cell.data_type = "s"
        cell.quotePrefix = safe.startswith(_FORMULA_LIKE)


def _lay_out(sheet: Worksheet, columns: Sequence[Column], header: int, count: int) -> None:
    """Set widths, frozen header, filter, and how the sheet is printed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    last = get_column_letter(len(columns))
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[column.key]
    heads = (
        count_lines(str(sheet.cell(header, number).value), WIDTHS[column.key] / BOLD)
        for number, column in enumerate(columns, 1)
    )
    sheet.row_dimensions[header].height = _LINE * max(heads) + 4
    sheet.freeze_panes = f"A{header + 1}"
    sheet.auto_filter.ref = f"A{header}:{last}{header + max(count, 1)}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header}:{header}"
    sheet.sheet_properties.tabColor = "A8261D"
