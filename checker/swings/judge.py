"""The unusual months of a filing: its lines measured, ranked by the reference, with what would have been usual."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from checker.swings.lines import Lines, lay_out_lines
from checker.swings.medians import YEAR
from checker.swings.unjudged import Unjudged, is_one_value, list_unjudged

if TYPE_CHECKING:
    from checker.arrays import Flags
    from checker.filing import Filing
    from checker.swings.features import Features
    from checker.swings.medians import Matrix
    from checker.swings.reference import Reference

Comparison: TypeAlias = Literal[
    "neighbouring_months", "own_year", "same_month_last_year", "other_sites", "partner_flow"
]
SAID: tuple[Comparison, ...] = (
    "neighbouring_months", "neighbouring_months", "own_year", "same_month_last_year", "same_month_last_year",
    "other_sites", "partner_flow", "partner_flow",
)  # fmt: skip
"""What a person is told of each place in `features.COMPARISONS`."""

AGREES = 2.0
"""A month nearer than two usual variations to all it is compared with is not ranked (ours)."""
SPAN = 2.0
"""What would have been usual reaches two usual variations either way (ours)."""
STEADIEST = 3
"""What would have been usual is told by the three steadiest comparisons (ours)."""
RAREST = 20.0
"""Months that so many of 1,000 clean ones equal are not kept."""
SLIPPED = (0.9, 1.1)
"""Powers of ten that part a month with a slipped decimal point from its neighbours (ours: 8 to 12.6 times)."""
OUT_OF_RANGE = 2.5
"""Ours: and it is so many times larger than the largest other month, or smaller than the smallest."""
STEADY, SLACK = 2.5, 1.25
"""Ours: where the other months keep within so many times of one another, a point put back need only lead among them.

Between two levels the neighbours of a month may all lie on the other one, and the ratio to them is then 8 or 13.
"""
FEWEST = 8
CHUNK = 1000
"""So many lines are measured at once: memory must not grow with the workbook."""


class Swing(NamedTuple):
    """An unusual month: its row, what would have been usual in base units, and how rare it is.

    `rate` says how many of 1,000 clean months of the reference cohort stand out as much,
    `against` from which comparisons it stands apart.
    """

    row: int
    expected: float
    low: float
    high: float
    rate: float
    against: tuple[Comparison, ...]
    slipped: bool
    """Whether it is about ten times its neighbours, or a tenth, and far out of the line's range, and not one of many."""
    beside: int = 0
    """How many lines were judged beside it, where many of them stand out in the same month; else 0."""


class Swings(NamedTuple):
    """The unusual months of a filing, rarest first, how many months could be judged, and the lines that could not."""

    found: list[Swing]
    judged: int
    unjudged: tuple[Unjudged, ...] = ()


def find_swings(filing: Filing, reference: str = "") -> Swings:
    """Find the unusual months of the report year, by the reference that ships or a sector's own file.

    Only lines whose emissions are counted are looked at, or all but stocks where no rule set says.
    """
    import numpy as np

    from checker.swings.reference import SHIPPED, load_reference

    lines = lay_out_lines(filing)
    if lines is None:
        return Swings([], 0)
    held = load_reference(Path(reference) if reference else SHIPPED)
    swings: list[Swing] = []
    parts: list[Flags] = []
    for first in range(0, len(lines.amounts), CHUNK):
        found, judged = judge_lines(lines.take(first, CHUNK), held)
        swings += found
        parts.append(judged)
    whole = np.concatenate(parts)
    if is_festive(filing, lines):
        swings = drop_moved_festival(lines, swings)
    swings = mark_shared(lines, swings, whole)
    ordered = sorted(swings, key=lambda swing: (swing.rate, swing.row))
    return Swings(ordered, int(whole.sum()), list_unjudged(lines, whole))


def is_festive(filing: Filing, lines: Lines) -> bool:
    """Say whether Spring Festival stood in another month last year, and the filing is a Chinese one that tells last year."""
    from checker.swings.festival import has_moved

    if lines.first_month != 1 or lines.year.start < YEAR or not has_moved(filing.year or 0):
        return False
    return any(str(region).startswith("CN") for region in filing.profile_text("region"))


def drop_moved_festival(lines: Lines, swings: list[Swing]) -> list[Swing]:
    """Drop the Januaries and Februaries that are as usual together, where the festival moved between the two."""
    import numpy as np

    from checker.swings.festival import is_as_usual_together

    january = lines.year.start
    places = {
        row: line
        for month in (january, january + 1)
        for line, row in enumerate(lines.rows[:, month].tolist())
        if row >= 0
    }
    whole = np.asarray(lines.amounts[:, january - YEAR : january + YEAR])
    return [
        swing
        for swing in swings
        if swing.slipped or swing.row not in places or not is_as_usual_together(whole[places[swing.row]])
    ]


