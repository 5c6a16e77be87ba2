"""An annotated copy of the filer's workbook: a comment and a fill at each cell in doubt, and a sheet of all findings."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from checker.errors import CheckerError
from checker.reports.findings_sheet import add_findings_sheet
from checker.reports.stored import put_back_results
from checker.reports.view import FindingView, ReportView, view_report
from checker.reports.wrap import clean, measure
from checker.words.formats import Lang, say

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook as Copy
    from openpyxl.worksheet.worksheet import Worksheet

    from checker.findings import Finding, Report
    from checker.packs import Catalogue
    from checker.reports.sentences import Audience
    from checker.workbook import Workbook

AUTHOR = "checker"
FILLS = {"error": "F8CBC6", "warning": "FCE4B0", "review": "CFE5F3", "info": "E4E7EB"}
"""Colour of a cell in doubt, by severity."""
MOST_FILLED = 2000
"""Of one finding so many cells are filled (ours: a year of a large sheet); the comment names all ranges."""
MOST_COMMENTS = 12
"""So many findings speak in one cell's comment; the sheet of findings holds all."""
LONGEST_COMMENT = 8000
_WIDTH, _LINE, _CHARACTERS = 380, 17, 52


class CannotAnnotateError(CheckerError):
    """The workbook can be checked but not be written again."""


def annotate_copy(
    report: Report, book: Workbook, lang: Lang, audience: Audience, catalogue: Catalogue
) -> bytes:
    """Give the bytes of a copy of the main workbook with what was found written into it.

    Raises CannotAnnotateError, in one line, where the workbook is another than the one checked or
    cannot be loaded or saved.
    """
    if book.sha256 != report.files[0].sha256:
        raise _refuse(book.name, "changed while it was checked; check it again")
    if book.kind != "xlsx":
        first = "put its tables into an .xlsx" if book.kind == "docx" else "save it as .xlsx"
        raise _refuse(
            book.name, f"a .{book.kind} cannot be written again; {first} first, or use --format html"
        )
    if any(reason == "too_large" for _, reason in book.refused):
        raise _refuse(book.name, "a sheet is too large to be written again; use --format html")
    # the bytes at hand are the unlocked package, the file's hash that of the locked one
    locked = hashlib.sha256(book.data).hexdigest() != book.sha256
    view = view_report(report, lang, audience, catalogue)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a plain copy loses is said in the copy
            copy = _load(book)
            _mark_cells(copy, report, view, lang)
            add_findings_sheet(copy, report, view, lang, audience, locked=locked)
            written = io.BytesIO()
            copy.save(written)
            return put_back_results(written.getvalue(), book, copy.epoch)
    except CheckerError:
        raise
    except Exception as error:  # whatever a strange package breaks in the library is no crash of ours
        raise _refuse(
            book.name, f"cannot be written again ({type(error).__name__}); use --format html"
        ) from error


def _refuse(name: str, reason: str) -> CannotAnnotateError:
    return CannotAnnotateError(f"{name}: {reason}")


def has_macros(data: bytes) -> bool:
    """Tell whether a workbook's bytes hold a macro project."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(name.lower().endswith("vbaproject.bin") for name in package.namelist())


def _load(book: Workbook) -> Copy:
    from openpyxl import load_workbook

    copy = load_workbook(io.BytesIO(book.data), keep_vba=has_macros(book.data), keep_links=True)
    copy.template = False
    for sheet in book.sheets:
        for (row, column), cell in copy[sheet.name]._cells.items():  # noqa: SLF001  # blank ones are not made
            if cell.hyperlink is not None and sheet.is_blank(row - 1, column - 1):
                cell.value = None  # openpyxl writes a link's address into a blank cell
    return copy


def _mark_cells(copy: Copy, report: Report, view: ReportView, lang: Lang) -> None:
    """Fill the cells in doubt, the gravest severity first, and write a comment at the first cell of each finding."""
    from openpyxl.styles import PatternFill

    fills = {rank: PatternFill("solid", start_color=colour) for rank, colour in FILLS.items()}
    filled: set[tuple[str, int, int]] = set()
    notes: dict[tuple[str, int, int], list[FindingView]] = {}
    for finding, words in zip(report.findings, view.findings, strict=True):
        for number, cell in enumerate(_find_cells(copy, finding, report.main)):
            place = (cell.parent.title, cell.row, cell.column)
            if not number:
                notes.setdefault(place, []).append(words)
            if place not in filled:
                filled.add(place)
                cell.fill = fills[finding.severity]
    for (sheet, row, column), said in notes.items():
        _comment(_find_anchor(copy[sheet], row, column), said, lang)


def _find_cells(copy: Copy, finding: Finding, main: str) -> list[Any]:
    """Find the cells in doubt in the copy; of merged cells the one that holds the value."""
    found: dict[tuple[str, int, int], Any] = {}
    for ref in finding.cells[:MOST_FILLED]:
        if ref.file != main or ref.sheet not in copy.sheetnames:
            continue
        sheet = copy[ref.sheet]
        if not hasattr(sheet, "merged_cells"):  # a chart sheet has no cells
            continue
        cell = _find_anchor(sheet, ref.row + 1, ref.column + 1)
        found[ref.sheet, cell.row, cell.column] = cell
    return list(found.values())


def _find_anchor(sheet: Worksheet, row: int, column: int) -> Any:  # noqa: ANN401  # a cell, or part of a merged one
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for block in sheet.merged_cells.ranges:
            if cell.coordinate in block:
                return sheet.cell(block.min_row, block.min_col)
    return cell


def _comment(cell: Cell, said: Sequence[FindingView], lang: Lang) -> None:
    """Write findings as a cell's comment, after the one that stands there."""
    from openpyxl.comments import Comment

    known = cell.comment
    texts = [f"{known.text.rstrip()}\n――――――"] if known is not None and known.text else []
    texts += [_write_note(each, lang) for each in said[:MOST_COMMENTS]]
    if len(said) > MOST_COMMENTS:
        texts.append(
            say("annotate.more", lang, count=len(said) - MOST_COMMENTS, sheet=say("annotate.sheet", lang))
        )
    text = _make_safe("\n\n".join(texts))[:LONGEST_COMMENT]
    author = AUTHOR if known is None or not known.author else f"{known.author}, {AUTHOR}"
    lines = sum(1 + measure(line) // _CHARACTERS for line in text.split("\n"))
    cell.comment = Comment(text, author, width=_WIDTH, height=min(600, _LINE * (lines + 1)))


def _write_note(finding: FindingView, lang: Lang) -> str:
    """Write one finding as a note: code and severity, what, what was seen, what to do."""
    colon = say("line.colon", lang)
    lines = [
        f"{finding.code}{say('line.comma', lang)}{finding.severity}{colon}{finding.title}",
        finding.message,
        f"{say('line.advice', lang)}{colon}{finding.advice}" if finding.advice else "",
        finding.explained,
    ]
    return "\n".join(clean(each) for each in lines if each)


def _make_safe(text: str) -> str:
    """Take out of a text of several lines what no XML may hold."""
    kept = "".join(each for each in text if not "\ud800" <= each <= "\udfff" and each not in "\ufffe\uffff")
    return "\n".join(clean(each) for each in kept.split("\n"))
