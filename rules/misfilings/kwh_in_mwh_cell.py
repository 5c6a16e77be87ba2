"""A figure in a unit a thousand or ten thousand times smaller or larger than its row's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.units._lines import MEASURED, UNEVEN_FLOWS, list_steps
from rules.units.off_by_a_thousand import FEWEST_OTHERS, LEAST_TONNES, STOCKS

if TYPE_CHECKING:
    import pandas as pd

UNITS = {
    ("kWh", 1.0): "kWh", ("kWh", 1e3): "MWh", ("kWh", 1e4): "万kWh", ("kWh", 1e6): "GWh",
    ("kg", 1.0): "kg", ("kg", 1e3): "t", ("kg", 1e-3): "g", ("kg", 1e6): "kt",
    ("L", 1.0): "L", ("L", 1e3): "kL", ("Nm3", 1.0): "Nm3", ("Nm3", 1e4): "万Nm3",
    ("GJ", 1.0): "GJ", ("GJ", 1e-3): "MJ", ("GJ", 1e3): "TJ",
}  # fmt: skip
"""What a unit is called, by base unit and scale."""
PRIORS = {
    "other_months": 0.95,
    "decimals": 0.85,
    "output_fits": 0.75,
    "bills": 0.93,
    "last_years_figure": 0.88,
    "pv_peak": 0.88,
    "transformer": 0.8,
    "idle_transformer": 0.7,
    "output_made": 0.7,
    "largest_user": 0.8,
    "other_sites": 0.75,
}
"""How probable a slip of the unit is by what the figure was held against (ours)."""
DIVIDING = 0.65
"""Ours: of a whole row filed in another unit, how often the figures are corrected and not the unit."""
TYPICAL = 0.25
"""How near to its line's usual month a month stands that the mistake is made in (ours)."""


def mix_units(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a typical month of each line is filed in another unit, larger or smaller."""
    months = filing.monthly()
    months = months[months["base_unit"].isin(MEASURED) & ~months["flow"].isin((*UNEVEN_FLOWS, *STOCKS))]
    usual, factor = filing.usual_month(months), filing.emissions()["factor"].abs()
    for _, line in months.groupby(["site", "series"], sort=False):
        positive = line[line["amount"] > 0]
        typical = (positive["amount"] / usual.reindex(positive.index) - 1).abs()
        typical = typical[(typical <= TYPICAL) & (filing.years_of(positive["start"]) == filing.year)]
        if len(positive) <= FEWEST_OTHERS or typical.empty:
            continue
        row = int(str(typical.idxmin()))
        quantity, amounts = float(positive["quantity"].loc[row]), positive["amount"]
        steady = bool((line["amount"] != 0).all()) and float(amounts.min()) >= 0.3 * float(amounts.median())
        noticed = float(factor[row] * amounts.median()) >= LEAST_TONNES
        for step in list_steps(float(line["scale"].iloc[0]), str(line["base_unit"].iloc[0])):
            if step > 1 or (steady and noticed):
                yield (Edit(row, quantity * step),)


@misfiling("kwh-in-mwh-cell", answers=("UNT104",), make=mix_units, taxonomy="E03")
def kwh_in_mwh_cell(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: single months are converted; of a whole row the unit is another, or all its figures are converted."""
    said: dict[str, Any] = dict(evidence.values)
    times, hint = float(said["times"]), str(said["hints"][0])
    facts = filing.facts.loc[[row for row in evidence.rows if isinstance(row, int)]]
    if hint not in PRIORS:  # either side of the year may be the one that is off
        return
    converted = tuple(
        Edit(int(row), float(f"{quantity / times:.12g}"))
        for row, quantity in facts["quantity"].items()
        if isinstance(row, int)
    )
    known = name_way(facts, times)
    if hint in {"other_months", "decimals", "output_fits"}:
        yield Proposal(converted, PRIORS[hint], taxonomy=known)
        return
    relabelled = change_unit(facts, times)
    if relabelled:
        yield Proposal(relabelled, PRIORS[hint], taxonomy=known)
    yield Proposal(converted, PRIORS[hint] * DIVIDING, taxonomy=known)


def name_way(facts: pd.DataFrame, times: float) -> str | None:
    """Name the known way of misfiling by what was measured and how far it is off; None for kWh and MWh."""
    base, ten_thousand = str(facts["base_unit"].iloc[0]), times in {10_000.0, 1 / 10_000}
    if base == "kWh":
        return "E04" if ten_thousand else None
    return {"Nm3": "F01", "kg": "M46"}.get(base)


def change_unit(facts: pd.DataFrame, times: float) -> tuple[Edit, ...]:
    """Give edits that leave the figures and name the unit they are probably in; none where it has no name."""
    edits: list[Edit] = []
    for row, fact in facts.iterrows():
        unit, scale = name_unit(str(fact["base_unit"]), float(fact["scale"]) / times)
        if not unit:
            return ()
        edits.append(Edit(int(cast("int", row)), float(fact["quantity"]), unit=unit, scale=scale))
    return tuple(edits)


def name_unit(base_unit: str, scale: float) -> tuple[str, float]:
    """Give the unit of so many base units, and its scale without the noise of floating point; "" where it has no name."""
    scale = float(f"{scale:.6g}")
    return UNITS.get((base_unit, scale), ""), scale
