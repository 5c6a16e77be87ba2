"""Figures with cents in a row of kWh, cubic metres or litres, without last year to hold them against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list
from rules._grid import list_grid
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
    figures = [[each for each in row if each > 0] for row in grid.quantity.tolist()]
    decimals = [[count_decimals(each) for each in told] for told in figures]
    for at, (key, told) in enumerate(zip(grid.keys, figures, strict=True)):
        place = lines[key]
        if (
            grid.scale[at] != 1.0
            or units[place] not in UNITS
            or flows[place] not in FLOWS
            or len(told) < FEWEST
        ):
            continue
        if min(told) < LEAST_FIGURE or (grid.before[at] > 0).any() or max(decimals[at]) != CENTS:
            continue
        alike = [
            other
            for other, own in enumerate(grid.keys)
            if other != at
            and own[0] == key[0]
            and units[lines[own]] == units[place]
            and grid.scale[other] == 1.0
        ]
        if any(max(decimals[other], default=0) > 0 for other in alike):
            continue
        if sum(each == CENTS for each in decimals[at]) >= MOST * len(told):
            rows = tuple(row for row in grid.rows[at].tolist() if row >= 0)
            values: dict[str, Any] = {"quantity": sum(told), "year": filing.name_year(), "reading": "money"}
            yield Evidence(rows, values)
