"""The unusual months of a filing: its lines measured, scored by the forest, with what would have been usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    from checker.arrays import Flags, Ints
    from checker.filing import Filing
    from checker.swings.features import Features, Matrix
    from checker.swings.forest import Forest

Comparison: TypeAlias = Literal["neighbouring_months", "own_year", "same_month_last_year"]
COMPARISONS: tuple[Comparison, ...] = ("neighbouring_months", "own_year", "same_month_last_year")

AGREES = 2.0
"""A month nearer than two usual variations to anything it is compared with is not scored (ours)."""
SPAN = 2.0
"""What would have been usual reaches two usual variations either way (ours)."""
RAREST = 20.0
"""Months that so many of 1,000 clean ones equal are not kept."""
STOCKS = ("opening_stock", "closing_stock", "stock_adjustment")
MOST_YEARS = 4
"""The report year and three before it are compared (ours: a plant of longer ago was another plant)."""
SLIPPED = (0.9, 1.1)
"""Powers of ten that part a month with a slipped decimal point from its neighbours (ours: 8 to 12.6 times)."""
OUT_OF_RANGE = 2.5
"""Ours: and it is so many times larger than the largest other month, or smaller than the smallest."""
FEWEST = 8
CHUNK = 1000
"""So many lines are measured at once: memory must not grow with the workbook."""


class Swing(NamedTuple):
    """An unusual month: its row, what would have been usual in base units, and how rare it is.

    `rate` says how many of 1,000 clean months of the reference cohort stand out as much,
    `against` which comparisons were made.
    """

    row: int
    expected: float
    low: float
    high: float
    rate: float
    against: tuple[Comparison, ...]
    slipped: bool
    """Whether it is about ten times its neighbours, or a tenth, and far out of the line's range."""


class Swings(NamedTuple):
    """The unusual months of a filing, rarest first, and how many months could be judged at all."""

    found: list[Swing]
    judged: int


class Lines(NamedTuple):
    """Lines of monthly amounts as a matrix, the row of each month (-1: none), and the columns of the report year."""

    amounts: Matrix
    rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    year: slice


def find_swings(filing: Filing) -> Swings:
    """Find the unusual months of the report year.

    Only lines whose emissions are counted are looked at, or all but stocks where no rule set says.
    """
    lines = lay_out_lines(filing)
    if lines is None:
        return Swings([], 0)
    swings: list[Swing] = []
    judged = 0
    for first in range(0, len(lines.amounts), CHUNK):
        own = Lines(lines.amounts[first : first + CHUNK], lines.rows[first : first + CHUNK], lines.year)
        found, count = judge_lines(own)
        swings += found
        judged += count
    return Swings(sorted(swings, key=lambda swing: (swing.rate, swing.row)), judged)


def judge_lines(lines: Lines) -> tuple[list[Swing], int]:
    """Find the unusual months of some lines, and count the months that could be judged."""
    from checker.swings.features import measure_months, stack_features
    from checker.swings.forest import load_forests

    features = measure_months(lines.amounts)
    swings: list[Swing] = []
    judged = 0
    for name, last_year in (("year", False), ("years", True)):
        rows, places = stack_features(features, last_year=last_year)
        ours = (places[:, 1] >= lines.year.start) & (places[:, 1] < lines.year.stop)
        judged += int(ours.sum())
        ours &= (rows[:, 0] >= AGREES) | find_slipped(lines, features)[places[:, 0], places[:, 1]]
        swings += judge_months(load_forests()[name], rows[ours], places[ours], lines, features)
    return swings, judged


