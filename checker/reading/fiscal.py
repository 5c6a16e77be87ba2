"""Years that begin in another month than January: months that go from April to March without saying their years."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections import Counter
from itertools import pairwise

from checker.cells import CellRef
from checker.findings import Candidate
from checker.reading.collect import DATED, UNKNOWN_YEAR, Collector
from checker.reading.columns import Column
from checker.reading.fiscal_names import split_fiscal
from checker.reading.locate import Block
from checker.reading.parts_of_year import parse_half
from checker.reading.periods import find_fiscal_year, parse_quarter
from checker.reading.profile import find_region
from checker.reading.scene import Scene, Span, year_span
from checker.reading.spans import read_month
from checker.reading.text import fold

MONTHS = range(1, 13)
PARTS = range(13, 19)
"""Quarters and halves, as `Period` numbers them."""
APRIL = 4
USUAL_STARTS = (4, 1, 7, 10)
"""Months in which years of accounts begin: India, Britain, Japan; calendar years; Australia; the United States."""
OVER_NEW_YEAR = (12, 1)
LONGEST_MONTH = 31
MIDDLE = 6
"""A year that begins in a later month has most of its months in the next one."""

CHINESE = re.compile("[\u4e00-\u9fff]")
"""In China 2019-2020 are two calendar years."""


_CALENDAR = re.compile(
    r"\b(?:(?:0?1(?:st)? )?jan(?:uary)?|jan(?:uary)? 0?1(?:st)?|0?1[/.\-]0?1)[\s,/.\-]*(?:(?:19|20)\d\d)?\s*(?:to|through|until|[-–—~])\s*"
    r"(?:(?:31(?:st)? )?dec(?:ember)?\b|31[/.\-]12\b|12/31\b)"
    r"|(?<!\d)0?1月(?:0?1日)?\s*[-–—~至到]+\s*(?:(?:19|20)\d\d年)?12月|(?<!\d)1\s*[-–—~至到]\s*12月|जनवरी\s*(?:\d{4}\s*)?(?:से|[-–—])\s*दिसंबर",
    re.IGNORECASE,
)
"""A title that says January to December."""


def note_title_year(block: Block, scene: Scene) -> None:
    """Note the year of a table's title for the report year; that of a financial year is not one year but two."""
    named = next(
        (text for text in (block.title, block.head, block.sheet.name) if find_fiscal_year(text) is not None),
        "",
    )
    if block.year and not named:
        scene.collector.note_year(block.year)
    if any(_CALENDAR.search(fold(text)) for text in (block.title, block.head)):
        scene.collector.says_calendar = True
    if named and not block.of_kind("year", "year_value"):
        scene.collector.fiscal_blocks[scene.block] = named


