"""Months and years as filers write them, read as [start, end)."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from checker.reading.text import DEVANAGARI, fold
from checker.workbook import Value

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan जनवरी 一月 enero ene januar janvier janv gennaio janeiro",
        "february feb फरवरी फ़रवरी 二月 febrero februar février févr fév febbraio fevereiro",
        "march mar मार्च 三月 märz mär mrz mars marzo março",
        "april apr अप्रैल 四月 abril abr avril avr aprile",
        "may मई 五月 mayo mai maggio maio",
        "june jun जून 六月 junio juni juin giugno junho",
        "july jul जुलाई 七月 julio juli juillet juil luglio julho",
        "august aug अगस्त 八月 agosto ago août",
        "september sept sep सितंबर सितम्बर 九月 septiembre septembre settembre setembro",
        "october oct अक्टूबर अक्तूबर 十月 octubre oktober okt octobre ottobre outubro",
        "november nov नवंबर नवम्बर 十一月 noviembre novembre novembro",
        "december dec दिसंबर दिसम्बर 十二月 diciembre dic dezember dez décembre déc dicembre dezembro",
    ),
    start=1,
):
    for _name in _names.split():
        _MONTHS[fold(_name)] = _number

_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
LONGEST_PERIOD = 60
"""Characters of the longest text that is a period: a month with its unit in brackets (ours)."""
_MAYBE = re.compile(rf"\d|[{''.join(sorted({name[0] for name in _MONTHS}))}]", re.IGNORECASE)
_BEGINS = re.compile(rf"\d|第|m(?:onth ?)?\d|माह|fy|cy|year|年度|वर्ष|{_NAMES}")
"""So every period begins, one said in two languages too: nearly all other texts are told from it by their first letters."""
_ENDS = (*_MONTHS, *".年月份日", "am", "pm", "年度", "全年", "year", "fy", "total", "annual", "合计")
"""So a period ends that does not end with a digit."""
MONTH_NAMES = _NAMES
"""The names of months as one pattern, the longest first."""
YEAR = r"(?P<year>(?:19|20)\d\d)"
_RECENT = r"(?P<year>(?:19[5-9]|20\d)\d)"
"""Of digits alone, 190010 is a quantity rather than a month of 1900 (ours)."""
_PATTERNS = tuple(
    re.compile(pattern + r"\Z")
    for pattern in (
        rf"(?P<name>{_NAMES})\.?",
        rf"(?P<name>{_NAMES})\.?[\s,/\-']*{YEAR}年?",
        rf"(?P<name>{_NAMES})[\s\-'/.]+(?P<short>\d\d)",
        rf"{YEAR}年?[\s,/\-]*(?P<name>{_NAMES})\.?",
        rf"{YEAR}年?(?P<number>0?[1-9]|1[0-2])月份?",
        r"(?P<short>\d\d)年(?P<number>0?[1-9]|1[0-2])月份?",
        r"(?P<number>0?[1-9]|1[0-2])月份?",
        r"第(?P<number>0?[1-9]|1[0-2])月",
        r"m(?P<number>0?[1-9]|1[0-2])",
        rf"{YEAR}[\-/.](?P<number>0?[1-9]|1[0-2])(?:月份?)?",
        r"(?:month|माह) ?(?P<number>0?[1-9]|1[0-2])",
        rf"{_RECENT}(?P<number>0[1-9]|1[0-2])",
        r"(?P<number>0?[1-9]|1[0-2])[/\-](?P<year>(?:19|20)\d\d)",
        rf"{YEAR}[\-/.](?P<number>0?[1-9]|1[0-2])[\-/.](?P<day>[0-2]?\d|3[01])(?: 00:00(?::00)?)?",
        rf"{YEAR}年(?P<number>0?[1-9]|1[0-2])月(?P<day>[0-2]?\d|3[01])日",
        rf"(?P<day>[0-2]?\d|3[01])[\s\-/.](?P<name>{_NAMES})[\s\-/.,]*{YEAR}",
        rf"(?P<name>{_NAMES})\.? (?P<day>[0-2]?\d|3[01]),? {YEAR}",
        rf"{YEAR}[\-/.](?P<number>0?[1-9]|1[0-2])[\-/.](?P<day>[0-2]?\d|3[01])[ t]\d\d?:\d\d(?::\d\d)?",
        rf"{YEAR}(?P<number>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
    )
)
_YEAR_ONLY = re.compile(
    rf"(?:fy|cy|year|年度|वर्ष)?\s*{YEAR}\s*(?:年度?|全年|year|fy|total|annual|合计|年合计|年度合计)?\Z"
)
_DAY_OR_MONTH = re.compile(
    r"(0?[1-9]|[12]\d|3[01])([/.\-])(0?[1-9]|[12]\d|3[01])\2((?:19|20)\d\d|\d\d)(?: \d\d?:\d\d(?::\d\d)?(?: ?[ap]m)?)?\Z"
)
LAST_SHORT_YEAR = 99
_BILINGUAL = re.compile(r"[a-z].*[\u0900-\u097f\u4e00-\u9fff]|[\u0900-\u097f\u4e00-\u9fff].*[a-z]")
_PARTING = re.compile(
    r"[\s/|]+|(?<=[\u0900-\u097f\u4e00-\u9fff])(?=[a-z])|(?<=[a-z.])(?=[\d\u0900-\u097f\u4e00-\u9fff])"
)
"""Where a text may pass from one language to the other."""
_UNIT_TAIL = re.compile(r"\s*[(\[（【].*[)\]）】]\s*\Z")
_WORD_TAIL = re.compile(r"\s*(?:用量|用电量|电量|数量|用电|耗电|用气|用气量|usage|consumption|quantity)\Z")


LAST_QUARTER = 16
"""The number by which `Period` calls the fourth quarter; those of the two halves follow."""


class Period(NamedTuple):
    """A month (1-12), a quarter (13-16), a half (17, 18) or a whole year (month 0); year 0 where it is not said; day 0 likewise."""

    year: int
    month: int
    day: int = 0


PARTS_OF_YEAR = {"Q1": 13, "Q2": 14, "Q3": 15, "Q4": 16, "H1": 17, "H2": 18}
"""The quarters and halves of a year as layouts write them, by their number in `Period`."""


def list_month_names() -> list[str]:
    """List the names of months in all languages, folded."""
    return [*_MONTHS]


def write_period(period: Period) -> str:
    """Write a period as layouts and maps do: 2024, 2024-03, 03, Q1, 2024-H2."""
    parts = {month: name for name, month in PARTS_OF_YEAR.items()}
    month = parts.get(period.month, f"{period.month:02d}" if period.month else "")
    return "-".join(each for each in (f"{period.year:04d}" if period.year else "", month) if each)


def read_period(text: str) -> Period | None:
    """Read a period as `write_period` writes it; None for any other text."""
    year, _, month = text.rpartition("-") if len(text) != 4 else (text, "", "")
    if year and not year.isdigit():
        return None
    part = PARTS_OF_YEAR.get(month) or (int(month) if month.isdigit() else 0)
    if month and not (month in PARTS_OF_YEAR or 1 <= part <= 12):
        return None
    return Period(int(year or 0), part)


@lru_cache(maxsize=20_000)
def parse_period_text(text: str) -> Period | None:
    """Read a month, a dated month or a year from text; None where it is none of them."""
    if len(text) > LONGEST_PERIOD or not _MAYBE.search(text):
        return None
    folded = fold(text).translate(DEVANAGARI)
    if not begins_period(folded):
        return None
    for candidate in dict.fromkeys((folded, _WORD_TAIL.sub("", _UNIT_TAIL.sub("", folded)))):
        if not candidate.endswith(_ENDS) and not candidate[-1:].isdecimal():
            continue
        for pattern in _PATTERNS:
            match = pattern.match(candidate)
            if match:
                return _read_match(match.groupdict())
        match = _DAY_OR_MONTH.match(candidate)
        if match:
            return _read_day_or_month(match)
        match = _YEAR_ONLY.match(candidate)
        if match:
            return Period(int(match["year"]), 0)
    return _read_twice_said(folded) if _BILINGUAL.search(folded) else None


def begins_period(folded: str) -> bool:
    """Tell whether a folded text begins as a month, a date or a year does; no other text is a period, or a range of them."""
    return _BEGINS.match(folded) is not None


def _read_twice_said(folded: str) -> Period | None:
    """Read a month said in two languages ("1月 Jan", "जनवरी/January 2024"): both parts name the same one."""
    for between in _PARTING.finditer(folded):
        one, other = (
            parse_period_text(part.strip()) for part in (folded[: between.start()], folded[between.end() :])
        )
        if (
            one is not None
            and other is not None
            and one.month == other.month
            and 0 in (one.year, other.year, one.year - other.year)
        ):
            return max(one, other)
    return None


def split_slashed(text: str) -> tuple[int, int, int, str] | None:
    """Split a date that begins with its day or its month (1/2/24): both numbers, the year, the mark between; else None."""
    match = _DAY_OR_MONTH.match(fold(text).translate(DEVANAGARI))
    if match is None:
        return None
    year = int(match[4])
    return int(match[1]), int(match[3]), year if year > LAST_SHORT_YEAR else year + 2000, match[2]


def _read_day_or_month(match: re.Match[str]) -> Period | None:
    """Read 12/31/2010 or 31.12.2010: the number above 12 is the day; a slash without one is American, a dot is not."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 0 if year > LAST_SHORT_YEAR else 2000
    day_first = first > 12 or (second <= 12 and match[2] != "/")
    month, day = (second, first) if day_first else (first, second)
    return Period(year, month, day) if month <= 12 and day <= 31 else None


