"""The page and the annotated copy of every sample say what its JSON report says."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.engine import check
from checker.packs import load_catalogue
from checker.reading.excel import open_workbook
from checker.reports.annotate import annotate_copy
from checker.reports.html import render_html
from checker.reports.json import build_report
from tests.unit.reports.pages import Page, assert_needs_nothing_else

SAMPLES = Path(__file__).parents[3] / "sample_workbooks"
FILES = sorted(SAMPLES.glob("*.xlsx"))
DECLARED = SAMPLES / "secco_2024_declared.xlsx"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def reports(catalogue):
    return {path: check(path, catalogue=catalogue) for path in FILES}


@pytest.fixture(scope="module")
def books():
    return {path: open_workbook(path, path.name) for path in FILES}


@pytest.fixture
def show(reports, books, catalogue):
    def show_page(path, lang="en", audience="company"):
        return render_html([(reports[path], {path.name: books[path]})], lang, audience, catalogue)

    return show_page


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_holds_the_findings_of_the_json_report(path, lang, show, reports, catalogue):
    page = Page(show(path, lang))
    said = build_report(reports[path], lang, "company", catalogue)["findings"]
    assert isinstance(said, list)
    keys = ("id", "code", "severity", "cells")
    assert [{key: each[key] for key in keys} for each in page.findings] == [
        {key: each[key] for key in keys} for each in said
    ]
    assert [each["anchor"] for each in page.findings] == [each["id"] for each in said]
    text = " ".join("".join(page.text).split())
    for each in said:
        assert " ".join(each["message"].split()) in text
        assert " ".join(each["advice"].split()) in text
    assert page.values("lang")[0] == lang
    assert_needs_nothing_else(page)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_is_the_same_twice(path, show):
    assert show(path) == show(path)


def test_the_page_shows_the_filers_row_and_what_is_proposed_for_it(show):
    page = show(DECLARED)
    assert '<td class="hit error number"><mark>38,000</mark><ins>→ 0</ins></td>' in page
    assert '<td class="held number">650<small>kWp</small></td>' in page
    assert page.count('class="bar own"') == 12
    assert page.count('class="ghost"') == 12
    assert "If changed as proposed, not verified</dt><dd>0 tCO2e" in page


def test_a_verifier_sees_the_doubt_and_no_proposal(show):
    page = show(DECLARED, audience="verifier")
    assert "<mark>38,000</mark></td>" in page
    assert 'class="bar own"' in page
    for shown in ("<ins", 'class="ghost"', 'class="proposal"', "If changed as proposed", "almost certain"):
        assert shown not in page


@pytest.mark.parametrize(
    ("path", "lang"), [*((path, "en") for path in FILES), (DECLARED, "zh"), (DECLARED, "hi")],
    ids=lambda each: getattr(each, "stem", each),
)  # fmt: skip
def test_the_annotated_copy_checks_as_the_workbook_does(path, lang, reports, books, catalogue, tmp_path):
    copy = tmp_path / path.name
    copy.write_bytes(annotate_copy(reports[path], books[path], lang, "company", catalogue))
    first = build_report(reports[path], "en", "company", catalogue)
    second = build_report(check(copy, catalogue=catalogue), "en", "company", catalogue)
    assert isinstance(first["filing"], dict)
    assert isinstance(second["filing"], dict)
    del first["filing"]["files"], second["filing"]["files"]
    assert second == first


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_filed_value_and_stored_result_stands_in_the_copy(path, reports, books, catalogue, tmp_path):
    copy = tmp_path / path.name
    copy.write_bytes(annotate_copy(reports[path], books[path], "en", "company", catalogue))
    copied = open_workbook(copy, path.name)
    *own, findings = copied.sheets
    assert findings.name == "Findings"
    assert [(each.name, each.rows, each.states) for each in own] == [
        (each.name, each.rows, each.states) for each in books[path].sheets
    ]
