"""How months and years are written in headers, columns, titles and names of sheets."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from checker.testing.draw import dice
from checker.testing.facts import month_start
from checker.testing.vocabulary import Hand, load_vocabulary, pick

CHINESE = "一二三四"


class Spelled(NamedTuple):
    """A month as typed: content and number format."""

    content: str | float | dt.date
    look: str = ""


def spell_month(hand: Hand, day: dt.date, style: str = "") -> Spelled:
    """Spell a month in the book's style."""
    style = style or hand.switches.months
    roll = dice(hand.seed, "month", style)
    if style == "dates":
        looks = (
            ['yyyy"年"m"月"', "yyyy-mm", "yyyy/m/d"]
            if hand.lang == "zh"
            else ["mmm-yy", "mmm yyyy", "mmmm yyyy", "yyyy-mm"]
        )
        return Spelled(day.replace(day=1), roll.choice(looks))
    if style == "serials":
        return Spelled(float((day.replace(day=1) - dt.date(1899, 12, 30)).days))
    if style == "numbers":
        return Spelled(float(day.month))
    if style == "iso":
        forms = {"zh": ["%Y-%m", "%Y/%m", "%Y.%m", "%Y%m"]}.get(hand.lang, ["%Y-%m", "%Y/%m", "%m/%Y"])
        return Spelled(day.strftime(roll.choice(forms)))
    if style == "prefixed":
        prefix = roll.choice(("QUANTITY_", "Quantity_", "USAGE_"))
        return Spelled(prefix + _short(day).upper())
    return Spelled(name_month(hand, day, style))


def _short(day: dt.date) -> str:
    return str(load_vocabulary()["months"]["en"][day.month - 1][:3])


def name_month(hand: Hand, day: dt.date, style: str) -> str:
    """Name a month in words, with its year where the style is year_names."""
    roll = dice(hand.seed, "month", style)
    name = load_vocabulary()["months"][hand.lang][day.month - 1]
    if hand.lang == "zh":
        forms = {
            "full": [f"{day.year}年{day.month}月"], "names": [f"{day.month}月"], "short": [name], "padded": [f"{day.month:02d}月"],
            "year_names": [f"{day.year}年{day.month}月", f"{day.year}年{day.month:02d}月"],
        }  # fmt: skip
    elif hand.lang == "hi":
        forms = {
            "full": [f"{name} {day.year}"],
            "names": [name],
            "short": [name],
            "padded": [name],
            "year_names": [
                f"{name} {day.year}",
                f"{_short(day)}-{day.year % 100:02d}",
                f"{name}-{day.year % 100:02d}",
            ],
        }
    else:
        forms = {
            "full": [f"{name} {day.year}"], "names": [name, name.upper()], "short": [name[:3], name[:3].upper()], "padded": [f"{name[:3]}." if len(name) > 3 else name],
            "year_names": [f"{name} {day.year}", f"{name[:3]} {day.year}", f"{name[:3]}-{day.year % 100:02d}",
                           f"{name[:3]}-{day.year}", f"{name[:3]}'{day.year % 100:02d}"],
        }  # fmt: skip
    return str(roll.choice(forms.get(style, forms["names"])))


def name_year(hand: Hand, year: int) -> str:
    """Name a reporting year: 2024, 2024年, or FY 2023-24 where it begins in April or July."""
    if hand.switches.first_month == 1:
        return f"{year}年" if hand.lang == "zh" else str(year)
    span = f"{year - 1}-{year % 100:02d}"
    forms = [f"वित्तीय वर्ष {span}", f"FY {span}"] if hand.lang == "hi" else [f"FY {span}", f"FY{span}"]
    return dice(hand.seed, "fiscal").choice(forms)


def name_month_column(hand: Hand, word: str = "word.month") -> str:
    """Name the column of months; bare numbers need a header that says month and nothing else."""
    return pick(hand, "word.month_number" if hand.switches.months == "numbers" else word)


def name_part(hand: Hand, part: str, number: int) -> str:
    """Name the sum of a quarter or half-year; `number` counts from 1 within the reporting year."""
    values = {"n": number, "h": CHINESE[number - 1], "u": "上下"[min(number, 2) - 1]}
    return pick(hand, f"word.{'quarter' if part == 'quarters' else 'half'}", **values)


def list_parts(hand: Hand, count: int) -> list[tuple[int, int]]:
    """List the stretches of months that are summed apart, as (first, last + 1)."""
    size = {"quarters": 3, "halves": 6}.get(hand.switches.parts_of_year, 0)
    return [(at, at + size) for at in range(0, count, size)] if size else []


def last_day(end: dt.date) -> dt.date:
    """Give the last day before an end."""
    return end - dt.timedelta(days=1)


__all__ = [
    "Spelled",
    "last_day",
    "list_parts",
    "month_start",
    "name_month",
    "name_part",
    "name_year",
    "spell_month",
]