def move_fiscal_years(collector: Collector) -> None:
    """Let annual figures of a financial year ("FY 2023-24") span its months, not those of the calendar year.

    It begins in the month in which the months of another table of the filing begin, else, ours, in
    April (India, the United Kingdom, Japan), and the user is asked.
    """
    stated = {
        str(record["file"]): str(record["text"])
        for record in collector.records["facility"]
        if record["item"] == "year" and find_fiscal_year(str(record["text"])) is not None
    }
    if not stated and not collector.fiscal_blocks and not collector.fiscal_rows:
        return
    blocks = {line.row: line.block for line in collector.lines}
    months = Counter(collector.first_months).most_common(1)
    said = collector.answers.get("year_starts")
    if said is not None:
        months = [(int(said), 1)]
    elif not months and is_indian(collector):
        months = [(APRIL, 1)]
    first, facts = months[0][0] if months else APRIL, collector.facts
    moved: dict[str, set[int]] = {}
    cells: dict[str, list[CellRef]] = {}
    shifted: set[int] = set()

    def move(block: int, file: str, start: object, end: object) -> Span | None:
        text = collector.fiscal_blocks.get(block, "")
        own = find_fiscal_year(text)
        year = own if own is not None else UNKNOWN_YEAR
        text = text if own is not None else stated.get(file, "")
        if (start, end) != year_span(year) or find_fiscal_year(text) is None or CHINESE.search(text):
            return None
        moved.setdefault(text, set()).add(block)
        return dt.datetime(year, first, 1), dt.datetime(year + 1, first, 1)

    def is_late(at: int, line: int) -> bool:
        """Tell January to March of a table of January to December whose title names the financial year."""
        block, start = blocks[line], facts.start[at]
        text = collector.fiscal_blocks.get(block, "") if block in collector.calendar_blocks else ""
        own = (start.year, (facts.end[at] - start).days <= LONGEST_MONTH) == (find_fiscal_year(text), True)
        return own and start.month < first and not CHINESE.search(text)

    for at, line in enumerate(facts.line):
        text = _name_moved(collector, facts.row[at], blocks[line])
        text = text or (collector.fiscal_blocks[blocks[line]] if is_late(at, line) else "")
        if text:
            later = 12 if is_late(at, line) else first - 1
            facts.start[at], facts.end[at] = (
                move_months(each, later) for each in (facts.start[at], facts.end[at])
            )
            shifted.add(facts.row[at])
            moved.setdefault(text, set()).add(blocks[line])
            continue
        span = move(blocks[line], facts.file[at], facts.start[at], facts.end[at])
        if span is not None:
            facts.start[at], facts.end[at] = span
            where = CellRef(facts.file[at], facts.sheet[at], facts.at_row[at], facts.at_col[at])
            text = next(each for each in moved if blocks[line] in moved[each])
            cells.setdefault(text, []).append(where)
    _follow_parts(collector, shifted)
    for table in DATED:
        for record in collector.records[table]:
            span = move(
                int(str(record["block"])), str(record["file"]), record.get("start"), record.get("end")
            )
            if span is not None:
                record["start"], record["end"] = span
    if months:
        return
    for text in sorted(moved, key=lambda text: (find_fiscal_year(text) or UNKNOWN_YEAR, text)):
        begins = find_fiscal_year(text) or UNKNOWN_YEAR
        for block in sorted(moved[text]):
            collector.ask(
                "fiscal_months", "year_starts", tuple(cells.pop(text, ())), about="period", block=block,
                read_as=f"{begins}-{first:02d}",
                candidates=tuple(Candidate(f"{begins}-{month:02d}", value=str(month)) for month in USUAL_STARTS),
                value=str(begins), other=str(begins + 1),
            )  # fmt: skip


def is_indian(collector: Collector) -> bool:
    """Tell a filing of India, whose financial years begin in April by law."""
    said = [
        str(record["text"])
        for record in collector.records["facility"]
        if record["item"] in ("region", "address", "company", "site")
    ]
    return any(
        (find_region(text) or "").startswith("IN") for text in [*said, collector.answers.get("region", "")]
    )


def _name_moved(collector: Collector, row: int, block: int) -> str:
    """Name the financial year of a figure that its own header, or its table's title over Q1 to Q4, puts there."""
    if row in collector.fiscal_rows:
        return collector.fiscal_rows[row]
    text = collector.fiscal_blocks.get(block, "") if row in collector.quarter_rows else ""
    return "" if CHINESE.search(text) else text


def _follow_parts(collector: Collector, shifted: set[int]) -> None:
    """Let stated sums span what they sum, where that was moved."""
    facts = collector.facts
    places = {row: at for at, row in enumerate(facts.row)} if shifted else {}
    covered: dict[int, list[int]] = {}
    for _, total, fact in collector.covers:
        if fact in places:
            covered.setdefault(total, []).append(places[fact])
    for record in collector.records["totals"]:
        parts = covered.get(int(str(record["row"])), [])
        if any(facts.row[at] in shifted for at in parts):
            record["start"], record["end"] = (
                min(facts.start[at] for at in parts),
                max(facts.end[at] for at in parts),
            )


def move_months(moment: dt.datetime, months: int) -> dt.datetime:
    """Give the same day so many months later; of a shorter month its last."""
    month = moment.year * 12 + moment.month - 1 + months
    year, place = month // 12, month % 12 + 1
    return moment.replace(year=year, month=place, day=min(moment.day, monthrange(year, place)[1]))


def find_first_month(months: list[int]) -> int:
    """Give the month in which a year begins whose months follow one another over New Year; 1 for any other."""
    if not months:
        return 1
    if len(months) > 1 and months[1] == (months[0] - 2) % 12 + 1:
        months = [*reversed(months)]  # the last month first
    first, wraps = months[0], False
    if first == 1:
        return 1
    for before, after in pairwise(months):
        if after not in (before % 12 + 1, before, first):
            return 1
        wraps = wraps or (before, after) == OVER_NEW_YEAR
    return first if wraps else 1


