"""The generated reference cohort: months of plants that never were, clean by construction.

All parameters are ours, chosen so that lines of the kinds companies file are there: steady and
restless ones, seasons of heating and cooling, growth, Spring Festival, shutdowns, a new level, true swings.
A company has several sites that share season and weather; some lines have an output they move with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.swings.fit import Cohort
from checker.swings.medians import take_median

if TYPE_CHECKING:
    import numpy as np

    from checker.swings.medians import Matrix
    from checker.swings.trees import Ints

LINES, SITES = 4000, 8
NOISE = (0.02, 0.6)
"""Standard deviation of the logarithm from month to month, drawn evenly in its own logarithm."""
SEASON = (0.0, 1.0)
"""Half the swing of the season's logarithm; three lines in ten have none."""
WANDER = 0.6
"""How much of a month's deviation the next month keeps."""
GROWTH = 0.15
"""Standard deviation of the yearly growth, as a logarithm."""
FESTIVAL, NEW_LEVEL = 0.15, 0.2
"""Shares of lines with a weaker February, of lines that change level once."""
SHARED = (0.0, 0.8)
"""How much of a month's deviation the sites of a company have in common; one company in three has several sites."""
WITH_OUTPUT, INTENSITY = 0.4, (0.01, 0.15)
"""Share of lines with an output or partner flow, and the month-to-month noise of the ratio."""
BOOKED_LATE = 0.01
"""Share of months part of whose amount stands in the next one: a reading some days early or late."""


class Events(NamedTuple):
    """How wild a cohort is.

    `heavy` are the degrees of freedom of the noise: months are more often far off than a normal law would
    have them. `shutdown` and `true_swing` are the shares of months half shut down, and truly off by a
    standard deviation of 0.5 of the logarithm: nobody's mistake.
    """

    heavy: float
    shutdown: float
    true_swing: float


WILD, CALM = Events(2.5, 0.02, 0.008), Events(6.0, 0.01, 0.003)
"""The cohort that is learnt from is wilder than the one that rates are told by: learning needs to see odd months.

Both were chosen on the learning half of the filers of `benchmarks/swings.py`: where 5 of 1,000 months are stated,
2 of its sales' and 5 of its plants' were told by the wild one, 4.5 and 7.0 by the calm one, 4.9 of all.
"""


def generate_cohort(months: int, *, lines: int = LINES, seed: int = 0, events: Events = WILD) -> Cohort:
    """Generate lines of monthly amounts, the first month a January; the same for the same seed."""
    import numpy as np

    rng = np.random.default_rng(seed)
    company = np.arange(lines) // SITES
    shape = _draw_shape(rng, months, lines, company, events.heavy)
    logs = shape + _draw_events(rng, months, lines, events)
    several = (rng.random(int(company[-1]) + 1) < 1 / 3)[company]
    output = rng.random(lines) < WITH_OUTPUT
    spread = _draw_spread(rng, INTENSITY, lines)
    intensity = spread * _draw_heavy(rng, (lines, months), events.heavy)
    intensity += rng.uniform(0, 0.1, size=(lines, 1)) * np.cos(2 * np.pi * np.arange(months) / 12)
    partner = np.where(output[:, None], np.exp(logs - intensity + rng.normal(2, 2, size=(lines, 1))), np.nan)
    amounts = _book_late(rng, np.exp(logs + rng.normal(7, 2, size=(lines, 1))))
    others = np.where(several[:, None], _shape_others(logs, company), np.nan)
    return Cohort(amounts, partner, others, np.ones(amounts.shape, dtype=np.bool_), company)


def _draw_spread(rng: np.random.Generator, band: tuple[float, float], lines: int) -> Matrix:
    import numpy as np

    return np.exp(rng.uniform(float(np.log(band[0])), float(np.log(band[1])), size=(lines, 1)))


def _draw_heavy(rng: np.random.Generator, size: tuple[int, int], heavy: float) -> Matrix:
    import numpy as np

    return np.asarray(rng.standard_t(heavy, size=size) / np.sqrt(heavy / (heavy - 2)))


