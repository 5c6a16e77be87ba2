"""The report as a page: for hostile texts, several filings, files that changed, and no script anywhere."""

import hashlib
from dataclasses import replace

import pytest
from click.testing import CliRunner

from checker.cli import group
from checker.findings import Explained, FileRead, Finding, TableRead
from checker.reports.html import render_html
from checker.workbook import Sheet, Value, Workbook
from tests.faces.reports_made import CLEAN, FAILED, FOUND, JUMP, PV, UNREADABLE, cell
from tests.faces.test_cli import calls, run  # noqa: F401  # the stand-in for the engine
from tests.unit.reports.pages import Page, assert_needs_nothing_else

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{7*7}}"


@pytest.fixture
def show(catalogue):
    def show_page(*reports, books=None, lang="en", audience="company"):
        return render_html([(each, books or {}) for each in reports], lang, audience, catalogue)

    return show_page


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
@pytest.mark.parametrize("report", [FOUND, CLEAN, FAILED, UNREADABLE], ids=lambda each: each.outcome)
def test_every_outcome_has_a_page_that_needs_nothing_else(show, report, lang):
    page = Page(show(report, lang=lang))
    assert_needs_nothing_else(page)
    assert page.values("data-outcome") == [report.outcome]
    assert [each["id"] for each in page.findings] == [each.id for each in report.findings]


def test_the_policy_lets_this_one_style_sheet_pass_and_nothing_else(show):
    text = show(FOUND)
    style = text.partition("<style>")[2].partition("</style>")[0]
    policy = next(each for each in Page(text).values("content") if "default-src" in each)
    import base64

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "url(" not in style
    assert "@import" not in style


def test_texts_of_a_workbook_are_texts(show):
    place = cell(5, 2, sheet=HOSTILE)
    finding = Finding(JUMP.id, JUMP.code, "review", (place,), ((cell(5, 1, sheet=HOSTILE), "total"),),
                      {**JUMP.values, "label": HOSTILE}, None, explained=Explained("company", HOSTILE, accepted=False))  # fmt: skip
    report = replace(FOUND, findings=(finding,), diagnoses=(), sites=(HOSTILE,), files=(FileRead("plant.xlsx", "0"),),
                     tables=(TableRead(HOSTILE, "A1:C9", "facts", 1),), swings=HOSTILE)  # fmt: skip
    rows: list[list[Value]] = [[HOSTILE, "x\u202ey\x00", 1.0] for _ in range(9)]
    text = show(report, books={"plant.xlsx": Workbook("plant.xlsx", "0", (Sheet(HOSTILE, rows),))})
    page = Page(text)
    assert_needs_nothing_else(page)
    assert "alert(1)" in "".join(page.text)
    assert "\x00" not in text
    assert "\u202e" not in text
    assert "49" not in "".join(page.text)


def test_a_verifiers_page_has_no_proposal_and_no_confidence(show):
    text = show(FOUND, audience="verifier")
    assert "almost certain" in show(FOUND)
    assert "almost certain" not in text
    assert "<ins" not in text


def test_a_failed_check_says_so_before_its_findings(show):
    text = show(FAILED)
    assert text.index("KeyError: &#39;amount&#39;") < text.index(f'id="{PV.id}"')
    assert "Part of the check crashed" in text


def test_what_could_not_be_checked_is_grouped_by_what_to_add_and_questions_say_how_to_answer(show):
    text = show(FOUND)
    assert "last year&#39;s file (--previous)</b>: 2 more checks" in text
    assert "--set pv_kwp=" in text


def test_an_explained_finding_says_by_whom(show):
    text = show(FOUND)
    assert "Explained by the company, not accepted by the verifier: the genset ran in March" in text
    assert '<span class="badge state">explained</span>' in text


def test_without_the_file_that_was_checked_no_row_is_quoted_and_the_page_says_so(show):
    other = Workbook("plant.xlsx", "another", (Sheet("Electricity", [["Item", 5.0]] * 9),))
    assert 'class="excerpt"' in show(FOUND, books={"plant.xlsx": replace(other, sha256="0" * 64)})
    text = show(FOUND, books={"plant.xlsx": other})
    assert 'class="excerpt"' not in text
    assert "plant.xlsx cannot be opened any more, or is not the file that was checked" in text


def test_several_filings_stand_on_one_page_after_a_table_of_all(show):
    text = show(FOUND, UNREADABLE, FOUND)
    page = Page(text)
    assert_needs_nothing_else(page)
    assert page.values("data-outcome") == ["findings", "unreadable", "findings"]
    anchors = [each["anchor"] for each in page.findings]
    assert len(set(anchors)) == len(anchors) == 4
    assert [each["id"] for each in page.findings] == [PV.id, JUMP.id] * 2
    assert "3 filings were checked" in text


def test_a_long_report_lists_all_findings_and_opens_only_the_first(show):
    many = tuple(replace(JUMP, id=f"TRX102-{number:08x}", cells=(cell(number, 4),)) for number in range(250))
    page = Page(show(replace(FOUND, findings=many, diagnoses=())))
    assert len(page.findings) == 250
    assert {f"#TRX102-{number:08x}" for number in range(250)} <= set(page.values("href"))
    opened = [tag for tag, name, _ in page.attributes if tag == "details" and name == "open"]
    assert 0 < len(opened) < 20


def test_the_command_writes_the_page_to_stdout_or_a_file_and_keeps_the_exit_status(run, tmp_path):  # noqa: F811
    shown = run("check", "found.xlsx", "--format", "html", "--lang", "zh")
    assert shown.exit_code == 1
    assert shown.stdout.startswith('<!doctype html>\n<html lang="zh">')
    written = run("check", "found.xlsx", "lost.xlsx", "clean.xlsx", "--format", "html", "-o", "all.html")
    assert written.exit_code == 3
    assert written.stderr == "lost.xlsx: there is no such file; check the name and the folder\n"
    assert not written.stdout
    page = Page((tmp_path / "all.html").read_text(encoding="utf-8"))
    assert page.values("data-outcome") == ["findings", "unreadable", "clean"]


def test_help_names_the_formats():
    said = CliRunner().invoke(group, ["check", "--help"]).output
    assert "[text|json|html|xlsx]" in said
