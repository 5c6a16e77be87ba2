"""Purchases whose months stand in the row of the site's own panels too, to the last digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules._columns import take_list
from rules.electricity._panels import OWN
from rules.electricity._purchases import BOUGHT

if TYPE_CHECKING:
    from checker.api import Filing
    from rules.electricity._purchases import Purchase

FEWEST, DISTINCT = 6, 4
"""Months that must agree, and different figures among them, as rule STR101 has it (ours)."""

Months = dict[int, float]


def is_copied(filing: Filing, purchase: Purchase) -> bool:
    """Tell whether the months of a purchase, six or more of them, are those of a row of the site's own panels."""
    own = filing.share("months of power by line", list_months).get((purchase.site, purchase.line["series"]))
    if own is None or purchase.line["flow"] not in BOUGHT:
        return False
    if len(own) < FEWEST or len(set(own.values())) < DISTINCT:
        return False
    return (purchase.site, write_months(own)) in filing.share("months of own panels", list_panels)


def write_months(months: Months) -> tuple[tuple[int, str], ...]:
    """Write months so that those of one figure are alike, whatever the units it was filed in."""
    return tuple((month, f"{amount:.9g}") for month, amount in sorted(months.items()))


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


def list_panels(filing: Filing) -> set[tuple[str, tuple[tuple[int, str], ...]]]:
    """List the filed months of the rows of own panels, with their site."""
    months = filing.share("months of power by line", list_months)
    names = ("site", "series", "source", "flow")
    columns = (take_list(filing, "series", name) for name in names)
    return {
        (site, write_months(months[site, series]))
        for site, series, source, flow in zip(*columns, strict=True)
        if source == "pv_electricity" and flow in OWN and (site, series) in months
    }
