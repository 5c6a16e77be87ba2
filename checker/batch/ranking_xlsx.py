"""The ranked list as a workbook: filings with links, all their doubts, and what could not be checked."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.batch.ranking import say_reason, show_row
from checker.batch.stored import load_report
from checker.batch.triage import Ranked, read_reports
from checker.cells import write_cells
from checker.findings import SEVERITIES
from checker.reports.sentences import values_of
from checker.reports.wrap import clean, wrap
from checker.words.formats import Lang, say
from checker.words.text import render

if TYPE_CHECKING:
    from checker.packs import Catalogue

MOST_LINKS = 65_530
"""Excel opens no sheet with more links (Excel specifications and limits)."""
MOST_LINES = 1_048_500
"""And no sheet with more rows than 1,048,576."""
LONGEST_LINK = 2000
"""And no link of more than 2,079 characters."""
_ESCAPED = str.maketrans(
    {each: f"%{ord(each):02X}" for each in '%"#<>[]`^{} ' + "".join(map(chr, range(32)))}
)
COLOURS = {"error": "#F8CBAD", "warning": "#FFE699", "review": "#DDEBF7", "info": "#EDEDED"}


class Column(NamedTuple):
    """A column of a sheet: key of its heading, width in characters, kind of its cells."""

    key: str
    width: int
    kind: str = "text"


RANKING = (
    Column("triage.rank", 6, "whole"), Column("triage.filing", 38), Column("triage.site", 24), Column("triage.year", 8, "whole"),
    Column("triage.outcome", 24), Column("severity.error", 13, "whole"), Column("severity.warning", 15, "whole"),
    Column("severity.review", 13, "whole"), Column("triage.concerned", 16, "tonnes"), Column("triage.share", 11, "percent"),
    Column("triage.declared", 15, "tonnes"), Column("triage.recomputed", 15, "tonnes"), Column("triage.gravest", 44),
    Column("triage.code", 10), Column("triage.cells", 26), Column("triage.misfiling", 44),
)  # fmt: skip
DOUBTS = (
    Column("triage.rank", 6, "whole"), Column("triage.filing", 32), Column("triage.code", 10), Column("triage.severity", 22),
    Column("triage.doubt", 40), Column("triage.cells", 28), Column("triage.concerned", 16, "tonnes"),
    Column("triage.message", 70), Column("triage.advice", 60), Column("triage.id", 18),
)  # fmt: skip
TROUBLED = (Column("triage.filing", 44), Column("triage.outcome", 28), Column("triage.reason", 100))


class Sheet:
    """A sheet with frozen headings and a filter, filled line by line."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column], lang: Lang) -> None:  # noqa: ANN401  # xlsxwriter
        """Add the sheet to a workbook of XlsxWriter and write its headings."""
        self.sheet = book.add_worksheet(name)
        self.columns = columns
        self.line = 0
        self.links = 0
        plain = {"valign": "top", "text_wrap": True}
        middle = {"align": "center"}
        self.kinds = {
            "text": book.add_format(plain | {"num_format": "@", "align": "left", "indent": 1}),
            "whole": book.add_format(plain | middle | {"num_format": "0"}),
            "tonnes": book.add_format(plain | {"num_format": "#,##0.0"}),
            "percent": book.add_format(plain | {"num_format": "0.0%"}),
        }
        self.linked = book.add_format(
            plain | {"font_color": "#0563C1", "underline": 1, "align": "left", "indent": 1}
        )
        heading = plain | {"bold": True, "bg_color": "#D9E1F2", "bottom": 1}
        heads = [say(column.key, lang) for column in columns]
        self.sheet.set_row(0, self._measure_line(heads))
        for at, (column, text) in enumerate(zip(columns, heads, strict=True)):
            self.sheet.set_column(at, at, column.width)
            style = book.add_format(
                heading | (middle if column.kind != "text" else {"align": "left", "indent": 1})
            )
            self.sheet.write_string(0, at, text, style)
        self.sheet.freeze_panes(1, 2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)

    def _measure_line(self, values: Sequence[object]) -> float:
        """Give the height of a line in points, all its texts wrapped."""
        lines = [
            len(wrap(value, max(4, column.width - 3)))
            for value, column in zip(values, self.columns, strict=True)
            if isinstance(value, str)
        ]
        return 16.0 * max(1, *lines)

    def add(self, values: Sequence[object], links: Mapping[int, str], colours: Mapping[int, Any]) -> None:
        """Write a line; `links` are addresses by column, `colours` formats in place of a column's own."""
        self.line += 1
        self.sheet.set_row(self.line, self._measure_line(values))
        for at, (value, column) in enumerate(zip(values, self.columns, strict=True)):
            style = colours.get(at, self.kinds[column.kind])
            if value is None or value == "":
                self.sheet.write_blank(self.line, at, None, style)
            elif at in links and self.links < MOST_LINKS and len(links[at]) <= LONGEST_LINK:
                self.links += 1
                self.sheet.write_url(self.line, at, links[at], self.linked, clean(str(value)))
            elif isinstance(value, int | float):
                self.sheet.write_number(self.line, at, value, style)
            else:
                self.sheet.write_string(self.line, at, clean(str(value)), style)

    def close(self) -> None:
        """Put the filter over what was written."""
        self.sheet.autofilter(0, 0, max(1, self.line), len(self.columns) - 1)


