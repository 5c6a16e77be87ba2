"""Frames of the canonical tables, made from plain records."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from checker.schemas.columns import FLAG, NUMBER, TABLES, TEXT, TIME, WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

MISSING: dict[str, Any] = {TEXT: "", NUMBER: float("nan"), WHOLE: -1, TIME: None, FLAG: False}
"""What stands for a missing value of each column type."""

FIRST = {"ordinal": 0}
"""Columns whose missing value differs: a line with no like is the first of its kind."""


def make_table(name: str, records: Sequence[Mapping[str, Any]], first_row: int = 0) -> pd.DataFrame:
    """Make a frame with exactly the columns and types of a canonical table.

    `records` are mappings by column name; an absent or None value becomes the missing value of
    its column. The index `row` is each record's "row", else `first_row` plus its position.
    Times may be dates, datetimes or ISO text without a zone. Raises KeyError for an unknown
    table, ValueError for a key that is no column of it or two records with one row id.
    """
    import numpy as np
    import pandas as pd

    columns = TABLES[name]
    unknown = set().union(*records) - {*columns, "row"}
    if unknown:
        message = f"table {name!r} has no column {', '.join(sorted(unknown))}"
        raise ValueError(message)
    rows = np.array(
        [record.get("row", first_row + place) for place, record in enumerate(records)], dtype=np.int64
    )
    index = pd.Index(rows, name="row")
    if not index.is_unique:
        message = f"table {name!r}: row id {index[index.duplicated()][0]} is given twice"
        raise ValueError(message)
    if not records:
        return _make_empty(name).copy(deep=False)
    listed = {column: _list_values(column, kind, records) for column, kind in columns.items()}
    texts = iter(make_texts([listed[column] for column, kind in columns.items() if kind == TEXT]))
    filled = {
        column: next(texts)
        if kind == TEXT
        else make_times(listed[column])
        if kind == TIME
        else np.array(listed[column], dtype=kind)
        for column, kind in columns.items()
    }
    return pd.DataFrame(filled, index=index, copy=False)


@lru_cache(maxsize=len(TABLES))
def _make_empty(name: str) -> pd.DataFrame:
    """Make a table without rows, once: most filings leave half of the tables empty."""
    import numpy as np
    import pandas as pd

    none = np.array([], dtype=np.int64)
    columns = {
        column: pd.array([], dtype="str")
        if kind == TEXT
        else make_times([])
        if kind == TIME
        else np.array([], dtype=kind)
        for column, kind in TABLES[name].items()
    }
    return pd.DataFrame(columns, index=pd.Index(none, name="row"), copy=False)


def _list_values(column: str, kind: str, records: Sequence[Mapping[str, Any]]) -> list[Any]:
    """List the values of one column, None and absent keys filled."""
    missing = FIRST.get(column, MISSING[kind])
    found = [record.get(column, missing) for record in records]
    if missing is None or None not in found:
        return found
    return [missing if value is None else value for value in found]


def make_texts(columns: Sequence[Sequence[str]]) -> list[Any]:
    """Give columns of texts, all as long, as pandas arrays: parts of one, since each made alone costs as much."""
    import pandas as pd

    whole = pd.array(list(chain.from_iterable(columns)), dtype="str")
    size = len(columns[0]) if columns else 0
    return [whole[at * size : (at + 1) * size] for at in range(len(columns))]


def make_times(values: Sequence[Any]) -> Any:  # noqa: ANN401  # pandas array
    """Give dates, datetimes and ISO texts as times without a zone, None and NaT as missing."""
    import numpy as np
    import pandas as pd

    # a filing repeats few distinct dates thousands of times: each is converted once
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    distinct = [None if value is pd.NaT else value for value in places]
    return pd.array(np.array(distinct, dtype=TIME)[codes])