def _read_match(parts: dict[str, str | None]) -> Period:
    name, number = parts.get("name"), parts.get("number")
    month = _MONTHS[name] if name else int(number or 0)
    year = int(parts.get("year") or 0)
    if parts.get("short"):
        year = 2000 + int(parts["short"] or 0)
    return Period(year, month, int(parts.get("day") or 0))


def parse_period(value: Value) -> Period | None:
    """Read a month or a year from a cell: text, a date, or a number such as 202401 or 2024."""
    if isinstance(value, (dt.datetime, dt.date)):
        return Period(value.year, value.month, value.day)
    if isinstance(value, str):
        return parse_period_text(value)
    if isinstance(value, float) and value.is_integer():
        whole = int(value)
        if 195001 <= whole <= 209912 and 1 <= whole % 100 <= 12:
            return Period(whole // 100, whole % 100)
        if 1990 <= whole <= 2060:
            return Period(whole, 0)
    return None


def bound_period(period: Period, default_year: int | None) -> tuple[dt.datetime, dt.datetime] | None:
    """Give [start, end) of a month or year; None where the year is known from nowhere."""
    year = period.year or default_year
    if not year:
        return None
    if period.month == 0:
        return dt.datetime(year, 1, 1), dt.datetime(year + 1, 1, 1)
    if period.month > LAST_QUARTER:
        half = period.month - LAST_QUARTER
        return dt.datetime(year, 6 * half - 5, 1), start_of_next_month(year, 6 * half)
    if period.month > 12:
        quarter = period.month - 12
        return dt.datetime(year, 3 * quarter - 2, 1), start_of_next_month(year, 3 * quarter)
    return dt.datetime(year, period.month, 1), start_of_next_month(year, period.month)


def start_of_next_month(year: int, month: int) -> dt.datetime:
    """Give the first day of the month after."""
    return dt.datetime(year + 1, 1, 1) if month == 12 else dt.datetime(year, month + 1, 1)


def find_year(text: str) -> int | None:
    """Find the one year that a title or sheet name mentions; None where none or several are."""
    folded = fold(text).translate(DEVANAGARI)
    if "19" not in folded and "20" not in folded:
        return None
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", folded))
    return int(years.pop()) if len(years) == 1 else None


_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "पहली": 1, "प्रथम": 1, "दूसरी": 2, "द्वितीय": 2, "तीसरी": 3, "तृतीय": 3, "चौथी": 4, "चतुर्थ": 4,
    "一": 1, "二": 2, "三": 3, "四": 4,
}  # fmt: skip
_QUARTER = re.compile(
    r"(?:(?:q|qtr ?|quarter ?|第|तिमाही ?)([1-4一二三四])(?:季度)?|([1-4一二三四])季度?|([1-4])q"
    rf"|({'|'.join(_ORDINALS)}) ?(?:quarter|qtr|तिमाही))(?: total|合计|小计| योग)?\Z"
)

