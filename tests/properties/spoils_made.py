"""How each known misfiling is made on a random plant: a function spoils the plant and names the cells that are wrong."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

from tests.properties.plants_made import DIESEL, GAS, GRID_FACTOR, POWER, SHEET, SOLAR, STEAM, Plant

Spoil = Callable[[Plant, random.Random], set[str]]
COLUMNS = "CDEFGHIJKLMN"


def name_row(line: int) -> set[str]:
    """Name the twelve cells of a line."""
    return {f"{SHEET}!{column}{line + 3}" for column in COLUMNS}


def name_cell(line: int, month: int) -> str:
    """Name the cell of a month, from 0, of a line."""
    return f"{SHEET}!{COLUMNS[month]}{line + 3}"


def scale_line(line: int, times: float) -> Spoil:
    """Make a spoil that multiplies a whole line of the report year."""

    def spoil(plant: Plant, _draw: random.Random) -> set[str]:
        plant.years[2024][line] = [round(value * times, 4) for value in plant.months(line)]
        return name_row(line) | {f"{SHEET}!B{line + 3}"}

    return spoil


def scale_month(line: int, times: float) -> Spoil:
    """Make a spoil that multiplies one month of a line."""

    def spoil(plant: Plant, draw: random.Random) -> set[str]:
        month = draw.randrange(12)
        plant.months(line)[month] = round(plant.months(line)[month] * times, 4)
        return {name_cell(line, month)}

    return spoil


def set_factor(row: int, value: float) -> Spoil:
    """Make a spoil that puts a value into a row, from 0, of the sheet of factors."""

    def spoil(plant: Plant, _draw: random.Random) -> set[str]:
        plant.factors[row][1] = value
        return {f"Factors!B{row + 2}"}

    return spoil


def file_solar_as_grid(plant: Plant, _draw: random.Random) -> set[str]:
    """Move the PV output to the purchased row."""
    plant.years[2024][POWER], plant.years[2024][SOLAR] = plant.months(SOLAR), [""] * 12
    plant.papers.clear()
    return name_row(POWER)


def copy_last_year(plant: Plant, _draw: random.Random) -> set[str]:
    """Paste last year's purchases."""
    plant.years[2024][POWER] = list(plant.years[2023][POWER])
    return name_row(POWER)


def run_up(plant: Plant, _draw: random.Random) -> set[str]:
    """File running totals for months."""
    plant.years[2024][GAS] = [round(value, 3) for value in itertools.accumulate(plant.months(GAS))]
    return name_row(GAS)


def file_readings(plant: Plant, draw: random.Random) -> set[str]:
    """File the meter's readings for its use."""
    start = draw.randint(3_000_000, 9_000_000)
    plant.years[2024][POWER] = [start + value for value in itertools.accumulate(plant.months(POWER))]
    return name_row(POWER)


def copy_month(plant: Plant, draw: random.Random) -> set[str]:
    """Copy a month's purchases into the next."""
    month = draw.randrange(11)
    plant.months(POWER)[month + 1] = plant.months(POWER)[month]
    return {name_cell(POWER, month), name_cell(POWER, month + 1)}


def leave_zero(plant: Plant, draw: random.Random) -> set[str]:
    """File 0 for a month whose bill was missing."""
    month = draw.randrange(1, 11)
    plant.months(POWER)[month] = 0
    return {name_cell(POWER, month)}


def file_money(plant: Plant, draw: random.Random) -> set[str]:
    """File what the power cost."""
    price = draw.uniform(0.55, 0.85)
    plant.years[2024][POWER] = [
        round(value * price * draw.uniform(0.97, 1.03), 2) for value in plant.months(POWER)
    ]
    return name_row(POWER)


def swap_fuels(plant: Plant, _draw: random.Random) -> set[str]:
    """Swap the rows of gas and steam."""
    plant.years[2024][GAS], plant.years[2024][STEAM] = plant.months(STEAM), plant.months(GAS)
    return name_row(GAS) | name_row(STEAM)


