"""A mistake at one site is told alike whether its site is filed alone or among others."""

from __future__ import annotations

import pytest

from checker.engine import check
from checker.packs import load_catalogue
from checker.testing import write_book

HEAD = ["Site", "Item", "Unit", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Total"]  # fmt: skip
USE = [51.2, 44.8, 53.1, 50.7, 55.4, 58.9, 63.3, 62.1, 54.6, 50.2, 52.8, 56.9]
IN_KWH = [*USE[:4], 55400, *USE[5:], 55998.6]
BY_HAND = [*USE, 645.0]
OTHERS = ["Birch", "Cedar", "Dogwood", "Elm", "Fir"]


def make_row(site, figures, times=1.0):
    return [site, "Purchased electricity", "MWh", *[round(figure * times, 2) for figure in figures]]


@pytest.fixture
def diagnose(tmp_path):
    def run(*rows):
        book = write_book({"Power": [HEAD, *rows]}, tmp_path / "sites.xlsx")
        report = check(book, catalogue=load_catalogue(), set_={"year": "2024", "region": "CN-AH"})
        return [
            (each.misfiling, each.corrections, each.change_tco2e)
            for each in report.diagnoses
            if all(correction.cell is None or correction.cell.row == 1 for correction in each.corrections)
        ]

    return run


@pytest.mark.parametrize("figures", [IN_KWH, BY_HAND])
def test_a_correction_is_found_among_other_sites(diagnose, figures):
    alone = diagnose(make_row("Alder", figures))
    among = diagnose(
        make_row("Alder", figures),
        *[make_row(site, [*USE, sum(USE)], 1.1 + number / 7) for number, site in enumerate(OTHERS)],
    )

    assert alone
    assert among == alone
