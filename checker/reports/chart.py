"""The months of a line as a chart: where bars, marks and labels stand; a template draws them."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeGuard

from checker.reports.wrap import clean
from checker.words.formats import Lang, format_month, format_number, format_value, name_month, read_month, say

if TYPE_CHECKING:
    from checker.findings import FlaggedLine

WIDTH, HEIGHT = 760, 236
LEFT, RIGHT, TOP, BOTTOM = 74, 8, 34, 34
"""The drawing and the room round its plot, in the units of its viewBox."""
MONTHS = 12
CUT_FROM = 8.0
"""A bar so many times the tallest of the others is drawn cut, or nothing else could be seen (ours)."""
FEW_LABELS = 4
LEAST_GHOST = 3.0
_CHARACTER = 6.2
_STEPS = (1, 2, 2.5, 5, 10)

SLOT = (WIDTH - LEFT - RIGHT) / MONTHS
"""What a month takes of the width."""

Mark: TypeAlias = Literal["", "own", "other"]
Ghosts = Mapping[dt.date, tuple[float, float]]
"""What is proposed for a month, from low to high; the same twice where it is one value."""


class Tick(NamedTuple):
    """A line across the plot and its label."""

    y: float
    label: str


class Bar(NamedTuple):
    """A month: its bar, its name, what is said of it; `mark` tells a month in doubt, `cut` one beyond the axis."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    name: str
    said: str
    mark: Mark
    cut: bool
    missing: bool
    label: str
    label_y: float


