"""The month's highest demand in kW was copied from the bill where its kWh belong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.trends._readings import DEMAND

PRIOR = 0.6
"""Ours: the figures are of the transformer's own size, which also a multiplier left out may bring about."""
OF_CAPACITY = (0.1, 1.1)
"""A month's demand as a share of the transformer's kVA (ours)."""
STEADY = 1.6
"""Highest over lowest month: demand hardly moves with the season (ours)."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the kWh behind a demand cannot be told to the last digit."""
    yield from ()


@misfiling("demand-as-energy", answers=("ELE302",), make=make_none, taxonomy="M05")
def demand_as_energy(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it, where each month lies within the transformer's capacity: the kWh of a load of 18 to 90 % of the demand."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    facts = filing.facts.loc[rows]
    kva = float(filing.profile("transformer_kva").get(str(facts["site"].iloc[0]), 0.0))
    figures = facts["quantity"].tolist()
    whole = all(float(each).is_integer() for each in figures)
    near = all(OF_CAPACITY[0] * kva <= each <= OF_CAPACITY[1] * kva for each in figures)
    if (
        len(rows) < 12
        or (facts["scale"] != 1.0).any()
        or not (whole and near)
        or max(figures) > STEADY * min(figures)
    ):
        return
    least, most = 1 / DEMAND[1], 1 / DEMAND[0]
    edits = tuple(
        Edit(row, each * (least + most) / 2, span=(float(f"{each * least:.6g}"), float(f"{each * most:.6g}")))
        for row, each in zip(rows, figures, strict=True)
    )
    said: dict[str, Any] = dict(evidence.values)
    said |= {"low": min(figures), "high": max(figures), "reading": ["demand"]}
    yield Proposal(edits, PRIOR, said)
