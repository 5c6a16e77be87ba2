"""A figure of a power balance typed wrongly: what closes the balance says what it was."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.balance._blame import GROSS, MONTHS_SWAPPED, Blame, blame_legs
from rules.balance._power import USED, list_closing_legs, list_gaps
from rules.balance.power_balance import TOLERANCE

PRIORS = {"powers_of_ten": 0.92, "digits_swapped": 0.9, MONTHS_SWAPPED: 0.9, GROSS: 0.9, "one_key": 0.8}
"""How probable it is that the figure was typed for the one that closes the balance, by the slip (ours)."""
CLOSES = 0.6
"""Ours: the same where a figure merely stands out, and no slip leads to what closes the balance."""

MOST_SLIPS, UNIT = 2, 0.7
"""Ours: more months a power of ten off are a row in another unit, which the rule on units tells better."""


def mistype_power(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a purchase of a month whose balance closes gets a digit too many."""
    for leg in list_closing_legs(filing, USED, "purchased"):
        yield (Edit(leg.row, leg.amount / leg.scale * 10),)


@misfiling("mistyped-power", answers=("BAL301",), make=mistype_power, taxonomy="A03")
def mistyped_power(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: every figure to blame becomes the one that its slip leads to, else the one that closes the balance."""
    rows = {row for row in evidence.rows if isinstance(row, int)}
    for gaps in list_gaps(filing, TOLERANCE):
        blames = [each for own in blame_legs(filing, gaps) for each in own]
        if {each.leg.row for each in blames} != rows or any(each.meant is None for each in blames):
            continue
        edits = tuple(Edit(each.leg.row, write_meant(each)) for each in blames)
        first = blames[0].leg
        prior = min(PRIORS.get(each.slip, CLOSES) for each in blames)
        if len(blames) > MOST_SLIPS and all(each.slip == "powers_of_ten" for each in blames):
            prior = min(prior, UNIT)
        values = {"quantity": first.amount / first.scale, "expected": edits[0].quantity}
        gross = all(each.slip == GROSS for each in blames)
        yield Proposal(edits, prior, values, "M02" if gross else None)


def write_meant(blame: Blame) -> float:
    """Give the figure meant, in the filer's unit, without the noise of floating point."""
    return float(f"{(blame.meant or 0.0) / blame.leg.scale:.12g}")
