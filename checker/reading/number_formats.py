"""What a number format says: whether the number is a date, and the unit written into it.

Built-in ids: ECMA-376-1 18.8.30, those of Chinese, Japanese and Korean Excel among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

DateKind: TypeAlias = Literal["", "moment", "duration"]
"""A number, a date or time of day, or hours counted beyond 24 such as `[h]:mm`."""

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm", 37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 42: '_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
_BUILT_IN_DATES = {
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""As Chinese Excel shows them; what matters here is that they are dates."""
BUILT_IN |= _BUILT_IN_DATES

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|[_*](?P<filler>.)|(?P<general>General)'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_MONEY = re.compile(
    r"[$€£¥￥₹₽₩฿]|元|圆|円|(?<![a-z])(?:rmb|cny|usd|eur|gbp|inr|jpy|rs|re|kr|chf|hkd|twd)\.?(?![a-z])", re.IGNORECASE
)  # fmt: skip


def tell_date(number_format: str) -> DateKind:
    """Tell whether a number in this format is shown as a date or time of day, a duration, or a number."""
    kind: DateKind = ""
    for name, text in _split(number_format):
        if name == "bracket" and _ELAPSED.fullmatch(text):
            return "duration"
        if name == "ampm" or (name == "plain" and text in "dDmMyYhHsS"):
            kind = "moment"
        if name == "general" or (name == "plain" and text in "0#?@" and not kind):
            return ""
    return kind


def unit_in_format(number_format: str) -> str:
    """Give the unit a number format writes behind the number, such as "MWh" for `0.00" MWh"`.

    "" where there is none, for dates, percentages and money, and where the format divides by a
    thousand (`0,"MWh"`): then the stored number is not the one the unit belongs to.
    """
    behind, bracket, seen, scaled = "", "", False, False
    for name, text in _split(number_format):
        if name == "general" or (name == "plain" and text in "0#?@"):
            behind, seen, scaled = "", True, False
        elif name == "plain" and text == "%":
            return ""
        elif name == "plain" and text == ",":
            scaled = seen and not behind
        elif name in {"quoted", "escaped", "plain"} and not (name == "plain" and text in ".,()-+"):
            behind += text
        elif name == "bracket" and text.startswith("$"):
            symbol = text[1:].partition("-")[0]
            if seen:
                behind += symbol
            else:
                bracket = symbol
    unit = (behind.strip() or bracket.strip()) if seen else ""
    if scaled or tell_date(number_format) or _MONEY.search(unit):
        return ""
    return unit if any(character.isalpha() for character in unit) else ""


def _split(number_format: str) -> Iterator[tuple[str, str]]:
    """Give the tokens of a format's first section, that of positive numbers: kind and text."""
    for match in _TOKEN.finditer(number_format):
        name = match.lastgroup or "plain"
        text = match[name]
        if name == "plain" and text == ";":
            return
        yield name, text
