"""The command line: options, streams, exit statuses."""

import json
import sys
import tomllib
import types
from pathlib import Path

import pytest
from click.testing import CliRunner

import checker
from checker.cli import COMMANDS, group
from checker.commands.explain import explain_case
from checker.errors import UnreadableFileError, UsageError
from checker.findings import Report
from tests.faces.reports_made import CLEAN, FAILED, FOUND, name_packs

BY_NAME = {"found.xlsx": FOUND, "clean.xlsx": CLEAN, "failed.xlsx": FAILED}


@pytest.fixture
def calls(monkeypatch):
    """Put a stand-in for the engine in place; it answers by file name and notes how it was called."""
    noted = []

    def check(files, **options):
        noted.append((files, options))
        name = files[0].name
        if name == "lost.xlsx":
            raise UnreadableFileError(name, "missing")
        if name == "crash.xlsx":
            raise KeyError(name)
        if name == "misuse.xlsx":
            message = "--set regoin: unknown; did you mean region?"
            raise UsageError(message)
        return BY_NAME[name]

    engine = types.ModuleType("checker.engine")
    engine.check = check  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "checker.engine", engine)
    return noted


@pytest.fixture
def run(calls):
    def run_command(*args, **how):
        return CliRunner().invoke(group, [*map(str, args)], **how)

    return run_command


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (["clean.xlsx"], 0),
        (["found.xlsx"], 1),
        (["lost.xlsx"], 3),
        (["failed.xlsx"], 3),
        (["clean.xlsx", "found.xlsx"], 1),
        (["found.xlsx", "lost.xlsx", "clean.xlsx"], 3),
        (["crash.xlsx", "clean.xlsx"], 3),
        (["misuse.xlsx", "clean.xlsx"], 2),
    ],
)
@pytest.mark.parametrize("shown", ["text", "json"])
def test_the_exit_status_is_the_gravest(run, files, status, shown):
    assert run("check", *files, "--format", shown).exit_code == status


@pytest.mark.parametrize(
    ("level", "file", "status"),
    [
        ("error", "found.xlsx", 1),
        ("warning", "found.xlsx", 1),
        ("review", "found.xlsx", 1),
        ("never", "found.xlsx", 0),
        ("never", "lost.xlsx", 3),
        ("never", "failed.xlsx", 3),
        ("review", "clean.xlsx", 0),
    ],
)
def test_fail_on_moves_the_line_but_not_for_what_could_not_be_checked(run, level, file, status):
    assert run("check", file, "--fail-on", level).exit_code == status


def test_a_file_that_cannot_be_read_is_one_line_on_stderr_and_the_others_are_checked(run):
    result = run("check", "lost.xlsx", "clean.xlsx")
    assert result.stderr == "lost.xlsx: there is no such file; check the name and the folder\n"
    assert result.stdout.startswith("plant.xlsx: nothing found")
    assert "lost.xlsx" not in result.stdout


def test_a_crash_of_the_checker_is_one_line_without_a_traceback(run):
    result = run("check", "crash.xlsx", "clean.xlsx")
    line, *others = result.stderr.splitlines()
    assert not others
    assert line.startswith("crash.xlsx: internal: error in the checker itself (KeyError at test_cli.py:")
    assert "please report" in line
    assert "Traceback" not in result.output
    assert "nothing found" in result.stdout


def test_several_filings_are_a_json_array_with_the_unreadable_among_them(run):
    result = run("check", "found.xlsx", "lost.xlsx", "crash.xlsx", "--format", "json")
    assert [each["outcome"] for each in json.loads(result.stdout)] == ["findings", "unreadable", "failed"]
    assert json.loads(run("check", "clean.xlsx", "--format", "json").stdout)["outcome"] == "clean"


