"""Whatever facts are put into whatever layout, reading gives back exactly those facts.

Each seed draws a company, lays its data out as some company would, and writes a real .xlsx. A seed
that fails is looked at with `python -m checker.testing SEED OUT.xlsx`, which also says with how few
switches it still fails.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest

from checker.errors import CheckerError
from checker.reading.read import read_filing
from checker.testing import (
    draw_switches,
    judge_reading,
    judge_totals,
    list_switches,
    make_book,
    make_filing,
    shrink,
    write_layout,
)
from checker.testing.__main__ import main
from checker.testing.draw import OPTIONS, PLAIN

ONCE_MISREAD = (434, 683, 1125, 2899, 4807)
"""Months as numbers among quarters, headers of two rows repeated, running totals of steam, a remark that names a meter."""
EVERY_CHANGE = (*range(200), *ONCE_MISREAD)
NIGHTLY = range(200, 5000)


def list_differences(seed, tmp_path, only=None):
    book = make_book(seed, only)
    try:
        filing = read_filing([write_layout(book, tmp_path / "layout.xlsx")], [], {})
    except CheckerError as error:
        return [str(error)]
    return [each.text for each in (*judge_reading(book, filing), *judge_totals(book, filing))]


def explain(seed, wrong):
    return "\n".join([
        f"seed {seed}, {len(wrong)} differences: {list_switches(draw_switches(seed))}", *wrong[:8],
        f"look at it: python -m checker.testing {seed} /tmp/{seed}.xlsx",
    ])  # fmt: skip


@pytest.mark.parametrize("seed", EVERY_CHANGE)
def test_a_generated_workbook_reads_back_to_the_facts_put_in(seed, tmp_path):
    wrong = list_differences(seed, tmp_path)

    assert not wrong, explain(seed, wrong)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", NIGHTLY)
def test_thousands_of_generated_workbooks_read_back(seed, tmp_path):
    wrong = list_differences(seed, tmp_path)

    assert not wrong, explain(seed, wrong)


def test_the_same_seed_makes_the_same_workbook():
    assert make_book(7) == make_book(7)
    assert make_book(7).facts != make_book(8).facts


def test_every_fact_drawn_stands_in_exactly_one_cell():
    for seed in EVERY_CHANGE:
        book = make_book(seed)
        places = [(each.sheet, each.row, each.column) for each in book.facts]
        taken = {*places, *((each.sheet, each.row, each.column) for each in book.sums), *book.beside}

        assert sorted(each.fact for each in book.facts) == sorted(make_filing(seed).facts), seed
        assert len(taken) == len(places) + len(book.sums) + len(book.beside), seed


def test_a_switch_that_is_fixed_leaves_the_others_as_drawn():
    for seed in range(20):
        drawn, fixed = asdict(draw_switches(seed)), asdict(draw_switches(seed, {"footer": True}))

        assert fixed == drawn | {"footer": True}


def test_every_value_of_every_switch_is_drawn():
    seen = {(name, value) for seed in range(600) for name, value in asdict(draw_switches(seed)).items()}

    assert {(name, value) for name, values in OPTIONS.items() for value in values} <= seen


def test_a_failing_seed_shrinks_to_the_switches_that_matter():
    seed = next(seed for seed in range(500) if draw_switches(seed).merges and draw_switches(seed).index)

    assert shrink(seed, lambda only: only["merges"] and only["index"]) == {"merges": True, "index": True}
    assert list_switches(PLAIN) == {}


def test_a_fact_read_otherwise_is_told_with_its_cell(tmp_path):
    book = make_book(3, asdict(PLAIN))
    filing = read_filing([write_layout(book, tmp_path / "layout.xlsx")], [], {})
    first = book.facts[0]
    shifted = first._replace(fact=first.fact._replace(end=first.fact.end + dt.timedelta(days=1)))
    wrong = judge_reading(type(book)(**(vars(book) | {"facts": (shifted, *book.facts[1:])})), filing)

    assert [each.kind for each in wrong] == ["period"]
    assert f"{first.fact.start} to before {shifted.fact.end}" in wrong[0].text


def test_the_command_writes_the_workbook_of_a_seed(tmp_path, capsys):
    out = tmp_path / "out.xlsx"

    assert main(["3", str(out), *(f"{name}={value}" for name, value in asdict(PLAIN).items())]) == 0
    assert out.exists()
    assert capsys.readouterr().out.endswith("read as laid out\n")
    assert main(["3"]) == 2
    assert main(["3", str(out), "colour=red"]) == 2
