"""Statistics of a filing that several rules share: months, usual values, years, profile, documents."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.arrays import (
    LINE,
    SHORTEST_YEAR,
    code_column,
    code_values,
    describe_periods,
    number_codes,
    number_lines,
    take_column,
)

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import pandas as pd

    from checker.arrays import Ints
    from checker.filing import Filing


class Months(NamedTuple):
    """The facts that span one month, in order: their positions, month ordinals and numbers of their lines."""

    place: Ints
    month: Ints
    line: Ints


def order_months(filing: Filing) -> Months:
    """Order the facts that span one month by site, line, month and row."""
    import numpy as np

    periods = describe_periods(filing)
    place = np.flatnonzero(periods.monthly)
    month, line = periods.month[place], number_lines(filing, place)
    order = np.lexsort((filing.facts.index.to_numpy()[place], month, line))
    return Months(place[order], month[order], line[order])


def list_months(filing: Filing) -> pd.DataFrame:
    """Give the facts that span one month, with `month`, ordered by site, line, month and row."""
    import pandas as pd

    known = filing.share("months in order", order_months)
    months = filing.facts.iloc[known.place]
    # a column added to a frame costs more than a new frame: its names are texts of Arrow
    held = {name: months[name] for name in months}
    return pd.DataFrame({**held, "month": known.month}, index=months.index, copy=False)


def usual_month(filing: Filing) -> pd.Series:
    """Give, for every month of `filing.monthly()`, the median of its line's other positive months.

    NaN where the line has no other positive month.
    """
    import numpy as np
    import pandas as pd

    months = filing.monthly()
    lines = filing.share("months in order", order_months).line
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
    place, month, lines = filing.share("months in order", order_months)
    for groups in (lines, number_alike(filing, place)):
        keys = groups * 100_000 + month
        known = pd.Series(months["amount"].to_numpy(), index=keys).dropna()
        known = known[~known.index.duplicated(keep=False)]
        before = known.reindex(keys - 12).to_numpy()
        found = found.fillna(pd.Series(before, index=months.index))
    return found


def number_alike(filing: Filing, place: Ints) -> Ints:
    """Number facts by what they are of, whichever line holds them: site, source, flow, attribute, account."""
    alike = [code_column(filing, "facts", name)[place] for name in ("site", "source", "flow", "attribute")]
    accounts = find_accounts(filing, place)
    return number_codes(*alike, *([] if accounts is None else [code_values(accounts)]))


def find_accounts(filing: Filing, place: Ints) -> np.ndarray[Any, Any] | None:
    """Give the account of the line of each of some facts, "" where it has none; None where no line has any."""
    import numpy as np

    columns = [take_column(filing, "series", name).tolist() for name in ("site", "series", "account")]
    known: dict[tuple[str, int], str] = {}
    for site, series, account in zip(*columns, strict=True):
        if account:
            known.setdefault((site, series), account)
    if not known:
        return None
    sites, lines = (take_column(filing, "facts", name)[place].tolist() for name in ("site", "series"))
    return np.array([known.get(key, "") for key in zip(sites, lines, strict=True)], dtype=object)


def sum_years(filing: Filing) -> pd.DataFrame:
    """Give one row per line and year (as the report year counts them): its columns, year, amount, months, complete, rows.

    Twelve months with a number (or marked not applicable) go before a whole-year figure, that
    before an incomplete set of months. `rows` holds the row ids summed, `months` how many
    months have a number. Periods of other lengths are left out.
    """
    import numpy as np
    import pandas as pd

    days, ordinals, monthly = describe_periods(filing)
    whole = (days >= SHORTEST_YEAR) & (take_column(filing, "facts", "as_filed") != "index")
    rows = np.flatnonzero(monthly | whole)
    monthly, ordinals = monthly[rows], ordinals[rows]
    amounts = take_column(filing, "facts", "amount")[rows]
    told = ~np.isnan(amounts) | (take_column(filing, "facts", "state")[rows] == "not_applicable")
    groups = number_lines(filing, rows, code_values(filing.year_of(ordinals)))
    size = groups.max(initial=-1) + 1
    distinct = np.unique((groups * 12 + ordinals % 12)[told & monthly])
    counts = np.bincount(distinct // 12, minlength=size)
    has_whole = np.bincount(groups[told & ~monthly], minlength=size) > 0
    by_month = (counts == 12) | ~has_whole  # months of a year
    taken = np.flatnonzero(np.where(by_month[groups], monthly, ~monthly))
    taken = taken[np.argsort(groups[taken], kind="stable")]
    firsts = np.unique(groups, return_index=True)[1]
    numbers = amounts[taken]
    sums = np.bincount(groups[taken], weights=np.nan_to_num(numbers), minlength=size)
    filled = np.bincount(groups[taken], weights=~np.isnan(numbers), minlength=size)
    splits = np.searchsorted(groups[taken], np.arange(size + 1)).tolist()
    summed = filing.facts.index.to_numpy()[rows[taken]].tolist()
    years = {name: filing.facts[name].array.take(rows[firsts]) for name in LINE}
    return pd.DataFrame({
        **years, "year": filing.year_of(ordinals[firsts]),
        "amount": np.where(filled > 0, sums, np.where(counts == 12, 0.0, np.nan)),
        "months": counts, "complete": ~by_month | (counts == 12),
        "rows": pd.Series([tuple(summed[begin:end]) for begin, end in pairwise(splits)], dtype="object"),
    })  # fmt: skip


def find_profile(filing: Filing, item: str) -> dict[str, int]:
    """Give by site the position of the first facility row of an item that tells something."""

    def find(own: Filing) -> dict[str, int]:
        names = ("site", "item", "text", "value")
        columns = [take_column(own, "facility", name).tolist() for name in names]
        found: dict[str, int] = {}
        for place, (site, named, text, value) in enumerate(zip(*columns, strict=True)):
            if named == item and (text != "" or value == value):  # noqa: PLR0124  # NaN differs from itself
                found.setdefault(site, place)
        return found

    return filing.share(f"profile {item}", find)


def profile_rows(filing: Filing, item: str) -> pd.Series:
    """Give the row id where a facility item stands, by site: the first row that tells something."""
    import numpy as np
    import pandas as pd

    found = find_profile(filing, item)
    rows = filing.facility.index.to_numpy()[np.array(list(found.values()), dtype=np.int64)]
    return pd.Series(rows, index=pd.Index(list(found), name="site", dtype="str"), name=item)


def profile_number(filing: Filing, item: str) -> pd.Series:
    """Give a number of the facility profile by site; sites that do not tell it are absent."""
    return filing.share(f"profile in numbers: {item}", lambda own: _profile_number(own, item))


def _profile_number(filing: Filing, item: str) -> pd.Series:
    import pandas as pd

    values = take_column(filing, "facility", "value")
    told = {site: values[place] for site, place in find_profile(filing, item).items()}
    told = {site: value for site, value in told.items() if value == value}  # noqa: PLR0124
    index = pd.Index(list(told), name="site", dtype="str")
    return pd.Series(list(told.values()), index=index, name=item, dtype="float64")


def profile_text(filing: Filing, item: str) -> pd.Series:
    """Give a text of the facility profile by site; sites that do not tell it are absent."""
    return filing.share(f"profile in words: {item}", lambda own: _profile_text(own, item))


def _profile_text(filing: Filing, item: str) -> pd.Series:
    import pandas as pd

    texts = take_column(filing, "facility", "text")
    told = {site: texts[place] for site, place in find_profile(filing, item).items() if texts[place]}
    index = pd.Index(list(told), name="site", dtype="str")
    return pd.Series(list(told.values()), index=index, name=item, dtype="str")


def bound_year(year: int | None, first_month: int = 1) -> tuple[dt.datetime, dt.datetime]:
    """Give [start, end) of a year that begins in some month; raises ValueError where the report year is unknown."""
    import datetime as dt

    if year is None:
        message = "the report year is not known"
        raise ValueError(message)
    return dt.datetime(year, first_month, 1), dt.datetime(
        year + 1, first_month, 1
    )  # filed times have no zone


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
