"""Make the sample workbooks; run it again and the same bytes' worth of cells come out.

Three workbooks tell the story of SECCO (Hefei): in a press release of 6 June 2025 the company says
that its 665,000 kWh of 2024 were all solar, that activity data had first been filled in wrongly, and
that the verified emissions are 0 t. Only the yearly sum is published: the monthly split, the 650 kWp,
the 465,000 kWh of own and 200,000 kWh of bought solar power are illustrations of ours.

The boiler plant and the batch are told in `make_boiler.py` and `make_batch.py`.

Run: python sample_workbooks/make_samples.py [FOLDER]
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parents[1]))  # the makers stand beside this file, installed nowhere

from sample_workbooks import make_batch
from sample_workbooks.make_boiler import CHINESE, ENGLISH, make_boiler, make_boiler_form

Cell = str | float | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SOLAR = [38000, 43000, 56000, 63000, 71000, 66000, 71000, 69000, 57000, 52000, 42000, 37000]
"""Illustrative months of 665,000 kWh with the shape of the sun over Anhui."""
BOUGHT = [11500, 13000, 16800, 19000, 21400, 19800, 21300, 20700, 17100, 15600, 12600, 11200]
"""Illustrative months of 200,000 kWh bought from a solar plant."""
NOTE = "The monthly split is illustrative; only the yearly sum is published."
NOTE_ZH = "月度拆分仅为示意，公开的只有全年数。"


def make_facility(kwp: float | None) -> list[list[Cell]]:
    """Give the profile sheet; B9 holds the installed PV power."""
    return [
        ["Facility profile"], [],
        ["Company", "SECCO (Hefei)"],
        ["Sector", "C3591"],
        ["Province", "Anhui"],
        ["Reporting year", 2024],
        ["Rule set", "NDRC-2015"],
        ["Transformer capacity (kVA)", 1250],
        ["PV capacity (kWp)", kwp],
    ]  # fmt: skip


def make_electricity(rows: Sequence[tuple[str, Sequence[Cell], str]]) -> list[list[Cell]]:
    """Give the sheet of months across, with a total formula for every filled row."""
    table: list[list[Cell]] = [
        ["Electricity, 2024"],
        [NOTE],
        [],
        ["Item", "Unit", *MONTHS, "Total", "Data source"],
    ]
    for number, (label, months, data_source) in enumerate(rows, start=5):
        filled = [month for month in months if isinstance(month, (int, float))]
        total: Cell = f"=SUM(C{number}:N{number}) -> {sum(filled)}" if filled else None
        table.append([label, "kWh", *months, total, data_source or None])
    return table


def make_emissions(electricity: float) -> list[list[Cell]]:
    """Give the declared tonnes."""
    return [
        ["Declared emissions, 2024"], [],
        ["Category", "tCO2e"],
        ["Fuel combustion", 0],
        ["Net purchased electricity", electricity],
        ["Net purchased heat", 0],
        ["Total emissions", electricity],
    ]  # fmt: skip


FACTORS: list[list[Cell]] = [
    ["Emission factors"], [],
    ["Item", "Value", "Unit", "Source"],
    ["Grid emission factor, Anhui, data year 2022", 0.6782, "tCO2/MWh", "MEE and NBS, Announcement 2024 No. 33"],
]  # fmt: skip

BLANK: list[Cell] = [None] * 12


def make_declared() -> Sheets:
    """Give the filing as first declared: all solar output in the purchased row."""
    return {
        "Facility": make_facility(650),
        "Electricity": make_electricity([
            ("Purchased electricity", SOLAR, "energy ledger"),
            ("Electricity exported to the grid", BLANK, ""),
            ("PV bought from others", BLANK, ""),
            ("PV, used on site", BLANK, ""),
        ]),
        "Factors": FACTORS,
        "Emissions": make_emissions(451.0),
    }  # fmt: skip


def make_corrected() -> Sheets:
    """Give the filing as corrected: own solar by meter, bought solar by contract and settlement."""
    own = [solar - bought for solar, bought in zip(SOLAR, BOUGHT, strict=True)]
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    documents: list[list[Cell]] = [
        ["Documents"],
        [],
        ["Document", "Covers", "Period", "Quantity", "Unit", "Reference"],
    ]
    documents += [
        ["Meter record", "PV, used on site", month, kwh, "kWh", f"PV-{month}"] for month, kwh in zip(months, own, strict=True)
    ]  # fmt: skip
    documents.append(["Contract", "PV bought from others", "2024", None, None, "SPA-2023-07"])
    documents += [
        ["Settlement", "PV bought from others", month, kwh, "kWh", f"ST-{month}"]
        for month, kwh in zip(months, BOUGHT, strict=True)
    ]  # fmt: skip
    return {
        "Facility": make_facility(455),
        "Electricity": make_electricity([
            ("Purchased electricity", [0] * 12, ""),
            ("Electricity exported to the grid", [0] * 12, ""),
            ("PV bought from others", BOUGHT, "settlement"),
            ("PV, used on site", own, "PV meter record"),
        ]),
        "Factors": FACTORS,
        "Emissions": make_emissions(0),
        "Documents": documents,
    }  # fmt: skip


def make_form() -> Sheets:
    """Give the declared filing in the report form of the guidelines (family A), one sheet per table."""
    return {
        "基本信息": [
            ["报告主体基本信息"], [], ["报告主体名称", "SECCO（合肥）"], ["所属行业", "C3591"], ["所在省份", "安徽省"],
            ["报告年度", "2024年"], ["核算指南", "机械设备制造企业温室气体排放核算方法与报告指南（试行）"],
        ],
        "附表1 排放量": [
            ["附表1 报告主体2024年温室气体排放量报告"],
            ["源类别", "温室气体本身质量（t）", "CO2当量（tCO2e）"],
            ["化石燃料燃烧CO2排放", 0, 0],
            ["工业生产过程排放", 0, 0],
            ["净购入使用的电力CO2排放", 451.0, 451.0],
            ["净购入使用的热力CO2排放", 0, 0],
            ["企业温室气体排放总量（tCO2e）", None, 451.0],
        ],
        "附表2 活动水平": [
            ["附表2 报告主体活动水平数据"],
            ["燃料品种", "净消耗量（t，万Nm3）", "低位发热量（GJ/t，GJ/万Nm3）", "数据来源"],
            ["天然气", "/", "/", None],
            ["柴油", "/", "/", None],
            [],
            ["项目", "数据", "单位", "数据来源"],
            ["净购入电力", 665, "MWh", "屋顶光伏电站抄表"],
            ["净购入热力", 0, "GJ", None],
            [],
            [NOTE_ZH],
        ],
        "附表3 排放因子": [
            ["附表3 报告主体排放因子和计算系数"],
            ["燃料品种", "单位热值含碳量（tC/GJ）", "碳氧化率（%）"],
            ["天然气", "/", "/"],
            ["柴油", "/", "/"],
            [],
            ["项目", "数据", "单位"],
            ["电力排放因子（安徽，2022年数据）", 0.6782, "tCO2/MWh"],
            ["热力排放因子", 0.11, "tCO2/GJ"],
        ],
    }  # fmt: skip


SAMPLES: dict[str, Callable[[], Sheets]] = {
    "boiler_2024.xlsx": lambda: make_boiler(ENGLISH),
    "boiler_2024_corrected.xlsx": lambda: make_boiler(ENGLISH, planted=False),
    "boiler_2024_form_zh.xlsx": make_boiler_form,
    "boiler_2024_zh.xlsx": lambda: make_boiler(CHINESE),
    "secco_2024_corrected.xlsx": make_corrected,
    "secco_2024_declared.xlsx": make_declared,
    "secco_2024_declared_form.xlsx": make_form,
}


def write_sample(path: Path, sheets: Sheets) -> None:
    """Write sheets with a plain, readable look; formulas carry their results."""
    book = xlsxwriter.Workbook(path)
    # a fixed date: the files must not change when they are made again
    book.set_properties({"title": path.stem, "created": datetime(2025, 6, 6)})  # a label, not a clock
    title = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format(
        {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "top"}
    )
    number = book.add_format({"num_format": "#,##0.####"})
    year = book.add_format({"num_format": "0", "align": "left"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 15, 13)
        for row, cells in enumerate(rows):
            is_header = (
                len([cell for cell in cells if isinstance(cell, str)]) == len(cells) > 2
            )  # a pair is no header
            for column, value in enumerate(cells):
                style = title if row == 0 else header if is_header else year if value == 2024 else number
                write_cell(sheet, row, column, value, style)
    book.close()


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Cell, style: object
) -> None:
    """Write one cell; "=F -> r" is a formula F with the stored result r."""
    if value is None:
        return
    if isinstance(value, str) and value.startswith("="):
        formula, _, result = value.partition(" -> ")
        sheet.write_formula(row, column, formula, style, float(result))
    else:
        sheet.write(row, column, value, style)


def main(folder: Path) -> None:
    """Write all samples into a folder."""
    for name, make in SAMPLES.items():
        write_sample(folder / name, make())
    batch = folder / "batch_2024"
    batch.mkdir(exist_ok=True)
    for number in range(1, make_batch.PLANTS + 1):
        file = batch / f"plant_{number:02d}.xlsx"
        if number == make_batch.UNREADABLE:
            file.write_text(make_batch.NOT_A_WORKBOOK, encoding="utf-8")
        else:
            write_sample(file, make_batch.make_filing(number))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
