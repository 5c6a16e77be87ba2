"""From paths to a filing: every file opened, its tables located and read, the whole assembled."""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker.errors import UnreadableFileError, UsageError
from checker.findings import FileRead
from checker.reading.alternates import pass_other_units
from checker.reading.bill_lists import file_bills
from checker.reading.collect import UNKNOWN_YEAR, Collector
from checker.reading.counters import settle_readings
from checker.reading.coverage import count_coverage
from checker.reading.decimal_months import date_decimals
from checker.reading.decimals import ask_decimals, judge_decimals
from checker.reading.excel import open_workbook
from checker.reading.fiscal import move_fiscal_years
from checker.reading.grid import filled
from checker.reading.layout import Layout, check_sheets, is_skipped
from checker.reading.locate import Block, locate_blocks
from checker.reading.named_places import note_places
from checker.reading.own_sheets import is_own_sheet
from checker.reading.pages import join_pages
from checker.reading.pairs import read_loose
from checker.reading.paper_lines import settle_papers
from checker.reading.profile import check_answers
from checker.reading.reading_lists import file_readings
from checker.reading.restated import pass_restated
from checker.reading.serials import date_serials
from checker.reading.sites import Told, tell_sites
from checker.reading.tidy import read_block
from checker.workbook import Sheet, Workbook

SELDOM = 100_000
"""New objects between two looks for garbage while a filing is read (ours; Python's own number is 700)."""

if TYPE_CHECKING:
    from checker.filing import Filing

AskPassword = Callable[[str], str | None]


def name_files(paths: Sequence[Path]) -> list[str]:
    """Name files as reports show them: a lone one bare, several relative to their common folder.

    A name that is no sound Unicode, as old zip programs leave, is written escaped.
    """
    return [name.encode("utf-8", "backslashreplace").decode() for name in _name_files(paths)]


def _name_files(paths: Sequence[Path]) -> list[str]:
    if len(paths) == 1:
        return [paths[0].name]
    whole = [Path(os.path.normpath(path.absolute())) for path in paths]
    try:
        common = Path(os.path.commonpath([path.parent for path in whole]))
    except ValueError:  # files on two drives have no folder in common
        return [path.name for path in whole]
    return [path.relative_to(common).as_posix() for path in whole]


def check_given_once(paths: Sequence[Path]) -> None:
    """Refuse a file that is given twice, under whatever names; raises UsageError."""
    seen: dict[str, Path] = {}
    for path in paths:
        known = seen.setdefault(os.path.realpath(path), path)
        if known is not path:
            raise UsageError("given_twice", name=path.name)


MOST_LOOKED = 40
"""So many noughts are looked at before a form is said to be unfilled (ours)."""


class Survey(NamedTuple):
    """The files of a filing as opened, and what was collected from them: each sheet with its tables."""

    names: list[str]
    books: list[Workbook]
    collector: Collector
    sheets: list[tuple[str, Sheet, list[Block]]]


def survey_files(paths: Sequence[Path], previous: Sequence[Path], answers: Mapping[str, str],
                 ask_password: AskPassword | None = None, layout: Layout | None = None) -> Survey:  # fmt: skip
    """Open the files of one filing, locate their tables and collect what stands in them.

    Raises UnreadableFileError for a file that cannot be opened, UsageError for an answer or a
    layout that cannot be meant.
    """
    check_answers(answers)
    check_given_once([*paths, *previous])
    names = name_files([*paths, *previous])
    books = [
        open_workbook(path, name, ask_password) for path, name in zip([*paths, *previous], names, strict=True)
    ]
    check_sheets(layout, [(book.name, sheet.name) for book in books for sheet in book.sheets])
    parts = books[: len(paths)], books[len(paths) :]
    collector, sheets = _collect_books(*parts, answers, layout)
    if not collector.lines and collector.records["documents"]:
        collector, sheets = _collect_books(*parts, answers, layout, bills_only=True)
    file_bills(collector)
    file_readings(collector)
    settle_papers(collector)
    pass_restated(collector, frozenset(names[len(paths) :]))
    pass_other_units(collector)
    settle_readings(collector)
    ask_decimals(collector, {(file, sheet.name): sheet for file, sheet, _ in sheets})
    move_fiscal_years(collector)
    return Survey(names, books, collector, sheets)


def _collect_books(
    own: Sequence[Workbook],
    previous: Sequence[Workbook],
    answers: Mapping[str, str],
    layout: Layout | None,
    *,
    bills_only: bool = False,
) -> tuple[Collector, list[tuple[str, Sheet, list[Block]]]]:
    """Collect the sheets of all workbooks; with `bills_only` a list of bills is the activity, not what proves it."""
    collector = Collector()
    collector.answers, collector.layout, collector.bills_only = answers, layout, bills_only
    sheets = [entry for book in own for entry in collect_book(book, collector, layout)]
    collector.month_lines = {}  # last year's sheets of months go on with no line of this year's
    return collector, sheets + [entry for book in previous for entry in collect_book(book, collector, layout)]


