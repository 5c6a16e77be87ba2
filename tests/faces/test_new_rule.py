"""checker new-rule gives two files that pass their own tests at once, and never overwrites anything."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest
from click.testing import CliRunner

from checker.cli import group
from checker.packs import Catalogue
from checker.rule import Rule
from checker.testing import check_case, judge_case, load_cases
from checker.words.audit import RULE_PARTS, find_faults
from checker.words.text import load_words


@pytest.fixture
def folder(tmp_path):
    done = CliRunner().invoke(
        group, ["new-rule", "TRX901", "twice_as_much", "--folder", str(tmp_path / "trends")]
    )

    assert done.exit_code == 0, done.output
    return tmp_path / "trends"


@pytest.fixture
def made(folder, monkeypatch):
    spec = importlib.util.spec_from_file_location("twice_as_much", folder / "twice_as_much.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "twice_as_much", module)
    spec.loader.exec_module(module)
    return next(value for value in vars(module).values() if isinstance(value, Rule))


def test_the_new_rules_own_cases_pass(made, tmp_path):
    cases = load_cases(made.words)
    catalogue = Catalogue((made,), (), {made.code: "new"})

    assert {bool(case.fires) for case in cases} == {True, False}
    for case in cases:
        assert judge_case(case, check_case(case, tmp_path, catalogue)) == []


def test_the_new_rule_speaks_three_languages(made):
    assert find_faults(load_words(made.words), RULE_PARTS) == []


def test_the_new_files_pass_the_linter(folder):
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,I,UP,B", "--line-length", "110", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ELX101", "some_name"], "is a rule already"),
        (["unt104", "some_name"], "three capital letters"),
        (["TRX901", "Some Name"], "lower-case words"),
    ],
)
def test_a_code_or_name_that_will_not_do_is_refused_in_one_line(words, said, tmp_path):
    done = CliRunner().invoke(group, ["new-rule", *words, "--folder", str(tmp_path / "x")])

    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "x").exists()


def test_an_existing_file_is_never_overwritten(folder):
    before = (folder / "twice_as_much.py").read_text("utf-8")
    done = CliRunner().invoke(group, ["new-rule", "TRX902", "twice_as_much", "--folder", str(folder)])

    assert done.exit_code == 2
    assert "exists already" in done.output
    assert (folder / "twice_as_much.py").read_text("utf-8") == before
