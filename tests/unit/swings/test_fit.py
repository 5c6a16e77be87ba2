"""checker fit learns from a sector's filings, says why where it cannot, and what it wrote is used by name."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from checker.cli import group
from checker.engine import check
from checker.errors import UsageError
from checker.settings import Settings
from checker.swings import sector
from checker.swings.lines import Lines
from checker.swings.reference import load_reference
from checker.swings.sector import Filed, fit_sector, refuse_uneven

BATCH = Path("sample_workbooks/batch_2024").resolve()
BOILER = Path("sample_workbooks/boiler_2024.xlsx").resolve()


def run(*args):
    return CliRunner().invoke(group, ["fit", *map(str, args)])


def test_a_folder_of_filings_gives_a_reference_that_checks_use(tmp_path, monkeypatch):
    monkeypatch.setattr(sector, "ENOUGH_LINES", 0)
    out = tmp_path / "sector.npz"
    done = run(BATCH, "-o", out)

    assert done.exit_code == 0, done.output
    assert "plant_22.xlsx" in done.stderr
    assert sum(load_reference(out).months) > 0
    report = check(BOILER, settings=Settings(options={"SWG101": {"reference": str(out)}}))
    assert report.swings in {"some", "none", "none_further"}
    assert not report.failures


def test_too_few_filers_are_refused_with_how_many_are_needed(tmp_path):
    done = run(BATCH / "plant_01.xlsx", BATCH / "plant_02.xlsx", "-o", tmp_path / "sector.npz")

    assert done.exit_code == 2
    assert "at least 10 are needed" in done.stderr
    assert not (tmp_path / "sector.npz").exists()


def test_a_filer_that_dominates_is_named():
    with pytest.raises(UsageError, match="Big Co: 50% of all lines"):
        refuse_uneven({"Big Co": 10, **{f"plant {number}": 1 for number in range(10)}})


def test_another_ending_is_refused(tmp_path):
    done = run(BATCH, "-o", tmp_path / "sector.pkl")

    assert done.exit_code == 2
    assert "ends in .npz" in done.stderr


def test_a_reference_that_is_none_is_told_and_nothing_is_called_clean(tmp_path):
    (tmp_path / "sector.npz").write_bytes(b"cos\nsystem\n")
    report = check(BOILER, settings=Settings(options={"SWG101": {"reference": str(tmp_path / "sector.npz")}}))

    assert report.outcome == "failed"
    assert "make it with checker fit" in report.failures[0].reason


def test_months_that_another_finding_blames_are_not_learnt_from(monkeypatch):
    monkeypatch.setattr(sector, "ENOUGH_LINES", 0)
    rng = np.random.default_rng(0)
    amounts = np.exp(rng.normal(5, 0.1, size=(8, 12)))
    nothing = np.full((8, 12), np.nan)
    rows = np.arange(96).reshape(8, 12)

    def hold(blamed):
        return [
            Filed(
                f"plant {number}",
                Lines(amounts, rows, slice(0, 12), nothing, nothing, np.zeros((8, 3), dtype=np.int64)),
                blamed,
            )
            for number in range(12)
        ]

    assert fit_sector(hold(frozenset())).months[0] == 12 * 96
    assert fit_sector(hold(frozenset({0, 1, 2}))).months[0] == 12 * 93


def test_years_that_begin_in_april_are_learnt_from_as_such():
    amounts = np.exp(np.random.default_rng(0).normal(5, 0.1, size=(8, 12)))
    nothing, groups = np.full((8, 12), np.nan), np.zeros((8, 3), dtype=np.int64)
    rows = np.arange(96).reshape(8, 12)

    def hold(name, first_month):
        lines = Lines(amounts, rows, slice(0, 12), nothing, nothing, groups, first_month)
        return Filed(name, lines, frozenset())

    cohorts = sector.join_filed([hold("a", 4), hold("b", 1), hold("c", 4)], {"a": 0, "b": 1, "c": 2})

    assert [(each.first_month, len(each.amounts)) for each in cohorts] == [(1, 8), (4, 16)]
    assert cohorts[1].take_last(6).first_month == 4
