"""Output filed as a running total since January: every figure per tonne of product comes out too small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import take_list

if TYPE_CHECKING:
    import datetime as dt

LEAST_STEP = 0.15
"""Share of the usual step that each must reach: an output that merely grows has small steps too (ours)."""
FIRST = (0.3, 3.0)
"""January of a running total, over its usual step (ours)."""


@rule("PER302", severity="warning", scope="site", needs=("production.quantity",), given=("year",))
def running_output(filing: Filing, *, fewest: int = 8) -> Iterator[Evidence]:
    """Find products of which at least `fewest` months in a row rise by like steps from a January of one step."""
    import numpy as np

    for (product, unit), months in sorted(list_products(filing).items()):
        starts = sorted(months)
        figures = np.array([months[start][1] for start in starts])
        if (
            len(starts) < fewest
            or starts[0].month != filing.first_month
            or (starts[-1].month - filing.first_month) % 12 != len(starts) - 1
        ):
            continue
        steps = np.diff(figures)
        usual = float(np.median(steps))
        even = usual > 0 and bool((steps >= LEAST_STEP * usual).all())
        if even and FIRST[0] <= figures[0] / usual <= FIRST[1]:
            rows = tuple(months[start][0] for start in starts)
            values: dict[str, Any] = {
                "product": product[1], "quantity": float(figures.sum()), "expected": float(figures[-1]), "unit": unit,
                "year": filing.name_year(), "reading": "running_total",
            }  # fmt: skip
            yield Evidence(rows, values)


def list_products(filing: Filing) -> dict[tuple[tuple[str, str], str], dict[dt.date, tuple[int, float]]]:
    """Give the positive months of output of the report year, by site and product, and unit."""
    names = ("site", "product", "unit", "item", "quantity")
    starts, ends = (
        take_column(filing, "production", name).astype("datetime64[D]").tolist() for name in ("start", "end")
    )
    rows = filing.production.index.tolist()
    found: dict[tuple[tuple[str, str], str], dict[dt.date, tuple[int, float]]] = {}
    columns = zip(*(take_list(filing, "production", name) for name in names), strict=True)
    for row, start, end, (site, product, unit, item, quantity) in zip(
        rows, starts, ends, columns, strict=True
    ):
        month = (
            start is not None
            and end is not None
            and (end - start).days < 35
            and filing.year_of(start.year * 12 + start.month - 1) == filing.year
        )
        if month and item == "output" and quantity > 0:
            found.setdefault(((site, product), unit), {})[start] = (row, quantity)
    return found
