"""Tests about the rules: a failing one says what the author of a rule has to do."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from checker.packs import load_catalogue
from checker.testing import load_cases
from checker.words.audit import MISFILING_PARTS, RULE_PARTS, find_faults
from checker.words.text import BUILT_IN, load_words, words_of

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue()
RULES = [pytest.param(rule, id=rule.code) for rule in CATALOGUE.rules]
MISFILINGS = [pytest.param(each, id=each.slug) for each in CATALOGUE.misfilings]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_speaks_three_languages_with_the_same_values(rule):
    assert find_faults(words_of(rule.code, CATALOGUE), RULE_PARTS) == []


@pytest.mark.parametrize("misfiling", MISFILINGS)
def test_a_misfiling_speaks_three_languages_with_the_same_values(misfiling):
    assert find_faults(words_of(misfiling.slug, CATALOGUE), MISFILING_PARTS) == []


@pytest.mark.parametrize("code", sorted(load_words(BUILT_IN)))
def test_a_code_of_the_checker_itself_speaks_three_languages(code):
    assert find_faults(words_of(code, CATALOGUE), RULE_PARTS) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_cases_that_fire_and_cases_that_are_silent(rule):
    cases = load_cases(rule.words)

    assert any(case.fires for case in cases), "add a [[case]] with fires = [cells]"
    assert any(not case.fires and case.skipped is None for case in cases), "add a [[case]] with fires = []"


@pytest.mark.parametrize("misfiling", MISFILINGS)
def test_a_misfiling_has_a_case_with_its_corrections(misfiling):
    assert any(case.corrections for case in load_cases(misfiling.words)), (
        "add a [[case]] with corrections = {…}"
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_why_it_matters_and_on_what_it_rests(rule):
    words = words_of(rule.code, CATALOGUE)

    assert words.get("source"), "name the standard and table, or say that it is ours and why"
    assert words.get("why") or words["en"].get("why"), "say in one or two sentences why it matters"
    assert words.get("code") == rule.code, 'begin the .toml with code = "…"'


def test_a_family_has_one_prefix_and_a_prefix_one_family():
    prefixes = defaultdict(set)
    for rule in CATALOGUE.rules:
        prefixes[rule.words.parent.name].add(rule.code[:3])
    families = [prefix for own in prefixes.values() for prefix in own]

    assert all(len(own) == 1 for own in prefixes.values()), prefixes
    assert len(families) == len(set(families)), prefixes


def test_a_retired_code_is_not_used_again():
    retired = tomllib.loads((ROOT / "rules" / "retired.toml").read_text("utf-8"))["codes"]

    assert not {rule.code for rule in CATALOGUE.rules} & set(retired)


def test_the_first_twelve_rules_stand_in_at_least_six_families():
    assert len(CATALOGUE.rules) >= 12
    assert len({rule.words.parent.name for rule in CATALOGUE.rules}) >= 6


def test_every_misfiling_answers_a_rule_that_exists():
    codes = {rule.code for rule in CATALOGUE.rules}

    assert all(set(each.answers) <= codes for each in CATALOGUE.misfilings)
