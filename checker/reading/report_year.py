"""The report year: stated, titled, named or dated; a calendar year, or a financial one that runs over New Year."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from checker.cells import CellRef
from checker.findings import Candidate
from checker.reading.asked import FIRST_REAL_YEAR
from checker.reading.collect import DATED, UNKNOWN_YEAR
from checker.reading.fiscal import APRIL, CHINESE, USUAL_STARTS, move_months
from checker.reading.periods import find_fiscal_year, find_year
from checker.reading.profile import settle_year
from checker.reading.scene import year_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.reading.collect import Collector

NEARLY_ALL = 0.8
"""Where this share of the tables that state a year state the same one, it is the report year (ours)."""
MONTHS = 12
LONGEST_MONTH = 31
QUARTER_DAYS = 92


class ReportYear(NamedTuple):
    """The report year, what says so (stated, title, file, sheet, dates), which others it may be, and its first month.

    A financial year is named by the calendar year in which it begins.
    """

    year: int | None
    evidence: str
    others: list[int]
    first_month: int = 1


def find_report_year(collector: Collector, answers: dict[str, str], previous: frozenset[str]) -> ReportYear:
    """Find the report year: answered, else in the profile, else in the data; and in which month it begins."""
    found = _find_year(collector, answers, previous)
    months = _list_months(collector, previous)
    said = _find_said(collector, answers)
    if said is not None:
        return found._replace(
            year=said, evidence="stated", others=[], first_month=_choose_first(collector, answers)
        )
    titled = _find_titled_fiscal(collector)
    if titled is not None and found.evidence != "stated":
        return ReportYear(titled, "title", [], _choose_first(collector, answers))
    begun = None if collector.says_calendar else _find_window(collector, answers, months, found.year)
    if begun is None:
        return found
    year, first = begun
    if found.year is not None and year == UNKNOWN_YEAR:
        year = found.year
    if found.evidence == "stated" and year != found.year:
        return found
    others = [each for each in found.others if any(_holds_year(known, each, 1) for known in months.values())]
    return found._replace(year=None if year == UNKNOWN_YEAR else year, others=others, first_month=first)


def name_year(found: ReportYear) -> str:
    """Name a financial year as people do, "2024-25"; "" for a calendar year."""
    return (
        "" if found.year is None or found.first_month == 1 else f"{found.year}-{(found.year + 1) % 100:02d}"
    )


def _find_said(collector: Collector, answers: dict[str, str]) -> int | None:
    """Find the financial year that the answer or the profile states ("2024-25"); in China 2024-2025 are two years."""
    texts = [answers["year"]] if "year" in answers else _list_stated(collector)
    text = texts[0] if texts else ""
    return None if CHINESE.search(text) else find_fiscal_year(text)


def _list_stated(collector: Collector) -> list[str]:
    return [str(each["text"]) for each in collector.records["facility"] if each["item"] == "year"]


def _choose_first(collector: Collector, answers: dict[str, str]) -> int:
    """Choose the month in which financial years begin: as answered, as the filing's months do, else April."""
    if "year_starts" in answers:
        return int(answers["year_starts"])
    months = Counter(collector.first_months).most_common(1)
    return months[0][0] if months else APRIL


def _find_titled_fiscal(collector: Collector) -> int | None:
    """Find the one financial year that the titles name, else the latest of the headers, where none names a calendar year."""
    if collector.title_years:
        return None
    texts = [text for text in collector.fiscal_blocks.values() if not CHINESE.search(text)]
    years = {find_fiscal_year(text) for text in texts} - {None}
    if texts:
        return years.pop() if len(years) == 1 and len(texts) == len(collector.fiscal_blocks) else None
    return max(
        (year for text in collector.fiscal_rows.values() if (year := find_fiscal_year(text))), default=None
    )


def _find_window(
    collector: Collector, answers: dict[str, str], months: dict[int, set[int]], year: int | None
) -> tuple[int, int] | None:
    """Find the twelve months over New Year that the lines hold, where none holds a whole calendar year."""
    if any(_holds_calendar_year(known) for known in months.values()):
        return None
    starts = (
        [int(answers["year_starts"])]
        if "year_starts" in answers
        else [*collector.first_months, *USUAL_STARTS]
    )
    held: Counter[tuple[int, int]] = Counter()
    for known in months.values():
        held.update(
            (each, first)
            for first in dict.fromkeys(starts)
            if first != 1
            for each in _list_years(known)
            if _holds_year(known, each, first)
        )
    if not held:
        return None
    most = max(held.values())
    likely = [window for window, count in held.items() if count == most and 2 * count >= len(months)]
    fitting = [
        window for window in likely if year is None or abs(window[0] - year) <= 1 or window[0] == UNKNOWN_YEAR
    ]
    # where thirteen months or more hold several windows, the one that begins as financial years usually do
    return max(fitting, key=lambda window: (-starts.index(window[1]), window[0])) if fitting else None


def _holds_calendar_year(months: set[int]) -> bool:
    """Tell months that hold a calendar year, unless they are nothing but whole financial years."""
    first, last = min(months), max(months)
    turned = (
        first % MONTHS + 1 in USUAL_STARTS[:1]
        and (last + 1 - first) % MONTHS == 0
        and len(months) == last + 1 - first
    )
    return not turned and any(_holds_year(months, each, 1) for each in _list_years(months))


