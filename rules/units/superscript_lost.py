"""A power of ten in a unit lost its superscript: 10⁴Nm³ became 104Nm3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list

if TYPE_CHECKING:
    from checker.findings import Row

LOST = re.compile(r"(?<![\d.])10\s?([346])\s?(?=N?m|kWh|t\b|千瓦|立方|标|吨|L\b)", re.IGNORECASE)
"""A ten with its exponent beside it, at full size, before a unit."""
TONNE = re.compile(r"t\b|吨", re.IGNORECASE)
KG_OF_TONNE = 1000.0
NEAR = 0.1
"""Gas at 20 °C is read as 7 % less (ours: no other unit comes as near)."""


@rule("UNT202", severity="review", scope="site", needs=("facts.amount",), given=("year",))
def superscript_lost(filing: Filing) -> Iterator[Evidence]:
    """Ask about units whose power of ten stands as a plain number, such as 104Nm3, and say how they were read.

    Only where they were read so: a ten and a four in a label may be anything.
    """
    told = {
        (site, series)
        for site, series, year, amount in zip(
            *(take_list(filing, "yearly", name) for name in ("site", "series", "year", "amount")), strict=True
        )
        if year == filing.year and amount > 0
    }
    names = ("site", "series", "unit", "label", "scale")
    columns = zip(*(take_list(filing, "series", name) for name in names), strict=True)
    for row, (site, series, unit, label, scale) in zip(filing.series.index.tolist(), columns, strict=True):
        found = LOST.search(str(unit)) or LOST.search(str(label))
        if found is None or (site, series) not in told:
            continue
        mass = TONNE.match(found.string, found.end()) is not None
        times = 10.0 ** int(found[1]) * (KG_OF_TONNE if mass else 1.0)
        if not abs(scale / times - 1) <= NEAR:
            continue  # a number of the label: "boiler 10 4t"
        values: dict[str, Any] = {
            "label": str(label), "unit": str(unit), "text": found[0].strip(), "times": 10.0 ** int(found[1]),
            "year": filing.name_year(),
        }  # fmt: skip
        culprit: tuple[Row, ...] = ((int(row), "unit"),)
        start, end = filing.year_bounds()
        yield Evidence(culprit, values, period=(start.date(), end.date()))
