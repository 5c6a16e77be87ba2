"""Self-made faults for the ranking to learn from: one month of the judged year of each line is spoilt.

The sizes are drawn from a wide band, not from a list of likely factors: most between 15 % and four
times, some up to a thousand times, zeros, and digits that changed places. The shares are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from checker.swings.medians import Matrix

    Places = np.ndarray[Any, np.dtype[np.int64]]

SMALL, LARGE = (1.15, 4.0), (4.0, 1000.0)
LARGE_SHARE, ZERO_SHARE, DIGITS_SHARE = 0.3, 0.08, 0.2


def spoil_months(amounts: Matrix, seed: int = 0) -> tuple[Matrix, Places]:
    """Spoil one positive month of the last twelve of each line; give the lines and the column of each fault."""
    import numpy as np

    rng = np.random.default_rng(seed)
    chance = rng.random((len(amounts), 12)) * (amounts[:, -12:] > 0)
    month = amounts.shape[1] - 12 + chance.argmax(axis=1)
    place = np.arange(len(amounts)), month
    times = np.exp(_draw_size(rng, SMALL, len(amounts)))
    large = rng.random(len(amounts)) < LARGE_SHARE
    times = np.where(large, np.exp(_draw_size(rng, LARGE, len(amounts))), times)
    times = np.where(rng.random(len(amounts)) < ZERO_SHARE, 0.0, times)
    spoilt, true = amounts.copy(), amounts[place]
    mixed = (rng.random(len(amounts)) < DIGITS_SHARE) & (true > 0)
    spoilt[place] = np.where(mixed, swap_digits(true, rng), true * times)
    return spoilt, month


def _draw_size(rng: np.random.Generator, band: tuple[float, float], count: int) -> Matrix:
    import numpy as np

    return rng.uniform(np.log(band[0]), np.log(band[1]), count) * rng.choice([-1.0, 1.0], count)


def swap_digits(values: Matrix, rng: np.random.Generator) -> Matrix:
    """Swap the first two digits of values, or the second and third; a pair of equal digits leaves it to the other."""
    import numpy as np

    safe = np.where(values > 0, values, 1.0)
    unit = 10.0 ** np.floor(np.log10(safe) - 2)
    lead = np.floor(safe / unit + 1e-9)
    first, second, third = lead // 100, lead // 10 % 10, lead % 10
    early = np.where(first == second, False, (second == third) | (rng.random(len(values)) < 0.5))
    swapped = np.where(early, second * 100 + first * 10 + third, first * 100 + third * 10 + second)
    return np.where(values > 0, (swapped - lead) * unit + values, values)
