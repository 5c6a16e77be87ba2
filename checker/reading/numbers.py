"""What a cell says as a figure: a number, a number stored as text, nothing, or no number at all."""

import re
from functools import lru_cache
from typing import NamedTuple

from checker.reading.text import DEVANAGARI, fold
from checker.reading.units import parse_unit
from checker.workbook import Value

NOT_APPLICABLE = frozenset(
    ("/", "\\", "-", "--", "---", "—", "——", "–", "n/a", "na", "not available", "no data", ".", "..", "...", "n.a.", "n.a", "nil", "none", "not applicable", "无",
     "不涉及", "不适用", "无此项", "未涉及", "लागू नहीं", "शून्य नहीं", "*", "／")
)  # fmt: skip
"""Marks by which a filer says that a cell does not apply (peers of 不涉及)."""

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\Z")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?\Z")
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ '\u00a0]\d{3})+(?:\.\d+)?\Z")
_EUROPEAN = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+\Z")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})\Z")
_POINTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}\Z")
_OPEN = re.compile(r"[+-]?\d{1,3}[.,]\d{3}\Z")
"""A thousand times more or less, by who typed it: 41.000."""
_BOOKED = re.compile(r"\((\d[\d.,' ]*\d{2}|\d+[.,]\d+)\)\Z|(\d[\d.,' ]*\d{2}|\d+[.,]\d+)-\Z")
"""Negative as accountants write it, (1,200), and as old programs do, 1200-; "(12)" numbers a column or a note."""
_GLUED = re.compile(r"([+-]?[\d.,' ]*\d)\s*([^\d\s.,'].{0,18})\Z")
_GLUED_POWER = re.compile(r"([+-]?[\d.,']*\d)\s+(10\^?\d\D.{0,15})\Z")
"""A number before a unit that begins with a power of ten: 168.8 10^4kWh."""


LARGEST = 1e300
"""No figure is as large; sums of such would be no number."""


class Figure(NamedTuple):
    """A figure as read: its number (None without one), its state and a unit glued to it."""

    number: float | None
    state: str
    unit: str = ""


BLANK = Figure(None, "blank")


def read_figure(value: Value, *, comma: bool = False) -> Figure:
    """Read a cell as a figure; state is value, text, blank, not_applicable or refused.

    With `comma` a text that may be read both ways (41.000) is written with a decimal comma.
    """
    if type(value) is float:
        return Figure(value, "value") if -LARGEST < value < LARGEST else Figure(None, "refused")
    if value is None:
        return BLANK
    if isinstance(value, str):
        return _read_text(value, comma=comma)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Figure(None, "refused")
    return Figure(float(value), "value")


@lru_cache(maxsize=20_000)
def _read_text(value: str, *, comma: bool = False) -> Figure:
    text = fold(value).translate(DEVANAGARI)
    if not text:
        return BLANK
    if text in NOT_APPLICABLE:
        return Figure(None, "not_applicable")
    number = parse_number(text, comma=comma)
    if number is not None:
        return Figure(number, "text")
    power = _GLUED_POWER.match(text)
    glued = power if power and parse_unit(power[2]) else _GLUED.match(text)
    if glued:
        number = parse_number(glued[1].strip(), comma=comma)
        if number is not None and (parse_unit(glued[2]) or glued[2].strip() in ("%", "％")):
            return Figure(number, "text", glued[2].strip())
    return Figure(None, "refused")


def parse_number(text: str, *, comma: bool = False) -> float | None:
    """Parse a number typed as text: 1,234.5; 1,23,456; 1 234; 1.234,56; 12,5; (1,200); 1200-; None if it is none."""
    text = text.replace("−", "-").strip()
    booked = _BOOKED.match(text)
    if booked:
        number = parse_number(booked[1] or booked[2], comma=comma)
        return None if number is None else -number
    if comma and _OPEN.match(text):
        text = text.replace(".", "") if "." in text else text.replace(",", ".")
    if _PLAIN.match(text):
        return float(text)
    if _GROUPED.match(text):
        return float(text.replace(",", ""))
    if _SPACED.match(text):
        return float(re.sub(r"[ '\u00a0]", "", text))
    if _EUROPEAN.match(text) or _POINTED.match(text):
        return float(text.replace(".", "").replace(",", "."))
    if _DECIMAL_COMMA.match(text):
        return float(text.replace(",", "."))
    return None


def looks_like_number(value: Value) -> bool:
    """Tell whether a cell holds a number or a number stored as text (no date)."""
    if type(value) is float:
        return True
    return isinstance(value, str) and _read_text(value).number is not None
