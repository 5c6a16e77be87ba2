"""Filling a template as a person would: by the labels on the sheets, in the language of the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from checker.cells import CellRef, write_cell
from checker.template.entry import list_choices
from checker.template.lines import list_fuel, list_heat, list_output, list_power
from checker.template.make import Plan, make_template
from checker.words.formats import Lang, say

YEAR, REGION = 2025, "CN-AH"
SOURCES = ("electricity", "natural_gas", "bituminous_coal", "diesel", "steam")
GRID_FACTOR = 0.6553
"""Anhui, data year 2023: MEE and NBS Announcement 2025 No.47."""

GRID = [412300, 371800, 405200, 398700, 421500, 437900, 468300, 461200, 430100, 409600, 401700, 418800]
PV_OWN = [21400, 25300, 33800, 39200, 44100, 43500, 45600, 43900, 36700, 31200, 24300, 20900]
PV_BOUGHT = [10200, 12100, 16300, 18900, 21100, 20800, 21700, 21000, 17500, 14900, 11600, 10100]
GREEN = [30000, 28000, 30000, 30000, 31000, 30000, 32000, 32000, 30000, 30000, 29000, 31000]
EXPORTED = [1200, 1900, 3100, 3600, 4200, 3900, 3700, 3500, 2900, 2300, 1500, 1100]
SOLD = [4100, 3900, 4300, 4200, 4400, 4500, 4800, 4700, 4400, 4200, 4000, 4300]
CONSUMED = [
    469_800,
    433_300,
    481_000,
    482_600,
    513_300,
    527_700,
    562_800,
    553_400,
    509_900,
    481_500,
    462_600,
    476_500,
]
GAS = [18420, 16950, 15310, 12870, 10240, 9120, 8830, 8960, 9470, 11790, 14680, 17530]
COAL_BOUGHT = [250, 240, 200, 160, 150, 120, 120, 130, 140, 180, 220, 260]
COAL_USED = [262.4, 231.7, 205.3, 158.9, 141.2, 126.8, 117.5, 124.6, 139.1, 176.2, 218.4, 251.9]
DIESEL_BOUGHT = [4.2, 3.8, 4.5, 4.1, 4.4, 4.3, 4.0, 4.2, 4.6, 4.1, 4.3, 4.4]
DIESEL_USED = [4.05, 3.92, 4.31, 4.22, 4.38, 4.27, 4.11, 4.09, 4.47, 4.24, 4.18, 4.36]
STEAM = [812, 764, 705, 590, 418, 306, 281, 297, 342, 503, 668, 790]
OUTPUT = [1510, 1380, 1530, 1490, 1560, 1590, 1640, 1620, 1570, 1540, 1500, 1530]
DAYS = [22, 19, 23, 22, 21, 22, 23, 22, 22, 20, 22, 23]
COAL_STOCK, DIESEL_STOCK = 85.0, 1.6


def run_stock(
    first: float, bought: Sequence[float], used: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Give opening and closing stocks by month."""
    opening, closing = [], []
    for receipt, issue in zip(bought, used, strict=True):
        opening.append(round(first, 4))
        first = first + receipt - issue
        closing.append(round(first, 4))
    return opening, closing


def list_months(lang: Lang) -> dict[str, Sequence[float]]:
    """Give every row that the plant fills, by its label, with its months."""
    power: dict[str, Sequence[float]] = dict(zip((line.label for line in list_power(lang).lines),
                     (GRID, PV_OWN, PV_BOUGHT, GREEN, EXPORTED, SOLD, CONSUMED), strict=True))  # fmt: skip
    gas = [line.label for line in list_fuel("natural_gas", lang).lines]
    rows: dict[str, Sequence[float]] = power | {gas[0]: GAS, gas[1]: GAS}
    for source, stock, bought, used in (
        ("bituminous_coal", COAL_STOCK, COAL_BOUGHT, COAL_USED), ("diesel", DIESEL_STOCK, DIESEL_BOUGHT, DIESEL_USED),
    ):  # fmt: skip
        labels = [line.label for line in list_fuel(source, lang).lines]
        opening, closing = run_stock(stock, bought, used)
        rows |= {labels[0]: opening, labels[1]: bought, labels[2]: used, labels[5]: closing}
    rows[list_heat("steam", lang).lines[0].label] = STEAM
    output = [line.label for line in list_output(lang).lines]
    return rows | {output[0]: OUTPUT, output[-1]: DAYS}


