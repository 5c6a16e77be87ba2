"""An error carries the key of its words: it is English as text, crosses a process, and speaks three languages."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from checker.errors import UnreadableFileError, UsageError
from checker.reading import refusals
from checker.words.formats import LANGS, has_phrase, load_phrases

SOURCES = sorted((Path(refusals.__file__).parents[1]).rglob("*.py"))


def test_an_error_is_english_as_text_and_crosses_a_process():
    error = pickle.loads(pickle.dumps(UnreadableFileError("plant.xlsx", "missing")))  # our own bytes
    misuse = pickle.loads(pickle.dumps(UsageError("as_of", text="today")))

    assert str(error) == "plant.xlsx: there is no such file; check the name and the folder"
    assert error.tell("zh").startswith("plant.xlsx：文件不存在")
    assert str(misuse) == "--as-of today: not a date; write it as 2025-03-31"


def test_names_that_may_have_been_meant_are_told_in_the_language():
    error = UsageError("no_code", code="ELE13", near=("ELE103", "ELE301"))

    assert str(error) == "there is no code 'ELE13'; did you mean ELE103 or ELE301?"
    assert error.tell("zh") == "没有代码 'ELE13'；是否指 ELE103或ELE301？"


@pytest.mark.parametrize("group", ["refusal", "misuse"])
def test_all_words_of_errors_speak_three_languages_with_the_same_values(group):
    for key, words in load_phrases(group)[group].items():
        shown = {lang: set(re.findall(r"\{(\w+)", words[lang])) for lang in LANGS}
        assert len(set(map(frozenset, shown.values()))) == 1, key


def test_every_key_that_is_raised_has_words():
    raised = {
        f"{group}.{key}"
        for path in SOURCES
        if path.name != "settings.py"  # its own refuse says which key of a settings file is wrong
        for kind, group in (("UsageError", "misuse"), (r"refuse|UnreadableFileError", "refusal"))
        for key in re.findall(
            rf'(?:{kind})\((?:[\w.\[\]]+(?:\(part\)\.name)?, )?"(\w+)"', path.read_text("utf-8")
        )
    }

    assert raised
    assert [key for key in sorted(raised) if not has_phrase(key)] == []
