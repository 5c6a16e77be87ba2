"""A filing says the same whether it comes as .xlsx, .xls, .xlsb, .ods, or as tables of a Word document."""

import json
import struct
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cells import write_cells
from checker.cli import group
from checker.engine import check
from checker.packs import load_catalogue
from checker.reading.excel import open_workbook
from checker.reports.json import build_report
from tests.unit.reading.other_packages import cell, paragraph, row, table, wide, write_docx, write_xlsb

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_workbooks" / "secco_2024_declared.xlsx"
SAVED = Path(__file__).parent / "other_formats"


def read_sheets():
    return open_workbook(SAMPLE, SAMPLE.name).sheets


def make_binary(path):
    """Write the sample as .xlsb, cell by cell."""
    sheets = {}
    for sheet in read_sheets():
        body = b""
        for number, values in enumerate(sheet.rows):
            body += row(number)
            for column, value in enumerate(values):
                if isinstance(value, str):
                    body += cell(6, column, wide(value))
                elif value is not None:
                    body += cell(5, column, struct.pack("<d", float(value)))
        sheets[sheet.name] = body
    path.write_bytes(write_xlsb(sheets))
    return path


def make_document(path):
    """Write the sample as a Word document: each sheet a table under its name."""
    written = [
        paragraph(sheet.name)
        + table(
            *[[write(value) for value in (*values, *[None] * (20 - len(values)))] for values in sheet.rows]
        )
        for sheet in read_sheets()
    ]
    path.write_bytes(write_docx("".join(written)))
    return path


def write(value):
    if value is None:
        return ""
    return f"{value:,.15g}" if isinstance(value, float) else str(value).replace("&", "&amp;")


def show(path):
    """Give the JSON report of a file, without the file's name and hash."""
    report = check(path)
    shown = json.dumps(build_report(report, "en", "verifier", load_catalogue()), sort_keys=True)
    return shown.replace(path.name, "FILE").replace(report.files[0].sha256, "HASH")


def test_the_report_of_an_xls_an_ods_and_an_xlsb_is_that_of_the_xlsx(tmp_path):
    expected = show(SAMPLE)

    assert '"code": "ELE103"' in expected
    assert show(SAVED / "secco_2024_declared.xls") == expected
    assert show(SAVED / "secco_2024_declared.ods") == expected
    assert show(make_binary(tmp_path / "secco_2024_declared.xlsb")) == expected


def test_the_tables_of_a_report_in_word_are_checked_and_cited_by_number_and_caption(tmp_path):
    report = check(make_document(tmp_path / "report.docx"))
    found = {finding.code: write_cells(finding.cells, report.main) for finding in report.findings}

    assert found["ELE103"] == ["'Table 2: Electricity'!C5:N5"]


@pytest.mark.parametrize("ending", ["xls", "ods", "docx"])
def test_an_annotated_copy_of_another_format_is_refused_and_a_page_made(tmp_path, ending):
    path = SAVED / f"secco_2024_declared.{ending}"
    if ending == "docx":
        path = make_document(tmp_path / "report.docx")
    run = CliRunner().invoke
    copied = run(group, ["check", str(path), "-o", str(tmp_path / "copy.xlsx")])
    page = run(group, ["check", str(path), "-o", str(tmp_path / "page.html")])

    assert copied.exit_code == 3
    assert f"a .{ending} cannot be written again; " in copied.stderr
    assert " first, or use --format html" in copied.stderr
    assert copied.stderr.count("\n") == 1
    assert not (tmp_path / "copy.xlsx").exists()
    assert page.exit_code == 1
    assert "ELE103" in (tmp_path / "page.html").read_text()