def read_filing(paths: Sequence[Path], previous: Sequence[Path], answers: Mapping[str, str],
                ask_password: AskPassword | None = None, layout: Layout | None = None) -> Filing:  # fmt: skip
    """Read the files of one filing; `previous` are last year's, `answers` speak where no cell does.

    Raises UnreadableFileError for a file that cannot be opened and for a filing without an
    activity table; pandas is imported only after that.
    """
    with _collect_seldom():
        survey = survey_files(paths, previous, answers, ask_password, layout)
        return assemble_survey(survey, len(paths), answers)


@contextmanager
def _collect_seldom() -> Iterator[None]:
    """Look for cyclic garbage seldom: cells and facts make none, and looking through them costs a tenth of the time."""
    first, second, third = gc.get_threshold()
    gc.set_threshold(max(first, SELDOM), second, third)
    try:
        yield
    finally:
        gc.set_threshold(first, second, third)


def assemble_survey(survey: Survey, own: int, answers: Mapping[str, str]) -> Filing:
    """Assemble the filing of what was surveyed; the first `own` files are this year's.

    Raises UnreadableFileError where no activity table was found, or no figure in any.
    """
    names, books, collector, sheets = survey
    told = any(_holds(each["tco2e"]) for each in collector.records["declared"])
    told = told or any(_holds(each["quantity"]) for each in collector.records["production"])
    if not collector.lines and not told:
        raise UnreadableFileError(names[0], "no_activity")
    if (
        not told
        and not any(_holds(quantity) for quantity in collector.facts.quantity)
        and _is_unfilled(survey)
    ):
        raise UnreadableFileError(names[0], "no_figures")
    coverage, left_out = count_coverage(sheets, collector)
    from checker.cells import CellRef
    from checker.reading.assemble import assemble_filing

    refused = [
        (CellRef(book.name, sheet, 0, 0), CellRef(book.name, sheet, 0, 0), "refused")
        for book in books
        for sheet, _ in book.refused
    ]
    files = tuple(FileRead(book.name, book.sha256) for book in books)
    filing = assemble_filing(
        collector, files, frozenset(names[own:]), dict(answers), coverage, (*left_out, *refused)
    )  # fmt: skip
    return replace(filing, packages={book.name: book.data for book in books})


def _is_unfilled(survey: Survey) -> bool:
    """Tell a form that nobody filled in from one filled in with noughts: its noughts are the form's own formulas."""
    from checker.reading.cell_marks import read_marks

    facts = survey.collector.facts
    zeros = [at for at, quantity in enumerate(facts.quantity) if not math.isnan(quantity)]
    books = {book.name: book for book in survey.books}
    for at in zeros[:MOST_LOOKED]:
        book = books[facts.file[at]]
        if read_marks(book.data, facts.sheet[at]).formula(facts.at_row[at], facts.at_col[at]) is None:
            return False
    return True


def _holds(figure: object) -> bool:
    """Tell whether a figure was filled in: the zeros of a form's own formulas are not."""
    return isinstance(figure, float) and not math.isnan(figure) and figure != 0


def collect_book(
    book: Workbook, collector: Collector, layout: Layout | None = None
) -> list[tuple[str, Sheet, list[Block]]]:
    """Collect all sheets of a workbook but our own and those pinned as not to be read."""
    collector.file, collector.data = book.name, book.data
    said = collector.answers.get("decimal_mark", "")
    sheets = [
        judge_decimals(date_decimals(date_serials(join_pages(sheet))), said)
        for sheet in book.sheets
        if not is_own_sheet(sheet) and not is_skipped(layout, book.name, sheet.name)
    ]
    told = tell_sites([(sheet, locate_blocks(sheet, book.name, layout)) for sheet in sheets])
    for each in told:
        _collect_sheet(each, collector)
    return [(book.name, each.sheet, each.blocks) for each in told]


def _collect_sheet(told: Told, collector: Collector) -> None:
    sheet, blocks, sites = told
    if blocks:
        note_places(sheet, blocks[0].top, collector)
    inside = {row for block in blocks for row in range(block.top, block.last + 1)}
    loose = [row for row in range(len(sheet.rows)) if row not in inside and filled(sheet, row)]
    if loose:
        read_loose(sheet, loose, collector, UNKNOWN_YEAR, "")
    for block, site in zip(blocks, sites, strict=True):
        read_block(block, collector, UNKNOWN_YEAR, site)
