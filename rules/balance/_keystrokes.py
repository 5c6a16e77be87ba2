"""Whether one number may be a slip of the fingers for another, and how far rounding alone may part sums."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_DECIMALS = 6


def spell_pair(filed: float, meant: float) -> tuple[str, str]:
    """Write two numbers with as many decimals as the filed one has, without a point."""
    decimals = count_decimals(filed)
    return f"{abs(filed):.{decimals}f}".replace(".", ""), f"{abs(meant):.{decimals}f}".replace(".", "")


def count_decimals(number: float) -> int:
    """Count the decimals a number is written with, at most six."""
    for decimals in range(MOST_DECIMALS):
        if abs(round(number, decimals) - number) <= 1e-9 * max(1.0, abs(number)):
            return decimals
    return MOST_DECIMALS


def is_swapped(filed: float, meant: float) -> bool:
    """Tell whether two neighbouring digits of one number are interchanged in the other."""
    left, right = spell_pair(filed, meant)
    if len(left) != len(right) or left == right:
        return False
    differ = [place for place in range(len(left)) if left[place] != right[place]]
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    first, second = differ
    return left[first] == right[second] and left[second] == right[first]


def swap_digits(number: float) -> float | None:
    """Interchange the first two neighbouring digits that differ, the leading one apart; None where none do."""
    text = repr(number)
    for place in range(1, len(text) - 1):
        first, second = text[place], text[place + 1]
        if first.isdigit() and second.isdigit() and first != second:
            return float(text[:place] + second + first + text[place + 2 :])
    return None


def list_swaps(number: float) -> list[float]:
    """Give the numbers that come of interchanging two neighbouring digits that differ."""
    text = f"{number:.{count_decimals(number)}f}"
    found = []
    for place in range(len(text)):
        other = place + 1 + (text[place + 1 : place + 2] == ".")
        if other < len(text) and text[place] not in (".", text[other]):
            digits = list(text)
            digits[place], digits[other] = digits[other], digits[place]
            found.append(float("".join(digits)))
    return found


def is_one_key(filed: float, meant: float) -> bool:
    """Tell whether one digit is wrong, missing or too many (Damerau-Levenshtein distance 1, swaps apart)."""
    left, right = spell_pair(filed, meant)
    if left == right:
        return False
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right, strict=True)) == 1
    short, long = sorted((left, right), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def is_power_of_ten(filed: float, meant: float, tolerance: float = 0.001) -> bool:
    """Tell whether a power of ten other than 1 lies between two numbers."""
    if filed <= 0 or meant <= 0:
        return False
    power = round(math.log10(filed / meant))
    return power != 0 and abs(filed / meant / 10**power - 1) <= tolerance


def name_slip(filed: float, meant: float) -> str:
    """Name the slip that turns the meant number into the filed one."""
    if is_power_of_ten(filed, meant):
        return "powers_of_ten"
    if is_swapped(filed, meant):
        return "digits_swapped"
    return "one_key" if is_one_key(filed, meant) else "unexplained_gap"


def measure_last_digit(texts: pd.Series) -> pd.Series:
    """Give one unit of the last digit of figures as filed: 1 for 120, 0.01 for 1.25."""
    import pandas as pd

    return pd.Series([measure_digit(text) for text in texts.tolist()], index=texts.index, dtype="float64")


def measure_digit(text: str) -> float:
    """Give one unit of the last digit of a figure as filed: 1 for 120, 0.01 for 1.25."""
    behind = text.partition(".")[2]
    return 10.0 ** -(len(behind) - len(behind.lstrip("0123456789"))) if behind else 1.0


def allow_rounding(steps: np.ndarray[Any, Any], groups: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Give by group number how far rounding may part a total from its parts, from one unit of each last digit.

    Three standard deviations of a sum of errors that are even between half a unit down and up
    (a standard deviation of the unit over the root of 12 each), at most all of them one way. Ours.
    """
    import numpy as np

    size = groups.max(initial=-1) + 1
    squares = np.bincount(groups, weights=steps**2, minlength=size)
    most = np.bincount(groups, weights=steps, minlength=size) / 2
    return np.minimum(3 * np.sqrt(squares / 12), most)


def add_rounding(steps: Sequence[float]) -> float:
    """Give the same for the parts of one sum."""
    return min(3 * math.sqrt(sum(step**2 for step in steps) / 12), sum(steps) / 2)
