"""Small and split tables: a form of two columns, blocks under captions, years side by side, words that only a row tells."""

from __future__ import annotations

from typing import Any

import pytest

from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _read(tmp_path, rows, name="Data"):
    return read_filing([write_book({name: rows}, tmp_path / "book.xlsx")], [], {})


def _list_lines(filing):
    return list(zip(filing.series["site"], filing.series["source"], filing.series["flow"], strict=True))


def test_a_form_of_items_beside_the_total_for_the_year_is_read_with_its_year_and_site(tmp_path):
    rows: list[list[Any]] = []
    for site, power in (("合肥厂区", 3555.0), ("二厂", 783.7)):
        rows += [
            [f"{site}能源消耗"],
            ["名称", "全年合计", "数据出处"],
            ["外购电力(MWh)", power, "财务账"],
            [],
        ]
    filing = _read(tmp_path, [["报告年度", "2020年"], *rows], "能源数据")

    assert list(zip(filing.facts["site"], filing.facts["quantity"], strict=True)) == [
        ("合肥厂区", 3555.0),
        ("二厂", 783.7),
    ]
    assert {start.year for start in filing.facts["start"]} == {2020}


def test_a_caption_between_the_title_and_the_months_names_the_site(tmp_path):
    rows: list[list[Any]] = [["Energy data 2022"]]
    for site in ("Warehouse 2", "Derby works"):
        rows += [[f"{site} - energy use"], ["No", "Month", "Gas oil (m3)"]]
        rows += [[float(at), month, 1.9] for at, month in enumerate(MONTHS, 1)]
        rows += [[]]
    filing = _read(tmp_path, rows, "Energy")

    assert set(filing.facts["site"]) == {"Warehouse 2", "Derby works"}
    assert len(filing.facts) == 24


def test_two_sites_with_one_energy_each_are_told_by_their_headers(tmp_path):
    rows: list[list[Any]] = [
        ["Month", "Pune plant - Furnace oil (kL)", "Nashik works - Grid electricity (kWh)"]
    ]
    filing = _read(tmp_path, [["Energy 2024"], *rows, *([month, 3.0, 900.0] for month in MONTHS)])

    assert set(filing.facts["site"]) == {"Pune plant", "Nashik works"}


