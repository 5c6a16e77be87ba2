"""Numbers, months and codes as they are written in a language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from checker.findings import Plain
from checker.phrases import LANGS, Lang, has_phrase, list_phrase_files, load_phrases, read_words, say

__all__ = ["LANGS", "Lang", "has_phrase", "list_phrase_files", "load_phrases", "say"]
"""Fixed phrases, which also errors speak in, stand below; who writes reports finds all words here."""

Values: TypeAlias = Mapping[str, Plain | list[Plain]]

DIGITS = 6
"""Significant digits shown; a whole part is never rounded (ours: bills seldom carry more)."""

LONGEST_LIST = 12
"""Items of a list that are shown before "…" (ours: the months of a year)."""

_FIRST_ORDINAL = 1800 * 12  # a whole number from here on is a month counted as year * 12 + month - 1
_SHORTEST_RUN = 3
_ONE_DECIMAL_FROM = 10


def load_vocabulary(name: Literal["values", "catalogue", "phrases"]) -> Mapping[str, Any]:
    """Read one of the checker's own word files."""
    return read_words(f"{name}.toml")


def name_code(group: str, code: str, lang: Lang) -> str:
    """Give what a code of a group (source, flow, region, …) is called; a code without a name as it is."""
    names = load_vocabulary("catalogue").get(group, {}).get(code)
    return str(names[lang]) if names else code


def put_aside(text: str, lang: Lang) -> str:
    """Put a text in the brackets that follow a word: after a space, in Chinese in full width without one."""
    return say("line.aside", lang, text=text)


def kind_of(name: str) -> str:
    """Give the kind of a placeholder, "text" where it is not in the vocabulary."""
    return str(load_vocabulary("values").get(name, {}).get("kind", "text"))


def format_value(name: str, value: Plain | list[Plain], lang: Lang) -> str:
    """Write the value of a placeholder as its kind asks; lists joined, months run together."""
    kind = kind_of(name)
    if not isinstance(value, list | tuple):
        return format_plain(kind, value, lang)
    texts = (
        join_months(value, lang) if kind == "month" else [format_plain(kind, each, lang) for each in value]
    )
    shown = texts[:LONGEST_LIST] + ["…"] * (len(texts) > LONGEST_LIST)
    return say("line.list_separator", lang).join(shown) if shown else say("line.not_known", lang)


def format_plain(kind: str, value: Plain, lang: Lang) -> str:
    """Write one value: what it is decides first, then the kind; None and NaN are "not known"."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return say("line.not_known", lang)
    if kind == "month" and (month := read_month(value)) is not None:
        return format_month(month, lang)
    if isinstance(value, dt.date):
        return format_date(value, lang)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return name_code(kind, str(value), lang)
    return format_kind(kind, value, lang)


def format_kind(kind: str, value: float, lang: Lang) -> str:
    """Write a number as its kind asks."""
    if kind == "year":
        return str(round(value))
    if kind == "tonnes":
        return format_tonnes(value, lang)
    if kind == "percent":
        return f"{format_number(value * 100, lang, digits=3)}%"
    return format_number(value, lang, grouped=kind != "factor")


def format_number(value: float, lang: Lang, *, digits: int = DIGITS, grouped: bool = True) -> str:
    """Write a number: 1,234.5 in English and Chinese, 12,34,567.5 in Hindi, Latin digits in all.

    Decimals are cut so that at most `digits` significant digits remain; whole parts stay whole.
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "-∞" if value < 0 else say("line.not_known", lang)
    from babel.numbers import format_decimal

    size = math.floor(math.log10(abs(value))) + 1 if value else 1
    rounded = Decimal(repr(round(float(value), max(0, digits - size)))) + 0
    return format_decimal(rounded, locale=lang, decimal_quantization=False, group_separator=grouped)


def format_tonnes(value: float, lang: Lang, *, signed: bool = False) -> str:
    """Write tonnes of CO2e with one decimal from 10 t on, below with three significant digits."""
    if abs(value) < _ONE_DECIMAL_FROM or not math.isfinite(value):
        text = format_number(value, lang, digits=3)
    else:
        from babel.numbers import format_decimal

        pattern = "#,##,##0.0" if lang == "hi" else "#,##0.0"
        text = format_decimal(Decimal(repr(round(float(value), 1))), format=pattern, locale=lang)
    return f"+{text}" if signed and value > 0 else text


def read_month(value: Plain) -> int | None:
    """Read a date, an ISO text or a period ordinal as a month counted year * 12 + month - 1."""
    if isinstance(value, dt.date):
        return value.year * 12 + value.month - 1
    if isinstance(value, str):
        try:
            date = dt.date.fromisoformat(value if len(value) > len("2024-03") else f"{value}-01")
        except ValueError:
            return None
        return read_month(date)
    if isinstance(value, bool) or value is None or value != int(value) or value < _FIRST_ORDINAL:
        return None
    return int(value)


def format_month(month: int, lang: Lang) -> str:
    """Write a month counted year * 12 + month - 1: Mar 2024, 2024年3月, मार्च 2024."""
    year, index = divmod(month, 12)
    return say("month.month", lang, name=name_month(index, lang), year=year)


def format_date(date: dt.date, lang: Lang) -> str:
    """Write a date: 5 Mar 2024, 2024年3月5日, 5 मार्च 2024."""
    return say("month.date", lang, name=name_month(date.month - 1, lang), year=date.year, day=date.day)


def name_month(index: int, lang: Lang) -> str:
    """Name a month of the year counted from 0."""
    return say("month.names", lang).split()[index]


def join_months(values: Iterable[Plain], lang: Lang) -> list[str]:
    """Write months, three or more in a row as first–last; what is no month stays as it is."""
    runs: list[tuple[int, int]] = []
    others: list[str] = []
    for value in values:
        month = read_month(value)
        if month is None:
            others.append(format_plain("text", value, lang))
        elif runs and month == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    texts: list[str] = []
    for first, last in runs:
        if last - first + 1 >= _SHORTEST_RUN:
            texts.append(f"{format_month(first, lang)}–{format_month(last, lang)}")
        else:
            texts += [format_month(each, lang) for each in range(first, last + 1)]
    return texts + others