def mark_shared(lines: Lines, swings: list[Swing], judged: Flags) -> list[Swing]:
    """Note with each month how many lines were judged beside it, where many of them stand out in the same one.

    A slipped point is a mistake of one line: where many lines have one in the same month, it is the month.
    """
    import numpy as np

    from checker.swings.shared import count_shared

    if not swings:
        return []
    standing = np.isin(lines.rows, [swing.row for swing in swings]) & judged
    beside = count_shared(standing, judged, lines.groups)
    of = dict(zip(lines.rows[standing].tolist(), beside[standing].tolist(), strict=True))
    slipped = np.isin(lines.rows, [swing.row for swing in swings if swing.slipped]) & judged
    alike = set(lines.rows[count_shared(slipped, judged, lines.groups) > 0].tolist())
    return [
        swing._replace(beside=of.get(swing.row, 0), slipped=swing.slipped and swing.row not in alike)
        for swing in swings
    ]


def judge_lines(lines: Lines, reference: Reference) -> tuple[list[Swing], Flags]:
    """Find the unusual months of some lines, and say which months could be judged."""
    import numpy as np

    from checker.swings.features import measure_months, stack_features, tell_kinds
    from checker.swings.reference import rate_rows

    features = measure_months(lines.amounts, lines.partner, lines.others, lines.first_month)
    judged = features.known.copy()
    judged[:, : lines.year.start] = False
    judged[is_one_value(lines)] = False
    slipped = find_slipped(lines, features)
    far = np.nan_to_num(features.distances * features.up, nan=0.0).max(axis=0) >= AGREES
    where = judged & (far | slipped)
    rates = rate_rows(reference, stack_features(features, where), tell_kinds(features, where)).tolist()
    swings = [
        describe_swing(lines, features, line, month, rate)._replace(slipped=bool(slipped[line, month]))
        for (line, month), rate in zip(np.argwhere(where).tolist(), rates, strict=True)
        if rate < RAREST or slipped[line, month]
    ]
    return swings, judged


def find_slipped(lines: Lines, features: Features) -> Flags:
    """Find months about ten times, or a tenth of, what their neighbours expect, and far out of the line's range.

    A line that swings with the season may vary so much that the forest finds them ordinary. In a steady
    line it is enough that ten times less, or more, would lie among the other months.
    """
    import numpy as np

    amounts = lines.amounts
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.abs(np.log10(amounts / np.exp(features.expected[0])))
        ordered = np.sort(np.where(amounts > 0, amounts, np.nan), axis=1)
        count = np.count_nonzero(amounts > 0, axis=1)[:, None]
        at = np.arange(len(amounts))[:, None]
        top, second = (ordered[at, np.maximum(count - place, 0)] for place in (1, 2))
        least, next_least = (ordered[:, place : place + 1] for place in (0, 1))
        beyond = (amounts == top) & (amounts > OUT_OF_RANGE * second)
        below = (amounts == least) & (amounts * OUT_OF_RANGE < next_least)
        tenfold = (ratio >= SLIPPED[0]) & (ratio <= SLIPPED[1])
        tenfold |= beyond & (second <= STEADY * least) & _lies_among(amounts / 10, least, second)
        tenfold |= below & (top <= STEADY * next_least) & _lies_among(amounts * 10, next_least, top)
        slipped = tenfold & (beyond | below) & (count >= FEWEST)
    return np.asarray(slipped, dtype=np.bool_)


def _lies_among(amounts: Matrix, least: Matrix, most: Matrix) -> Flags:
    """Say which amounts lie between two others, give or take."""
    import numpy as np

    return np.asarray((amounts * SLACK >= least) & (amounts <= most * SLACK), dtype=np.bool_)


def describe_swing(lines: Lines, features: Features, line: int, month: int, rate: float) -> Swing:
    """Say what would have been usual, between the steadiest comparisons, and from which the month stands apart."""
    import math

    expected, noise = features.expected[:, line, month], features.noise[:, line, month]
    up = float(features.up[line, month])
    known = [place for place in range(len(expected)) if not math.isnan(expected[place])]
    steady = sorted(known, key=lambda place: (float(noise[place]), place))[:STEADIEST]
    told = sorted(float(expected[place]) for place in steady)
    middle = told[len(told) // 2] if len(told) % 2 else sum(told) / len(told)
    least = SPAN * float(noise[steady[0]])
    apart = [SAID[place] for place in known if features.distances[place, line, month] * up >= AGREES]
    return Swing(
        int(lines.rows[line, month]), math.exp(middle), math.exp(told[0] - least), math.exp(told[-1] + least),
        rate, tuple(dict.fromkeys(apart or [SAID[place] for place in known])), slipped=False,
    )  # fmt: skip
