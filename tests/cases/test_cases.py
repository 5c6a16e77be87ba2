"""Every case beside every rule and misfiling says what it promises, on a real workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.packs import Catalogue, load_catalogue
from checker.testing import Case, check_case, judge_case, load_cases

ROOT = Path(__file__).parents[2]
PAIRS = sorted(path for path in (ROOT / "rules").rglob("*.toml") if path.name != "retired.toml")
CASES = [(path, case) for path in PAIRS for case in load_cases(path)]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("path", "case"), CASES, ids=[f"{case.code}-{case.name.replace(' ', '_')}" for _, case in CASES]
)
def test_a_case_says_what_it_promises(path: Path, case: Case, tmp_path: Path, catalogue: Catalogue) -> None:
    wrong = judge_case(case, check_case(case, tmp_path, catalogue))

    assert not wrong, f"{path.name}: {case.name}: " + "; ".join(wrong)
