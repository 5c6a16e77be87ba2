"""Lines of gas in cubic metres of the report year, with what each says of itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import AS_FILED
from rules._columns import MARK, find_lines, is_counted, pick_values, take_list

if TYPE_CHECKING:
    from checker.api import Filing

NEAR = 0.005
"""Rounding of converted figures (ours)."""
SAID = ("unit", "label", "remark", "data_source")


class Gas(NamedTuple):
    """A line: its row of `filing.series`, facts with a figure, Nm3 as read, scale of its unit, tCO2e per Nm3, its words.

    `filed` is the amount as it was filed, where a correction is tried.
    """

    line: int
    rows: tuple[int, ...]
    amount: float
    scale: float
    factor: float
    said: str
    filed: float

    def is_converted(self, times: float) -> bool:
        """Tell whether a correction has converted the amount: its words stay, whatever stands in its cells."""
        return abs(self.amount - self.filed * times) <= NEAR * self.filed < abs(self.amount - self.filed)


def list_gas(filing: Filing) -> tuple[Gas, ...]:
    """Give the lines that were read as standard cubic metres and have a positive year."""
    return filing.share("gas lines", lambda own: tuple(read_gas(own)))


def read_gas(filing: Filing) -> Iterator[Gas]:
    """Read them one by one."""
    lines = find_lines(filing)
    units, scales = (take_list(filing, "series", name) for name in ("base_unit", "scale"))
    names = ("site", "series", "year", "amount", "rows")
    as_filed = filing.share(f"{AS_FILED}gas by line", sum_lines)
    for site, series, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        place = lines.get((site, series))
        if place is None or year != filing.year or not amount > 0 or units[place] != "Nm3":
            continue
        amounts = pick_values(filing, "facts", "amount", rows)
        filled = tuple(row for row, filed in zip(rows, amounts, strict=True) if filed > 0)
        counted = is_counted(filing, filled)
        factors = [
            each for each in pick_values(filing, "emissions", "factor", filled) if not math.isnan(each)
        ]
        factor = max(factors, default=math.nan)
        said = " ".join(str(take_list(filing, "series", name)[place]) for name in SAID)
        filed = as_filed.get((site.partition(MARK)[0], series), amount)
        worth = factor if counted else factor * 0
        yield Gas(int(filing.series.index[place]), filled, amount, scales[place], worth, said, filed)


def sum_lines(filing: Filing) -> dict[tuple[str, int], float]:
    """Give the amount of each line of the report year."""
    names = ("site", "series", "year", "amount")
    columns = zip(*(take_list(filing, "yearly", name) for name in names), strict=True)
    return {(site, series): amount for site, series, year, amount in columns if year == filing.year}
