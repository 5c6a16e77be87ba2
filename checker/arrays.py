"""Columns of a filing as plain arrays, taken from its frames once, and groups and periods told from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from checker.filing import Filing

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]

SHORTEST_MONTH, LONGEST_MONTH = 26, 35
"""Days a period may span to be a month's: ours; bills are read a few days early or late."""

SHORTEST_YEAR = 360
"""Days from which a period is a whole year: ours; a financial year may lack its odd days."""

LINE = ["site", "series", "source", "flow", "attribute"]
"""What tells lines apart; source and flow matter only where a fact has no series."""

LARGEST_CODE = 2**62
"""Above this, codes of several columns multiplied might not fit an int64."""


EPOCH = 1970
"""The year from which numpy counts."""


class Periods(NamedTuple):
    """What the periods of facts are, row by row: days they span, month ordinal, whether they are a month's."""

    days: Numbers
    month: Ints
    monthly: Flags


def take_column(filing: Filing, table: str, column: str) -> np.ndarray[Any, Any]:
    """Give a column of a table, or of monthly, yearly or emissions, as an array, text as objects; taken once.

    Texts that are alike are one object: they take little room, and compare fast.
    """

    def take(own: Filing) -> np.ndarray[Any, Any]:
        if table == "monthly" and column in own.facts:
            return take_column(own, "facts", column)[place_months(own)]
        values = get_column(own, table, column)
        return share_texts(values) if values.dtype == "str" else values.to_numpy()

    return filing.share(f"{table}.{column}", take)


def place_months(filing: Filing) -> Ints:
    """Give the positions in `filing.facts` of the rows of `filing.monthly()`."""
    from checker.statistics import order_months

    return filing.share("months in order", order_months).place


def get_column(filing: Filing, table: str, column: str) -> pd.Series:
    """Give a column of a table, or of monthly, yearly or emissions, as it stands."""
    held = getattr(filing, table)
    values: pd.Series = (held() if callable(held) else held)[column]
    return values


def share_texts(values: pd.Series) -> np.ndarray[Any, Any]:
    """Give texts as an array of objects, one for all that are alike."""
    codes, texts = code_texts(values)
    return texts[codes]


def code_texts(values: pd.Series) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Give each text its number, counted from 0 in order of first appearance, and the texts by number."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    stored = pa.array(values.array)
    held = stored.combine_chunks() if isinstance(stored, pa.ChunkedArray) else stored
    if held.null_count:
        codes, texts = pd.factorize(values, use_na_sentinel=False)
        return codes.astype(np.int64, copy=False), texts.to_numpy(dtype=object)
    coded = held.dictionary_encode()
    return coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_numpy(zero_copy_only=False)


def code_column(filing: Filing, table: str, column: str) -> Ints:
    """Give each row of a table, or of monthly, yearly or emissions, the number of its value in a column, from 0 on."""

    def code(own: Filing) -> Ints:
        if table == "monthly" and column in own.facts:
            return code_column(own, "facts", column)[place_months(own)]
        values = get_column(own, table, column)
        return code_texts(values)[0] if values.dtype == "str" else code_values(values.to_numpy())

    return filing.share(f"{table}.{column} coded", code)


def code_values(values: np.ndarray[Any, Any]) -> Ints:
    """Give each value its number, counted from 0 in order of first appearance; -1 for NaN."""
    import numpy as np
    import pandas as pd

    return pd.factorize(values)[0].astype(np.int64, copy=False)


def number_codes(*columns: Ints) -> Ints:
    """Give each row the number of its group, told by codes, counted from 0 in order of first appearance."""
    import numpy as np

    codes, size = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        distinct = int(column.max(initial=-1)) + 2
        if size * distinct > LARGEST_CODE:
            codes = code_values(codes)
            size = int(codes.max(initial=-1)) + 1
        codes, size = codes * distinct + column, size * distinct
    return code_values(codes)


def number_lines(filing: Filing, rows: Ints, *more: Ints) -> Ints:
    """Give each of some facts the number of its line, told apart by `more` codes of these facts too."""
    return number_codes(*(code_column(filing, "facts", name)[rows] for name in LINE), *more)


def number_years(filing: Filing, table: str) -> Ints:
    """Give the years in which the rows of a table begin, as the report year counts years; NaT lies before all of them."""
    import numpy as np

    starts = take_column(filing, table, "start")
    return filing.year_of(starts.astype("datetime64[M]").astype(np.int64) + EPOCH * 12)


def describe_periods(filing: Filing) -> Periods:
    """Describe the periods of all facts, once.

    A fact speaks of the month in which its middle, so most of its days, lies (year * 12 + month - 1,
    0 where a date is missing). It is a month's where it spans 26 to 35 days and is neither
    cumulative nor a meter index.
    """
    return filing.share("periods", _describe_periods)


def _describe_periods(filing: Filing) -> Periods:
    import numpy as np

    start, end = take_column(filing, "facts", "start"), take_column(filing, "facts", "end")
    span = end - start
    days = span / np.timedelta64(1, "D")
    middle = start + span // 2
    months = middle.astype("datetime64[M]").astype(np.int64) + EPOCH * 12
    as_filed = take_column(filing, "facts", "as_filed")
    running = (as_filed == "cumulative") | (as_filed == "index")
    monthly = (days >= SHORTEST_MONTH) & (days <= LONGEST_MONTH) & ~running
    return Periods(days, np.where(np.isnat(middle), 0, months), monthly)
