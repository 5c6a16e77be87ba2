"""Which facts are the activity that emits: one level of each figure, and its sign in the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from checker.filing import Filing

    Columns = dict[str, np.ndarray[Any, Any]]

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]

MONTH, PART, YEAR = 0, 1, 2
"""Levels of a figure, finest first: a month's, another part of the year's, the whole year's."""

ALIASES = {"electricity": "grid_electricity"}
"""Power of unknown technology is taken as grid power, as the guidelines' single power row does."""


USED = ["site", "series", "flow", "attribute", "start", "end", "state", "amount", "base_unit", "block"]
"""Columns of facts that the sum depends on, beside their source and what numbers them."""


class Activity(NamedTuple):
    """What each fact is to the sum, as arrays in the order of the facts.

    `place` are the positions of the facts of the report year whose source emits, `facts` the
    columns of these that matter; the arrays have their length. `source` counts in `names`,
    `month` from 0. `sign` is +1, -1 or 0; `counted` tells what enters the sum; `unclear`
    what should enter it but cannot be settled; `zero` power that counts at zero unless filed.
    """

    place: Ints
    facts: Columns
    kind: np.ndarray[Any, np.dtype[Any]]
    source: Ints
    names: list[str]
    month: Ints
    level: Ints
    sign: Numbers
    counted: Flags
    unclear: Flags
    zero: Flags


def find_activity(filing: Filing, year: int) -> Activity:
    """Find the facts that are emission activity of a year, each figure once, on its finest complete level."""
    import numpy as np

    from checker.accounting.flows import sign_flows
    from checker.accounting.published import list_kinds
    from checker.arrays import code_column, take_column

    source, distinct = factorize_sources(filing)
    names = [ALIASES.get(each, each) for each in distinct]
    kinds = np.array([list_kinds().get(each, "") for each in names], dtype=object)
    kind = kinds[source] if names else np.empty(0, dtype=object)
    month, level = place_in_year(filing, year)
    place = np.flatnonzero((level >= 0) & (kind != ""))
    facts = {name: take_column(filing, "facts", name)[place] for name in USED}
    source, kind, month, level = source[place], kind[place], month[place], level[place]
    # heat, and power whose technology is not named, may be the site's own
    generic = np.array([each == "electricity" for each in distinct], dtype=bool)[source] | (kind == "heat")
    source = np.unique(names, return_inverse=True)[1][source] if len(distinct) else source
    facts |= {"source": source, "generic": generic, "site_code": code_column(filing, "facts", "site")[place]}
    told = ~np.isnan(facts["amount"]) | (facts["state"] == "not_applicable")
    kept = keep_one_level(filing, facts, place, month, level, told)
    zero = (kind == "clean_power") | ((kind == "power") & (facts["attribute"] == "non_fossil"))
    sign, counted, unclear = sign_flows(facts, kind, zero, kept, told)
    return Activity(
        place, facts, kind, source, sorted(set(names)), month, level, sign, counted, unclear, zero
    )


def factorize_sources(filing: Filing) -> tuple[Ints, list[str]]:
    """Give each fact the number of its source, and the sources by number."""
    import numpy as np

    from checker.arrays import code_column, take_column

    sources, codes = take_column(filing, "facts", "source"), code_column(filing, "facts", "source")
    return codes, sources[np.unique(codes, return_index=True)[1]].tolist()


def place_in_year(filing: Filing, year: int) -> tuple[Ints, Ints]:
    """Give each fact its month of the year (0 to 11) and its level, -1 where it is not of that year.

    A month's fact belongs to the year most of its days lie in; others must lie wholly inside.
    Meter indices, and cumulative figures but the whole year's, are no figures of a period.
    """
    import numpy as np

    from checker.arrays import SHORTEST_YEAR, describe_periods, take_column

    days, ordinals, monthly = describe_periods(filing)
    start, end = take_column(filing, "facts", "start"), take_column(filing, "facts", "end")
    first, last = (np.datetime64(each.date()) for each in filing.year_bounds(year))
    whole = days >= SHORTEST_YEAR
    as_filed = take_column(filing, "facts", "as_filed")
    usable = ~((as_filed == "index") | ((as_filed == "cumulative") & ~whole))
    inside = np.where(monthly, filing.year_of(ordinals) == year, (start >= first) & (end <= last)) & usable
    level = np.where(monthly, MONTH, np.where(whole, YEAR, PART))
    return ordinals % 12, np.where(inside, level, -1)


