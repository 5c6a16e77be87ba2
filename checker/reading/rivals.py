"""Units that contradict each other: kWh in the unit column, MWh in the header, "in lakh" in the title."""

from __future__ import annotations

import re
from functools import lru_cache

from checker.reading.columns import Column
from checker.reading.scene import Row, Scene
from checker.reading.subject import choose_fact_unit
from checker.reading.text import fold
from checker.reading.units import MULTIPLES, Unit, parse_unit

_SCALE = re.compile(
    rf"(?:(?<![\w'])in\s+|(?:单位|unit|units)\s*[:：]\s*|[(（\[]\s*(?:in\s+)?)['‘’]?({'|'.join(sorted((re.escape(word.lstrip(chr(39))) for word in MULTIPLES), key=len, reverse=True))})'?s?(?=\s*(?:[)）\]]|\Z|[,;，；]))"
)
"""A number word of a title that multiplies the units below it, and names none itself: ('000), in lakh, （单位：万）."""


@lru_cache(maxsize=5_000)
def find_scale(title: str) -> str:
    """Find the number word by which a title multiplies all figures below it; "" where it has none."""
    match = _SCALE.search(fold(title))
    if match is None:
        return ""
    return "'000" if match[1] == "000" else match[1]


def find_row_rival(scene: Scene, row: Row, column: Column | None, source: str, unit: Unit | None) -> str:
    """Find a unit that contradicts the one taken: the header's or the title's beside that of the unit column."""
    header = column.meaning.units if column is not None else ()
    said = (header, row.label.units, scene.context.units) if row.units else ()
    return find_rival(source, unit, scene.scale, *said)


def find_rival(source: str, unit: Unit | None, scale: str, *others: tuple[Unit, ...]) -> str:
    """Find a unit of the same quantity, but another size, that is said of the same figures; "" where none is."""
    if unit is None:
        return ""
    if scale:
        scaled = choose_fact_unit(source, parse_unit(f"{scale} {unit.name}"))
        if scaled is not None and scaled.factor != unit.factor:
            return scaled.name
    for units in others:
        if not units or any(each.base == unit.base and each.factor == unit.factor for each in units):
            continue
        other = choose_fact_unit(source, tuple(each for each in units if each.quantity == unit.quantity))
        if other is not None and other.base == unit.base:
            return other.name
    return ""
