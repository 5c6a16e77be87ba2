"""Candidates for what was not understood: units that fit a source, sources whose names are near a text."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from checker.reading.lines import Line
from checker.reading.subject import GAS_UNITS
from checker.reading.terms import kind_of, load_terms, understand
from checker.reading.text import BRACKETS, fold
from checker.reading.units import KIND_QUANTITIES, Unit, choose_unit, load_units, parse_unit

TWO_MEANINGS = {"mbtu": ("MMBtu", "kBtu"), "mbtus": ("MMBtu", "kBtu"), "mbtu/h": ("MMBtu", "kBtu")}
"""M is a million in one trade and a thousand (Roman M) in another: NIST SP 811 B.6 advises against such symbols."""
USUAL_UNITS = {
    "electricity": ("kWh", "MWh", "GWh"),
    "heat": ("GJ", "t", "MWh"),
    "gas": ("m3", "kWh", "GJ"),
    "liquid": ("L", "t", "kg"),
    "solid": ("t", "kg"),
    "gas_process": ("kg", "t"),
}
CHINESE_UNITS = {
    "electricity": ("kWh", "万kWh", "MWh"),
    "heat": ("GJ", "t"),
    "gas": ("万Nm3", "m3", "GJ"),
    "liquid": ("t", "L", "kg"),
}
"""Units in which a kind of source is filed, the usual one first (ours; the Chinese ones as in the NDRC report tables)."""
USUAL_SOURCES = {
    "electricity": ("grid_electricity", "pv_electricity"),
    "gas": ("natural_gas",),
    "heat": ("heat", "steam", "natural_gas"),
    "volume": ("diesel", "petrol"),
    "mass": ("raw_coal", "steam", "diesel"),
}
"""What is usually filed in a unit that measures a quantity (ours)."""
MOST_UNITS, MOST_SOURCES = 4, 3
NEAR, NEAR_WORD = 0.75, 0.8
"""How like two spellings must be for one to be offered for the other (ours: one or two letters of a word)."""
SHORTEST = 4
"""A word of fewer letters is like too many others."""


def list_units(line: Line, lines: Sequence[Line]) -> tuple[str, ...]:
    """List the units that a line may be in, the likeliest first.

    Both meanings of its own word, one spelt alike, those of the filing's other lines of its source,
    then the usual ones.
    """
    quantities = KIND_QUANTITIES[kind_of(line.source)]
    words = fold(line.unit).replace(" ", "")
    found = [*TWO_MEANINGS.get(words, ())]
    known = load_units()
    near = (
        difflib.get_close_matches(words, _list_spellings(quantities), n=1, cutoff=NEAR)
        if len(words) > 1 and not found
        else []
    )
    found += [unit.name for each in near for unit in known[each] if unit.quantity in quantities]
    others = Counter(
        unit.name
        for other in lines
        if other.source == line.source and other.base_unit
        and (unit := choose_unit(parse_unit(other.unit), quantities)) is not None
    )  # fmt: skip
    found += [name for name, _ in others.most_common()]
    if kind_of(line.source) == "electricity":
        found = [name for name in found if name not in GAS_UNITS]
    return tuple(dict.fromkeys((*found, *list_usual_units(line.source, line.label))))[:MOST_UNITS]


def list_usual_units(source: str, label: str) -> tuple[str, ...]:
    """List the usual units of a source, in Chinese filings the Chinese ones."""
    kind = kind_of(source)
    chinese = any("\u4e00" <= character <= "\u9fff" for character in label)
    own = CHINESE_UNITS.get(kind) if chinese else None
    return own or USUAL_UNITS.get(kind, ())


@lru_cache(maxsize=50)
def _list_spellings(quantities: tuple[str, ...]) -> list[str]:
    return sorted(
        {alias for alias, units in load_units().items() for unit in units if unit.quantity in quantities}
    )


@lru_cache(maxsize=1)
def _list_source_words() -> dict[str, str]:
    return {
        word: term.code
        for word, terms in load_terms().terms.items()
        for term in terms
        if term.table == "source" and (len(word) >= SHORTEST or not word.isascii())
    }


@lru_cache(maxsize=5_000)
def _find_near(spelt: str, most: int, cutoff: float) -> list[str]:
    """Find the names of sources spelt most alike; a statistics table asks about one name on every sheet."""
    return difflib.get_close_matches(spelt, _list_source_words(), n=most, cutoff=cutoff)


def list_sources(text: str, units: tuple[Unit, ...]) -> tuple[str, ...]:
    """List the sources that a text not understood may mean, those with the nearest names first; units must fit.

    Where no name is near, what is usually filed in such a unit.
    """
    words = _list_source_words()
    bare = fold(BRACKETS.sub(" ", text)).strip()
    near = [*_find_near(bare, MOST_SOURCES, NEAR)] if len(bare) >= 2 else []
    parts = bare.replace("/", " ").split()
    pairs = [f"{one} {other}" for one, other in pairwise(parts)]
    for part in (*pairs, *parts):
        if len(part) >= SHORTEST:
            near += _find_near(part, 1, NEAR if part in pairs else NEAR_WORD)
    found = list(dict.fromkeys([*(words[each] for each in near), understand(text).source]))
    found = ["grid_electricity" if each == "electricity" else each for each in found if each]
    if not found:
        found = [source for unit in units for source in USUAL_SOURCES.get(unit.quantity, ())]
    fitting = [each for each in found if not units or choose_unit(units, KIND_QUANTITIES[kind_of(each)])]
    return tuple(dict.fromkeys(fitting))[:MOST_SOURCES]
