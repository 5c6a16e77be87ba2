"""The rule pages say what the rules say: they are made from them, and a stale one fails here."""

from __future__ import annotations

import pytest

from checker.packs import load_catalogue
from tests.docs.scripts import ROOT, load_script

CATALOGUE = load_catalogue()
SCRIPT = load_script("make_rule_pages")
PAGES = SCRIPT.make_pages(CATALOGUE)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_as_its_rule_would_have_it_written(name):
    assert SCRIPT.read_page(name) == PAGES[name], "run make docs"


def test_no_page_speaks_of_a_rule_that_has_gone():
    assert {path.name for path in (ROOT / "docs" / "rules").glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("rule", CATALOGUE.rules, ids=lambda rule: rule.code)
def test_a_page_speaks_three_languages(rule):
    page = PAGES[f"{rule.code}.md"]

    assert all(f"## {name}" in page for name in ("English", "中文", "हिन्दी"))
