"""A filing of many sites: all sites are named, and what is said of many lines alike is said once."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

from checker.cells import CellRef
from checker.cli import group
from checker.findings import Diagnosis, Finding, Severity
from checker.repeated import MANY, join_repeated
from checker.reports.sentences import say_message
from tests.faces.reports_made import FOUND

PLANTS = ("Aspen", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel")


def write_book(path: Path, rows: list[list[object]], sheet: str = "Data") -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def check_book(path: Path, lang: str = "en") -> dict[str, Any]:
    result = CliRunner().invoke(
        group, ["check", str(path), "--set", "year=2024", "--format", "json", "--lang", lang]
    )
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_a_filing_of_declared_tonnes_alone_names_its_sites(tmp_path):
    rows: list[list[object]] = [
        ["Facility", "Year", "Total emissions (tCO2e)"],
        *([name, 2024, 1200 + n] for n, name in enumerate(PLANTS)),
    ]
    report = check_book(write_book(tmp_path / "sector.xlsx", rows))
    assert report["filing"]["sites"] == sorted(PLANTS)


def make_finding(
    number: int, months: str = "2024-01", code: str = "PER101", severity: Severity = "review"
) -> Finding:
    return Finding(
        f"{code}-{number:08x}", code, severity, (CellRef("a.xlsx", "Data", number, 2),), (),
        {"label": f"line {number}", "months": months}, -1.5, rows=(number,),
    )  # fmt: skip


def test_what_is_said_of_many_lines_is_said_once_with_all_their_cells_and_tonnes():
    (joined,) = join_repeated([make_finding(number) for number in range(MANY)], ())
    assert [cell.row for cell in joined.cells] == list(range(MANY))
    assert joined.at_stake_tco2e == pytest.approx(-1.5 * MANY)
    assert joined.values["alike"] == MANY - 1
    assert joined.values["label"] == "line 0"


def test_a_handful_other_months_other_gravity_and_what_a_diagnosis_explains_stay_apart():
    few = [make_finding(number) for number in range(MANY - 1)]
    assert join_repeated(few, ()) == few
    later = [make_finding(number, months="2024-02") for number in range(MANY, 2 * MANY - 1)]
    graver = [make_finding(99, severity="warning")]
    assert join_repeated([*few, *later, *graver], ()) == [*few, *later, *graver]
    sixth = make_finding(MANY)
    told = Diagnosis("mistyped-total", None, 0.9, (sixth.id,), None, {}, ())
    assert join_repeated([*few, sixth], (told,)) == [*few, sixth]


def test_the_id_of_what_is_said_once_outlives_the_correction_of_one_line():
    (all_,) = join_repeated([make_finding(number) for number in range(MANY + 1)], ())
    (rest,) = join_repeated([make_finding(number) for number in range(1, MANY + 1)], ())
    assert all_.id == rest.id
    assert all_.id not in {make_finding(number).id for number in range(MANY + 1)}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "The same goes for 7 more entries of this sheet."),
        ("zh", "本工作表另有 7 处情况相同。"),
        ("hi", "इसी शीट की 7 और प्रविष्टियों पर भी यही बात लागू होती है।"),
    ],
)
def test_the_message_says_of_how_many_more_it_speaks(catalogue, lang, said):
    alone = FOUND.findings[0]
    many = replace(alone, values={**alone.values, "alike": 7})
    assert say_message(many, lang, catalogue).endswith(said)
    assert say_message(many, lang, catalogue).startswith(say_message(alone, lang, catalogue))
