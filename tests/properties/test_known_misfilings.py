"""Known misfilings made on random plants are found at the cells that are wrong; the sound plants are left in peace."""

from __future__ import annotations

import random

import pytest

from checker.cells import write_address
from checker.engine import check
from checker.packs import load_catalogue
from checker.testing import load_cases, write_book
from tests.properties.plants_made import draw_plant
from tests.properties.spoils_made import SPOILS

CATALOGUE = load_catalogue()
SEEDS = (1, pytest.param(2, marks=pytest.mark.nightly), pytest.param(3, marks=pytest.mark.nightly))
NOT_YET: dict[str, str] = {}
"""What no rule tells yet; whoever writes the rule takes the line away."""
ONLY_MENTIONED = ("A04",)
"""What moves next to nothing and is mentioned for information."""
SHOWN = {
    name: {
        rule.code
        for rule in CATALOGUE.rules
        for case in load_cases(rule.words)
        if case.fires and name.split()[0] in case.misfiling
    }
    for name in SPOILS
}
"""The rules whose cases show a misfiling: one of these must find it, not just any."""


def check_plant(plant, folder):
    book = write_book(plant.write(), folder / "plant_2024.xlsx")
    last = write_book(plant.write(2023), folder / "plant_2023.xlsx")
    return check(book, previous=[last], catalogue=CATALOGUE)


def list_doubts(report, severities=("error", "warning", "review")):
    return {
        (finding.code, f"{cell.sheet}!{write_address(cell.row, cell.column)}")
        for finding in report.findings
        if finding.severity in severities
        for cell in finding.cells
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sound_plant_is_left_in_peace(seed, tmp_path):
    report = check_plant(draw_plant(seed), tmp_path)

    assert not report.failures
    assert not list_doubts(report, ("error", "warning"))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name, marks=[pytest.mark.xfail(strict=True, reason=NOT_YET[name])] if name in NOT_YET else []
        )
        for name in sorted(SPOILS)
    ],
)
def test_a_known_misfiling_is_found_where_it_was_made(name, seed, tmp_path):
    plant = draw_plant(seed)
    wrong = SPOILS[name](plant, random.Random(seed))
    severities = ("error", "warning", "review", *(("info",) if name in ONLY_MENTIONED else ()))
    doubts = list_doubts(check_plant(plant, tmp_path), severities)
    found = {cell for code, cell in doubts if code in SHOWN[name]}

    assert found & wrong, f"{sorted(wrong)[:3]} … not among {sorted(doubts)[:6]}"
