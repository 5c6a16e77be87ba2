"""A price per unit that is a tenth, ten times or a thousand times that of the line's other months: cost or quantity is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import take_list
from rules.plausibility._pairs import measure_distance

if TYPE_CHECKING:
    from checker.findings import Severity

LEAST_MONTHS = 4
"""So many months with a price tell the usual one (ours)."""
SAME = 0.0005
"""How near a quantity must come to its cost to be the cost typed twice, but for its cents (ours)."""


class Priced(NamedTuple):
    """A month of a line with what it cost: its row, ordinal, amount in base units, price per base unit."""

    row: int
    month: int
    amount: float
    price: float


@rule("PLA104", severity="warning", scope="series", needs=("facts.amount",))
def cost_per_unit(filing: Filing, *, wide: float = 4.0) -> Iterator[Evidence]:
    """Compare each month's price per unit with that of its line's other months.

    A price more than `wide` times, or less than a `wide`-th of, every comparison is told. The side
    that fits the line's own other months worse is blamed: the cost's cell, or the quantity's. The
    limit is ours. A review, but a warning where the quantity is the very figure of the cost.
    """
    cost = take_column(filing, "facts", "cost")
    if not (cost == cost).any():  # noqa: PLR0124  # NaN
        return
    for line in list_priced(filing):
        for ordinal, own in groupby(line, key=lambda each: each.month):  # a site's meters share the months
            others = [each for each in line if each.month != ordinal]
            if (filing.year is not None and filing.year_of(ordinal) != filing.year) or len(
                others
            ) < LEAST_MONTHS:
                continue
            usual = median([each.price for each in others])
            near = median([each.price for each in others if abs(each.month - ordinal) <= 2] or [usual])
            for month in own:
                if all(month.price > wide * each or month.price < each / wide for each in (usual, near)):
                    yield make_evidence(filing, month, others, near, wide)


def list_priced(filing: Filing) -> Iterator[list[Priced]]:
    """List the lines of which months have a quantity and a cost, both positive."""
    names = ("site", "source", "flow", "month", "amount", "cost", "base_unit")
    columns = [take_list(filing, "monthly", name) for name in names]
    rows = filing.monthly().index.tolist()
    lines: dict[tuple[str, ...], list[Priced]] = {}
    for row, site, source, flow, month, amount, cost, unit in zip(rows, *columns, strict=True):
        if amount > 0 and cost > 0:
            lines.setdefault((site, source, flow, unit), []).append(Priced(row, month, amount, cost / amount))
    for key in sorted(lines):
        yield sorted(lines[key], key=lambda each: (each.month, each.row))


def make_evidence(filing: Filing, month: Priced, others: list[Priced], usual: float, wide: float) -> Evidence:
    """Blame the cost or the quantity, whichever fits the line's other months worse."""
    scale = float(filing.facts["scale"].loc[month.row])
    factor = float(filing.emissions()["factor"].loc[month.row])
    money, cost = month.price * month.amount, (month.row, "cost")
    off_cost = measure_distance(money, (each.price * each.amount for each in others))
    off_amount = measure_distance(month.amount, (each.amount for each in others))
    values = {
        "price": month.price * scale,
        "usual_price": usual * scale,
        "times": month.price / usual,
        "money": money,
    }
    repeated = abs(money * scale / month.amount - 1) <= SAME
    if off_cost >= off_amount:
        return Evidence(
            (cost,), values | {"expected": usual * month.amount}, ((month.row, "partner"),), severity="review"
        )
    expected = money / usual
    at_stake = None if math.isnan(factor) else (month.amount - expected) * factor
    prices = sorted(each.price for each in others if usual / wide < each.price < usual * wide)
    if repeated and prices:
        values |= {"low": money / prices[-1] / scale, "high": money / prices[0] / scale}
    severity: Severity = "warning" if repeated else "review"
    return Evidence(
        (month.row,), values | {"expected": expected / scale}, ((cost, "cost"),), at_stake, severity
    )
