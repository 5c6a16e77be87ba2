"""What the reader makes has the shape of the canonical tables, and what a schema refuses is told once."""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.cells import CellRef, write_cell
from checker.errors import UnreadableFileError
from checker.reading.read import read_filing
from checker.schemas.columns import TABLES
from checker.schemas.models import make_models
from checker.testing import write_book

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "sample_workbooks").glob("*.xlsx"))
LAYOUTS = {
    f"{path.stem}-{layout['name'].replace(' ', '_')}": layout["sheets"]
    for path in sorted((ROOT / "tests/unit/reading/layouts").glob("*.toml"))
    for layout in tomllib.loads(path.read_text("utf-8"))["layout"]
}
MONTHS = {
    "en": list(calendar.month_abbr[1:]),
    "zh": [f"{month}月" for month in range(1, 13)],
    "hi": ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"],
}
HEADERS = {
    "en": ("Item", "Unit", "Month", "Quantity", "2024"),
    "zh": ("项目", "单位", "月份", "数量", "2024年"),
    "hi": ("मद", "इकाई", "महीना", "मात्रा", "वर्ष 2024"),
}
LINES = {
    ("grid_electricity", "purchased", "electricity"): {
        "en": "Purchased electricity", "zh": "外购电力", "hi": "खरीदी गई बिजली",
    },
    ("pv_electricity", "own_use", "electricity"): {
        "en": "PV self-consumption", "zh": "光伏自发自用", "hi": "सौर ऊर्जा स्वयं उपयोग",
    },
    ("natural_gas", "consumed", "gas"): {
        "en": "Natural gas consumption", "zh": "天然气消耗量", "hi": "प्राकृतिक गैस खपत",
    },
    ("diesel", "consumed", "mass"): {"en": "Diesel consumption", "zh": "柴油消耗量", "hi": "डीज़ल खपत"},
    ("raw_coal", "opening_stock", "mass"): {"en": "Coal opening stock", "zh": "原煤期初库存", "hi": "कोयला प्रारंभिक स्टॉक"},
}  # fmt: skip
UNITS = {
    "electricity": {"kWh": 1, "MWh": 1000, "万kWh": 10_000, "千瓦时": 1},
    "gas": {"Nm3": 1, "万Nm3": 10_000, "m3": 1},
    "mass": {"kg": 1, "t": 1000, "吨": 1000},
}


def _list_rows(table: Any) -> list[Any]:
    return list(table.itertuples())


def _check_tables(filing: Any) -> None:
    for name, model in make_models(whole=True).items():
        table = getattr(filing, name)
        if name != "covers":
            assert table.index.name == "row"
        model.validate(table)
        assert list(table.columns) == list(TABLES[name])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_tables_of_a_sample_pass_the_whole_model(path):
    _check_tables(read_filing([path], [], {}))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_tables_of_a_layout_pass_the_whole_model_but_for_what_was_refused(name, tmp_path):
    try:
        filing = read_filing([write_book(LAYOUTS[name], tmp_path / "book.xlsx")], [], {})
    except UnreadableFileError:
        pytest.skip("a known misreading: no table was found")

    rows = [index for table in TABLES if table != "covers" for index in getattr(filing, table).index]
    assert len(rows) == len(set(rows)), "row ids are unique over all tables"
    for table, model in make_models(whole=True).items():
        refused = filing.refusals.loc[filing.refusals["table"] == table, "row"]
        sound = getattr(filing, table)
        if table == "series":  # a line without a figure may lack its unit
            sound = sound[sound["scale"].notna()]
        model.validate(
            sound if table == "covers" else sound.drop(index=refused[refused.isin(sound.index)].tolist())
        )


POWER: list[Any] = ["Purchased electricity", "kWh"]


def _power(*figures: Any) -> dict[str, list[list[Any]]]:
    return {"Power": [["2024"], ["Item", "Unit", *MONTHS["en"]], [*POWER, *figures]]}


def _factor(value: float) -> dict[str, list[list[Any]]]:
    return {
        **_power(*range(10, 130, 10)),
        "Factors": [["Item", "Value", "Unit"], ["Grid emission factor", value, "tCO2/MWh"]],
    }


