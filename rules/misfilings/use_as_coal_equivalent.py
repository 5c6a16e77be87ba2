"""Tonnes of coal equivalent were filed for the tonnes of the fuel: the balance, or another table, tells the tonnes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.balance._coal_equivalent import COEFFICIENTS
from rules.misfilings.purchases_as_use import close_balances

PRIOR = 0.88
"""Ours: a ratio that is the coefficient of the fuel to the fourth digit is no chance."""


def convert_use(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the months' use of a fuel is filed in tonnes of coal equivalent."""
    facts = filing.facts
    used = facts[
        (facts["flow"] == "consumed") & facts["source"].isin(COEFFICIENTS) & (facts["scale"] == 1000.0)
    ]
    used = used[(used["amount"] > 0) & (filing.years_of(used["start"]) == filing.year)]
    for (site, source, _), line in used.groupby(["site", "source", "series"], sort=False):
        stocks = set(facts.loc[(facts["site"] == site) & (facts["source"] == source), "flow"])
        if {"opening_stock", "closing_stock", "purchased"} <= stocks:
            times = COEFFICIENTS[str(source)][0]
            yield tuple(
                Edit(int(row), quantity * times)
                for row, quantity in zip(line.index.tolist(), line["quantity"].tolist(), strict=True)
            )


@misfiling("use-as-coal-equivalent", answers=("BAL201", "AGR101"), make=convert_use, taxonomy="F17")
def use_as_coal_equivalent(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: use is what the balance leaves, or what the coefficient gives."""
    said: dict[str, Any] = dict(evidence.values)
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if "use_as_tce" not in said["hints"] or not rows:
        return
    facts = filing.facts.loc[rows]
    if "expected" in said:  # another table states the tonnes
        times = float(said["quantity"]) / float(said["expected"])
        edits = tuple(
            Edit(row, float(f"{quantity / times:.6g}"))
            for row, quantity in zip(rows, facts["quantity"].tolist(), strict=True)
        )
    else:
        edits = close_balances(filing, rows)
    if edits and len(edits) == len(evidence.rows):
        total = float(facts["quantity"].sum())
        meant = float(f"{sum(each.quantity or 0.0 for each in edits):.8g}")
        yield Proposal(edits, PRIOR, {"quantity": total, "expected": meant})
