"""The lines of a filing as matrices of months, each with its partner flow and the company's other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.swings.medians import by_year, take_median
from checker.swings.partners import find_partners

if TYPE_CHECKING:
    import numpy as np

    from checker.arrays import Flags, Ints
    from checker.filing import Filing
    from checker.swings.medians import Matrix

STOCKS = ("opening_stock", "closing_stock", "stock_adjustment")
MOST_YEARS = 4
"""The report year and three before it are compared (ours: a plant of longer ago was another plant)."""
FEWEST_SITES = 4
"""So many other sites with the same flow tell a common shape (ours)."""


class Lines(NamedTuple):
    """Lines of monthly amounts as a matrix, the row of each month (-1: none), and the columns of the report year.

    `partner` is the output of the site, or of a fuel the power or heat made of it, `others` the shape of the same flow at other sites; NaN where there is none.
    `groups` numbers what lines have in common, a column each: one flow of the company, the site, the company.
    `first_month` is the calendar month of the first column of a year.
    """

    amounts: Matrix
    rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    year: slice
    partner: Matrix
    others: Matrix
    groups: Ints
    first_month: int = 1

    def take(self, first: int, count: int) -> Lines:
        """Take some lines."""
        part = slice(first, first + count)
        amounts, rows, year, partner, others, groups, first_month = self
        return Lines(amounts[part], rows[part], year, partner[part], others[part], groups[part], first_month)


def lay_out_lines(filing: Filing) -> Lines | None:
    """Lay out lines as a matrix of whole years up to the report year, each begun as it begins; None without any.

    Lines of last year's file continue those of this year's where site, source, flow, attribute and
    account name only one of them in each month.
    """
    import numpy as np

    from checker.arrays import code_column, take_column
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
    of_line = np.zeros(shape[0], dtype=np.int64)
    of_line[line] = place
    kinds = np.stack(
        [code_column(filing, "facts", name)[of_line] for name in ("source", "flow", "attribute")], axis=1
    )
    sites = take_column(filing, "facts", "site")[of_line]
    sources = take_column(filing, "facts", "source")[of_line]
    partner = find_partners(filing, sites, sources, first, last)
    groups = number_groups(sites, kinds)
    others = shape_others(amounts, sites, groups)
    year = slice(shape[1] - 12, shape[1])
    return Lines(amounts, rows, year, partner, others, groups, filing.first_month)


def number_groups(sites: np.ndarray[Any, Any], kinds: Ints) -> Ints:
    """Number what lines have in common: source, flow and attribute; the site; the company.

    Candidates of a counterfactual are copies of the sites, which do not meet.
    """
    import numpy as np

    from checker.filing import MARK

    copies = np.unique([str(site).partition(MARK)[2] for site in sites], return_inverse=True)[1]
    alike = np.unique(np.column_stack([kinds, copies]), axis=0, return_inverse=True)[1]
    own = np.unique(sites.astype(str), return_inverse=True)[1]
    return np.column_stack([alike, own, copies]).astype(np.int64)


def shape_others(amounts: Matrix, sites: np.ndarray[Any, Any], groups: Ints) -> Matrix:
    """Give each line the median shape of the same source, flow and attribute at other sites, over each one's level."""
    import numpy as np

    shape = np.full(amounts.shape, np.nan)
    if len(set(sites.tolist())) <= FEWEST_SITES:
        return shape
    logs = np.log(np.where(amounts > 0, amounts, np.nan))
    apart = np.full(amounts.shape, np.nan)
    for columns, own in by_year(logs):
        apart[:, columns] = own - take_median(own, 1)[:, None]
    group = groups[:, 0]
    for line in range(len(amounts)):
        others = apart[(group == group[line]) & (sites != sites[line])]
        if len(others) >= FEWEST_SITES:
            enough = (~np.isnan(others)).sum(axis=0) >= FEWEST_SITES
            shape[line] = np.where(enough, take_median(others, 0), np.nan)
    return shape


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