_FISCAL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—/~至]\s*((?:19|20)?\d\d)(?!\d|[-/.年月])")


ENDED = re.compile(
    rf"(?:(?:year|months?|period|quarter)[\s\-]*(?:ended|ending|end|to)|as (?:at|of|on)|\bup to)[\s:]*(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)?[\s.]*)?"
    rf"(?P<name>{_NAMES})\.?(?:\s*\d{{1,2}}(?:st|nd|rd|th)?)?[\s,.]*{YEAR}",
    re.IGNORECASE,
)
"""The day on which what a title speaks of ended: it names no month of its own."""
_YEAR_ENDED = re.compile(
    rf"year[\s\-]*(?:ended|ending|end|to){ENDED.pattern.partition('up to)')[2]}", re.IGNORECASE
)
DECEMBER = 12


def find_ended_year(text: str) -> int | None:
    """Find the year in which a year begins that a title says to have ended: 2023 in "year ended 31 March 2024"."""
    match = _YEAR_ENDED.search(fold(text))
    if match is None:
        return None
    return int(match["year"]) - (_MONTHS[match["name"]] != DECEMBER)


def find_fiscal_year(text: str) -> int | None:
    """Find the year in which a financial year begins: 2023 in "FY 2023-24" and "2023/2024"; None without one."""
    folded = fold(text).translate(DEVANAGARI)
    if "19" not in folded and "20" not in folded:
        return None  # two searches are spared for most texts
    ended = _YEAR_ENDED.search(fold(text))
    if ended is not None and _MONTHS[ended["name"]] != DECEMBER:
        return find_ended_year(text)
    for first, second in _FISCAL.findall(folded):
        if int(second) % 100 == (int(first) + 1) % 100 and len(second) in (2, 4):
            return int(first)
    return None


def parse_quarter(text: str) -> int | None:
    """Read a quarter, 1 to 4, from a header (Q1, 一季度, 第2季度); None where it is none."""
    match = _QUARTER.match(fold(text))
    if match is None:
        return None
    digit = next(group for group in match.groups() if group)
    return _ORDINALS.get(digit) or int(digit)
