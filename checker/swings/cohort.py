"""The generated reference cohort: months of plants that never were, clean by construction.

All parameters are ours, chosen so that lines of the kinds companies file are there: steady and
restless ones, seasons of heating and cooling, growth, Spring Festival, shutdowns, a new level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.swings.features import measure_months, stack_features

if TYPE_CHECKING:
    from checker.swings.features import Matrix
    from checker.swings.forest import Floats

LINES = 4000
NOISE = (0.02, 0.25)
"""Standard deviation of the logarithm from month to month, drawn evenly in its own logarithm."""
SEASON = (0.0, 1.0)
"""Half the swing of the season's logarithm; three lines in ten have none."""
WANDER = 0.6
"""How much of a month's deviation the next month keeps."""
GROWTH = 0.15
"""Standard deviation of the yearly growth, as a logarithm."""
HEAVY = 4.0
"""Degrees of freedom of the noise: months are more often far off than a normal law would have them."""
FESTIVAL, SHUTDOWN, NEW_LEVEL = 0.25, 0.03, 0.1
"""Shares of lines with a weaker February, of months half shut down, of lines that change level once."""


def generate_amounts(months: int, *, lines: int = LINES, seed: int = 0) -> Matrix:
    """Generate lines of monthly amounts, the first month a January; the same for the same seed."""
    import numpy as np

    rng = np.random.default_rng(seed)
    noise = np.exp(rng.uniform(np.log(NOISE[0]), np.log(NOISE[1]), size=(lines, 1)))
    shocks = noise * rng.standard_t(HEAVY, size=(lines, months)) / np.sqrt(HEAVY / (HEAVY - 2))
    kept = WANDER * rng.uniform(size=(lines, 1))
    deviation = np.zeros((lines, months))
    for month in range(months):
        before = deviation[:, month - 1] if month else np.zeros(lines)
        deviation[:, month] = kept[:, 0] * before + shocks[:, month]
    swing = rng.uniform(SEASON[0], SEASON[1], size=(lines, 1)) * (rng.uniform(size=(lines, 1)) > 0.3)
    peak = rng.choice([0.0, 6.0, 6.5, 11.5], size=(lines, 1))
    season = swing * np.cos(2 * np.pi * (np.arange(months) - peak) / 12)
    growth = rng.normal(0, GROWTH, size=(lines, 1)) * np.arange(months) / 12
    logs = season + growth + deviation
    february = np.arange(months) % 12 == 1
    logs += np.where(february, np.log(rng.uniform(0.6, 0.95, size=(lines, 1))), 0) * (
        rng.uniform(size=(lines, 1)) < FESTIVAL
    )
    shut = rng.uniform(size=(lines, months)) < SHUTDOWN * rng.uniform(size=(lines, 1))
    logs += np.where(shut, np.log(rng.uniform(0.4, 0.9, size=(lines, months))), 0)
    changes = rng.integers(3, months, size=(lines, 1))
    level = rng.normal(0, 0.4, size=(lines, 1)) * (rng.uniform(size=(lines, 1)) < NEW_LEVEL)
    logs += np.where(np.arange(months) >= changes, level, 0)
    return np.exp(logs + np.log(1000.0))


def make_rows(months: int, *, last_year: bool, lines: int = LINES, seed: int = 0) -> Floats:
    """Give the rows of features of the reference cohort."""
    return stack_features(
        measure_months(generate_amounts(months, lines=lines, seed=seed)), last_year=last_year
    )[0]
