"""Gas measured at 15 or 20 °C is counted with a calorific value of a cubic metre at 0 °C."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules.units._gas import list_gas
from rules.units.working_volume import find_working

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

    Silent where the unit already converts it, and for working cubic metres, whose pressure matters more (rule UNT203).
    """
    for gas in list_gas(filing):
        found = WARM.search(gas.said)
        if found is None or gas.scale not in TAKEN_AS_NORMAL or find_working(gas.said):
            continue
        normal = KELVIN / (KELVIN + float(found[1]))
        if gas.is_converted(normal):
            continue
        values: dict[str, Any] = {
            "quantity": gas.amount / gas.scale, "expected": gas.amount * normal / gas.scale, "text": found[0],
            "year": filing.name_year(), "ratio": float(f"{1 / normal:.10g}"),
        }  # fmt: skip
        worth = gas.amount * (1 - normal) * gas.factor
        context: tuple[tuple[Row, str], ...] = (((gas.line, "unit"), "unit"),)
        yield Evidence(gas.rows, values, context, None if worth != worth else worth)  # noqa: PLR0124  # NaN
