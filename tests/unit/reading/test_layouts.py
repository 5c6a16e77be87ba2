"""Workbooks laid out as practitioners lay them out are read as a person would read them.

Each `layouts/*.toml` holds layouts: sheets as typed, and what a person reads in them.

    facts       [period, "source flow", how many numbers, their sum, base unit, cell of the first]
    totals      [source ("" where the line speaks of several), amount in the base unit, cell]
    parameters  ["source parameter", amount in the canonical unit, that unit, cell]
    declared    ["category source" (or the category alone), tCO2e, cell]
    documents   ["kind source flow", amount in the base unit ("" where none is stated), cell]
    production  [item, how many numbers, their sum, cell of the first]
    refused     "code cell"
    empty       "source flow" of lines that are there without a number

Facts, totals, parameters, declared, production and refusals are compared whole; documents,
empty lines and facility items are those that must be among the ones read.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checker.cells import CellRef, write_cell
from checker.engine import check
from checker.packs import load_catalogue
from checker.reading.layout import load_layout
from checker.reading.read import read_filing, survey_files
from checker.reports.map_files import write_layout
from checker.reports.map_view import list_tables
from checker.testing import write_book

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing

    Entry = tuple[Any, ...]

BOOK = "layout.xlsx"
AS_FILED = "as_filed"
"""The layouts of sound filings, of which a check has nothing to say."""
WHOLE = ("facts", "totals", "parameters", "declared", "production", "refused")
LAYOUTS = [
    (path.stem, layout)
    for path in sorted((Path(__file__).parent / "layouts").glob("*.toml"))
    for layout in tomllib.loads(path.read_text("utf-8"))["layout"]
]
KNOWN_MISREAD: dict[str, str] = {
    "a GHG inventory with scope and category columns": "a factor per litre is refused for its unit, not converted",
    "a British energy report with kWh and tonnes a row": "the total of power and gas, both in kWh, is not read",
}
"""Name of a layout that is not yet read as a person would: what comes out instead."""


def _mark(family: str, layout: dict[str, Any]) -> Any:  # pytest does not name the type
    reason = KNOWN_MISREAD.get(layout["name"])
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(layout, id=f"{family}-{layout['name'].replace(' ', '_')}", marks=marks)


@pytest.mark.parametrize("layout", [_mark(family, layout) for family, layout in LAYOUTS])
def test_a_layout_is_read_as_a_person_would_read_it(layout: dict[str, Any], tmp_path: Path) -> None:
    filing = read_filing([write_book(layout["sheets"], tmp_path / BOOK)], [], layout.get("answers", {}))

    assert judge_layout(layout, filing) == []


@pytest.mark.parametrize(
    "layout",
    [pytest.param(layout, id=f"{family}-{layout['name'].replace(' ', '_')}") for family, layout in LAYOUTS],
)
def test_a_pinned_layout_reads_what_was_read_without_it(layout: dict[str, Any], tmp_path: Path) -> None:
    book = write_book(layout["sheets"], tmp_path / BOOK)
    survey = survey_files([book], [], layout.get("answers", {}))
    pins = tmp_path / "layout.toml"
    pins.write_text(write_layout(list_tables(survey), [], BOOK), encoding="utf-8")

    free = read_filing([book], [], layout.get("answers", {}))
    pinned = read_filing([book], [], layout.get("answers", {}), layout=load_layout(pins))

    assert str(summarise(pinned)) == str(summarise(free))  # as text, where NaN equals NaN


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(layout, id=layout["name"].replace(" ", "_"))
        for family, layout in LAYOUTS
        if family == AS_FILED
    ],
)
def test_a_sound_filing_is_accused_of_nothing(layout: dict[str, Any], tmp_path: Path) -> None:
    book = write_book(layout["sheets"], tmp_path / BOOK)

    report = check(book, set_=layout.get("answers", {}), catalogue=load_catalogue())

    grave = [finding.code for finding in report.findings if finding.severity in ("error", "warning")]
    assert grave == layout.get("accused", [])
    assert report.failures == ()


def test_every_known_misreading_names_a_layout():
    assert set(KNOWN_MISREAD) <= {layout["name"] for _, layout in LAYOUTS}


def judge_layout(layout: dict[str, Any], filing: Filing) -> list[str]:
    """Say, a line each, in what a filing differs from what a person reads; [] where it does not."""
    read = summarise(filing)
    wrong = [] if filing.year == layout["year"] else [f"year {filing.year} instead of {layout['year']}"]
    for kind in (*WHOLE, "documents", "empty"):
        expected = [entry if isinstance(entry, list) else [entry] for entry in layout.get(kind, ())]
        found = [list(entry) for entry in read[kind]]
        wrong += [f"{kind}: not read {entry}" for entry in expected if not _is_among(entry, found)]
        if kind in WHOLE:
            wrong += [f"{kind}: read too much {entry}" for entry in found if not _is_among(entry, expected)]
            if len(found) > len(expected) and not wrong:
                wrong.append(f"{kind}: read {len(found)} instead of {len(expected)}")
    for item, value in layout.get("facility", {}).items():
        if not _is_among([item, value], read["facility"]):
            wrong.append(f"facility: not read {item} {value}, but {read['facility']}")
    return wrong


def summarise(filing: Filing) -> dict[str, list[Entry]]:
    """Give what was read in the form in which layouts state what they expect."""
    cell = _write_place
    # a cumulative column states again what its months say
    monthly = filing.facts["as_filed"] == "period_use"
    numbers = filing.facts[filing.facts["amount"].notna() & monthly]
    filed = [
        (
            _write_span(part), f"{part['source'].iloc[0]} {part['flow'].iloc[0]}",
            len(part), float(part["amount"].sum()), part["base_unit"].iloc[0], cell(part.iloc[0]),
        )
        for _, part in numbers.sort_values(["start", "at_row", "at_col"]).groupby(
            ["file", "series", numbers["start"].dt.year]
        )
    ]  # fmt: skip
    made = filing.production
    return {
        "facts": filed,
        "totals": [(row.source, row.amount, cell(row)) for row in _list_rows(filing.totals[filing.totals["amount"].notna()])],
        "parameters": [
            (f"{row.source} {row.parameter}", row.amount, row.base_unit, cell(row))
            for row in _list_rows(filing.parameters[filing.parameters["value"].notna()])
        ],
        "declared": [
            (f"{row.category} {row.source if row.level == 'row' else ''}".strip(), row.tco2e, cell(row))
            for row in _list_rows(filing.declared[filing.declared["tco2e"].notna()])
        ],
        "documents": [
            (f"{row.kind} {row.source} {row.flow}", "" if math.isnan(row.amount) else row.amount, cell(row))
            for row in _list_rows(filing.documents)
        ],
        "production": [
            (str(item), len(part), float(part["quantity"].sum()), cell(part.iloc[0]))
            for item, part in made[made["quantity"].notna()].groupby("item")
        ],
        "refused": [
            (f"{refusal.code} {cell(getattr(filing, refusal.table).loc[refusal.row])}",)
            for refusal in _list_rows(filing.refusals)
        ],
        "empty": [
            (f"{line.source} {line.flow}",)
            for line in _list_rows(filing.series)
            if not (numbers["series"] == line.series).any()
        ],
        "facility": [entry for row in _list_rows(filing.facility) for entry in ((row.item, row.text), (row.item, row.value))],
    }  # fmt: skip


def _list_rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples())


def _write_place(record: Any) -> str:  # a row of any table
    return write_cell(CellRef(BOOK, record.sheet, int(record.at_row), int(record.at_col)), BOOK)


def _write_span(part: pd.DataFrame) -> str:
    first, after = part["start"].min(), part["end"].max()
    if (first.month, first.day, after.month, after.day, after.year) == (1, 1, 1, 1, first.year + 1):
        return str(first.year)
    last = after - dt.timedelta(days=1)
    return f"{first:%Y-%m}/{last:%Y-%m}"


def _is_among(entry: list[Any], others: list[Any]) -> bool:
    return any(len(entry) == len(other) and all(map(_is_same, entry, other)) for other in others)


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
    return one == other
