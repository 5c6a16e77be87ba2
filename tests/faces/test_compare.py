"""checker compare: what a correction changed, what it is worth, what it settles."""

import csv
import io
import json
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import group
from checker.commands.compare import grade
from checker.compare.data import write_json
from checker.compare.words import render_comparison
from checker.reports.wrap import measure
from checker.testing import write_book
from checker.words.formats import has_phrase

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
DECLARED, CORRECTED = (SAMPLES / f"secco_2024_{name}.xlsx" for name in ("declared", "corrected"))
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
FACILITY = [["Company", "Works"], ["Province", "Anhui"], ["Reporting year", 2024]]
POWER = [1000 + 10 * month for month in range(12)]
DIESEL = [50 + month for month in range(12)]


@pytest.fixture(autouse=True)
def good_pack_only(monkeypatch, tmp_path):
    """These faces see the rules that ship, from an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHECKER_LANG", raising=False)


def run(*args):
    return CliRunner().invoke(group, ["compare", *map(str, args)])


def read(*args):
    result = run(*args, "--format", "json")
    return json.loads(result.stdout)["comparisons"]


def write(path, *rows, above=(), facility=FACILITY):
    energy = [*above, ["Item", "Unit", *MONTHS], *rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_book({"Facility": facility, "Energy": energy}, path)


POWER_ROW = ["Purchased electricity", "kWh", *POWER]
DIESEL_ROW = ["Diesel consumption", "L", *DIESEL]


@pytest.fixture
def base(tmp_path):
    return write(tmp_path / "v1.xlsx", POWER_ROW, DIESEL_ROW)


def pick(comparison, **wanted):
    (found,) = [
        each for each in comparison["changes"] if all(each[key] == value for key, value in wanted.items())
    ]
    return found


@pytest.fixture(scope="module")
def compared():
    """The sample compared once, shown in every way."""
    from checker.compare.compared import compare_versions
    from checker.packs import load_catalogue
    from checker.settings import Settings

    catalogue = load_catalogue()
    return compare_versions([DECLARED, CORRECTED], catalogue, Settings()), catalogue


def test_the_sample_tells_its_story():
    result = run(DECLARED, CORRECTED)
    assert result.exit_code == 0
    text = result.stdout
    assert "recomputed total -451.0 tCO2e, 1 doubt settled, 0 stay, 0 new." in " ".join(text.split())
    assert (
        "- -451.0 tCO2e: Purchased electricity\n  Electricity!C5:N5: 665,000 kWh -> 0 kWh (12 cells)\n"
        in text
    )
    assert "Electricity!C8:N8: blank -> 465,000 kWh (12 cells)" in text
    assert "Each alone, summed: -451.0 tCO2e; all together: -451.0 tCO2e." in text
    assert "Emissions!B7: 451 tCO2e -> 0 tCO2e" in text
    assert "Facility!B9: 650 -> 455" in text
    assert "Doubts settled\n- ELE103" in text


def test_the_sample_as_data_cell_by_cell(compared):
    comparisons, catalogue = compared
    (comparison,) = json.loads(write_json(comparisons, "en", catalogue))["comparisons"]
    assert comparison["change_tco2e"] == comparison["sum_tco2e"] == -451.003
    assert comparison["interaction_tco2e"] == 0
    grid = pick(comparison, table="facts", source="grid_electricity", flow="purchased")
    assert len(grid["cells"]) == 12
    first = grid["cells"][0]
    assert first["before"] == {"cell": "Electricity!C5", "filed": 38000, "unit": "kWh", "as_text": False}
    assert first["after"]["filed"] == 0
    assert first["tco2e"] == pytest.approx(-38 * 0.6782)
    assert sum(cell["tco2e"] for cell in grid["cells"]) == pytest.approx(-451.003)
    assert pick(comparison, table="totals", line="Purchased electricity")["follows"]
    assert [each["code"] for each in comparison["settled"]] == ["ELE103"]
    assert comparison["staying"] == comparison["new"] == []


def test_a_chain_of_versions_ends_with_the_doubt_back_and_fails():
    result = run(DECLARED, CORRECTED, DECLARED)
    assert result.exit_code == 1
    assert "recomputed total +451.0" in " ".join(result.stdout.split())
    assert "New doubts\n- ELE103" in result.stdout


@pytest.mark.parametrize(("level", "status"), [("error", 1), ("never", 0)])
def test_fail_on_moves_the_line(compared, level, status):
    comparisons, _ = compared
    (there,) = comparisons
    back = replace(there, new=there.settled, settled=())
    assert grade([there], level) == 0
    assert grade([there, back], level) == status
    assert grade([back, there], level) == 0  # the last version decides


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
def test_the_text_fits_eighty_columns(compared, lang):
    comparisons, catalogue = compared
    lines = render_comparison(comparisons[0], lang, catalogue).splitlines()
    assert max(map(measure, lines)) <= 80
    assert "{" not in "".join(lines)


def test_rows_that_moved_are_the_same_rows(base, tmp_path):
    moved = write(tmp_path / "v2.xlsx", DIESEL_ROW, POWER_ROW, above=[["Energy of 2024"], [""]])
    (comparison,) = read(base, moved)
    assert comparison["changes"] == []
    assert comparison["change_tco2e"] == 0
    assert {(*each["from"], *each["to"], each["count"]) for each in comparison["moves"]} == {
        ("Energy!C2:N2", "Energy!C5:N5", 12),
        ("Energy!C3:N3", "Energy!C4:N4", 12),
    }
    text = run(base, moved).stdout
    assert "nothing that was read has changed" in text
    assert "Moved unchanged" in text


def test_a_changed_unit_an_added_and_a_removed_row_are_each_weighed(base, tmp_path):
    gas = ["Natural gas consumption", "Nm3", *DIESEL]
    above = [["Energy of 2024"], [""], [""]]
    later = write(tmp_path / "v2.xlsx", ["Purchased electricity", "MWh", *POWER], gas, above=above)
    (comparison,) = read(base, later)
    unit = pick(comparison, source="grid_electricity")
    assert {(cell["before"]["unit"], cell["after"]["unit"]) for cell in unit["cells"]} == {("kWh", "MWh")}
    recomputed = comparison["before"]["recomputed_tco2e"]
    diesel, gas = pick(comparison, kind="removed"), pick(comparison, kind="added")
    assert diesel["source"] == "diesel"
    assert diesel["tco2e"] < 0
    assert gas["source"] == "natural_gas"
    assert gas["tco2e"] > 0
    assert unit["tco2e"] == pytest.approx(999 * (recomputed + diesel["tco2e"]), rel=1e-6)
    assert comparison["sum_tco2e"] == pytest.approx(comparison["change_tco2e"])


def test_a_number_made_text_and_a_renamed_label_are_told(base, tmp_path):
    later = write(
        tmp_path / "v2.xlsx",
        ["Purchased electricity", "kWh", f"'{POWER[0]}", *POWER[1:]],
        ["Diesel consumption of trucks", "L", *DIESEL],
    )
    (comparison,) = read(base, later)
    text = pick(comparison, source="grid_electricity")
    assert [(cell["before"]["as_text"], cell["after"]["as_text"]) for cell in text["cells"]] == [
        (False, True)
    ]
    assert text["tco2e"] == 0
    renamed = pick(comparison, kind="relabelled")
    assert renamed["line"] == "Diesel consumption of trucks"
    assert renamed["tco2e"] == pytest.approx(0, abs=1e-6)


def test_another_region_is_weighed_and_what_lies_between_is_said(base, tmp_path):
    facility = [["Company", "Works Ltd"], ["Province", "Shanghai"], ["Reporting year", 2024]]
    later = write(tmp_path / "v2.xlsx", ["Purchased electricity", "kWh", *(2 * each for each in POWER)], DIESEL_ROW, facility=facility)  # fmt: skip
    (comparison,) = read(base, later)
    region = pick(comparison, table="facility", line="region")
    assert region["tco2e"] not in {None, 0}
    assert pick(comparison, table="facility", line="company")["tco2e"] is None
    assert comparison["interaction_tco2e"] == pytest.approx(region["tco2e"], rel=1e-3)
    assert "come of changes that act on each other" in " ".join(run(base, later).stdout.split())


def test_versions_of_one_name_are_told_apart_by_their_folders(base, tmp_path):
    first = write(tmp_path / "old" / "plant.xlsx", POWER_ROW)
    second = write(tmp_path / "new" / "plant.xlsx", POWER_ROW, DIESEL_ROW)
    assert run(first, second).stdout.startswith("old/plant.xlsx -> new/plant.xlsx: 1 change in 12 cells")


def test_csv_has_a_line_for_every_cell(base, tmp_path):
    later = write(tmp_path / "v2.xlsx", ["Purchased electricity", "kWh", 5000, *POWER[1:]], DIESEL_ROW)
    out = tmp_path / "changes.csv"
    run(base, later, "-o", out)
    (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert (row["before"], row["after"], row["cell_before"], row["cell_after"]) == (
        "v1.xlsx",
        "v2.xlsx",
        "Energy!C2",
        "Energy!C2",
    )
    assert (row["filed_before"], row["filed_after"], row["unit_after"]) == ("1000", "5000", "kWh")
    assert (row["start"], row["end"]) == ("2024-01-01", "2024-02-01")
    assert float(row["tco2e"]) == float(row["change_tco2e"]) > 0


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["v1.xlsx"], 2, "compare takes two files or more"),
        (["v1.xlsx", "gone.xlsx"], 3, "gone.xlsx: there is no such file"),
        (["v1.xlsx", "v1.xlsx", "--set", "year"], 2, "not KEY=VALUE"),
        (["v1.xlsx", "v1.xlsx", "-o", "v1.xlsx"], 2, "never overwritten"),
    ],
)
def test_what_cannot_be_compared_is_one_line(base, args, status, said):
    result = run(*args)
    assert result.exit_code == status
    assert said in result.stderr
    assert result.stdout == ""


def test_a_figure_without_a_known_unit_is_worth_nobody_knows_what(base, tmp_path):
    later = write(tmp_path / "v2.xlsx", POWER_ROW, DIESEL_ROW, ["Natural gas consumed", "", *DIESEL])
    (comparison,) = read(base, later)
    assert pick(comparison, table="facts", kind="added")["tco2e"] is None
    assert "- not known: Natural gas consumed (added)" in run(base, later).stdout
    assert "- 未知：Natural gas consumed（新增）" in run(base, later, "--lang", "zh").stdout


def test_one_cell_is_one_cell_and_versions_are_named_alike_in_all_formats(tmp_path):
    first = write(tmp_path / "old" / "plant.xlsx", POWER_ROW)
    second = write(tmp_path / "new" / "plant.xlsx", ["Purchased electricity", "kWh", 5000, *POWER[1:]])
    assert "1 change in 1 cell, recomputed" in " ".join(run(first, second).stdout.split())
    (row,) = csv.DictReader(io.StringIO(run(first, second, "--format", "csv").stdout))
    (comparison,) = read(first, second)
    assert [row["before"], row["after"]] == ["old/plant.xlsx", "new/plant.xlsx"]
    assert [row["before"], row["after"]] == [comparison[side]["name"] for side in ("before", "after")]


def test_a_total_over_several_lines_has_no_source(tmp_path):
    def total(first):
        return ["Total", "kWh", first + 500, *(each + 500 for each in POWER[1:])]

    pv = ["PV electricity, own use", "kWh", *[500] * 12]
    one = write(tmp_path / "v1.xlsx", POWER_ROW, pv, total(POWER[0]))
    other = write(tmp_path / "v2.xlsx", ["Purchased electricity", "kWh", 5000, *POWER[1:]], pv, total(5000))
    (comparison,) = read(one, other)
    change = pick(comparison, table="totals")
    assert (change["line"], change["source"], change["flow"]) == ("Total", None, None)


def test_every_fact_of_a_facility_has_a_name_in_three_languages():
    terms = resources.files("checker.reading").joinpath("terms.toml").read_text(encoding="utf-8")
    items = tomllib.loads(terms)["facility"]
    assert len(items) > 10
    assert [each for each in items if not has_phrase(f"compare.item.{each}")] == []
