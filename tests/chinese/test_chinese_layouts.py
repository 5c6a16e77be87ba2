"""Chinese workbooks as practitioners make them are read as a person reads them, and again from an annotated copy."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from checker.engine import check
from checker.errors import UnreadableFileError
from checker.packs import load_catalogue
from checker.reading.excel import open_workbook
from checker.reading.read import read_filing
from checker.reports.annotate import annotate_copy
from tests.chinese.layouts_made import LAYOUTS, list_area, load_layout, read_rows, write_layout
from tests.reading_score import Score, list_cells, list_labelled, load_expected, read_number, score_file

EXPECTED = Path(__file__).parent / "expected.toml"
LEAST_LAYOUTS = 20
LEAST_READ = 0.95
LEAST_RIGHT = 0.995
STEPS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
FILES = tuple(sorted(path.stem for path in LAYOUTS.glob("*.toml")))


@lru_cache
def read_labels() -> list[dict[str, Any]]:
    return load_expected(EXPECTED).tables


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chinese")
    return {
        name: write_layout(load_layout(LAYOUTS / f"{name}.toml"), folder / f"{name}.xlsx") for name in FILES
    }


@pytest.fixture(scope="module")
def filings(books):
    return {name: read(path) for name, path in books.items()}


def read(path):
    """Read a workbook; None where it is refused."""
    try:
        return read_filing([path], [], {})
    except UnreadableFileError:
        return None


def list_output(path):
    """List what was read of output, by its cells."""
    known = ["sheet", "at_row", "at_col", "product", "item", "start", "end", "text", "quantity", "unit"]
    return read_filing([path], [], {}).production[known].reset_index(drop=True)


def list_facts(path):
    """List a workbook's facts with their cells."""
    columns = ["sheet", "at_row", "at_col", "source", "flow", "start", "end", "as_filed", "text", "state", "amount", "base_unit"]  # fmt: skip
    return read_filing([path], [], {}).facts[columns].reset_index(drop=True)


def told(table):
    return f"{table['sheet']}!{table['range']} {table['what']}"


def test_there_are_enough_layouts_and_each_has_its_labels():
    assert len(FILES) >= LEAST_LAYOUTS
    assert {table["file"] for table in read_labels()} == {f"{name}.xlsx" for name in FILES}


def test_the_labels_agree_with_the_cells_and_with_the_filers_totals(books):
    off = []
    for table in read_labels():
        rows = read_rows(books[table["file"].removesuffix(".xlsx")])[table["sheet"]]
        figures = [read_number(rows[row][column]) or 0.0 for row, column in list_labelled(table, rows)]
        if len(figures) != table["count"] or abs(sum(figures) - table["sum"]) > 1e-5:
            off.append(f"{table['file']} {told(table)}: count or sum")
        for row, column in list_area(table["total_at"]) if "total_at" in table else ():
            if abs(sum(figures) - (read_number(rows[row][column]) or 0.0)) > 0.011:  # the filer's cents
                off.append(f"{table['file']} {told(table)}: not the total at {table['total_at']}")
    assert not off


def test_the_chinese_layouts_are_read_as_a_person_reads_them(books, filings, capsys):
    whole, lines = Score(), []
    labels = load_expected(EXPECTED)
    for name, path in books.items():
        one = Score()
        scores = score_file(labels, path.name, read_rows(path), filings[name])
        for score in scores.values():
            one.add(score)
        whole.add(one)
        if one.read < one.labelled or one.wrong:
            lines.append(
                f"{name}: {one.labelled} labelled, {one.read} read, {one.right} right, {one.wrong} wrong"
            )
            lines += [f"    {label}: {dict(score.notes)}" for label, score in scores.items() if score.notes]

    with capsys.disabled():
        print(f"\n{whole.labelled} labelled, {whole.share_read:.2%} read, {whole.share_right:.2%} right")  # noqa: T201  # the figure the issue asks for
    report = "\n".join(lines)
    assert whole.share_read >= LEAST_READ, report
    assert whole.share_right >= LEAST_RIGHT, report


def test_every_figure_stands_in_its_own_month(filings, books):
    off = []
    for table in (each for each in read_labels() if "run" in each):
        name = table["file"].removesuffix(".xlsx")
        if filings[name] is None:
            continue
        axis = 1 if table["run"] == "across" else 0
        rows = read_rows(books[name])[table["sheet"]]
        lines = sorted({cell[axis] for cell in list_cells(table["range"], rows)})
        year, month = map(int, table.get("run_from", table["start"]).split("-"))
        frame = getattr(filings[name], table["what"])
        frame = frame[frame["sheet"] == table["sheet"]]
        starts = dict(zip(zip(frame["at_row"], frame["at_col"], strict=True), frame["start"], strict=True))
        for cell in list_labelled(table, rows):
            months = month - 1 + lines.index(cell[axis]) * STEPS[table["each"]]
            wanted = f"{year + months // 12}-{months % 12 + 1:02d}"
            if cell in starts and f"{starts[cell]:%Y-%m}" != wanted:
                off.append(f"{name} {told(table)}: {cell} in {starts[cell]:%Y-%m}, not {wanted}")
    assert not off, "\n".join(off[:40])


def test_running_totals_meter_readings_and_last_years_figures_are_not_this_months_use(filings):
    off = []
    for each in tomllib.loads(EXPECTED.read_text("utf-8"))["apart"]:
        filing = filings[each["file"].removesuffix(".xlsx")]
        if filing is None:
            continue
        cells = set(list_area(each["range"]))
        for frame in (filing.facts, filing.production):
            for row in frame[(frame["sheet"] == each["sheet"]) & frame["quantity"].notna()].itertuples():
                period = (f"{row.start:%Y-%m}", f"{row.end - dt.timedelta(days=1):%Y-%m}")
                filed = getattr(row, "as_filed", "")
                wanted = (
                    period == (each["start"], each["end"]) if "start" in each else filed == each["as_filed"]
                )
                if (row.at_row, row.at_col) in cells and not wanted:
                    off.append(f"{each['file']} {each['sheet']} {row.at_row, row.at_col}: {filed} {period}")
    assert not off, "\n".join(off[:40])


@pytest.mark.parametrize("name", FILES)
def test_an_annotated_copy_gives_the_original_facts(name, books, tmp_path):
    path, catalogue = books[name], load_catalogue()
    copy = tmp_path / path.name
    report = check(path, catalogue=catalogue)
    copy.write_bytes(annotate_copy(report, open_workbook(path, path.name), "zh", "company", catalogue))

    facts, output = list_facts(path), list_output(path)
    assert len(facts) + len(output)
    assert list_facts(copy).equals(facts)
    assert list_output(copy).equals(output)
