"""Which facts are the activity that emits: one level of each figure, and its sign in the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from checker.filing import Filing

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]

MONTH, PART, YEAR = 0, 1, 2
"""Levels of a figure, finest first: a month's, another part of the year's, the whole year's."""

ALIASES = {"electricity": "grid_electricity"}
"""Power of unknown technology is taken as grid power, as the guidelines' single power row does."""


USED = [
    "site", "series", "source", "flow", "attribute", "start", "end", "as_filed", "state", "amount", "base_unit",
    "file", "sheet", "block",
]  # fmt: skip
"""Columns of facts that the sum depends on."""


class Activity(NamedTuple):
    """What each fact is to the sum, as arrays in the order of the facts.

    `place` are the positions of the facts of the report year whose source emits, `facts` the
    columns of these that matter; the arrays have their length. `source` counts in `names`,
    `month` from 0. `sign` is +1, -1 or 0; `counted` tells what enters the sum; `unclear`
    what should enter it but cannot be settled; `zero` power that counts at zero unless filed.
    """

    place: Ints
    facts: pd.DataFrame
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
    import pandas as pd

    from checker.accounting.flows import sign_flows
    from checker.accounting.published import list_kinds

    facts = filing.facts
    source, distinct = pd.factorize(facts["source"])
    names = [ALIASES.get(each, each) for each in distinct]
    kinds = np.array([list_kinds().get(each, "") for each in names], dtype=object)
    kind = kinds[source] if names else np.empty(0, dtype=object)
    month, level = place_in_year(facts, year)
    place = np.flatnonzero((level >= 0) & (kind != ""))
    facts = facts[USED].iloc[place]
    source, kind, month, level = source[place], kind[place], month[place], level[place]
    # heat, and power whose technology is not named, may be the site's own
    generic = np.array([each == "electricity" for each in distinct], dtype=bool)[source] | (kind == "heat")
    source = np.unique(names, return_inverse=True)[1][source] if len(distinct) else source
    facts = facts.assign(source=source, generic=generic)
    told = (facts["amount"].notna() | (facts["state"] == "not_applicable")).to_numpy()
    kept = keep_one_level(filing, facts, month, level, told)
    zero = (kind == "clean_power") | ((kind == "power") & (facts["attribute"] == "non_fossil").to_numpy())
    sign, counted, unclear = sign_flows(facts, kind, zero, kept, told)
    return Activity(
        place, facts, kind, source, sorted(set(names)), month, level, sign, counted, unclear, zero
    )


def place_in_year(facts: pd.DataFrame, year: int) -> tuple[Ints, Ints]:
    """Give each fact its month of the year (0 to 11) and its level, -1 where it is not of that year.

    A month's fact belongs to the year most of its days lie in; others must lie wholly inside.
    Meter indices, and cumulative figures but the whole year's, are no figures of a period.
    """
    import datetime as dt

    import numpy as np

    from checker.statistics import SHORTEST_YEAR, count_days, find_months, span_month

    monthly, ordinals = span_month(facts), find_months(facts)
    start, end = facts["start"].to_numpy(), facts["end"].to_numpy()
    first, last = np.datetime64(dt.date(year, 1, 1)), np.datetime64(dt.date(year + 1, 1, 1))
    whole = count_days(facts) >= SHORTEST_YEAR
    as_filed = facts["as_filed"]
    usable = ~((as_filed == "index").to_numpy() | ((as_filed == "cumulative").to_numpy() & ~whole))
    inside = np.where(monthly, ordinals // 12 == year, (start >= first) & (end <= last)) & usable
    level = np.where(monthly, MONTH, np.where(whole, YEAR, PART))
    return ordinals % 12, np.where(inside, level, -1)


def keep_one_level(filing: Filing, facts: pd.DataFrame, month: Ints, level: Ints, told: Flags) -> Flags:
    """Tell which facts state their figure first: on the level chosen, in the first file."""
    import numpy as np

    from checker.statistics import count_days, find_accounts, number_groups

    if facts.empty:
        return np.zeros(0, dtype=bool)
    plain = facts["attribute"].replace("ordinary", "")
    keyed = facts[["site", "source", "flow"]].assign(attribute=plain, account=find_accounts(filing, facts))
    shared = number_groups(keyed, ["site", "source", "flow", "attribute"])
    groups = number_groups(keyed.assign(shared=shared), ["shared", "account"])
    days = np.nan_to_num(count_days(facts))
    kept = np.ones(len(facts), dtype=bool)
    if len(filing.files) > 1 or (facts["file"] != facts["file"].iloc[0]).any():
        order = {each.name: rank for rank, each in enumerate(filing.files)}
        ranks = facts["file"].map(order).fillna(len(order)).to_numpy().astype(np.int64)
        starts = facts["start"].to_numpy().astype("datetime64[D]").astype(np.int64)
        period = np.where(level == MONTH, month, 12 + starts)
        kept &= keep_first((groups * 3 + level) * 1_000_000 + period, ranks, told)
    # ours: the same whole-year figure in two tables of one file is one figure stated twice
    amounts = facts["amount"].to_numpy()
    yearly = (level == YEAR) & told & (np.nan_to_num(amounts) != 0)
    if yearly.any():
        restated = number_groups(facts[["amount"]].assign(group=groups), ["group", "amount"])
        restated = np.where(yearly, restated, -1 - np.arange(len(facts)))
        kept &= keep_first(restated, facts["block"].to_numpy(dtype=np.int64), told)
    chosen, complete = choose_levels(groups, month, level, told & kept, days)
    kept &= level == chosen[groups]
    has_account = (keyed["account"] != "").to_numpy()
    if has_account.any():
        tables = number_groups(facts, ["file", "sheet", "block"])
        finest = (chosen + np.where(complete, 0, YEAR + 1))[groups]
        kept &= drop_restated(shared, has_account, tables, told & kept, finest)
    return kept


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

    from checker.statistics import SHORTEST_YEAR

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
