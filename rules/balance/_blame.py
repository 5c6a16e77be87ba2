"""Which figure a power balance that does not close is to blame on, and what would close it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from rules.balance._keystrokes import count_decimals, is_one_key, list_swaps, name_slip
from rules.balance._power import MADE, RISE, ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.api import Filing
    from rules.balance._legs import Leg
    from rules.balance._power import Gap

STANDS_OUT = 1.25
"""Ours: a figure so far from its usual month, and near it once corrected, is the one to blame."""
POWERS = (10.0, 0.1, 100.0, 0.01, 1000.0, 0.001)
NEAR = 0.02
"""Ours: how near, as a share of the power in the balance, a slip must come to closing it; meters differ by so much."""
SAME = 1e-6
MONTHS_SWAPPED, GROSS = "months_swapped", "output_as_own_use"
UNNAMED = ("unexplained_gap", "")


class Blame(NamedTuple):
    """A figure to blame for a gap, what it should be in base units (None: the gap does not say), and the slip."""

    leg: Leg
    meant: float | None
    slip: str


def blame_legs(filing: Filing, gaps: Sequence[Gap]) -> list[list[Blame]]:
    """Name for each gap of one balance the figures to blame.

    Two months of a row that are interchanged; else the one figure that stands out or that a slip
    of the fingers explains; else the row that the others are held against.
    """
    usual: dict[Any, float] = filing.usual_month(filing.monthly()).to_dict()
    told = _find_swapped_months(gaps)
    for place, each in enumerate(gaps):
        if place not in told:
            lone = _find_gross(each) or find_culprit(each, usual)
            head = [leg for leg in list_legs_of(each) if leg.flow == ROLES[each.kind][0]]
            told[place] = [Blame(leg, None, "") for leg in head] if lone is None else [lone]
    return [told[place] for place in range(len(gaps))]


def _find_gross(gap: Gap) -> Blame | None:
    """Give the own use that is the very output, though some of it was fed in; None where it is another figure."""
    if gap.kind != MADE:
        return None
    legs = list_legs_of(gap)
    made, used = ([leg for leg in legs if leg.flow == flow] for flow in ("generated", "own_use"))
    if len(made) != 1 or len(used) != 1 or abs(made[0].amount - used[0].amount) > SAME * made[0].amount:
        return None
    meant = mend(used[0], gap)
    return Blame(used[0], meant, GROSS) if 0 < meant < used[0].amount else None


def list_legs_of(gap: Gap) -> list[Leg]:
    """Give the known legs of the balance that a gap is of."""
    return [leg for leg in gap.period.legs if leg.flow in ROLES[gap.kind] and leg.known]


def find_culprit(gap: Gap, usual: dict[Any, float]) -> Blame | None:
    """Give the one figure that stands out, else the one that a slip explains; None where there is no one."""
    legs = list_legs_of(gap)
    odd = [leg for leg in legs if stands_out(leg, gap, usual.get(leg.row, 0.0))]
    if len(odd) == 1:
        return find_slip(odd[0], gap, allow=NEAR)
    # without a second sign only what closes the balance to the last digit, or a power of ten, is a slip
    found = [find_slip(leg, gap, allow=0.0 if gap.exact else None) for leg in odd or legs]
    named = [each for each in found if each.slip not in UNNAMED]
    return named[0] if len(named) == 1 else None


def mend(leg: Leg, gap: Gap) -> float:
    """Give the amount of a leg that closes the balance."""
    return leg.amount + (gap.gap if leg.flow in RISE[gap.kind] else -gap.gap)


def stands_out(leg: Leg, gap: Gap, usual: float) -> bool:
    """Tell whether a figure is far from its usual month, and near it once it closes the gap."""
    mended = mend(leg, gap)
    if min(leg.amount, mended, usual) <= 0:
        return False
    off, left = (max(amount / usual, usual / amount) for amount in (leg.amount, mended))
    return off > STANDS_OUT and left**2 < off


def find_slip(leg: Leg, gap: Gap, *, allow: float | None) -> Blame:
    """Name the slip that comes nearest to closing a gap, and the figure it was typed for.

    `allow` is the share of the power by which it may miss; None lets powers of ten alone miss it.
    """
    filed, mended = leg.amount / leg.scale, mend(leg, gap) / leg.scale
    unit = 10.0 ** -count_decimals(filed)
    rounding = gap.rounding / leg.scale + unit / 2
    wide = rounding + (0.0 if gap.exact else (NEAR if allow is None else allow) * gap.size / leg.scale)
    tens = [filed / power for power in POWERS]
    swaps = [] if allow is None else list_swaps(filed)
    near = [each for each in (*tens, *swaps) if abs(each - mended) <= wide]
    if filed <= 0 or mended <= 0:
        return Blame(leg, None, "")
    if near:
        meant = float(f"{min(near, key=lambda each: abs(each - mended)):.12g}")
        return Blame(leg, meant * leg.scale, name_slip(filed, meant))
    meant = round(mended, count_decimals(filed))
    slip = "one_key" if gap.exact and is_one_key(filed, meant) else "unexplained_gap"
    return Blame(leg, meant * leg.scale, slip)


def _find_swapped_months(gaps: Sequence[Gap]) -> dict[int, list[Blame]]:
    """Give, by place, the figures of pairs of months whose gaps close when a row's two figures change places."""
    told: dict[int, list[Blame]] = {}
    for (one, first), (two, second) in combinations(enumerate(gaps), 2):
        slack = first.rounding + second.rounding
        slack += 0.0 if first.exact else NEAR * min(first.size, second.size) / 2
        if one in told or two in told or abs(first.gap + second.gap) > slack:
            continue
        pairs = [
            (leg, other)
            for leg in list_legs_of(first) for other in list_legs_of(second)
            if leg.series == other.series and leg.flow == other.flow
            and abs(leg.amount - other.amount) > 2 * slack
            and abs(mend(leg, first) - other.amount) <= slack and abs(mend(other, second) - leg.amount) <= slack
        ]  # fmt: skip
        if len(pairs) == 1:
            leg, other = pairs[0]
            told[one] = [Blame(leg, other.amount, MONTHS_SWAPPED)]
            told[two] = [Blame(other, leg.amount, MONTHS_SWAPPED)]
    return told
