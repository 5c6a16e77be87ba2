"""What the reader is not sure of is a question with its candidates, each with a line that settles it."""

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import checker
from checker.cli import group
from checker.packs import load_catalogue
from checker.testing import write_book

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
USE = [120, 118, 125, 130, 122, 119, 128, 131, 127, 124, 121, 126]
SITE: list[list[Any]] = [["Company", "Plant A"], ["Province", "安徽省"], ["Reporting year", 2024]]
HEAD: list[list[Any]] = [["Energy 2024"], ["Item", "Unit", *MONTHS]]
SCHEMA = json.loads(
    Path(checker.__file__).parent.joinpath("reports", "report.schema.json").read_text(encoding="utf-8")
)
SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
POWER: list[Any] = ["Purchased electricity", "MWh", *USE]
BOOKS: dict[str, dict[str, list[list[Any]]]] = {
    "unit_missing": {"Energy": [*HEAD, ["Purchased electricity", "", *USE]]},
    "unit_unknown": {"Energy": [*HEAD, POWER, ["Natural gas consumed", "MBtu", *USE]]},
    "header_unknown": {
        "Energy": [
            ["Month", "Purchased electricity (MWh)", "Desiel used (L)"],
            *[[f"2024-{month:02d}", use, use * 2] for month, use in enumerate(USE, 1)],
        ]
    },
    "source_unknown": {"Energy": [*HEAD, POWER, ["Natral gass", "m3", *USE]]},
    "source_gas": {"Energy": [*HEAD, POWER, ["Gas", "gal", *USE]]},
    "unit_tons": {
        "Energy": [["Fuel", "Quantity", "Unit"], ["Coal used", 500, "tons"], ["Diesel used", 30, "gallons"]]
    },
    "meter_readings": {"Energy": [HEAD[1], ["Electricity meter reading", "kWh", *range(1000, 2200, 100)], POWER]},
    "decimal_mark": {"Energy": [HEAD[1], ["Electricity", "kWh", *["'41.000"] * 12]]},
    "unit_rival": {"Energy": [["Energy 2024 ('000)"], HEAD[1], POWER]},
    "flow_heat": {"Energy": [HEAD[1], ["Steam", "t", *USE], ["Natural gas", "m3", *USE], POWER]},
    "day_order": {
        "Bills": [
            ["Account", "Start date", "End date", "kWh", "Cost (EUR)"],
            *[["A1", f"1/{month}/24", f"1/{month + 1}/24", 9 + month, 2] for month in (2, 5, 9)],
        ]
    },
    "fiscal_year": {"Energy": [["Energy FY2024"], [], ["Item", "Unit", *MONTHS[3:], *MONTHS[:3]], POWER]},
    "fiscal_months": {
        "Energy": [["Energy FY 2023-24"], ["Item", "Unit", "Quantity"], ["Purchased electricity", "kWh", 12]]
    },
    "year_inferred": {
        "Energy": [
            ["Month", "Purchased electricity (MWh)"],
            *[[f"{year}-{month:02d}", use] for year in (2023, 2024) for month, use in enumerate(USE, 1)],
        ]
    },
}  # fmt: skip
LIKELIEST = {
    "unit_missing": ["kWh", "MWh", "GWh"],
    "unit_unknown": ["MMBtu", "kBtu"],
    "header_unknown": ["diesel"],
    "source_unknown": ["natural_gas"],
    "source_gas": ["petrol", "lpg"],
    "unit_tons": ["short ton", "t"],
    "meter_readings": ["derived", "purchased"],
    "unit_rival": ["MWh", "'000 MWh"],
    "decimal_mark": ["41", "41000"],
    "flow_heat": ["purchased", "generated", "sold"],
    "day_order": ["2024-02-01", "2024-01-02"],
    "fiscal_year": ["2024-04", "2023-04"],
    "fiscal_months": ["2023-04", "2023-01"],
    "year_inferred": ["2024", "2023"],
}


@pytest.fixture(autouse=True)
def real_packs(monkeypatch):
    """Findings come from the rules that ship."""
    from checker.words import text

    monkeypatch.undo()
    text.load_built_in.cache_clear()


@pytest.fixture
def check(tmp_path):
    def run(sheets, *options, site=SITE):
        path = write_book({"Facility": site, **sheets}, tmp_path / "plant.xlsx")
        result = CliRunner().invoke(group, ["check", str(path), *options, "--format", "json"])
        assert result.exit_code in {0, 1}, result.output
        return json.loads(result.stdout)

    return run


