"""Where reading stands: the sheet and block, the site and year in force, and what a row says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from checker.reading.collect import NAN, Collector
from checker.reading.lines import Line
from checker.reading.periods import Period, bound_period, parse_period_text
from checker.reading.terms import Meaning
from checker.reading.units import Unit
from checker.workbook import Sheet

Span = tuple[dt.datetime, dt.datetime]


@dataclass(slots=True)
class Scene:
    """Where reading stands: the sheet, the block, the site in force, the year of undated months."""

    collector: Collector
    sheet: Sheet
    block: int
    year: int
    context: Meaning
    site: str = ""
    lines: dict[tuple[object, ...], Line] = field(default_factory=dict)
    month: Period | None = None
    place: int = -1
    """Which of the tables of that month in its file it is: -1 the first or the sheet's own, -2 the second, …"""
    scale: str = ""
    """The number word ("lakh") by which the title multiplies the units of the table."""
    counts: dict[str, int] = field(default_factory=dict)

    def pass_over(self, row: int, column: int) -> None:
        """Pass over a figure that states again, in another measure, what is read beside it."""
        self.collector.mark_ignored(self.sheet, row, column)

    def span(self) -> Span:
        """Give the period of an undated figure: the month the sheet is named after, else the year."""
        named = bound_period(self.month, self.year) if self.month is not None else None
        return named or year_span(self.year)

    def count(self, table: str, rows: int = 1) -> None:
        """Count rows read into a table."""
        self.counts[table] = self.counts.get(table, 0) + rows


@dataclass(slots=True)
class Row:
    """What the text columns of a row say, with the places of the cells."""

    label: Meaning
    label_at: tuple[int, int]
    unit_columns: list[tuple[int, str]] = field(default_factory=list)
    unit_text: str = ""
    unit_at: tuple[int, int] | None = None
    units: tuple[Unit, ...] = ()
    site: str = ""
    account: str = ""
    multiplier: float = NAN
    supplier: str = ""
    data_source: str = ""
    data_source_at: tuple[int, int] | None = None
    remark: str = ""
    remark_at: tuple[int, int] | None = None
    origin: str = ""


def year_span(year: int) -> Span:
    """Give [start, end) of a calendar year."""
    return dt.datetime(year, 1, 1), dt.datetime(year + 1, 1, 1)


def name_month(scene: Scene) -> None:
    """Let a sheet named after a month (01月, Jan, 2024-01) date its undated figures, and share its lines."""
    period = parse_period_text(scene.sheet.name)
    if period is not None and period.month and not period.day:
        scene.month, scene.lines = period, scene.collector.month_lines


def share_titled_month(scene: Scene, period: Period | None) -> None:
    """Let the month that a table's title names date its undated figures, and share its lines with other months' tables."""
    if period is None:
        return
    collector = scene.collector
    collector.titled_months[collector.file, period] += 1
    scene.place = -collector.titled_months[collector.file, period]
    scene.month, scene.lines = period, collector.month_lines
