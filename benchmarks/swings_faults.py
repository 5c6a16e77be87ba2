"""Ten faults, each in one month of a window, and what finding them is worth: recall, right month, bootstrap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from checker.swings.spoil import swap_digits

FACTORS = {
    "x1000": 1000.0,
    "x10": 10.0,
    "/10": 0.1,
    "x3.6": 3.6,
    "x2": 2.0,
    "x0.5": 0.5,
    "x1.5": 1.5,
    "x1.2": 1.2,
}
FAULTS = (*FACTORS, "digits", "zero")
"""digits: two neighbouring digits of the first three changed places."""
HARD = ("x2", "x0.5", "x1.5", "x1.2", "digits")
LARGE = ("x1000", "x10", "/10", "x3.6", "x2", "x0.5", "zero")
"""Faults of a factor of two and more."""


class Spoilt(NamedTuple):
    """Windows with one fault each: the name of the fault, the amounts, and the month that is wrong."""

    fault: str
    amounts: np.ndarray[Any, Any]
    month: np.ndarray[Any, Any]


def spoil(amounts: np.ndarray[Any, Any], allowed: np.ndarray[Any, Any], *, seed: int = 0) -> Iterator[Spoilt]:
    """Make each fault in one month of the last twelve of every window: the same month for all faults.

    `allowed` marks months that are not suspected; those that are 0 are passed over too.
    """
    rng = np.random.default_rng(seed)
    chance = rng.random((len(amounts), 12)) * (allowed[:, -12:] & (amounts[:, -12:] > 0))
    month = amounts.shape[1] - 12 + chance.argmax(axis=1)
    place = np.arange(len(amounts)), month
    for fault in FAULTS:
        spoilt = amounts.copy()
        true = amounts[place]
        spoilt[place] = swap_digits(true, rng) if fault == "digits" else true * FACTORS.get(fault, 0.0)
        yield Spoilt(fault, spoilt, month)


class Measured(NamedTuple):
    """What a method found: `clean` scores of the judged months, and for each fault the month's score and place.

    `top` says whether the month that is wrong has the highest score of its year.
    """

    clean: np.ndarray[Any, Any]
    faulty: dict[str, np.ndarray[Any, Any]]
    top: dict[str, np.ndarray[Any, Any]]


def find_threshold(clean: np.ndarray[Any, Any], share: float = 0.01) -> float:
    """Find the score that at most this share of clean months exceeds."""
    ordered = np.sort(clean[~np.isnan(clean)])
    return float(ordered[max(len(ordered) - 1 - int(share * len(ordered)), 0)])


def take_recall(measured: Measured, threshold: float) -> dict[str, np.ndarray[Any, Any]]:
    """Say for each fault which windows' wrong months are above the threshold; a month not judged is not found."""
    return {
        fault: np.nan_to_num(scores, nan=-np.inf) > threshold for fault, scores in measured.faulty.items()
    }