def mistype_total(plant: Plant, draw: random.Random) -> set[str]:
    """Type a total that leaves a month out."""
    months = plant.months(POWER)
    plant.totals[POWER] = sum(months) - months[draw.randrange(12)]
    return {f"{SHEET}!O{POWER + 3}"}


def sum_too_short(plant: Plant, _draw: random.Random) -> set[str]:
    """Let the SUM of steam miss December."""
    row = STEAM + 3
    plant.totals[STEAM] = f"=SUM(C{row}:M{row}) -> {round(sum(plant.months(STEAM)[:11]), 1)}"
    return {f"{SHEET}!O{row}"}


def type_text(plant: Plant, draw: random.Random) -> set[str]:
    """Type a month as a text with a separator; the SUM misses it."""
    month = draw.randrange(12)
    plant.months(POWER)[month] = f"'{plant.months(POWER)[month]:,}"
    return {name_cell(POWER, month)}


def export_unsubtracted(plant: Plant, draw: random.Random) -> set[str]:
    """File net purchases equal to gross ones beside an export."""
    bought, sold = sum(plant.months(POWER)) / 1000, draw.randint(40, 90)
    plant.sheets["Form"] = [
        ["Item", "Net purchased", "Purchased", "Supplied to others", "Unit"],
        ["Electricity", round(bought, 3), round(bought, 3), sold, "MWh"],
    ]
    return {"Form!B2"}


def declare_with_swapped_digits(plant: Plant, _draw: random.Random) -> set[str]:
    """Swap two digits of the factor's cell; the declared tonnes know the right one."""
    plant.declared = {"Net purchased electricity": round(sum(plant.months(POWER)) / 1000 * GRID_FACTOR, 2)}
    plant.factors[0][1] = 0.6872
    return {"Factors!B2"}


def turn_stocks(plant: Plant, draw: random.Random) -> set[str]:
    """File opening and closing stock of coal the wrong way round."""
    opening, bought, closing = draw.randint(80, 120), draw.randint(900, 1100), draw.randint(150, 210)
    plant.sheets["Coal"] = [
        ["Item", "Unit", "2024"], ["Raw coal opening stock", "t", closing], ["Raw coal purchased", "t", bought],
        ["Raw coal consumed", "t", opening + bought - closing], ["Raw coal closing stock", "t", opening],
    ]  # fmt: skip
    return {"Coal!C2", "Coal!C5", "Coal!C4"}


def burn_purchases(plant: Plant, draw: random.Random) -> set[str]:
    """File the coal bought as burnt though the stock grew."""
    opening, bought, closing = draw.randint(80, 120), draw.randint(900, 1100), draw.randint(150, 210)
    plant.sheets["Coal"] = [
        ["Item", "Unit", "2024"], ["Raw coal opening stock", "t", opening], ["Raw coal purchased", "t", bought],
        ["Raw coal consumed", "t", bought], ["Raw coal closing stock", "t", closing],
    ]  # fmt: skip
    return {"Coal!C4"}


def add_submeters(plant: Plant, draw: random.Random) -> set[str]:
    """Let two sub-meters stand beside the main meter as if they were further purchases."""
    share = draw.uniform(0.4, 0.6)
    months = plant.months(POWER)
    first = [round(value * share) for value in months]
    for label, figures in (
        ("hall 1", first),
        ("hall 2", [a - b for a, b in zip(months, first, strict=True)]),
    ):
        plant.labels.append(f"Purchased electricity, {label}")
        plant.units.append("kWh")
        plant.years[2024].append(figures)
        plant.years[2023].append([""] * 12)
    return name_row(POWER) | name_row(5) | name_row(6)


def double_paths(plant: Plant, _draw: random.Random) -> set[str]:
    """File the diesel once by mass and once by volume."""
    plant.labels.append("Diesel consumed, by volume")
    plant.units.append("L")
    plant.years[2024].append([round(value * 1000 / 0.84) for value in plant.months(DIESEL)])
    plant.years[2023].append([""] * 12)
    return name_row(DIESEL) | name_row(5)


