"""Heat in GJ that is the very number of tonnes of steam its bills, or its own remark, speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import find_facts, take_list
from rules.trends._readings import FIXED

if TYPE_CHECKING:
    from checker.findings import Row, Severity

HEAT = ("steam", "heat", "hot_water")
FLOWS = ("purchased", "net_purchased", "consumed")
TONNES = ("t", "吨", "mt", "ton", "tons", "tonne", "tonnes", "टन")
SAME = 0.002
"""How near a figure must come to the tonnes billed to be copied from them (ours)."""
FEWEST = 3
"""So many months, or the year's figure, must be the tonnes billed (ours)."""
WEIGHED = re.compile(r"吨|\btonn?e?s?\b|\bin t\b|[(（]\s*t\s*[)）]|टन", re.IGNORECASE)
CONVERTED = re.compile(r"焓|折|换算|热量表|GJ/t|吉焦|enthalp|convert|×|\*|एन्थैल्पी", re.IGNORECASE)
"""Words by which a remark says that the tonnes were converted, or that heat was metered."""


@rule("UNT204", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def steam_tonnes_as_heat(filing: Filing) -> Iterator[Evidence]:
    """Find lines of heat in GJ that repeat the tonnes of the steam bills, or whose data source or remark weighs steam.

    A remark alone is a review. Silent where the remark speaks of the conversion.
    """
    billed = list_billed(filing)
    names = ("site", "series", "source", "flow", "unit", "base_unit", "scale", "data_source", "remark")
    for site, series, source, flow, unit, base, scale, *notes in zip(
        *(take_list(filing, "series", name) for name in names), strict=True
    ):
        if source not in HEAT or flow not in FLOWS or base != "GJ" or scale != 1.0:
            continue
        facts = list_facts(filing, site, series)
        papers = [
            (row, billed[site, start, end]) for row, start, end, _ in facts if (site, start, end) in billed
        ]
        amounts = {row: quantity for row, _, _, quantity in facts}
        same = [
            (row, paper) for row, (paper, tonnes) in papers if abs(amounts[row] - tonnes) <= SAME * tonnes
        ]
        text = " ".join(notes)
        said = WEIGHED.search(text) is not None and CONVERTED.search(text) is None
        copied = len(same) >= FEWEST and 2 * len(same) > len(papers)
        if copied or (said and facts):
            rows = [row for row, _ in same] if copied else [*amounts]
            context: tuple[tuple[Row, str], ...] = (
                tuple((paper, "document") for _, paper in same) if copied else ()
            )
            severity: Severity = "warning" if copied else "review"
            reading = "bills_in_tonnes" if copied else "remark_in_tonnes"
            yield make_evidence(filing, rows, unit, reading, context, severity)


def list_facts(filing: Filing, site: str, series: int) -> list[tuple[int, Any, Any, float]]:
    """Give row, start, end and quantity of a line's positive figures of the report year."""
    rows = filing.facts.index
    starts, ends, quantities = (take_list(filing, "facts", name) for name in ("start", "end", "quantity"))
    return [
        (int(rows[at]), starts[at], ends[at], quantities[at])
        for at in find_facts(filing).get((site, series), ())
        if quantities[at] > 0 and filing.year_of(starts[at].year * 12 + starts[at].month - 1) == filing.year
    ]


def list_billed(filing: Filing) -> dict[tuple[str, Any, Any], tuple[int, float]]:
    """Give, by site and period, the tonnes of steam that bills state, and one of the bills."""
    found: dict[tuple[str, Any, Any], tuple[int, float]] = {}
    if filing.documents.empty:
        return found
    names = ("site", "series", "source", "unit", "start", "end", "quantity")
    columns = zip(
        filing.documents.index.tolist(),
        *(take_list(filing, "documents", name) for name in names),
        strict=True,
    )
    for row, site, series, source, unit, start, end, quantity in columns:
        if series == NO_SERIES and source in HEAT and unit.strip().lower() in TONNES and quantity > 0:
            first, known = found.get((site, start, end), (row, 0.0))
            found[site, start, end] = (first, known + quantity)
    return found


def make_evidence(
    filing: Filing,
    rows: list[int],
    unit: str,
    reading: str,
    context: tuple[tuple[Row, str], ...],
    severity: Severity,
) -> Evidence:
    """Say what was filed and what so many tonnes hold; at stake is what lies between."""
    times = 1 / next(each for code, each, _ in FIXED["GJ"] if code == "steam_tonnes")
    quantity = float(filing.facts["quantity"].loc[rows].sum())
    worth = float(filing.emissions()["tco2e"].loc[rows].sum(skipna=False))
    stake = None if worth != worth else worth * (1 - times)  # noqa: PLR0124  # NaN
    values: dict[str, Any] = {
        "quantity": quantity, "unit": unit, "year": filing.name_year(), "reading": [reading],
        "expected": float(f"{quantity * times:.6g}"),
    }  # fmt: skip
    return Evidence(tuple(rows), values, context, stake, severity)
