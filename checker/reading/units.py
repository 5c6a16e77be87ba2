"""Units: found in a header, a cell or glued to a number, and taken to the base unit."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from checker.reading.text import fold


class Unit(NamedTuple):
    """A unit: its plain name, what it measures, and its factor to that quantity's base unit."""

    name: str
    quantity: str
    factor: float
    base: str


COUNTED_WORDS = frozenset(("unit", "units", "यूनिट", "度"))
"""Words that mean kWh alone in a cell; behind another word ("EF unit") they are words."""
COUNTED_UNITS = COUNTED_WORDS - {"unit"}
"""Those of them that are meant for kWh behind a comma."""
KIND_QUANTITIES = {
    "electricity": ("electricity", "heat"),
    "heat": ("heat", "mass"),
    "gas": ("gas", "heat", "mass"),
    "liquid": ("mass", "volume", "heat"),
    "solid": ("mass", "heat", "volume"),
    "gas_process": ("mass", "gas", "count"),
    "": (),
}
"""Which quantities an emission source of a kind may be filed in, the usual one first."""

_GROUPS = re.compile(r"[(\[（【]([^()\[\]（）【】]*(?:\([^()]*\))?[^()\[\]（）【】]*)[)\]）】]")
_TAIL = re.compile(r"[(\[（【].*\Z")
_AFTER_UNIT = ("(", "[", "（", "【")
"""What a unit of one letter may stand before: a bracket that explains it."""
_SPLIT = re.compile(r"[,，;；、]| or |或")
_BOUNDARY = re.compile(r"[ /(（\[,，:：]")
_GLUED_END = re.compile(
    r"[\u4e00-\u9fff]((?:万|亿|千|百万)?[a-z][a-z0-9.·]*|(?:万|亿)(?:千瓦时|立方米|标立方米|吨|度))\Z"
)
_EMISSIONS = re.compile(
    r"\b(co2e? metric tons|metric tons (?:of )?co2e?|mtco2e|tco2e|tonnes (?:of )?co2e?)\b"
)
MULTIPLES = {
    "'000": 1e3, "000": 1e3, "thousand": 1e3, "thousands": 1e3, "million": 1e6, "millions": 1e6, "lakh": 1e5,
    "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7, "हज़ार": 1e3, "हजार": 1e3, "लाख": 1e5, "करोड़": 1e7,
    "万": 1e4, "亿": 1e8, "千": 1e3,
}  # fmt: skip
"""Words that multiply the unit behind them."""
_YEARLY = re.compile(r"/(?:a|yr|year|annum|p\.?a\.?|month|年|月|वर्ष|माह)\.?\Z")
"""A year's or a month's figure may say so in its unit: t/a, MWh/year, 吨/年."""
COUNTED_QUANTITIES = ("electricity", "heat", "gas", "mass", "volume")
"""What is counted by the thousand, the lakh or the 万."""
_MULTIPLE = re.compile(rf"({'|'.join(sorted(map(fold, MULTIPLES), key=len, reverse=True))})(?:of)?(.+)\Z")
LONGEST_UNIT = 3
"""Words of the longest unit: "thousand cubic feet"."""


@lru_cache(maxsize=1)
def load_units() -> dict[str, tuple[Unit, ...]]:
    """Load units.toml: folded alias -> the units it may mean."""
    data = tomllib.loads(files("checker.reading").joinpath("units.toml").read_text("utf-8"))
    table: dict[str, list[Unit]] = {}
    for quantity, body in data.items():
        for name, entry in body["units"].items():
            unit = Unit(name, quantity, float(entry["factor"]), body["base"])
            for alias in (name, *entry["aliases"]):
                known = table.setdefault(_squeeze(alias), [])
                if unit not in known:
                    known.append(unit)
    return {alias: tuple(units) for alias, units in table.items()}


def _squeeze(text: str) -> str:
    return "".join(fold(text).split()).replace("×", "").replace("*", "").replace("⋅", "·")


@lru_cache(maxsize=20_000)
def parse_unit(text: str) -> tuple[Unit, ...]:
    """Give the units that a text may mean, all of it being the unit; () where it is none."""
    whole = _squeeze(text)
    units = load_units()
    if whole in units:
        return units[whole]
    bare = whole.strip("()[]（）【】").removeprefix("单位:").removeprefix("unit:").removeprefix("in")
    bare = _YEARLY.sub("", bare.rstrip("'\""))
    if not _begins_unit(bare):
        return _parse_twice_said(text)
    return (
        units.get(bare)
        or units.get(_TAIL.sub("", bare), ())
        or _parse_multiple(bare)
        or _parse_twice_said(text)
    )