def find_slipped(lines: Lines, features: Features) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Find months about ten times, or a tenth of, what their neighbours expect, and far out of the line's range.

    A line that swings with the season may vary so much that the forest finds them ordinary.
    """
    import numpy as np

    amounts = lines.amounts
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.abs(np.log10(amounts / np.exp(features.expected[0])))
        ordered = np.sort(np.where(amounts > 0, amounts, np.nan), axis=1)
        count = np.count_nonzero(amounts > 0, axis=1)[:, None]
        at = np.arange(len(amounts))[:, None]
        top = ordered[at, np.maximum(count - 1, 0)]
        second = ordered[at, np.maximum(count - 2, 0)]
        beyond = (amounts == top) & (amounts > OUT_OF_RANGE * second)
        below = (amounts == ordered[:, :1]) & (amounts * OUT_OF_RANGE < ordered[:, 1:2])
        slipped = (ratio >= SLIPPED[0]) & (ratio <= SLIPPED[1]) & (beyond | below) & (count >= FEWEST)
    return np.asarray(slipped, dtype=np.bool_)


def judge_months(forest: Forest, rows: Matrix, places: np.ndarray[tuple[int, int], np.dtype[np.int64]], lines: Lines,
                 features: Features) -> list[Swing]:  # fmt: skip
    """Score months, and say of the rare ones what would have been usual."""
    from checker.swings.forest import rate_scores, score_rows

    if not len(rows):
        return []
    rates = rate_scores(forest, score_rows(forest, rows)).tolist()
    slipped = find_slipped(lines, features)[places[:, 0], places[:, 1]].tolist()
    return [
        _describe(lines, features, line, month, rate)._replace(slipped=slip)
        for (line, month), rate, slip in zip(places.tolist(), rates, slipped, strict=True)
        if rate < RAREST or slip
    ]


def _describe(lines: Lines, features: Features, line: int, month: int, rate: float) -> Swing:
    """Say what would have been usual: between the comparisons, and as far beside them as the line varies."""
    import math

    known = [float(each[line, month]) for each in features.expected]
    told = [each for each in known if each == each]  # noqa: PLR0124  # NaN differs from itself
    noise = float(features.noise[line, month])
    middle = sorted(told)[len(told) // 2] if len(told) % 2 else sum(told) / len(told)
    against = tuple(name for name, each in zip(COMPARISONS, known, strict=True) if each == each)  # noqa: PLR0124
    return Swing(
        int(lines.rows[line, month]), math.exp(middle), math.exp(min(told) - SPAN * noise),
        math.exp(max(told) + SPAN * noise), rate, against, slipped=False,
    )  # fmt: skip


def lay_out_lines(filing: Filing) -> Lines | None:
    """Lay out lines as a matrix from the first January known to the report year's December; None without any.

    Lines of last year's file continue those of this year's where site, source, flow, attribute and
    account name only one of them in each month.
    """
    import numpy as np

    from checker.arrays import take_column
    from checker.statistics import number_alike, order_months

    if filing.year is None or filing.facts.empty:
        return None
    known = filing.share("months in order", order_months)
    like = number_alike(filing, known.place)
    wanted = pick_emitting(filing, known.place, like)
    last = filing.year * 12 + 11 + filing.first_month
    wanted &= (known.month < last) & (known.month >= last - 12 * MOST_YEARS)
    if not wanted.any():
        return None
    place, month = known.place[wanted], known.month[wanted]
    first = last - 12 * (1 + (last - 1 - int(month.min())) // 12)
    line = join_lines(like[wanted], known.line[wanted], month - first)
    shape = (int(line.max()) + 1, last - first)
    amounts, rows = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
    amounts[line, month - first] = take_column(filing, "facts", "amount")[place]
    rows[line, month - first] = filing.facts.index.to_numpy()[place]
    return Lines(amounts, rows, slice(shape[1] - 12, shape[1]))


def pick_emitting(filing: Filing, place: Ints, like: Ints) -> Flags:
    """Pick the facts that emit, of all years: those like one that counts; all but stocks where no rule set says."""
    import numpy as np

    from checker.arrays import take_column

    flows = take_column(filing, "facts", "flow")[place]
    moving = ~np.isin(flows.astype(str), STOCKS)
    if filing.rule_set is None:
        return moving
    counted = filing.emissions()["counted"].fillna(False).to_numpy(dtype=bool)[place]
    return moving & np.isin(like, np.unique(like[counted]))


def join_lines(like: Ints, line: Ints, month: Ints) -> Ints:
    """Number the lines of months: alike ones are one line unless two of them have the same month."""
    import numpy as np

    keys = like * (int(month.max()) + 1) + month
    _, where, count = np.unique(keys, return_inverse=True, return_counts=True)
    apart = np.isin(like, np.unique(like[count[where] > 1]))
    joined = np.where(apart, line, like + int(line.max()) + 1)
    return np.unique(joined, return_inverse=True)[1].astype(np.int64)
