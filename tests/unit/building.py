"""Small filings made by hand, for unit tests.

    filing = build_filing(
        lines=[line("grid_electricity", "purchased", [100.0] * 12, unit="MWh", account="A1")],
        parameters=[{"source": "grid_electricity", "parameter": "emission_factor", "value": 0.6782}],
        facility={"region": "CN-AH", "pv_kwp": 650},
    )

Every record is a mapping with columns of `checker.schemas.columns`; what it leaves out is filled.
Row ids are unique over all tables; a record may claim its own with "row".
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from checker.filing import Filing
from checker.findings import FileRead
from checker.schemas.columns import TABLES
from checker.tables import make_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Record = dict[str, Any]

SITE = "Plant"
FILE = "filing.xlsx"
SHEET = "Sheet1"

SCALES = {
    "kWh": (1.0, "kWh"), "MWh": (1000.0, "kWh"), "10^4kWh": (10_000.0, "kWh"),
    "GJ": (1.0, "GJ"), "MJ": (0.001, "GJ"), "kg": (1.0, "kg"), "t": (1000.0, "kg"), "L": (1.0, "L"),
    "Nm3": (1.0, "Nm3"), "10^4Nm3": (10_000.0, "Nm3"), "piece": (1.0, "piece"), "CNY": (1.0, "CNY"),
}  # fmt: skip
"""Filed units a test may use, with scale and base unit; others need both in the record."""

PARAMETER_UNITS = {
    "ncv": "GJ/t", "carbon_content": "tC/GJ", "carbon_content_mass": "tC/t", "oxidation_rate": "1",
    "emission_factor": "tCO2/MWh", "heat_factor": "tCO2/GJ", "density": "kg/L", "enthalpy": "kJ/kg",
}  # fmt: skip


def line(  # a line has that many sides; all but three have defaults
    source: str,
    flow: str,
    figures: Sequence[float | str | None] | float,
    *,
    unit: str = "kWh",
    year: int = 2024,
    first: int = 1,
    attribute: str = "",
    site: str = SITE,
    **series: Any,  # any column of series
) -> Record:
    """Make one line: a series and its facts, monthly from month `first`, or one annual figure.

    In `figures` a number is a value, None a blank month, a text is read as a state where it names
    one ("refused", "not_applicable", …), else as a number stored as text.
    """
    if isinstance(figures, (int, float)):
        periods: list[Record] = [{"year": year}]
        figures = [float(figures)]
    else:
        periods = [{"month": (year, first + place)} for place in range(len(figures))]
    facts = [{**period, **read_figure(figure)} for period, figure in zip(periods, figures, strict=True)]
    shared = {"site": site, "source": source, "flow": flow, "attribute": attribute, "unit": unit}
    place = {key: series[key] for key in ("file", "sheet", "block") if key in series}
    return {
        "series": {**shared, "label": f"{source} {flow}", **series},
        "facts": [{**shared, **place, **fact} for fact in facts],
    }


def read_figure(figure: float | str | None) -> Record:
    """Give the fact columns of one figure of a line."""
    if figure is None:
        return {"state": "blank", "text": ""}
    if isinstance(figure, (int, float)):
        return {"quantity": float(figure)}
    if figure in {"blank", "not_applicable", "refused", "error", "not_calculated"}:
        return {"state": figure, "text": "" if figure == "blank" else "x"}
    return {"state": "text", "text": figure, "quantity": float(figure)}


def build_filing(  # one argument a table
    *,
    lines: Sequence[Record] = (),
    facility: Mapping[str, Any] | Sequence[Record] = (),
    series: Sequence[Record] = (),
    facts: Sequence[Record] = (),
    totals: Sequence[Record] = (),
    covers: Sequence[Record] = (),
    parameters: Sequence[Record] = (),
    production: Sequence[Record] = (),
    documents: Sequence[Record] = (),
    declared: Sequence[Record] = (),
    explanations: Sequence[Record] = (),
    refusals: Sequence[Record] = (),
    year: int | None = 2024,
    rule_set: str | None = "by region",
    files: Sequence[str] = (FILE,),
    **more: Any,  # further fields of Filing
) -> Filing:
    """Make a filing of short records; the rule set is the one of the region unless named or None.

    `lines` come from `line`; `facts` without a series get a line of their own by (site, source,
    flow, attribute, unit, file). `facility` may be a mapping of items of the one site. A fact's
    period is "month": (2024, 3), "year": 2024, or start and end.
    """
    given = {
        "facility": spread_facility(facility), "series": list(series), "facts": list(facts),
        "totals": list(totals), "parameters": list(parameters), "production": list(production),
        "documents": list(documents), "declared": list(declared), "explanations": list(explanations),
    }  # fmt: skip
    join_lines(given, lines)
    give_series(given)
    rows = allot_rows(given)
    tables: dict[str, Any] = {
        name: make_table(name, [fill_record(name, record, next(rows), year) for record in records])
        for name, records in given.items()
    }
    tables["covers"] = make_table("covers", [{"site": SITE, **record} for record in covers])
    return Filing(
        **tables,
        refusals=make_refusals(refusals),
        year=year,
        rule_set=find_rule_set(tables["facility"], rule_set),
        files=tuple(FileRead(name, "0" * 64) for name in files),
        **more,
    )


def spread_facility(facility: Mapping[str, Any] | Sequence[Record]) -> list[Record]:
    """Give facility records, also of a plain mapping from item to value."""
    if not hasattr(facility, "items"):
        return list(facility)
    return [{"item": item, "text": str(value), "value": as_number(value)} for item, value in facility.items()]


def as_number(value: object) -> float | None:
    """Give a number as float, anything else as None."""
    return float(value) if isinstance(value, (int, float)) else None


def join_lines(given: dict[str, list[Record]], lines: Sequence[Record]) -> None:
    """Add lines to the series and facts of a filing, each with a series id of its own."""
    taken = {record.get("series", -1) for record in [*given["series"], *given["facts"]]}
    free = (number for number in itertools.count(1) if number not in taken)
    for each in lines:
        number = each["series"].get("series") or next(free)
        given["series"].append({**each["series"], "series": number})
        given["facts"] += [{**fact, "series": number} for fact in each["facts"]]


def give_series(given: dict[str, list[Record]]) -> None:
    """Give every fact without a series the line its source, flow, attribute, unit and file make."""
    sides = ("site", "source", "flow", "attribute", "unit", "file")
    taken = {record.get("series", -1) for record in [*given["series"], *given["facts"]]}
    free = (number for number in itertools.count(1) if number not in taken)
    made: dict[tuple[Any, ...], int] = {}
    for fact in given["facts"]:
        if "series" in fact:
            continue
        key = tuple(fact.get(side) for side in sides)
        if key not in made:
            made[key] = next(free)
            known = {side: fact[side] for side in sides if side in fact}
            given["series"].append({**known, "series": made[key]})
        fact["series"] = made[key]


def allot_rows(given: dict[str, list[Record]]) -> Iterator[int]:
    """Give row ids that no record claims for itself."""
    claimed = {record["row"] for records in given.values() for record in records if "row" in record}
    return (row for row in itertools.count() if row not in claimed)


def fill_record(name: str, record: Record, row: int, year: int | None) -> Record:
    """Fill a record of a table with what a reader would have put there."""
    filled: Record = {"row": row, "site": SITE, "file": FILE, "sheet": SHEET, "at_row": row + 1, "at_col": 2}
    filled |= {"block": 0, **record}
    columns = TABLES[name]
    if "start" in columns:
        filled = set_period(filled, None if name == "parameters" else year)
    if name == "parameters":
        filled.setdefault("unit", PARAMETER_UNITS.get(filled.get("parameter", ""), ""))
        filled.setdefault("base_unit", filled["unit"])
    if "quantity" in columns or name == "parameters":
        measure_record(name, filled)
    if name == "declared":
        filled.setdefault("mass", filled.get("tco2e"))
        filled |= {"unit": filled.get("unit", "t"), "scale": filled.get("scale", 1.0)}
    if name == "facts":
        filled.setdefault("as_filed", "period_use")
    if "state" in columns:
        shown = filled.get("value", filled.get("quantity", filled.get("tco2e", filled.get("text"))))
        filled.setdefault("state", "blank" if shown is None else "value")
        filled.setdefault("text", "" if shown is None else f"{shown}")
    return (
        filled if name != "production" else {key: filled[key] for key in filled if key in {*columns, "row"}}
    )


def set_period(record: Record, year: int | None) -> Record:
    """Give a record start and end of its "month" or "year", else of the report year."""
    record = dict(record)
    month, whole = record.pop("month", None), record.pop("year", None)
    if month is not None:
        months = month[0] * 12 + month[1] - 1
        record["start"] = dt.datetime(months // 12, months % 12 + 1, 1)  # times have no zone
        record["end"] = dt.datetime((months + 1) // 12, (months + 1) % 12 + 1, 1)
        return record
    whole = whole if whole is not None else year
    if whole is not None and "start" not in record:
        record |= {"start": dt.datetime(whole, 1, 1), "end": dt.datetime(whole + 1, 1, 1)}
    return record


def measure_record(name: str, record: Record) -> None:
    """Fill scale, base unit and whichever of filed number and amount is missing."""
    number = "value" if name == "parameters" else "quantity"
    scale, base_unit = SCALES.get(record.get("unit", ""), (1.0, record.get("unit", "")))
    record.setdefault("scale", scale)
    record.setdefault("base_unit", base_unit)
    if record.get(number) is None and record.get("amount") is not None:
        record[number] = record["amount"] / record["scale"]
    if record.get("amount") is None and record.get(number) is not None:
        record["amount"] = record[number] * record["scale"]


def make_refusals(refusals: Sequence[Record]) -> Any:  # pandas frame
    """Give the frame of refusals: row, table, code, column."""
    import pandas as pd

    columns = {"row": "int64", "table": "str", "code": "str", "column": "str"}
    return pd.DataFrame(list(refusals), columns=list(columns)).astype(columns)


def find_rule_set(facility: Any, name: str | None) -> Any:  # pandas frame, RuleSet
    """Give the rule set a filing asks for: by name, by its first region, or none."""
    from checker.accounting.rule_sets import choose_rule_set

    if name is None:
        return None
    regions = facility.loc[facility["item"] == "region", "text"]
    region = regions.iloc[0] if len(regions) else None
    return choose_rule_set(region, None if name == "by region" else name)