def test_options_reach_the_check(run, calls, tmp_path):
    (tmp_path / "secret.txt").write_text("open sesame\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text('ignore = ["TRX"]', encoding="utf-8")
    result = run(
        "check", "clean.xlsx", "--with", "bills.xlsx", "--with", "ledger.xlsx", "--previous", "last.xlsx",
        "--set", "region=CN-AH", "--set", "note = a=b", "--as-of", "2025-03-31", "--explanations", "accept",
        "--password-file", "secret.txt", "--settings", "mine.toml", "--lang", "hi", "--audience", "authority",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    files, options = calls[0]
    assert [each.name for each in files] == ["clean.xlsx"]
    assert [each.name for each in options["with_"]] == ["bills.xlsx", "ledger.xlsx"]
    assert [each.name for each in options["previous"]] == ["last.xlsx"]
    assert options["set_"] == {"region": "CN-AH", "note": "a=b"}
    assert options["as_of"].isoformat() == "2025-03-31"
    assert options["explanations"] == "accept"
    assert options["ask_password"]("plant.xlsx") == "open sesame"
    assert not options["settings"].selects("TRX102")
    assert [each.code for each in options["catalogue"].rules] == ["ELX101", "TRX102"]


def test_without_a_terminal_no_password_is_asked_for(run, calls):
    run("check", "clean.xlsx")
    assert calls[0][1]["ask_password"]("plant.xlsx") is None


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Missing argument 'FILE...'"),
        (["a.xlsx", "b.xlsx", "--with", "c.xlsx"], "--with adds a file to one FILE"),
        (["a.xlsx", "b.xlsx", "--previous", "c.xlsx"], "--previous adds a file to one FILE"),
        (["a.xlsx", "--set", "region"], "--set region: not KEY=VALUE"),
        (["a.xlsx", "--set", "=x"], "not KEY=VALUE"),
        (["a.xlsx", "--set", "year=2023", "--set", "year=2024"], "given twice"),
        (["a.xlsx", "--as-of", "31.3.2025"], "write it as 2025-03-31"),
        (["a.xlsx", "--lang", "de"], "Invalid value for '--lang'"),
        (["a.xlsx", "--settings", "no.toml"], "no.toml: settings cannot be read"),
        (["a.xlsx", "--password-file", "no.txt"], "no.txt: the password file cannot be read"),
        (["a.xlsx", "-o", "no/where.json"], "where.json: cannot be written there"),
    ],
)
def test_misuse_is_said_and_nothing_is_checked(run, calls, args, said):
    result = run("check", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not calls


def test_a_slip_in_checker_toml_stops_the_check(run, calls, tmp_path):
    (tmp_path / "checker.toml").write_text("[options.TRX102]\ntime = 5\n", encoding="utf-8")
    result = run("check", "clean.xlsx")
    assert result.exit_code == 2
    assert (
        result.stderr
        == "checker.toml: options.TRX102.time: TRX102 has no option 'time'; did you mean times?\n"
    )
    assert not calls


@pytest.mark.parametrize("names", [["broken_pack", "good_pack"], ["good_pack", "rival_pack"], []])
@pytest.mark.parametrize("command", [["check", "clean.xlsx"], ["rules"], ["explain", "ELX101"]])
def test_a_broken_pack_is_one_line_and_nothing_is_checked(run, calls, monkeypatch, names, command):
    monkeypatch.setattr("importlib.metadata.entry_points", name_packs(*names))
    result = run(*command)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "rule pack" in result.stderr
    assert not calls


def test_the_result_is_written_whole(run, tmp_path):
    out = tmp_path / "report.json"
    out.write_text("old", encoding="utf-8")
    result = run("check", "found.xlsx", "--format", "json", "-o", out)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads(out.read_text(encoding="utf-8"))["outcome"] == "findings"
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("how", ["same", "link", "with"])
def test_an_input_file_is_never_overwritten(run, calls, tmp_path, how):
    (tmp_path / "clean.xlsx").write_bytes(b"workbook")
    (tmp_path / "bills.xlsx").write_bytes(b"bills")
    out = {"same": "clean.xlsx", "link": "link.xlsx", "with": "bills.xlsx"}[how]
    if how == "link":
        (tmp_path / "link.xlsx").symlink_to(tmp_path / "clean.xlsx")
    result = run("check", "clean.xlsx", "--with", "bills.xlsx", "-o", out)
    assert result.exit_code == 2
    assert "never overwritten" in result.stderr
    assert (tmp_path / "clean.xlsx").read_bytes() == b"workbook"
    assert (tmp_path / "bills.xlsx").read_bytes() == b"bills"
    assert not calls


def test_the_language_comes_from_the_option_else_the_environment(run):
    assert "未发现问题" in run("check", "clean.xlsx", env={"CHECKER_LANG": "zh"}).stdout
    assert "nothing found" in run("check", "clean.xlsx", "--lang", "en", env={"CHECKER_LANG": "zh"}).stdout


def test_piped_text_is_plain(run):
    assert "\x1b" not in run("check", "found.xlsx").stdout


def test_rules_are_listed_with_severity_family_and_title(run):
    assert run("rules").stdout.splitlines() == [
        "ELX101  error    electricity  PV output filed as purchased power",
        "SCX101  warning  reading      A text where a number is due",
        "TRX102  review   electricity  A month unlike the others",
    ]


def test_rules_can_be_had_as_json_and_csv(run):
    listed = json.loads(run("rules", "--format", "json", "--lang", "zh").stdout)
    assert listed[2] == {
        "code": "TRX102",
        "severity": "review",
        "family": "electricity",
        "title": "某月与其他月份差异较大",
    }
    assert run("rules", "--format", "csv").stdout.splitlines()[:2] == [
        "code,severity,family,title",
        "ELX101,error,electricity,PV output filed as purchased power",
    ]


@pytest.mark.parametrize("code", ["ELX101", "elx101", "ELX101-7c1e09ab"])
def test_explain_says_what_why_source_options_and_cases(run, code):
    text = run("explain", code).stdout
    for said in (
        "ELX101 PV output filed as purchased power",
        "to be corrected (error)",
        "{label}: {amount} kWh in {year}",
        "PV that is used on site is not bought",
        "GB/T 32151.34-2024, 5.2.6.1",
        "low = 800.0",
        "- the year fits the panels: speaks at Electricity!C5:N5",
        "- no panels: silent",
    ):
        assert said in text


def test_explain_speaks_three_languages_and_knows_misfilings(run):
    assert "光伏发电量误填为购入电力" in run("explain", "ELX101", "--lang", "zh").stdout
    assert "सौर बिजली" in run("explain", "pv-as-grid", "--lang", "hi").stdout


def test_explain_says_what_a_misfiling_proposes():
    case = {"name": "a case", "corrections": {f"Power!B{row}": 0 for row in range(2, 8)}}
    assert explain_case(case, "en") == (
        "a case: proposes another value for Power!B2, Power!B3, Power!B4, Power!B5, …"
    )
    assert explain_case({"name": "a case", "corrections": {}}, "zh") == "a case：不提建议值"


def test_explain_knows_the_checker_s_own_codes(run):
    text = run("explain", "SCX101").stdout
    assert text.startswith("SCX101 A text where a number is due\nto be corrected or explained (warning)\n")


def test_an_unknown_code_is_answered_with_near_ones(run):
    result = run("explain", "ELX100")
    assert result.exit_code == 2
    assert result.stderr.startswith("there is no code 'ELX100'; did you mean ELX101")
    assert "did you mean pv-as-grid?" in run("explain", "pv-as-gird").stderr


@pytest.mark.parametrize("command", [[], *([name] for name in sorted(COMMANDS))])
def test_every_help_has_an_example(run, command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert "checker " in result.stdout


def test_an_unknown_command_is_answered_with_near_ones(run):
    result = run("chek", "plant.xlsx")
    assert result.exit_code == 2
    assert "did you mean check?" in result.stderr


def test_the_version_is_told_and_is_the_package_s(run):
    project = Path(checker.__file__).parent.parent / "pyproject.toml"
    assert run("--version").stdout == f"checker {checker.__version__}\n"
    assert tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"] == checker.__version__


def test_check_many_gives_one_report_for_every_filing_whatever_befalls_it(calls):
    filings: list[Path | list[Path]] = [
        Path("lost.xlsx"),
        [Path("clean.xlsx"), Path("bills.xlsx")],
        Path("crash.xlsx"),
    ]
    reports = list(checker.check_many(filings, set_={"year": "2024"}))
    assert [each.outcome for each in reports] == ["unreadable", "clean", "failed"]
    assert [each.main for each in reports] == ["lost.xlsx", "plant.xlsx", "crash.xlsx"]
    assert calls[1][1]["set_"] == {"year": "2024"}


def test_what_is_public_is_found_on_first_use():
    assert checker.Report is Report
    assert {"Report", "check", "check_many"} <= set(dir(checker))
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        _ = checker.chek


@pytest.mark.parametrize("ending", [".xlsx", ".XLSM", ".xls", ".xlsb", ".ods"])
@pytest.mark.parametrize("shown", ["text", "json", "html"])
def test_no_text_is_written_under_the_name_of_a_workbook(run, calls, tmp_path, ending, shown):
    theirs = tmp_path / f"theirs{ending}"
    theirs.write_bytes(b"workbook")
    result = run("check", "clean.xlsx", "--format", shown, "-o", theirs)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    name = {"text": "theirs.txt", "json": "theirs.json", "html": "theirs.html"}[shown]
    assert f"--format {shown} writes no {ending.lower()}; name it for example {name}" in result.stderr
    assert ("--format xlsx" in result.stderr) == (ending in {".xlsx", ".XLSM"})
    assert theirs.read_bytes() == b"workbook"
    assert not calls


def test_no_text_is_written_under_the_name_of_a_csv(run, tmp_path):
    result = run("check", "clean.xlsx", "-o", "report.csv")
    assert result.exit_code == 2
    assert "report.csv: --format text writes no .csv; name it for example report.txt" in result.stderr
    assert not (tmp_path / "report.csv").exists()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.json", "{"), ("r.HTML", "<!doctype html>"), ("r.txt", "plant.xlsx: "), ("r", "plant.xlsx: ")],
)
def test_the_format_follows_from_the_name_that_is_written_to(run, tmp_path, name, begins):
    assert run("check", "clean.xlsx", "-o", name).exit_code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").lower().startswith(begins)


def test_a_format_that_is_named_wins_over_the_name_of_the_file(run, tmp_path):
    assert run("check", "clean.xlsx", "--format", "text", "-o", "r.json").exit_code == 0
    assert (tmp_path / "r.json").read_text(encoding="utf-8").startswith("plant.xlsx: ")


@pytest.mark.parametrize("name", ["r.txt", "r.json", "r.html"])
def test_on_a_terminal_and_there_alone_it_is_said_what_was_written(run, monkeypatch, name):
    assert run("check", "clean.xlsx", "-o", name).stderr == ""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    assert run("check", "clean.xlsx", "-o", name).stderr == f"{name} is written\n"
    assert run("check", "clean.xlsx", "-o", name, "--lang", "zh").stderr == f"已写入 {name}\n"
    assert run("check", "clean.xlsx").stderr == ""


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "there is no such file"), ("zh", "文件不存在；请检查文件名"), ("hi", "ऐसी कोई फ़ाइल नहीं है")],
)
def test_what_cannot_be_read_is_told_in_the_users_language(run, lang, words):
    told = run("check", "lost.xlsx", "--lang", lang)

    assert told.exit_code == 3
    assert words in told.stderr


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "not a date; write it as 2025-03-31"), ("zh", "不是日期"), ("hi", "तारीख़ नहीं है")],
)
def test_what_cannot_be_meant_is_told_in_the_users_language(run, lang, words):
    told = run("check", "found.xlsx", "--as-of", "today", "--lang", lang)

    assert told.exit_code == 2
    assert words in told.stderr