def test_running_totals_beside_two_years_of_months_are_no_plants(tmp_path):
    rows: list[list[Any]] = [
        ["单位：升"],
        ["序号", "年", "月份", "柴油", "柴油"],
        [None, None, None, "当月", "累计"],
    ]
    rows += [[float(n + 1), 2019.0 + n // 12, f"{n % 12 + 1}月", 10.0 + n, 99.0 + n] for n in range(24)]
    filing = _read(tmp_path, rows)

    assert set(filing.facts["as_filed"]) == {"period_use", "cumulative"}
    assert len(filing.facts) == 48


def test_power_bought_and_power_made_add_up_to_the_use_of_power(tmp_path):
    rows: list[list[Any]] = [["单位：kWh  2024年"], ["月份", "用电 外购", "用电 光伏自用", "用电 合计"]]
    filing = _read(tmp_path, [*rows, *([f"{n}月", 60.0, 15.0, 75.0] for n in range(1, 13))])

    assert set(filing.series["flow"]) == {"purchased", "own_use"}
    assert len(filing.totals) == 12


def test_a_column_headed_description_names_the_fuels_of_a_stock_table(tmp_path):
    rows: list[list[Any]] = [["Fuel stocks 2025"], ["Description [gallons]", "Flow", *MONTHS]]
    rows += [
        ["Gasoline", flow, *[9.0] * 12]
        for flow in ("Opening stock", "Purchased", "Consumption", "Closing stock")
    ]
    filing = _read(tmp_path, [*rows, [], ["Page 1 of 2"]])

    assert set(filing.series["source"]) == {"petrol"}
    assert set(filing.series["flow"]) == {"opening_stock", "purchased", "consumed", "closing_stock"}
    assert set(filing.series["unit"]) == {"gal"}


def test_a_bill_of_a_figure_that_looks_like_a_month_stays_a_bill(tmp_path):
    rows: list[list[Any]] = [
        ["Utility bills 2024"],
        ["Emission source", "From", "Period end", "Unit", "Consumption"],
    ]
    rows += [["Natural gas", f"2024-0{n}-01", f"2024-0{n + 1}-01", "Nm3", "190010"] for n in range(1, 5)]
    filing = _read(tmp_path, rows)

    assert list(filing.facts["quantity"]) == [190010.0] * 4


def test_a_bill_of_a_figure_that_looks_like_a_year_stays_a_bill(tmp_path):
    rows: list[list[Any]] = [["2021年缴费账单"], ["抄表周期", "设施", "能源名称", "用量（公斤）", "说明"]]
    rows += [[f"2021-0{n}-01至2021-0{n}-28", "二厂", "乙炔气", "２０２５", "锅炉房"] for n in range(1, 6)]
    filing = _read(tmp_path, rows)

    assert list(filing.facts["quantity"]) == [2025.0] * 5


def test_a_unit_below_the_only_energy_counts_beside_remarks(tmp_path):
    rows: list[list[Any]] = [
        ["2024 energy"],
        ["Period", "Natural gas", "Data source", "Notes"],
        [None, "m³", None, None],
    ]
    filing = _read(tmp_path, [*rows, *([month, 9.0, "Invoices", "estimated"] for month in MONTHS)])

    assert set(filing.series["unit"]) == {"m3"}


@pytest.mark.parametrize(
    ("name", "title", "line"),
    [
        (
            "PV generation",
            "Utility and fuel consumption for 2024 - PV generation",
            ("pv_electricity", "generated"),
        ),
        (
            "Grid electricity",
            "Electricity consumption 2024 - Grid electricity",
            ("grid_electricity", "purchased"),
        ),
        ("Exported electricity", "2024, for internal use only", ("grid_electricity", "exported")),
    ],
)
def test_a_sheet_named_after_one_flow_is_about_that_flow(tmp_path, name, title, line):
    rows: list[list[Any]] = [[title], ["Month", "Power (kWh)" if "Grid" in name else "Quantity (kWh)"]]
    filing = _read(tmp_path, [*rows, *([month, 9.0] for month in MONTHS)], name)

    assert {each[1:] for each in _list_lines(filing)} == {line}


def test_a_unit_said_once_holds_for_the_next_years_table_under_dated_months(tmp_path):
    rows: list[list[Any]] = [["All figures in kWh"]]
    for year in (2022, 2023):
        rows += [[f"FY {year}"], ["Energy", *[f"{year}-{n:02d}" for n in range(1, 13)]]]
        rows += [["Grid electricity", *[9.0] * 12], []]
    filing = _read(tmp_path, rows)

    assert set(filing.series["unit"]) == {"kWh"}
    assert len(filing.facts) == 24


def test_a_total_of_one_figure_beside_a_mark_is_kept_where_units_are_glued(tmp_path):
    rows: list[list[Any]] = [
        ["Energy in March 2024"],
        ["Energy", "Value"],
        ["Electricity purchased", "417341 kWh"],
    ]
    filing = _read(tmp_path, [*rows, ["Solar used on site", "N/A"], ["TOTAL", "417341 kWh"]], "March")

    assert list(filing.totals["quantity"]) == [417341.0]


def test_a_sheet_name_that_was_cut_short_is_read_as_the_title_goes_on(tmp_path):
    name = "Surplus electricity sent to grid"
    rows: list[list[Any]] = [
        [f"Works Ltd - energy data - {name}"],
        ["Company", "Works Ltd"],
        ["Year", 2024.0],
        ["State", "Ohio"],
        ["(kWh)"],
    ]
    filing = _read(
        tmp_path, [*rows, ["Period", "Activity data"], *([month, 9.0] for month in MONTHS)], name[:31]
    )

    assert {each[1:] for each in _list_lines(filing)} == {("grid_electricity", "exported")}


def test_a_unit_explained_in_brackets_of_its_own_is_the_unit(tmp_path):
    rows: list[list[Any]] = [
        ["Energy 2024"],
        ["(MWh (million Watt-hours))"],
        [],
        ["Month", "Imported electricity"],
    ]
    filing = _read(tmp_path, [*rows, *([month, 9.0] for month in MONTHS)])

    assert set(filing.series["unit"]) == {"MWh"}


def test_a_figure_that_looks_like_a_year_is_a_figure_of_its_line(tmp_path):
    rows: list[list[Any]] = [["Energy 2023"], ["(MWh)"], ["Energy type", "Quantity", "Source of data"]]
    rows += [["Mains electricity", "7579", "Meter log"], ["Self-consumed solar power", "1991", "Meter log"]]
    filing = _read(tmp_path, [*rows, ["Electricity export", "237.5", "Meter log"]])

    assert list(filing.facts["quantity"]) == [7579.0, 1991.0, 237.5]


def test_lines_without_figures_right_under_the_header_are_lines(tmp_path):
    rows: list[list[Any]] = [["Monthly energy report, February 2020"], ["Site", "Utility", "Quantity (MWh)"]]
    rows += [
        ["Leeds works", "Electricity", None],
        ["Leeds works", "Natural gas", None],
        ["Leeds works", "Steam", 564.0],
    ]
    filing = _read(tmp_path, [*rows, ["Derby works", "Steam", 17.0]])

    assert list(filing.facts["quantity"].dropna()) == [564.0, 17.0]
