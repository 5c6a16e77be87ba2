"""checker batch and checker triage: a folder in, results kept, the most doubtful first."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from checker.cli import group
from checker.testing import write_book
from tests.faces.reports_made import PACKS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_workbooks"
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


@pytest.fixture(autouse=True)
def good_pack_only(monkeypatch, tmp_path):
    """These faces see the rules that ship, from an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHECKER_LANG", raising=False)


@pytest.fixture
def run():
    def run_command(*args, **how):
        return CliRunner().invoke(group, [*map(str, args)], **how)

    return run_command


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A folder of filings and the results of a batch over it."""
    base = tmp_path_factory.mktemp("batch")
    folder = base / "filings"
    (folder / "north").mkdir(parents=True)
    shutil.copy(SAMPLES / "secco_2024_declared.xlsx", folder / "north" / "合肥 #1.xlsx")
    shutil.copy(SAMPLES / "secco_2024_corrected.xlsx", folder / "good.xlsx")
    (folder / "north" / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "readme.pdf").write_bytes(b"%PDF")
    (folder / "~$good.xlsx").write_bytes(b"lock")
    result = CliRunner().invoke(group, ["batch", str(folder), "-o", str(base / "results"), "--jobs", "2"])
    return base, result


def test_a_batch_says_what_it_came_to_and_its_status_is_the_gravest(checked):
    _, result = checked
    assert result.exit_code == 3
    assert result.stderr == "left aside, being no workbooks: 1 .pdf\n"
    told, second, third = result.stdout.rsplit("\n", 3)[:3]
    wanted = "3 filings: 1 with doubts, 1 with nothing to be corrected or explained, 1 could not be read."
    assert " ".join(told.split()) == wanted
    assert second == "checked now 3, result already there 0"
    assert third.startswith("See the most doubtful first: checker triage ")


def test_a_second_batch_checks_nothing_and_says_the_same(checked, run):
    base, _ = checked
    again = run("batch", base / "filings", "-o", base / "results", "--lang", "zh")
    assert again.exit_code == 3
    assert "共 3 份填报：1 份有疑点" in again.stdout
    assert "本次检查 0 份，已有结果 3 份" in again.stdout


@pytest.mark.parametrize(("level", "status"), [("warning", 1), ("error", 1), ("never", 0)])
def test_fail_on_moves_the_line(checked, run, tmp_path, level, status):
    base, _ = checked
    files = [base / "filings" / "good.xlsx", base / "filings" / "north" / "*.xlsx"]
    assert run("batch", *files, "-o", base / "results", "--fail-on", level).exit_code == status


def test_the_misfiled_comes_first_and_the_unreadable_stands_apart(checked, run):
    base, _ = checked
    rows = list(csv.DictReader(io.StringIO(run("triage", base / "results", "--format", "csv").stdout)))
    assert [(row["rank"], row["path"], row["outcome"]) for row in rows] == [
        ("1", "filings/north/合肥 #1.xlsx", "findings"),
        ("2", "filings/good.xlsx", "clean"),
        ("", "filings/north/old.xls", "unreadable"),
    ]
    assert (rows[0]["code"], rows[0]["cell"], float(rows[0]["at_stake_tco2e"])) == (
        "ELE103",
        "Electricity!C5:N5",
        451.003,
    )
    assert rows[0]["title"] == "PV output may be filed as purchased power"
    assert rows[0]["misfiling"] == "PV output filed as purchased power"
    assert "save it as .xlsx" in rows[2]["reason"]


def test_piped_text_is_tab_separated_and_json_is_language_apart_from_titles_the_same(checked, run):
    base, _ = checked
    lines = run("triage", base / "results", "--lang", "hi").stdout.splitlines()
    assert {line.count("\t") for line in lines} == {17}
    english, chinese = (
        json.loads(run("triage", base / "results", "--format", "json", "--lang", lang).stdout)
        for lang in ("en", "zh")
    )
    assert english["total"] == 3
    assert [each["at_stake_tco2e"] for each in english["filings"]] == [
        each["at_stake_tco2e"] for each in chinese["filings"]
    ]
    assert chinese["filings"][0]["title"] == "疑似将光伏发电量填为购入电力"


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
def test_the_table_of_a_terminal_fits_eighty_columns(checked, lang):
    from checker.batch.ranking import draw_table
    from checker.batch.triage import rank_results
    from checker.packs import load_catalogue
    from checker.reports.wrap import measure

    folder = checked[0] / "results"
    text = draw_table(folder, rank_results(folder), lang, load_catalogue(), width=80, top=None)
    plain = [click_unstyle(line) for line in text.splitlines()]
    assert max(map(measure, plain)) <= 80
    assert any("合肥 #1.xlsx" in line for line in plain)
    assert any("+451.0" in line for line in plain)
    assert any("old.xls" in line for line in plain)


def click_unstyle(text):
    import click

    return click.unstyle(text)


def test_a_stored_report_is_shown_as_check_shows_it(checked, run, monkeypatch):
    base, _ = checked
    monkeypatch.chdir(base)
    stored = run("triage", "results", "--show", "filings/good.xlsx", "--lang", "zh")
    assert stored.exit_code == 0
    assert stored.stdout == run("check", "filings/good.xlsx", "--lang", "zh").stdout
    as_json = json.loads(run("triage", "results", "--show", "合肥", "--format", "json").stdout)
    assert as_json == json.loads(run("check", "filings/north/合肥 #1.xlsx", "--format", "json").stdout)
    lost = run("triage", "results", "--show", "bad.xlsx")
    assert lost.exit_code == 2
    assert "no such filing in results" in lost.stderr


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
def test_the_workbook_has_three_sheets_with_links(checked, run, lang):
    base, _ = checked
    out = base / "lists" / f"work_{lang}.xlsx"
    out.parent.mkdir(exist_ok=True)
    result = run("triage", base / "results", "-o", out, "--lang", lang)
    assert result.exit_code == 0, result.output
    book = CalamineWorkbook.from_path(out)
    ranking, doubts, troubled = (book.get_sheet_by_index(at).to_python() for at in range(3))
    assert [row[1] for row in ranking[1:]] == ["filings/north/合肥 #1.xlsx", "filings/good.xlsx"]
    assert doubts[1][2] == "ELE103"
    assert [row[0] for row in troubled[1:]] == ["filings/north/old.xls"]
    assert {"en": "save it as", "zh": "另存为", "hi": "सहेजें"}[lang] in str(troubled[1][2])
    with zipfile.ZipFile(out) as package:
        links = package.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "../filings/north/" in links.replace("\\", "/")
    assert "%23" in links
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert sorted(each.name for each in out.parent.iterdir() if each.name.startswith(".")) == []


def test_top_cuts_the_list(checked, run):
    base, _ = checked
    rows = list(
        csv.DictReader(io.StringIO(run("triage", base / "results", "--format", "csv", "--top", 1).stdout))
    )
    assert [row["rank"] for row in rows] == ["1", ""]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["batch", "nowhere", "-o", "out"], "nowhere: there is nothing of that name"),
        (["batch", ".", "-o", "out"], "no workbook in it"),
        (["batch", ".", "-o", "out", "--set", "regoin=CN-AH"], "regoin"),
        (["triage", "nowhere"], "nowhere: no results of checker batch in it"),
        (["triage", "nowhere", "--format", "xlsx"], "give -o a name that ends in .xlsx"),
    ],
)
def test_misuse_is_one_line(run, args, said):
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_last_year_s_files_are_paired_and_what_is_not_is_said(run, tmp_path):
    for name, year in (
        ("in/plant_2024", 2024),
        ("in/lonely", 2024),
        ("last/plant_2023", 2023),
        ("last/spare", 2023),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        facility: list[list[Any]] = [["Company", "Plant"], ["Province", "Anhui"], ["Reporting year", year]]
        months = [f"{year}-{month:02d}" for month in range(1, 13)]
        rows: list[list[Any]] = [
            ["Item", "Unit", *months],
            ["Purchased electricity", "kWh", *range(1000, 1012)],
        ]
        write_book({"Facility": facility, "Energy": rows}, tmp_path / f"{name}.xlsx")
    result = run("batch", "in", "--previous", "last", "-o", "out")
    assert result.stderr.splitlines() == [
        "without a file of last year: 1 (in/lonely.xlsx)",
        "last year's files that belong to no filing: 1 (last/spare.xlsx)",
    ]
    shown = json.loads(run("triage", "out", "--show", "plant", "--format", "json").stdout)
    assert [each["name"] for each in shown["filing"]["files"]] == [
        "in/plant_2024.xlsx",
        "last/plant_2023.xlsx",
    ]


@pytest.fixture
def dawdling(tmp_path):
    """Twelve filings that take a quarter of a second each, and a world in which they do."""
    (tmp_path / "sitecustomize.py").write_text(
        "from importlib import metadata\n"
        "point = metadata.EntryPoint('hostile', 'hostile_pack', 'checker.rules')\n"
        "found = metadata.entry_points\n"
        "metadata.entry_points = lambda **which: [point] if which.get('group') == point.group else found(**which)\n"
    )
    for number in range(12):
        facility: list[list[Any]] = [["Company", f"dawdle {number}"], ["Reporting year", 2024]]
        rows: list[list[Any]] = [
            ["Item", "Unit", *MONTHS],
            ["Purchased electricity", "kWh", *(1000 + number + n for n in range(12))],
        ]
        (tmp_path / "in").mkdir(exist_ok=True)
        write_book({"Facility": facility, "Energy": rows}, tmp_path / "in" / f"{number:02d}.xlsx")
    paths = [str(tmp_path), str(ROOT), str(PACKS)]
    world = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "HOSTILE_LOG": str(tmp_path / "log")}

    started = []
    # what a shell runs in the background inherits that SIGINT is ignored; a person's terminal does not
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def start():
        process = subprocess.Popen(
            [sys.executable, "-m", "checker", "batch", "in", "-o", "out", "--jobs", "2"],
            cwd=tmp_path, env=world, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    signal.signal(signal.SIGINT, before)
    for process in started:
        process.kill()
        process.communicate()


def wait_for_lines(journal, count):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if journal.exists() and journal.read_text(encoding="utf-8").count("\n") >= count:
            return
        time.sleep(0.02)
    pytest.fail("the batch did not come so far")


def list_children(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()


def wait_for_end(processes):
    deadline = time.monotonic() + 10
    alive = processes
    while time.monotonic() < deadline:
        alive = [each for each in processes if is_alive(each)]
        if not alive:
            return
        time.sleep(0.02)
    pytest.fail(f"orphans: {alive}")


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def end_early(process, folder, how):
    """End a batch once three filings are done; give what it said, when its children are gone."""
    wait_for_lines(folder / "out" / "journal.jsonl", 3)
    children = list_children(process.pid)
    process.send_signal(how)
    _, told = process.communicate(timeout=30)
    assert len(children) == 2
    wait_for_end(children)
    return told


@needs_proc
def test_a_batch_that_was_killed_goes_on_where_it_was(tmp_path, dawdling):
    end_early(dawdling(), tmp_path, signal.SIGKILL)
    before = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    again = dawdling()
    said, _ = again.communicate(timeout=60)
    assert again.returncode == 0, said
    checked, kept = (int(part.split()[-1]) for part in said.splitlines()[-2].split(","))
    assert kept >= 3
    assert checked + kept == 12
    after = (tmp_path / "log").read_text(encoding="utf-8").splitlines()[len(before) :]
    assert len(after) == checked
    in_flight = 2
    assert len(set(before) & set(after)) <= in_flight
    listed = json.loads(CliRunner().invoke(group, ["triage", "out", "--format", "json"]).stdout)
    assert len(listed["filings"]) == listed["total"] == 12


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.nightly)])
def test_a_batch_that_was_stopped_keeps_what_is_done_and_says_how_to_go_on(tmp_path, dawdling, how):
    process = dawdling()
    told = end_early(process, tmp_path, how)
    assert process.returncode == 130
    assert told.startswith("stopped: results of ")
    assert told.endswith("of 12 filings are kept in out; give the same command again to go on\n")
    listed = json.loads(CliRunner().invoke(group, ["triage", "out", "--format", "json"]).stdout)
    assert 3 <= listed["total"] < 12
    assert f"results of {listed['total']} of 12" in told
    assert (tmp_path / "out" / "journal.jsonl").read_bytes() == b""


def test_results_among_the_sources_are_not_counted_as_passed_over(run, tmp_path):
    (tmp_path / "in").mkdir()
    shutil.copy(SAMPLES / "secco_2024_corrected.xlsx", tmp_path / "in" / "plant.xlsx")
    assert run("batch", "in", "-o", "in/results").exit_code == 0
    again = run("batch", "in", "-o", "in/results")
    assert again.stderr == ""
    assert "checked now 0, result already there 1" in again.stdout


def test_a_linked_folder_is_named_rather_than_passed_over_in_silence(run, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(SAMPLES / "secco_2024_corrected.xlsx", tmp_path / "in" / "plant.xlsx")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert run("batch", "in", "-o", "out").stderr == "not searched, name them as SOURCE: 1 (in/link)\n"


def test_names_that_look_like_formulas_stay_names(run, tmp_path):
    (tmp_path / "in").mkdir()
    shutil.copy(SAMPLES / "secco_2024_corrected.xlsx", tmp_path / "=1+1.xlsx")
    assert run("batch", "=1+1.xlsx", "-o", "out").exit_code == 0
    (row,) = csv.DictReader(io.StringIO(run("triage", "out", "--format", "csv").stdout))
    assert row["path"] == "'=1+1.xlsx"
    (filing,) = json.loads(run("triage", "out", "--format", "json").stdout)["filings"]
    assert filing["path"] == "=1+1.xlsx"


def test_links_in_the_workbook_hold_whatever_a_name_holds():
    from checker.batch.ranking_xlsx import link_to

    link = link_to(Path("/base"), 'in/合肥 #1 100% "a"\n.xlsx', Path("/base/list.xlsx"))
    assert link == "external:in/合肥%20%231%20100%25%20%22a%22%0A.xlsx"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(tmp_path):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "checker", "rules"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == (
        "the result cannot be written (No space left on device); free space, or give -o another file\n"
    )


def test_an_annotated_copy_beside_its_filing_is_not_checked_as_another(run, tmp_path):
    (tmp_path / "in").mkdir()
    shutil.copy(SAMPLES / "secco_2024_declared.xlsx", tmp_path / "in" / "plant.xlsx")
    assert run("check", "in/plant.xlsx", "-o", "in/plant_annotated.xlsx").exit_code == 1
    result = run("batch", "in", "-o", "out")
    assert "left aside" in result.stderr
    assert "1 annotated .xlsx" in result.stderr
    assert "checked now 1, " in result.stdout
    named = run("batch", "in", "in/plant_annotated.xlsx", "-o", "out")
    assert "checked now 1, result already there 1" in named.stdout
