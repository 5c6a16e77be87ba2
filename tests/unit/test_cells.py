"""Cells are written as Excel writes them, and a list of ranges covers exactly the cells given."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.cells import (
    CellRef,
    join_blocks,
    name_column,
    number_column,
    write_address,
    write_cell,
    write_cells,
    write_range,
)

MAIN = "plant.xlsx"
ADDRESS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\Z")
PLACES = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40)


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_a_column_has_excels_letters_both_ways(column, letters):
    assert name_column(column) == letters
    assert number_column(letters) == column
    assert number_column(letters.lower()) == column


def test_one_cell_is_an_address_and_a_block_a_range():
    assert write_address(4, 2) == "C5"
    assert write_range(4, 2, 4, 2) == "C5"
    assert write_range(4, 2, 5, 13) == "C5:N6"


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("Electricity", "Electricity!A1"),
        ("电力", "电力!A1"),
        ("表B.8", "表B.8!A1"),
        ("My Sheet", "'My Sheet'!A1"),
        ("2024", "'2024'!A1"),
        ("Bob's", "'Bob''s'!A1"),
        ("Q1", "'Q1'!A1"),
        ("R1C1", "'R1C1'!A1"),
        ("RC", "'RC'!A1"),
        ("C", "'C'!A1"),
    ],
)
def test_a_sheet_name_is_quoted_where_excel_would_quote_it(sheet, written):
    assert write_cell(CellRef(MAIN, sheet, 0, 0), MAIN) == written


def test_a_cell_of_another_file_carries_its_name():
    assert write_cell(CellRef("last.xlsx", "Sheet", 4, 2), MAIN) == "[last.xlsx]Sheet!C5"
    assert write_cell(CellRef("last.xlsx", "My Sheet", 4, 2), MAIN) == "'[last.xlsx]My Sheet'!C5"


def test_adjacent_cells_are_one_range_whatever_their_order():
    row = [CellRef(MAIN, "Power", 4, column) for column in range(2, 14)]

    assert write_cells(reversed(row), MAIN) == ["Power!C5:N5"]


def test_ranges_keep_the_order_of_sheets_and_stop_at_the_most():
    cells = [CellRef(MAIN, sheet, row * 2, 0) for sheet in ("B", "A") for row in range(20)]

    assert write_cells(cells, MAIN, most=3) == ["B!A1", "B!A3", "B!A5"]
    assert len(write_cells(cells, MAIN)) == 24


@given(PLACES)
@settings(max_examples=100, deadline=None)
def test_blocks_cover_exactly_the_places_and_none_twice(places):
    covered = Counter(
        (row, column)
        for top, left, bottom, right in join_blocks(places)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    )

    assert set(covered) == places
    assert set(covered.values()) <= {1}


@given(st.dictionaries(st.sampled_from(["Power", "用电"]), PLACES, max_size=2))
@settings(max_examples=100, deadline=None)
def test_written_ranges_cover_exactly_the_cells_given(sheets):
    cells = [CellRef(MAIN, sheet, row, column) for sheet, places in sheets.items() for row, column in places]

    assert sorted(_read_cells(write_cells(cells, MAIN, most=1000))) == sorted(
        (cell.sheet, cell.row, cell.column) for cell in cells
    )


def _read_cells(ranges: list[str]) -> list[tuple[str, int, int]]:
    read = []
    for text in ranges:
        sheet, _, area = text.rpartition("!")
        parts = ADDRESS.match(area)
        assert parts, text
        left, top, right, bottom = parts[1], int(parts[2]), parts[3] or parts[1], int(parts[4] or parts[2])
        read += [
            (sheet, row - 1, column)
            for row in range(top, bottom + 1)
            for column in range(number_column(left), number_column(right) + 1)
        ]
    return read
