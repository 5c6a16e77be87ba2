"""Make a small batch: 24 machinery plants' filings of 2024, three of them misfiled, one unreadable.

The plants are invented; their figures come from a seeded generator. Plant 07 filed one month's
electricity in kWh in a row of MWh, plant 13 its own solar power as purchased power, plant 19 a
total of gas in which two digits are swapped. What stands under the name of plant 22 is no workbook.
"""

import random
from collections.abc import Sequence

Cell = str | float | None
Table = list[list[Cell]]

PLANTS = 24
UNREADABLE = 22
NOT_A_WORKBOOK = "The plant has been asked for its filing again.\n"
MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "zh": [f"{month}月" for month in range(1, 13)],
}
WORDS = {
    "en": {
        "facility": "Facility", "profile": "Facility profile", "company": "Company", "name": "Machine works {number:02d}",
        "sector": "Sector", "province": "Province", "where": "Anhui", "year": "Reporting year", "rules": "Rule set",
        "kwp": "PV capacity (kWp)", "energy": "Energy", "item": "Item", "unit": "Unit", "total": "Total",
        "power": "Purchased electricity", "gas": "Natural gas consumed", "diesel": "Diesel consumed", "solar": "PV, used on site",
        "factors": "Factors", "value": "Value", "grid": "Grid emission factor, Anhui, data year 2022",
        "emissions": "Emissions", "category": "Category", "fuel": "Fuel combustion",
        "electricity": "Net purchased electricity", "sum": "Total emissions", "gas_unit": "10^4 Nm3",
    },
    "zh": {
        "facility": "基本信息", "profile": "基本信息", "company": "单位名称", "name": "第{number:02d}机械厂",
        "sector": "所属行业", "province": "所在省份", "where": "安徽省", "year": "报告年度", "rules": "核算指南",
        "kwp": "光伏装机容量（kWp）", "energy": "能源消耗", "item": "项目", "unit": "单位", "total": "合计",
        "power": "外购电力", "gas": "天然气消耗量", "diesel": "柴油消耗量", "solar": "光伏自发自用",
        "factors": "排放因子", "value": "数据", "grid": "电力排放因子（安徽，2022年数据）",
        "emissions": "排放量", "category": "源类别", "fuel": "化石燃料燃烧CO2排放",
        "electricity": "净购入使用的电力CO2排放", "sum": "企业温室气体排放总量", "gas_unit": "万Nm3",
    },
}  # fmt: skip
SHAPE = [0.98, 0.84, 1.0, 0.97, 0.99, 1.04, 1.12, 1.13, 1.02, 0.96, 0.99, 1.03]
HEATING = [1.9, 1.7, 1.2, 0.8, 0.5, 0.4, 0.4, 0.4, 0.5, 0.8, 1.3, 1.8]
SUN = [38, 43, 56, 63, 71, 66, 71, 69, 57, 52, 42, 37]
GRID = 0.6782
"""tCO2/MWh, Anhui, data year 2022 (MEE and NBS, Announcement 2024 No. 33)."""
GAS = 389.31 * 0.0153 * 0.99 * 44 / 12
"""tCO2 per 10^4 Nm3 from the defaults of the NDRC guideline for industrial other sectors (2015)."""
DIESEL = 43.33 * 0.0202 * 0.98 * 44 / 12
"""The same per tonne of diesel."""


def make_filing(number: int) -> dict[str, Table]:
    """Give the sheets of one plant's filing; odd numbers file in English, even ones in Chinese."""
    rng = random.Random(f"machine works {number}")  # noqa: S311  # invented figures, the same every time
    lang = "en" if number % 2 else "zh"
    words = WORDS[lang]
    size = rng.uniform(120, 900)
    power = [round(size * part * rng.uniform(0.96, 1.04), 1) for part in SHAPE]
    gas = [round(size / 60 * part * rng.uniform(0.93, 1.07), 2) for part in HEATING]
    diesel = [round(size / 400 * rng.uniform(0.85, 1.15), 3) for _ in SHAPE]
    kwp = None
    if number == 13:
        power, kwp = [round(sun * rng.uniform(0.98, 1.02), 1) for sun in SUN], 650.0
    tonnes = [sum(gas) * GAS + sum(diesel) * DIESEL, sum(power) * GRID]
    total_of_gas = round(sum(gas), 2)
    if number == 7:
        power[4] = round(power[4] * 1000)
    if number == 19:
        digits = f"{total_of_gas:.2f}"
        total_of_gas = float(digits[0] + digits[2] + digits[1] + digits[3:])
    sums = [round(sum(power), 1), total_of_gas, round(sum(diesel), 3)]
    lines: Table = [
        [words[name], unit, *months, total]
        for name, unit, months, total in zip(
            ("power", "gas", "diesel"),
            ("MWh", words["gas_unit"], "t"),
            (power, gas, diesel),
            sums,
            strict=True,
        )
    ]
    return {
        words["facility"]: profile(words, number, kwp),
        words["energy"]: [[words["energy"]], [], [words["item"], words["unit"], *MONTHS[lang], words["total"]], *lines],
        words["factors"]: [[words["factors"]], [], [words["item"], words["value"], words["unit"]],
                           [words["grid"], GRID, "tCO2/MWh"]],
        words["emissions"]: declare(words, tonnes),
    }  # fmt: skip


def profile(words: dict[str, str], number: int, kwp: float | None) -> Table:
    """Give the plant's profile."""
    rows: Table = [
        [words["profile"]], [], [words["company"], words["name"].format(number=number)], [words["sector"], "C3420"],
        [words["province"], words["where"]], [words["year"], 2024], [words["rules"], "NDRC-2015"],
    ]  # fmt: skip
    return rows if kwp is None else [*rows, [words["kwp"], kwp]]


def declare(words: dict[str, str], tonnes: Sequence[float]) -> Table:
    """Give what the plant declares."""
    fuel, power = (round(each, 2) for each in tonnes)
    return [
        [words["emissions"]], [], [words["category"], "tCO2e"],
        [words["fuel"], fuel], [words["electricity"], power], [words["sum"], round(fuel + power, 2)],
    ]  # fmt: skip
