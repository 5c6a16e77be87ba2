"""Labels are understood as practitioners mean them, in English, Chinese and Hindi."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from checker.reading.terms import kind_of, load_terms, understand
from checker.reading.text import fold
from checker.reading.units import KIND_QUANTITIES
from checker.schemas.columns import FLOWS, TABLES

VOCABULARY = tomllib.loads(files("checker.reading").joinpath("terms.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("label", "source", "flow"),
    [
        ("Purchased electricity", "electricity", "purchased"), ("外购电力", "electricity", "purchased"),
        ("खरीदी गई बिजली", "electricity", "purchased"), ("净购入电力", "electricity", "net_purchased"),
        ("Grid electricity", "grid_electricity", ""), ("市电", "grid_electricity", ""),
        ("Electricity exported to the grid", "grid_electricity", "exported"), ("余电上网电量", "electricity", "exported"),
        ("PV, used on site", "pv_electricity", "own_use"), ("光伏自发自用电量", "pv_electricity", "own_use"),
        ("PV bought from others", "pv_electricity", "purchased"), ("绿电直连", "direct_line_electricity", ""),
        ("Natural gas", "natural_gas", ""), ("PNG", "natural_gas", ""), ("天然气", "natural_gas", ""),
        ("液化天然气", "lng", ""), ("液化石油气", "lpg", ""), ("焦炉煤气", "coke_oven_gas", ""), ("Coke oven gas", "coke_oven_gas", ""),
        ("焦炭", "coke", ""), ("石油焦", "petroleum_coke", ""), ("煤油", "kerosene", ""), ("无烟煤", "anthracite", ""),
        ("Gas oil", "diesel", ""), ("HSD", "diesel", ""), ("डीज़ल", "diesel", ""), ("डीजल", "diesel", ""), ("gasoline", "petrol", ""),
        ("焊接保护气", "co2_shielding_gas", ""), ("SF₆", "sf6", ""), ("R134a", "refrigerant", ""), ("乙炔", "acetylene", ""),
        ("原煤期初库存", "raw_coal", "opening_stock"), ("柴油领用量", "diesel", "consumed"), ("Steam purchased", "steam", "purchased"),
    ],
)  # fmt: skip
def test_a_label_names_its_source_and_flow(label, source, flow):
    meaning = understand(label)

    assert (meaning.source, meaning.flow) == (source, flow)


@pytest.mark.parametrize(
    ("label", "parameter"),
    [
        ("Net calorific value", "ncv"), ("天然气低位发热量", "ncv"), ("收到基低位发热量", "ncv"), ("高位发热量", "gcv"),
        ("单位热值含碳量", "carbon_content"), ("元素碳含量", "carbon_content_mass"), ("碳氧化率", "oxidation_rate"),
        ("Oxidation factor", "oxidation_rate"), ("电网排放因子", "emission_factor"), ("उत्सर्जन कारक", "emission_factor"),
        ("密度", "density"),
    ],
)  # fmt: skip
def test_a_label_names_its_parameter(label, parameter):
    assert understand(label).parameter == parameter


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("化石燃料燃烧排放", "fuel"), ("Scope 1 - direct emissions", "fuel"), ("Scope 2", "electricity_heat"),
        ("工业生产过程排放", "process"), ("企业温室气体排放总量（tCO2e）", "total"), ("Total GHG emissions", "total"),
    ],
)  # fmt: skip
def test_a_label_names_its_category_of_emissions(label, category):
    assert understand(label).category == category


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("合计", "total"), ("小计", "total"), ("Sub-total", "total"), ("कुल", "total"), ("序号", "index"), ("S.No.", "index"),
        ("计量单位", "unit"), ("UoM", "unit"), ("备注", "remark"), ("Notes", "remark"), ("数据来源", "data_source"),
        ("Meter no.", "account"), ("户号", "account"), ("上年合计", "previous"), ("本年累计", "cumulative"), ("月份", "month"),
        ("Cost", "cost"), ("单价", "price"), ("Supplier", "supplier"),
    ],
)  # fmt: skip
def test_a_header_names_the_role_of_its_column(label, role):
    assert role in understand(label).roles


@pytest.mark.parametrize(
    ("label", "document"),
    [("抄表记录", "meter"), ("电费发票", "invoice"), ("结算单", "settlement"), ("购电合同", "contract"),
     ("Green certificate", "certificate"), ("Utility bill", "invoice"), ("energy ledger", "ledger")],
)  # fmt: skip
def test_a_label_names_its_document(label, document):
    assert understand(label).document == document


@pytest.mark.parametrize("text", ["注：数据来自供电公司", "填表人：张三", "Note: estimated", "नोट: अनुमानित"])
def test_a_note_is_known_by_how_it_begins(text):
    assert understand(text).note


@pytest.mark.parametrize(
    "text", ["Marketing", "Powerful", "Management", "Charcoal", "Engine oil", "润滑油", "水", ""]
)
def test_what_only_looks_like_a_source_is_none(text):
    assert understand(text).source == ""


@pytest.mark.parametrize("label", ["electricity", "ELECTRICITY", "Ｅｌｅｃｔｒｉｃｉｔｙ", "  Electricity  "])
def test_width_case_and_spaces_do_not_matter(label):
    assert understand(label).source == "electricity"


def test_spaces_between_chinese_characters_do_not_matter():
    assert understand("天 然 气").source == "natural_gas"


def test_every_source_can_be_filed_in_some_unit():
    assert all(KIND_QUANTITIES[kind_of(source)] for source in VOCABULARY["source"])


def test_every_flow_of_the_vocabulary_is_a_flow_of_the_tables():
    assert set(VOCABULARY["flow"]) <= set(FLOWS)


def test_every_table_of_the_vocabulary_is_known():
    known = {
        "source",
        "flow",
        "attribute",
        "parameter",
        "category",
        "document",
        "production",
        "facility",
        "role",
        "mark",
    }

    assert set(VOCABULARY) == known
    assert "item" in TABLES["facility"]


def test_no_table_of_things_gives_one_term_two_meanings():
    doubtful = {
        word: codes
        for word, terms in load_terms().terms.items()
        for table in set(VOCABULARY) - {"role"}
        if len(codes := {term.code for term in terms if term.table == table}) > 1
    }

    assert doubtful == {}


@pytest.mark.parametrize("table", sorted(VOCABULARY))
def test_every_entry_has_english_and_chinese_words_folded_alike(table):
    for code, entry in VOCABULARY[table].items():
        assert entry["en"], code
        assert entry["zh"], code
        for word in (*entry["en"], *entry["zh"], *entry.get("hi", ())):
            assert word == word.strip(), word
            assert fold(word), word