class Ghost(NamedTuple):
    """What is proposed for a month: a bar that is not filled."""

    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn."""

    title: str
    said: str
    unit: str
    base: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    ghosts: tuple[Ghost, ...]
    before: tuple[tuple[tuple[float, float], ...], ...]
    """The year before, as lines of points; a month without a figure breaks the line."""

    @property
    def keys(self) -> frozenset[str]:
        """Which of the marks a legend has to explain."""
        found: set[str] = {each.mark for each in self.bars if each.mark}
        found |= {"before"} if self.before else set()
        found |= {"ghost"} if self.ghosts else set()
        found |= {"cut"} if any(each.cut for each in self.bars) else set()
        return frozenset(found)


class Scale(NamedTuple):
    """How quantities become heights: the values at the ends of the axis, and what is above them is cut."""

    low: float
    high: float

    def y(self, value: float) -> float:
        """Give where a value stands, the ends of the axis at most."""
        within = min(max(value, self.low), self.high)
        return round(TOP + (self.high - within) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM), 1)


def lay_out_chart(line: FlaggedLine, finding: str, ghosts: Ghosts, lang: Lang) -> Chart | None:
    """Lay out the twelve months in which a finding speaks of a line; None where it speaks of none.

    Quantities are in the filer's unit; the same months a year earlier, where filed, are a faint line.
    """
    quantities = {_ordinal(month): quantity for month, quantity in line.months}
    own = {_ordinal(month) for month, each in line.flagged if each == finding}
    others = {_ordinal(month) for month, _ in line.flagged} - own
    if not own or not any(_is_number(each) for each in quantities.values()):
        return None
    first = find_window(sorted(quantities), own)
    window = range(first, first + MONTHS)
    values = [quantities.get(month) for month in window]
    before = [quantities.get(month - MONTHS) for month in window]
    ghost = {_ordinal(month): bounds for month, bounds in ghosts.items() if _ordinal(month) in window}
    scale = choose_scale([*values, *(high for _, high in ghost.values())], before)
    bars = [
        _lay_bar(
            month, quantities.get(month), scale, LEFT + (number + 0.16) * SLOT,
            "own" if month in own else "other" if month in others else "", line.unit, lang,
        )
        for number, month in enumerate(window)
    ]  # fmt: skip
    bars = _thin_labels(bars)
    label = clean(line.label) or format_value("source", line.source, lang)
    years = sorted({month // MONTHS for month in window})
    year = str(years[0]) if len(years) == 1 else f"{years[0]}/{years[1] % 100:02d}"
    flagged = say("line.list_separator", lang).join(
        each.said for each in bars if each.mark == "own"
    )  # fmt: skip
    return Chart(
        title=say("html.chart_year", lang, label=label, year=year),
        said=say("html.chart_flagged", lang, months=flagged),
        unit=clean(line.unit),
        base=scale.y(0),
        ticks=tuple(Tick(scale.y(each), format_number(each, lang)) for each in list_ticks(scale)),
        bars=tuple(bars),
        ghosts=tuple(_lay_ghost(month - first, ghost[month], scale, line.unit, lang) for month in sorted(ghost)),
        before=_lay_line(before, scale),
    )  # fmt: skip


def find_window(filed: Sequence[int], own: set[int]) -> int:
    """Give the first of twelve months to show: the year that holds most of the months in doubt, the latest of equals.

    The year begins in January, or where the filing holds whole years (or one) in the month it begins with.
    """
    start = filed[0] % MONTHS if len(filed) % MONTHS == 0 or filed[-1] - filed[0] < MONTHS else 0
    years = [month - (month - start) % MONTHS for month in own]
    return max(sorted(set(years)), key=lambda year: (years.count(year), year))


def choose_scale(values: Sequence[float | None], before: Sequence[float | None]) -> Scale:
    """Choose the ends of the axis: zero and the tallest, unless one month dwarfs all others."""
    known = [each for each in values if _is_number(each)]
    beside = [each for each in before if _is_number(each)]
    everything = [*known, *beside]
    top, bottom = max([*everything, 0.0]), min([*everything, 0.0])
    positive = sorted(each for each in everything if each > 0)
    if len(positive) > 2:
        usual = statistics.median(positive)
        small = [each for each in positive if each <= CUT_FROM * usual]
        # one bar that dwarfs all others is cut: a linear axis would show it alone
        if small and top > CUT_FROM * max(small):
            top = max(small) * 1.25
    if top == bottom:
        top = 1.0
    step = _choose_step(top - bottom)
    return Scale(math.floor(bottom / step + 1e-9) * step, math.ceil(top / step - 1e-9) * step)


def list_ticks(scale: Scale) -> list[float]:
    """List the values at which lines cross the plot."""
    step = _choose_step(scale.high - scale.low)
    first, last = math.ceil(scale.low / step - 1e-9), math.floor(scale.high / step + 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def _choose_step(span: float) -> float:
    rough = span / 4
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(each * power for each in _STEPS if each * power >= rough * 0.999)


def _lay_bar(
    month: int, quantity: float | None, scale: Scale, left: float, mark: Mark, unit: str, lang: Lang
) -> Bar:
    width = SLOT * 0.68
    missing = not _is_number(quantity)
    value = quantity if _is_number(quantity) else 0.0
    top, foot = scale.y(max(value, 0.0)), scale.y(min(value, 0.0))
    shown = format_number(value, lang)
    text = say("html.no_value", lang) if missing else f"{shown} {clean(unit)}".rstrip()
    return Bar(
        x=round(left, 1), y=top, width=round(width, 1), height=round(foot - top, 1), middle=round(left + width / 2, 1),
        name=name_month(month % MONTHS, lang), said=f"{format_month(month, lang)}{say('line.colon', lang)}{text}",
        mark=mark, cut=value > scale.high or value < scale.low, missing=missing,
        label=("–" if missing else shown) if mark == "own" else "", label_y=round(top - 5, 1),
    )  # fmt: skip


def _thin_labels(bars: list[Bar]) -> list[Bar]:
    """Keep the labels where they do not run into each other."""
    labelled = [each for each in bars if each.label]
    if len(labelled) <= FEW_LABELS or all(len(each.label) * _CHARACTER <= SLOT for each in labelled):
        return bars
    kept = {max(labelled, key=lambda each: each.height).x, min(labelled, key=lambda each: each.height).x}
    return [each if each.x in kept else each._replace(label="") for each in bars]


def _lay_ghost(number: int, bounds: tuple[float, float], scale: Scale, unit: str, lang: Lang) -> Ghost:
    low, high = bounds
    top, foot = scale.y(max(high, 0.0)), scale.y(low if low != high else min(low, 0.0))
    shown = format_number(high, lang)
    if low != high:
        shown = say("line.between", lang, low=format_number(low, lang), high=shown)
    said = f"{say('html.ghost', lang)}{say('line.colon', lang)}{shown} {clean(unit)}".rstrip()
    height = max(foot - top, LEAST_GHOST)
    return Ghost(
        round(LEFT + (number + 0.08) * SLOT, 1), round(foot - height, 1), round(SLOT * 0.84, 1), round(height, 1), said
    )  # fmt: skip


def _lay_line(values: Sequence[float | None], scale: Scale) -> tuple[tuple[tuple[float, float], ...], ...]:
    parts: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None or not _is_number(value):
            parts.append([])
        else:
            parts[-1].append((round(LEFT + (number + 0.5) * SLOT, 1), scale.y(value)))
    return tuple(tuple(part) for part in parts if part)


def _ordinal(month: dt.date) -> int:
    return read_month(month) or 0


def _is_number(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)
