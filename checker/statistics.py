"""Statistics of a filing that several rules share: months, usual values, years, profile, documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import pandas as pd

    from checker.filing import Filing

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

SHORTEST_MONTH, LONGEST_MONTH = 26, 35
"""Days a period may span to be a month's: ours; bills are read a few days early or late."""

SHORTEST_YEAR = 360
"""Days from which a period is a whole year: ours; a financial year may lack its odd days."""

LINE = ["site", "series", "source", "flow", "attribute"]
"""What tells lines apart; source and flow matter only where a fact has no series."""


def number_groups(frame: pd.DataFrame, columns: list[str]) -> Ints:
    """Give each row the number of its group, counted from 0 in order of first appearance."""
    import numpy as np
    import pandas as pd

    codes = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        of_column, distinct = pd.factorize(frame[column])
        codes, _ = pd.factorize(codes * (len(distinct) + 1) + of_column)
    return codes.astype(np.int64)


def count_days(facts: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the days each fact spans, NaN where a date is missing."""
    import numpy as np

    span = facts["end"].to_numpy() - facts["start"].to_numpy()
    return np.asarray(span / np.timedelta64(1, "D"), dtype=np.float64)


def find_months(facts: pd.DataFrame) -> Ints:
    """Give the month ordinal (year * 12 + month - 1) in which most days of a fact's period lie.

    That is the month its middle lies in, for periods up to 35 days. 0 where a date is missing.
    """
    import numpy as np

    start, end = facts["start"].to_numpy(), facts["end"].to_numpy()
    middle = start + (end - start) // 2
    months = middle.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(np.isnat(middle), 0, months)


def span_month(facts: pd.DataFrame) -> Flags:
    """Tell which facts speak of one month: 26 to 35 days, neither cumulative nor a meter index."""
    days = count_days(facts)
    running = facts["as_filed"].isin(["cumulative", "index"]).to_numpy()
    return (days >= SHORTEST_MONTH) & (days <= LONGEST_MONTH) & ~running


def list_months(filing: Filing) -> pd.DataFrame:
    """Give the facts that span one month, with `month`, ordered by site, line, month and row."""
    import numpy as np

    months = filing.facts.loc[span_month(filing.facts)]
    ordinals = find_months(months)
    lines = number_groups(months, LINE)
    months = months.assign(month=ordinals)
    return months.iloc[np.lexsort((months.index.to_numpy(), ordinals, lines))]


def usual_month(filing: Filing) -> pd.Series:
    """Give, for every month of `filing.monthly()`, the median of its line's other positive months.

    NaN where the line has no other positive month.
    """
    import numpy as np
    import pandas as pd

    months = filing.monthly()
    lines = number_groups(months, LINE)
    amounts = months["amount"].to_numpy()
    positive = amounts > 0
    order = np.lexsort((amounts, ~positive, lines))
    counts = np.bincount(lines[positive], minlength=lines.max(initial=-1) + 1)
    sizes = np.bincount(lines, minlength=len(counts))
    firsts = np.cumsum(sizes) - sizes
    ranks = np.empty(len(months), dtype=np.int64)
    ranks[order] = np.arange(len(months)) - firsts[lines[order]]
    others = counts[lines] - positive
    # the place of a median among the others, moved by one where the month itself stands before it
    sorted_amounts = amounts[order]
    usual = np.zeros(len(months))
    for half in ((others - 1) // 2, others // 2):
        place = half + (positive & (half >= ranks))
        last = max(len(months) - 1, 0)
        usual += sorted_amounts[np.clip(firsts[lines] + place, 0, last)] / 2 if len(months) else 0
    return pd.Series(np.where(others > 0, usual, np.nan), index=months.index, name="usual_month")


def last_year(filing: Filing) -> pd.Series:
    """Give, for every month of `filing.monthly()`, its line's amount twelve months before.

    Where the line itself has none, that of the only line with the same site, source, flow,
    attribute and account (last year's file has lines of its own); else NaN.
    """
    import numpy as np
    import pandas as pd

    months = filing.monthly()
    found = pd.Series(np.nan, index=months.index, name="last_year")
    if months.empty:
        return found
    keyed = months.assign(account=find_accounts(filing, months))
    for columns in (LINE, ["site", "source", "flow", "attribute", "account"]):
        keys = number_groups(keyed, columns) * 100_000 + months["month"].to_numpy()
        known = pd.Series(months["amount"].to_numpy(), index=keys).dropna()
        known = known[~known.index.duplicated(keep=False)]
        before = known.reindex(keys - 12).to_numpy()
        found = found.fillna(pd.Series(before, index=months.index))
    return found


def find_accounts(filing: Filing, facts: pd.DataFrame) -> pd.Series:
    """Give the account of each fact's series, "" where it has none."""
    import pandas as pd

    lines = filing.series.loc[(filing.series["account"] != "").to_numpy(), ["site", "series", "account"]]
    lines = lines.drop_duplicates(["site", "series"])
    accounts = pd.Series("", index=facts.index, dtype="str")
    if lines.empty or facts.empty:
        return accounts
    keys = number_groups(
        pd.concat([lines[["site", "series"]], facts[["site", "series"]]]), ["site", "series"]
    )
    # lines come first, so the n-th line has number n and facts of other series have higher ones
    places = keys[len(lines) :]
    known = places < len(lines)
    accounts[known] = lines["account"].to_numpy()[places[known]]
    return accounts


def sum_years(filing: Filing) -> pd.DataFrame:
    """Give one row per line and calendar year: its columns, year, amount, months, complete, rows.

    Twelve months with a number (or marked not applicable) go before a whole-year figure, that
    before an incomplete set of months. `rows` holds the row ids summed, `months` how many
    months have a number. Periods of other lengths are left out.
    """
    import numpy as np
    import pandas as pd

    facts = filing.facts
    whole = (count_days(facts) >= SHORTEST_YEAR) & (facts["as_filed"] != "index").to_numpy()
    monthly = span_month(facts)
    facts = facts.loc[monthly | whole]
    monthly = monthly[monthly | whole]
    ordinals = find_months(facts)
    told = (facts["amount"].notna() | (facts["state"] == "not_applicable")).to_numpy()
    keyed = facts[LINE].assign(year=ordinals // 12)
    groups = number_groups(keyed, [*LINE, "year"])
    size = groups.max(initial=-1) + 1
    distinct = np.unique((groups * 12 + ordinals % 12)[told & monthly])
    counts = np.bincount(distinct // 12, minlength=size)
    has_whole = np.bincount(groups[told & ~monthly], minlength=size) > 0
    by_month = (counts == 12) | ~has_whole  # months of a year
    taken = np.flatnonzero(np.where(by_month[groups], monthly, ~monthly))
    taken = taken[np.argsort(groups[taken], kind="stable")]
    years = keyed.iloc[np.unique(groups, return_index=True)[1]].reset_index(drop=True)
    amounts = facts["amount"].to_numpy()[taken]
    sums = np.bincount(groups[taken], weights=np.nan_to_num(amounts), minlength=size)
    numbers = np.bincount(groups[taken], weights=~np.isnan(amounts), minlength=size)
    splits = np.searchsorted(groups[taken], np.arange(1, size))
    rows = np.split(facts.index.to_numpy()[taken], splits) if size else []
    years["amount"] = np.where(numbers > 0, sums, np.where(counts == 12, 0.0, np.nan))
    years["months"] = counts
    years["complete"] = ~by_month | (counts == 12)
    years["rows"] = pd.Series([tuple(each.tolist()) for each in rows], dtype="object")
    return years


def profile_rows(filing: Filing, item: str) -> pd.Series:
    """Give the row id where a facility item stands, by site: the first row that tells something."""
    import pandas as pd

    known = filing.facility.loc[filing.facility["item"] == item]
    told = known.loc[(known["text"] != "") | known["value"].notna()]
    told = told.loc[~told["site"].duplicated()]
    return pd.Series(told.index.to_numpy(), index=pd.Index(told["site"], name="site"), name=item)


def profile_number(filing: Filing, item: str) -> pd.Series:
    """Give a number of the facility profile by site; sites that do not tell it are absent."""
    return take_profile(filing, item, "value")


def profile_text(filing: Filing, item: str) -> pd.Series:
    """Give a text of the facility profile by site; sites that do not tell it are absent."""
    return take_profile(filing, item, "text")


def take_profile(filing: Filing, item: str, column: str) -> pd.Series:
    """Give a column of the facility rows of an item, by site."""
    rows = profile_rows(filing, item)
    taken = filing.facility.loc[rows.to_numpy(), column]
    taken.index = rows.index
    taken = taken.rename(item)
    return taken.dropna() if column == "value" else taken.loc[taken != ""]


def bound_year(year: int | None) -> tuple[dt.datetime, dt.datetime]:
    """Give [start, end) of a calendar year; raises ValueError where the report year is unknown."""
    import datetime as dt

    if year is None:
        message = "the report year is not known"
        raise ValueError(message)
    return dt.datetime(year, 1, 1), dt.datetime(year + 1, 1, 1)  # filed times have no zone


def match_documents(filing: Filing, series: int, site: str) -> pd.DataFrame:
    """Give the documents that cover a series: those naming it, else its account, else its kind.

    A document that names a series covers that one alone. One whose account or meter a series of
    the site has covers the series of that account. Any other covers the series of its site,
    source and flow where that is the only one; source or flow left open matches any.
    """
    documents = filing.documents.loc[filing.documents["site"] == site]
    lines = filing.series.loc[filing.series["site"] == site]
    own = lines.loc[lines["series"] == series]
    if documents.empty or own.empty:
        return documents.iloc[:0]
    line = own.iloc[0]
    free = documents["series"] == -1
    known = documents["account"].isin(set(lines["account"]) - {""})
    covers = documents["series"] == series
    covers |= free & known & (documents["account"] == line["account"])
    for source, flow in sorted(set(zip(documents["source"], documents["flow"], strict=True))):
        like = lines.loc[lines["source"] == source] if source else lines
        like = like.loc[like["flow"] == flow] if flow else like
        if set(like["series"]) == {series}:
            covers |= free & ~known & (documents["source"] == source) & (documents["flow"] == flow)
    return documents.loc[covers]
