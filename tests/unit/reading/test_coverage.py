"""Coverage says how many figures of the data sheets were read, and where the others stand."""

from __future__ import annotations

import pytest

from checker.cells import write_address
from checker.findings import Coverage
from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = [f"{month}月" for month in range(1, 13)]
POWER = [
    ["2024年用电"],
    ["序号", "项目", "单位", *MONTHS, "合计"],
    [1, "外购电力", "kWh", *range(10, 130, 10), 780],
]


@pytest.fixture
def read(tmp_path):
    return lambda sheets: read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {})


def test_a_table_read_whole_is_covered_whole_and_its_index_is_no_figure(read):
    filing = read({"电力": POWER})

    assert filing.coverage == Coverage(13, 13, 0, 0)
    assert filing.left_out == ()


def test_a_column_that_nobody_understands_is_left_out_by_its_range(read):
    rows = [[*row, extra] for row, extra in zip(POWER[1:], ["Zyx", 55], strict=True)]
    filing = read({"电力": [POWER[0], *rows, [2, "外购电力", "kWh", *range(12), 66, 44]]})
    left = [
        (write_address(*first[2:]), write_address(*last[2:]), why) for first, last, why in filing.left_out
    ]

    assert left == [("Q3", "Q4", "not_understood")]
    assert (filing.coverage.asked, filing.coverage.left_out) == (2, 0)


def test_figures_beside_a_unit_outside_every_table_are_counted(read):
    filing = read({"电力": POWER, "Other": [["Widget rate", 12, "kWh"], ["A note without figures"]]})

    assert filing.coverage.left_out == 1
    assert [(first.sheet, first.row, first.column) for first, _, _ in filing.left_out] == [("Other", 0, 1)]


def test_a_sheet_of_text_is_no_data_sheet(read):
    filing = read({"电力": POWER, "说明": [["填报说明"], ["第1条 请如实填写"], ["版本", "3"]]})

    assert filing.coverage.left_out == 0
    assert filing.coverage.numbers == 13


def test_a_number_stored_as_text_is_a_figure_that_was_read(read):
    filing = read(
        {"电力": [*POWER[:2], [1, "外购电力", "kWh", *[f"'{month}" for month in range(10, 130, 10)], 780]]}
    )

    assert (filing.coverage.numbers, filing.coverage.read) == (13, 13)


def test_a_declared_figure_and_a_factor_count_as_read(read):
    filing = read(
        {
            "电力": POWER,
            "因子": [["项目", "数值", "单位"], ["电网排放因子", 0.5366, "tCO2/MWh"]],
            "排放": [["类别", "tCO2e"], ["净购入电力", 0.4], ["排放总量", 0.4]],
        }
    )

    assert (filing.coverage.numbers, filing.coverage.read) == (16, 16)


def test_numbers_of_things_we_have_no_word_for_are_no_figures(read):
    rows = [["ARB ID", *POWER[1][1:]], [104356, *POWER[2][1:]]]

    assert read({"电力": [POWER[0], *rows]}).coverage == Coverage(13, 13, 0, 0)
