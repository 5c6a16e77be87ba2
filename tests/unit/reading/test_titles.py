"""A title is read for what its table is about: not for who supplies, who files, or when it was printed."""

from __future__ import annotations

import pytest

from checker.reading.titles import read_title
from checker.workbook import Sheet


def _read(*rows: str | list[str | None]):
    sheet = Sheet("Sheet1", [[row] if isinstance(row, str) else list(row) for row in rows])
    return read_title(sheet, len(rows))


@pytest.mark.parametrize(
    "party",
    [
        "供热单位：华能（济宁）热电有限公司；用热单位：济宁天顺化工机械有限公司",
        "单位：山东煤电有限公司    单位：吨",
        "使用单位：动力车间燃煤锅炉",
        "Supplier: Northern Gas and Power",
    ],
)
def test_the_energy_in_a_name_is_not_what_the_table_is_about(party):
    _, context, _ = _read("外购蒸汽台账（2024年度）", party)

    assert (context.source, context.flow) == ("steam", "purchased")


def test_a_firm_at_the_head_of_a_title_does_not_name_its_energy():
    _, context, _ = _read("安徽天然气有限公司2024年用电量统计表")

    assert context.source == "electricity"


def test_a_saying_that_names_an_energy_is_kept():
    _, context, _ = _read("能源台账", ["能源品种：天然气", "计量单位：万Nm3"])

    assert context.source == "natural_gas"
    assert [unit.name for unit in context.units] == ["万Nm3"]


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        (["光伏电站月报（2024年）", "并网日期：2021-11-18"], 2024),
        (["能源购进、消费与库存", ["2024年1—12月", "有效期至：2025年6月"]], 2024),
        (["2024年度用电台账", "电价执行2023-05文件"], 2024),
        (["Energy report 2024", "Printed: 2025-01-31"], 2024),
        (["Sales 2022 to 2024"], None),
    ],
)
def test_the_year_is_that_of_the_table_not_of_a_date_beside_it(rows, year):
    assert _read(*rows)[2] == year
