"""One typo in one cell of a sound plant gives one finding, and it names that cell."""

from __future__ import annotations

import pytest

from checker.cells import write_address
from checker.engine import check
from checker.packs import load_catalogue
from checker.testing import write_book
from tests.properties.plants_made import draw_plant
from tests.properties.spoils_made import add_bills

CATALOGUE = load_catalogue()
SEED = 2
PLACES = {
    "a purchase": ("Energy", 2, 13),
    "own solar power": ("Energy", 3, 7),
    "gas": ("Energy", 4, 5),
    "diesel": ("Energy", 5, 10),
    "output": ("Output", 2, 9),
    "the grid factor": ("Factors", 1, 1),
    "a calorific value": ("Factors", 2, 1),
    "a carbon content": ("Factors", 3, 1),
    "an oxidation rate": ("Factors", 4, 1),
    "a meter record": ("Documents", 6, 3),
    "an invoice": ("Documents", 20, 3),
    "an opening stock": ("Coal", 1, 2),
    "coal bought": ("Coal", 2, 2),
    "coal burnt": ("Coal", 3, 2),
    "a closing stock": ("Coal", 4, 2),
}
"""What is mistyped: sheet, row and column, from 0."""


def slip_point(value):
    return round(value * 10, 6)


def type_letter(value):
    return f"'{value}O"


def double_digit(value):
    return type(value)(str(value)[0] + str(value)) if value >= 1 else round(value * 1000, 6)


FAULTS = {
    "the point slipped": slip_point,
    "the letter O for a 0": type_letter,
    "a digit too many": double_digit,
}


def draw_book():
    """Draw a plant with bills of its purchases and a balance of coal."""
    plant = draw_plant(SEED)
    add_bills(plant)
    plant.sheets["Coal"] = [
        ["Item", "Unit", "2024"],
        ["Raw coal opening stock", "t", 100],
        ["Raw coal purchased", "t", 950],
        ["Raw coal consumed", "t", 880],
        ["Raw coal closing stock", "t", 170],
    ]
    return plant, {name: [list(row) for row in rows] for name, rows in plant.write().items()}


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("place", sorted(PLACES))
def test_one_typo_is_one_finding_at_its_cell(place, fault, tmp_path):
    plant, book = draw_book()
    sheet, row, column = PLACES[place]
    book[sheet][row][column] = FAULTS[fault](book[sheet][row][column])
    if sheet == "Energy":
        months = [each for each in book[sheet][row][2:14] if isinstance(each, (int, float))]
        book[sheet][row][14] = f"=SUM(C{row + 1}:N{row + 1}) -> {round(sum(months), 3)}"

    path = write_book(book, tmp_path / "plant_2024.xlsx")
    last = write_book(plant.write(2023), tmp_path / "plant_2023.xlsx")
    findings = [
        each for each in check(path, previous=[last], catalogue=CATALOGUE).findings if each.severity != "info"
    ]

    typo = f"{sheet}!{write_address(row, column)}"
    assert [
        each.code
        for each in findings
        if typo not in {f"{cell.sheet}!{write_address(cell.row, cell.column)}" for cell in each.cells}
    ] == []
    assert len(findings) == 1
