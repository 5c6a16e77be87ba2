"""Numbers, months and codes are written as a reader of the language expects."""

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

import checker
from checker.rule import Given
from checker.schemas.columns import FLOWS, TABLES
from checker.words.formats import (
    LANGS,
    format_number,
    format_tonnes,
    format_value,
    has_phrase,
    list_phrase_files,
    load_vocabulary,
    name_code,
    say,
)
from checker.words.text import list_placeholders

if TYPE_CHECKING:
    from checker.findings import Plain


@pytest.mark.parametrize(
    ("value", "en", "hi"),
    [
        (1234.5, "1,234.5", "1,234.5"),
        (1234567.5, "1,234,568", "12,34,568"),
        (665000, "665,000", "6,65,000"),
        (123456789, "123,456,789", "12,34,56,789"),
        (0.6782, "0.6782", "0.6782"),
        (0.1 + 0.2, "0.3", "0.3"),
        (0.000123456789, "0.000123457", "0.000123457"),
        (-0.0, "0", "0"),
        (-1234.5, "-1,234.5", "-1,234.5"),
        (1e-9, "0.000000001", "0.000000001"),
    ],
)
def test_numbers_are_grouped_by_locale_and_cut_to_six_digits(value, en, hi):
    assert format_number(value, "en") == format_number(value, "zh") == en
    assert format_number(value, "hi") == hi


@pytest.mark.parametrize(
    ("value", "said"),
    [(451.003, "451.0"), (0.0, "0"), (0.5624, "0.562"), (12345.678, "12,345.7"), (-451.0, "-451.0")],
)
def test_tonnes_have_one_decimal_and_small_ones_three_digits(value, said):
    assert format_tonnes(value, "en") == said


@pytest.mark.parametrize("value", [dt.date(2024, 3, 1), "2024-03", "2024-03-01", 2024 * 12 + 2])
def test_a_month_is_understood_from_a_date_a_text_or_a_period(value):
    assert [format_value("month", value, lang) for lang in LANGS] == ["Mar 2024", "2024年3月", "मार्च 2024"]


def test_months_in_a_row_are_run_together():
    months: list[Plain] = [dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1), dt.date(2024, 6, 1)]
    assert format_value("months", months, "en") == "Jan 2024–Mar 2024, Jun 2024"
    assert format_value("months", months[:2], "zh") == "2024年1月、2024年2月"


def test_a_date_is_written_out():
    assert [format_value("start", dt.date(2024, 3, 5), lang) for lang in LANGS] == [
        "5 Mar 2024", "2024年3月5日", "5 मार्च 2024",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("year", 2024.0, "2024"),
        ("share", 0.1234, "12.3%"),
        ("factor", 0.6782, "0.6782"),
        ("published", 1234.5, "1234.5"),
        ("source", "pv_electricity", "PV electricity"),
        ("source", "a source of a pack's own", "a source of a pack's own"),
        ("region", "CN-AH", "Anhui"),
        ("filed", "12 ooo", "12 ooo"),
        ("usual", None, "not known"),
        ("usual", float("nan"), "not known"),
        ("kinds", ["contract", "settlement"], "contract, settlement"),
        ("kinds", [], "not known"),
        ("label", "购入电力", "购入电力"),
        ("ratio", float("inf"), "∞"),
    ],
)
def test_a_value_is_written_as_its_kind_asks(name, value, said):
    assert format_value(name, value, "en") == said


def test_a_long_list_is_cut():
    assert format_value("rows", list(range(20)), "en").endswith("11, …")


def test_a_phrase_knows_its_singular():
    assert say("verdict.skipped", "en", count=1) == "1 check could not be made"
    assert say("verdict.skipped", "en", count=2) == "2 checks could not be made"


def list_texts(table, path=""):
    """Give (path, names by language) of every entry of a word file."""
    for key, value in table.items():
        if isinstance(value, dict) and any(lang in value for lang in LANGS):
            yield f"{path}{key}", value
        elif isinstance(value, dict):
            yield from list_texts(value, f"{path}{key}.")


def read_phrases(file):
    return tomllib.loads(file.read_text(encoding="utf-8"))


WORD_FILES = [*list_phrase_files(), list_phrase_files()[0].with_name("catalogue.toml")]


@pytest.mark.parametrize("file", WORD_FILES, ids=lambda file: file.stem)
def test_every_name_and_phrase_is_there_in_all_languages(file):
    entries = dict(list_texts(read_phrases(file)))
    assert entries
    lacking = [path for path, names in entries.items() if set(names) != set(LANGS) or not all(names.values())]
    assert not lacking, f"give these in en, zh and hi in {file.name}: {lacking}"


@pytest.mark.parametrize("file", list_phrase_files(), ids=lambda file: file.stem)
def test_a_table_of_phrases_stands_in_the_file_of_its_name(file):
    own = file.stem.removeprefix("phrases").removeprefix("_")
    tables = set(read_phrases(file))
    assert tables == {own} if own else tables


@pytest.mark.parametrize("file", list_phrase_files(), ids=lambda file: file.stem)
def test_the_report_never_says_passed(file):
    for path, names in dict(list_texts(read_phrases(file))).items():
        assert not any(word in names["en"].lower() for word in ("passed", "verified and", "compliant")), path
        assert not any(word in names["zh"] for word in ("合格", "通过")), path


@pytest.mark.parametrize("file", ["terms.toml"])
def test_every_source_and_parameter_the_reader_knows_has_a_name(file):
    terms = tomllib.loads(Path(checker.__file__).parent.joinpath("reading", file).read_text(encoding="utf-8"))
    for group, named in (("source", "source"), ("parameter", "parameter"), ("flow", "flow")):
        lacking = sorted(set(terms.get(group, {})) - set(load_vocabulary("catalogue")[named]))
        assert not lacking, f"name these under [{named}] in checker/words/catalogue.toml: {lacking}"


def test_every_flow_and_table_has_a_name():
    names = load_vocabulary("catalogue")
    assert set(FLOWS) <= set(names["flow"])
    assert set(TABLES) <= set(names["table"])
    assert name_code("flow", "own_use", "zh") == "自发自用"


def test_every_kind_of_the_vocabulary_can_be_written():
    plain = {"number", "count", "factor", "year", "tonnes", "percent", "month", "date", "text"}
    kinds = {entry["kind"] for entry in load_vocabulary("values").values()}
    assert kinds <= plain | set(load_vocabulary("catalogue"))


def test_every_question_the_reader_asks_has_its_words():
    asked = set()
    for module in Path(checker.__file__).parent.joinpath("reading").glob("*.py"):
        asked |= set(re.findall(r"""\bask\(\s*"(\w+)\"""", module.read_text(encoding="utf-8")))
    lacking = sorted(code for code in asked if not has_phrase(f"question.{code}.sentence"))
    assert not lacking, f"write [question.CODE] for these in checker/words/phrases.toml: {lacking}"


def test_every_reason_for_skipping_says_what_to_add():
    reasons = {"needs_table", "needs_column", "withheld_refused", *get_args(Given)}
    for reason in sorted(reasons):
        assert has_phrase(f"skip.{reason}.sentence"), reason
        assert has_phrase(f"skip.{reason}.would_need"), reason


def test_every_placeholder_of_a_phrase_is_in_the_vocabulary():
    known = set(load_vocabulary("values")) | {"name", "day", "read", "asked", "left", "cells"}
    for path, names in list_texts(load_vocabulary("phrases")):
        for lang in LANGS:
            assert list_placeholders(names[lang]) <= known, path
