"""What the template writes is what the reader reads: labels, units, titles, choices."""

import pytest

from checker.reading.terms import kind_of, understand
from checker.reading.units import KIND_QUANTITIES, choose_unit, parse_unit
from checker.template.entry import LONGEST_LIST, list_choices
from checker.template.lines import join_label, list_output, list_power, list_units, name_source
from checker.template.look import fit_width, measure_text
from checker.template.make import list_offered
from checker.template.monthly import scale_units
from checker.words.formats import LANGS, load_phrases, name_code, say

WORDS = load_phrases("template")["template"]
FLOWS = ("opening_stock", "purchased", "consumed", "other_use", "sold", "closing_stock", "refilled")


@pytest.mark.parametrize("lang", LANGS)
def test_every_label_of_a_source_reads_back_as_its_source_and_flow(lang):
    for source in list_offered()[1:]:
        assert understand(name_source(source, lang)).source == source
        for flow in FLOWS:
            read = understand(join_label(source, say(f"template.flow.{flow}", lang), lang))

            assert (read.source, read.flow) == (source, flow)


@pytest.mark.parametrize("lang", LANGS)
def test_every_label_of_a_factor_reads_back_as_its_source_and_parameter(lang):
    for source in list_offered()[1:]:
        for parameter in ("ncv", "carbon_content", "oxidation_rate", "density", "emission_factor"):
            read = understand(join_label(source, name_code("parameter", parameter, lang), lang))

            assert (read.source, read.parameter) == (source, parameter)


@pytest.mark.parametrize("lang", LANGS)
def test_rows_that_must_come_to_nought_are_read_as_derived_and_the_rest_as_lines(lang):
    group = list_power(lang)

    assert "derived" in understand(group.difference).roles
    assert [understand(line.label).flow for line in group.lines] == [
        "purchased", "own_use", "purchased", "purchased", "exported", "sold", "consumed",
    ]  # fmt: skip
    assert all(understand(line.label).production for line in list_output(lang).lines)


@pytest.mark.parametrize("lang", LANGS)
def test_no_hint_says_anything_that_gives_its_table_a_meaning(lang):
    for words in WORDS["hint"].values():
        read = understand(words[lang])

        assert not any((read.source, read.flow, read.category, read.parameter, read.units)), words[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_every_question_is_an_item_of_the_profile(lang):
    for item, words in WORDS["facility"].items():
        read = understand(words[lang])

        assert (read.facility, read.source) == (item, ""), words[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_every_unit_offered_fits_its_kind_and_choices_fit_excel(lang):
    for kind in ("electricity", "heat", "gas", "liquid", "solid", "gas_process"):
        assert all(choose_unit(parse_unit(unit), KIND_QUANTITIES[kind]) for unit in list_units(kind, lang))
    assert all(parse_unit(unit) for kind in WORDS["units"] for unit in list_units(kind, lang))
    assert all(len(",".join(list_choices(key, lang))) <= LONGEST_LIST for key in WORDS["choice"])
    assert all(understand(kind).documents for kind in list_choices("document", lang))


def test_every_source_offered_has_units():
    assert {kind_of(source) for source in list_offered()} <= set(WORDS["units"])


@pytest.mark.parametrize(
    ("units", "written"),
    [
        (["kWh", "MWh"], 'IF(B5="MWh",1000,1)'),
        (["kWh", "MWh", "万kWh"], 'IF(B5="MWh",1000,IF(B5="万kWh",10000,1))'),
        (["t", "kg", "L", "kL"], 'IF(B5="kg",0.001,IF(B5="kL",1000,1))'),
    ],
)
def test_a_balance_takes_every_row_to_one_unit(units, written):
    assert scale_units("B5", units) == written


def test_widths_count_chinese_twice_and_devanagari_marks_not_at_all():
    assert (measure_text("电力"), measure_text("kWh"), measure_text("बिजली")) == (4, 3, 5)
    assert fit_width(["电力"], 10, 20) == 10
