"""How each known misfiling is made on a random plant: a function spoils the plant and names the cells that are wrong."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

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
}
"""The misfilings that are made on random plants; the others of docs/misfilings.toml are not drawn yet."""