def _list_years(months: set[int]) -> set[int]:
    return {month // MONTHS for month in months}


def _holds_year(months: set[int], year: int, first: int) -> bool:
    begin = year * MONTHS + first - 1
    return all(month in months for month in range(begin, begin + MONTHS))


def _list_months(collector: Collector, previous: frozenset[str]) -> dict[int, set[int]]:
    """List by line the months, as ordinals, of its monthly figures; last year's files apart."""
    facts = collector.facts
    months: dict[int, set[int]] = {}
    for line, file, start, end in zip(facts.line, facts.file, facts.start, facts.end, strict=True):
        if file not in previous and (end - start).days <= LONGEST_MONTH:
            months.setdefault(line, set()).add(start.year * MONTHS + start.month - 1)
    return months


def _find_year(collector: Collector, answers: dict[str, str], previous: frozenset[str]) -> ReportYear:
    """Find the report year as a calendar year."""
    year = settle_year(collector, answers)
    if year is not None:
        return ReportYear(year, "stated", [])
    facts = collector.facts
    months: dict[tuple[int, int], set[int]] = {}
    columns = (facts.line, facts.file, facts.start, facts.end, facts.quantity)
    for line, file, start, end, quantity in zip(*columns, strict=True):
        if start.year < FIRST_REAL_YEAR or math.isnan(quantity) or file in previous:
            continue
        spanned = range(1, 13) if (end - start).days > 360 else (start.month,)
        months.setdefault((line, start.year), set()).update(spanned)
    complete = sorted({year for (_, year), known in months.items() if len(known) == MONTHS}, reverse=True)
    dated = sorted({year for _, year in months}, reverse=True)
    titled = _find_titled_year(collector, previous)
    if titled is not None and (titled in dated or not dated):
        # a year of which there is no figure is that of a print, not of the report
        return ReportYear(titled, "title", [])
    named = find_year(collector.file)
    if not months:
        said = next((find_year(table.sheet) for table in collector.tables if find_year(table.sheet)), None)
        return ReportYear(said, "sheet", []) if said else ReportYear(named, "file", [])
    likely = [*complete, *dated]
    if named is not None and named in dated:
        return ReportYear(named, "dates", likely)
    return ReportYear(likely[0], "dates", likely)


def _find_titled_year(collector: Collector, previous: frozenset[str]) -> int | None:
    """Find the year that nearly all table titles state; long histories may run on after it."""
    years = Counter(year for file, year in collector.title_years if file not in previous)
    if not years:
        return None
    year, count = years.most_common(1)[0]
    return year if count >= NEARLY_ALL * years.total() else None


def move_to_year(collector: Collector, found: ReportYear) -> None:
    """Let figures without a year, and those of one year by number alone, lie in the financial year that is reported.

    Its Q1 begins with it, its January comes after December; which year a lone number names is asked.
    """
    first = found.first_month
    if first == 1:
        return
    named = collector.answers.get("year_named_by")
    whole = (found.year or UNKNOWN_YEAR) + (named == "end")
    facts = collector.facts
    blocks = {line.row: line.block for line in collector.lines}
    for at, row in enumerate(facts.row):
        span = facts.start[at], facts.end[at]
        if span == year_span(whole) and whole != UNKNOWN_YEAR:
            begins = found.year or UNKNOWN_YEAR
            facts.start[at], facts.end[at] = year_span_from(begins, first)
            if named is None:
                cell = CellRef(facts.file[at], facts.sheet[at], facts.at_row[at], facts.at_col[at])
                _ask_named(collector, begins, first, cell, blocks[facts.line[at]])
            continue
        facts.start[at], facts.end[at] = _move(*span, first, is_quarter=row in collector.quarter_rows)
    _move_records(collector, first, whole, found.year)


def year_span_from(year: int, first_month: int) -> tuple[dt.datetime, dt.datetime]:
    """Give [start, end) of a year that begins in some month."""
    return dt.datetime(year, first_month, 1), dt.datetime(year + 1, first_month, 1)


def _ask_named(collector: Collector, begins: int, first: int, cell: CellRef, block: int) -> None:
    """Ask which financial year a lone number means: the one that begins in it, as was read, or the one that ends in it."""
    readings = {"start": f"{begins}-{first:02d}", "end": f"{begins - 1}-{first:02d}"}
    collector.ask(
        "fiscal_year", "year_named_by", (cell,), about="period", read_as=readings["start"], block=block, numbers=1,
        candidates=tuple(Candidate(reading, value=side) for side, reading in readings.items()),
        month=str(first), value=str(begins), other=str(begins - 1),
    )  # fmt: skip


def _move_records(collector: Collector, first: int, whole: int, year: int | None) -> None:
    """Move stated sums with what they sum, and other records as figures are."""
    facts = collector.facts
    places = {row: at for at, row in enumerate(facts.row)}
    covered: dict[int, list[int]] = {}
    for _, total, fact in collector.covers:
        if fact in places:
            covered.setdefault(total, []).append(places[fact])
    for record in _list_records(collector):
        parts = covered.get(int(str(record["row"])))
        start, end = record["start"], record["end"]
        if parts:
            record["start"] = min(facts.start[at] for at in parts)
            record["end"] = max(facts.end[at] for at in parts)
        elif isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
            is_whole = (start, end) == year_span(whole) and year is not None
            span = (
                year_span_from(year or 0, first) if is_whole else _move(start, end, first, is_quarter=False)
            )
            record["start"], record["end"] = span


def _list_records(collector: Collector) -> Iterator[dict[str, object]]:
    for table in DATED:
        yield from (record for record in collector.records[table] if "start" in record)


def _move(
    start: dt.datetime, end: dt.datetime, first_month: int, *, is_quarter: bool
) -> tuple[dt.datetime, dt.datetime]:
    if start.year != UNKNOWN_YEAR:
        return start, end
    if is_quarter or (start, end) == year_span(UNKNOWN_YEAR):
        return move_months(start, first_month - 1), move_months(end, first_month - 1)
    if start.month < first_month and (end - start).days <= QUARTER_DAYS:
        return move_months(start, MONTHS), move_months(end, MONTHS)
    return start, end
