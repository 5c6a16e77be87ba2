"""How numbers are typed: plainly, as text, with separators of many countries, with the unit glued on."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from checker.testing.draw import dice
from checker.testing.vocabulary import Hand, name_unit

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


class Typed(NamedTuple):
    """What is typed into a cell: its content, its number format, and the formula that gives it."""

    content: str | float | dt.date
    look: str = ""
    formula: str = ""


def type_number(hand: Hand, quantity: float, unit: str) -> Typed:
    """Type a quantity as the filer types numbers in this book."""
    if hand.switches.unit_at == "format":
        digits = dice(hand.seed, "digits").choice(("General", "0.00", "#,##0.00"))
        return Typed(quantity, f'{digits}" {name_unit(hand, unit)}"')
    text = write_number(quantity, hand.switches.numbers)
    if hand.switches.unit_at == "glued":
        gap = dice(hand.seed, "gap").choice((" ", ""))
        return Typed(f"{text}{gap}{name_unit(hand, unit)}")
    if hand.switches.numbers == "plain":
        return Typed(quantity)
    return Typed(text)


def write_number(quantity: float, style: str) -> str:
    """Write a number as text: 1234.5, 1,234.5, 12,34,567, １２３４.５ or 1.234,50."""
    plain = f"{quantity:.6f}".rstrip("0").rstrip(".")
    if style in ("plain", "text"):
        return plain
    if style == "fullwidth":
        return plain.translate(FULL_WIDTH)
    whole, _, decimals = plain.partition(".")
    if style == "indian":
        return group_indian(whole) + (f".{decimals}" if decimals else "")
    if style == "decimal_comma":
        # a comma before two or four digits can only be decimal
        decimals = decimals.ljust(2, "0") if len(decimals) != 3 else decimals + "0"
        return f"{int(whole):,}".replace(",", ".") + f",{decimals}"
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "")


def group_indian(whole: str) -> str:
    """Group digits as India does: 12,34,567."""
    head, tail = whole[:-3], whole[-3:]
    groups: list[str] = []
    while head:
        head, last = head[:-2], head[-2:]
        groups.insert(0, last)
    return ",".join([*groups, tail])
