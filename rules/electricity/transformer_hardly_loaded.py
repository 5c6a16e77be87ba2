"""Purchased power so little that the transformer would hardly be loaded: a multiplier left out, demand or money for kWh."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules._grid import HOURS
from rules.electricity._purchases import BOUGHT, POWER
from rules.entry._profile import list_slips
from rules.plausibility.power_too_little import find_too_little
from rules.units._lines import IDLE

if TYPE_CHECKING:
    from checker.findings import Row

NEAR = math.log(3)
"""A line this near to last year's is what it always is (ours)."""
OWN = 0.5
"""Power of panels from this share of all explains a transformer at rest (ours)."""


@rule(
    "ELE302",
    severity="warning",
    scope="site",
    needs=("facts.amount",),
    given=("year",),
    gives_way=True,
)
def transformer_hardly_loaded(filing: Filing, *, low: float = 0.012) -> Iterator[Evidence]:
    """Ask about purchases of a whole year below `low` of what the transformer can deliver, drawn in every month.

    Ours: plants load theirs with a tenth and more; a thousandth is a warning. Silent where last year was alike, or panels, own or a third party's, give most of the power.
    """
    kva = filing.profile("transformer_kva").to_dict()
    if not kva:
        return
    names = ("site", "source", "flow", "year", "amount", "complete", "rows")
    years = list(zip(*(take_list(filing, "yearly", name) for name in names), strict=True))
    for site, capacity in sorted((str(name), float(each)) for name, each in kva.items()):
        if (
            not capacity > 0
            or (site, "transformer_kva") in list_slips(filing)
            or site in find_too_little(filing)
        ):
            continue
        sums = {
            year: sum(each[4] for each in years if is_bought(each, site, year) and each[4] > 0)
            for year in (filing.year, (filing.year or 0) - 1)
        }
        now, before = sums.values()
        own = [each for each in years if is_bought(each, site, filing.year) and each[4] > 0]
        sun = sum(
            each[4]
            for each in years
            if each[0] == site and each[3] == filing.year and is_beside(each) and each[4] > 0
        )
        rows = tuple(row for each in own for row in each[6])
        alike = before > 0 and now > 0 and abs(math.log(now / before)) < NEAR
        drawn = all(each[5] for each in own) and bool((filing.facts["amount"].loc[list(rows)] > 0).all())
        if not 0 < now < low * capacity * HOURS or alike or not drawn or sun > OWN * (sun + now):
            continue
        scale = float(filing.facts["scale"].loc[rows[0]])
        values: dict[str, Any] = {
            "quantity": now / scale, "unit": str(filing.facts["unit"].loc[rows[0]]), "share": now / capacity / HOURS,
            "year": filing.name_year(), "reading": ["meter_multiplier", "demand", "tenfold"],
        }  # fmt: skip
        context: tuple[tuple[Row, str], ...] = (
            (int(filing.profile_rows("transformer_kva").to_dict()[site]), "kVA"),
        )
        yield Evidence(rows, values, context, None, "warning" if now < IDLE * capacity * HOURS else "review")


def is_bought(each: tuple[Any, ...], site: str, year: int | None) -> bool:
    """Tell whether a line's year is bought power of a site and year."""
    return each[0] == site and each[3] == year and each[1] in POWER and each[2] in BOUGHT


def is_beside(each: tuple[Any, ...]) -> bool:
    """Tell whether a line's year is power that does not come through the transformer: used as made, or of panels of another."""
    return each[2] == "own_use" or (
        each[2] in BOUGHT and each[1] not in POWER and each[1].endswith("electricity")
    )
