"""Real files run through the check without a crash; skipped, visibly, where they do not lie beside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.many import check_many
from checker.packs import load_catalogue

REAL = Path(os.environ.get("CHECKER_REAL_DATA") or "nowhere")
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="CHECKER_REAL_DATA names no folder")

WORKBOOKS = (
    "LehighIAC__ITAC-Automation__Energy Charts.xlsx",
    "hitomi1104__Terrascope__natural_gas_and_electricity.xlsx",
    "acep-uaf__ak-energy-statistics-2011_2021__2013_AK_Energy_Statistics.xlsx",
    "SEED-platform__seed__Add_Bills_to_Meters.xlsx",
)
UNFILLED = (
    "ORNL-AMO__VERIFI__Emissions-Reporting.xlsx",
    "ORNL-AMO__VERIFI__BBBP-Challenge-Annual-Reporting-Form.xlsx",
)
"""Forms that nobody filled in; once, the factors on a hidden sheet of the first were taken for its activity."""


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_real_workbook_is_checked_without_a_crash(name):
    (report,) = check_many([REAL / "workbooks" / name], catalogue=load_catalogue())

    assert not report.failures
    assert report.outcome in ("clean", "findings")


@pytest.mark.parametrize("name", UNFILLED)
def test_a_form_that_nobody_filled_in_is_refused_in_one_line(name):
    (report,) = check_many([REAL / "workbooks" / name], catalogue=load_catalogue())

    assert not report.failures
    assert report.outcome == "unreadable"
    assert report.unreadable is not None
    assert report.unreadable.startswith(f"{name}: ")
    assert "\n" not in report.unreadable


def test_every_real_workbook_ends_in_a_report():
    names = sorted((REAL / "workbooks").iterdir())

    reports = list(
        check_many([path for path in names if path.stat().st_size < 400_000], catalogue=load_catalogue())
    )

    assert all(not report.failures for report in reports)


def test_village_filings_are_read_month_by_month(tmp_path):
    import pandas as pd

    from benchmarks.lay_out import VILLAGE_COLUMNS, lay_out_village

    filings = pd.read_parquet(REAL / "monthly" / "village_utility_filings.parquet")
    villages = [frame for _, frame in filings.groupby("code")][:5]
    books = [lay_out_village(frame, tmp_path) for frame in villages]

    reports = list(check_many(books, catalogue=load_catalogue()))

    assert all(not report.failures for report in reports)
    for frame, report in zip(villages, reports, strict=True):
        activity = [column for column in VILLAGE_COLUMNS if column != "fuel_cost"]
        filed = frame[activity].notna().to_numpy().sum()
        assert report.coverage.read >= 0.97 * filed
        assert report.years == (int(frame["year"].max()),)