def find(report, code):
    return next((each for each in report["questions"] if each["code"] == code), None)


def choose(candidate, tmp_path):
    """Give the options that choose a candidate, as its lines say."""
    if candidate["set"]:
        return ["--set", candidate["set"]]
    layout = tmp_path / "layout.toml"
    lines = ['format = "checker-layout/1"', "[answers]", *candidate["layout"]]
    layout.write_text("\n".join(lines), encoding="utf-8")
    return ["--layout", str(layout)]


@pytest.mark.parametrize("code", BOOKS)
def test_each_candidate_has_a_line_that_settles_the_question(check, tmp_path, code):
    site = SITE[:2] if code in {"fiscal_year", "fiscal_months", "year_inferred"} else SITE
    report = check(BOOKS[code], site=site)
    question = find(report, code)

    assert [each["reading"] for each in question["candidates"]][: len(LIKELIEST[code])] == LIKELIEST[code]
    assert [*jsonschema.Draft202012Validator(SCHEMA).iter_errors(report)] == []
    for candidate in question["candidates"]:
        settled = check(BOOKS[code], *choose(candidate, tmp_path), site=site)
        assert find(settled, code) is None, candidate


@pytest.mark.parametrize("code", BOOKS)
def test_numbers_are_read_asked_about_or_left_out(check, code):
    report = check(BOOKS[code])
    coverage = report["coverage"]
    asked = [each for each in report["questions"] if each["about"] not in {"year", "region", "profile"}]

    assert coverage["numbers"] == coverage["read"] + coverage["asked"] + coverage["left_out"]
    assert coverage["asked"] == sum(each["numbers"] for each in asked)


def test_a_plain_filing_is_asked_nothing(check):
    report = check({"Energy": [*HEAD, POWER, ["Natural gas consumed", "m3", *USE]]})

    assert report["questions"] == []
    assert report["coverage"]["asked"] == 0


def test_a_year_that_all_dates_say_is_not_asked(check):
    rows = [[f"2024-{month:02d}", use] for month, use in enumerate(USE, 1)]
    report = check({"Energy": [["Month", "Purchased electricity (MWh)"], *rows]}, site=SITE[:2])

    assert report["filing"]["years"] == [2024]
    assert report["questions"] == []


def disagree(power):
    """A ledger in "tons" among gallons, a form in tonnes that agrees with one reading alone, and a line of power."""
    return {
        "Energy": [
            *HEAD, ["Raw coal consumed", "tons", *USE], ["Diesel consumed", "gallons", *USE], ["Purchased electricity", "MWh", *power],
        ],
        "Form": [["Annual form 2024"], ["Item", "Quantity", "Unit"], ["Raw coal consumed", sum(USE), "t"]],
    }  # fmt: skip


def test_what_another_reading_settles_is_a_question_and_a_slip_in_a_stated_unit_is_an_error(check, tmp_path):
    power = [*USE[:4], USE[4] * 1000, *USE[5:]]
    report = check(disagree(power))
    found = {each["code"]: each for each in report["findings"]}
    question = find(report, "unit_tons")

    assert found["UNT104"]["severity"] == "error"
    assert "hangs_on" not in found["UNT104"]
    assert found["AGR101"]["severity"] == "review"
    assert found["AGR101"]["hangs_on"] == [question["number"]]
    assert f"question {question['number']}" in found["AGR101"]["message"]
    assert question["findings"] == [found["AGR101"]["id"]]

    short, metric = question["candidates"]
    answered = check(disagree(power), *choose(short, tmp_path))
    assert {each["code"]: each["severity"] for each in answered["findings"]} == {
        "UNT104": "error", "AGR101": "error",
    }  # fmt: skip
    assert "AGR101" not in {
        each["code"] for each in check(disagree(power), *choose(metric, tmp_path))["findings"]
    }


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([[*HEAD[1], None, "Thing", *MONTHS[:6]], [*POWER, None, "Foo", *USE[:6]]], ["Energy!Q2:V2"]),
        ([HEAD[1], POWER, [], [], [], ["Foo", "t", *USE[:4]], ["Bar", "t", *USE[:4]]], ["Energy!C6:F7"]),
    ],
    ids=["right of a table", "below a table"],
)
def test_an_unread_region_with_months_or_units_is_a_warning_with_its_range(check, rows, cells):
    found = [each for each in check({"Energy": rows})["findings"] if each["code"] == "SCH201"]

    assert [(each["severity"], each["cells"]) for each in found] == [("warning", cells)]


