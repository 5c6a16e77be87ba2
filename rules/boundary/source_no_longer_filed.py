"""A fuel, gas or heat that was filed last year is in no row of this year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import take_list
from rules.boundary._told import list_told

if TYPE_CHECKING:
    from checker.findings import Row

FLOWS = ("consumed", "purchased", "net_purchased", "received", "refilled", "own_use")
KINDS = {
    **dict.fromkeys(
        ("coal", "raw_coal", "anthracite", "bituminous_coal", "sub_bituminous_coal", "lignite", "coking_coal",
         "washed_coal", "other_washed_coal", "briquette", "other_coal_products"), "coal",
    ),
    **dict.fromkeys(("heat", "steam", "hot_water"), "heat"),
    **dict.fromkeys(("natural_gas", "cng", "lng"), "gas"),
    **dict.fromkeys(("lpg", "propane"), "lpg"),
}  # fmt: skip
"""Sources that go by one another's names: another name is no missing source (ours)."""
NO_SOURCE = (
    "water",
    "unknown",
    "green_certificate",
    "compressed_air",
    "cooling",
    "other_fuel",
    "fire_extinguisher",
)


@rule(
    "BOU201",
    severity="review",
    scope="site",
    needs=("facts.amount",),
    given=("previous_year", "year"),
    gives_way=True,
)
def source_no_longer_filed(filing: Filing) -> Iterator[Evidence]:
    """Ask after a source of last year that no row of this year's figures names, not even with a 0."""
    if filing.year is None:
        return
    told = {(site, KINDS.get(source, source)) for site, source in list_told(filing, "source")}
    sites = {site for site, _ in told}
    names = ("site", "source", "flow", "year", "amount", "rows")
    lost: dict[tuple[str, str], list[tuple[float, tuple[int, ...], str]]] = {}
    for site, source, flow, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        power = source.endswith("electricity") or source in NO_SOURCE
        key = (site, KINDS.get(source, source))
        if year == filing.year - 1 and amount > 0 and flow in FLOWS and not power and key not in told:
            lost.setdefault(key, []).append((amount, rows, source))
    for (site, _), found in sorted(lost.items()):
        if site in sites:
            yield make_evidence(filing, site, max(found))


def make_evidence(filing: Filing, site: str, found: tuple[float, tuple[int, ...], str]) -> Evidence:
    """Blame this year's empty cells of the source where there are any, else last year's figures."""
    amount, rows, source = found
    facts = filing.facts
    empty = facts[(facts["site"] == site) & (facts["source"] == source) & (facts["series"] != NO_SERIES)]
    empty = empty[filing.years_of(empty["start"]) == filing.year]
    scale = float(facts["scale"].loc[rows[0]])
    values: dict[str, Any] = {
        "source": source, "year": filing.name_year(), "last_year": amount / scale, "unit": str(facts["unit"].loc[rows[0]]),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = ()
    if len(empty):
        context = tuple((row, "last_year") for row in rows)
    return Evidence(tuple(int(row) for row in empty.index) or rows, values, context)