def note_fiscal(scene: Scene, column: Column, fact: int) -> None:
    """Note that a fact stands under a financial year ("FY 2024-25")."""
    if split_fiscal(column.header) is not None and not CHINESE.search(column.header):
        scene.collector.fiscal_rows[fact] = column.header


def find_numbered(columns: list[Column]) -> dict[int, Column]:
    """Find the columns of quarters and halves, by where they stand."""
    return {
        column.at: column for column in columns if column.period is not None and column.period.month in PARTS
    }


def note_numbered(scene: Scene, column: Column, fact: int) -> None:
    """Note that a fact stands under a quarter that is only numbered: Q1, Q1 FY2024-25."""
    fiscal = split_fiscal(column.header)
    if fiscal is not None:
        note_fiscal(scene, column, fact)
    elif parse_quarter(column.header) is not None or parse_half(column.header) is not None:
        scene.collector.quarter_rows.add(fact)


def find_base_year(block: Block, scene: Scene, first: int, at: tuple[int, int]) -> int:
    """Give the calendar year of the first month of a year that begins in month `first`, and ask where it is not said.

    "FY 2023-24" begins in 2023. Of a single year, "FY2024", ours: it is the one that holds most of
    the months, so from April it begins in it (Japan, India), from July or October it ends in it
    (Australia, the federal years of the United States).
    """
    scene.collector.first_months.append(first)
    stated = next(
        (
            year
            for text in (block.title, block.head, block.sheet.name)
            if (year := find_fiscal_year(text)) is not None
        ),
        None,
    )
    if stated is not None:
        return stated
    begins = scene.year if first <= MIDDLE or scene.year == UNKNOWN_YEAR else scene.year - 1
    said = scene.collector.answers.get("year_named_by")
    if said is not None:
        return scene.year if said == "start" else scene.year - 1
    other = 2 * scene.year - 1 - begins
    cell = CellRef(scene.collector.file, block.sheet.name, *at)
    years = {"start": scene.year, "end": scene.year - 1}
    scene.collector.ask(
        "fiscal_year", "year_named_by", (cell,), about="period", read_as=f"{begins}-{first:02d}", block=scene.block,
        candidates=tuple(
            Candidate(f"{year}-{first:02d}", value=side)
            for side, year in sorted(years.items(), key=lambda each: each[1] != begins)
        ),
        month=str(first), value=str(begins), other=str(other),
    )  # fmt: skip
    return begins


def date_columns(block: Block, scene: Scene) -> Block:
    """Give a block whose months across go over New Year without a year the years in which they stand."""
    undated = [c for c in block.of_kind("month_value") if c.period is not None]
    months = [c.period.month for c in undated if c.period is not None]
    if any(c.period is not None and (c.period.year or c.period.month not in MONTHS) for c in undated):
        return block
    first = find_first_month(months)
    if first == 1:
        if set(months) == set(MONTHS):
            scene.collector.calendar_blocks.add(scene.block)
        return block
    base = find_base_year(block, scene, first, (block.header, undated[0].at))

    def date(column: Column) -> Column:
        period = column.period
        if column.kind != "month_value" or period is None:
            return column
        return column._replace(period=period._replace(year=base + (period.month < first)))

    return block._replace(columns=tuple(date(column) for column in block.columns))


def find_years_down(block: Block, scene: Scene, month_column: int) -> dict[int, int]:
    """Give, by row, the year of the months down a column that go over New Year without one; {} where they do not."""
    months: dict[int, int] = {}
    for row in range(block.first, block.last + 1):
        period = read_month(block.sheet.value(row, month_column))
        if period is None or period.month not in MONTHS:
            continue
        if period.year:
            return {}
        months[row] = period.month
    first = find_first_month([*months.values()])
    if first == 1:
        if set(months.values()) == set(MONTHS):
            scene.collector.calendar_blocks.add(scene.block)
        return {}
    base = find_base_year(block, scene, first, (next(iter(months)), month_column))
    return {row: base + (month < first) for row, month in months.items()}
