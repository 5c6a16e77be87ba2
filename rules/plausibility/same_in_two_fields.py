"""The same figure in two different lines of one month: it was typed twice, in gallons and in kWh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import list_labels, take_list

if TYPE_CHECKING:
    from checker.findings import Plain, Row

LEAST_FIGURE = 1000.0
"""Smaller figures meet by chance (ours)."""


CHANCE = 6.0
"""So many times the square of the number of a site's figures of the month must a figure be: two of them then meet by
chance in one year of five, as figures spread evenly over their logarithms do (ours)."""


class Entry(NamedTuple):
    """A month's figure as filed: its row, base unit, quantity, usual amount, and scale to the base unit."""

    row: int
    unit: str
    quantity: float
    usual: float
    scale: float


@rule("PLA103", severity="review", scope="site", needs=("facts.amount",))
def same_in_two_fields(filing: Filing, *, far: float = 0.15) -> Iterator[Evidence]:
    """Find figures of three digits and more that stand in two lines of different units in one month.

    One of the two must be off its line's usual month by at least `far`, else both are what they always are. Where
    a site has many lines, smaller figures meet by chance and are passed over.
    """
    for entries in list_meetings(filing):
        for at, first in enumerate(entries):
            for second in entries[at + 1 :]:
                if first.unit == second.unit:
                    continue
                offs = [abs(each.quantity * each.scale / each.usual - 1) for each in (first, second)]
                if max(offs) < far:
                    continue
                wrong, right = (first, second) if offs[0] >= offs[1] else (second, first)
                values: dict[str, Plain | list[Plain]] = {
                    "usual": wrong.usual / wrong.scale,
                    "other_label": list_labels(filing, (right.row,))[0],
                }
                context: tuple[tuple[Row, str], ...] = ((right.row, "same_figure"),)
                yield Evidence((wrong.row,), values, context)


def list_meetings(filing: Filing) -> Iterator[list[Entry]]:
    """Give the months of the report year in which a figure stands in lines of several units."""
    met: dict[tuple[str, int, float], list[Entry]] = {}
    names = ("site", "month", "quantity", "base_unit", "scale")
    columns = [take_list(filing, "monthly", name) for name in names]
    rows = filing.monthly().index.tolist()
    usual = filing.usual_month(filing.monthly()).tolist()
    for place in list_candidates(filing):
        site, month, quantity, unit, scale = (column[place] for column in columns)
        entry = Entry(rows[place], unit, quantity, usual[place], scale)
        met.setdefault((site, month, quantity), []).append(entry)
    several = {key: own for key, own in met.items() if len({each.unit for each in own}) > 1}
    if not several:
        return
    filled = Counter(
        (site, month) for site, month, quantity in zip(*columns[:3], strict=True) if quantity > 0
    )
    for key in sorted(several):
        site, month, quantity = key
        if quantity >= CHANCE * filled[site, month] ** 2:
            yield several[key]


def list_candidates(filing: Filing) -> list[int]:
    """Give the positions of the months of the report year whose figure is long enough and stands in others of them too."""
    import numpy as np

    quantity, month = (take_column(filing, "monthly", name) for name in ("quantity", "month"))
    wanted = (quantity >= LEAST_FIGURE) & (quantity % 100 != 0)
    wanted &= filing.usual_month(filing.monthly()).to_numpy() > 0
    if filing.year is not None:
        wanted &= filing.year_of(month) == filing.year
    places = np.flatnonzero(wanted)
    _, group, count = np.unique(quantity[places], return_inverse=True, return_counts=True)
    return [int(place) for place in places[count[group] > 1]]
