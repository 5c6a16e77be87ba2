"""Filed parameters of the report year, looked up for facts: a line's before a source's, a month's before a year's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.arrays import EPOCH

if TYPE_CHECKING:
    import numpy as np

    from checker.accounting.activity import Activity
    from checker.filing import Filing

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Times = np.ndarray[Any, np.dtype[np.datetime64]]
    Values = tuple[Ints, Numbers]

WHOLE = 12
"""Stands for the month where a value holds for the whole year."""

ANNUAL = 13
"""Stands for the month of a figure that spans more than one."""

SLOTS = 14


class Filed(NamedTuple):
    """Filed parameters and the keys of the facts they may serve."""

    known: dict[tuple[str, str], tuple[Values, Values]]
    """By parameter and unit: values by key of line and month, and by key of source and month."""
    line: Ints
    source: Ints
    month: Ints


def list_parameters(filing: Filing, activity: Activity, year: int) -> Filed:
    """Give the parameters filed for a year, ready for `take_parameter`.

    Measured values go before filed defaults, then the first row counts. Dates left open mean
    the whole year.
    """
    import numpy as np

    from checker.accounting.activity import ALIASES, MONTH
    from checker.accounting.published import name_unit
    from checker.arrays import code_values, take_column

    facts, site = activity.facts, code_values(activity.facts["site_code"])
    told = np.flatnonzero(~np.isnan(take_column(filing, "parameters", "amount")))
    month = np.where(activity.level == MONTH, activity.month, ANNUAL)
    if not len(told) or not len(site):
        return Filed({}, site * SLOTS, site * SLOTS, month)
    names = ("site", "source", "series", "parameter", "base_unit", "amount", "origin", "start", "end")
    known = {name: take_column(filing, "parameters", name)[told] for name in names}
    sites = _number(facts["site"][np.unique(site, return_index=True)[1]].tolist())
    sources = _number(activity.names)
    top = int(max(facts["series"].max(), known["series"].max(), 0)) + 2
    line = site * top + facts["series"] + 1
    filed = Filed({}, line * SLOTS, (site * len(sources) + activity.source) * SLOTS, month)
    site_code = _look_up(sites, known["site"].tolist())
    source_code = _look_up(sources, [ALIASES.get(each, each) for each in known["source"].tolist()])
    of_line = known["series"] >= 0
    place, months = spread_months(known["start"], known["end"], year)
    reaches = ((site_code >= 0) & (of_line | (source_code >= 0)))[place]
    place, months = place[reaches], months[reaches]
    order = np.argsort(known["origin"][place] == "default", kind="stable")
    place, months = place[order], months[order]
    key = np.where(of_line, site_code * top + known["series"] + 1, site_code * len(sources) + source_code)
    keys, amounts, of_line = key[place] * SLOTS + months, known["amount"][place], of_line[place]
    units = map(name_unit, known["base_unit"][place].tolist())
    named = list(zip(known["parameter"][place].tolist(), units, strict=True))
    for name in sorted(set(named)):
        rows = np.fromiter((each == name for each in named), dtype=bool, count=len(named))
        by_line, by_source = rows & of_line, rows & ~of_line
        filed.known[name] = (
            index_values(keys[by_line], amounts[by_line]), index_values(keys[by_source], amounts[by_source]),
        )  # fmt: skip
    return filed


def _number(names: list[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _look_up(numbers: dict[str, int], names: list[str]) -> Ints:
    """Give the number of each name, -1 where it has none."""
    import numpy as np

    return np.array([numbers.get(name, -1) for name in names], dtype=np.int64)


def spread_months(start: Times, end: Times, year: int) -> tuple[Ints, Ints]:
    """Give position and month of parameters, one for each month they hold for or one for the whole year; other years are left out."""
    import numpy as np

    first = (start + np.timedelta64(14, "D")).astype("datetime64[M]").astype(np.int64) - (year - EPOCH) * 12
    # a month held for less than half is not held for
    last = (end - np.timedelta64(15, "D")).astype("datetime64[M]").astype(np.int64) - (year - EPOCH) * 12
    first = np.where(np.isnat(start), 0, first)
    last = np.where(np.isnat(end), 11, np.maximum(last, first))
    inside = np.flatnonzero((last >= 0) & (first <= 11))  # months of a year, from 0
    first, last = np.clip(first, 0, 11)[inside], np.clip(last, 0, 11)[inside]
    whole = (first == 0) & (last == 11)
    count = np.where(whole, 1, last - first + 1)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    months = np.where(np.repeat(whole, count), WHOLE, np.repeat(first, count) + step)
    return np.repeat(inside, count), months


def index_values(keys: Ints, values: Numbers) -> Values:
    """Give values by key, sorted; a year's figure takes the one value all its months agree on, else NaN."""
    import numpy as np

    keys, first = np.unique(keys, return_index=True)
    values = values[first]
    monthly, yearly = keys % SLOTS < WHOLE, keys % SLOTS == WHOLE
    lines, start = np.unique(keys[monthly] // SLOTS, return_index=True)
    if len(lines):
        least, most = (pick.reduceat(values[monthly], start) for pick in (np.minimum, np.maximum))
        agreed = np.where(np.isclose(least, most, rtol=1e-9), least, np.nan)
        lone = ~np.isin(lines, keys[yearly] // SLOTS)
        lines, agreed = lines[lone], agreed[lone]
    else:
        agreed = np.empty(0)
    keys = np.concatenate([keys, keys[yearly] + (ANNUAL - WHOLE), lines * SLOTS + ANNUAL])
    values = np.concatenate([values, values[yearly], agreed])
    order = np.argsort(keys)
    return keys[order], values[order]


def take_parameter(
    filed: Filed, parameter: str, unit: str, *, of_source: bool = True
) -> tuple[Numbers, Flags]:
    """Give every fact the value filed for it in a unit, and whether one is filed.

    NaN though filed: a year's figure whose monthly values differ, which nothing here may average.
    """
    import numpy as np

    found = np.full(len(filed.line), np.nan)
    is_filed = np.zeros(len(filed.line), dtype=bool)
    by_line, by_source = filed.known.get((parameter, unit), (None, None))
    for held, keys in ((by_line, filed.line), (by_source if of_source else None, filed.source)):
        if held is None or not len(held[0]):
            continue
        for slot in (filed.month, np.where(filed.month == ANNUAL, ANNUAL, WHOLE)):
            wanted = keys + slot
            places = np.minimum(np.searchsorted(held[0], wanted), len(held[0]) - 1)
            fresh = (held[0][places] == wanted) & ~is_filed
            found[fresh] = held[1][places[fresh]]
            is_filed |= fresh
    return found, is_filed
