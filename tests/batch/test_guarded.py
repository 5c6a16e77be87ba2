"""Whatever befalls one filing is its own result, and every other filing has its own."""

import os
import sys
import time
from pathlib import Path

import pytest

from checker.batch.guarded import check_tasks, guarded_check
from checker.batch.stored import load_report
from checker.batch.worker import Limits, Options, Task
from checker.many import check_many
from checker.settings import Settings

SAMPLES = sorted((Path(__file__).parents[2] / "sample_workbooks").glob("secco*.xlsx"))
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")


def is_alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def list_children():
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="utf-8").split()


def test_the_pool_says_what_one_process_says():
    tasks = [Task(number, (path,)) for number, path in enumerate([*SAMPLES, Path("gone.xlsx")])]
    found = {task.number: answer for task, answer in check_tasks(tasks, Options(), Limits(), 2)}
    expected = list(check_many([task.files[0] for task in tasks]))
    assert [load_report(found[task.number].report) for task in tasks] == expected
    assert expected[-1].outcome == "unreadable"


@linux_only
def test_a_hang_a_growth_an_abort_and_an_exit_are_results_and_all_others_are_there(
    tmp_path, filing_of, hostile, monkeypatch
):
    monkeypatch.setenv("HOSTILE_CHILD", str(tmp_path / "child"))
    names = ["good 1", "spawn and hang", "good 2", "grow", "good 3", "abort", "leave", "good 4", "good 5"]
    files = [filing_of(tmp_path, name, 1000 + number) for number, name in enumerate(names)]
    tasks = (Task(number, (path,)) for number, path in enumerate(files))
    limits = Limits(deadline=3.0, memory=400)
    found = {}
    for task, answer in check_tasks(tasks, Options(), limits, 2, hostile):
        assert task.number not in found
        found[task.number] = answer
    reports = {names[number]: load_report(answer.report) for number, answer in found.items()}

    assert sorted(reports) == sorted(names)
    assert {name for name, each in reports.items() if each.outcome != "failed"} == {
        f"good {n}" for n in range(1, 6)
    }
    for name in ("good 1", "good 5"):
        assert reports[name].totals.recomputed_tco2e is not None
    told = {name: each.failures[-1] for name, each in reports.items() if each.failures}
    assert told["spawn and hang"].code == "deadline"
    assert told["spawn and hang"].reason.startswith("took longer than 3 s and was stopped")
    assert told["grow"].code == "HOS101"
    assert told["grow"].reason.startswith("needed more than 400 MiB of memory")
    assert reports["grow"].totals.recomputed_tco2e is not None  # what other rules saw is kept
    assert told["abort"].reason.startswith("the process ended abruptly (signal 6)")
    assert told["leave"].reason.startswith("the process ended abruptly (exit status 0)")
    assert [found[names.index(name)].stopped for name in ("spawn and hang", "grow", "abort")] == [
        "deadline",
        "memory",
        "crash",
    ]
    assert not list_children()
    assert not is_alive((tmp_path / "child").read_text(encoding="utf-8"))


def test_one_filing_can_be_guarded_alone(tmp_path, filing_of, hostile):
    start = time.monotonic()
    report = guarded_check([filing_of(tmp_path, "hang")], limits=Limits(deadline=1.0), catalogue=hostile)
    assert report.outcome == "failed"
    assert [each.code for each in report.failures] == ["deadline"]
    assert time.monotonic() - start < 20


def test_leaving_early_stops_the_children(tmp_path, filing_of, hostile):
    tasks = [Task(number, (filing_of(tmp_path, name),)) for number, name in enumerate(["good", "hang"])]
    answers = check_tasks(tasks, Options(), Limits(), 2, hostile)
    task, _ = next(answers)
    assert task.number == 0
    assert list_children()
    answers.close()
    assert not list_children()


def test_settings_reach_the_children(tmp_path, filing_of):
    file = filing_of(tmp_path, "plain")
    options = Options(Settings(ignore=("ELE", "DOC", "FAC")), {"region": "CN-SH"})
    assert guarded_check([file], options) == next(
        check_many([file], settings=options.settings, set_=options.set_)
    )
