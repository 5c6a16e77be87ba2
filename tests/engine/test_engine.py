"""What the engine promises whatever the rules are: nothing lost, nothing blurred, the same ids."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from checker.api import Evidence, rule
from checker.engine import check
from checker.errors import UsageError
from checker.packs import Catalogue, load_catalogue
from checker.reading.read import read_filing
from checker.settings import read_settings
from checker.testing import write_book
from checker.words.text import load_built_in_severity

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FACILITY = [["Company", "Works"], ["Province", "Anhui"], ["Reporting year", 2024]]


def make_power(*rows):
    return {"Facility": FACILITY, "Power": [["Item", "Unit", *MONTHS], *rows]}


PLAIN = make_power(["Purchased electricity", "kWh", *range(1001, 1013)], ["Diesel", "t", *[0.5] * 12])


@rule("TST101", severity="warning", scope="series", needs=("facts.amount",))
def find_large(filing, *, above: float = 1010.0):
    """Fires at every month above a threshold."""
    months = filing.monthly()
    for row in months.index[months["amount"] > above]:
        yield Evidence(rows=(row,), at_stake=1.0)


@rule("TST102", severity="error", scope="site")
def crash(filing):
    """Crashes."""
    yield Evidence(rows=(filing.facts.index[0],))
    message = "by nothing"
    raise ZeroDivisionError(message)


@rule("TST103", severity="review", scope="site", given=("previous_year",))
def need_last_year(filing):
    """Needs last year."""
    yield Evidence(rows=(filing.facts.index[0],))


@rule("TST104", severity="warning", scope="site", within="site_year")
def need_whole_year(filing):
    """Counts the months it may see."""
    if len(filing.facts):
        yield Evidence(rows=(filing.facts.index[0],), values={"count": len(filing.facts)})


@rule("TST105", severity="review", scope="site")
def too_grave(filing):
    """Says more than its rule allows."""
    yield Evidence(rows=(filing.facts.index[0],), severity="error")


@rule("TST106", severity="review", scope="site")
def nowhere(filing):
    """Names a row that is not there."""
    yield Evidence(rows=(10**6,))


@rule("TST107", severity="warning", scope="series")
def say_alike(filing):
    """Says the same of the first month of every line."""
    for row in filing.facts.drop_duplicates(["site", "series"]).index:
        yield Evidence(rows=(row,), at_stake=1.0)


def run(tmp_path, sheets, *rules, name="filing.xlsx", **options):
    book = write_book(sheets, tmp_path / name)
    return check(book, catalogue=Catalogue(rules=rules, built_in=load_built_in_severity()), **options)


def cells(report, code):
    from checker.cells import write_cells

    return [
        cell
        for finding in report.findings
        if finding.code == code
        for cell in write_cells(finding.cells, report.main)
    ]


def test_a_rule_that_crashes_fails_the_report_and_hinders_no_other(tmp_path):
    report = run(tmp_path, PLAIN, find_large, crash)

    assert report.outcome == "failed"
    assert [failure.code for failure in report.failures] == ["TST102"]
    assert "ZeroDivisionError: by nothing" in report.failures[0].reason
    assert cells(report, "TST101") == ["Power!M2", "Power!N2"]
    assert cells(report, "TST102") == []


@pytest.mark.parametrize("broken", [too_grave, nowhere])
def test_evidence_that_cannot_stand_is_a_failure_of_its_rule(tmp_path, broken):
    report = run(tmp_path, PLAIN, find_large, broken)

    assert [failure.code for failure in report.failures] == [broken.code]
    assert cells(report, "TST101") == ["Power!M2", "Power!N2"]


def test_what_is_not_given_is_skipped_with_its_reason(tmp_path):
    report = run(tmp_path, PLAIN, need_last_year)

    assert [(each.code, each.reason) for each in report.skipped] == [("TST103", "previous_year")]
    assert report.outcome == "clean"


def test_last_years_file_lets_the_check_look(tmp_path):
    sheets = PLAIN | {"Facility": FACILITY[:2]}
    previous = write_book(sheets, tmp_path / "last.xlsx")

    report = run(tmp_path, sheets, need_last_year, previous=[previous], set_={"year": "2024"})

    assert report.skipped == ()
    assert report.years == (2024,)


def test_one_typo_withholds_the_group_that_must_be_whole_and_gives_one_finding(tmp_path):
    months = [1000.0] * 11
    sheets = make_power(["Purchased electricity", "kWh", *months, "12 ooo"], ["Diesel", "t", *[0.5] * 12])

    report = run(tmp_path, sheets, need_whole_year, find_large)

    assert [finding.code for finding in report.findings] == ["SCH101"]
    assert cells(report, "SCH101") == ["Power!N2"]
    assert [(each.code, each.reason) for each in report.skipped] == [("TST104", "withheld_refused")]


def test_settings_choose_retune_and_lower(tmp_path):
    settings = read_settings({"options": {"TST101": {"above": 1011.5}}, "severity": {"TST101": "review"}})

    report = run(tmp_path, PLAIN, find_large, settings=settings)

    assert cells(report, "TST101") == ["Power!N2"]
    assert report.findings[0].severity == "review"
    assert report.outcome == "clean"


@pytest.mark.parametrize("said", [{"ignore": ["TST1"]}, {"select": ["SCH"]}])
def test_settings_leave_rules_out(tmp_path, said):
    report = run(tmp_path, PLAIN, find_large, settings=read_settings(said))

    assert report.findings == ()
    assert report.skipped == ()


def list_ids(report):
    return [finding.id for finding in report.findings]


def test_ids_stay_when_rows_move_and_the_file_is_renamed(tmp_path):
    moved = {
        "Cover": [["Filing 2024"]],
        **make_power(["Diesel", "t", *[0.5] * 12], [], ["Purchased electricity", "kWh", *range(1001, 1013)]),
    }

    before = run(tmp_path, PLAIN, find_large)
    after = run(tmp_path, moved, find_large, name="renamed.xlsx")

    assert len(set(list_ids(before))) == 2
    assert list_ids(before) == list_ids(after)
    assert cells(before, "TST101") != cells(after, "TST101")


def test_an_id_stays_when_the_value_is_corrected_and_wrong_again(tmp_path):
    wrong = make_power(["Purchased electricity", "kWh", *[1000.0] * 11, 5000])
    wrong_again = make_power(["Purchased electricity", "kWh", *[1000.0] * 11, 7000])

    assert list_ids(run(tmp_path, wrong, find_large)) == list_ids(run(tmp_path, wrong_again, find_large))


def test_two_lines_with_one_name_have_ids_of_their_own(tmp_path):
    twice = make_power(*[["Purchased electricity", "kWh", *[1000.0] * 11, 5000]] * 2)

    assert len(set(list_ids(run(tmp_path, twice, find_large)))) == 2


def explain(report, **fields):
    said = {"finding": report.findings[0].id, "by": "company", "text": "new press", **fields}
    return read_settings({"explanation": [said]})


def test_a_companys_explanation_is_shown_and_settles_nothing(tmp_path):
    report = run(tmp_path, PLAIN, find_large)

    shown = run(tmp_path, PLAIN, find_large, settings=explain(report))

    assert shown.findings[0].explained.text == "new press"
    assert not shown.findings[0].explained.accepted
    assert shown.outcome == "findings"


def test_accepting_settles_a_warning_and_never_an_error(tmp_path):
    only = make_power(["Purchased electricity", "kWh", *[1000.0] * 11, 5000])
    report = run(tmp_path, only, find_large)
    error = replace(find_large, severity="error")

    as_warning = run(tmp_path, only, find_large, settings=explain(report), explanations="accept")
    as_error = run(tmp_path, only, error, settings=explain(report), explanations="accept")

    assert as_warning.outcome == "clean"
    assert as_error.outcome == "findings"


def test_an_explanation_lapses_and_does_not_outlive_the_figure(tmp_path):
    report = run(tmp_path, PLAIN, find_large)
    lapsing = explain(report, until=dt.date(2025, 3, 31))
    outdated = explain(report, filed=["999"])
    fitting = explain(report, filed=[str(report.findings[0].values["cell_text"])])

    def is_explained(settings, as_of=None):
        return (
            run(tmp_path, PLAIN, find_large, settings=settings, as_of=as_of).findings[0].explained is not None
        )

    assert is_explained(lapsing)
    assert not is_explained(lapsing, dt.date(2025, 4, 1))
    assert not is_explained(outdated)
    assert is_explained(fitting)


def test_ignored_explanations_are_dropped(tmp_path):
    report = run(tmp_path, PLAIN, find_large)

    ignored = run(tmp_path, PLAIN, find_large, settings=explain(report), explanations="ignore")

    assert ignored.findings[0].explained is None


def test_the_report_is_the_same_every_time(tmp_path):
    catalogue = load_catalogue()
    book = write_book(PLAIN, tmp_path / "filing.xlsx")

    assert check(book, catalogue=catalogue) == check(book, catalogue=catalogue)


def test_without_a_region_the_rule_set_is_presumed_and_power_is_not_recomputed(tmp_path):
    sheets = PLAIN | {"Facility": [["Company", "Works"], ["Reporting year", 2024]]}
    book = write_book(sheets, tmp_path / "filing.xlsx")

    report = check(book)

    assert report.rule_set == "IPCC-2006"
    assert report.totals.recomputed_tco2e is None
    assert report.totals.declared_tco2e is None
    assert any(each.reason == "region" for each in report.skipped)
    assert any(each.about == "region" for each in report.questions)


def test_two_files_of_one_filing_are_read_as_one(tmp_path):
    write_book({"Power": PLAIN["Power"]}, tmp_path / "ledger.xlsx")

    report = run(tmp_path, {"Facility": FACILITY, "Gas": [["Item", "Quantity", "Unit"], ["Natural gas", 2, "10^4 Nm3"]]},
                 find_large, with_=[tmp_path / "ledger.xlsx"])  # fmt: skip

    assert [file.name for file in report.files] == ["filing.xlsx", "ledger.xlsx"]
    assert cells(report, "TST101") == ["[ledger.xlsx]Power!M2", "[ledger.xlsx]Power!N2"]


def test_last_years_file_keeps_the_year_it_states(tmp_path):
    older = PLAIN | {"Facility": [*FACILITY[:2], ["Reporting year", 2022]]}
    previous = write_book(older, tmp_path / "older.xlsx")
    filing = read_filing([write_book(PLAIN, tmp_path / "filing.xlsx")], [previous], {})

    years = filing.facts.groupby("file")["start"].min().dt.year.to_dict()

    assert years == {"filing.xlsx": 2024, "older.xlsx": 2022}


@pytest.mark.parametrize("role", ["with_", "previous"])
def test_a_file_given_twice_is_refused_as_misuse(tmp_path, role):
    with pytest.raises(UsageError, match="given twice"):
        run(tmp_path, PLAIN, find_large, **{role: [tmp_path / "filing.xlsx"]})


@pytest.mark.parametrize(
    "answer",
    [{"foo": "1"}, {"year": "soon"}, {"region": "CN-ZZ"}, {"rule_set": "NDRC-2099"}, {"pv_kwp": "many"}],
)
def test_an_answer_that_cannot_be_meant_is_misuse_before_any_file_is_read(tmp_path, answer):
    with pytest.raises(UsageError, match="--set"):
        check(tmp_path / "missing.xlsx", set_=answer, catalogue=Catalogue())


@rule("TST107", severity="review", scope="site")
def careless(filing):
    """Yields what is no evidence."""
    yield None


@rule("TST108", severity="review", scope="site")
def leave(filing):
    """Tries to end the program."""
    raise SystemExit(0)
    yield


@pytest.mark.parametrize("broken", [careless, leave])
def test_no_misbehaviour_of_a_rule_loses_the_other_findings(tmp_path, broken):
    report = run(tmp_path, PLAIN, find_large, broken)

    assert [failure.code for failure in report.failures] == [broken.code]
    assert cells(report, "TST101") == ["Power!M2", "Power!N2"]


ERRORS = {
    "a total": {"Power": [["Item", "Unit", *MONTHS, "Total"], ["Purchased electricity", "kWh", *range(1001, 1013), "=SUM(#REF!) -> #REF!"]]},
    "declared tonnes": {**PLAIN, "Emissions": [["Category", "tCO2e"], ["Fuel combustion", "=1/0 -> #DIV/0!"]]},
    "a factor": {**PLAIN, "Factors": [["Item", "Value", "Unit"], ["Grid emission factor", "=NA() -> #N/A", "tCO2/MWh"]]},
}  # fmt: skip


@pytest.mark.parametrize("where", ERRORS)
def test_a_cached_error_is_told_wherever_a_figure_belongs(tmp_path, where):
    report = run(tmp_path, {"Facility": FACILITY, **ERRORS[where]}, find_large)

    assert [finding.code for finding in report.findings if finding.code.startswith("SCH")] == ["SCH102"]


def test_the_id_of_a_finding_on_the_filing_hangs_on_no_line(tmp_path):
    notes = [[], [], [], ["kWh", 1], ["kWh", 2], ["kWh", 3], ["kWh", 4]]
    before = PLAIN | {"Notes": notes}
    after = make_power(["Natural gas", "Nm3", *[100.0] * 12], *PLAIN["Power"][1:]) | {"Notes": notes}

    first, second = (
        next(f for f in run(tmp_path, sheets).findings if f.code == "SCH201") for sheets in (before, after)
    )

    assert first.id == second.id
    assert "label" not in first.values


def test_last_years_file_that_states_this_year_is_refused():
    samples = Path(__file__).parents[2] / "sample_workbooks"
    with pytest.raises(UsageError, match=r"boiler_2024\.xlsx: it states 2024 as its year"):
        check(samples / "secco_2024_declared.xlsx", previous=[samples / "boiler_2024.xlsx"])


def test_what_a_rule_says_alike_of_many_lines_is_one_finding(tmp_path):
    lines = [[f"Purchased electricity, meter {number}", "kWh", *[number] * 12] for number in range(1, 9)]

    report = run(tmp_path, make_power(*lines), say_alike)

    assert [finding.values["alike"] for finding in report.findings] == [7]
    assert cells(report, "TST107") == ["Power!C2:C9"]
    assert report.findings[0].at_stake_tco2e == 8.0
    assert len(run(tmp_path, make_power(*lines[:3]), say_alike).findings) == 3


def test_where_another_rule_took_a_month_over_no_further_month_is_said_to_swing(tmp_path):
    steady = [3820, 3190, 3680, 3510, 3840, 4120, 4790, 4860, 4030, 3610, 3740, 3900]
    off = [*steady[:4], steady[4] * 1000, *steady[5:]]
    said = []
    for months in (steady, off):
        book = write_book(make_power(["Purchased electricity", "kWh", *months]), tmp_path / "book.xlsx")
        said.append(check(book).swings)
    assert said[0] == "none"
    assert said[1] in {"some", "none_further"}
