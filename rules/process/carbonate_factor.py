"""The factor of a carbonate is not what its formula gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list

if TYPE_CHECKING:
    from checker.findings import Row, Severity

CARBONATES = {
    "CaCO3": (0.4397, r"caco3|calcium carbonate|limestone|calcite|碳酸钙|石灰石|चूना पत्थर"),
    "MgCO3": (0.5220, r"mgco3|magnesite|magnesium carbonate|碳酸镁|菱镁"),
    "CaMg(CO3)2": (0.4773, r"camg\(co3\)2|camgc2o6|dolomit|白云石|डोलोमाइट"),
    "Na2CO3": (0.4152, r"na2co3|soda ash|sodium carbonate|碳酸钠|纯碱|सोडा ऐश"),
    "NaHCO3": (0.5239, r"nahco3|bicarbonate|baking soda|碳酸氢钠|小苏打"),
    "FeCO3": (0.3799, r"feco3|siderite|碳酸亚铁|菱铁"),
    "MnCO3": (0.3829, r"mnco3|碳酸锰"),
    "BaCO3": (0.2230, r"baco3|barium carbonate|碳酸钡"),
    "Li2CO3": (0.5956, r"li2co3|lithium carbonate|碳酸锂"),
    "K2CO3": (0.3184, r"k2co3|potash|potassium carbonate|碳酸钾"),
}  # fmt: skip
"""tCO2 of a tonne of the pure carbonate, by stoichiometry (GB/T 32151.34-2024, Table C.2; dolomite of IPCC 2006, volume 3, table 2.1), and the words that name it."""
HIGHEST = max(factor for factor, _ in CARBONATES.values())
"""No carbonate in the table gives more."""
NEAR = 0.01
SLIPS = (("co2_for_carbon", 44 / 12), ("hundred", 0.01), ("thousand", 0.001), ("thousand", 1000.0))
LEAST = 0.5
"""Purity below which nobody uses a carbonate (ours)."""


@rule("PRO103", severity="warning", scope="site", needs=("parameters.amount",), given=("year",))
def carbonate_factor(filing: Filing) -> Iterator[Evidence]:
    """Hold the emission factors of carbonates against stoichiometry: none gives more CO2 than its formula holds.

    Of several that a label names the highest holds; a carbonate that no label names is held against the
    highest of all. Below half of the formula a review.
    """
    names = ("source", "parameter", "series", "amount", "scale", "unit")
    labels = dict(
        zip(take_list(filing, "series", "series"), take_list(filing, "series", "label"), strict=True)
    )
    for row, source, parameter, series, amount, scale, unit in zip(
        filing.parameters.index.tolist(),
        *(take_list(filing, "parameters", name) for name in names),
        strict=True,
    ):
        if source != "carbonate" or parameter != "emission_factor" or not amount > 0:
            continue
        label = str(labels.get(series, ""))
        known = [each for each, words in CARBONATES.values() if re.search(words, label, re.IGNORECASE)]
        most = max(known, default=HIGHEST)
        low = LEAST * min(known, default=0.0)
        if low <= amount <= most * (1 + NEAR):
            continue
        slip = next(
            (name for name, times in SLIPS if known and abs(amount * times / most - 1) <= NEAR), "unexplained"
        )
        severity: Severity = "warning" if amount > most or slip != "unexplained" else "review"
        values: dict[str, Any] = {
            "filed": amount / scale, "unit": unit, "high": float(f"{most / scale:.6g}"), "reading": slip,
            "expected": float(f"{most / scale:.6g}") if known else None,
        }  # fmt: skip
        context: tuple[tuple[Row, str], ...] = ()
        yield Evidence((int(row),), values, context, severity=severity)
