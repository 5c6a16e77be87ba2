"""Gas measured at 15 or 20 °C is counted with a calorific value of a cubic metre at 0 °C."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list
from rules._grid import list_grid, weigh

if TYPE_CHECKING:
    from checker.findings import Row

KELVIN = 273.15
WARM = re.compile(r"(?<![\d.])(15|20|25)\s*(?:°\s*C|℃|度|deg)", re.IGNORECASE)
"""A reference temperature other than 0 °C in a unit, a label or a remark."""
TAKEN_AS_NORMAL = (1.0, 1000.0, 10_000.0)
"""Scales of a unit that is read as cubic metres at 0 °C without a conversion."""


@rule("UNT201", severity="warning", scope="site", needs=("facts.amount",), given=("rule_set", "year"))
def volume_at_20_degrees(filing: Filing) -> Iterator[Evidence]:
    """Find lines of gas that name a temperature of reference and are counted as cubic metres at 0 °C.

    Silent where the unit already converts it.
    """
    grid = list_grid(filing)
    lines = find_lines(filing)
    names = ("base_unit", "scale", "unit", "label", "remark")
    columns = {name: take_list(filing, "series", name) for name in names}
    for at, key in enumerate(grid.keys):
        place = lines[key]
        found = WARM.search(" ".join(str(columns[name][place]) for name in ("unit", "label", "remark")))
        if (
            found is None
            or columns["base_unit"][place] != "Nm3"
            or columns["scale"][place] not in TAKEN_AS_NORMAL
        ):
            continue
        rows = tuple(row for row in grid.rows[at].tolist() if row >= 0)
        amount = sum(each for each in grid.amount[at].tolist() if not math.isnan(each))
        if amount <= 0:
            continue
        normal = KELVIN / (KELVIN + float(found[1]))
        row = int(filing.series.index[place])
        values: dict[str, Any] = {
            "quantity": amount / grid.scale[at], "expected": amount * normal / grid.scale[at], "text": found[0],
            "year": filing.name_year(), "ratio": float(f"{1 / normal:.5g}"),
        }  # fmt: skip
        context: tuple[tuple[Row, str], ...] = (((row, "unit"), "unit"),)
        yield Evidence(rows, values, context, weigh(filing, grid, at, amount * (1 - normal)))
