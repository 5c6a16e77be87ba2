"""Random plants as a company would file them: levels, seasons and last year drawn from a seed, one sheet a topic."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from checker.testing import Rows

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SUN = (0.55, 0.62, 0.85, 0.98, 1.1, 1.05, 1.12, 1.08, 0.9, 0.78, 0.62, 0.55)
GRID_FACTOR = 0.6782
"""Anhui, data year 2022: MEE and NBS, Announcement 2024 No. 33."""
FIRST, LAST = 2, 14
"""Columns of a sheet's months, from 0; behind them stands the total."""

SHEET = "Energy"
LINES = (
    "Purchased electricity",
    "PV, used on site",
    "Natural gas consumed",
    "Diesel consumed",
    "Steam purchased",
)
UNITS = ("kWh", "kWh", "10^4 Nm3", "t", "GJ")
POWER, SOLAR, GAS, DIESEL, STEAM = range(5)


@dataclass
class Plant:
    """A plant's figures of two years, by line, its profile, papers and further sheets; what a test may spoil."""

    years: dict[int, list[list[Any]]]
    labels: list[str]
    units: list[str]
    profile: dict[str, Any]
    output: list[float]
    factors: list[list[Any]]
    papers: list[list[Any]]
    declared: dict[str, float]
    totals: dict[int, Any] = field(default_factory=dict)
    sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    sheets_before: dict[str, list[list[Any]]] = field(default_factory=dict)
    """Further sheets of last year's file."""

    def months(self, line: int) -> list[Any]:
        """Give the twelve figures of a line of the report year."""
        return self.years[2024][line]

    def write(self, year: int = 2024) -> dict[str, Rows]:
        """Give the workbook of a year as one would type it."""
        rows: list[list[Any]] = [[f"Energy {year}"], ["Item", "Unit", *MONTHS, "Total"]]
        for line, (label, unit) in enumerate(zip(self.labels, self.units, strict=True)):
            figures = self.years[year][line]
            numbers = [value for value in figures if isinstance(value, (int, float))]
            total = (self.totals if year == 2024 else {}).get(
                line, f"=SUM(C{line + 3}:N{line + 3}) -> {round(sum(numbers), 3)}"
            )
            rows.append([label, unit, *figures, total])
        book: dict[str, Rows] = {
            "Facility": [
                ["Facility profile"],
                *([key, value] for key, value in self.profile.items() if key),
                ["Reporting year", year],
            ],
            SHEET: rows,
        }
        if year == 2024:
            book["Output"] = [
                ["Output 2024"],
                ["Item", "Unit", *MONTHS],
                ["Castings produced", "t", *self.output],
            ]
            book["Factors"] = [["Item", "Value", "Unit"], *self.factors]
            book["Documents"] = [
                ["Document", "Covers", "Period", "Quantity", "Unit", "Reference"],
                *self.papers,
            ]
            if self.declared:
                book["Emissions"] = [
                    ["Category", "tCO2e"],
                    *([key, value] for key, value in self.declared.items()),
                ]
        return book | (self.sheets if year == 2024 else self.sheets_before)


def draw_plant(seed: int) -> Plant:
    """Draw a sound plant of light machinery: its output drives its power, heating its gas, the sun its panels."""
    draw = random.Random(seed)  # no secret
    size = draw.uniform(0.4, 4)
    kwp = draw.randint(150, 600)
    output = [round(size * 100 * draw.uniform(0.85, 1.15), 1) for _ in MONTHS]
    years = {year: draw_year(draw, size, kwp, output) for year in (2023, 2024)}
    papers = [
        ["Meter record", "PV, used on site", f"2024-{month:02d}", value, "kWh", f"PV-{month:02d}"]
        for month, value in enumerate(years[2024][SOLAR], start=1)
    ]
    peak = max(max(year[POWER]) for year in years.values())
    profile = {
        "Company": f"Plant {seed}", "Sector": "C3591", "Province": "Anhui", "Rule set": "NDRC-2015",
        "Transformer capacity (kVA)": round(peak / 730 * 2.5), "PV capacity (kWp)": kwp,
    }  # fmt: skip
    factors = [
        ["Grid emission factor, Anhui, data year 2022", GRID_FACTOR, "tCO2/MWh"],
        ["Natural gas net calorific value", 389.31, "GJ/10^4Nm3"],
        ["Natural gas carbon content", 0.0153, "tC/GJ"],
        ["Natural gas oxidation rate", 0.99, None],
    ]
    return Plant(years, list(LINES), list(UNITS), profile, output, factors, papers, {})


def draw_year(draw: random.Random, size: float, kwp: int, output: list[float]) -> list[list[Any]]:
    """Draw a year's figures of every line."""
    heating = [1.6, 1.5, 1.25, 1.0, 0.8, 0.7, 0.65, 0.65, 0.75, 0.9, 1.2, 1.5]
    power = [round(size * 900 * made / size * draw.uniform(0.95, 1.05)) for made in output]
    solar = [round(kwp * 88 * sun * draw.uniform(0.9, 1.1)) for sun in SUN]
    gas = [round(size * 3.1 * warm * draw.uniform(0.95, 1.05), 3) for warm in heating]
    diesel = [round(size * 2.3 * draw.uniform(0.85, 1.15), 3) for _ in MONTHS]
    steam = [round(size * 620 * warm * draw.uniform(0.95, 1.05), 1) for warm in heating]
    return [power, solar, gas, diesel, steam]
