"""The JSON report keeps its contract, which ships as a schema."""

import json
from pathlib import Path

import jsonschema
import pytest

import checker
from checker.engine import check
from checker.reports.json import make_plain, write_json
from checker.testing import write_book
from tests.faces.reports_made import CLEAN, FAILED, FOUND, SPOTLESS, UNREADABLE

SCHEMA = json.loads(
    Path(checker.__file__).parent.joinpath("reports", "report.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def write(catalogue):
    def write_and_read(*reports, lang="en", audience="company"):
        return json.loads(write_json(reports, lang, audience, catalogue))

    return write_and_read


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [FOUND, CLEAN, SPOTLESS, FAILED, UNREADABLE])
@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
@pytest.mark.parametrize("audience", ["company", "verifier", "authority"])
def test_every_report_is_valid(write, report, lang, audience):
    faults = jsonschema.Draft202012Validator(SCHEMA).iter_errors(write(report, lang=lang, audience=audience))
    assert [fault.message for fault in faults] == []


def test_several_filings_are_an_array_and_one_is_an_object(write):
    several = write(FOUND, UNREADABLE)
    assert [each["outcome"] for each in several] == ["findings", "unreadable"]
    jsonschema.validate(several, SCHEMA, jsonschema.Draft202012Validator)
    assert write(FOUND)["outcome"] == "findings"


def test_keys_stand_in_the_order_of_the_contract(write):
    report = write(FOUND)
    assert list(report) == [
        "format", "checker", "lang", "as_of", "filing", "outcome", "coverage", "totals", "findings", "diagnoses",
        "skipped", "failures", "tables", "questions", "swings",
    ]  # fmt: skip
    assert list(report["findings"][0]) == [
        "id", "code", "severity", "cells", "context", "values", "at_stake_tco2e", "title", "message", "advice", "explained",
    ]  # fmt: skip
    assert list(report["diagnoses"][0]) == [
        "misfiling", "taxonomy", "confidence", "explains", "change_tco2e", "message", "corrections",
    ]  # fmt: skip


def test_a_finding_tells_cells_context_values_and_words(write):
    finding = write(FOUND)["findings"][0]
    assert finding["cells"] == ["Electricity!C5:N5"]
    assert finding["context"] == [
        {"cell": "Facility!B9", "role": "kWp"},
        {"cell": "'[last.xlsx]My Sheet'!C1", "role": "last year"},
    ]
    assert finding["at_stake_tco2e"] == 451.003
    assert finding["values"]["amount"] == 665000
    assert finding["values"]["gap"] is None
    assert finding["values"]["month"] == "2024-03-01"
    assert finding["explained"] is None
    assert finding["message"].startswith(
        "购入电力: 665,000 kWh in 2024 fit 650 kWp of PV (1,023.08 kWh per kWp): PV capacity"
    )


def test_an_explanation_is_listed(write):
    assert write(FOUND)["findings"][1]["explained"] == {
        "by": "company", "text": "the genset ran in March", "accepted": False,
    }  # fmt: skip


def test_corrections_name_a_cell_else_a_fact(write):
    diagnosis = write(FOUND)["diagnoses"][0]
    assert diagnosis["taxonomy"] == "E01"
    assert diagnosis["confidence"] == 0.97
    assert diagnosis["change_tco2e"] == -451.003
    assert diagnosis["corrections"] == [
        {"cell": "Electricity!C5", "filed": 38000, "proposed": 0, "unit": "kWh"},
        {"cell": "Electricity!D5", "filed": 38000, "proposed": 0, "unit": "kWh"},
        {"cell": "Electricity!C8", "filed": None, "proposed": 38000, "unit": "kWh"},
        {"cell": "Electricity!D8", "filed": "n/a", "proposed": None, "unit": "kWh", "range": [30000, 40000]},
        {"cell": "Electricity!D9", "filed": 5, "proposed": None, "unit": "t", "blank": True},
        {"cell": "Electricity!D10", "filed": 5, "proposed": None, "unit": "t", "unit_proposed": "kg"},
        {
            "cell": None,
            "fact": {"source": "pv_electricity", "flow": "own_use", "start": "2024-01-01", "end": "2025-01-01"},
            "filed": None, "proposed": 12.5, "unit": "kWh",
        },
    ]  # fmt: skip


def test_a_verifier_sees_neither_confidence_nor_any_proposal(write):
    diagnosis = write(FOUND, audience="verifier")["diagnoses"][0]
    assert diagnosis["confidence"] is None
    assert {each["proposed"] for each in diagnosis["corrections"]} == {None}
    assert not any({"range", "blank", "unit_proposed"} & set(each) for each in diagnosis["corrections"])
    assert diagnosis["message"] == "The purchased row may hold PV output."


def test_skipped_checks_say_why_and_what_to_add(write):
    skipped = write(FOUND)["skipped"]
    assert skipped[0]["would_need"] == "add last year's file (--previous)"
    assert skipped[2] == {
        "code": "STX301",
        "reason": "nothing was read as bills, meter records or settlements",
        "would_need": "add bills, meter records or settlements",
    }
    assert skipped[3] == {
        "code": "ZZZ999",
        "reason": "a reason of a pack's own",
        "would_need": "add the thing it wants",
    }


def test_the_same_findings_in_three_languages(write):
    reports = {lang: write(FOUND, lang=lang) for lang in ("en", "zh", "hi")}
    titles = {report["findings"][0]["title"] for report in reports.values()}
    assert len(titles) == 3
    for report in reports.values():
        assert [each["id"] for each in report["findings"]] == ["ELX101-7c1e09ab", "TRX102-00000001"]
        assert report["questions"][1]["question"] != "unit_unknown"


def test_an_unreadable_filing_keeps_the_shape_and_says_why(write):
    report = write(UNREADABLE)
    assert report["outcome"] == "unreadable"
    assert report["findings"] == []
    assert report["filing"]["files"] == [{"name": "lost.xlsx", "sha256": None}]
    assert report["unreadable"].startswith("lost.xlsx: there is no such file")


def test_a_crash_makes_the_report_failed_and_keeps_its_findings(write):
    report = write(FAILED)
    assert report["outcome"] == "failed"
    assert report["failures"] == [{"code": "TRX102", "reason": "KeyError: 'amount' (jump.py:9)"}]
    assert [each["code"] for each in report["findings"]] == ["ELX101"]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (0.1 + 0.2, 0.3),
        (-0.0, 0),
        (38000.0, 38000),
        (1e300, 1e300),
        (float("inf"), None),
        (True, True),
        ([1.0, "a"], [1, "a"]),
    ],
)
def test_numbers_are_plain(value, plain):
    made = make_plain(value)
    assert made == plain
    assert type(made) is type(plain)


def test_sites_of_declared_tonnes_alone_are_listed(write, tmp_path, catalogue):
    book = write_book(
        {
            "Facilities": [
                ["ID", "Facility Name", "Report Year", "Total Emissions (metric tons CO2e)"],
                [101, "Birch Mill", 2023, 13120],
                [102, "Alder Works", 2023, 15300],
            ]
        },
        tmp_path / "facilities.xlsx",
    )

    assert write(check(book, catalogue=catalogue))["filing"]["sites"] == ["Alder Works", "Birch Mill"]
