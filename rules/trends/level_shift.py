"""A line stands at another level from one month on, and stays there, by a factor that parts two units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list
from rules._grid import MONTHS, find_factors, list_grid
from rules.trends._readings import read_ratio

if TYPE_CHECKING:
    from checker.findings import Row, Severity
    from rules._columns import Numbers
    from rules.trends._readings import Reading

FEWEST = 3
"""Months on either side, and months of the year that last year tells less than twelve (ours): a quarter stays."""
FAR, EVEN = 1.7, 1.4
"""The least step, and how far all but one month of a side may stand from its middle (ours)."""
STILL = math.log(1.3)
"""A side that is so near to last year stands where it stood; so near to one another, two lines moved alike (ours)."""
SUMMER = (6, 7, 8)
"""What has none of these months on its higher side may be heating (ours: in China and India it is over by May)."""
REAL = ("reactive_energy", "half", "double", "money", "demand")
"""Readings that no change of units is, or that a true change from one month on equals."""


class Shift(NamedTuple):
    """A line of the grid whose level changes: the months that are off, their ratio to the others, what it may come of.

    `settled` says whether last year tells which side is off.
    """

    at: int
    line: int
    places: tuple[int, ...]
    ratio: float
    readings: tuple[Reading, ...]
    settled: bool


@rule("TRE103", severity="warning", scope="site", needs=("facts.amount",), given=("year",), gives_way=True)
def level_shift(filing: Filing, *, far: float = FAR, even: float = EVEN) -> Iterator[Evidence]:
    """Find lines that change level within the year by a factor of units, each side within `even` times of its middle.

    One month a side may be further off, as long as the sides keep apart. Held against last year's months,
    or as they stand where last year is unknown; a fuel or heat that is then low in summer heats, and is left out.
    `far` is the least step: 5 %, a million Btu for a GJ, is what any month moves by itself. A warning where last year tells which
    side is off and no other line moved with it, else a review.
    """
    grid = list_grid(filing)
    shifts = list_shifts(filing, far, even)
    for shift in shifts:
        alike = [
            each for each in shifts
            if each is not shift and grid.keys[each.at][0] == grid.keys[shift.at][0]
            and abs(math.log(each.ratio / shift.ratio)) < STILL
        ]  # fmt: skip
        yield make_evidence(filing, shift, "warning" if shift.settled and not alike else "review")


def list_shifted(filing: Filing) -> set[int]:
    """List the months of lines that change level: none of them is usual for the others."""
    grid = list_grid(filing)
    return {
        row for shift in list_shifts(filing, FAR, EVEN) for row in grid.rows[shift.at].tolist() if row >= 0
    }


def list_shifts(filing: Filing, far: float, even: float) -> list[Shift]:
    """List the lines of which one side of the year fits a factor of units, and one alone."""
    return filing.share(f"level shifts {far} {even}", lambda own: _list_shifts(own, far, even))


def _list_shifts(filing: Filing, far: float, even: float) -> list[Shift]:
    import numpy as np

    grid, lines = list_grid(filing), find_lines(filing)
    filed, both = grid.amount > 0, (grid.amount > 0) & (grid.before > 0)
    settles = both.sum(axis=1) >= MONTHS - FEWEST
    known = np.where(settles[:, None], both, filed)
    base = np.where(settles[:, None], grid.before, 1.0)
    logs_of = np.log(np.where(known, grid.amount, np.nan) / np.where(known, base, np.nan))
    spread = np.where(known, logs_of, -np.inf).max(axis=1) - np.where(known, logs_of, np.inf).min(axis=1)
    enough = known.sum(axis=1) >= MONTHS - FEWEST
    found = []
    for at in np.flatnonzero(enough & (spread >= math.log(far))).tolist():
        line, logs, settled = lines[grid.keys[at]], logs_of[at], bool(settles[at])
        sides = split_year(logs.tolist(), math.log(far), math.log(even))
        if sides is None or (not settled and may_heat(filing, line, logs, sides)):
            continue
        shift = read_sides(filing, Shift(at, line, (), 1.0, (), settled), logs, sides)
        found += [shift] if shift is not None else []
    return found


def may_heat(filing: Filing, line: int, logs: Numbers, first: int) -> bool:
    """Tell whether the higher side of a fuel or heat may be its winter: it holds no month of summer."""
    import numpy as np

    if take_list(filing, "series", "source")[line].endswith("electricity"):
        return False
    left, right = float(np.nanmedian(logs[:first])), float(np.nanmedian(logs[first:]))
    higher = range(first) if left > right else range(first, MONTHS)
    return all(filing.date_place(place).month not in SUMMER for place in higher)


def split_year(logs: list[float], far: float, even: float) -> int | None:
    """Give the first month of another level; None where no month parts the year in two even sides."""
    known = [each for each in logs if not math.isnan(each)]
    if not known or max(known) - min(known) < far:
        return None
    best: tuple[float, int] | None = None
    for first in range(FEWEST, MONTHS - FEWEST + 1):
        sides = [
            sorted(each for each in side if not math.isnan(each)) for side in (logs[:first], logs[first:])
        ]
        if min(len(side) for side in sides) < FEWEST:
            continue
        middles = [median(side) for side in sides]
        (low, down), (high, up) = sorted(zip(sides, middles, strict=True), key=lambda each: each[1])
        gaps = [sorted(abs(each - middle) for each in side) for side, middle in ((low, down), (high, up))]
        spread = max(side[-2] for side in gaps)
        rest = sum(each * each for side in gaps for each in side)
        parted = high[0] > low[-1] and spread <= even and up - down >= max(far, 2 * spread)
        if parted and (best is None or rest < best[0]):
            best = rest, first
    return best[1] if best else None


def read_sides(filing: Filing, shift: Shift, logs: Numbers, first: int) -> Shift | None:
    """Say which side is off and by what: the one away from last year, else the only one that a factor fits, or the shorter."""
    import numpy as np

    left, right = float(np.nanmedian(logs[:first])), float(np.nanmedian(logs[first:]))
    known = ~np.isnan(logs)
    held = []
    for own, other, side in ((right, left, slice(first, MONTHS)), (left, right, slice(0, first))):
        if shift.settled and not abs(other) < STILL:
            continue
        readings = read_units(filing, shift, math.exp(own - other))
        places = tuple(place for place in range(MONTHS)[side] if known[place])
        if readings:
            held.append(shift._replace(places=places, ratio=math.exp(own - other), readings=readings))
    return min(held, key=lambda each: len(each.places), default=None)


def read_units(filing: Filing, shift: Shift, ratio: float) -> tuple[Reading, ...]:
    """Give what a ratio may come of where a unit or a meter's multiplier explains it."""
    source, flow, base_unit = (
        take_list(filing, "series", name)[shift.line] for name in ("source", "flow", "base_unit")
    )
    readings = read_ratio(filing, source, flow, base_unit, list_grid(filing).scale[shift.at], ratio)
    return tuple(each for each in readings if each.code not in REAL)


def make_evidence(filing: Filing, shift: Shift, severity: Severity) -> Evidence:
    """Name the months that are off and the others of the year; at stake is what the surest reading takes away."""
    grid, at = list_grid(filing), shift.at
    rows = grid.rows[at][list(shift.places)].tolist()
    context: tuple[tuple[Row, str], ...] = tuple(
        (row, "usual") for row in grid.rows[at].tolist() if row >= 0 and row not in rows
    )
    amount = float(grid.amount[at][list(shift.places)].sum())
    times = shift.readings[0].times or shift.ratio
    factor = find_factors(filing, grid, at)
    values: dict[str, Any] = {
        "quantity": amount / grid.scale[at], "expected": amount / times / grid.scale[at],
        "times": float(f"{shift.ratio:.3g}"), "reading": [each.code for each in shift.readings],
        "months": [filing.facts["start"].loc[row].date() for row in rows],
    }  # fmt: skip
    stake = None if math.isnan(factor) else amount * (1 - 1 / times) * factor
    return Evidence(tuple(rows), values, context, stake, severity)
