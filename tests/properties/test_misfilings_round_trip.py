"""A misfiling made on a sound filing and then undone gives the filing back, cell by cell."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.counterfactual import apply_edits
from checker.looking import look_at
from checker.packs import load_catalogue
from checker.rows import row_id
from tests.unit.building import build_filing, line

CATALOGUE = load_catalogue()
TABLES = {"facts": "quantity", "totals": "quantity", "parameters": "value", "declared": "tco2e"}

ordinary = st.lists(st.integers(40_000, 60_000), min_size=12, max_size=12)
sunny = st.lists(st.integers(900, 1100), min_size=12, max_size=12)
SUN = (0.55, 0.62, 0.85, 0.98, 1.1, 1.05, 1.12, 1.08, 0.9, 0.78, 0.62, 0.55)


@st.composite
def sound_filings(draw):
    """Draw a plant with its own PV, no purchase and steady gas: in one unit or another, with its totals."""
    unit = draw(st.sampled_from(["kWh", "MWh"]))
    share = {"kWh": 1.0, "MWh": 0.001}[unit]
    kwp = draw(st.integers(40, 2000))
    output = [
        round(wobble / 1000 * kwp * 90 * part * share, 3)
        for wobble, part in zip(draw(sunny), SUN, strict=True)
    ]
    gas = draw(ordinary)
    lines = [
        line(
            "grid_electricity",
            "purchased",
            [0.0] * 12,
            unit=draw(st.sampled_from(["kWh", "MWh"])),
            label="Purchased",
        ),
        line("pv_electricity", "own_use", output, unit=unit, attribute="non_fossil", label="PV own use"),
        line("natural_gas", "consumed", [float(month) for month in gas], unit="Nm3", label="Natural gas"),
        line("diesel", "consumed", [float(month) / 10 for month in gas[::-1]], unit="kg", label="Diesel"),
    ]
    return build_filing(lines=lines, facility={"region": "CN-AH", "pv_kwp": kwp}, year=2024)


def give_amounts(filing):
    """Give every figure by row: blank and 0 are the same, and so are float neighbours."""
    return {
        row: float(f"{value:.9g}")
        for table, column in TABLES.items()
        for row, value in getattr(filing, table)[column].fillna(0.0).items()
    }


def undo_best(misfiling, filing):
    """Give the figures after the likeliest proposal for every finding the misfiling answers."""
    for rule in CATALOGUE.rules:
        if rule.code not in misfiling.answers:
            continue
        for evidence in look_at(filing, rule, rule.options).evidence:
            proposals = sorted(misfiling.undo(filing, evidence), key=lambda each: -each.prior)
            yield evidence, [give_amounts(apply_edits(filing, each.edits)) for each in proposals]


@pytest.mark.parametrize("misfiling", CATALOGUE.misfilings, ids=lambda each: each.slug)
@given(filing=sound_filings())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_made_wrong_is_found_and_put_right(misfiling, filing):
    sound = give_amounts(filing)

    for edits in misfiling.make(filing):
        wrong = apply_edits(filing, edits)
        touched = {edit.row for edit in edits if edit.row is not None}
        answers = [
            amounts
            for evidence, proposals in undo_best(misfiling, wrong)
            if touched & {row_id(row) for row in evidence.rows} or not touched
            for amounts in proposals
        ]

        assert answers, f"{misfiling.slug}: nothing was found in {touched}"
        assert any(amounts == sound for amounts in answers), (
            f"{misfiling.slug}: no proposal gives the filing back"
        )


def test_pv_filed_as_grid_is_made_on_a_plant_that_buys_nothing():
    """The mistake cannot be told apart from a purchase where one was filed beside it."""
    misfiling = next(each for each in CATALOGUE.misfilings if each.slug == "pv-filed-as-grid")
    output = [55.0, 62.0, 85.0, 98.0, 110.0, 105.0, 112.0, 108.0, 90.0, 78.0, 62.0, 55.0]
    lines = [
        line("grid_electricity", "purchased", [0.0] * 12, unit="MWh"),
        line("pv_electricity", "own_use", output, unit="MWh", attribute="non_fossil"),
    ]
    alone = build_filing(lines=lines, facility={"region": "CN-AH", "pv_kwp": 1000}, year=2024)
    lines[0] = line("grid_electricity", "purchased", [80.0] * 12, unit="MWh")
    beside = build_filing(lines=lines, facility={"region": "CN-AH", "pv_kwp": 1000}, year=2024)

    (edits,) = misfiling.make(alone)
    wrong = apply_edits(alone, edits)

    january = wrong.facts[wrong.facts["start"] == dt.datetime(2024, 1, 1)].set_index("source")["amount"]
    assert january["grid_electricity"] == pytest.approx(55_000)
    assert january.isna()["pv_electricity"]
    assert list(misfiling.make(beside)) == []
