"""Months along a header row: plain ones, those glued to a word (QUANTITY_JAN), those over a second header row.

A lane is what one set of such months measures: in "QUANTITY_JAN … QUANTITY_DEC, COST_JAN …" there are
two. The lane of a column stands in its header before the month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from checker.reading.columns import MONEY, Column
from checker.reading.fiscal_names import split_fiscal
from checker.reading.grid import LAST_NUMBER, PLAIN_NUMBER, filled, is_label, is_number, is_unit, month_of
from checker.reading.header_bands import spread_row
from checker.reading.month_column import LEAST_MONTHS
from checker.reading.parts_of_year import parse_half
from checker.reading.period_ranges import parse_range
from checker.reading.periods import (
    ENDED,
    LAST_QUARTER,
    MONTH_NAMES,
    Period,
    list_month_names,
    parse_period,
    parse_period_text,
    parse_quarter,
)
from checker.reading.terms import Meaning, understand
from checker.reading.units import parse_unit
from checker.workbook import Sheet, Value

LONGEST_HEADER = 50
"""Characters of the longest header that ends in a month (ours)."""
MONTHS = 12
HALVES = 2
EARLIEST, LATEST = 36_526, 55_153
"""Serial numbers of 2000-01-01 and 2050-12-31: dates whose cells lost their format."""
FIRST_DAY = dt.datetime(1899, 12, 30)
"""From which Excel counts days, but for the 60 that hold its leap day of 1900."""
SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GLUED = re.compile(
    rf"(?P<lane>.*?[^\W\d_].*?)[\s_\-:/(（]+(?P<month>(?:{MONTH_NAMES})[\s_\-'/]*(?:(?:19|20)\d\d)?)[)）]?\Z",
    re.IGNORECASE,
)
_LED = re.compile(
    rf"(?P<month>(?:(?:{MONTH_NAMES})\.?|(?:(?:19|20)\d\d年)?\d{{1,2}}月份?)(?:[\s_\-'/]*(?:19|20)\d\d)?)[\s_\-:/]*(?P<lane>\D.*)\Z",
    re.IGNORECASE,
)
"""A month before what is measured in it: "Jan kWh", 1月kWh."""
_DATED_MONTH = re.compile(
    rf"(?:(?<![a-z])(?:{MONTH_NAMES})[\s,.\-]*(?:19|20)\d\d|(?:19|20)\d\d年\d{{1,2}}月(?!\d|[-~至到—]))",
    re.IGNORECASE,
)
AFTER_MONTH = "0123456789 \t\n\r\f\v\x1c\x1d\x1e\x1f_-'/)"
"""What may stand behind the name of a month at the end of a header."""
MONTH_WORDS = tuple(name for name in list_month_names() if name.isascii())
_RATE = re.compile(r"(?<![a-z])per(?![a-z])|单价|电价|[$¥€]/", re.IGNORECASE)


RUNNING = "累计"
"""The lane of columns headed by the months from January on: 1-2月, 1-3月."""
_SINCE_JANUARY = re.compile(r"1月?\s*[-—–~～至到]+\s*(?P<last>1[0-2]|[1-9])月份?(?:累计)?\Z")


class Found(NamedTuple):
    """A month, or another period, that a header cell stands for, and its lane."""

    at: int
    period: Period
    lane: str = ""


@lru_cache(maxsize=20_000)
def split_month(text: str) -> tuple[str, Period | None]:
    """Split a header such as QUANTITY_JAN into lane and month; ("", None) where it holds no month."""
    whole = parse_period_text(text)
    if whole is not None:
        return "", whole
    if len(text) > LONGEST_HEADER:
        return "", None
    match = _match_glued(text.strip()) or _match_led(text.strip())
    period = parse_period_text(match["month"].replace("_", " ").strip()) if match else None
    return (match["lane"].replace("_", " ").strip(), period) if match and period else ("", None)


def _match_glued(text: str) -> re.Match[str] | None:
    """Match a month behind its lane; a text that does not end with a month is not searched for one at every place."""
    if text.isascii() and not text.rstrip(AFTER_MONTH).lower().endswith(MONTH_WORDS):
        return None
    return _GLUED.match(text)


def _match_led(text: str) -> re.Match[str] | None:
    """Match a month before its lane, where the lane is a unit and nothing else: no "May be estimated"."""
    match = _LED.match(text)
    return match if match is not None and parse_unit(match["lane"]) else None


def find_month(title: str) -> Period | None:
    """Find the one month that a title speaks of: "for April 2023", 2023年4月; None where none or several are."""
    found = {parse_period_text(match) for match in _DATED_MONTH.findall(ENDED.sub("", title))} - {None}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=20_000)
def _read_text(text: str) -> tuple[str, Period | None]:
    """Read a text as a month, a running total from January, or a lane and its month; ("", None) where it is none."""
    month = month_of(text)
    if month is not None:
        return "", month
    lane, period = split_month(text)
    if lane and period is not None:
        return lane, period
    since = _SINCE_JANUARY.match(text.strip())
    if since is None:
        return "", None
    last = int(since["last"])
    return RUNNING if last > 1 else "", Period(0, last)


def find_along(sheet: Sheet, row: int) -> list[Found]:
    """Find the months along a row: written, glued, serial numbers or 1 to 12; else its quarters; [] for neither."""
    cells = filled(sheet, row)
    if len(cells) < LEAST_MONTHS:
        return []
    values = sheet.rows[row]
    found = []
    texts = serials = numbered = 0
    for column in cells:
        value = values[column] if column < len(values) else None
        lane, month = "", None
        if type(value) is float and not PLAIN_NUMBER <= value < LAST_NUMBER:
            if EARLIEST <= value <= LATEST:
                serials += 1
            elif 1 <= value <= MONTHS:
                numbered += 1
            continue
        if isinstance(value, str):
            lane, month = _read_text(value)
            texts += 1
        else:
            month = month_of(value)
        if month is not None:
            found.append(Found(column, month, lane))
    if len(found) >= LEAST_MONTHS:
        lanes = Counter(each.lane for each in found)
        # "new meter installed in May" beside the two dates of a bill is a remark
        found = [each for each in found if not each.lane or lanes[each.lane] > 1]
        if len(found) >= LEAST_MONTHS:
            return found
    return (
        (_find_serials(values) if serials >= LEAST_MONTHS else [])
        or (_count_along(sheet, row) if numbered >= MONTHS else [])
        or (_find_quarters(values) if texts >= LEAST_MONTHS else [])
        or (_find_halves(values) if texts >= HALVES else [])
    )


def _find_serials(values: list[Value]) -> list[Found]:
    """Read dates that lost their format: three or more, each a month after the one before, all first or all last days."""
    found: list[Found] = []
    for column, value in enumerate(values):
        if value is None:
            continue
        near = isinstance(value, float) and EARLIEST <= value <= LATEST
        period = read_serial(value) if near else None
        if period is None:
            if found and len(found) < LEAST_MONTHS:
                found = []
            continue
        found.append(Found(column, period))
    months = [12 * each.period.year + each.period.month for each in found]
    steps = {later - sooner for sooner, later in pairwise(months)}
    return found if len(found) >= LEAST_MONTHS and steps == {1} else []


def read_serial(value: Value) -> Period | None:
    """Read a serial number as the first or last day of a month; None for any other number."""
    if not isinstance(value, float) or not value.is_integer() or not EARLIEST <= value <= LATEST:
        return None
    day = FIRST_DAY + dt.timedelta(days=int(value))
    ends = (day + dt.timedelta(days=1)).day == 1
    return Period(day.year, day.month) if day.day == 1 or ends else None


def _comes_next(found: list[Found], month: int) -> bool:
    """Tell whether a number follows the months before it; a year may begin in January, April, July or October."""
    return month == found[-1].period.month % MONTHS + 1 if found else month in (1, 4, 7, 10)


def _count_along(sheet: Sheet, row: int) -> list[Found]:
    """Read 1, 2, …, 12 (or 4, …, 12, 1, 2, 3) typed as plain numbers along a row as months; all twelve or none."""
    found: list[Found] = []
    cells, values = filled(sheet, row), sheet.rows[row]
    first = sheet.value(row, cells[0]) if cells else None
    if isinstance(first, str) and understand(first).source:
        return []
    for column in cells:
        value = values[column]
        if (
            isinstance(value, float)
            and 1 <= value <= MONTHS
            and value.is_integer()
            and _comes_next(found, int(value))
        ):
            found.append(Found(column, Period(0, int(value))))
        elif isinstance(value, str) and (parse_quarter(value) or parse_half(value)):
            continue
        elif found and len(found) < MONTHS:
            return []
    return found if len(found) == MONTHS else []


def _find_quarters(values: list[Value]) -> list[Found]:
    """Read the quarters of a year along a row; [] where three do not stand there."""
    found = []
    for column, value in enumerate(values):
        period = _read_quarter(value) if isinstance(value, str) else None
        if period is not None:
            found.append(Found(column, period))
    return found if len(found) >= LEAST_MONTHS else []


def _find_halves(values: list[Value]) -> list[Found]:
    """Read the two halves of a year along a row; [] where not both stand there, the first one first."""
    halves = [
        (column, half)
        for column, value in enumerate(values)
        if isinstance(value, str) and (half := parse_half(value)) is not None
    ]
    if [half for _, half in halves] != [1, 2]:
        return []
    return [Found(column, Period(0, LAST_QUARTER + half)) for column, half in halves]


@lru_cache(maxsize=20_000)
def _read_quarter(text: str) -> Period | None:
    """Read a quarter: numbered, of a financial year, or as its first and last day; None for any other text."""
    quarter, year = parse_quarter(text), 0
    fiscal = split_fiscal(text) if quarter is None else None
    if fiscal is not None:
        quarter, year = parse_quarter(fiscal[0]), fiscal[1]
    span = parse_range(text, 2000) if quarter is None and parse_period(text) is None else None
    if span is not None and (span[1] - span[0]).days in (90, 91, 92):
        quarter, year = (span[0].month + 2) // 3, span[0].year
    return None if quarter is None else Period(year, MONTHS + quarter)


def spread_months(sheet: Sheet, row: int, found: list[Found]) -> list[Found] | None:
    """Spread months over the second header row below them; None where there is none.

    The second row must say, below months, what each column is: 本月 and 累计, quantity and cost.
    """
    below = row + 1
    cells = filled(sheet, below)
    first = min(each.at for each in found)
    texts = [c for c in cells if c >= first]
    if len(texts) <= len(found) or any(is_number(sheet.value(below, c)) for c in cells):
        return None
    if not all(is_label(sheet.value(below, c)) or is_unit(sheet.value(below, c)) for c in texts):
        return None
    spread, known = spread_row(sheet, row), {each.at: each.period for each in found}
    periods: list[Found] = []
    current: tuple[str, Period] | None = None
    for column in range(first, max(texts) + 1):
        text = spread[column] if column < len(spread) else ""
        if column in known:
            current = text, known[column]
        if current is not None and text == current[0] and column in texts:
            periods.append(Found(column, current[1], str(sheet.value(below, column)).strip()))
    return periods if len(periods) > len(found) else None


def write_header(found: Found) -> str:
    """Write the header of a spread month: its lane, then the month, as `split_month` reads it."""
    year = f" {found.period.year}" if found.period.year else ""
    return f"{found.lane} {write_month(found.period.month)}{year}"


def write_month(month: int) -> str:
    """Write a month, or a part of the year by its number in `Period`, in the short form of headers: Jan, Q1, H1."""
    if month > LAST_QUARTER:
        return f"H{month - LAST_QUARTER}"
    return f"Q{month - MONTHS}" if month > MONTHS else SHORT[month - 1]


def name_lane(column: Column) -> str:
    """Give the lane of a column of months; "" where months stand alone."""
    if column.period is not None and column.period.month > MONTHS:
        return column.header.rpartition(f" {write_month(column.period.month)}")[0]
    return split_month(column.header)[0]


def choose_lanes(columns: list[Column]) -> dict[str, list[Column]]:
    """Give the lanes that hold activity or parameters of their own, in order; the first always does.

    A later lane of cost, rate, share or the same energy in another unit is left out.
    """
    lanes: dict[str, list[Column]] = {}
    for column in columns:
        lanes.setdefault(name_lane(column), []).append(column)
    meanings = {lane: understand(lane) for lane in lanes}
    main = next((lane for lane in lanes if not _is_beside(meanings[lane])), "")
    seen: set[tuple[str, str, str, bool]] = set()
    kept = {}
    for lane, members in lanes.items():
        meaning = meanings[lane]
        key = (meaning.source, meaning.flow, meaning.parameter, "cumulative" in meaning.roles)
        own = any(key) and key not in seen
        if lane == main or (own and not _is_beside(meaning)):
            kept[lane] = members
            seen.add(key)
    return kept


def _is_beside(meaning: Meaning) -> bool:
    """Tell a lane of money, rates or shares."""
    if not meaning.text:
        return False
    money = any(unit.quantity in MONEY for unit in meaning.units)
    beside = {"cost", "price", "derived", "mass"} & set(meaning.roles)
    return money or bool(beside) or bool(_RATE.search(meaning.text))
