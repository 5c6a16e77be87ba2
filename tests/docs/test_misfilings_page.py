"""The page of misfilings says what the cases show: it is made from them, and a stale one fails here."""

from __future__ import annotations

import pytest

from checker.packs import load_catalogue
from tests.docs.scripts import load_script

SCRIPT = load_script("make_misfilings")
CATALOGUE = load_catalogue()
KNOWN = SCRIPT.list_known()
SHOWN = SCRIPT.find_cases(CATALOGUE)


def test_the_page_is_as_the_cases_would_have_it_written():
    assert SCRIPT.PAGE.read_text("utf-8") == SCRIPT.make_page(CATALOGUE), "run make docs"


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_case_names_misfilings_that_are_known(name):
    assert name in {each.name for each in KNOWN}, "add it to docs/misfilings.toml, or correct the case"


@pytest.mark.parametrize("each", [each for each in KNOWN if each.why_not], ids=lambda each: each.name)
def test_what_no_workbook_can_tell_has_no_case_that_tells_it(each):
    assert not SHOWN.get(each.name)


def test_every_correction_names_a_misfiling_that_is_known():
    names = {each.name for each in KNOWN}

    assert {each.taxonomy for each in CATALOGUE.misfilings if each.taxonomy} <= names