def deny_factor(plant: Plant, _draw: random.Random) -> set[str]:
    """Count bought power at zero without a paper."""
    plant.factors[0][1] = 0
    return {"Factors!B2"}


def shift_months(plant: Plant, _draw: random.Random) -> set[str]:
    """File each month's gas under the next month."""
    months = plant.months(GAS)
    plant.years[2024][GAS] = [plant.years[2023][GAS][11], *months[:11]]
    return name_row(GAS)


def add_line(plant: Plant, label: str, unit: str, now: list[Any], before: list[Any] | None = None) -> int:
    """Add a line to both years and give its number."""
    plant.labels.append(label)
    plant.units.append(unit)
    plant.years[2024].append(now)
    plant.years[2023].append(before or [""] * 12)
    return len(plant.labels) - 1


def add_bills(plant: Plant, share: float = 1.0, name: str = "INV") -> None:
    """Add a bill of each month's purchases, or of a share of them."""
    plant.papers += [
        ["Invoice", "Purchased electricity", f"2024-{month:02d}", round(value * share), "kWh", f"{name}-{month:02d}"]
        for month, value in enumerate(plant.months(POWER), start=1)
    ]  # fmt: skip


def answer_yes(question: str) -> Spoil:
    """Make a spoil whose facility sheet names what no row files."""

    def spoil(plant: Plant, _draw: random.Random) -> set[str]:
        plant.profile[question] = "yes"
        return {f"Facility!B{list(plant.profile).index(question) + 2}"}

    return spoil


def file_sheet(label: str, unit: str, value: float) -> Spoil:
    """Make a spoil that files one wrong figure on a sheet of its own."""

    def spoil(plant: Plant, _draw: random.Random) -> set[str]:
        plant.sheets["Process"] = [["Item", "Unit", "2024"], [label, unit, value]]
        return {"Process!C2"}

    return spoil


def deduct_export(plant: Plant, draw: random.Random) -> set[str]:
    """Take the solar power fed in off the purchases; the bills know better."""
    fed = [round(value * draw.uniform(0.2, 0.4)) for value in plant.months(SOLAR)]
    add_line(plant, "PV, fed into the grid", "kWh", fed)
    add_bills(plant)
    plant.years[2024][POWER] = [bought - out for bought, out in zip(plant.months(POWER), fed, strict=True)]
    return name_row(POWER)


def deduct_solar(plant: Plant, _draw: random.Random) -> set[str]:
    """Take own solar power off bills that never held it."""
    add_bills(plant)
    pairs = zip(plant.months(POWER), plant.months(SOLAR), strict=True)
    plant.years[2024][POWER] = [bought - own for bought, own in pairs]
    return name_row(POWER)


def file_gross_solar(plant: Plant, _draw: random.Random) -> set[str]:
    """File all that the panels made as used on site though a part was fed in."""
    add_line(plant, "PV generated", "kWh", list(plant.months(SOLAR)))
    fed = add_line(plant, "PV, fed into the grid", "kWh", [round(each * 0.3) for each in plant.months(SOLAR)])
    return name_row(SOLAR) | name_row(fed - 1) | name_row(fed)


def leave_out_account(plant: Plant, _draw: random.Random) -> set[str]:
    """Leave the bills of a second account out."""
    add_bills(plant, name="A")
    add_bills(plant, 0.3, name="B")
    return name_row(POWER)


def swap_digits_of_bill(plant: Plant, draw: random.Random) -> set[str]:
    """Swap two digits of a month on the way from its bill."""
    add_bills(plant)
    month = draw.randrange(12)
    text = str(plant.months(POWER)[month])
    at = next(place for place in range(len(text) - 1) if text[place] != text[place + 1])
    plant.months(POWER)[month] = int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return {name_cell(POWER, month)}


def read_elsewhere(plant: Plant, _draw: random.Random) -> set[str]:
    """File what is read behind the transformer, a few per cent less than billed."""
    add_bills(plant, 1.03)
    return name_row(POWER)


def round_total(plant: Plant, _draw: random.Random) -> set[str]:
    """Type the total in thousands."""
    plant.totals[POWER] = round(sum(plant.months(POWER)), -3)
    return {f"{SHEET}!O{POWER + 3}"}