@lru_cache(maxsize=1)
def _list_beginnings() -> frozenset[str]:
    """List the first two letters of all units and number words, of the short ones the only letter."""
    return frozenset(word[:2] for word in (*load_units(), *map(fold, MULTIPLES)))


def _begins_unit(squeezed: str) -> bool:
    """Tell whether a text begins as a unit does: most texts are told from units by their first two letters."""
    known, first = _list_beginnings(), squeezed[:1]
    if squeezed[:2] in known:
        return True
    return first in known and (first in MULTIPLES or squeezed[1:2] in _AFTER_UNIT)


def _parse_twice_said(text: str) -> tuple[Unit, ...]:
    """Parse a unit said in two languages, one below the other: 万m³ over 10^4 m3; both must mean the same."""
    one, line_break, other = text.strip().partition("\n")
    if not line_break:
        return ()
    units = parse_unit(one)
    said = {(unit.quantity, unit.factor) for unit in parse_unit(other)}
    return units if said & {(unit.quantity, unit.factor) for unit in units} else ()


def _parse_multiple(squeezed: str) -> tuple[Unit, ...]:
    """Parse a unit behind a number word that the list does not hold together with it: lakh L, '000 Nm3."""
    match = _MULTIPLE.match(squeezed)
    units = load_units().get(match[2], ()) if match else ()
    times = MULTIPLES[match[1]] if match else 1.0
    return tuple(
        Unit(f"{match[1]} {unit.name}", unit.quantity, unit.factor * times, unit.base)
        for unit in units
        if match and unit.quantity in COUNTED_QUANTITIES
    )


@lru_cache(maxsize=20_000)
def find_units(text: str) -> tuple[Unit, ...]:
    """Find the units a header carries: in brackets, after a comma, slash, colon or space.

    Several may be named at once, as in "(t, 万Nm3)"; the source decides between them.
    """
    folded = fold(text).replace("_", " ")  # electricity_kwh
    for group in reversed(_GROUPS.findall(folded)):
        units = _parse_list(group)
        if units:
            return units
    for separator in (",", "，", ":", "：", " in ", "/", "-"):
        head, found, tail = folded.rpartition(separator)
        if not found or not head:
            continue
        if separator in ",，" and tail.strip() in COUNTED_UNITS:
            return parse_unit(tail)  # "Grid electricity, units"
        if separator == "/" and _is_rate(head):
            return _parse_compound(head, tail)
        units = _parse_tail(tail) or (_parse_compound(head, tail) if separator == "/" else ())
        if units:
            return units
    words = folded.split(" ")
    if len(words) > 1 and (whole := _parse_tail(folded)):
        return whole  # "short tons" alone are no tons
    for count in range(min(LONGEST_UNIT, len(words) - 1), 0, -1):
        units = _parse_tail(" ".join(words[-count:]))
        if units:
            return units
    return _parse_end(folded)


def _parse_tail(tail: str) -> tuple[Unit, ...]:
    return () if tail.strip() in COUNTED_WORDS or tail.strip().isdigit() else parse_unit(tail)


def _is_rate(head: str) -> bool:
    """Tell "$/kWh" and "kBtu/ft2" from "electricity/kWh": a unit stands right before the slash."""
    return bool(parse_unit(_BOUNDARY.split(head)[-1]))


def _parse_compound(head: str, tail: str) -> tuple[Unit, ...]:
    """Parse the unit that a slash divides: "EF, t/MWh", "factor/tCO2/MWh"."""
    before = _BOUNDARY.split(head)[-1]
    return parse_unit(f"{before}/{tail}") if before else ()


def _parse_end(folded: str) -> tuple[Unit, ...]:
    """Find the unit that follows a Chinese word without a gap: 天然气万Nm3, 用电量kWh."""
    match = None if folded.isascii() else _GLUED_END.search(folded)
    if match is None and "co2" in folded:
        match = _EMISSIONS.search(folded)
    return parse_unit(match[1]) if match else ()


def _parse_list(text: str) -> tuple[Unit, ...]:
    whole = parse_unit(text)
    if whole:
        return whole
    parts = [parse_unit(part) for part in _SPLIT.split(text)]
    return tuple(unit for part in parts for unit in part) if parts and all(parts) else ()


def choose_unit(units: tuple[Unit, ...], quantities: tuple[str, ...]) -> Unit | None:
    """Choose the unit that measures one of the quantities, the earlier the better; None if none does."""
    for quantity in quantities:
        fitting = [unit for unit in units if unit.quantity == quantity]
        if fitting:
            # of "MWh or GJ" heat is meant in GJ: the unit that is the quantity's own
            return next((unit for unit in fitting if unit.name == unit.base), fitting[0])
    return None
