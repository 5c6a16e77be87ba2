"""The text report: the verdict first, then doubts with their cells, in 80 columns."""

from dataclasses import replace

import pytest

from checker.cells import write_cells
from checker.findings import Explained, Report, Totals
from checker.reports.text import render_text
from checker.reports.wrap import measure
from tests.faces.reports_made import CLEAN, FAILED, FOUND, JUMP, PLANT, PV, SPOTLESS, UNREADABLE


@pytest.fixture
def show(catalogue):
    def show_report(report, lang="en", audience="company", **how):
        return render_text(report, lang, audience, catalogue, **how)

    return show_report


def test_the_verdict_comes_first_in_one_sentence(show):
    assert " ".join(show(FOUND).split("\n\n")[0].split()).startswith(
        "plant.xlsx: 1 to be corrected, 1 to be looked at, emissions concerned 451.0 tCO2e, 4 checks could not be made."
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "plant.xlsx: nothing found, 2 checks could not be made."),
        ("zh", "plant.xlsx：未发现问题，另有 2 项未能检查。"),
        ("hi", "plant.xlsx: कुछ नहीं मिला, 2 जाँचें नहीं हो सकीं।"),
    ],
)
def test_clean_says_nothing_found_and_what_was_not_checked(show, lang, said):
    assert show(CLEAN, lang).splitlines()[0] == said


def test_clean_and_complete_says_so_and_never_passed(show):
    text = show(SPOTLESS)
    assert text.startswith("plant.xlsx: nothing found, every check could be made.")
    assert "pass" not in text.lower()


def test_reviews_alone_are_nothing_to_correct(show):
    report = replace(SPOTLESS, findings=(JUMP,))
    assert report.outcome == "clean"
    assert show(report).startswith("plant.xlsx: nothing to be corrected or explained, 1 to be looked at")


def test_an_accepted_finding_is_shown_but_not_counted(show):
    accepted = replace(PV, explained=Explained("verifier", "seen on site", accepted=True))
    text = show(replace(SPOTLESS, findings=(accepted,)))
    assert text.startswith("plant.xlsx: nothing found")
    assert "Explained by the verifier: seen on site" in text


def test_a_finding_shows_code_severity_cells_message_advice_and_tonnes(show):
    text = " ".join(show(FOUND).split())
    for said in (
        "ELX101, to be corrected: PV output filed as purchased power",
        "Electricity!C5:N5",
        "451.0 tCO2e overstated",
        "What to do: Move the kWh to the PV row",
        "Facility!B9 (kWp)",
        "Explained by the company, not accepted by the verifier: the genset ran in March",
    ):
        assert said in text


def test_a_probable_misfiling_shows_what_is_proposed(show):
    text = " ".join(show(FOUND).split())
    assert "PV output filed as purchased power (almost certain)" in text
    assert "Electricity!C5 … D5" in text
    assert "filed 38,000 kWh -> 0 kWh" in text
    assert "filed blank -> 38,000 kWh" in text
    assert "between 30,000 and 40,000 kWh" in text
    assert "filed 5 t -> 5 kg" in text
    assert "PV electricity, own use, 2024 (no cell yet)" in text
    assert "-451.0 tCO2e if changed as proposed, not verified" in text


def test_a_verifier_sees_no_proposal(show):
    text = show(FOUND, audience="verifier")
    assert "->" not in text
    assert "almost certain" not in text
    assert "if changed as proposed" not in text


def test_what_could_not_be_checked_is_grouped_by_what_to_add(show):
    assert "- add last year's file (--previous): 2 more checks (TRX201, TRX202)" in show(FOUND)


def test_coverage_and_questions_are_told(show):
    text = show(FOUND)
    assert "Numbers on data sheets: 812; read 805, asked about 4, left out 3" in text
    assert "- Electricity!A4:P20: activity data, 120 rows" in text
    assert "- [last.xlsx]S!A1:B2: activity data, 2 rows" in text
    assert "Facility!B9: How many kWp of PV are installed? (answer with --set pv_kwp=…)" in " ".join(
        text.split()
    )


def test_a_crash_is_said_first(show):
    text = show(FAILED)
    assert text.startswith("plant.xlsx: the check is not complete: 1 part of it crashed, 1 to be corrected")
    assert "- TRX102: KeyError" in text


def test_an_unreadable_filing_is_one_line(show):
    assert show(UNREADABLE) == "lost.xlsx: there is no such file; check the name and the folder.\n"


def test_all_errors_but_only_twenty_reviews_are_shown(show):
    many = (
        *(replace(PV, id=f"ELX101-{n:08x}") for n in range(30)),
        *(replace(JUMP, id=f"TRX102-{n:08x}") for n in range(30)),
    )
    text = show(Report((PLANT,), findings=many))
    assert text.count("ELX101, to be corrected") == 30
    assert text.count("TRX102, to be looked at") == 20
    assert "… 10 more, see --format json" in text


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("report", [FOUND, FAILED, CLEAN])
def test_no_line_is_wider_than_the_terminal(show, lang, report, width):
    assert all(measure(line) <= width for line in show(report, lang, width=width).splitlines())


def test_colour_is_for_a_terminal_only_and_changes_no_word(show):
    import re

    plain = show(FOUND)
    coloured = show(FOUND, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_a_label_cannot_steer_the_terminal(show):
    evil = replace(PV, values={**PV.values, "label": "a\x1b[2Jb"})
    assert "\x1b" not in show(replace(SPOTLESS, findings=(evil,)))


def test_unknown_totals_are_said_to_be_unknown(show):
    text = show(replace(SPOTLESS, totals=Totals(451.0, None, None)))
    assert "Recomputed from what was filed  not known" in text


def test_the_sentence_on_swings_names_the_cells_as_excel_does(show):
    swing = replace(JUMP, code="SWG101")
    said = " ".join(show(replace(FOUND, findings=(swing,), diagnoses=(), swings="some")).split())
    assert f"swing unusually: {write_cells(swing.cells, FOUND.main)[0]}" in said
    assert "CellRef" not in said


def test_no_further_month_swings_where_others_are_doubted(show):
    said = " ".join(show(replace(FOUND, swings="none_further")).split())
    assert "no further month of the year swings unusually" in said
