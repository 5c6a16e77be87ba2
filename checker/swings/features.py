"""What makes a month unusual: how far it stands from all it can be compared with, and over the rest of its year.

A month far from its neighbours alone may be a season; far from last year alone, growth. One that
is far from all of them in the same direction agrees with itself on being wrong: the smallest of the
distances counts, each in units of the line's own usual variation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.swings.medians import (
    YEAR,
    by_year,
    measure_noise,
    shift,
    take_beside,
    take_median,
    take_next_largest,
    take_others,
)

if TYPE_CHECKING:
    import numpy as np

    from checker.arrays import Flags
    from checker.swings.medians import Matrix

COMPARISONS = (
    "neighbouring_months", "months_beside", "own_year", "same_month_last_year", "last_years_course",
    "other_sites", "partner_flow", "partner_of_neighbours",
)  # fmt: skip
"""Neighbours: two either side; beside: one either side. Last year's course: the change since last year against that of
the neighbours. Partner: the ratio to output or another flow, against the line's usual ratio and against its neighbours'."""
BASIC, LAST, PARTNER = (0, 2, 3), 3, 6
"""The comparisons that agreement is told by, and those that mark what a line could be held against."""
FEWEST_MONTHS = 8
"""So many positive months a line needs before any is called unusual (ours: fewer tell no usual variation)."""
FEWEST_PAIRS = 6
"""So many months with the same month a year before are needed for a comparison with last year (ours)."""
NOTHING = 0.02
"""What stands for 0, as a share of the line's median, so that a logarithm exists (ours)."""
LEAST_NOISE = 0.03
"""No line is steadier than this, in logarithms: readings are a day early or late (ours: 1 day in 30)."""
MOST = 60.0
"""Distances beyond this say nothing more."""
AT_REST = 3
"""So many months of 0 at either end are a source not yet there, or closed (ours: a quarter)."""
DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Features(NamedTuple):
    """Features of months; a comparison is a place in `COMPARISONS`, NaN where it has nothing to hold against.

    `distances` (comparisons x lines x months) are signed, in usual variations; `over` says how far a
    distance stands over the next largest of its year, as a logarithm; `expected` is what each
    comparison would have expected, as a logarithm of the amount; `noise` the usual variation of each
    comparison. `agreement` is the smallest distance of neighbours, year and last year where all have one
    sign, `middle` the median of all distances, both lines x months without sign; `up` is 1 or -1.
    `partner_apart` says how far the partner itself stands from its neighbours and from last year.
    """

    distances: Matrix
    over: Matrix
    expected: Matrix
    noise: Matrix
    agreement: Matrix
    standing_out: Matrix
    middle: Matrix
    up: Matrix
    partner_apart: Matrix

    @property
    def known(self) -> Flags:
        """Say which months can be judged: at least two of neighbours, year and last year are known."""
        import numpy as np

        return np.asarray(~np.isnan(self.agreement), dtype=np.bool_)