def warm_gas(plant: Plant, _draw: random.Random) -> set[str]:
    """File cubic metres at 20 degrees."""
    plant.units[GAS] = "10^4 m3 (20℃)"
    return name_row(GAS)


def thin_diesel(plant: Plant, _draw: random.Random) -> set[str]:
    """File litres of diesel with the density of heavy oil."""
    plant.units[DIESEL] = "L"
    for year in plant.years.values():
        year[DIESEL] = [round(value * 1190) for value in year[DIESEL]]
    plant.factors.append(["Diesel density", 0.9133, "kg/L"])
    return {f"Factors!B{len(plant.factors) + 1}"}


def lose_band(plant: Plant, _draw: random.Random) -> set[str]:
    """File a flat and a peak tariff and leave the valley's row blank."""
    now, before = ([round(each * 0.3) for each in plant.years[year][POWER]] for year in (2024, 2023))
    add_line(plant, "Purchased electricity, peak", "kWh", now, before)
    valley = [round(each * 0.25) for each in plant.years[2023][POWER]]
    return name_row(add_line(plant, "Purchased electricity, valley", "kWh", [""] * 12, valley))


def stop_welding(plant: Plant, draw: random.Random) -> set[str]:
    """Leave blank the welding gas that was filed last year."""
    used = [round(draw.uniform(0.1, 0.3), 3) for _ in range(12)]
    return name_row(add_line(plant, "Welding CO2 consumed", "t", [""] * 12, used))


def lose_site(plant: Plant, draw: random.Random) -> set[str]:
    """Leave out one of three sites of last year's list."""
    heads = ["Site", "Item", "Unit", "Year", "Quantity"]
    used = {name: draw.randint(100_000, 900_000) for name in ("North works", "South works", "West works")}
    rows = {
        year: [[name, "Purchased electricity", "kWh", year, value + year] for name, value in used.items()]
        for year in (2023, 2024)
    }
    plant.sheets_before["Sites"] = [heads, *rows[2023]]
    plant.sheets["Sites"] = [heads, *(row for row in rows[2024] if row[0] != "South works")]
    return {"Sites!E3"}


def bill_to_the_20th(plant: Plant, _draw: random.Random) -> set[str]:
    """File bills from the 21st to the 20th as calendar months."""
    months = [f"{year}-{month:02d}" for year, month in ((2023, 12), *((2024, each) for each in range(1, 13)))]
    for begin, end, value in zip(months, months[1:], plant.months(POWER), strict=False):
        plant.papers.append(
            ["Invoice", "Purchased electricity", f"{begin}-21 to {end}-20", value, "kWh", end]
        )
    return name_row(POWER)


def file_financial_year(plant: Plant, draw: random.Random) -> set[str]:
    """File the heat of April to March in a calendar year's report."""
    months = [
        *(f"2023-{month:02d}" for month in range(4, 13)),
        *(f"2024-{month:02d}" for month in range(1, 4)),
    ]
    heat = ["Purchased hot water", "GJ", *(draw.randint(300, 900) for _ in range(12))]
    plant.sheets["Heat"] = [["Item", "Unit", *months], heat]
    return {f"Heat!{column}2" for column in "ABCDEFGHIJKLMN"}


def miss_a_bill(plant: Plant, draw: random.Random) -> set[str]:
    """Leave a month blank whose bill was not at hand."""
    month = draw.randrange(1, 11)
    plant.months(GAS)[month] = ""
    return {name_cell(GAS, month)}


def repeat_certificate(plant: Plant, _draw: random.Random) -> set[str]:
    """List one certificate twice."""
    plant.papers += [["Green certificate", "Purchased electricity", "2024-01", 50_000, "kWh", "GEC-1"]] * 2
    return {f"Documents!D{len(plant.papers) + at}" for at in (0, 1)}