def test_an_unread_sheet_is_a_warning_however_much_was_read_besides(check):
    ledger = [*HEAD, *[[f"Purchased electricity {n}", "MWh", *(use + n for use in USE)] for n in range(30)]]
    other = [["Rates"], ["Blah", "kWh", 12, 13, 14], ["Bleh", "kWh", 15, 16, 17]]
    found = [
        each for each in check({"Energy": ledger, "Other": other})["findings"] if each["code"] == "SCH201"
    ]

    assert [each["cells"] for each in found] == [["Other!C2:E3"]]


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
@pytest.mark.parametrize("format_", ["text", "html", "map"])
def test_every_face_shows_the_candidates_with_their_lines(tmp_path, lang, format_):
    path = write_book({"Facility": SITE, **BOOKS["unit_missing"]}, tmp_path / "plant.xlsx")
    command = ["map", str(path)] if format_ == "map" else ["check", str(path), "--format", format_]
    shown = CliRunner().invoke(group, [*command, "--lang", lang]).stdout.replace("&#34;", '"')

    assert '"Energy!A3".unit = "kWh"' in shown
    assert '"Energy!A3".unit = "MWh"' in shown


def test_the_annotated_copy_holds_the_questions(tmp_path):
    from openpyxl import load_workbook

    path = write_book({"Facility": SITE, **BOOKS["unit_missing"]}, tmp_path / "plant.xlsx")
    CliRunner().invoke(group, ["check", str(path), "--format", "xlsx", "-o", str(tmp_path / "out.xlsx")])
    book = load_workbook(tmp_path / "out.xlsx")
    texts = [str(cell.value) for row in book[book.sheetnames[-1]].iter_rows() for cell in row if cell.value]

    assert any('kWh: "Energy!A3".unit = "kWh"' in text for text in texts)


def test_the_layout_that_map_writes_asks_and_is_answered_by_taking_a_mark_away(tmp_path):
    path = write_book({"Facility": SITE, **BOOKS["unit_missing"]}, tmp_path / "plant.xlsx")
    layout = tmp_path / "layout.toml"
    CliRunner().invoke(group, ["map", str(path), "-o", str(layout)])
    written = layout.read_text(encoding="utf-8")
    layout.write_text(written.replace('# "Energy!A3".unit = "MWh"', '"Energy!A3".unit = "MWh"'), "utf-8")
    result = CliRunner().invoke(group, ["check", str(path), "--layout", str(layout), "--format", "json"])

    assert tomllib.loads(written)["answers"] == {}
    assert json.loads(result.stdout)["questions"] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"Energy".unit = "kWh"', "names no cell"),
        ('"Energy!A3".unit = "bushel"', "the unit 'bushel' is not known"),
        ('"Energy!A3".source = "grid_electricty"', "did you mean grid_electricity"),
        ('"Energy!A3".unnit = "kWh"', "did you mean unit"),
        ('"Enregy!A3".unit = "kWh"', "did you mean Energy"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused_by_its_place(tmp_path, line, said):
    path = write_book({"Facility": SITE, **BOOKS["unit_missing"]}, tmp_path / "plant.xlsx")
    layout = tmp_path / "layout.toml"
    layout.write_text(f'format = "checker-layout/1"\n[answers]\n{line}\n', encoding="utf-8")
    result = CliRunner().invoke(group, ["check", str(path), "--layout", str(layout)])

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("layout.toml: ")


def test_the_shipped_rules_are_the_ones_that_were_run():
    assert {"UNT104", "AGR101"} <= {rule.code for rule in load_catalogue().rules}


def test_figures_that_only_the_year_asked_for_dates_are_asked_about_and_no_slip_of_a_month_is_lowered(
    tmp_path,
):
    power = ["Purchased electricity", "MWh", *USE[:5], USE[5] * 1000, *USE[6:]]
    path = write_book({"Facility": SITE[:2], "Energy": [HEAD[1], power]}, tmp_path / "plant_2023.xlsx")
    report = json.loads(CliRunner().invoke(group, ["check", str(path), "--format", "json"]).stdout)
    (question,) = report["questions"]

    assert (question["code"], question["read_as"], question["numbers"]) == ("year_from_name", "2023", 12)
    assert report["coverage"]["asked"] == 12
    assert [(each["severity"], each["cells"]) for each in report["findings"]] == [("error", ["Energy!H2"])]


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.xlsx")))
def test_a_sample_workbook_is_asked_nothing(sample):
    result = CliRunner().invoke(group, ["check", str(SAMPLES / sample), "--format", "json"])

    assert json.loads(result.stdout)["questions"] == []