def _draw_shape(rng: np.random.Generator, months: int, lines: int, company: Ints, heavy: float) -> Matrix:
    """Draw season, growth and noise; the sites of a company share season and a part of the noise."""
    import numpy as np

    companies = int(company[-1]) + 1
    noise = _draw_spread(rng, NOISE, lines)
    shared = rng.uniform(*SHARED, size=(companies, 1))[company]
    common = _draw_heavy(rng, (companies, months), heavy)[company]
    shocks = noise * (np.sqrt(1 - shared**2) * _draw_heavy(rng, (lines, months), heavy) + shared * common)
    kept = WANDER * rng.uniform(size=(lines, 1))
    deviation = np.zeros((lines, months))
    for month in range(months):
        before = deviation[:, month - 1] if month else np.zeros(lines)
        deviation[:, month] = kept[:, 0] * before + shocks[:, month]
    swing = (rng.uniform(*SEASON, size=(companies, 1)) * (rng.uniform(size=(companies, 1)) > 0.3))[company]
    swing = swing * rng.uniform(0.7, 1.3, size=(lines, 1))
    peak = rng.choice([0.0, 6.0, 6.5, 11.5], size=(companies, 1))[company]
    sharp = rng.uniform(-0.3, 0.3, size=(lines, 1)) * swing
    angle = 2 * np.pi * (np.arange(months) - peak) / 12
    growth = rng.normal(0, GROWTH, size=(lines, 1)) * np.arange(months) / 12
    shape: Matrix = swing * np.cos(angle) + sharp * np.cos(2 * angle) + growth + deviation
    return shape


def _draw_events(rng: np.random.Generator, months: int, lines: int, likely: Events) -> Matrix:
    """Draw what happens to a plant: festivals, shutdowns, a new level, swings that are true."""
    import numpy as np

    february = np.arange(months) % 12 == 1
    weaker = rng.uniform(size=(lines, 1)) < FESTIVAL
    events = np.where(february, np.log(rng.uniform(0.6, 0.95, size=(lines, 1))), 0) * weaker
    shut = rng.uniform(size=(lines, months)) < likely.shutdown * rng.uniform(size=(lines, 1))
    events += np.where(shut, np.log(rng.uniform(0.3, 0.9, size=(lines, months))), 0)
    changes = rng.integers(3, months, size=(lines, 1))
    level = rng.normal(0, 0.4, size=(lines, 1)) * (rng.uniform(size=(lines, 1)) < NEW_LEVEL)
    events += np.where(np.arange(months) >= changes, level, 0)
    swing = rng.uniform(size=(lines, months)) < likely.true_swing
    events += np.where(swing, rng.normal(0, 0.5, size=(lines, months)), 0)
    return np.asarray(events)


def _book_late(rng: np.random.Generator, amounts: Matrix) -> Matrix:
    """Move a part of some months into the next."""
    import numpy as np

    late = np.asarray(rng.uniform(size=amounts.shape) < BOOKED_LATE) * rng.uniform(
        0.1, 0.6, size=amounts.shape
    )
    late[:, -1] = 0.0
    moved = amounts * late
    booked: Matrix = amounts - moved
    booked[:, 1:] += moved[:, :-1]
    return booked


def _shape_others(logs: Matrix, company: Ints) -> Matrix:
    """Give the median shape of a company's other sites, over each one's own level."""
    import numpy as np

    from checker.swings.medians import by_year

    apart = np.full_like(logs, np.nan)
    for columns, own in by_year(logs):
        apart[:, columns] = own - take_median(own, 1)[:, None]
    shape = np.full_like(logs, np.nan)
    for first in range(0, len(logs), SITES):
        rows = np.nonzero(company == company[first])[0]
        for row in rows:
            others = rows[rows != row]
            if len(others) >= 4:
                shape[row] = take_median(apart[others], 0)
    return shape
