"""Columns of a filing as plain arrays: picking rows of arrays costs a tenth of picking rows of frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from checker.api import take_column

if TYPE_CHECKING:
    import numpy as np

    from checker.api import Filing

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]

MARK = "\x1f"
"""What parts a site's name from the number of its copy, where corrections are tried side by side."""
SAID = ("site", "series", "source", "flow", "attribute", "label", "account", "data_source", "remark")
"""What a line says of itself."""


def take_list(filing: Filing, table: str, column: str) -> list[Any]:
    """Give the same as a list of plain values."""
    return filing.share(f"{table}.{column} listed", lambda own: take_column(own, table, column).tolist())


def find_places(filing: Filing, table: str) -> dict[int, int]:
    """Give the positions of the rows of a table, by row."""

    def find(own: Filing) -> dict[int, int]:
        held = getattr(own, table)
        return {row: place for place, row in enumerate((held() if callable(held) else held).index.tolist())}

    return filing.share(f"{table} places", find)


def pick_values(filing: Filing, table: str, column: str, rows: Iterable[int]) -> list[Any]:
    """Give what a column of a table, or of monthly, yearly or emissions, holds in some rows, as plain values."""
    places, values = find_places(filing, table), take_list(filing, table, column)
    return [values[places[row]] for row in rows]


def pick_value(filing: Filing, table: str, column: str, row: int) -> Any:  # noqa: ANN401  # as the column holds it
    """Give what a column of a table holds in one row."""
    return take_list(filing, table, column)[find_places(filing, table)[row]]


def is_counted(filing: Filing, rows: Iterable[int]) -> bool:
    """Tell whether the tonnes of any of some facts are counted."""
    return any(pick_values(filing, "emissions", "counted", rows))


def is_any(values: np.ndarray[Any, Any], wanted: tuple[str, ...]) -> Flags:
    """Tell which texts are one of a few."""
    import numpy as np

    return np.logical_or.reduce([values == each for each in wanted])


def find_lines(filing: Filing) -> dict[tuple[str, int], int]:
    """Give the positions in `filing.series` of all lines, by site and series."""

    def find(own: Filing) -> dict[tuple[str, int], int]:
        found: dict[tuple[str, int], int] = {}
        keys = zip(take_list(own, "series", "site"), take_list(own, "series", "series"), strict=True)
        for place, key in enumerate(keys):
            found.setdefault(key, place)
        return found

    return filing.share("lines by key", find)


def find_facts(filing: Filing) -> dict[tuple[str, int], list[int]]:
    """Give the positions in `filing.facts` of the facts of each line, by site and series."""

    def find(own: Filing) -> dict[tuple[str, int], list[int]]:
        found: dict[tuple[str, int], list[int]] = {}
        keys = zip(take_list(own, "facts", "site"), take_list(own, "facts", "series"), strict=True)
        for place, key in enumerate(keys):
            found.setdefault(key, []).append(place)
        return found

    return filing.share("facts by line", find)


def read_line(filing: Filing, place: int) -> dict[str, Any]:
    """Give a line's own row of `filing.series` as plain values."""
    return {name: take_list(filing, "series", name)[place] for name in SAID}


def list_labels(filing: Filing, rows: Sequence[int]) -> list[str]:
    """Give what the filer calls the lines of some facts."""
    lines = find_lines(filing)
    labels = take_list(filing, "series", "label")
    keys = zip(*(pick_values(filing, "facts", name, rows) for name in ("site", "series")), strict=True)
    return list(dict.fromkeys(labels[lines[key]] for key in keys))


def date_months(months: Iterable[int]) -> list[dt.date]:
    """Give the first days of months that are counted as 12 x year + month, from January as 0."""
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]
