"""Make the boiler plant: coal and gas over 24 months, with three mistakes planted.

The plant is invented: two coal boilers and two gas boilers that heat a district, with stocks, heat
supplied and laboratory values by month. Planted in 2024: the coal bought in May stands in kg in a
column of tonnes, two digits of the stock at the end of August are swapped, and the laboratory's
value of November stands in kcal/kg in a column of GJ/t. Consumption, emissions and totals are
formulas, as such plants keep them, so the mistakes run on into the declared tonnes.
"""

from collections.abc import Sequence
from typing import NamedTuple

Cell = str | float | None
Table = list[list[Cell]]

YEARS = (2023, 2024)
BURNT = {
    2023: [5210.4, 4632.7, 3894.1, 2138.6, 1226.3, 978.2, 942.5, 951.8, 1104.9, 2263.0, 3718.5, 4985.2],
    2024: [5077.9, 4811.3, 3702.6, 2051.4, 1271.8, 1009.7, 921.4, 973.3, 1066.1, 2187.5, 3840.2, 5128.8],
}
"""Coal burnt, t by month, with the shape of a heating season."""
BOUGHT = {
    2023: [5300.0, 4400.0, 3600.0, 2300.0, 1500.0, 1100.0, 900.0, 1200.0, 1900.0, 2800.0, 4100.0, 4800.0],
    2024: [5200.0, 4600.0, 3500.0, 2200.0, 1450.0, 1150.0, 950.0, 1250.0, 1800.0, 2700.0, 4000.0, 4900.0],
}
"""Coal bought, t by month."""
FIRST_STOCK = 3416.0
"""Coal on the yard on 1 January 2023, t."""
NCV = {
    2023: [20.41, 20.55, 20.37, 20.82, 20.93, 20.68, 20.74, 20.59, 20.47, 20.66, 20.35, 20.52],
    2024: [20.48, 20.39, 20.61, 20.77, 20.84, 20.71, 20.63, 20.58, 20.45, 20.69, 20.53, 20.44],
}
"""Net calorific value of the coal, GJ/t by month, as a plant's laboratory gives it."""
CARBON = {
    2023: [0.02672, 0.02665, 0.02681, 0.02659, 0.02654, 0.02663, 0.02668, 0.02671, 0.02677, 0.02662, 0.02684, 0.02669],
    2024: [0.02674, 0.02678, 0.02666, 0.02657, 0.02652, 0.02661, 0.02667, 0.02673, 0.02679, 0.02664, 0.02670, 0.02676],
}  # fmt: skip
"""Carbon content of the coal, tC/GJ by month."""
GAS = {
    2023: [61.2, 54.8, 44.1, 26.5, 17.9, 14.3, 13.8, 14.1, 16.2, 27.4, 42.6, 58.3],
    2024: [59.7, 57.1, 42.9, 25.2, 18.4, 14.7, 13.5, 14.6, 15.7, 26.8, 44.0, 60.1],
}
"""Natural gas burnt, 10^4 Nm3 by month."""
POWER = {
    2023: [412.6, 371.2, 335.9, 214.7, 151.3, 122.8, 118.4, 120.9, 134.6, 221.5, 318.7, 398.2],
    2024: [405.3, 384.8, 322.1, 208.2, 154.9, 125.6, 116.2, 122.7, 131.8, 216.4, 327.3, 407.1],
}
"""Electricity bought, MWh by month."""
GAS_NCV, GAS_CARBON = 389.31, 0.0153
"""Defaults for natural gas, GJ/10^4 Nm3 and tC/GJ (NDRC guideline for industrial other sectors, 2015)."""
OXIDATION = {"coal": 0.94, "gas": 0.99}
GRID = 0.6782
"""tCO2/MWh, Anhui, data year 2022 (MEE and NBS, Announcement 2024 No. 33)."""
BOILER = {"coal": 0.81, "gas": 0.92}
"""Efficiency of the boilers: illustrative."""

KCAL = 4903.5
"""The November laboratory value in kcal/kg: 20.53 GJ/t / 4.1868 * 1000."""


class Words(NamedTuple):
    """What the plant calls things in its language."""

    sheets: tuple[str, str, str, str, str, str, str]
    titles: tuple[str, str, str, str, str, str]
    profile: tuple[tuple[str, Cell], ...]
    coal: tuple[str, ...]
    gas: tuple[str, ...]
    power: tuple[str, ...]
    output: tuple[str, ...]
    factors: tuple[tuple[str, ...], tuple[str, str], tuple[str, str, str]]
    declared: tuple[tuple[str, ...], tuple[str, ...]]


