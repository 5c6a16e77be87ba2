"""One typo in one cell of a sound plant gives one finding, and it names that cell: all tables, all slips of the fingers.

Each table and each slip is tried on every change; all pairs are by night.
"""

from __future__ import annotations

import itertools

import pytest

from checker.cells import write_address
from checker.engine import check
from checker.packs import load_catalogue
from checker.testing import write_book
from tests.properties.plants_made import draw_plant
from tests.properties.spoils_made import add_bills

CATALOGUE = load_catalogue()
SEED = 2
SMALLEST = -1
"""The smallest month of a row."""
PLACES = {
    "a purchase": ("Energy", 2, 13),
    "a small purchase": ("Energy", 2, SMALLEST),
    "own solar power": ("Energy", 3, 7),
    "gas": ("Energy", 4, 5),
    "a small month of gas": ("Energy", 4, SMALLEST),
    "diesel": ("Energy", 5, 10),
    "steam": ("Energy", 6, 4),
    "a small month of steam": ("Energy", 6, SMALLEST),
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
    "the transformer": ("Facility", 5, 1),
    "the panels": ("Facility", 6, 1),
    "the report year": ("Facility", 7, 1),
}
"""What is mistyped: sheet, row and column, from 0."""


def slip_point(value):
    return round(value * 10, 6)


def slip_point_back(value):
    return round(value / 10, 8)


def type_letter(value):
    return f"'{value}O"


def double_digit(value):
    return type(value)(str(value)[0] + str(value)) if value >= 1 else round(value * 1000, 6)


def leave_digit_out(value):
    text = str(value)
    at = 2 if text[1:2] == "." else 1
    shorter = text[:at] + text[at + 1 :]
    return type(value)(shorter) if shorter not in ("", text) and float(shorter) != value else None


def swap_digits(value):
    """Swap the first two neighbouring digits that differ, noughts apart."""
    text = str(value)
    for at, (one, other) in enumerate(itertools.pairwise(text)):
        if one != other and not {one, other} & {".", "0"}:
            return type(value)(text[:at] + other + one + text[at + 2 :])
    return None


def type_minus(value):
    return -value


def type_text(value):
    return f"'{value:,}"


FAULTS = {
    "the point slipped": slip_point,
    "a tenth": slip_point_back,
    "the letter O for a 0": type_letter,
    "a digit too many": double_digit,
    "a digit missing": leave_digit_out,
    "two digits swapped": swap_digits,
    "a minus sign": type_minus,
    "a number as text": type_text,
}
NOT_TOLD = {
    ("gas", "two digits swapped"): "2 % off, within what a month varies, and no paper says otherwise",
    ("a small month of gas", "two digits swapped"): "4 % off",
    ("a small month of gas", "a digit missing"): "3 % off",
    ("diesel", "a digit missing"): "7 % off",
    ("diesel", "a tenth"): "half a per cent of the site's emissions",
    ("an invoice", "a minus sign"): "a credit note is a bill below nought",
    ("the transformer", "a number as text"): "no sum leaves it out",
    ("the panels", "a number as text"): "no sum leaves it out",
    ("the report year", "a number as text"): "no sum leaves it out",
    ("the report year", "two digits swapped"): "2042 is a year",
}
"""What no check tells, and why."""
PAIRS = [
    pair for pair in itertools.product(sorted(PLACES), sorted(FAULTS)) if pair not in NOT_TOLD
]  # fmt: skip
STEP = 7
"""Every seventh pair is tried on every change: each place, and each fault, several times."""


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


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        pair if number % STEP == 0 else pytest.param(*pair, marks=pytest.mark.nightly)
        for number, pair in enumerate(PAIRS)
    ],
)
def test_one_typo_is_one_finding_at_its_cell(place, fault, tmp_path):
    plant, book = draw_book()
    sheet, row, column = PLACES[place]
    if column == SMALLEST:
        months = book[sheet][row][2:14]
        column = 2 + months.index(min(months))
    mistyped = FAULTS[fault](book[sheet][row][column])
    if mistyped is None:
        pytest.skip("the number has no such slip")
    book[sheet][row][column] = mistyped
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
