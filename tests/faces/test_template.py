"""checker template: an empty workbook; filled as a person would, it is clean; each typo is one finding."""

import openpyxl
import pytest
from click.testing import CliRunner

from checker.cells import write_cell
from checker.cli import group
from checker.engine import check
from checker.errors import UnreadableFileError
from checker.reading.read import read_filing
from checker.template.lines import join_label, list_fuel, list_heat, list_output, list_power
from checker.words.formats import LANGS, name_code, say
from tests.unit.template import filling
from tests.unit.template.filling import Filled, fill_template, list_months

NIGHTLY = pytest.mark.nightly


@pytest.fixture(autouse=True)
def good_pack_only(monkeypatch, tmp_path):
    """The template is for the rules that ship, not for the small pack of the other faces."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHECKER_LANG", raising=False)


@pytest.fixture
def run(tmp_path):
    return lambda *args: CliRunner().invoke(group, ["template", *map(str, args)])


@pytest.fixture(scope="module")
def plants(tmp_path_factory):
    """A filled workbook in each language, made once."""
    folder = tmp_path_factory.mktemp("plants")
    return {lang: fill_template(folder, lang).save(folder / f"plant_{lang}.xlsx") for lang in LANGS}


# ---------------------------------------------------------------- the command


def test_a_template_is_written_and_the_message_says_what_to_do_next(run, tmp_path):
    made = run("-o", "plant.xlsx", "--year", 2025, "--lang", "zh", "--region", "安徽")

    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr == "已生成 plant.xlsx；填写后运行：checker check plant.xlsx\n"
    sheet = Filled(tmp_path / "plant.xlsx", "zh").book["企业信息"]
    assert {"安徽", 2025, "NDRC-2015"} <= {cell.value for cell in sheet["B"]}


@pytest.mark.parametrize("lang", LANGS)
def test_with_power_alone_filled_it_is_one_site_and_asks_for_no_panels(lang, run, tmp_path):
    run("-o", "plant.xlsx", "--year", 2025, "--lang", lang, "--region", "CN-AH")
    book = openpyxl.load_workbook(tmp_path / "plant.xlsx")
    for month in range(12):
        book.worksheets[2].cell(5, 3 + month, 180_000 + 7_919 * (month * month % 11))
    book.save(tmp_path / "plant.xlsx")

    filing = read_filing([tmp_path / "plant.xlsx"], [], {})

    assert filing.facts["site"].nunique() == 1
    assert [question.code for question in filing.questions] == []


def test_the_same_answers_make_the_same_bytes(run, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        assert run("-o", name, "--year", 2025).exit_code == 0

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_existing_file_is_replaced_only_by_force(run, tmp_path):
    (tmp_path / "plant.xlsx").write_bytes(b"figures")

    refused = run("-o", "plant.xlsx")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("plant.xlsx: exists already and may hold your figures")
    assert (tmp_path / "plant.xlsx").read_bytes() == b"figures"
    assert run("-o", "plant.xlsx", "--force").exit_code == 0
    assert (tmp_path / "plant.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["-o", "plant.xls"], "a name that ends in .xlsx"),
        (["-o", "nowhere/plant.xlsx"], "existing folder"),
        (["-o", "plant.xlsx", "--with-sources", "diesl"], "did you mean diesel"),
        (["-o", "plant.xlsx", "--with-sources", ", "], "names no source"),
        (["-o", "plant.xlsx", "--region", "Atlantis"], "--region Atlantis"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(run, tmp_path, args, told):
    refused = run(*args)

    assert refused.exit_code == 2
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_template_is_refused_as_holding_no_figure(run, tmp_path, lang):
    run("-o", "plant.xlsx", "--lang", lang, "--year", 2025, "--region", "CN-AH")

    with pytest.raises(UnreadableFileError, match="its activity tables hold no figure"):
        check(tmp_path / "plant.xlsx")


def test_a_template_without_year_region_or_fuel_is_an_honest_form_too(run, tmp_path):
    assert run("-o", "plant.xlsx", "--with-sources", "electricity", "--lang", "hi").exit_code == 0
    book = Filled(tmp_path / "plant.xlsx", "hi").book

    assert say("template.sheet.fuels", "hi") not in book.sheetnames
    assert book[say("template.sheet.factors", "hi")]["B5"].value is None


def test_factors_come_with_their_published_source(run, tmp_path):
    run("-o", "plant.xlsx", "--year", 2025, "--region", "CN-AH", "--with-sources", "diesel")
    rows = (
        Filled(tmp_path / "plant.xlsx", "en")
        .book["Factors"]
        .iter_rows(min_row=5, max_col=5, values_only=True)
    )
    known = {row[0]: row[1:] for row in rows}

    assert known["Grid emission factor, data year 2023"] == (
        0.6553, "tCO2/MWh", "default", "MEE and NBS Announcement 2025 No.47",
    )  # fmt: skip
    assert known["Diesel, oxidation rate"][:2] == (98, "%")
    assert known["Diesel, net calorific value"][0] == 43.33


def test_cells_to_fill_are_open_and_sums_are_locked_without_a_password(plants):
    sheet = Filled(plants["en"], "en").book["Electricity"]

    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert (sheet["C5"].protection.locked, sheet["O5"].protection.locked) == (False, True)
    assert sheet.freeze_panes == "C5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


# ---------------------------------------------------------------- filled sensibly


@pytest.mark.parametrize("lang", LANGS)
def test_filled_sensibly_it_is_clean_without_a_question_and_wholly_read(plants, lang):
    report = check(plants[lang])

    assert (report.outcome, report.findings, report.questions) == ("clean", (), ())
    assert {each.reason for each in report.skipped if not each.partly} <= {"previous_year"}
    assert {each.reason for each in report.skipped if each.partly} <= {"swing_zeros"}
    assert report.coverage.read == report.coverage.numbers > 250
    assert report.rule_set == "NDRC-2015"
    assert report.totals.recomputed_tco2e == pytest.approx(report.totals.declared_tco2e, abs=0.02)
    assert CliRunner().invoke(group, ["check", str(plants[lang])]).exit_code == 0


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_reads_back_as_it_was_typed(plants, lang):
    filing = read_filing([plants[lang]], [], {})
    lines = filing.series.set_index("series")
    output = {line.label for line in list_output(lang).lines}
    typed = {label: months for label, months in list_months(lang).items() if label not in output}
    facts = filing.facts[filing.facts["quantity"].notna()].sort_values("start", kind="stable")
    labels = lines["label"].to_dict()
    read = {labels[series]: own["quantity"].tolist() for series, own in facts.groupby("series")}

    assert read == typed
    made = filing.production.sort_values("start", kind="stable").groupby("product")["quantity"]
    assert {label: own.tolist() for label, own in made} == {
        label: months for label, months in list_months(lang).items() if label in output
    }


def test_source_flow_and_unit_are_the_same_in_all_languages(plants):
    told = {}
    for lang, path in plants.items():
        filing = read_filing([path], [], {})
        lines = filing.series[["source", "flow", "attribute", "unit", "base_unit"]]
        parameters = filing.parameters[["source", "parameter", "amount", "base_unit", "origin"]]
        papers = filing.documents[["kind", "source", "flow", "start", "end", "amount"]]
        profile = filing.facility[filing.facility["item"].isin(["region", "year", "pv_kwp", "rule_set"])]
        told[lang] = [
            lines.values.tolist(), parameters.values.tolist(), papers.fillna(-1).values.tolist(),
            profile[["item", "text"]].values.tolist(),
        ]  # fmt: skip

    assert told["en"] == told["zh"] == told["hi"]
    assert ["grid_electricity", "purchased", "non_fossil", "kWh", "kWh"] in told["en"][0]
    assert ["pv_electricity", "purchased", "non_fossil", "kWh", "kWh"] in told["en"][0]


# ---------------------------------------------------------------- one typo, one finding


def power(lang, place):
    return list_power(lang).lines[place].label


def fuel(lang, source, place):
    return list_fuel(source, lang).lines[place].label


def factor(lang, parameter):
    return join_label("bituminous_coal", name_code("parameter", parameter, lang), lang)


def put_grid_factor(book, value):
    sheet = say("template.sheet.factors", book.lang)
    label = book.book[sheet]["A5"].value
    return book.put_beside(label, value)


TYPOS = {
    "a word in a month of grid power": ("SCH101", lambda b: b.put(power(b.lang, 0), 5, "see bill")),
    "a word in a month of steam": ("SCH101", lambda b: b.put(list_heat("steam", b.lang).lines[0].label, 5, "?")),
    "a figure typed as text": ("ENT101", lambda b: b.put(power(b.lang, 0), 5, "421500 ")),
    "a negative figure": ("SCH106", lambda b: b.put(power(b.lang, 0), 5, -421500)),
    "a negative fuel use": ("SCH106", lambda b: b.put(fuel(b.lang, "bituminous_coal", 2), 5, -141.2)),
    "a month of grid power left blank": ("PER101", lambda b: b.put(power(b.lang, 0), 5, None)),
    "a month of gas left blank": ("PER101", lambda b: b.put(fuel(b.lang, "natural_gas", 1), 5, None)),
    "digits of the consumption transposed": ("BAL301", lambda b: b.put(power(b.lang, 6), 7, 652800)),
    "own PV ten times its month": ("BAL301", lambda b: b.put(power(b.lang, 1), 5, 441000)),
    "digits of coal used transposed": ("BAL201", lambda b: b.put(fuel(b.lang, "bituminous_coal", 2), 5, 114.2)),
    "coal used ten times its month": ("BAL201", lambda b: b.put(fuel(b.lang, "bituminous_coal", 2), 5, 1412)),
    "diesel bought ten times its month": ("BAL201", lambda b: b.put(fuel(b.lang, "diesel", 1), 5, 44)),
    "a closing stock not carried over": ("BAL201", lambda b: b.put(fuel(b.lang, "bituminous_coal", 5), 3, 57.6)),
    "an opening stock not taken over": ("BAL201", lambda b: b.put(fuel(b.lang, "bituminous_coal", 0), 4, 57.6)),
    "one month of grid power in MWh": ("UNT104", lambda b: b.put(power(b.lang, 0), 4, 398.7)),
    "a unit that is none": ("SCH104", lambda b: b.put_beside(fuel(b.lang, "natural_gas", 1), "kWhh")),
    "declared electricity mistyped": ("CAL101", lambda b: b.put_beside(say("template.category.electricity", b.lang), 2766.94)),
    "declared heat left at nought": ("CAL101", lambda b: b.put_beside(say("template.category.heat", b.lang), 0)),
    "last year's grid factor": ("FAC101", lambda b: put_grid_factor(b, 0.6782)),
    "the grid factor mistyped": ("FAC101", lambda b: put_grid_factor(b, 0.6535)),
    "the grid factor in kg": ("FAC101", lambda b: put_grid_factor(b, 655.3)),
    "a calorific value ten times": ("FAC201", lambda b: b.put_beside(factor(b.lang, "ncv"), 232.04)),
    "a carbon content in kg": ("FAC201", lambda b: b.put_beside(factor(b.lang, "carbon_content"), 26.18)),
    "an oxidation rate as a fraction": ("FAC201", lambda b: b.put_beside(factor(b.lang, "oxidation_rate"), 0.93)),
    "a word where a calorific value belongs": ("SCH101", lambda b: b.put_beside(factor(b.lang, "ncv"), "lab")),
}  # fmt: skip
"""A slip, the code that tells it, and how it is made; making it gives its cell."""


def spread_languages():
    """Give every slip in one language, in turn; the other two at night."""
    for number, name in enumerate(TYPOS):
        for place, lang in enumerate(LANGS):
            marks = () if number % len(LANGS) == place else NIGHTLY
            yield pytest.param(name, lang, marks=marks, id=f"{lang}-{name}")


@pytest.mark.parametrize(("name", "lang"), [*spread_languages()])
def test_a_typo_is_one_finding_at_its_cell(plants, tmp_path, name, lang):
    code, make = TYPOS[name]
    book = Filled(plants[lang], lang)
    cell = make(book)
    path = book.save(tmp_path / "typo.xlsx")

    report = check(path)

    told = [each for each in report.findings if each.severity in {"error", "warning"}]
    assert [each.code for each in told] == [code]
    assert cell in {write_cell(each, report.main) for each in told[0].cells}


@pytest.mark.parametrize("lang", LANGS)
def test_grid_power_in_kwh_under_mwh_is_one_finding_over_its_months(plants, tmp_path, lang):
    book = Filled(plants[lang], lang)
    book.put_beside(power(lang, 0), "MWh")

    report = check(book.save(tmp_path / "typo.xlsx"))

    told = [each for each in report.findings if each.severity in {"error", "warning"}]
    assert [(each.code, len(each.cells)) for each in told] == [("UNT104", 12)]
    assert [each.misfiling for each in report.diagnoses] == ["kwh-in-mwh-cell"]


@pytest.mark.parametrize("lang", LANGS)
def test_all_pv_in_the_purchased_row_is_told_with_its_correction(tmp_path, lang):
    book = fill_template(tmp_path, lang)
    for place in (1, 2, 3, 4):
        for month in range(1, 13):
            book.put(power(lang, place), month, None)
    for month, kwh in enumerate(filling.PV_OWN, 1):
        book.put(power(lang, 0), month, kwh)
        book.put(power(lang, 5), month, None)
        book.put(power(lang, 6), month, None)
    sheet = book.book[say("template.sheet.documents", lang)]
    for row in sheet.iter_rows(min_row=5, max_row=64, max_col=6):
        for cell in row:
            cell.value = None
    tonnes = round(sum(filling.PV_OWN) / 1000 * filling.GRID_FACTOR, 2)
    book.put_beside(say("template.category.electricity", lang), tonnes)

    report = check(book.save(tmp_path / "typo.xlsx"))

    told = [each for each in report.findings if each.severity in {"error", "warning"}]
    assert [each.code for each in told] == ["ELE103"]
    assert {write_cell(each, report.main) for each in told[0].cells} == {
        book.place(power(lang, 0), month) for month in range(1, 13)
    }
    assert report.diagnoses[0].misfiling == "pv-filed-as-grid"
