"""A financial year is a report year of its own: a plant that files April to March is judged as one that files a calendar year."""

from __future__ import annotations

import random
import re

import pytest

from checker.engine import check
from checker.packs import load_catalogue
from checker.testing import write_book
from tests.properties.plants_made import MONTHS, draw_plant
from tests.properties.spoils_made import SPOILS
from tests.properties.test_known_misfilings import NOT_YET, ONLY_MENTIONED, SHOWN, list_doubts

CATALOGUE = load_catalogue()
LATE = 3
"""Months by which the year begins later: April."""
_TITLE = re.compile(r"(?P<what>[A-Z]\w+) (?P<year>202[34])\Z")
_MONTH = re.compile(r"2024-0[1-3]\Z")


def draw_turned(seed):
    """Draw a plant whose figures run from April to March."""
    plant = draw_plant(seed)
    for lines in (*plant.years.values(), [plant.output]):
        for figures in lines:
            figures[:] = figures[LATE:] + figures[:LATE]
    return plant


def turn_head(rows):
    """Let the header begin in April, titles name the financial year, and papers of January to March lie in the next year."""
    return [[_turn(value, [*MONTHS[LATE:], *MONTHS[:LATE]]) for value in row] for row in rows]


def _turn(value, months):
    if value in MONTHS:
        return months[MONTHS.index(value)]
    if value in (2023, 2024):
        return f"{value}-{value - 1999}"
    text = str(value)
    if text == "2024":
        return "2024-25"
    title = _TITLE.match(text)
    if title:
        return f"{title['what']} FY {title['year']}-{int(title['year']) - 1999}"
    return f"2025{text[4:]}" if _MONTH.match(text) else value


def check_turned(plant, folder):
    book, last = (
        write_book(
            {name: turn_head(rows) for name, rows in plant.write(year).items()}, folder / f"plant {year}.xlsx"
        )
        for year in (2024, 2023)
    )
    return check(book, previous=[last], catalogue=CATALOGUE)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sound_plant_is_left_in_peace_in_a_financial_year(seed, tmp_path):
    report = check_turned(draw_turned(seed), tmp_path)

    assert not report.failures
    assert not list_doubts(report, ("error", "warning"))


@pytest.mark.parametrize("name", [
    # every third on every change, all in `make nightly`
    name if number % 3 == 0 else pytest.param(name, marks=pytest.mark.nightly)
    for number, name in enumerate(sorted(set(SPOILS) - set(NOT_YET)))
])  # fmt: skip
def test_a_known_misfiling_is_found_in_a_financial_year(name, tmp_path):
    plant = draw_turned(1)
    wrong = SPOILS[name](plant, random.Random(1))
    report = check_turned(plant, tmp_path)
    severities = ("error", "warning", "review", *(("info",) if name in ONLY_MENTIONED else ()))
    doubts = list_doubts(report, severities)

    assert not report.failures
    assert {cell for code, cell in doubts if code in SHOWN[name]} & wrong, (
        f"{sorted(wrong)[:3]} … not among {sorted(doubts)[:6]}"
    )
