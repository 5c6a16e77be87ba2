"""A sector's own reference: the lines of many filings gathered, and what makes them too few to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.swings.fit import Cohort
    from checker.swings.lines import Lines
    from checker.swings.reference import Reference

FEWEST_FILERS = 10
DOMINANT = 0.25
"""No filer may have more than this share of the lines (ours): months like its own would be called usual."""
ENOUGH_LINES = 1500
"""Lines that teach a ranking by themselves (ours); where a sector has fewer, generated ones are learnt from beside."""


class Filed(NamedTuple):
    """The lines of one filing: who filed it, and the rows that another finding blames."""

    filer: str
    lines: Lines
    blamed: frozenset[int]


def name_filer(filing: Filing, path: str) -> str:
    """Name who filed: the legal entity's credit code, else its name, else the file itself."""
    for item in ("credit_code", "company"):
        known = filing.facility[(filing.facility["item"] == item) & (filing.facility["text"] != "")]["text"]
        if len(known):
            return str(known.iloc[0])
    return path


def fit_sector(filed: Iterable[Filed]) -> Reference:
    """Fit a reference to the filings of a sector; raises UsageError where they are too few or one filer dominates.

    Months that another finding blames are not learnt from. How rare a month is, is told by the sector's
    own months alone, ranked by trees that did not learn from their filer.
    """
    from checker.swings.cohort import generate_cohort
    from checker.swings.fit import fit_reference

    held = list(filed)
    counts = Counter({each.filer: 0 for each in held})
    for each in held:
        counts[each.filer] += len(each.lines.amounts)
    refuse_uneven(counts)
    cohorts = join_filed(held, {filer: number for number, filer in enumerate(sorted(counts))})
    missing = ENOUGH_LINES - sum(counts.values())
    beside = (
        [generate_cohort(months, lines=missing // 3 + 1, seed=months) for months in (12, 24, 36)]
        if missing > 0
        else []
    )
    return fit_reference(cohorts, beside=beside)


def refuse_uneven(counts: Mapping[str, int]) -> None:
    """Raise UsageError where fewer than ten filers have lines of months, or one has more than a quarter of them."""
    having = {filer: count for filer, count in counts.items() if count}
    if len(having) < FEWEST_FILERS:
        message = (
            f"{len(having)} filers with monthly lines were read, at least {FEWEST_FILERS} are needed; "
            "add filings of the sector"
        )
        raise UsageError(message)
    filer, most = max(having.items(), key=lambda each: each[1])
    share = most / sum(having.values())
    if share > DOMINANT:
        message = (
            f"{filer}: {share:.0%} of all lines are of this one filer, at most {DOMINANT:.0%} may be; "
            "add filings of others, or leave some of its files out"
        )
        raise UsageError(message)


def join_filed(held: list[Filed], numbers: Mapping[str, int]) -> list[Cohort]:
    """Join the lines of filings into cohorts, one for each number of years and each month in which years begin."""
    import numpy as np

    from checker.swings.fit import Cohort

    cohorts = []
    kinds = [(each.lines.amounts.shape[1], each.lines.first_month) for each in held]
    for kind in sorted(set(kinds)):
        own = [each for each, like in zip(held, kinds, strict=True) if like == kind]
        filer = np.concatenate([np.full(len(each.lines.amounts), numbers[each.filer]) for each in own])
        blamed = np.concatenate([np.isin(each.lines.rows, list(each.blamed)) for each in own])
        amounts, partner, others = (
            np.concatenate([getattr(each.lines, name) for each in own])
            for name in ("amounts", "partner", "others")
        )
        cohorts.append(Cohort(amounts, partner, others, ~blamed, filer, kind[1]))
    return cohorts
