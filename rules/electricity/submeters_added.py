"""A main meter and the sub-meters behind it all stand as purchases: the same power is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import is_any
from rules.electricity._purchases import BOUGHT, POWER, Purchase, list_bought

if TYPE_CHECKING:
    from checker.findings import Plain, Row

FEWEST_MONTHS = 4
"""Ours: fewer months that agree may be chance."""
EXACT = 0.0005
"""Ours: figures of a whole year agree so nearly where one is the sum of the others, rounding apart."""
FEWEST_LINES = 3


@rule("ELE201", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def submeters_added(filing: Filing, *, least: float = 0.9, most: float = 1.01) -> Iterator[Evidence]:
    """Find a purchase that the site's other purchases add up to in every month, all of them counted.

    `least` and `most` bound the sum of the sub-meters over the main meter: lines lose some power and
    small users have no meter (ours). The months' shares must not differ by more than a tenth.
    """
    if filing.year is None:
        return
    bought = is_any(take_column(filing, "series", "flow"), (*BOUGHT, "consumed"))
    if int((bought & is_any(take_column(filing, "series", "source"), POWER)).sum()) < FEWEST_LINES:
        return
    counted = list_bought(filing, filing.year)
    for site in sorted({each.site for each in counted}):
        own = [each for each in counted if each.site == site]
        main = find_main(own, least, most) if len(own) >= FEWEST_LINES else None
        if main is not None:
            yield make_evidence(filing, main, [each for each in own if each is not main])


def find_main(own: list[Purchase], least: float, most: float) -> Purchase | None:
    """Give the purchase that the others add up to, None where there is none."""
    import numpy as np

    main = max(own, key=lambda each: each.amount)
    others = [each for each in own if each is not main]
    if not all((each.spread.sum(axis=1) == 1).all() for each in own):
        close = abs(sum(each.amount for each in others) / main.amount - 1) <= EXACT
        return main if close and all(each.complete for each in own) else None
    whole = main.spread.T @ main.amounts
    parts = np.sum([each.spread.T @ each.amounts for each in others], axis=0)
    both = (whole > 0) & (parts > 0)
    if int(both.sum()) < FEWEST_MONTHS or bool(((whole > 0) != (parts > 0)).any()):
        return None
    shares = parts[both] / whole[both]
    steady = float(shares.max() - shares.min()) <= (most - least) / 2
    return main if steady and bool(((shares >= least) & (shares <= most)).all()) else None


def make_evidence(filing: Filing, main: Purchase, others: list[Purchase]) -> Evidence:
    """Blame the sub-meters: the main meter is the one that is billed."""
    tonnes = [each.tonnes for each in others]
    at_stake = None if None in tonnes else sum(each or 0.0 for each in tonnes)
    rows = tuple(row for each in others for row in each.rows)
    values: dict[str, Plain | list[Plain]] = {
        "label": [str(each.line["label"]) for each in others],
        "other_label": str(main.line["label"]),
        "parts": sum(each.amount for each in others) / main.scale,
        "total": main.amount / main.scale, "unit": main.unit, "year": filing.name_year(),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((row, "total") for row in main.rows)
    return Evidence(rows, values, context, at_stake=at_stake)
