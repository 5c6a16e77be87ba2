"""Amounts of money stand in a row of kWh, cubic metres or litres: fen and a price where last year had whole units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules._grid import find_factors, list_grid
from rules.balance._keystrokes import count_decimals
from rules.trends._readings import is_price
from rules.trends._turn import Turn, find_before, list_turns

if TYPE_CHECKING:
    from checker.findings import Row

CENTS = 2
MOST = 0.6
"""Share of a line's months that must carry cents: one amount in a hundred ends in .00 by itself (ours, with room)."""
STILL = math.log(1.12)
"""A line this near to last year holds the quantity and no money (ours)."""


@rule(
    "TRE102",
    severity="error",
    scope="site",
    needs=("facts.amount",),
    given=("previous_year", "region", "year"),
)
def money_for_quantity(filing: Filing, *, steady: float = 1.4) -> Iterator[Evidence]:
    """Find rows whose figures carry cents where last year's were whole, at a price times last year in all months.

    No month may be more than `steady` times off the others: a tariff moves so little within a year.
    """
    grid = list_grid(filing)
    for turn in list_turns(filing):
        base_unit, scale = take_list(filing, "series", "base_unit")[turn.line], grid.scale[turn.at]
        priced = is_price(filing, base_unit, turn.ratio / scale) and abs(math.log(turn.ratio)) > STILL
        if priced and turn.spread <= steady and has_cents(filing, turn):
            yield make_evidence(filing, turn)


def has_cents(filing: Filing, turn: Turn) -> bool:
    """Tell whether most figures have two decimals and none more, while last year's, in the same unit, had none."""
    grid = list_grid(filing)
    now = [count_decimals(each) for each in grid.quantity[turn.at][list(turn.places)].tolist()]
    facts = filing.facts.loc[find_before(filing, grid, turn.at)]
    same_unit = bool((facts["scale"] == grid.scale[turn.at]).all()) and len(facts) > 0
    whole = all(count_decimals(each) == 0 for each in facts["quantity"].tolist())
    return same_unit and whole and max(now) == CENTS and sum(each == CENTS for each in now) >= MOST * len(now)


def make_evidence(filing: Filing, turn: Turn) -> Evidence:
    """Name the row and the price it gives; last year's figure stands for the quantity."""
    grid = list_grid(filing)
    places, scale = list(turn.places), grid.scale[turn.at]
    amount, before = (float(each[turn.at][places].sum()) for each in (grid.amount, grid.before))
    factor = find_factors(filing, grid, turn.at)
    values: dict[str, Any] = {
        "quantity": amount / scale, "last_year": before / scale, "year": filing.name_year(),
        "price": float(f"{turn.ratio:.3g}"), "expected": before / scale,
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(
        (row, "last_year") for row in find_before(filing, grid, turn.at)
    )
    rows = tuple(row for row in grid.rows[turn.at][places].tolist() if row >= 0)
    return Evidence(rows, values, context, None if math.isnan(factor) else (amount - before) * factor)
