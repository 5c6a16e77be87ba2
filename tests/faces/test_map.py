"""What `checker map` shows, writes and takes back."""

import csv
import io
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import group
from checker.engine import check
from checker.reading.layout import load_layout
from checker.reading.read import read_filing
from checker.testing import write_book

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
BOILER = SAMPLES / "boiler_2024.xlsx"


def run(*args):
    return CliRunner().invoke(group, ["map", *map(str, args)])


@pytest.fixture
def odd_book(tmp_path):
    """A table with one column that no word explains, and a sheet of notes."""
    months = [[f"2024-{month:02d}", 100 + month, 7 + month] for month in range(1, 13)]
    return write_book(
        {
            "Meters": [["Month", "Purchased electricity (MWh)", "Zorbs"], *months],
            "Notes": [["Written by the night shift"]],
        },
        tmp_path / "odd.xlsx",
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                "Raw coal purchased (t)",
                "raw coal, purchased, t (sure: all its words are known)",
                "periods down",
            ],
        ),
        ("zh", ["原煤，购入，t", "确定：文字均可识别", "期间竖排"]),
        ("hi", ["कच्चा कोयला, खरीदा गया, t", "निश्चित"]),
    ],
)
def test_every_table_and_column_is_shown_with_how_sure_and_why(lang, words):
    result = run(BOILER, "--lang", lang)
    assert result.exit_code == 0, result.output
    flat = " ".join(result.stdout.split())
    for word in words:
        assert word in flat or word in flat.replace("， ", "，").replace("： ", "：")


def test_what_was_left_out_and_asked_stands_with_its_place(odd_book):
    result = run(odd_book)
    assert "C “Zorbs”: not understood" in result.stdout
    assert "Notes: no table of activity data" in " ".join(result.stdout.split())
    assert (
        "In which country or province does the site lie (for example CN-AH, Anhui, IN, GB)? (answer with --set region=…)"
        in " ".join(result.stdout.split())
    )
    assert "Meters!C1: What does the column or row “Zorbs” hold?" in " ".join(result.stdout.split())
    assert "asked about 12" in result.stdout


def test_an_answered_question_is_asked_no_more(odd_book):
    assert "region=…" not in run(odd_book, "--set", "region=CN-AH").stdout


def test_csv_has_a_line_for_every_figure_and_its_cell(odd_book):
    result = run(odd_book, "--format", "csv", "--set", "region=CN-AH")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == [
        "file", "table", "sheet", "cell", "site", "source", "flow", "start", "end", "filed", "unit", "amount", "base_unit",
    ]  # fmt: skip
    assert len(rows) == 12
    assert rows[0] == {
        "file": "odd.xlsx", "table": "facts", "sheet": "Meters", "cell": "B2", "site": "site 1", "source": "grid_electricity",
        "flow": "purchased", "start": "2024-01-01", "end": "2024-02-01", "filed": "101", "unit": "MWh", "amount": "101000",
        "base_unit": "kWh",
    }  # fmt: skip


