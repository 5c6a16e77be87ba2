"""A purchase or a use typed wrongly where no stock is kept: the other row says what was meant."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.balance._keystrokes import swap_digits
from rules.balance.purchased_not_consumed import BOUGHT, STANDS_OUT, list_differences, list_frames

PRIORS = {"powers_of_ten": 0.92, "digits_swapped": 0.9, "one_key": 0.85}
"""How probable it is that a figure was typed for that of the other row, by the slip (ours)."""
CARRIED = 0.75
"""Ours: the same where the two merely differ."""
OPEN = 0.5
"""Ours: what is left of it where nothing says which of the two rows is the wrong one."""


def mistype_use(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: two digits of a use that equals its purchase are interchanged."""
    for months in list_frames(filing):
        for month in months:
            used = [leg for leg in month.legs if leg.flow == "consumed" and leg.amount > 0]
            same = sum(leg.amount for leg in month.legs if leg.flow in BOUGHT) == sum(
                leg.amount for leg in used
            )
            swapped = swap_digits(used[0].amount / used[0].scale) if same and len(used) == 1 else None
            if (
                swapped
                and max(swapped * used[0].scale / used[0].amount, used[0].amount / swapped) > STANDS_OUT
            ):
                yield (Edit(used[0].row, swapped),)


@misfiling("mistyped-use", answers=("BAL202",), make=mistype_use, taxonomy="A03")
def mistyped_use(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the figure to blame becomes that of the other row; where either may be wrong, each is proposed."""
    for found in list_differences(filing):
        if {leg.row for each in found for leg in each.legs} != set(evidence.rows):
            continue
        prior = min(PRIORS.get(each.slip, CARRIED) for each in found)
        prior *= OPEN if any(len(each.legs) > 1 for each in found) else 1.0
        for side in (0, -1):
            edits = tuple(
                Edit(each.legs[side].row, float(f"{each.meant[side] / each.legs[side].scale:.12g}"))
                for each in found
            )
            first = found[0].legs[side]
            yield Proposal(
                edits, prior, {"quantity": first.amount / first.scale, "expected": edits[0].quantity}
            )
            if all(len(each.legs) == 1 for each in found):
                return
