"""What filers call things: one synonym for each purpose, chosen by the workbook's die."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checker.testing.draw import Switches, dice

FLOW_MARKS = ("consum", "used", "usage", "消耗", "用量", "消费", "की खपत")
"""What makes a label say more than a source alone."""
LANGUAGES = {"uk": "en", "us": "en", "in": "en", "zh": "zh", "hi": "hi"}


@cache
def load_vocabulary() -> dict[str, Any]:
    """Load the words; read once."""
    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))


class Hand(NamedTuple):
    """A filer's hand: the seed that chooses her words, her locale and her switches."""

    seed: int
    locale: str
    switches: Switches

    @property
    def lang(self) -> str:
        """The language she writes: en, zh or hi."""
        return LANGUAGES[self.locale]


def list_words(hand: Hand, path: str) -> list[str]:
    """List the synonyms at a path such as "word.month": her locale's own, else her language's."""
    table: Any = load_vocabulary()
    for part in path.split("."):
        table = table[part]
    return list(table.get(hand.locale) or table[hand.lang])


def pick(hand: Hand, path: str, salt: object = "", **values: object) -> str:
    """Pick one synonym at a path; the same path and salt give the same word all through a book."""
    return dice(hand.seed, "word", path, salt).choice(list_words(hand, path)).format(**values)


def pick_part(hand: Hand, item: str) -> str:
    """Pick what a line is called under the name of its source: "Purchased" under "Electricity"."""
    entry = load_vocabulary()["item"][item]
    words = entry.get(f"part_{hand.lang}")
    return dice(hand.seed, "part", item).choice(words) if words else name_item(hand, item)


def name_item(hand: Hand, item: str) -> str:
    """Give the label of a line: what is filed, its source and flow together."""
    return pick(hand, f"item.{item}")


def name_bare(hand: Hand, item: str) -> str:
    """Give the source alone, for a line whose flow stands in a column of its own."""
    item = "grid_electricity" if item == "power_exported" else item  # one grid has one name in a book
    if item in load_vocabulary()["bare"]:
        return pick(hand, f"bare.{item}")
    words = [
        word
        for word in list_words(hand, f"item.{item}")
        if not any(mark in word.lower() for mark in FLOW_MARKS)
    ]
    return dice(hand.seed, "bare", item).choice(words)


def name_unit(hand: Hand, unit: str) -> str:
    """Give the unit as she writes it."""
    # a unit that explains itself in brackets, or begins with a number, is never glued to one
    within = hand.switches.unit_at in ("glued", "format")
    words = [
        word
        for word in list_words(hand, f"unit.{unit}")
        if not (within and ("(" in word or word[0].isdigit()))
    ]
    return dice(hand.seed, "word", unit).choice(words)


def bracket_unit(hand: Hand, label: str, unit: str) -> str:
    """Write a label with its unit: in brackets, or after a comma."""
    shapes = ["{label}（{unit}）", "{label}({unit})", "{label}\n（{unit}）"] if hand.lang == "zh" else [
        "{label} ({unit})", "{label} ({unit})", "{label} [{unit}]", "{label}, {unit}",
    ]  # fmt: skip
    spelled = name_unit(hand, unit)
    if "(" in spelled:  # an American unit may explain itself in brackets
        return f"{label}, {spelled}"
    return dice(hand.seed, "bracket").choice(shapes).format(label=label, unit=spelled)