def measure_months(amounts: Matrix, partner: Matrix | None = None, others: Matrix | None = None,
                   first_month: int = 1) -> Features:  # fmt: skip
    """Measure every month of lines of amounts: rows are lines, columns months in order, NaN what is not filed.

    Twelve columns make a year, the first of them `first_month`. Negative amounts count as not filed.
    `partner` is a flow that moves with the line, `others` the shape of the company's other sites, a logarithm.
    """
    import numpy as np

    nothing = np.full(amounts.shape, np.nan)
    partner, others = nothing if partner is None else partner, nothing if others is None else others
    logs, floor = take_logs(amounts)
    days = np.log(np.tile(np.roll(DAYS, 1 - first_month), amounts.shape[1] // YEAR) * YEAR / sum(DAYS))
    ratio = np.log(np.where(amounts > 0, amounts, floor) / np.where(partner > 0, partner, np.nan))
    ratio = np.where(np.isnan(logs), np.nan, ratio)
    apart = np.stack([*_take_apart(logs - days, logs - days - others), *_part_ratio(ratio)])
    noise = np.hypot(np.stack([measure_noise(each) for each in apart]), LEAST_NOISE)
    distances = np.clip(apart / noise, -MOST, MOST)
    up = np.where(np.nansum(np.clip(distances, -3, 3), axis=0) < 0, -1.0, 1.0)
    agreement = _agree(distances[list(BASIC)])
    middle = np.maximum(np.nan_to_num(take_median(distances * up, 0), nan=0.0), 0.0)
    sizes = np.abs(apart)
    over = np.stack([np.log((size + 0.01) / (take_next_largest(size) + 0.01)) for size in sizes])
    own = _measure_partner(partner, days)
    return Features(
        distances, over, logs - apart, np.broadcast_to(noise, apart.shape), agreement,
        agreement - take_next_largest(agreement), middle, up, own,
    )  # fmt: skip


def take_logs(amounts: Matrix) -> tuple[Matrix, Matrix]:
    """Take logarithms of what is filed, a small amount standing for 0, and give that amount; NaN where a line tells too little."""
    import numpy as np

    amounts = np.where(amounts >= 0, amounts, np.nan)
    positive = np.where(amounts > 0, amounts, np.nan)
    floor = NOTHING * take_median(positive, 1)[:, None]
    logs = np.log(np.where(_is_at_rest(amounts), np.nan, amounts) + floor)
    logs[np.count_nonzero(~np.isnan(positive), axis=1) < FEWEST_MONTHS] = np.nan
    return logs, floor


def _is_at_rest(amounts: Matrix) -> Flags:
    """Say which months come before a source was there or after it closed: zeros at either end, a quarter or more."""
    import numpy as np

    moving = amounts > 0
    before = np.logical_or.accumulate(moving, axis=1)
    after = np.logical_or.accumulate(moving[:, ::-1], axis=1)[:, ::-1]
    early = ~before & ((~before).sum(axis=1, keepdims=True) >= AT_REST)
    late = ~after & ((~after).sum(axis=1, keepdims=True) >= AT_REST)
    return np.asarray(early | late, dtype=np.bool_)


def _take_apart(logs: Matrix, less_others: Matrix) -> list[Matrix]:
    """Take each month apart from its neighbours, its year, last year, last year's course and the other sites."""
    import numpy as np

    year, sites = np.full_like(logs, np.nan), np.full_like(logs, np.nan)
    for columns, own in by_year(logs):
        year[:, columns] = own - take_others(own)
        here = less_others[:, columns]
        sites[:, columns] = here - take_others(here, fewest=FEWEST_PAIRS)
    near = logs - take_beside(logs)
    beside = logs - take_beside(logs, (-1, 1))
    last, course = _part_from_last_year(logs)
    return [near, np.where(np.isnan(beside), near, beside), year, last, course, sites]


def _part_from_last_year(logs: Matrix) -> tuple[Matrix, Matrix]:
    """Take months apart from the same months of the other years, moved by how the years' levels differ.

    The years' levels differ by what most of the months say, or by what the neighbours say.
    """
    import numpy as np

    flat, local = [], []
    if logs.shape[1] <= YEAR:
        return np.full_like(logs, np.nan), np.full_like(logs, np.nan)
    for by in (-2 * YEAR, -YEAR, YEAR, 2 * YEAR):
        change = logs - shift(logs, by)
        level, course = np.full_like(logs, np.nan), np.full_like(logs, np.nan)
        for columns, own in by_year(change):
            level[:, columns] = take_others(own, fewest=FEWEST_PAIRS - 1)
            course[:, columns] = np.where(np.isnan(level[:, columns]), np.nan, take_beside(own))
        flat.append(change - level)
        local.append(change - course)
    return take_median(np.stack(flat), 0), take_median(np.stack(local), 0)


def _part_ratio(ratio: Matrix) -> list[Matrix]:
    """Take the ratio to the partner apart from the line's usual ratio, and from that of the neighbours."""
    import numpy as np

    usual = ratio - take_others(ratio, fewest=FEWEST_PAIRS)
    return [usual, np.where(np.isnan(usual), np.nan, ratio - take_beside(ratio))]


def _measure_partner(partner: Matrix, days: Matrix) -> Matrix:
    """Measure how far the partner itself stands from its neighbours and from last year: 2 x lines x months."""
    import numpy as np

    logs = take_logs(partner)[0] - days
    apart = [logs - take_beside(logs), _part_from_last_year(logs)[0]]
    return np.stack(
        [np.clip(each / np.hypot(measure_noise(each), LEAST_NOISE), -MOST, MOST) for each in apart]
    )


def _agree(distances: Matrix) -> Matrix:
    """Give the smallest distance where all known ones have one sign, else 0; NaN where fewer than two are known."""
    import numpy as np

    known = ~np.isnan(distances)
    up = np.all((distances > 0) | ~known, axis=0)
    down = np.all((distances < 0) | ~known, axis=0)
    smallest = np.min(np.where(known, np.abs(distances), np.inf), axis=0)
    return np.where(known.sum(axis=0) >= 2, np.where(up | down, smallest, 0.0), np.nan)


def stack_features(features: Features, where: Flags) -> Matrix:
    """Give the rows of columns that the forest and the ranking look at, of the months marked.

    Columns: agreement and the median distance, each with how it stands out; direction; each distance,
    counted positive in that direction; how each stands over the next largest; the partner's own distances.
    """
    import numpy as np

    up = features.up[where]
    middle = features.middle
    rest = np.log((middle + 0.5) / (take_next_largest(middle) + 0.5))
    columns = [features.agreement[where], features.standing_out[where], middle[where], rest[where], up]
    columns += [each[where] * up for each in features.distances]
    columns += [each[where] for each in features.over]
    columns += [each[where] * up for each in features.partner_apart]
    return np.stack(columns, axis=1)


def tell_kinds(features: Features, where: Flags) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Tell what months could be held against: 0 their year alone, 1 last year too, 2 a partner too, 3 both."""
    import numpy as np

    last, partner = (~np.isnan(features.distances[each][where]) for each in (LAST, PARTNER))
    return (last + 2 * partner).astype(np.int64)