def keep_one_level(
    filing: Filing, facts: Columns, place: Ints, month: Ints, level: Ints, told: Flags
) -> Flags:
    """Tell which facts state their figure first: on the level chosen, in the first file."""
    import numpy as np

    from checker.accounting.said_twice import find_copies, find_plans
    from checker.arrays import code_column, code_values, describe_periods, number_codes
    from checker.statistics import find_accounts

    if not len(place):
        return np.zeros(0, dtype=bool)
    flow, attribute = (code_column(filing, "facts", name)[place] for name in ("flow", "attribute"))
    plain = (facts["attribute"] == "ordinary") | (facts["attribute"] == "")
    shared = number_codes(facts["site_code"], facts["source"], flow, np.where(plain, -1, attribute))
    accounts = find_accounts(filing, place)
    groups = shared if accounts is None else number_codes(shared, code_values(accounts))
    kept = keep_first_file(
        filing, facts, place, groups * 3 + level, np.where(level == MONTH, month, -1), told
    )
    # ours: the same whole-year figure in two tables of one file is one figure stated twice
    yearly = (level == YEAR) & told & (np.nan_to_num(facts["amount"]) != 0)
    if yearly.any():
        restated = number_codes(groups, code_values(facts["amount"]))
        restated = np.where(yearly, restated, -1 - np.arange(len(place)))
        kept &= keep_first(restated, facts["block"], told)
    # what a plan says was not used, and what a table says again was used once
    kept &= ~find_plans(filing, place, facts["source"], facts["site_code"], told)
    tables = number_tables(filing, place)
    kept &= ~find_copies(shared, tables, month, facts["amount"], kept & told & (level == MONTH))
    days = np.nan_to_num(describe_periods(filing).days[place])
    chosen, complete = choose_levels(groups, month, level, told & kept, days)
    kept &= level == chosen[groups]
    if accounts is not None and (accounts != "").any():
        finest = (chosen + np.where(complete, 0, YEAR + 1))[groups]
        kept &= drop_restated(shared, accounts != "", tables, told & kept, finest)
    return kept


def keep_first_file(
    filing: Filing, facts: Columns, place: Ints, groups: Ints, month: Ints, told: Flags
) -> Flags:
    """Tell which facts of a group and period stand in the first file that tells them; `month` is -1 for others."""
    import numpy as np

    from checker.arrays import take_column

    files = take_column(filing, "facts", "file")[place]
    if len(filing.files) <= 1 and (files == files[0]).all():
        return np.ones(len(place), dtype=bool)
    order = {each.name: rank for rank, each in enumerate(filing.files)}
    ranks = np.array([order.get(name, len(order)) for name in files.tolist()], dtype=np.int64)
    starts = facts["start"].astype("datetime64[D]").astype(np.int64)
    return keep_first(groups * 1_000_000 + np.where(month >= 0, month, 12 + starts), ranks, told)


def number_tables(filing: Filing, place: Ints) -> Ints:
    """Give some facts the number of the table they stand in."""
    from checker.arrays import code_column, number_codes

    return number_codes(*(code_column(filing, "facts", name)[place] for name in ("file", "sheet", "block")))


def keep_first(groups: Ints, ranks: Ints, told: Flags) -> Flags:
    """Tell which facts have the lowest rank of those in their group that tell a number."""
    import numpy as np

    _, numbers = np.unique(groups, return_inverse=True)
    lowest = np.full(numbers.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(lowest, numbers[told], ranks[told])
    return ranks <= lowest[numbers]


def choose_levels(groups: Ints, month: Ints, level: Ints, told: Flags, days: Numbers) -> tuple[Ints, Flags]:
    """Give every group its level, and whether it is complete there.

    Twelve months go before parts that fill the year, those before the year's figure, that before
    an incomplete set; a group that tells nothing takes its finest level.
    """
    import numpy as np

    from checker.arrays import SHORTEST_YEAR

    size = groups.max(initial=-1) + 1
    distinct = np.unique((groups * 12 + month)[told & (level == MONTH)])
    months = np.bincount(distinct // 12, minlength=size)
    parts = np.bincount(groups, weights=days * (told & (level == PART)), minlength=size)
    year = np.bincount(groups[told & (level == YEAR)], minlength=size) > 0
    exists = [np.bincount(groups[level == each], minlength=size) > 0 for each in (MONTH, PART)]
    complete = [months == 12, parts >= SHORTEST_YEAR, year]  # months of a year
    chosen = np.select(
        [*complete, months > 0, parts > 0, *exists], [MONTH, PART, YEAR, MONTH, PART, MONTH, PART], YEAR
    )
    return chosen.astype(np.int64), np.logical_or.reduce(complete)


def drop_restated(shared: Ints, has_account: Flags, tables: Ints, told: Flags, level: Ints) -> Flags:
    """Tell which facts stay where a figure is filed by account and also without one.

    `level` is that of each fact's group, incomplete ones after all others. Both stay where they stand in one table on one level; else the finer complete one does.
    """
    import numpy as np

    size = shared.max(initial=-1) + 1
    finest = {}
    for flag in (True, False):
        finest[flag] = np.full(size, 2 * YEAR + 2)
        rows = told & (has_account == flag)
        np.minimum.at(finest[flag], shared[rows], level[rows])
    by_account, without = finest[True], finest[False]
    keys = shared * (tables.max(initial=0) + 1) + tables
    together = (
        np.bincount(shared[told & has_account & np.isin(keys, keys[told & ~has_account])], minlength=size) > 0
    )
    tells = [np.bincount(shared[told & (has_account == flag)], minlength=size) > 0 for flag in (True, False)]
    doubled = tells[0] & tells[1] & ~((by_account == without) & together)
    drop_accounts = doubled & (without < by_account)
    return np.where(has_account, ~drop_accounts[shared], ~(doubled & ~drop_accounts)[shared])
