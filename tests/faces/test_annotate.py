"""The annotated copy: comments, fills and a sheet of findings; nothing of the filer's lost or run."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from checker.findings import Coverage, Explained, FileRead, Finding, Report, Totals
from checker.reading.excel import open_workbook
from checker.reading.own_sheets import is_annotated_copy
from checker.reports.annotate import CannotAnnotateError, annotate_copy
from checker.reports.findings_sheet import count_lines
from tests.faces.reports_made import JUMP, PV, PV_AS_GRID, cell
from tests.faces.test_cli import calls, run  # noqa: F401  # the stand-in for the engine


def write_plant(path: Path, **options: object) -> None:
    """Write a workbook with a formula, a comment, a merged header and a sheet called Findings."""
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Electricity")
        sheet.merge_range("A1:D1", "Electricity 2024")
        sheet.write_row("A5", ["Purchased", "kWh", *[38000] * 12])
        sheet.write_formula("O5", "=SUM(C5:N5)", None, 456000)
        sheet.write_formula("O6", "=1/0", None, "#DIV/0!")
        sheet.write_formula("O7", '=IF(1,"")', None, "")
        sheet.write_comment("C5", "bill of 3 Feb", {"author": "Wang"})
        sheet.write("E7", 1234567.5)
        book.add_worksheet("findings").write("A1", "ours")


@pytest.fixture
def plant(tmp_path):
    path = tmp_path / "plant.xlsx"
    write_plant(path)
    return path


@pytest.fixture
def annotate(plant, catalogue):
    def write_copy(*findings: Finding, lang="en", audience="company", **changes):
        book = open_workbook(plant, "plant.xlsx")
        report = Report((FileRead("plant.xlsx", book.sha256),), coverage=Coverage(12, 12), findings=findings,
                        totals=Totals(451.0, 451.0, 451.0), **changes)  # fmt: skip
        return openpyxl.load_workbook(io.BytesIO(annotate_copy(report, book, lang, audience, catalogue)))

    return write_copy


def read_rows(sheet):
    header = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "checker-findings/1") + 1
    return header, [[each.value for each in row] for row in sheet.iter_rows(min_row=header + 1)]


def test_every_cell_in_doubt_is_filled_and_the_first_has_the_comment(annotate):
    sheet = annotate(PV)["Electricity"]
    assert {sheet.cell(5, column).fill.start_color.rgb for column in range(3, 15)} == {"00F8CBC6"}
    assert sheet["B5"].fill.fill_type is None
    assert [each.coordinate for row in sheet.iter_rows() for each in row if each.comment] == ["C5"]
    text = sheet["C5"].comment.text
    assert text.startswith("bill of 3 Feb\n")
    assert "ELX101, to be corrected: " in text
    assert "What to do: " in text
    assert sheet["C5"].comment.author == "Wang, checker"


def test_the_gravest_of_two_findings_colours_the_cell_and_both_speak(annotate):
    review = replace(JUMP, cells=(cell(4, 2),))
    sheet = annotate(PV, review)["Electricity"]
    assert sheet["C5"].fill.start_color.rgb == "00F8CBC6"
    assert "ELX101" in sheet["C5"].comment.text
    assert "TRX102" in sheet["C5"].comment.text


def test_of_merged_cells_the_first_is_marked(annotate):
    sheet = annotate(replace(JUMP, cells=(cell(0, 2),)))["Electricity"]
    assert sheet["A1"].comment is not None
    assert sheet["A1"].value == "Electricity 2024"


def test_formulas_keep_their_stored_results_and_errors(plant, annotate, catalogue, tmp_path):
    book = open_workbook(plant, "plant.xlsx")
    report = Report((FileRead("plant.xlsx", book.sha256),), findings=(PV,))
    path = tmp_path / "copy.xlsx"
    path.write_bytes(annotate_copy(report, book, "en", "company", catalogue))
    values, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    assert values["Electricity"]["O5"].value == 456000
    assert values["Electricity"]["O6"].value == "#DIV/0!"
    assert formulas["Electricity"]["O5"].value == "=SUM(C5:N5)"
    copied = open_workbook(path, "plant.xlsx").sheets[0]
    assert (copied.rows, copied.states) == (book.sheets[0].rows, book.sheets[0].states)


def test_the_sheet_of_findings_links_each_row_to_its_cell(annotate):
    book = annotate(PV, JUMP, diagnoses=(PV_AS_GRID,))
    assert book.sheetnames == ["Electricity", "findings", "Findings (2)"]
    sheet = book["Findings (2)"]
    header, rows = read_rows(sheet)
    assert [row[0] for row in rows] == [PV.id, JUMP.id]
    assert rows[0][2] == "Electricity!C5:N5"
    assert sheet.cell(header + 1, 3).hyperlink.location == "Electricity!C5:N5"
    assert rows[0][6] == pytest.approx(451.003)
    assert "38,000 kWh → 0 kWh" in rows[0][7]
    assert rows[1][7] is None
    assert "the genset ran in March" in rows[1][8]
    assert sheet.freeze_panes == f"A{header + 1}"
    assert sheet.auto_filter.ref == f"A{header}:I{header + 2}"
    assert book.active.title == "Findings (2)"
    assert [each.sheet_view.tabSelected for each in book.worksheets] == [False, False, True]
    assert sheet["A1"].value.startswith("plant.xlsx: 1 to be corrected")
    assert "Do not submit this file" in sheet["A3"].value


@pytest.mark.parametrize(("lang", "name", "column"), [("zh", "疑点清单", "编号"), ("hi", "शंका सूची", "पहचान")])
def test_the_sheet_speaks_the_readers_language(annotate, lang, name, column):
    sheet = annotate(PV, lang=lang)[name]
    header, _ = read_rows(sheet)
    assert sheet.cell(header, 1).value == column


def test_a_verifier_has_no_column_of_proposals(annotate):
    book = annotate(PV, diagnoses=(PV_AS_GRID,), audience="verifier")
    texts = [str(each.value) for row in book["Findings (2)"].iter_rows() for each in row]
    assert not any("→" in each or "Proposed" in each for each in texts)


def test_no_text_becomes_a_formula_or_breaks_the_file(annotate):
    hostile = replace(JUMP, values={**JUMP.values, "label": '=HYPERLINK("http://x")'},
                      explained=Explained("company", "=1+1\x07\ud800\ufffe", accepted=False))  # fmt: skip
    for start in "=+-@":
        other = replace(hostile, id=f"{start}cmd", values={**JUMP.values, "label": f"{start}1+1"})
        sheet = annotate(other)["Findings (2)"]
        header, _ = read_rows(sheet)
        assert all(each.data_type != "f" for row in sheet.iter_rows() for each in row)
        assert sheet.cell(header + 1, 1).quotePrefix


def test_a_finding_on_another_file_is_listed_without_a_link(annotate):
    away = replace(JUMP, cells=(cell(6, 4, file="last.xlsx"),))
    book = annotate(away)
    sheet = book["Findings (2)"]
    header, rows = read_rows(sheet)
    assert rows[0][2] == "[last.xlsx]Electricity!E7"
    assert sheet.cell(header + 1, 3).hyperlink is None
    assert book["Electricity"]["E7"].comment is None


def test_nothing_found_is_said_in_the_copy_too(annotate):
    _, rows = read_rows(annotate()["Findings (2)"])
    assert rows[0][0] == "No doubt was found by the checks that could be made."


def test_existing_comments_elsewhere_stay(plant, annotate):
    book = openpyxl.load_workbook(plant)
    book["findings"]["A1"].comment = Comment("keep me", "Li")
    book.save(plant)
    assert annotate(PV)["findings"]["A1"].comment.text == "keep me"


def test_a_workbook_that_changed_or_cannot_be_saved_is_refused_in_one_line(plant, catalogue, monkeypatch):
    book = open_workbook(plant, "plant.xlsx")
    report = Report((FileRead("plant.xlsx", "0"),))
    with pytest.raises(
        CannotAnnotateError, match=r"^plant.xlsx: changed while it was checked; check it again$"
    ):
        annotate_copy(report, book, "en", "company", catalogue)

    def fail(*_args, **_options):
        raise KeyError(book.name)

    monkeypatch.setattr("openpyxl.load_workbook", fail)
    sound = Report((FileRead("plant.xlsx", book.sha256),))
    with pytest.raises(CannotAnnotateError, match=r"cannot be written again \(KeyError\); use --format html"):
        annotate_copy(sound, book, "en", "company", catalogue)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["plant.xlsx"], "name it, for example -o plant_annotated.xlsx"),
        (["plant.xlsx", "found.xlsx", "-o", "copy.xlsx"], "annotates one FILE, and 2 were given"),
        (["plant.xlsx", "-o", "plant.xlsx"], "is an input file and is never overwritten"),
        (["plant.xlsx", "--previous", "last.xlsx", "-o", "last.xlsx"], "is an input file"),
        (["plant.xlsx", "-o", "copy.xls"], "name it for example plant_annotated.xlsx"),
        (["plant.xlsm", "-o", "copy.xlsx"], "only as .xlsm"),
    ],
)
def test_misuse_is_said_before_anything_is_checked(run, calls, plant, tmp_path, args, said):  # noqa: F811
    (tmp_path / "last.xlsx").write_bytes(plant.read_bytes())
    result = run("check", *args, "--format", "xlsx")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not calls


@pytest.fixture
def engine_knows(plant, monkeypatch):
    """Let the stand-in for the engine answer for the plant with its true hash."""
    from tests.faces import test_cli

    book = open_workbook(plant, "plant.xlsx")
    report = Report((FileRead("plant.xlsx", book.sha256),), findings=(PV,))
    monkeypatch.setitem(test_cli.BY_NAME, "plant.xlsx", report)


def test_the_command_writes_the_copy_and_leaves_the_input_alone(run, plant, engine_knows, tmp_path):  # noqa: F811
    before = plant.read_bytes()
    result = run("check", "plant.xlsx", "--format", "xlsx", "-o", "copy.xlsx")
    assert (result.exit_code, result.output) == (1, "")
    assert plant.read_bytes() == before
    assert openpyxl.load_workbook(tmp_path / "copy.xlsx")["Electricity"]["C5"].comment is not None
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.xlsx", "plant.xlsx"]


def test_of_a_file_that_cannot_be_read_there_is_no_copy(run, tmp_path):  # noqa: F811
    result = run("check", "lost.xlsx", "--format", "xlsx", "-o", "copy.xlsx")
    assert result.exit_code == 3
    assert result.stderr == "lost.xlsx: there is no such file; check the name and the folder\n"
    assert not (tmp_path / "copy.xlsx").exists()


def test_macros_stay_in_the_copy(tmp_path, catalogue):
    path = tmp_path / "plant.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Electricity").write_row("A5", ["Purchased", "kWh", *[38000] * 12])
        book.add_vba_project(io.BytesIO(b"macro project"), is_stream=True)
    opened = open_workbook(path, "plant.xlsm")
    report = Report((FileRead("plant.xlsm", opened.sha256),))
    copy = openpyxl.load_workbook(
        io.BytesIO(annotate_copy(report, opened, "en", "company", catalogue)), keep_vba=True
    )
    assert copy.vba_archive is not None
    assert copy.vba_archive.read("xl/vbaProject.bin") == b"macro project"


def test_a_copy_replaces_an_earlier_copy_and_no_other_workbook(run, plant, engine_knows, tmp_path):  # noqa: F811
    other, copy = tmp_path / "other.xlsx", tmp_path / "copy.xlsx"
    other.write_bytes(plant.read_bytes())
    refused = run("check", "plant.xlsx", "--format", "xlsx", "-o", "other.xlsx")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "other.xlsx: exists already" in refused.stderr
    assert "another name" in refused.stderr
    assert other.read_bytes() == plant.read_bytes()
    for _ in range(2):  # the name alone tells that a copy is wanted
        assert run("check", "plant.xlsx", "-o", "copy.xlsx").exit_code == 1
    assert is_annotated_copy(copy)


def test_a_copy_is_known_by_its_mark_and_nothing_else_is_taken_for_one(
    run,  # noqa: F811
    plant,
    engine_knows,
    tmp_path,
):
    run("check", "plant.xlsx", "-o", "copy.xlsx")
    damaged, inline, quoting = (tmp_path / f"{name}.xlsx" for name in ("damaged", "inline", "quoting"))
    damaged.write_bytes((tmp_path / "copy.xlsx").read_bytes()[:900])
    with xlsxwriter.Workbook(inline, {"constant_memory": True}) as book:
        book.add_worksheet().write("A1", "checker-findings/1")
    with xlsxwriter.Workbook(quoting) as book:
        book.add_worksheet().write("A1", "see the sheet marked checker-findings/1 in the copy")
    assert is_annotated_copy(tmp_path / "copy.xlsx")
    assert is_annotated_copy(inline)
    for each in (plant, damaged, quoting, tmp_path, tmp_path / "none.xlsx"):
        assert not is_annotated_copy(each)


def test_the_mark_is_found_behind_many_texts(tmp_path):
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write(row, 0, f"a line of the ledger, number {row}")
        book.add_worksheet().write("A1", "checker-findings/1")
    assert is_annotated_copy(path)


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
def test_the_header_of_the_findings_is_as_high_as_its_longest_head(annotate, lang):
    sheet = annotate(PV, lang=lang).worksheets[-1]
    header, _ = read_rows(sheet)
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[header]]
    lines = max(
        count_lines(str(cell.value), width) for cell, width in zip(sheet[header], widths, strict=True)
    )

    assert sheet.row_dimensions[header].height >= 15 * lines
