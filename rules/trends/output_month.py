"""A month of output far from the others while the power used in it is as usual: the output was mistyped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules.balance._keystrokes import list_swaps
from rules.electricity._purchases import BOUGHT, POWER
from rules.periods.running_output import list_products

if TYPE_CHECKING:
    import datetime as dt

    from checker.findings import Row

FEWEST = 8
"""Months of output that tell what is usual (ours)."""
STEADY = math.log(1.5)
"""Power within this of its usual month tells that the plant worked as usual (ours)."""
SWAPPED_FROM = 1.5
"""Times the largest of the other months, or that part of the smallest, from which swapped digits are looked for (ours)."""
OTHERS = 2.5
"""Highest over lowest of the other months of a product made all year round (ours)."""


@rule(
    "TRE301", severity="warning", scope="site", needs=("production.quantity", "facts.amount"), given=("year",)
)
def output_month(filing: Filing, *, far: float = 3.0) -> Iterator[Evidence]:
    """Find months of output `far` times the others or less than that part of them, in which power was used as usual; nearer, where two digits are swapped.

    Silent for products whose other months differ much, and where no monthly power is filed.
    """
    powers = sum_power(filing)
    for ((site, product), unit), months in sorted(list_products(filing).items()):
        if len(months) < FEWEST or site not in powers:
            continue
        for start, (row, quantity) in sorted(months.items()):
            others = [each for other, (_, each) in months.items() if other != start]
            usual = median(others)
            odd = not usual / far < quantity < usual * far or is_swapped_far(quantity, others)
            odd = odd and max(others) <= OTHERS * min(others)
            if odd and is_working(powers[site], start):
                values: dict[str, Any] = {
                    "product": product,
                    "month": start,
                    "quantity": quantity,
                    "expected": usual,
                    "unit": unit,
                }
                context: tuple[tuple[Row, str], ...] = tuple(
                    (other, "usual") for at, (other, _) in sorted(months.items()) if at != start
                )
                yield Evidence((row,), values, context)


def is_swapped_far(quantity: float, others: list[float]) -> bool:
    """Tell whether a figure far from all others lies among them once two of its digits change places."""
    low, high = min(others), max(others)
    if low / SWAPPED_FROM < quantity < high * SWAPPED_FROM:
        return False
    return any(low <= each <= high for each in list_swaps(quantity))


def sum_power(filing: Filing) -> dict[str, dict[int, float]]:
    """Give the power bought by site and month of the report year, from 1."""
    names = ("site", "source", "flow", "month", "amount")
    found: dict[str, dict[int, float]] = {}
    for site, source, flow, month, amount in zip(
        *(take_list(filing, "monthly", name) for name in names), strict=True
    ):
        if (
            source in POWER
            and flow in (*BOUGHT, "consumed")
            and filing.year_of(month) == filing.year
            and amount > 0
        ):
            months = found.setdefault(site, {})
            months[month % 12 + 1] = months.get(month % 12 + 1, 0.0) + amount
    return found


def is_working(power: dict[int, float], start: dt.date) -> bool:
    """Tell whether the power of a month is near that of the others."""
    others = [each for month, each in power.items() if month != start.month]
    return (
        start.month in power
        and len(others) >= FEWEST - 1
        and abs(math.log(power[start.month] / median(others))) <= STEADY
    )
