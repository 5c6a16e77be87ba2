"""Spring Festival moves between January and February, and the quiet weeks of a Chinese plant with it.

Dates of the first day of the first lunar month, from the lunar calendar of GB/T 33661-2017; a test of the library
lunardate gave the same. The plant's own effect is not known, so nothing is taken off: where the festival
stood in another month last year, January and February are held against last year's together.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.swings.medians import Matrix

FIRST_DAYS = {
    2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28),
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
    2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4), 2039: (1, 24), 2040: (2, 12),
}  # fmt: skip
QUIET = range(-7, 8)
"""Days around the first one that count as quiet: migrant workers leave a week before and come back a week after (ours)."""
MOVED = 0.3
"""So large a part of them must have moved to another month (ours)."""
TOGETHER = math.log(1.1)
"""So near to last year's, the change of the other months apart, the two months together are as usual (ours)."""
FEWEST = 6
YEAR = 12


def share_in_january(year: int) -> float | None:
    """Give the part of the festival's quiet days that lies in January; None for a year outside the table."""
    if year not in FIRST_DAYS:
        return None
    first = dt.date(year, *FIRST_DAYS[year])
    return sum((first + dt.timedelta(each)).month == 1 for each in QUIET) / len(QUIET)


def has_moved(year: int) -> bool:
    """Say whether the festival stood in another month the year before."""
    now, before = share_in_january(year), share_in_january(year - 1)
    return now is not None and before is not None and abs(now - before) >= MOVED


def is_as_usual_together(amounts: Matrix) -> bool:
    """Say whether January and February together are to last year's as the other months are: amounts of 24 months."""
    import numpy as np

    before, now = amounts[:YEAR], amounts[YEAR:]
    both = (before > 0) & (now > 0)
    if not both[:2].all() or both[2:].sum() < FEWEST:
        return False
    change = np.log(now[2:][both[2:]] / before[2:][both[2:]])
    together = math.log(float(now[:2].sum()) / float(before[:2].sum()))
    return abs(together - float(np.median(change))) <= TOGETHER
