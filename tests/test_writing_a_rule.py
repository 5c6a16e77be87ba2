"""The rule that docs/writing-a-rule.md walks through is a real one."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from checker.packs import Catalogue
from checker.rule import Rule
from checker.testing import check_case, judge_case, load_cases

PAGE = (Path(__file__).parents[1] / "docs" / "writing-a-rule.md").read_text("utf-8")


def find_block(language):
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def example(tmp_path, monkeypatch):
    """The page's two files, written side by side and imported as a pack would be."""
    module_path = tmp_path / "off_by_a_thousand.py"
    module_path.write_text(find_block("python"), "utf-8")
    module_path.with_suffix(".toml").write_text(find_block("toml"), "utf-8")
    spec = importlib.util.spec_from_file_location("off_by_a_thousand", module_path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "off_by_a_thousand", module)
    spec.loader.exec_module(module)
    return module


def test_the_page_shows_a_rule_whose_cases_hold(example, tmp_path):
    rule = next(value for value in vars(example).values() if isinstance(value, Rule))
    cases = load_cases(rule.words)
    catalogue = Catalogue((rule,), (), {rule.code: "page"})

    assert {bool(case.fires) for case in cases} == {True, False}
    for case in cases:
        assert judge_case(case, check_case(case, tmp_path, catalogue)) == []
