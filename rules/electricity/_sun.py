"""Whether the months of a purchase rise and fall with the sun."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.electricity._purchases import Purchase

SUN_PEAK = 5.0
"""Month, counted from 0, whose output is highest: mid-June is 5; the sun of the northern hemisphere."""


def follows_sun(purchase: Purchase, likeness: float, flattest: float, steepest: float) -> bool:
    """Tell whether twelve months rise and fall with the sun of the northern hemisphere.

    `likeness` is the least correlation, `flattest` and `steepest` bound the highest month over the lowest.
    A load driven by cooling peaks in July or August: a month's lag alone brings the correlation below 0.87.
    """
    import numpy as np

    spread = purchase.spread
    if len(spread) != 12 or not (spread.sum(axis=0) == 1).all() or not (spread.sum(axis=1) == 1).all():
        return False
    by_month = spread.T @ purchase.amounts
    if not flattest <= by_month.max() / by_month.min() <= steepest:
        return False
    sun = np.cos((np.arange(12) - SUN_PEAK) * np.pi / 6)
    return bool(np.corrcoef(by_month, sun)[0, 1] >= likeness)