def declare() -> dict[str, float]:
    """Give the tonnes by category, from the published defaults (NDRC guideline of 2015; 44/12 from C to CO2)."""
    carbon = (
        sum(GAS) / 1e4 * 389.31 * 0.0153 * 0.99 + sum(COAL_USED) * 23.204 * 0.02618 * 0.93
        + sum(DIESEL_USED) * 43.33 * 0.0202 * 0.98
    )  # fmt: skip
    fuel, heat = carbon * 44 / 12, sum(STEAM) * 0.11
    electricity = (sum(GRID) - sum(SOLD)) / 1000 * GRID_FACTOR
    return {
        "fuel": round(fuel, 2),
        "process": 0,
        "electricity": round(electricity, 2),
        "heat": round(heat, 2),
    }


class Filled:
    """A filled template: its openpyxl book and where the rows of each label stand."""

    def __init__(self, path: Path, lang: Lang) -> None:
        """Open a template that was made."""
        self.path, self.lang = path, lang
        self.book = openpyxl.load_workbook(path)
        self.rows = {
            (sheet.title, cell.value): cell.row
            for sheet in self.book for (cell,) in sheet.iter_rows(max_col=1) if isinstance(cell.value, str)
        }  # fmt: skip

    def find(self, label: str) -> tuple[str, int]:
        """Give the sheet and row of a label; documents and lists apart."""
        hidden = say("template.sheet.lists", self.lang)
        return next(
            (sheet, row) for (sheet, text), row in self.rows.items() if text == label and sheet != hidden
        )

    def first(self, sheet: str) -> int:
        """Give the column of January, counted from 1."""
        return 4 if sheet == say("template.sheet.output", self.lang) else 3

    def place(self, label: str, month: int) -> str:
        """Give the address of a month (1 to 12) of a row, as findings name it."""
        sheet, row = self.find(label)
        return write_cell(CellRef("", sheet, row - 1, self.first(sheet) + month - 2), "")

    def put(self, label: str, month: int, value: float | str | None) -> str:
        """Type something into a month of a row; give its address."""
        sheet, row = self.find(label)
        self.book[sheet].cell(row, self.first(sheet) + month - 1).value = value
        return self.place(label, month)

    def put_beside(self, label: str, value: float | str | None) -> str:
        """Type something into the cell right of a label; give its address."""
        sheet, row = self.find(label)
        self.book[sheet].cell(row, 2).value = value
        return write_cell(CellRef("", sheet, row - 1, 1), "")

    def add_paper(
        self, kind: int, covers: str, period: str, quantity: float | None, unit: str | None
    ) -> None:
        """Add a paper below the last one; `kind` counts in the list of kinds."""
        sheet = self.book[say("template.sheet.documents", self.lang)]
        row = next(row for row in range(5, 65) if sheet.cell(row, 1).value is None)
        words = list_choices("document", self.lang)
        for column, value in enumerate((words[kind], covers, period, quantity, unit, f"No. {row}"), 1):
            sheet.cell(row, column).value = value

    def save(self, path: Path) -> Path:
        """Save under another name."""
        self.book.save(path)
        return path


def fill_template(folder: Path, lang: Lang) -> Filled:
    """Make a template and fill it for a plant with power of all kinds, gas, coal, diesel, steam and output."""
    path = folder / f"template_{lang}.xlsx"
    path.write_bytes(make_template(Plan(lang, YEAR, REGION, "C3411", SOURCES)))
    filled = Filled(path, lang)

    def ask(item: str) -> str:
        return say(f"template.facility.{item}", lang)

    yes, no = list_choices("yes_no", lang)
    answers: dict[str, float | str] = {
        "company": "Anhui Test Gear Works", "credit_code": "91340100MA2TEST01X", "site": "Hefei works",
        "transformer_kva": 3150, "pv_ownership": list_choices("pv_ownership", lang)[0], "pv_kwp": 620,
        "pv_grid_date": "2022-06-01", "pv_export": yes, "canteen": yes, "genset": no, "steam_bought": yes,
    }  # fmt: skip
    for item, answer in answers.items():
        filled.put_beside(ask(item), answer)
    for label, figures in list_months(lang).items():
        for month, value in enumerate(figures, 1):
            filled.put(label, month, value)
    power = [line.label for line in list_power(lang).lines]
    filled.add_paper(1, power[1], str(YEAR), sum(PV_OWN), "kWh")
    for label, months in ((power[2], PV_BOUGHT), (power[3], GREEN)):
        filled.add_paper(3, label, str(YEAR), None, None)
        for month, kwh in enumerate(months, 1):
            filled.add_paper(2, label, f"{YEAR}-{month:02d}", kwh, "kWh")
    filled.add_paper(0, power[0], str(YEAR), sum(GRID), "kWh")
    for category, tonnes in declare().items():
        filled.put_beside(say(f"template.category.{category}", lang), tonnes)
    return filled