MONTH_LIST: list[list[Any]] = [
    ["Month", "Item", "Quantity", "Unit"],
    ["2024-01", POWER[0], 10, "kWh"],
    ["2024-02", POWER[0], 11, "kWh"],
]
REFUSALS: dict[str, tuple[dict[str, list[list[Any]]], str, str]] = {
    "SCH101": (_power("see bill", *range(20, 130, 10)), "facts", "Power!C3"),
    "SCH102": (_power("=1/0 -> #DIV/0!", *range(20, 130, 10)), "facts", "Power!C3"),
    "SCH104": (
        {"Power": [["2024"], ["Item", "Unit", *MONTHS["en"]], [POWER[0], "", *range(10, 130, 10)], ["Diesel", "L", *range(10, 130, 10)]]},
        "series", "Power!A3",
    ),
    "SCH105": ({"List": [*MONTH_LIST, ["2024-02", POWER[0], 12, "kWh"]]}, "facts", "List!C4"),
    "SCH106": (_power(-5, *range(20, 130, 10)), "facts", "Power!C3"),
    "SCH107": (_factor(-0.5), "parameters", "Factors!B2"),
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refused_value_is_told_once_with_its_cell_and_its_row_stays(code, tmp_path):
    sheets, table, cell = REFUSALS[code]
    filing = read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {})

    assert [(each.code, each.table) for each in _list_rows(filing.refusals)] == [(code, table)]
    row = int(filing.refusals["row"].iloc[0])
    record = getattr(filing, table).loc[row]
    assert (
        write_cell(CellRef("book.xlsx", record["sheet"], record["at_row"], record["at_col"]), "book.xlsx")
        == cell
    )
    if table != "series":
        value = record["quantity"] if table == "facts" else record["value"]
        assert value != value, "the refused value is missing"  # noqa: PLR0124  # NaN differs from itself
        assert len(filing.facts) == 12 or code == "SCH105"


def test_a_formula_never_calculated_is_told_once_with_its_cell(tmp_path):
    import openpyxl  # type: ignore[import-untyped,unused-ignore]

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Power"
    for row in (["2024"], ["Item", "Unit", *MONTHS["en"]], [*POWER, "=1+2", *range(20, 130, 10)]):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    filing = read_filing([tmp_path / "book.xlsx"], [], {})

    assert filing.refusals["code"].tolist() == ["SCH103"]
    refused = filing.facts.loc[int(filing.refusals["row"].iloc[0])]
    assert (refused["at_row"], refused["at_col"], refused["state"]) == (2, 2, "refused")


@st.composite
def filed_books(draw: st.DrawFn) -> tuple[dict[str, list[list[Any]]], dict[tuple[Any, ...], float]]:
    """Draw a workbook in one of four layouts, and the facts that stand in it."""
    language = draw(st.sampled_from(sorted(MONTHS)))
    layout = draw(st.sampled_from(["across", "down", "list", "annual"]))
    item, unit, month, quantity, year = HEADERS[language]
    sources = draw(st.lists(st.sampled_from(sorted(LINES)), min_size=1, max_size=4, unique=True))
    units = [draw(st.sampled_from(sorted(UNITS[kind]))) for _, _, kind in sources]
    number = st.integers(0, 10**6) | st.decimals(0, 10**4, places=2).map(float)
    count = 1 if layout == "annual" else 12
    figures = [draw(st.lists(number, min_size=count, max_size=count)) for _ in sources]
    labels = [LINES[source][language] for source in sources]
    facts = {
        (source, flow, (2024, at + 1) if count == 12 else (2024, 0)): float(figure) * UNITS[kind][name]
        for (source, flow, kind), name, row in zip(sources, units, figures, strict=True)
        for at, figure in enumerate(row)
    }
    rows: list[list[Any]] = []
    if layout == "across":
        rows += [["2024"], [item, unit, *MONTHS[language]]]
        rows += [[label, name, *row] for label, name, row in zip(labels, units, figures, strict=True)]
    elif layout == "down":
        rows += [["2024"], [month, *[f"{label} ({name})" for label, name in zip(labels, units, strict=True)]]]
        rows += [[name, *[row[at] for row in figures]] for at, name in enumerate(MONTHS[language])]
    elif layout == "list":
        rows += [[month, item, quantity, unit]]
        rows += [
            [f"2024-{at + 1:02d}", label, figure, name]
            for label, name, row in zip(labels, units, figures, strict=True)
            for at, figure in enumerate(row)
        ]
    else:
        rows += [[item, year, unit]]
        rows += [[label, row[0], name] for label, name, row in zip(labels, units, figures, strict=True)]
    return {"Sheet1": rows}, facts


@given(filed_books())
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_what_is_filed_in_any_layout_is_read_back_exactly(tmp_path, drawn):
    sheets, facts = drawn
    filing = read_filing([write_book(sheets, tmp_path / "book.xlsx")], [], {})
    read = {
        (row.source, row.flow, (row.start.year, 0 if row.end - row.start > dt.timedelta(days=31) else row.start.month)): row.amount
        for row in _list_rows(filing.facts)
    }  # fmt: skip

    assert read == pytest.approx(facts)
    assert len(filing.facts) == len(facts)
    assert filing.refusals.empty
    _check_tables(filing)
