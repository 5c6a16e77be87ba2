"""A whole row of oil in tonnes holds the litres of its fuel cards: each is its density over a thousand of a tonne."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.plausibility.fuel_dwarfs_power import OILS

if TYPE_CHECKING:
    import pandas as pd

PRIORS = {"error": 0.95, "warning": 0.82, "review": 0.65}
"""Ours, by how grave the finding is, the price of a litre being the surest sign: litres are how oil is bought, and tonnes how it is filed."""
ONE_MONTH = 0.96
"""Ours: just above a slip of kilograms, for the figures tell the two apart."""
LITRES = 1000.0
DENSITIES = {"petrol": 0.75, "kerosene": 0.8}
"""kg/L where no density is confirmed (ours: petrol 0.72 to 0.78, kerosene 0.78 to 0.82 by grade)."""


def fill_litres(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a row of tonnes takes the litres."""
    facts: pd.DataFrame = filing.facts
    oil = facts[(facts["scale"] == LITRES) & (facts["base_unit"] == "kg") & facts["source"].isin(OILS)]
    oil = oil[(filing.years_of(oil["start"]) == filing.year) & (oil["amount"] > 0)]
    for _, line in oil.groupby(["site", "series"], sort=False):
        density = find_density(filing, str(line["source"].iloc[0]))
        yield tuple(
            Edit(int(row), quantity * LITRES / density)
            for row, quantity in zip(line.index.tolist(), line["quantity"].tolist(), strict=True)
        )


def find_density(filing: Filing, source: str) -> float:
    """Give a fuel's density in kg/L: the rule set's, else ours."""
    known = None if filing.rule_set is None else filing.rule_set.default(source, "density")
    return known.value if known is not None else DENSITIES.get(source, 0.84)


@misfiling("litres-as-tonnes", answers=("PLA107", "PLA401", "UNT104"), make=fill_litres, taxonomy="F10")
def litres_as_tonnes(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each figure times the density, over a thousand; of single months where litres fit better than kilograms."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    facts = filing.facts.loc[rows]
    if not (facts["source"].isin(OILS) & (facts["scale"] == LITRES) & (facts["base_unit"] == "kg")).all():
        return
    density = find_density(filing, str(facts["source"].iloc[0]))
    prior = PRIORS.get(str(evidence.severity), 0.65)
    said: dict[str, Any] = dict(evidence.values)
    if "other_months" in said.get("hints", ()):
        others = [row for row, role in evidence.context if role == "usual" and isinstance(row, int)]
        if not fits_litres(filing, facts, others, density):
            return
        prior = ONE_MONTH
    edits = tuple(
        Edit(row, float(f"{quantity * density / LITRES:.8g}"))
        for row, quantity in zip(rows, facts["quantity"].tolist(), strict=True)
    )
    total = float(facts["quantity"].sum())
    said = {"quantity": total, "expected": float(f"{total * density / LITRES:.6g}")}
    yield Proposal(edits, prior, said)


def fits_litres(filing: Filing, facts: pd.DataFrame, others: list[int], density: float) -> bool:
    """Tell months that stand nearer to their line's usual month as litres than as kilograms."""
    usual = float(filing.facts["quantity"].reindex(others).median())
    if not usual > 0:
        return False
    ratio = float(facts["quantity"].median()) / usual / LITRES
    return abs(math.log(ratio * density)) < abs(math.log(ratio))
