"""Real monthly series laid out as workbooks a company might file; the series are read, never copied here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VILLAGE_COLUMNS = {
    "fuel_used_gallons": "Diesel consumption (gallons)",
    "fuel_cost": "Fuel cost (USD)",
    "diesel_kwh_generated": "Electricity generated from diesel (kWh)",
    "hydro_kwh_generated": "Electricity generated from hydro (kWh)",
    "total_kwh_purchased": "Electricity purchased (kWh)",
    "powerhouse_consumption_kwh": "Powerhouse own use of electricity (kWh)",
    "residential_sold_to": "Electricity sold, residential (kWh)",
    "commercial_sold_to": "Electricity sold, commercial (kWh)",
    "govt_facil_sold_to": "Electricity sold, government (kWh)",
    "com_facil_sold_to": "Electricity sold, community (kWh)",
}
"""Columns of the village filings and the headers a clerk would give them."""


def lay_out_village(filings: Any, folder: Path, columns: Mapping[str, str] = VILLAGE_COLUMNS) -> Path:  # noqa: ANN401  # a pandas frame
    """Write the filings of one village as one workbook, months down and items across, a sheet a year."""
    from checker.testing import write_book

    name = str(filings["community"].iloc[0])
    latest = int(filings["year"].max())
    sheets: dict[str, list[list[Any]]] = {
        "Facility": [["Facility", name], ["Country", "United States"], ["Reporting year", latest]]
    }
    for year, months in filings.sort_values(["year", "month"]).groupby("year"):
        rows: list[list[Any]] = [[f"Monthly filings {year}"], ["Month", *columns.values()]]
        for record in months.itertuples():
            values = [getattr(record, column) for column in columns]
            rows.append(
                [
                    f"{record.year}-{record.month:02d}",
                    *(None if math.isnan(value) else float(value) for value in values),
                ]
            )
        sheets[f"{year}"] = rows
    return write_book(sheets, folder / f"{filings['code'].iloc[0]}.xlsx")
