"""The volume of waste water stands where the mass of its organic load counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, take_list

if TYPE_CHECKING:
    from checker.findings import Row, Severity

LOAD = re.compile(r"\bCOD\b|\bBOD\b|\bTOW\b|organic|\bload\b|需氧量|有机|सीओडी|जैविक", re.IGNORECASE)
"""Words of the organic load; waste water without them, in tonnes, is water."""
STRONGEST = 0.1
"""kg of COD in a litre of the strongest waste water (ours: distilleries stay below 100 g/L)."""


@rule("PRO104", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def wastewater_volume(filing: Filing) -> Iterator[Evidence]:
    """Find waste water filed by volume, or weighed as water, where no line of its COD stands beside it, and a COD that the volume cannot hold."""
    names = ("site", "series", "source", "year", "amount", "rows")
    lines, units = find_lines(filing), take_list(filing, "series", "base_unit")
    labels = [str(each) for each in take_list(filing, "series", "label")]
    water: dict[str, list[tuple[float, tuple[int, ...], int]]] = {}
    load: dict[str, list[tuple[float, tuple[int, ...], int]]] = {}
    for site, series, source, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if source != "wastewater_cod" or year != filing.year or not amount > 0 or (site, series) not in lines:
            continue
        place = lines[site, series]
        weighed = units[place] == "kg" and LOAD.search(labels[place]) is None
        side = water if weighed else {"L": water, "Nm3": water, "kg": load}.get(units[place])
        if side is not None:
            litres = amount * (1000.0 if units[place] == "Nm3" else 1.0)
            side.setdefault(site, []).append((litres, rows, int(filing.series.index[place])))
    for site, volumes in sorted(water.items()):
        loads = load.get(site, [])
        if not loads:
            for _, rows, line in volumes:
                yield make_evidence(filing, rows, line, "volume_for_load", "review")
        elif sum(each[0] for each in loads) > STRONGEST * sum(each[0] for each in volumes):
            for _, rows, line in loads:
                yield make_evidence(filing, rows, line, "load_above_volume", "warning")


def make_evidence(
    filing: Filing, rows: tuple[int, ...], line: int, hint: str, severity: Severity
) -> Evidence:
    """Say what the line holds and what it was held against."""
    facts = filing.facts.loc[list(rows)]
    values: dict[str, Any] = {
        "quantity": float(facts["quantity"].sum()), "unit": str(facts["unit"].iloc[0]), "year": filing.name_year(),
        "hints": [hint],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = (((line, "unit"), "unit"),)
    return Evidence(tuple(rows), values, context, severity=severity)
