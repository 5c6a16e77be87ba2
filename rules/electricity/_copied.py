"""Purchases whose months stand in the row of the site's own panels too, to the last digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.api import say_the_same
from rules._columns import take_list
from rules.electricity._panels import OWN
from rules.electricity._purchases import BOUGHT

if TYPE_CHECKING:
    from checker.api import Filing
    from rules.electricity._purchases import Purchase

SAME = 1e-9
"""Two amounts so near are one figure, whatever the units they were filed in."""

Months = dict[int, float]


def is_copied(filing: Filing, purchase: Purchase) -> bool:
    """Tell whether the months of a purchase, six or more of them, are those of a row of the site's own panels."""
    own = filing.share("months of power by line", list_months).get((purchase.site, purchase.line["series"]))
    if own is None or purchase.line["flow"] not in BOUGHT:
        return False
    panels = filing.share("months of own panels by site", list_panels).get(purchase.site, [])
    return any(say_the_same(own, other) and is_same(own, other) for other in panels)


def is_same(own: Months, other: Months) -> bool:
    """Tell months that are alike to the last digit."""
    return all(abs(own[month] - other[month]) <= SAME * abs(own[month]) for month in own)


def list_months(filing: Filing) -> dict[tuple[str, int], Months]:
    """Give the filed months of power of the report year by site and series."""
    found: dict[tuple[str, int], Months] = {}
    names = ("site", "series", "source", "month", "amount")
    for site, series, source, month, amount in zip(
        *(take_list(filing, "monthly", name) for name in names), strict=True
    ):
        if source.endswith("electricity") and amount > 0 and filing.year_of(month) == filing.year:
            found.setdefault((site, series), {})[month] = amount
    return found


def list_panels(filing: Filing) -> dict[str, list[Months]]:
    """Give the filed months of the rows of own panels by site."""
    months = filing.share("months of power by line", list_months)
    found: dict[str, list[Months]] = {}
    names = ("site", "series", "source", "flow")
    for site, series, source, flow in zip(
        *(take_list(filing, "series", name) for name in names), strict=True
    ):
        if source == "pv_electricity" and flow in OWN and (site, series) in months:
            found.setdefault(site, []).append(months[site, series])
    return found
