"""The unusual months of a filing: its lines measured, scored by the forest, with what would have been usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

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
MOST_YEARS = 8


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
    from checker.swings.features import measure_months, stack_features
    from checker.swings.forest import load_forests

    lines = lay_out_lines(filing)
    if lines is None:
        return Swings([], 0)
    features = measure_months(lines.amounts)
    swings: list[Swing] = []
    judged = 0
    for name, last_year in (("year", False), ("years", True)):
        rows, places = stack_features(features, last_year=last_year)
        ours = (places[:, 1] >= lines.year.start) & (places[:, 1] < lines.year.stop)
        judged += int(ours.sum())
        ours &= rows[:, 0] >= AGREES
        swings += judge_months(load_forests()[name], rows[ours], places[ours], lines, features)
    return Swings(sorted(swings, key=lambda swing: (swing.rate, swing.row)), judged)


def judge_months(forest: Forest, rows: Matrix, places: np.ndarray[tuple[int, int], np.dtype[np.int64]], lines: Lines,
                 features: Features) -> list[Swing]:  # fmt: skip
    """Score months, and say of the rare ones what would have been usual."""
    from checker.swings.forest import rate_scores, score_rows

    if not len(rows):
        return []
    rates = rate_scores(forest, score_rows(forest, rows)).tolist()
    return [
        _describe(lines, features, line, month, rate)
        for (line, month), rate in zip(places.tolist(), rates, strict=True)
        if rate < RAREST
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
        math.exp(max(told) + SPAN * noise), rate, against,
    )  # fmt: skip


def lay_out_lines(filing: Filing) -> Lines | None:
    """Lay out lines as a matrix from the first January known to the report year's December; None without any.

    Lines of last year's file continue those of this year's where site, source, flow, attribute and
    account name only one of them in each month.
    """
    import numpy as np

    if filing.year is None:
        return None
    months = pick_months(filing)
    if months.empty:
        return None
    first = max(int(months["month"].min()) // 12, filing.year - MOST_YEARS + 1) * 12
    last = filing.year * 12 + 12
    months = months[(months["month"] >= first) & (months["month"] < last)]
    line = number_joined_lines(filing, months)
    if not len(line):
        return None
    shape = (int(line.max()) + 1, last - first)
    amounts, rows = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
    at = months["month"].to_numpy() - first
    amounts[line, at] = months["amount"].to_numpy()
    rows[line, at] = months.index.to_numpy()
    return Lines(amounts, rows, slice(shape[1] - 12, shape[1]))


def pick_months(filing: Filing) -> pd.DataFrame:
    """Pick the months of lines that emit, of all years."""
    months = filing.monthly()
    months = months[~months["flow"].isin(STOCKS)]
    if filing.rule_set is None or months.empty:
        return months
    emitting = (
        filing.emissions()["counted"].fillna(False).astype(bool).reindex(months.index, fill_value=False)
    )
    counted = months[emitting.to_numpy()]
    keys = ["site", "source", "flow", "attribute"]
    like = set(map(tuple, counted[keys].drop_duplicates().to_numpy().tolist()))
    return months[[key in like for key in map(tuple, months[keys].to_numpy().tolist())]]


def number_joined_lines(filing: Filing, months: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Number the line of each month; those of several years are one where nothing else is like them."""
    import numpy as np
    import pandas as pd

    accounts = filing.series.drop_duplicates(["site", "series"]).set_index(["site", "series"])["account"]
    known = accounts.reindex(pd.MultiIndex.from_frame(months[["site", "series"]])).fillna("").to_numpy()
    keys = months[["site", "source", "flow", "attribute"]].assign(account=known)
    like = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    twice = pd.Series(like).groupby([like, months["month"].to_numpy()]).transform("size").to_numpy() > 1
    apart = np.isin(like, np.unique(like[twice]))
    own = months.groupby(["site", "series"], sort=False).ngroup().to_numpy()
    joined = np.where(apart, own, like + len(months))
    return np.unique(joined, return_inverse=True)[1].astype(np.int64)
