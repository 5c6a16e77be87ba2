"""Months that a later table of the same file says again, and plans that stand beside what was used: counted once."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from checker.filing import Filing

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Months = dict[int, float]

PLAN = re.compile(
    r"\b(?:budget(?:ed)?|forecast|target|planned|plan|projected|projection)\b|预算|计划(?![部科处室组员外内停检])|预测|目标值|बजट|योजना|लक्ष्य|पूर्वानुमान",
    re.IGNORECASE,
)
"""Words by which a sheet or a line says that its figures are meant and not measured."""
NO_PLAN = re.compile(
    r"\b(?:monitoring|reporting|site|floor|pension) plan\b|\b(?:planned (?:outage|shutdown|maintenance|stoppage)|projection weld)|\bactual\b|监测计划|检修计划|实际|实绩|वास्तविक",
    re.IGNORECASE,
)
"""Words beside them by which the figures are measured all the same."""
FEWEST = 6
"""Months that must agree: fewer agree by chance (ours)."""
DISTINCT = 4
"""Different figures among them: a flat estimate is alike everywhere (ours)."""
NEAR = 0.005
"""A copy may be rounded (ours, as in checker/reading/restated.py)."""
SLACK = 3 * NEAR
"""So far apart may the sizes of two tables lie that agree month by month, with room for the noise of sums."""


def is_plan(sheet: str, label: str) -> bool:
    """Tell whether a sheet's name or a line's label says that its figures are a plan."""
    return any(PLAN.search(text) is not None and NO_PLAN.search(text) is None for text in (sheet, label))


def say_the_same(one: Months, other: Months) -> bool:
    """Tell whether two tables say the same of all months, copied or rounded."""
    shared = [month for month in one if month in other]
    if len(one) != len(other) or len(shared) != len(one) or len(shared) < FEWEST:
        return False
    if len({round(one[month], 6) for month in shared}) < DISTINCT:
        return False
    return all(abs(one[month] - other[month]) <= NEAR * abs(one[month]) for month in shared)


def pair_alike(tables: Sequence[Months]) -> list[tuple[int, int]]:
    """Give the positions of tables, two by two and in their order, that say the same of all months.

    Only tables of nearly one size are held against each other: what is alike month by month is so in sum.
    """
    sizes = [sum(map(abs, each.values())) for each in tables]
    order = sorted(range(len(tables)), key=sizes.__getitem__)
    pairs = []
    for at, one in enumerate(order):
        for other in itertools.islice(order, at + 1, None):
            if sizes[other] > sizes[one] * (1 + SLACK):
                break
            first, second = min(one, other), max(one, other)
            if say_the_same(tables[first], tables[second]):
                pairs.append((first, second))
    return sorted(pairs)


def find_copies(groups: Ints, tables: Ints, month: Ints, amounts: Numbers, monthly: Flags) -> Flags:
    """Tell which months stand in a table that says of their group what an earlier table said, month by month."""
    import numpy as np

    copies = np.zeros(len(groups), dtype=bool)
    rows = np.flatnonzero(monthly & ~np.isnan(amounts))
    if not len(rows) or len(np.unique(tables[rows])) < 2:
        return copies
    told: dict[int, dict[int, Months]] = {}
    columns = (each[rows].tolist() for each in (groups, tables, month, amounts))
    for group, table, at, amount in zip(*columns, strict=True):
        months = told.setdefault(group, {}).setdefault(table, {})
        months[at] = months.get(at, 0.0) + amount
    for group, by_table in told.items():
        if len(by_table) < 2:
            continue
        names, gone = list(by_table), set[int]()
        for first, second in pair_alike(list(by_table.values())):
            if first not in gone and second not in gone:
                gone.add(second)
        for table in (names[each] for each in gone):
            copies |= (groups == group) & (tables == table) & monthly
    return copies


def list_plans(filing: Filing) -> frozenset[tuple[str, int]]:
    """Give site and series of the lines that are a plan by their own words, or those of their sheet."""

    def find(own: Filing) -> frozenset[tuple[str, int]]:
        from checker.arrays import take_column

        names = ("site", "series", "sheet", "label")
        columns = (take_column(own, "series", name).tolist() for name in names)
        known: dict[str, bool] = {}
        found = set()
        for site, series, sheet, label in zip(*columns, strict=True):
            for text in (sheet, label):
                if text not in known:
                    known[text] = is_plan(text, "")
            if known[sheet] or known[label]:
                found.add((site, series))
        return frozenset(found)

    return filing.share("lines of plans", find)


def find_plans(filing: Filing, place: Ints, source: Ints, site: Ints, told: Flags) -> Flags:
    """Tell which facts are a plan beside figures of the same site and source that are none."""
    import numpy as np

    from checker.arrays import take_column

    plans = list_plans(filing)
    if not plans or not len(place):
        return np.zeros(len(place), dtype=bool)
    sites, lines = (take_column(filing, "facts", name)[place].tolist() for name in ("site", "series"))
    planned = np.array([key in plans for key in zip(sites, lines, strict=True)], dtype=bool)
    keys = site * (int(source.max(initial=0)) + 1) + source
    return planned & np.isin(keys, keys[~planned & told])
