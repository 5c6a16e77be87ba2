"""Messages are made of a rule's own words and the evidence's values, when they are shown."""

from typing import TYPE_CHECKING

import pytest

from checker.errors import PackError
from checker.packs import load_catalogue
from checker.words.audit import MISFILING_PARTS, find_faults
from checker.words.text import fill, load_words, pick_words, render, words_of
from tests.faces.reports_made import PACKS, name_packs

if TYPE_CHECKING:
    from checker.words.formats import Values


@pytest.fixture
def catalogue(monkeypatch):
    monkeypatch.syspath_prepend(str(PACKS))
    monkeypatch.setattr("importlib.metadata.entry_points", name_packs("good_pack"))
    return load_catalogue()


def test_a_message_shows_its_values_in_each_language(catalogue):
    values: Values = {"label": "Diesel", "month": "2024-03", "filed": 1234567.5, "unit": "L", "usual": 1234.0}
    said = [render("TRX102", "message", values, lang, catalogue) for lang in ("en", "zh", "hi")]
    assert said == [
        "Diesel, Mar 2024: 1,234,568 L, usually 1,234 L.",
        "Diesel，2024年3月：1,234,568 L，通常为 1,234 L。",
        "Diesel, मार्च 2024: 12,34,568 L, सामान्यतः 1,234 L।",
    ]


def test_a_name_without_a_value_leaves_a_gap_and_an_unknown_one_is_seen():
    assert fill("{label}: {nothing} of {usual}", {"label": "A"}, "en") == "A: {nothing} of …"


def test_a_line_without_a_label_is_called_by_its_source():
    assert fill("{label}", {"source": "diesel"}, "zh") == "柴油"
    assert fill("{label}", {"source": "diesel", "label": "0号柴油"}, "en") == "0号柴油"


def test_a_label_with_braces_is_no_template():
    assert fill("{label}", {"label": "{unit} {0}", "unit": "t"}, "en") == "{unit} {0}"


def test_a_template_with_loose_braces_is_shown_as_it_is():
    assert fill("half {open", {"open": 1}, "en") == "half {open"


@pytest.mark.parametrize("template", ["{share} of all", "{share}% of all", "{share} % of all"])
def test_a_percentage_shows_its_sign_once(template):
    assert fill(template, {"share": 0.12}, "en").count("%") == 1


def test_a_code_without_words_is_called_by_its_code(catalogue):
    assert render("ZZZ999", "title", {}, "en", catalogue) == "ZZZ999"
    assert render("ZZZ999", "message", {}, "en", catalogue) == ""


def test_codes_of_the_checker_itself_have_words_of_their_own(catalogue):
    assert "SCH101" in catalogue.built_in
    assert render("SCH101", "title", {}, "zh", catalogue) == words_of("SCH101", catalogue)["zh"]["title"]
    assert words_of("SCH999", catalogue) == {}


def test_the_words_of_the_checker_s_own_codes_have_no_fault(catalogue):
    assert {code: find_faults(words_of(code, catalogue)) for code in catalogue.built_in} == {
        code: [] for code in catalogue.built_in
    }


def test_words_that_are_no_toml_are_named(tmp_path):
    file = tmp_path / "abc101.toml"
    file.write_text("title = ", encoding="utf-8")
    with pytest.raises(PackError, match=r"abc101\.toml"):
        load_words(file)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"why": "once for all"}, "once for all"),
        ({"why": {"en": "w", "zh": "为何"}}, "为何"),
        ({"why": "w", "zh": {"why": "为何"}}, "为何"),
        ({"en": {"why": "w"}}, "w"),
        ({}, ""),
    ],
)
def test_a_part_stands_under_its_language_or_once_for_all(words, said):
    assert pick_words(words, "why", "zh") == said


def test_the_words_of_the_good_pack_have_no_fault(catalogue):
    for each in catalogue.rules:
        assert find_faults(words_of(each.code, catalogue)) == []
    assert find_faults(words_of("pv-as-grid", catalogue), MISFILING_PARTS) == []


def test_faults_of_words_are_told_with_their_remedy():
    words = {
        "en": {"title": "T", "message": "{label} {labl}", "advice": "{half"},
        "zh": {"title": "T", "message": "{label}", "advice": "x"},
        "hi": {"title": "T", "message": "{label}"},
    }
    faults = find_faults(words)
    assert any("[hi] lacks advice" in each for each in faults)
    assert any("{labl} is not in checker/words/values.toml" in each for each in faults)
    assert any("[en] advice" in each for each in faults)
    assert any("message: {labl} is missing in zh, hi" in each for each in faults)
