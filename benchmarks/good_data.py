"""Real monthly series that are known to be sound, laid out as the workbooks of companies; nothing of them is kept here.

The filter is fixed and stands in this file alone: 24 months in a row, the last twelve of one calendar
year; of university buildings only months with at most 24 hours of missing readings; of plants none
whose ratio of fuel to generation is the same in every month (yearly figures spread over months); of
utilities and villages none that stands in the list of suspected errors. Negative and empty months leave the
series out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_ZERO_HOURS = 24
LEAST_RATIOS = 6
"""So many different monthly ratios of fuel to generation tell a plant that reported by month."""
FUELS = {
    "DFO": "Diesel consumption", "NG": "Natural gas consumption", "SUB": "Sub-bituminous coal consumption",
    "RFO": "Residual fuel oil consumption", "JF": "Jet kerosene consumption",
}  # fmt: skip
UNITS = {"DFO": "bbl", "NG": "Mcf", "SUB": "short tons", "RFO": "bbl", "JF": "bbl"}
CLASSES = ("residential", "commercial", "industrial", "community", "government")
BUILDINGS_TOGETHER = 4
"""So many buildings make one filing."""


class Line(NamedTuple):
    """A line of a workbook: label, unit, the months of last year and of this year."""

    label: str
    unit: str
    before: tuple[float, ...]
    now: tuple[float, ...]


class Book(NamedTuple):
    """A workbook to be: its data set, filer, year and lines."""

    kind: str
    filer: str
    year: int
    lines: tuple[Line, ...]


def list_books(folder: Path) -> list[Book]:
    """List all workbooks that the sound series of a folder (`monthly`) make, sorted."""
    books = [*list_buildings(folder), *list_plants(folder), *list_utilities(folder)]
    return sorted(books, key=lambda book: (book.kind, book.filer, book.year))


def take_books(folder: Path, each: int, seed: int = 1) -> list[Book]:
    """Draw at most `each` workbooks of every data set."""
    books, draw = list_books(folder), random.Random(seed)  # noqa: S311  # a sample, no secret
    drawn: list[Book] = []
    for kind in sorted({book.kind for book in books}):
        own = [book for book in books if book.kind == kind]
        drawn += sorted(draw.sample(own, min(each, len(own))))
    return drawn


def write_workbook(book: Book, folder: Path) -> Path:
    """Write a workbook: a sheet of the facility, and one a year; months across or, every other time, down."""
    from checker.testing import write_book

    sheets: dict[str, list[list[Any]]] = {
        "Facility": [["Facility", book.filer], ["Country", "United States"], ["Reporting year", book.year]]
    }
    down = (len(book.filer) + book.year) % 2 == 0
    for year, months in (
        (book.year - 1, [line.before for line in book.lines]),
        (book.year, [line.now for line in book.lines]),
    ):
        labels = [line.label for line in book.lines]
        if down:
            heads = [f"{line.label} ({line.unit})" for line in book.lines]
            rows: list[list[Any]] = [["Month", *heads]]
            rows += [[f"{year}-{at + 1:02d}", *(own[at] for own in months)] for at in range(12)]
        else:
            rows = [["Item", "Unit", *(f"{month} {year}" for month in MONTHS)]]
            rows += [
                [label, line.unit, *own] for label, line, own in zip(labels, book.lines, months, strict=True)
            ]
        sheets[str(year)] = [[f"Energy {year}"], *rows]
    return write_book(sheets, folder / f"{book.kind}_{book.filer}_{book.year}.xlsx")


def list_buildings(folder: Path) -> Iterator[Book]:
    """List the filings of a university: four buildings together, whose hourly readings are complete."""
    import pandas as pd

    data = pd.read_parquet(folder / "university_buildings_electricity.parquet")
    good = data[(data["zero_hours"] <= MOST_ZERO_HOURS) & (data["value"] > 0)]
    series = {entity: take_months(own) for entity, own in good.groupby("entity")}
    for year in sorted(good["year"].unique()):
        lines = [
            Line(f"Electricity, building {entity}", "kWh", *window)
            for entity, months in sorted(series.items())
            if (window := take_window(months, int(year))) is not None
        ]
        for first in range(0, len(lines) - BUILDINGS_TOGETHER + 1, BUILDINGS_TOGETHER):
            yield Book(
                "university", f"group {first}", int(year), tuple(lines[first : first + BUILDINGS_TOGETHER])
            )


def list_plants(folder: Path) -> Iterator[Book]:
    """List power plants that reported by month: one fuel burnt, and what was generated of it."""
    import pandas as pd

    data = pd.read_parquet(folder / "power_plants_fuel_and_generation.parquet")
    data = data[data["fuel"].isin(list(FUELS))]
    for (plant, mover, fuel), own in data.groupby(["plant_id", "pm", "fuel"]):
        wide = {name: take_months(each) for name, each in own.groupby("variable")}
        quantity, power = wide.get("fuel_quantity", {}), wide.get("net_generation_mwh", {})
        for year in sorted({int(year) for year, _ in quantity}):
            burnt, made = take_window(quantity, year), take_window(power, year)
            if burnt is None or made is None or not _reports_by_month(burnt, made):
                continue
            lines = (Line(FUELS[fuel], UNITS[fuel], *burnt), Line("Electricity generated", "MWh", *made))
            yield Book("power plants", f"{plant}-{mover}-{fuel}", year, lines)


def list_utilities(folder: Path) -> Iterator[Book]:
    """List utilities by what they sold to each class of customers; none of those suspected of errors."""
    import pandas as pd

    suspects = set(pd.read_csv(folder / "village_utility_suspected_errors.csv")["entity"].astype(str))
    data = pd.read_parquet(folder / "utility_sales_before_2015_07.parquet")
    data = data[~data["entity"].astype(str).isin(suspects)]
    for (entity, source), own in data.groupby(["entity", "source"]):
        wide = {name: take_months(each) for name, each in own.groupby("variable")}
        for year in sorted({int(year) for year in own["year"].unique()}):
            lines = []
            for name in CLASSES:
                window = take_window(wide.get(f"{name}_sales_mwh", {}), year)
                if window is not None:
                    lines.append(Line(f"Electricity sold, {name}", "MWh", *window))
            if lines:
                yield Book("sales", f"{source}-{entity}", year, tuple(lines))


def take_months(series: pd.DataFrame) -> dict[tuple[int, int], float]:
    """Give a series by year and month; a month that stands twice is no month of it."""
    keys = list(zip(series["year"].tolist(), series["month"].tolist(), strict=True))
    times = Counter(keys)
    return {
        key: float(value)
        for key, value in zip(keys, series["value"].tolist(), strict=True)
        if times[key] == 1 and value == value  # noqa: PLR0124  # NaN differs from itself
    }


def take_window(
    months: dict[tuple[int, int], float], year: int
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Give the months of the year before and of a year; None where one is absent, negative, or a whole year is 0."""
    before = tuple(months.get((year - 1, month), -1.0) for month in range(1, 13))
    now = tuple(months.get((year, month), -1.0) for month in range(1, 13))
    if min(before) < 0 or min(now) < 0 or not sum(before) or not sum(now):
        return None
    return before, now


def _reports_by_month(burnt: tuple[tuple[float, ...], ...], made: tuple[tuple[float, ...], ...]) -> bool:
    """Tell a plant that reported by month from one whose year was spread: its ratios differ."""
    for fuel, power in zip(burnt, made, strict=True):
        ratios = {round(each / other, 4) for each, other in zip(fuel, power, strict=True) if other}
        if len(ratios) < LEAST_RATIOS:
            return False
    return True
