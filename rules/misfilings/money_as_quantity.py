"""The amount of the bills was copied where their quantity belongs: what it may have been, by what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.trends._readings import PRICES

PRIORS = {"TRE102": 0.85, "PLA105": 0.6, "PLA104": 0.92}
"""Ours: money that stands at a price to last year's quantity, figures with cents that nothing else explains, and the very
figure of the cost beside it."""
WAYS = {"kWh": "E10", "Nm3": "M22", "L": "M24"}
"""The known way of misfiling, by base unit."""


def make_none(_filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit nothing: the quantity behind an amount of money cannot be told to the last digit."""
    yield from ()


@misfiling("money-as-quantity", answers=("PLA104", "PLA105", "TRE102"), make=make_none, taxonomy="E10")
def money_as_quantity(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each amount over the prices of its line's other months, else those that companies pay in the country."""
    if "usual_price" in evidence.values:
        yield from undo_by_own_price(filing, evidence)
        return
    rows = [row for row in evidence.rows if isinstance(row, int) and row in filing.facts.index]
    countries = {str(region)[:2] for region in filing.profile_text("region")}
    if not rows or len(rows) != len(evidence.rows) or len(countries) != 1:
        return
    facts = filing.facts.loc[rows]
    base, scale = str(facts["base_unit"].iloc[0]), float(facts["scale"].iloc[0])
    prices = PRICES.get((next(iter(countries)), base))
    if prices is None or base not in WAYS:
        return
    low, high = prices
    edits = tuple(
        Edit(
            row,
            float(round(2 * money / (low + high) / scale)),
            span=(float(round(money / high / scale)), float(round(money / low / scale))),
        )
        for row, money in zip(rows, facts["quantity"].tolist(), strict=True)
    )
    total = float(facts["quantity"].sum())
    said: dict[str, Any] = {
        "quantity": total, "low": float(round(total / high / scale)), "high": float(round(total / low / scale)), "reading": ["money"],
        "year": filing.name_year(),
    }  # fmt: skip
    yield Proposal(edits, PRIORS["TRE102" if "last_year" in evidence.values else "PLA105"], said, WAYS[base])


def undo_by_own_price(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it in one month, whose cost stands beside it: over the prices of the line's other months."""
    said: dict[str, Any] = dict(evidence.values)
    row = evidence.rows[0]
    if "low" not in said or not isinstance(row, int):
        return
    base = str(filing.facts["base_unit"].loc[row])
    low, high, expected = (float(f"{said[name]:.6g}") for name in ("low", "high", "expected"))
    told: dict[str, Any] = {
        "quantity": float(filing.facts["quantity"].loc[row]), "low": low, "high": high, "reading": ["money"],
        "year": filing.name_year(),
    }  # fmt: skip
    yield Proposal((Edit(row, expected, span=(low, high)),), PRIORS["PLA104"], told, WAYS.get(base, "E10"))
