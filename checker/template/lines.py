"""Which rows the monthly sheets offer: their labels, units, and how the rows of a group balance."""

from __future__ import annotations

from typing import NamedTuple

from checker.reading.terms import kind_of
from checker.words.formats import Lang, name_code, say

STORED_KINDS = ("solid", "liquid")
"""Kinds of fuel that are kept in stock; piped gas is used as it comes."""
PROCESS_FLOWS = {"sf6": "refilled", "refrigerant": "refilled"}
"""Gases of which the refill states what escaped; of all other process inputs it is the use."""
PRODUCTS = 3


class Line(NamedTuple):
    """A row to be filled: its label, the kind that decides its units, its sign in the group's balance."""

    label: str
    units: str
    sign: int = 0
    summed: bool = True
    """Whether the months add up to a total; stocks do not."""


class Group(NamedTuple):
    """Rows that belong together, and the row below them that tells whether they balance ("" for none).

    `needs` are sets of places: the balance is told where each set has a figure. `held` is the place
    whose share `tolerance` may be off, -1 where nothing may.
    """

    lines: tuple[Line, ...]
    difference: str = ""
    needs: tuple[tuple[int, ...], ...] = ()
    held: int = -1
    tolerance: float = 0.0
    carried: tuple[int, int] | None = None
    """Places of the closing stock and of the opening stock that the next month takes over."""


def name_source(source: str, lang: Lang) -> str:
    """Name a source as a label begins: with a capital in English."""
    name = name_code("source", source, lang)
    return name[:1].upper() + name[1:]


def join_label(source: str, what: str, lang: Lang) -> str:
    """Write a label: the source, then what of it."""
    return say("template.flow.join", lang, source=name_source(source, lang), what=what)


def list_power(lang: Lang) -> Group:
    """List the rows of electricity; they balance to 2 %, as rule BAL301 lets pass."""
    signs = {"grid": 1, "pv_own": 1, "pv_bought": 1, "green": 1, "exported": 0, "sold": -1, "consumed": -1}
    lines = tuple(
        Line(say(f"template.power.{key}", lang), "electricity", sign) for key, sign in signs.items()
    )
    return Group(
        lines, say("template.power.difference", lang), needs=((0, 1, 2, 3), (6,)), held=6, tolerance=0.02
    )


def list_fuel(source: str, lang: Lang) -> Group:
    """List the rows of a fuel: with stocks where it is stored."""
    kind = kind_of(source)
    stored = kind in STORED_KINDS
    signs = {
        "opening_stock": 1,
        "purchased": 1,
        "consumed": -1,
        "other_use": -1,
        "sold": -1,
        "closing_stock": -1,
    }
    flows = [flow for flow in signs if stored or not flow.endswith("stock")]
    lines = tuple(
        Line(
            join_label(source, say(f"template.flow.{flow}", lang), lang),
            kind,
            signs[flow],
            summed=not flow.endswith("stock"),
        )
        for flow in flows
    )
    difference = join_label(source, say("template.flow.difference", lang), lang)
    if stored:
        return Group(lines, difference, needs=((0,), (5,)), carried=(5, 0))
    return Group(lines, difference, needs=((0,), (1,)))


def list_heat(source: str, lang: Lang) -> Group:
    """List the rows of bought heat; its use is not asked for, as nothing is computed from it."""
    flows = ("purchased", "sold")
    return Group(
        tuple(Line(join_label(source, say(f"template.flow.{flow}", lang), lang), "heat") for flow in flows)
    )


def list_process(source: str, lang: Lang) -> Group:
    """List the row of a process input."""
    flow = say(f"template.flow.{PROCESS_FLOWS.get(source, 'consumed')}", lang)
    return Group((Line(join_label(source, flow, lang), kind_of(source)),))


def list_output(lang: Lang) -> Group:
    """List the rows of what is made, and the days worked."""
    products = [
        Line(say("template.output.product", lang, number=number), "output")
        for number in range(1, PRODUCTS + 1)
    ]
    return Group((*products, Line(say("template.output.operating_days", lang), "days")))


def list_units(kind: str, lang: Lang) -> list[str]:
    """List the units a kind of row may be filed in, the proposed one first."""
    return say(f"template.units.{kind}", lang).split(", ")
