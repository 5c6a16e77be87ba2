"""Rows that a form letters, and the sums that name them: "Total fuel consumption (B)", "Total (A+B+C)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.reading.sums import Part, add_column_totals

if TYPE_CHECKING:
    from checker.reading.columns import Column
    from checker.reading.scene import Row, Scene

_OWN = re.compile(r"[(（]\s*([A-Z])\s*[)）]\s*(?:[(（][^()（）]*[)）]\s*)?\Z")
_SUM = re.compile(r"[(（]\s*([A-Z](?:\s*\+\s*[A-Z])+)\s*[)）]\s*\Z")

Section = dict[int, list[Part]]
"""Parts by the column of their figures."""


@dataclass(slots=True)
class Letters:
    """The lettered rows so far, each with its part by column; `unread` tells that one names no energy we know."""

    rows: dict[str, dict[int, Part]] = field(default_factory=dict)
    unread: bool = False


def read_letter(text: str) -> str:
    """Read the letter that a form gives a row; "" for none."""
    found = _OWN.search(text)
    return found[1] if found else ""


def read_letters(text: str) -> tuple[str, ...]:
    """Read the letters of the rows that a sum names; () for any other row."""
    found = _SUM.search(text)
    return tuple(part.strip() for part in found[1].split("+")) if found else ()


def note_letter(scene: Scene, letters: Letters, row: int, text: str, section: Section) -> None:
    """Note under its letter what a row added to the section."""
    letter = read_letter(text)
    if letter:
        letters.rows[letter] = {
            at: parts[-1]
            for at, parts in section.items()
            if parts and scene.collector.is_in_row(parts[-1].facts[at], row)
        }


def names_rest(read: Row) -> bool:
    """Tell "Energy consumption through other sources (C)", a row of a sum that names no energy."""
    label = read.label
    rest = not label.source and label.flow == "consumed" and {"item", "breakdown"} <= set(label.roles)
    return rest and bool(read_letter(label.text))


def read_lettered_total(scene: Scene, row: int, read: Row, values: list[Column], letters: Letters) -> bool:
    """Read a lettered row that says total; False for a total that may sum the lines above it, as any other.

    "Total fuel consumption (B)" of no named fuel is no sum and no line, and is passed over; a sum is held
    against the rows it names where all of them were read.
    """
    named = read_letters(read.label.text)
    if not named and not letters.unread and not read_letter(read.label.text):
        return False
    letters.unread |= bool(read_letter(read.label.text))
    for column in values:
        parts = [letters.rows.get(letter, {}).get(column.at) for letter in named]
        known = [part for part in parts if part is not None]
        if named and len(known) == len(named):
            add_column_totals(scene, read, row, known, [column])
        elif not scene.sheet.is_blank(row, column.at):
            scene.pass_over(row, column.at)
    return True
