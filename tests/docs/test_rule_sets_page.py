"""docs/rule-sets.md names the rule sets there are, and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

from checker.accounting.rule_sets import list_rule_sets

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rule-sets.md").read_text("utf-8")
DATA = ROOT / "checker" / "accounting" / "data"


def test_the_table_holds_every_rule_set_and_no_other():
    named = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)

    assert sorted(named) == sorted(list_rule_sets())


def test_every_file_it_names_exists():
    named = set(re.findall(r"`([\w./-]+\.(?:py|csv|toml))`", PAGE)) - {"checker.toml"}

    missing = [name for name in sorted(named) if not (ROOT / name).exists() and not (DATA / name).exists()]
    assert named
    assert not missing