def test_csv_gives_a_spreadsheet_no_formula_to_run(tmp_path):
    book = write_book(
        {"E": [["Item", "Unit", "2024"], ["Purchased electricity", "MWh", "'=1+1"]]}, tmp_path / "b.xlsx"
    )
    cells = [cell for row in csv.reader(io.StringIO(run(book, "--format", "csv").stdout)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]


def test_a_layout_is_written_corrected_and_taken_back(odd_book, tmp_path):
    pins = tmp_path / "layout.toml"
    result = run(odd_book, "-o", pins)
    assert result.exit_code == 0
    assert result.stderr.strip().endswith("--layout layout.toml")
    written = pins.read_text(encoding="utf-8")
    assert tomllib.loads(written)["format"] == "checker-layout/1"

    corrected = written.replace(
        'kind = "unknown", header = "Zorbs"', 'kind = "item_value", header = "Zorbs", source = "diesel", flow = "consumed", unit = "t"'
    )  # fmt: skip
    assert corrected != written
    pins.write_text(corrected, encoding="utf-8")
    shown = run(odd_book, "--layout", pins, "--set", "region=CN-AH")
    filing = read_filing([odd_book], [], {}, layout=load_layout(pins))

    assert "diesel, consumed, t (pinned by the layout file)" in " ".join(shown.stdout.split())
    diesel = filing.facts[filing.facts["source"] == "diesel"]
    assert diesel["amount"].tolist() == [1000.0 * (7 + month) for month in range(1, 13)]


def test_a_sheet_pinned_as_not_to_be_read_is_passed_over(odd_book, tmp_path):
    pins = tmp_path / "layout.toml"
    pins.write_text(
        'format = "checker-layout/1"\n[[sheet]]\nname = "Meters"\nread = false\n', encoding="utf-8"
    )
    result = run(odd_book, "--layout", pins)
    assert result.exit_code == 3
    assert "no activity table was found" in result.stderr
    assert "Meters: left aside" in result.stdout


def test_the_layout_of_a_sample_gives_the_same_report(tmp_path):
    pins = tmp_path / "layout.toml"
    run(BOILER, "-o", pins)
    assert check(BOILER, layout=load_layout(pins)) == check(BOILER)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "unknown"', 'kind = "quantty"'), "did you mean quantity"),
        (('source = "grid_electricity"', 'source = "grid_electricty"'), "did you mean grid_electricity"),
        (('header = "Zorbs"', 'header = "Blobs"'), "Meters!C1 holds 'Zorbs' where 'Blobs' was pinned"),
        (('format = "checker-layout/1"', 'format = "other"'), "no layout of this version"),
        (("header = 1", 'header = "one"'), "header is no row number"),
        (('at = "C"', 'at = "7"'), "'71' is no cell"),
        (('unit = "MWh"', 'unit = "zz"'), "the unit 'zz' is not known"),
        (("[[table]]", "[[table"), "not a sound .toml"),
    ],
)
def test_a_layout_that_cannot_be_meant_is_told_in_one_line(odd_book, tmp_path, change, says):
    pins = tmp_path / "layout.toml"
    run(odd_book, "-o", pins)
    text = pins.read_text(encoding="utf-8").replace('source = "electricity"', 'source = "grid_electricity"')
    assert change[0] in text
    pins.write_text(text.replace(*change, 1), encoding="utf-8")
    result = run(odd_book, "--layout", pins)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_missing_file_is_one_line(tmp_path):
    result = run(tmp_path / "none.xlsx")
    assert (result.exit_code, result.stderr.count("\n")) == (3, 1)


def test_an_input_is_never_overwritten(odd_book):
    before = odd_book.read_bytes()
    assert run(odd_book, "-o", odd_book).exit_code == 2
    assert odd_book.read_bytes() == before


def test_a_table_removed_from_a_layout_is_no_table(odd_book, tmp_path):
    pins = tmp_path / "layout.toml"
    run(odd_book, "-o", pins)
    text = pins.read_text(encoding="utf-8")
    pins.write_text(text[: text.index("[[table]]")], encoding="utf-8")
    result = run(odd_book, "--layout", pins)
    assert result.exit_code == 3
    assert "no activity table was found" in result.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('sheet = "Meters"', 'sheet = "Metres"'), "there is no sheet 'Metres'; did you mean Meters"),
        (('at = "B"', 'at = "ZZ"'), "Meters has no column ZZ"),
    ],
)
def test_a_layout_for_what_is_not_there_is_told_in_one_line(odd_book, tmp_path, change, says):
    pins = tmp_path / "layout.toml"
    run(odd_book, "-o", pins)
    pins.write_text(pins.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    result = run(odd_book, "--layout", pins)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert says in result.stderr


def test_a_layout_that_exists_is_replaced_only_by_force(odd_book, tmp_path):
    pins = tmp_path / "layout.toml"
    pins.write_text("corrected by hand", encoding="utf-8")
    refused = run(odd_book, "-o", pins)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "layout.toml: exists already" in refused.stderr
    assert "--force" in refused.stderr
    assert pins.read_text(encoding="utf-8") == "corrected by hand"
    assert run(odd_book, "-o", pins, "--force").exit_code == 0
    assert "checker-layout/1" in pins.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "shown", "said"),
    [
        ("theirs.xlsx", "text", "--format text writes no .xlsx; name it for example theirs.txt"),
        ("theirs.ods", "csv", "--format csv writes no .ods; name it for example theirs.csv"),
        ("theirs.csv", "text", "name it for example theirs.txt, or give --format csv"),
    ],
)
def test_no_map_is_written_under_a_name_of_another_kind(odd_book, tmp_path, name, shown, said):
    theirs = tmp_path / name
    theirs.write_bytes(b"theirs")
    result = run(odd_book, "--format", shown, "-o", theirs, "--force")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert said in result.stderr
    assert theirs.read_bytes() == b"theirs"


def test_on_a_terminal_the_map_says_that_it_is_written(odd_book, tmp_path, monkeypatch):
    figures = tmp_path / "figures.csv"
    assert run(odd_book, "--format", "csv", "-o", figures).stderr == ""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    assert run(odd_book, "--format", "csv", "-o", figures).stderr == "figures.csv is written\n"
    assert run(odd_book, "-o", tmp_path / "layout.toml").stderr.count("\n") == 1
