"""A correction runs on through the formulas that hang on the corrected cell, and one mistake is one finding."""

from pathlib import Path
from typing import Any

import pytest

from checker import check
from checker.cells import write_cells
from checker.filing import Edit
from checker.reading.read import read_filing
from checker.recalculate import follow_formulas
from checker.testing import write_book

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
HEADER = [
    "Month",
    "Raw coal opening stock (t)",
    "Raw coal purchased (t)",
    "Raw coal consumed (t)",
    "Raw coal closing stock (t)",
]


def write_ledger(path, march="=B4+C4-E4 -> 257"):
    rows = [
        (120, 310, 328, 102),
        (102, 280, 291, 91),
        (91, 305, 257, 139),
        (139, 240, 277, 102),
        (102, 250, 261, 91),
    ]
    ledger: list[list[Any]] = [HEADER]
    for number, (opening, bought, used, closing) in enumerate(rows, start=2):
        consumed = march if number == 4 else f"=B{number}+C{number}-E{number} -> {used}"
        ledger.append([f"2024-{number - 1:02d}", opening, bought, consumed, closing])
    write_book(
        {"Coal": ledger, "Sum": [["Item", "Unit", "2024"], ["Coal in all", "t", "=SUM(Coal!D2:D6) -> 1414"]]},
        path,
    )
    return read_filing([path], [], {"region": "CN-HE", "year": "2024"})


def find_row(filing, at_row, at_col):
    own = filing.facts[
        (filing.facts["at_row"] == at_row)
        & (filing.facts["at_col"] == at_col)
        & (filing.facts["sheet"] == "Coal")
    ]
    return int(own.index[0])


def test_a_formula_is_calculated_anew_where_it_hangs_on_the_corrected_cell(tmp_path):
    filing = write_ledger(tmp_path / "coal.xlsx")
    bought, consumed = find_row(filing, 3, 2), find_row(filing, 3, 3)

    followed = follow_formulas(filing, [Edit(bought, 405.0)])

    assert Edit(consumed, 357.0) in followed


def test_a_formula_whose_stored_result_is_another_is_left_alone(tmp_path):
    filing = write_ledger(tmp_path / "coal.xlsx", march="=B4+C4-E4 -> 999")
    assert follow_formulas(filing, [Edit(find_row(filing, 3, 2), 405.0)]) == []


def test_a_typed_figure_hangs_on_nothing(tmp_path):
    filing = write_ledger(tmp_path / "coal.xlsx", march=257)
    assert follow_formulas(filing, [Edit(find_row(filing, 3, 2), 405.0)]) == []


@pytest.mark.parametrize(
    ("files", "coal"),
    [
        (["boiler_2024.xlsx"], "Coal!"),
        (["boiler_2024_zh.xlsx"], "原煤台账!"),
        (["boiler_2024_form_zh.xlsx", "boiler_2024_zh.xlsx"], "[boiler_2024_zh.xlsx]原煤台账!"),
    ],
)
def test_the_boiler_plants_three_mistakes_are_the_three_findings(files, coal):
    report = check([SAMPLES / file for file in files])

    found = [(each.code, write_cells(each.cells, report.main)) for each in report.findings]
    assert found == [("UNT104", [f"{coal}C20"]), ("FAC201", [f"{coal}F26"]), ("BAL201", [f"{coal}E23"])]
    corrections = {
        cell: each.proposed
        for diagnosis in report.diagnoses
        for each in diagnosis.corrections
        if each.cell is not None
        for cell in write_cells([each.cell], report.main)
    }
    assert corrections == {f"{coal}C20": 1450, f"{coal}F26": 20.53, f"{coal}E23": 5750.4}
    assert report.totals.proposed_tco2e == pytest.approx(71052.734, abs=0.01)


def test_the_consumption_that_a_formula_worked_out_is_told_with_the_purchase():
    report = check(SAMPLES / "boiler_2024.xlsx")
    first = report.findings[0]
    assert [write_cells([cell], report.main) for cell, role in first.context if role == "follows"] == [
        ["Coal!D20"]
    ]
    assert first.at_stake_tco2e == pytest.approx(2759332.3, abs=0.1)
