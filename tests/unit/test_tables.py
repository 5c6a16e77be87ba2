"""Canonical frames made from plain records."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from checker.schemas.columns import TABLES
from checker.tables import make_table


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_has_its_declared_columns_and_types_with_rows_and_without(name: str) -> None:
    """An empty table and one with an empty record have the same shape."""
    empty: tuple[list[dict[str, object]], ...] = ([], [{}])
    for records in empty:
        frame = make_table(name, records)

        assert {column: str(kind) for column, kind in frame.dtypes.items()} == TABLES[name]
        assert frame.index.name == "row"


def test_what_a_record_leaves_out_or_gives_as_none_is_missing() -> None:
    """Missing text is empty, numbers NaN, ids -1, times NaT."""
    row = make_table("facts", [{"source": None, "quantity": None, "start": None}]).iloc[0]

    assert (row["source"], row["series"], row["at_row"], row["estimated"]) == ("", -1, -1, False)
    assert pd.isna(row["quantity"])
    assert pd.isna(row["start"])


def test_dates_datetimes_and_iso_texts_are_the_same_time() -> None:
    """The reader may hand over any of them."""
    given = [dt.date(2024, 3, 1), dt.datetime(2024, 3, 1), "2024-03-01", pd.Timestamp(2024, 3, 1), pd.NaT]
    start = make_table("facts", [{"start": each} for each in given])["start"]

    assert list(start[:4]) == [pd.Timestamp(2024, 3, 1)] * 4
    assert pd.isna(start[4])


def test_rows_are_numbered_on_from_the_first_unless_a_record_has_its_own() -> None:
    """Row ids are the reader's business where it gives them."""
    assert list(make_table("covers", [{}, {"row": 40}, {}], first_row=7).index) == [7, 40, 9]


def test_an_unknown_column_or_a_row_id_given_twice_is_refused() -> None:
    """A typo in a reader shows at once, not as a silent gap."""
    with pytest.raises(ValueError, match="no column amuont"):
        make_table("facts", [{"amuont": 1.0}])
    with pytest.raises(ValueError, match="row id 3 is given twice"):
        make_table("facts", [{"row": 3}, {"row": 3}])
