"""Lines of gas in cubic metres of the report year, with what each says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import find_lines, take_list

if TYPE_CHECKING:
    from checker.api import Filing

SAID = ("unit", "label", "remark", "data_source")


class Gas(NamedTuple):
    """A line: its row of `filing.series`, facts with a figure, Nm3 as read, scale of its unit, tCO2e per Nm3, its words."""

    line: int
    rows: tuple[int, ...]
    amount: float
    scale: float
    factor: float
    said: str


def list_gas(filing: Filing) -> Iterator[Gas]:
    """Give the lines that were read as standard cubic metres and have a positive year."""
    lines, facts = find_lines(filing), filing.facts
    units, scales = (take_list(filing, "series", name) for name in ("base_unit", "scale"))
    names = ("site", "series", "year", "amount", "rows")
    for site, series, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        place = lines.get((site, series))
        if place is None or year != filing.year or not amount > 0 or units[place] != "Nm3":
            continue
        filled = tuple(row for row in rows if facts["amount"].loc[row] > 0)
        known = filing.emissions().loc[list(filled)]
        counted = bool(known["counted"].fillna(value=False).astype("bool").any())
        factor = float(known["factor"].max())
        said = " ".join(str(take_list(filing, "series", name)[place]) for name in SAID)
        yield Gas(
            int(filing.series.index[place]),
            filled,
            amount,
            scales[place],
            factor if counted else factor * 0,
            said,
        )
