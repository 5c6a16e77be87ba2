"""Lines filed by quarters, with a quarter far from the others."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list

if TYPE_CHECKING:
    from checker.api import Filing

QUARTER = (80, 100)
"""Days of a quarter, bills read a few days early or late among them (ours)."""
FEWEST_QUARTERS = 3
"""So many other positive quarters make a usual one (ours: a year has three others)."""
FAR = 50.0
"""From this multiple of its usual quarter a figure is looked at (ours)."""


class Quarter(NamedTuple):
    """A quarter of a line in base units, with the median of its other ones."""

    row: int
    month: int
    amount: float
    usual: float


class Quarters(NamedTuple):
    """A line by quarters, one of them far too large."""

    key: tuple[str, int]
    scale: float
    base_unit: str
    flow: str
    quarters: list[Quarter]


def list_quarters(filing: Filing) -> list[Quarters]:
    """List the lines of which some quarter is far above the others."""
    names = ("site", "series", "start", "end", "amount", "scale", "base_unit", "flow")
    lines: dict[tuple[str, int], list[tuple[int, int, float]]] = {}
    said: dict[tuple[str, int], tuple[float, str, str]] = {}
    for row, site, series, start, end, amount, scale, base, flow in zip(
        filing.facts.index.tolist(), *(take_list(filing, "facts", name) for name in names), strict=True
    ):
        if QUARTER[0] <= (end - start).days <= QUARTER[1] and amount > 0:
            key = (site, int(series))
            lines.setdefault(key, []).append((int(row), start.year * 12 + start.month - 1, amount))
            said[key] = scale, base, flow
    found = []
    for key, figures in sorted(lines.items()):
        if len(figures) <= FEWEST_QUARTERS:
            continue
        middle = median(each[2] for each in figures)
        if max(each[2] for each in figures) < FAR * middle:
            continue
        quarters = [
            Quarter(row, month, amount, median(each[2] for each in figures if each[0] != row))
            for row, month, amount in figures
        ]
        found.append(Quarters(key, *said[key], quarters))
    return found