def write_ranking(
    folder: Path, ranked: Ranked, lang: Lang, catalogue: Catalogue, out: Path, place: Path
) -> None:
    """Write the workbook to `out`; links lead from `place`, where it will lie, to the filings."""
    import xlsxwriter

    as_filed = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True,
    }  # fmt: skip
    book = xlsxwriter.Workbook(out, as_filed)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # the same results make the same file
    base = folder.absolute().parent
    ranking = Sheet(book, say("triage.sheet_ranking", lang), RANKING, lang)
    for rank, row in enumerate(read_reports(folder, ranked.ranked), 1):
        shown = show_row(row, rank, lang, catalogue)
        link = link_to(base, row.path, place)
        links = {1: link} | ({14: f"{link}#{shown.cell}"} if shown.cell and "[" not in shown.cell else {})
        ranking.add(
            (rank, row.path, row.sites, row.year, say(f"outcome.{row.outcome}", lang), row.errors, row.warnings, row.reviews,
             shown.at_stake_tco2e, shown.share, shown.declared_tco2e, shown.recomputed_tco2e, shown.title, shown.code,
             shown.cell, shown.misfiling),
            links, {},
        )  # fmt: skip
    ranking.close()
    doubts = Sheet(book, say("triage.sheet_doubts", lang), DOUBTS, lang)
    colours = {
        rank: book.add_format({"valign": "top", "text_wrap": True, "bg_color": colour})
        for rank, colour in COLOURS.items()
    }
    for severity, values, links in list_doubts(folder, ranked, lang, catalogue, place):
        if doubts.line >= MOST_LINES:
            doubts.add(["", say("triage.cut", lang), *[""] * (len(DOUBTS) - 2)], {}, {})
            break
        doubts.add(values, links, {3: colours[severity]})
    doubts.close()
    troubled = Sheet(book, say("triage.sheet_troubled", lang), TROUBLED, lang)
    for row in read_reports(folder, ranked.troubled):
        troubled.add(
            (row.path, say(f"outcome.{row.outcome}", lang), say_reason(row, lang)),
            {0: link_to(base, row.path, place)},
            {},
        )
    troubled.close()
    book.close()


def list_doubts(
    folder: Path, ranked: Ranked, lang: Lang, catalogue: Catalogue, place: Path
) -> Iterator[tuple[str, tuple[object, ...], dict[int, str]]]:
    """Give every finding of every ranked filing: its severity, its line, its links."""
    base = folder.absolute().parent
    for rank, row in enumerate(read_reports(folder, ranked.ranked), 1):
        report = load_report(row.report)
        link = link_to(base, row.path, place)
        for finding in sorted(report.findings, key=lambda each: SEVERITIES.index(each.severity)):
            values = values_of(finding)
            cells = write_cells(finding.cells, report.main)
            title, message, advice = (
                render(finding.code, part, values, lang, catalogue) for part in ("title", "message", "advice")
            )
            line = (
                rank, row.path, finding.code, say(f"severity.{finding.severity}", lang), title, ", ".join(cells),
                finding.at_stake_tco2e, message, advice, finding.id,
            )  # fmt: skip
            to_cell = {5: f"{link}#{cells[0]}"} if cells and "[" not in cells[0] else {}
            yield finding.severity, line, {1: link} | to_cell


def link_to(base: Path, path: str, place: Path) -> str:
    """Give the address of a filing as seen from the folder of the workbook that links to it.

    All that needs an escape has one: XlsxWriter adds none to an address that has some already.
    """
    target = base / path
    try:
        relative = os.path.relpath(target, place.absolute().parent)
    except ValueError:  # another drive
        relative = str(target)
    return f"external:{relative.translate(_ESCAPED)}"
