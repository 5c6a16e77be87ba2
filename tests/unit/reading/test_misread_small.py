"""Small workbooks that were once misread: what is counted twice, not at all, or as what it is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from checker.reading.numbers import parse_number
from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
CHINESE = [f"{number}月" for number in range(1, 13)]
GERMAN = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@pytest.fixture
def read(tmp_path):
    return lambda rows, answers=None: read_filing(
        [write_book({"Data": rows} if isinstance(rows, list) else rows, tmp_path / "book.xlsx")],
        [],
        answers or {},
    )


def _down(title: str, headers: list[str], *figures: float, months: list[str] = MONTHS) -> list[list[Any]]:
    """Months down, each column growing from its figure."""
    return [
        [title],
        headers,
        *([month, *(each * (10 + at) for each in figures)] for at, month in enumerate(months)),
    ]


def _across(title: str, *lines: list[Any], months: list[str] = MONTHS) -> list[list[Any]]:
    """Months across, each line of twelve equal figures."""
    return [
        [title],
        ["Item", "Unit", *months],
        *([name, unit, *[figure] * 12] for name, unit, figure in lines),
    ]


def _list_lines(filing):
    return list(zip(filing.series["source"], filing.series["flow"], strict=True))


def _asked(filing, code):
    return next(each for each in filing.questions if each.code == code)


def _codes(filing):
    return {each.code for each in filing.questions}


# ---------------------------------------------------------------- copies and other units


def _plants(year: int, factor: float = 1.0) -> list[list[Any]]:
    rows: list[list[Any]] = [[f"Power plants {year}"], ["Plant", "Coal consumed (t)", "Net generation (MWh)"]]
    return [
        *rows,
        *([f"Plant {at}", 1000.0 + 7 * at * factor, 2000.0 + 13 * at * factor] for at in range(12)),
    ]


def test_sheets_of_two_years_that_hardly_differ_are_no_copies(read):
    both = read({"2023": _plants(2023), "2024": _plants(2024, 1.001)})

    assert {start.year for start in both.facts["start"]} == {2023, 2024}


def test_a_sheet_that_states_again_the_same_year_is_a_copy(read):
    once, twice = read({"2024": _plants(2024)}), read({"2024": _plants(2024), "Again": _plants(2024, 1.001)})

    assert len(once.facts) == len(twice.facts)


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [("Electricity (kWh)", "Electricity (MWh)", 0.001), ("Steam (GJ)", "Steam (MWh)", 1 / 3.6), ("Natural gas (m3)", "Natural gas (kWh)", 10.55)],
)  # fmt: skip
def test_the_same_energy_in_two_units_is_counted_once(read, one, other, factor):
    filing = read(_down("Energy 2024", ["Month", one, other], 100.0, 100.0 * factor))

    assert list(filing.series["label"]) == [one]
    assert filing.coverage.left_out == 0


def test_a_month_that_differs_in_the_other_unit_is_kept_to_be_told(read):
    rows = _down("Energy 2024", ["Month", "Electricity (kWh)", "Electricity (MWh)"], 100.0, 0.1)
    rows[4][2] = 2.1
    filing = read(rows)

    assert list(filing.totals["quantity"]) == [2.1]


def test_litres_and_kilograms_of_one_fuel_are_left_to_the_rule_on_doubled_fuels(read):
    filing = read(_across("2024", ["Diesel", "L", 100.0], ["Diesel", "kg", 84.0]))

    assert len(filing.series) == 2


# ---------------------------------------------------------------- plans, readings, gensets


@pytest.mark.parametrize(
    "rows",
    [
        _down("2024 energy", ["Month", "Electricity plan (kWh)", "Electricity actual (kWh)"], 100.0, 99.0),
        _down("2024年用电量 (kWh)", ["月份", "计划", "实际"], 100.0, 99.0, months=CHINESE),
        _down("ऊर्जा 2024", ["माह", "बिजली लक्ष्य (kWh)", "बिजली वास्तविक (kWh)"], 100.0, 99.0),
        _across("2024", ["计划用电量", "kWh", 100.0], ["实际用电量", "kWh", 99.0]),
        _across("2024", ["Electricity budget", "kWh", 100.0], ["Electricity forecast", "kWh", 100.0], ["Electricity", "kWh", 99.0]),
        [["Energy 2024"], ["Item", "Unit", "Budget", "Actual"], ["Electricity purchased", "kWh", 100.0, 99.0]],
        [["2024"], ["月份", "用电量（kWh）", None], [None, "计划", "实际"], *([month, 100.0, 99.0] for month in CHINESE)],
    ],
)  # fmt: skip
def test_planned_figures_are_no_activity(read, rows):
    filing = read(rows)

    assert len(filing.series) == 1
    assert set(filing.facts["quantity"] % 99) == {0.0}


@pytest.mark.parametrize("header", ["Electricity meter reading (kWh)", "电表示数（kWh）", "表底示数（kWh）"])
def test_meter_readings_are_asked_about_and_not_counted(read, header):
    rows: list[list[Any]] = [
        ["2024"],
        ["Month", header],
        *([month, 1000.0 + 100 * at] for at, month in enumerate(MONTHS)),
    ]
    filing = read(rows)

    assert set(filing.facts["as_filed"]) == {"index"}
    assert _asked(filing, "meter_readings").numbers == 12
    assert (filing.coverage.read, filing.coverage.asked) == (0, 12)


def test_readings_that_fall_are_use(read):
    use = [5.0, 3.0, 4.0, 2.0, 6.0, 5.0, 3.0, 4.0, 5.0, 3.0, 2.0, 4.0]
    rows: list[list[Any]] = [
        ["2024"],
        ["Month", "Meter readings, electricity (kWh)"],
        *map(list, zip(MONTHS, use, strict=True)),
    ]
    filing = read(rows)

    assert set(filing.facts["as_filed"]) == {"period_use"}
    assert "meter_readings" not in _codes(filing)


def test_readings_beside_the_use_are_passed_over(read):
    rows: list[list[Any]] = [["2024"], ["Month", "Opening reading", "Closing reading", "Electricity (kWh)"]]
    filing = read(
        [*rows, *([month, 1000.0 + 100 * at, 1100.0 + 100 * at, 100.0] for at, month in enumerate(MONTHS))]
    )

    assert set(filing.facts["quantity"]) == {100.0}


def test_power_of_a_genset_is_generated_and_its_diesel_stays_diesel(read):
    headers = ["Month", "EB kWh", "DG kWh", "Diesel for genset (L)", "Diesel generator (kWh)"]
    filing = read(_down("Energy 2024", headers, 100.0, 9.0, 3.0, 8.0))

    assert _list_lines(filing) == [
        ("grid_electricity", "purchased"), ("electricity", "generated"), ("diesel", "consumed"), ("electricity", "generated"),
    ]  # fmt: skip


# ---------------------------------------------------------------- numbers and units


def test_a_thousands_point_is_told_by_the_other_figures_of_its_column(read):
    texts = ["41.000", "20.500,0", "30.100", *["28.000,5"] * 9]
    filing = read([["2024"], ["Month", "Electricity (kWh)"], *map(list, zip(MONTHS, texts, strict=True))])

    assert list(filing.facts["quantity"])[:4] == [41000.0, 20500.0, 30100.0, 28000.5]


def test_a_thousands_point_is_told_by_the_other_figures_of_its_row(read):
    rows: list[list[Any]] = [
        ["2024"],
        ["Item", "Unit", *MONTHS],
        ["Strom", "kWh", "41.000", *["20.500,5"] * 11],
    ]

    assert read(rows).facts["quantity"].iloc[0] == 41000.0


def test_a_point_that_nothing_tells_is_asked_about_and_answered(read):
    rows: list[list[Any]] = [
        ["2024"],
        ["Month", "Electricity (kWh)"],
        *([month, "'41.000"] for month in MONTHS),
    ]

    assert [each.value for each in _asked(read(rows), "decimal_mark").candidates] == ["point", "comma"]
    assert set(read(rows, {"decimal_mark": "comma"}).facts["quantity"]) == {41000.0}


@pytest.mark.parametrize(
    ("text", "number"), [("(1,200)", -1200.0), ("1200-", -1200.0), ("(12.5)", -12.5), ("(3)", None), ("1.234.567", 1234567.0)]
)  # fmt: skip
def test_negative_figures_are_read_as_accountants_write_them(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("title", "unit", "other"),
    [("Energy use 2024 ('000)", "kWh", "MWh"), ("2024年能耗（单位：万千瓦时）", "千瓦时", "万kWh"), ("Energy 2024 (figures in lakh)", "kWh", "lakh kWh")],
)  # fmt: skip
def test_a_title_that_multiplies_the_unit_column_is_asked_about(read, title, unit, other):
    question = _asked(read(_across(title, ["Electricity", unit, 10.0])), "unit_rival")

    assert [each.reading for each in question.candidates] == [unit, other]
    assert question.numbers == 12


def test_a_header_in_mwh_over_a_unit_column_in_kwh_is_asked_about(read):
    rows: list[list[Any]] = [
        ["2024"],
        ["Item", "Unit", "Consumption (MWh)"],
        ["Electricity purchased", "kWh", 900.0],
    ]

    assert _asked(read(rows), "unit_rival").values["other"] == "MWh"


def test_therms_are_gas_where_they_are_called_power_and_a_doubt_where_electricity(read):
    rows = _down(
        "2024",
        ["Month", "Utility consumption (therms)", "Power usage (therms)", "Electricity (therms)"],
        1.0,
        2.0,
        3.0,
    )
    filing = read(rows)

    assert list(filing.series["source"]) == ["natural_gas", "natural_gas", "grid_electricity"]
    assert list(filing.series["base_unit"]) == ["GJ", "GJ", ""]
    assert "unit_missing" in _codes(filing)


@pytest.mark.parametrize(
    ("fuel", "unit", "header", "figure", "amount"),
    [
        ("Natural gas", "m3", "NCV (kWh/m3)", 10.0, 360.0),
        ("Coal", "t", "NCV (kcal/kg)", 5000.0, 20.934),
        ("Coal", "t", "NCV (MJ/kg)", 20.0, 20.0),
        ("Coal", "t", "NCV (Btu/lb)", 10000.0, 23.26),
        ("Coal", "t", "NCV (GJ/t)", 20.0, 20.0),
    ],
)
def test_a_calorific_value_is_brought_to_the_unit_of_the_parameter(read, fuel, unit, header, figure, amount):
    filing = read([["2024"], ["Fuel", "Unit", "Quantity", header], [fuel, unit, 1000.0, figure]])

    assert list(filing.parameters["amount"]) == pytest.approx([amount])


def test_tons_of_an_indian_site_are_tonnes_beside_barrels(read):
    rows: list[list[Any]] = [["State", "Maharashtra"], ["Year", 2024.0], []]
    filing = read([*rows, *_across("Fuel", ["Coal", "tons", 9.0], ["Furnace oil", "barrels", 2.0])])

    assert filing.series["scale"].iloc[0] == 1000.0


# ---------------------------------------------------------------- words


def test_german_power_is_bought_fed_in_and_used_by_the_site(read):
    headers = ["Monat", "Netzbezug (kWh)", "Einspeisung (kWh)", "Eigenverbrauch PV (kWh)"]
    filing = read(_down("Energie 2024", headers, 100.0, 10.0, 20.0, months=GERMAN))

    assert _list_lines(filing) == [
        ("grid_electricity", "purchased"), ("grid_electricity", "exported"), ("pv_electricity", "own_use"),
    ]  # fmt: skip
    assert len(filing.facts) == 36


def test_what_gas_and_power_cost_is_no_energy(read):
    rows = _down(
        "2024年",
        ["月份", "用电量（kWh）", "电费", "燃气费", "天然气（m3）"],
        100.0,
        70.0,
        50.0,
        20.0,
        months=CHINESE,
    )
    filing = read(rows)

    assert list(filing.series["label"]) == ["用电量（kWh）", "天然气（m3）"]


def test_tariff_bands_without_a_word_of_power_are_parts_of_the_total_beside_them(read):
    headers = ["月份", "尖峰", "高峰", "平段", "低谷", "合计"]
    filing = read(_down("2024年用电量（kWh）", headers, 1.0, 2.0, 3.0, 4.0, 10.0, months=CHINESE))

    assert list(filing.series["label"]) == ["合计"]
    assert filing.coverage.left_out == 0


def test_workshops_under_a_heading_of_power_used_power(read):
    rows: list[list[Any]] = [
        ["2024年"],
        ["项目", *CHINESE],
        ["用电（kWh）"],
        ["一车间", *[1.0] * 12],
        ["二车间", *[2.0] * 12],
    ]

    assert read(rows).facts["amount"].sum() == 36.0


# ---------------------------------------------------------------- periods


def test_the_months_so_far_are_running_totals(read):
    months = ["1月", *(f"1-{number}月" for number in range(2, 13))]
    filing = read(
        [["2024年用电"], ["项目", "单位", *months], ["用电量", "kWh", *(10.0 * at for at in range(1, 13))]]
    )

    assert list(filing.facts["as_filed"]) == ["period_use", *["cumulative"] * 11]
    assert filing.facts["end"].iloc[-1] == dt.datetime(2025, 1, 1)


def test_months_from_december_back_are_months(read):
    filing = read(
        [["2024"], ["Item", "Unit", *reversed(MONTHS)], ["Electricity", "kWh", *map(float, range(12, 0, -1))]]
    )

    assert [start.month for start in filing.facts["start"]] == [*range(12, 0, -1)]


@pytest.mark.parametrize(
    ("headers", "figures", "begins"),
    [
        (["本月", "本年累计", "上年同期"], [100.0, 600.0, 580.0], dt.datetime(2023, 1, 1)),
        (["本月", "上年同期", "本年累计"], [100.0, 99.0, 600.0], dt.datetime(2023, 6, 1)),
        (["本月", "本年累计", "上年同月"], [100.0, 600.0, 99.0], dt.datetime(2023, 6, 1)),
    ],
)
def test_the_same_period_of_last_year_is_its_month_or_its_months_so_far(read, headers, figures, begins):
    filing = read([["2024年6月"], ["项目", "单位", *headers], ["用电量", "kWh", *figures]])

    assert min(filing.facts["start"]) == begins
    assert set(filing.facts.loc[filing.facts["start"].dt.month == 1, "as_filed"]) == {"cumulative"}


def test_days_that_look_like_years_are_days_where_only_that_makes_an_order(read):
    days = [["Jan 14", 10.0], ["Feb 15", 11.0], ["Mar 14", 12.0], ["Apr 15", 13.0]]
    filing = read([["Energy 2024"], ["Month", "Electricity (kWh)"], *days])

    assert [(start.year, start.month) for start in filing.facts["start"]] == [
        (2024, at) for at in range(1, 5)
    ]


def test_months_of_two_years_stay_months_of_two_years(read):
    months: list[str] = [*(f"{month} 14" for month in MONTHS), "Jan 15"]
    filing = read([["Energy"], ["Month", "Electricity (kWh)"], *([month, 9.0] for month in months)])

    assert {start.year for start in filing.facts["start"]} == {2014, 2015}


@pytest.mark.parametrize("header", ["Date", "Week ending"])
def test_every_week_of_a_list_counts(read, header):
    weeks = [[dt.date(2024, 1, 1) + dt.timedelta(weeks=week), 10.0] for week in range(52)]
    filing = read([["Energy 2024"], [header, "Electricity (kWh)"], *weeks])

    assert filing.facts["amount"].sum() == 520.0


def test_numbered_weeks_are_weeks_of_one_line(read):
    filing = read(
        [["Energy 2024"], ["Week", "Electricity (kWh)"], *([f"Week {week}", 10.0] for week in range(1, 53))]
    )

    assert len(filing.series) == 1
    assert filing.facts["amount"].sum() == 520.0


def test_the_order_of_dates_is_told_by_each_column_apart(read):
    rows: list[list[Any]] = [["Bills"], ["From", "To", "Energy", "Quantity", "Unit"]]
    rows += [
        ["13/02/2024", "03/14/2024", "Electricity", 10.0, "kWh"],
        ["14/03/2024", "04/15/2024", "Electricity", 10.0, "kWh"],
    ]
    filing = read(rows)

    assert [start.month for start in filing.facts["start"]] == [2, 3]
    assert "day_order" not in _codes(filing)


def test_bills_that_would_end_before_they_begin_tell_the_order(read):
    rows: list[list[Any]] = [["Bills"], ["From", "To", "Energy", "Quantity", "Unit"]]
    rows += [
        ["01/02/2024", "05/03/2024", "Electricity", 10.0, "kWh"],
        ["06/03/2024", "04/04/2024", "Electricity", 10.0, "kWh"],
    ]
    filing = read(rows)

    assert [(start.month, start.day) for start in filing.facts["start"]] == [(2, 1), (3, 6)]
    assert "day_order" not in _codes(filing)


def test_figures_that_cannot_be_used_are_not_counted_as_read(read):
    rows = _across("2024", ["Electricity", "kWh", 10.0])
    rows[2][4] = "see bill"
    filing = read(rows)

    assert (filing.coverage.numbers, filing.coverage.read, filing.coverage.left_out) == (12, 11, 1)


def test_a_log_headed_day_is_read_day_by_day(read):
    days = [dt.datetime(2024, 1, 1) + dt.timedelta(days=number) for number in range(366)]

    facts = read(
        [["Electricity log"], ["Day", "Purchased electricity (kWh)"], *([day, 6000] for day in days)]
    ).facts

    assert facts["quantity"].sum() == 366 * 6000
    assert (facts["end"] - facts["start"]).dt.days.eq(1).all()


def test_an_account_is_no_site(read):
    bills = [
        ["A1", dt.datetime(2024, month, 1), dt.datetime(2024, month, 28), 1000 * month]
        for month in range(1, 13)
    ]

    series = read({"Electricity": [["Account", "From", "To", "kWh"], *bills]}).series

    assert series["account"].tolist() == ["A1"]
    assert "A1" not in series["site"].tolist()