ENGLISH = Words(
    ("Facility", "Coal", "Natural gas", "Electricity", "Heat supplied", "Factors", "Emissions"),
    ("Facility profile", "Raw coal: stock and laboratory, 2023 and 2024", "Natural gas, 2023 and 2024",
     "Purchased electricity, 2023 and 2024", "Heat supplied, 2023 and 2024", "Emission factors and oxidation rates"),
    (("Company", "Lakeside District Heating"), ("Sector", "D4430"), ("Province", "Anhui"),
     ("Reporting year", 2024), ("Rule set", "NDRC-2015")),
    ("Month", "Raw coal opening stock (t)", "Raw coal purchased (t)", "Raw coal consumed (t)",
     "Raw coal closing stock (t)", "Raw coal net calorific value (GJ/t)", "Raw coal carbon content (tC/GJ)"),
    ("Month", "Natural gas consumed (10^4 Nm3)"),
    ("Month", "Purchased electricity (MWh)"),
    ("Month", "Heat supplied (GJ)"),
    (("Item", "Value", "Unit"), ("Raw coal oxidation rate", "Natural gas oxidation rate"),
     ("Natural gas net calorific value", "Natural gas carbon content", "Grid emission factor, Anhui, data year 2022")),
    (("Category", "tCO2e"), ("Fuel combustion", "Net purchased electricity", "Total emissions")),
)  # fmt: skip
CHINESE = Words(
    ("基本信息", "原煤台账", "天然气台账", "电力台账", "供热量", "排放因子", "排放量"),
    ("基本信息", "原煤收耗存与化验台账（2023—2024年）", "天然气消耗台账（2023—2024年）",
     "外购电力台账（2023—2024年）", "供热量（2023—2024年）", "排放因子和计算系数"),
    (("单位名称", "湖畔区域供热公司"), ("所属行业", "D4430"), ("所在省份", "安徽省"),
     ("报告年度", 2024), ("核算指南", "NDRC-2015")),
    ("月份", "原煤期初库存（t）", "原煤购入量（t）", "原煤消耗量（t）", "原煤期末库存（t）",
     "原煤低位发热量（GJ/t）", "原煤单位热值含碳量（tC/GJ）"),
    ("月份", "天然气消耗量（万Nm3）"),
    ("月份", "外购电力（MWh）"),
    ("月份", "供热量（GJ）"),
    (("项目", "数据", "单位"), ("原煤碳氧化率", "天然气碳氧化率"),
     ("天然气低位发热量", "天然气单位热值含碳量", "电力排放因子（安徽，2022年数据）")),
    (("源类别", "CO2当量（tCO2e）"), ("化石燃料燃烧CO2排放", "净购入使用的电力CO2排放", "企业温室气体排放总量")),
)  # fmt: skip


class Coal(NamedTuple):
    """One month of the coal ledger as typed; `burnt` is what its formula gives."""

    month: str
    opening: float
    bought: float
    burnt: float
    closing: float
    ncv: float
    carbon: float


def list_coal(*, planted: bool = True) -> list[Coal]:
    """Give the 24 months of the coal ledger, with the three mistakes unless told otherwise."""
    months, stock = [], FIRST_STOCK
    for year in YEARS:
        for number in range(12):
            opening, bought = stock, BOUGHT[year][number]
            stock = round(opening + bought - BURNT[year][number], 1)
            closing, ncv = stock, NCV[year][number]
            month = f"{year}-{number + 1:02d}"
            if planted and month == "2024-05":
                bought *= 1000
            if planted and month == "2024-08":
                closing = swap_digits(closing)
            if planted and month == "2024-11":
                ncv = KCAL
            burnt = round(opening + bought - closing, 1)
            months.append(Coal(month, opening, bought, burnt, closing, ncv, CARBON[year][number]))
    return months


def swap_digits(amount: float) -> float:
    """Swap the second and third digit, as hurried fingers do."""
    digits = f"{amount:.1f}"
    return float(digits[0] + digits[2] + digits[1] + digits[3:])


def sum_tonnes(coal: Sequence[Coal], year: int) -> tuple[float, float]:
    """Give the tonnes of CO2 of the fuels and of the electricity of a year, as the workbook calculates them."""
    own = [each for each in coal if each.month.startswith(str(year))]
    burnt = sum(each.burnt * each.ncv * each.carbon for each in own) * OXIDATION["coal"] * 44 / 12
    gas = sum(GAS[year]) * GAS_NCV * GAS_CARBON * OXIDATION["gas"] * 44 / 12
    return burnt + gas, sum(POWER[year]) * GRID


def list_heat() -> list[float]:
    """Give the heat supplied by month, GJ: what the fuels as really burnt yield."""
    return [
        round(BURNT[year][n] * NCV[year][n] * BOILER["coal"] + GAS[year][n] * GAS_NCV * BOILER["gas"])
        for year in YEARS
        for n in range(12)
    ]


