"""What every sample's report says, word for word and number for number; `make golden` writes it anew."""

import json
import os
from pathlib import Path

import pytest

from checker.many import check_guarded
from checker.packs import load_catalogue
from checker.reports.json import build_report
from checker.reports.text import render_text
from tests.samples.filings import FILINGS

GOLDEN = Path(__file__).with_name("golden")
WRITES = os.environ.get("WRITE_GOLDEN") == "1"


def hold_against(path, text):
    if WRITES:
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no golden report {path.name}: look at the report, then run make golden"
    assert text == path.read_text(encoding="utf-8"), (
        f"{path.name} differs: if that is meant, run make golden and look at the diff"
    )


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.mark.parametrize("sample", FILINGS, ids=lambda sample: sample.name)
def test_a_sample_says_what_it_said(sample, catalogue):
    report = check_guarded(sample.paths, catalogue=catalogue)

    words = render_text(report, sample.lang, "company", catalogue, colour=False)
    built = build_report(report, "en", "company", catalogue)
    del built["checker"]
    shown = words + "\n" + json.dumps(built, ensure_ascii=False, indent=1) + "\n"

    hold_against(GOLDEN / f"{sample.name}.txt", shown)


def test_no_golden_report_is_left_of_a_sample_that_is_gone():
    assert {file.stem for file in GOLDEN.glob("*.txt")} == {sample.name for sample in FILINGS}
