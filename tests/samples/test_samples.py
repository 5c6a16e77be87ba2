"""The three SECCO samples say what SECCO's verification found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.cells import write_cell, write_cells
from checker.engine import check
from checker.findings import Report
from checker.reports.json import build_report

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"


@pytest.fixture(scope="module")
def declared() -> Report:
    return check(SAMPLES / "secco_2024_declared.xlsx")


@pytest.fixture(scope="module")
def form() -> Report:
    return check(SAMPLES / "secco_2024_declared_form.xlsx")


@pytest.fixture(scope="module")
def corrected() -> Report:
    return check(SAMPLES / "secco_2024_corrected.xlsx")


def test_the_declared_filing_has_its_purchased_power_on_top(declared):
    top = declared.findings[0]

    assert declared.outcome == "findings"
    assert top.code == "ELE103"
    assert top.severity == "error"
    assert write_cells(top.cells, declared.main) == ["Electricity!C5:N5"]
    assert top.at_stake_tco2e == pytest.approx(451.0, abs=0.5)
    assert declared.totals.at_stake_tco2e == pytest.approx(451.0, abs=0.5)


def test_the_first_diagnosis_moves_every_month_to_the_pv_row(declared):
    first = declared.diagnoses[0]
    proposed = {
        write_cell(each.cell, declared.main): each.proposed for each in first.corrections if each.cell
    }
    filed = {write_cell(each.cell, declared.main): each.filed for each in first.corrections if each.cell}
    months = "CDEFGHIJKLMN"

    assert (first.misfiling, first.taxonomy) == ("pv-filed-as-grid", "E01")
    assert first.explains == (declared.findings[0].id,)
    assert first.change_tco2e == pytest.approx(-451.0, abs=0.5)
    assert len(first.corrections) == 24
    assert all(proposed[f"Electricity!{month}5"] == 0 for month in months)
    assert all(proposed[f"Electricity!{month}8"] == filed[f"Electricity!{month}5"] for month in months)
    assert all(filed[f"Electricity!{month}8"] is None for month in months)


def test_only_one_thing_is_wrong_with_the_declared_filing(declared):
    assert [finding.code for finding in declared.findings if finding.severity in ("error", "warning")] == [
        "ELE103"
    ]


def test_the_annual_form_gives_a_warning_at_the_purchased_figure(form):
    top = form.findings[0]

    assert form.outcome == "findings"
    assert (top.code, top.severity) == ("ELE103", "warning")
    assert write_cells(top.cells, form.main) == ["'附表2 活动水平'!B7"]
    assert top.at_stake_tco2e == pytest.approx(451.0, abs=0.5)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("kWp", "PV meter", "settlement")),
        ("zh", ("kWp", "光伏", "结算")),
        ("hi", ("kWp", "मीटर", "निपटान")),
    ],
)
def test_the_annual_form_says_what_to_add_to_be_sure(form, lang, words):
    from checker.packs import load_catalogue

    told: Any = build_report(form, lang, "company", load_catalogue())
    advice = told["findings"][0]["advice"]

    assert all(word in advice for word in words)


def test_the_corrected_filing_is_clean_with_nothing_to_recompute(corrected):
    assert corrected.outcome == "clean"
    assert corrected.totals.recomputed_tco2e == 0
    assert corrected.totals.declared_tco2e == 0
    assert not corrected.failures


@pytest.mark.parametrize("name", ["declared", "declared_form", "corrected"])
def test_the_samples_are_read_whole(name):
    report = check(SAMPLES / f"secco_2024_{name}.xlsx")

    assert report.coverage.left_out == 0
    assert report.questions == ()


def test_three_languages_say_the_same_findings(declared):
    from checker.packs import load_catalogue

    texts = ("title", "message", "advice", "lang", "checker")
    catalogue = load_catalogue()

    def strip(lang):
        report: Any = build_report(declared, lang, "company", catalogue)
        return [{k: v for k, v in finding.items() if k not in texts} for finding in report["findings"]]

    assert strip("en") == strip("zh") == strip("hi")


def test_the_script_makes_the_samples_that_lie_here(tmp_path):
    """Whoever changes the script makes the samples again: cells and formulas are the same."""
    import openpyxl

    subprocess.run([sys.executable, str(SAMPLES / "make_samples.py"), str(tmp_path)], check=True)

    made = sorted(path.name for path in tmp_path.glob("*.xlsx"))
    assert made == sorted(path.name for path in SAMPLES.glob("*.xlsx"))
    for name in made:
        ours, theirs = (openpyxl.load_workbook(folder / name) for folder in (SAMPLES, tmp_path))
        assert ours.sheetnames == theirs.sheetnames
        for sheet in ours.sheetnames:
            assert [[c.value for c in row] for row in ours[sheet].rows] == [
                [c.value for c in row] for row in theirs[sheet].rows
            ]