def make_boiler(words: Words, *, planted: bool = True) -> dict[str, Table]:
    """Give the plant's workbook in one language: months down, one sheet for each thing."""
    coal = list_coal(planted=planted)
    fuel, power = sum_tonnes(coal, 2024)
    months = [each.month for each in coal]
    names, titles = words.sheets, words.titles
    lines: Table = [[titles[1]], [], [*words.coal]]
    for number, each in enumerate(coal, start=4):
        lines.append([
            each.month, each.opening, each.bought, f"=B{number}+C{number}-E{number} -> {each.burnt!r}", each.closing,
            each.ncv, each.carbon,
        ])  # fmt: skip
    factors = list(zip((*words.factors[1], *words.factors[2]),
                       (OXIDATION["coal"], OXIDATION["gas"], GAS_NCV, GAS_CARBON, GRID),
                       (None, None, "GJ/10^4Nm3", "tC/GJ", "tCO2/MWh"), strict=True))  # fmt: skip
    coal_sheet, gas_sheet, power_sheet, factor_sheet = names[1], quote(names[2]), names[3], names[5]
    last = slice("16", "27")
    burning = (
        f"=SUMPRODUCT({coal_sheet}!D{last.start}:D{last.stop},{coal_sheet}!F{last.start}:F{last.stop},"
        f"{coal_sheet}!G{last.start}:G{last.stop})*{factor_sheet}!B4*44/12"
        f"+SUM({gas_sheet}!B{last.start}:B{last.stop})*{factor_sheet}!B6*{factor_sheet}!B7*{factor_sheet}!B5*44/12"
    )
    return {
        names[0]: [[titles[0]], [], *([name, value] for name, value in words.profile)],
        names[1]: lines,
        names[2]: list_months(titles[2], words.gas, months, [*GAS[2023], *GAS[2024]]),
        names[3]: list_months(titles[3], words.power, months, [*POWER[2023], *POWER[2024]]),
        names[4]: list_months(titles[4], words.output, months, list_heat()),
        names[5]: [[titles[5]], [], [*words.factors[0]], *([*each] for each in factors)],
        names[6]: [
            [names[6]], [], [*words.declared[0]],
            [words.declared[1][0], f"{burning} -> {fuel!r}"],
            [words.declared[1][1], f"=SUM({power_sheet}!B{last.start}:B{last.stop})*{factor_sheet}!B8 -> {power!r}"],
            [words.declared[1][2], f"=B4+B5 -> {fuel + power!r}"],
        ],
    }  # fmt: skip


def list_months(title: str, header: Sequence[str], months: Sequence[str], amounts: Sequence[float]) -> Table:
    """Give a sheet of one column by month."""
    pairs: Table = [[month, amount] for month, amount in zip(months, amounts, strict=True)]
    return [[title], [], [*header], *pairs]


def quote(sheet: str) -> str:
    """Quote a sheet's name where a formula needs it."""
    return f"'{sheet}'" if " " in sheet else sheet


def make_boiler_form() -> dict[str, Table]:
    """Give the plant's report form (family A): filled from the weighbridge, before the ledger was spoilt."""
    coal = list_coal(planted=False)
    own = [each for each in coal if each.month.startswith("2024")]
    fuel, power = sum_tonnes(coal, 2024)
    burnt = round(sum(each.burnt for each in own), 1)
    heat = sum(each.burnt * each.ncv for each in own)
    carbon = sum(each.burnt * each.ncv * each.carbon for each in own)
    return {
        "基本信息": [
            ["报告主体基本信息"], [], ["报告主体名称", "湖畔区域供热公司"], ["所属行业", "D4430"], ["所在省份", "安徽省"],
            ["报告年度", "2024年"], ["核算指南", "NDRC-2015"],
        ],
        "附表1 排放量": [
            ["附表1 报告主体2024年温室气体排放量报告"],
            ["源类别", "CO2当量（tCO2e）"],
            ["化石燃料燃烧CO2排放", round(fuel, 2)],
            ["净购入使用的电力CO2排放", round(power, 2)],
            ["净购入使用的热力CO2排放", 0],
            ["企业温室气体排放总量（tCO2e）", round(round(fuel, 2) + round(power, 2), 2)],
        ],
        "附表2 活动水平": [
            ["附表2 报告主体活动水平数据"],
            ["燃料品种", "净消耗量（t，万Nm3）", "低位发热量（GJ/t，GJ/万Nm3）", "数据来源"],
            ["原煤", burnt, round(heat / burnt, 4), "原煤收耗存台账"],
            ["天然气", round(sum(GAS[2024]), 1), GAS_NCV, "天然气结算单"],
            [],
            ["项目", "数据", "单位", "数据来源"],
            ["净购入电力", round(sum(POWER[2024]), 1), "MWh", "电费结算单"],
            ["净购入热力", 0, "GJ", None],
        ],
        "附表3 排放因子": [
            ["附表3 报告主体排放因子和计算系数"],
            ["燃料品种", "单位热值含碳量（tC/GJ）", "碳氧化率（%）"],
            ["原煤", round(carbon / heat, 6), 94],
            ["天然气", GAS_CARBON, 99],
            [],
            ["项目", "数据", "单位"],
            ["电力排放因子（安徽，2022年数据）", GRID, "tCO2/MWh"],
        ],
    }  # fmt: skip