def add_bands_and_total(plant: Plant, _draw: random.Random) -> set[str]:
    """File tariff bands and their total, all as purchases."""
    lines = [
        add_line(plant, f"Purchased electricity, {label}", "kWh", [round(each * share) for each in plant.months(POWER)])
        for label, share in (("peak", 0.3), ("flat", 0.45), ("valley", 0.25))
    ]  # fmt: skip
    return set().union(*(name_row(line) for line in (POWER, *lines)))


def fill_with_money(plant: Plant, draw: random.Random) -> set[str]:
    """File the top-ups of the gas card."""
    for year in plant.years.values():
        year[GAS] = [round(each * 10_000) for each in year[GAS]]
    plant.units[GAS] = "Nm3"
    price = draw.uniform(3.0, 4.2)
    plant.years[2024][GAS] = [round(value * price + 0.01, 2) for value in plant.months(GAS)]
    return name_row(GAS)


def file_gas_for_lng(plant: Plant, draw: random.Random) -> set[str]:
    """File the cubic metres of gas that a tonne of LNG gives."""
    before, now = ([round(draw.uniform(3, 4), 2) for _ in range(12)] for _ in range(2))
    return name_row(add_line(plant, "LNG consumed", "t", [round(each * 1400) for each in now], before))


def run_output_up(plant: Plant, _draw: random.Random) -> set[str]:
    """File output since January."""
    plant.output[:] = [round(each, 1) for each in itertools.accumulate(plant.output)]
    return {f"Output!{column}3" for column in COLUMNS}


SPOILS: dict[str, Spoil] = {
    "E01": file_solar_as_grid,
    "E02": deny_factor,
    "E03": scale_line(POWER, 0.001),
    "E04": scale_line(POWER, 0.0001),
    "E05": export_unsubtracted,
    "E07": scale_line(POWER, 1 / 80),
    "E08": add_submeters,
    "E10": file_money,
    "E11": set_factor(0, 0.7075),
    "E12": set_factor(0, 0.7921),
    "E13": declare_with_swapped_digits,
    "E14": set_factor(0, 0.5366),
    "F01": scale_line(GAS, 10_000),
    "F04": set_factor(1, 93.0),
    "F05": set_factor(1, 431.4),
    "F08": set_factor(2, 0.0561),
    "F09": set_factor(3, 0.0099),
    "F10": scale_line(DIESEL, 1190),
    "F12": swap_fuels,
    "F13": double_paths,
    "F14": burn_purchases,
    "F15": turn_stocks,
    "H01": scale_line(STEAM, 1 / 2.75),
    "T01": run_up,
    "T02": file_readings,
    "T03": shift_months,
    "T06": copy_month,
    "T07": copy_last_year,
    "T08": leave_zero,
    "A01": mistype_total,
    "A02": scale_month(POWER, 10),
    "A05": type_text,
    "A06": set_factor(0, 0.67824),
    "S02": scale_line(DIESEL, 0.5),
    "E06": deduct_export,
    "E09": answer_yes("Is part of the site let to others"),
    "F03": warm_gas,
    "F06": set_factor(1, 38_931.0),
    "F11": thin_diesel,
    "F17": scale_line(GAS, 13.28),
    "T04": bill_to_the_20th,
    "T05": file_financial_year,
    "A03": swap_digits_of_bill,
    "A04": round_total,
    "S01": lose_site,
    "S03": stop_welding,
    "M01": deduct_solar,
    "M02": file_gross_solar,
    "M04": add_bands_and_total,
    "M04 lost": lose_band,
    "M05": scale_line(POWER, 1 / 340),
    "M06": leave_out_account,
    "M07": answer_yes("Is part of the site let to others"),
    "M09": miss_a_bill,
    "M10": read_elsewhere,
    "M13": repeat_certificate,
    "M22": fill_with_money,
    "M23": file_gas_for_lng,
    "M41": file_sheet("Welding CO2 consumed, cylinders", "kg", 126),
    "M46": file_sheet("SF6 leakage", "t", 12.6),
    "M61": answer_yes("Is part of the site let to others"),
    "M65": run_output_up,
}
"""The misfilings that are made on random plants; the others of docs/misfilings.toml are not drawn yet."""
