"""Frames of the canonical tables, made from plain records."""

from __future__ import annotations

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
    filled = {column: make_column(column, kind, records) for column, kind in columns.items()}
    return pd.DataFrame(filled, index=index, copy=False)


def make_column(column: str, kind: str, records: Sequence[Mapping[str, Any]]) -> Any:  # noqa: ANN401  # numpy or pandas array
    """Give the values of one column, of the type `kind`, None and absent keys filled."""
    import numpy as np
    import pandas as pd

    missing = FIRST.get(column, MISSING[kind])
    found = [record.get(column) for record in records]
    values = found if missing is None else [missing if value is None else value for value in found]
    if kind == TEXT:
        return pd.array(values, dtype="str")
    if kind == TIME:
        return make_times(values)
    return np.array(values, dtype=kind)


def make_times(values: Sequence[Any]) -> Any:  # noqa: ANN401  # pandas array
    """Give dates, datetimes and ISO texts as times without a zone, None and NaT as missing."""
    import numpy as np
    import pandas as pd

    # a filing repeats few distinct dates thousands of times: each is converted once
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    distinct = [None if value is pd.NaT else value for value in places]
    return pd.array(np.array(distinct, dtype=TIME)[codes])
