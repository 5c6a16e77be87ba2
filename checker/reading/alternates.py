"""The same energy stated in two units in one table: counted once, in the unit that is its own."""

from __future__ import annotations

import math
import re
from statistics import median
from typing import TYPE_CHECKING

from checker.reading.counters import says_readings
from checker.reading.doubts import place_figures
from checker.reading.restated import drop_facts, state_sum
from checker.reading.terms import kind_of
from checker.reading.text import BRACKETS, fold
from checker.reading.units import KIND_QUANTITIES, load_units, parse_unit

if TYPE_CHECKING:
    from checker.reading.collect import Collector
    from checker.reading.lines import Line

SAME = 0.005
"""Figures of one base unit are the same within this share: one of the two is rounded (ours)."""
STEADY = 0.06
"""Of two base units (m3 and kWh of gas) the ratio stays within this share of its median: heating values vary (ours)."""
MOST_AGREE = 0.9
"""From this share of the figures that both lines hold (ours: a few may be mistyped)."""
FEWEST = 3
"""So many figures must keep one ratio where the units have no factor between them (ours)."""
_WORDS = re.compile(r"[\s,，:：;；/()（）\[\]【】_-]+")

Figures = dict[tuple[object, object], int]


def pass_other_units(collector: Collector) -> None:
    """Pass over lines that state again, in another unit, what another line of their table states.

    What differs from its counterpart in the same base unit is kept as a stated sum of it, so that
    the difference is told.
    """
    told = place_figures(collector)
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in collector.lines:
        if line.row in told and line.base_unit and not says_readings(line.label):
            key = (
                line.file,
                line.sheet,
                line.block,
                line.site,
                line.account,
                line.flow,
                line.attribute,
            )
            groups.setdefault((*key, *_name_energy(line)), []).append(line)
    dropped: set[int] = set()
    for lines in groups.values():
        ordered = sorted(lines, key=_rank)
        for at, later in enumerate(ordered):
            sooner = next((each for each in ordered[:at] if _states_same(collector, told, later, each)), None)
            if sooner is not None:
                dropped |= _pass_line(collector, told, later, sooner)
    if dropped:
        drop_facts(collector, dropped)


def _name_energy(line: Line) -> tuple[str, str]:
    """Give the source and the name by which lines may state one energy: 热量 beside 蒸汽量 is the heat of that steam."""
    if kind_of(line.source) == "heat" and line.source != "hot_water":
        return "heat", ""
    return line.source, strip_unit(line)


def strip_unit(line: Line) -> str:
    """Give a line's name without its unit, by which the same energy in two units is called the same."""
    words = _WORDS.split(fold(BRACKETS.sub(" ", line.label)))
    units = load_units()
    return " ".join(word for word in words if word and word not in units)


def _rank(line: Line) -> tuple[int, int]:
    """Rank the lines of one energy: the quantity that its kind is counted in goes first, then the order filed."""
    quantities = KIND_QUANTITIES[kind_of(line.source)]
    named = {unit.quantity for unit in parse_unit(line.unit) if unit.base == line.base_unit}
    return min((quantities.index(each) for each in named if each in quantities), default=9), line.row


def _place(collector: Collector, figures: list[int]) -> Figures:
    facts = collector.facts
    return {(facts.start[at], facts.end[at]): at for at in figures}


def _states_same(collector: Collector, told: dict[int, list[int]], later: Line, sooner: Line) -> bool:
    """Tell whether two lines of other units hold the same: equal amounts, or amounts in one steady ratio."""
    if fold(later.unit) == fold(sooner.unit) or (later.scale, later.base_unit) == (
        sooner.scale,
        sooner.base_unit,
    ):
        return False
    own, other = (_place(collector, told[each.row]) for each in (later, sooner))
    shared = [period for period in own if period in other]
    facts = collector.facts
    pairs = [
        (facts.quantity[own[period]] * later.scale, facts.quantity[other[period]] * sooner.scale)
        for period in shared
    ]
    if later.base_unit != sooner.base_unit and all(
        facts.as_filed[own[each]] == "cumulative" for each in shared
    ):
        pairs = _part(sorted(zip(shared, pairs, strict=True), key=lambda each: str(each[0][1])))
    ratios = [one / another for one, another in pairs if one > 0 and another > 0]
    if not ratios or len(shared) < len(own):
        return False
    if later.base_unit == sooner.base_unit:
        usual, slack = 1.0, SAME
    elif "GJ" not in (later.base_unit, sooner.base_unit):
        return False  # litres and kilograms of one fuel may be two fuels, or one filed twice: a rule tells
    elif len(ratios) < FEWEST or len({round(another) for _, another in pairs}) < FEWEST:
        return False  # equal months keep any ratio
    else:
        usual, slack = median(ratios), STEADY
    agree = sum(abs(ratio / usual - 1) <= slack for ratio in ratios)
    blank = sum(one == another == 0 for one, another in pairs)
    return agree + blank >= MOST_AGREE * len(pairs)


def _part(pairs: list[tuple[tuple[object, object], tuple[float, float]]]) -> list[tuple[float, float]]:
    """Give what running totals rise by: their own ratio is steady whatever they are of."""
    before = (0.0, 0.0)
    rises = []
    for _, (one, another) in pairs:
        rises.append((one - before[0], another - before[1]))
        before = one, another
    return rises


def _pass_line(collector: Collector, told: dict[int, list[int]], later: Line, sooner: Line) -> set[int]:
    """Pass over a line's figures; gives the positions of its facts, blank ones too."""
    facts, other = collector.facts, _place(collector, told[sooner.row])
    positions = {at for at, line in enumerate(facts.line) if line == later.row}
    for at in positions:
        read, place = (facts.file[at], facts.sheet[at]), (facts.at_row[at], facts.at_col[at])
        known = other.get((facts.start[at], facts.end[at]))
        collector.used.get(read, set()).discard(place)
        collector.ignored.setdefault(read, set()).add(place)
        if known is None or math.isnan(facts.quantity[at]) or later.base_unit != sooner.base_unit:
            continue
        own, another = facts.quantity[at] * later.scale, facts.quantity[known] * sooner.scale
        if abs(own - another) > SAME * max(abs(own), abs(another)):
            state_sum(collector, later, at, facts.row[known])
            collector.used.setdefault(read, set()).add(place)
    return positions
