"""Figures with cents in a row of kWh, cubic metres or litres, without last year to hold them against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list
from rules._grid import Grid, list_grid
from rules.balance._keystrokes import count_decimals

CENTS = 2
MOST = 0.6
"""Share of a line's months that must carry cents, as rule TRE102 has it."""
FEWEST = 8
LEAST_FIGURE = 1000.0
"""A meter that counts thousands shows no hundredths (ours)."""
UNITS = ("kWh", "Nm3", "L")
FLOWS = ("purchased", "net_purchased", "consumed")


@rule("PLA105", severity="review", scope="site", needs=("facts.amount",), given=("year",), gives_way=True)
def cents_in_a_quantity(filing: Filing) -> Iterator[Evidence]:
    """Ask about lines of whole units whose months, eight or more above 1,000, mostly carry two decimals and none carries three.

    Silent where last year is known, which rule TRE102 goes by, and where the site's other lines in that unit carry decimals too.
    """
    grid, lines = list_grid(filing), find_lines(filing)
    flows, units = (take_list(filing, "series", name) for name in ("flow", "base_unit"))
    broken: dict[tuple[str, str], list[int]] = {}
    for at in list_broken(grid):
        broken.setdefault((grid.keys[at][0], units[lines[grid.keys[at]]]), []).append(at)
    for (_, unit), own in sorted(broken.items(), key=lambda each: each[1]):
        # where other lines of the site in that unit carry decimals too, their meters do
        if len(own) > 1 or unit not in UNITS or flows[lines[grid.keys[own[0]]]] not in FLOWS:
            continue
        at = own[0]
        told = [each for each in grid.quantity[at].tolist() if each > 0]
        if len(told) < FEWEST or min(told) < LEAST_FIGURE or (grid.before[at] > 0).any():
            continue
        decimals = [count_decimals(each) for each in told]
        if max(decimals) == CENTS and sum(each == CENTS for each in decimals) >= MOST * len(told):
            rows = tuple(row for row in grid.rows[at].tolist() if row >= 0)
            values: dict[str, Any] = {"quantity": sum(told), "year": filing.name_year(), "reading": "money"}
            yield Evidence(rows, values)


def list_broken(grid: Grid) -> list[int]:
    """List the lines filed in their base unit of which some figure carries decimals."""
    import numpy as np

    held = np.where(grid.quantity > 0, grid.quantity, 0.0)
    # what count_decimals calls a whole number
    whole = np.abs(np.round(held) - held) <= 1e-9 * np.maximum(1.0, held)
    return np.flatnonzero(~whole.all(axis=1) & (np.array(grid.scale) == 1.0)).tolist()
