"""The months of the report year and of the year before, line by line, as arrays of twelve."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.api import take_column
from rules._columns import find_lines, take_list

if TYPE_CHECKING:
    from checker.api import Filing
    from rules._columns import Ints, Numbers

MONTHS = 12
HOURS = 8784.0
"""Hours of a leap year: no transformer delivers more than its kVA for so long."""
STOCKS = ("opening_stock", "closing_stock", "stock_adjustment", "lost")
"""Flows that are no use of a period."""


class Grid(NamedTuple):
    """Lines with a figure in the report year: row ids (-1: none), amounts, filed figures, last year's amounts, all lines x 12."""

    keys: list[tuple[str, int]]
    rows: Ints
    amount: Numbers
    quantity: Numbers
    before: Numbers
    scale: list[float]


def list_grid(filing: Filing) -> Grid:
    """Give the lines of the report year that have at most one figure a month; stocks are left out."""
    return filing.share("grid of months", _list_grid)


def _list_grid(filing: Filing) -> Grid:
    import numpy as np

    months = filing.monthly()
    month = take_column(filing, "monthly", "month")
    picked = np.flatnonzero(filing.year_of(month) == filing.year)
    sites, series = (take_list(filing, "monthly", name) for name in ("site", "series"))
    number: dict[tuple[str, int], int] = {}
    line = np.array(
        [number.setdefault((sites[at], series[at]), len(number)) for at in picked.tolist()], dtype=np.int64
    )
    place = filing.place_of(month[picked])
    size = (len(number), MONTHS)
    count = np.zeros(size, dtype=np.int64)
    np.add.at(count, (line, place), 1)
    rows = np.full(size, -1, dtype=np.int64)
    rows[line, place] = months.index.to_numpy()[picked]
    values = {
        "amount": take_column(filing, "monthly", "amount"), "quantity": take_column(filing, "monthly", "quantity"),
        "before": filing.last_year(months).to_numpy(),
    }  # fmt: skip
    found = {}
    for name, column in values.items():
        found[name] = np.full(size, np.nan)
        found[name][line, place] = column[picked]
    own = find_lines(filing)
    flows = take_list(filing, "series", "flow")
    single = np.all(count <= 1, axis=1).tolist()
    kept = [at for key, at in number.items() if single[at] and key in own and flows[own[key]] not in STOCKS]
    keys = list(number)
    scales = take_list(filing, "series", "scale")
    return Grid(
        [keys[at] for at in kept], rows[kept], found["amount"][kept], found["quantity"][kept], found["before"][kept],
        [scales[own[keys[at]]] for at in kept],
    )  # fmt: skip


def find_factors(filing: Filing, grid: Grid, at: int) -> float:
    """Give tCO2e per base unit of a line, 0 where it is not counted, NaN where unknown."""
    rows = [row for row in grid.rows[at].tolist() if row >= 0]
    known = filing.emissions().loc[rows]
    if known["factor"].isna().all():
        return float("nan")
    counted = known["counted"].fillna(value=False).astype("bool")
    return float(known["factor"].max()) if bool(counted.any()) else 0.0


def weigh(filing: Filing, grid: Grid, at: int, surplus: float) -> float | None:
    """Say what a surplus of a line, in base units, is worth in tonnes; None where its factor is unknown."""
    factor = find_factors(filing, grid, at)
    return None if factor != factor else surplus * factor  # noqa: PLR0124  # NaN
