"""A stored report is the report: nothing is lost, whatever it holds."""

import datetime as dt
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.batch.stored import RECORDS, dump_report, load_report, rename_files
from checker.cells import CellRef
from checker.findings import Correction, Evidence, FileRead, Finding, FlaggedLine, Report
from checker.many import check_many
from tests.faces.reports_made import CLEAN, FAILED, FOUND

SAMPLES = sorted((Path(__file__).parents[2] / "sample_workbooks").glob("secco*.xlsx"))


def without_nan(report):
    """Give a report without the one value that is not equal to itself."""
    findings = [
        replace(each, values={key: held for key, held in each.values.items() if held == held})  # noqa: PLR0124
        for each in report.findings
    ]
    return replace(report, findings=tuple(findings))


@pytest.mark.parametrize(
    "report",
    [CLEAN, without_nan(FAILED), without_nan(FOUND), Report(()), Report((), unreadable="lost.xlsx: gone")],
)
def test_a_report_comes_back_equal(report):
    assert load_report(dump_report(report)) == report


def test_the_reports_of_the_samples_come_back_equal_and_small():
    for report in check_many(SAMPLES):
        text = dump_report(report)
        assert load_report(text) == report
        assert len(text) < 40_000
        assert "purchased power" not in text  # no sentence in it: it is shown in any language later


def test_numbers_that_json_has_not_come_back():
    values: dict[str, Any] = {
        "nan": float("nan"),
        "far": float("inf"),
        "whole": 3,
        "real": 3.0,
        "list": [dt.date(2024, 1, 1), None],
    }
    report = Report((), findings=(Finding("A-1", "A", "info", (), (), values, None),))
    (back,) = load_report(dump_report(report)).findings
    assert back.values["nan"] != back.values["nan"]
    assert back.values["far"] == float("inf")
    assert [type(back.values[name]) for name in ("whole", "real")] == [int, float]
    assert back.values["list"] == [dt.date(2024, 1, 1), None]


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates()
cells = st.builds(CellRef, st.text(), st.text(), st.integers(0, 10**6), st.integers(0, 16000))
mappings = st.dictionaries(st.text(), plain | st.lists(plain))


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        Finding, st.text(), st.text(), st.sampled_from(["error", "info"]), st.tuples(cells), st.tuples(st.tuples(cells, st.text())),
        mappings, st.none() | st.floats(allow_nan=False), st.tuples(st.integers()),
    ),
    st.builds(
        Correction, st.none() | cells, plain, st.none() | st.floats(allow_nan=False), st.none() | st.text(),
        st.none() | mappings, st.none() | st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False)), st.booleans(),
    ),
)  # fmt: skip
def test_whatever_a_finding_or_a_correction_holds_comes_back(finding, correction):
    line = FlaggedLine(
        "a", "b", "c", "d", "kWh", ((dt.date(2024, 1, 1), None),), ((dt.date(2024, 1, 1), "x"),)
    )
    diagnosis = RECORDS["Diagnosis"]("m", None, 0.5, ("A-1",), None, {}, (correction,))
    report = Report((), findings=(finding,), diagnoses=(diagnosis,), flagged_lines=(line,))
    assert load_report(dump_report(report)) == report


def test_what_a_report_may_not_hold_is_refused():
    report = Report((), findings=(Finding("A-1", "A", "info", (), (), {"set": {1, 2}}, None),))  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="no report may hold a set"):
        dump_report(report)
    assert dump_report(Report((), findings=())).startswith("{")


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"r":"Reprt"}', "7", "{", dump_report(Report(())).replace("Report", "Totals")]
)
def test_a_text_that_is_no_report_is_refused(text):
    with pytest.raises(ValueError):
        load_report(text)


def test_a_field_of_another_version_is_passed_over():
    said = json.loads(dump_report(FOUND))
    assert load_report(json.dumps(said | {"mood": "sunny"})).main == FOUND.main


def test_a_report_can_be_given_to_the_same_bytes_under_another_name():
    renamed = rename_files(FOUND, {"plant.xlsx": "copy.xlsx"})
    assert renamed.main == "copy.xlsx"
    assert {cell.file for each in renamed.findings for cell in each.cells} == {"copy.xlsx"}
    assert "plant.xlsx" not in dump_report(renamed)
    assert rename_files(renamed, {"copy.xlsx": "plant.xlsx"}).findings[0].cells == FOUND.findings[0].cells
    lost = Report((FileRead("a.xlsx", ""),), unreadable="a.xlsx: there is no such file")
    assert rename_files(lost, {"a.xlsx": "b.xlsx"}).unreadable == "b.xlsx: there is no such file"


def test_evidence_is_a_record_too():
    assert "Evidence" in RECORDS
    assert RECORDS["Evidence"] is Evidence


def test_a_file_name_that_is_no_utf_8_comes_back():
    name = os.fsdecode(b"\\\xba\xcf.xlsx")
    report = Report((FileRead(name, ""),), unreadable=f"{name}: lost")
    text = dump_report(report)
    assert text.encode("utf-8")
    assert load_report(text) == report
