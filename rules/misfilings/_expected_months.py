"""What a month that was not read from a bill may have been: its neighbours' and last year's figures bound it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.api import Edit
from rules._columns import take_list

if TYPE_CHECKING:
    from checker.api import Filing

NEIGHBOURS = 2
"""So many months on either side tell what the one between may be (ours: more would reach into another season)."""


def expect_months(filing: Filing, rows: list[int]) -> tuple[Edit, ...]:
    """Give for each month an edit with the range of its neighbours and of the same month last year.

    The middle of the range is what is tried. None of `rows` bounds another; () where any month has
    fewer than two figures to bound it.
    """
    monthly = filing.monthly()
    before = dict(zip(monthly.index.tolist(), filing.last_year(monthly).tolist(), strict=True))
    places = {
        row: (site, series, start.year * 12 + start.month)
        for row, site, series, start in zip(
            monthly.index.tolist(), monthly["site"], monthly["series"], monthly["start"], strict=True
        )
    }
    amounts = dict(zip(monthly.index.tolist(), monthly["amount"].tolist(), strict=True))
    known = {places[row]: amount for row, amount in amounts.items() if row not in rows and amount > 0}
    scales = dict(zip(filing.facts.index.tolist(), take_list(filing, "facts", "scale"), strict=True))
    edits = []
    for row in rows:
        if row not in places:
            return ()
        site, series, month = places[row]
        near = [known.get((site, series, month + step)) for step in range(-NEIGHBOURS, NEIGHBOURS + 1)]
        bounds = [each for each in (*near, before.get(row)) if each is not None and each > 0]
        if len(bounds) < NEIGHBOURS:
            return ()
        low, high = min(bounds) / scales[row], max(bounds) / scales[row]
        edits.append(Edit(row, (low + high) / 2, span=(low, high)))
    return tuple(edits)
