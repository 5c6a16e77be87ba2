"""Results are kept as they come, survive a kill, and are never checked or listed twice."""

import importlib
import json
import os
import shutil

import pytest

from checker.batch.results import JOURNAL, MARKER, Results, read_held
from checker.batch.runner import fingerprint_check, hash_file, run_batch
from checker.batch.sources import find_filings
from checker.batch.stored import load_report
from checker.batch.triage import find_result, rank_results
from checker.batch.worker import Limits, Options
from checker.errors import UnreadableFileError, UsageError
from checker.packs import Catalogue, load_catalogue
from checker.rule import Rule


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def run(tmp_path, catalogue):
    def run_all(options=None, limits=None, rules=None, **how):
        filings = find_filings([tmp_path / "in"], tmp_path).filings
        with Results(tmp_path / "out") as results:
            return run_batch(
                filings, results, rules or catalogue, options or Options(), limits or Limits(), **how
            )

    return run_all


def test_a_second_run_checks_only_what_is_new_or_changed(tmp_path, run, filing_of):
    filing_of(tmp_path / "in", "a")
    filing_of(tmp_path / "in", "b", 2000)
    assert run().checked == 2
    again = run()
    assert (again.checked, again.kept) == (0, 2)
    filing_of(tmp_path / "in", "b", 3000)
    filing_of(tmp_path / "in", "c", 4000)
    third = run()
    assert (third.checked, third.kept) == (2, 1)
    assert {row.path for row in rank_results(tmp_path / "out").ranked} == {
        "in/a.xlsx",
        "in/b.xlsx",
        "in/c.xlsx",
    }
    assert rank_results(tmp_path / "out").total == 3


def test_other_options_are_another_check(tmp_path, run, filing_of):
    filing_of(tmp_path / "in", "a")
    run()
    assert run(Options(set_={"region": "CN-SH"})).checked == 1
    assert run(Options(set_={"region": "CN-SH"})).checked == 0
    assert run().checked == 0  # the first result is still there
    assert len(rank_results(tmp_path / "out").ranked) == 1


def test_the_same_bytes_under_two_names_are_checked_once_and_listed_twice(tmp_path, run, filing_of):
    original = filing_of(tmp_path / "in", "a")
    shutil.copy(original, tmp_path / "in" / "b.xlsx")
    tally = run(jobs=2)
    assert (tally.checked, tally.kept) == (1, 1)
    shutil.copy(original, tmp_path / "in" / "c.xlsx")
    tally = run()
    assert (tally.checked, tally.kept) == (0, 3)
    reports = [load_report(find_result(tmp_path / "out", f"in/{name}.xlsx").report) for name in "abc"]
    assert [each.main for each in reports] == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert len({each.totals for each in reports}) == 1


def test_a_year_in_the_name_is_not_the_same_filing(tmp_path, run, filing_of):
    original = filing_of(tmp_path / "in", "plant_2023")
    shutil.copy(original, tmp_path / "in" / "plant_2024.xlsx")
    assert run().checked == 2


def test_what_was_stopped_is_checked_again_under_a_larger_limit_or_when_asked(
    tmp_path, run, filing_of, hostile
):
    filing_of(tmp_path / "in", "dawdle")
    assert run(limits=Limits(deadline=0.1), rules=hostile).outcomes == {"failed": 1}
    assert run(limits=Limits(deadline=0.1), rules=hostile).checked == 0
    assert run(limits=Limits(deadline=0.1), rules=hostile, retry=True).checked == 1
    tally = run(limits=Limits(deadline=30), rules=hostile)
    assert tally.checked == 1
    assert not tally.outcomes["failed"]
    assert len(rank_results(tmp_path / "out").ranked) == 1


def test_a_journal_cut_off_by_a_kill_gives_back_what_was_finished(tmp_path, run, filing_of):
    for name in ("a", "b", "c"):
        filing_of(tmp_path / "in", name, 1000 + ord(name))
    with Results(tmp_path / "out") as results:
        run_batch(
            find_filings([tmp_path / "in"], tmp_path).filings, results, load_catalogue(), Options(), Limits()
        )
        journal = (tmp_path / "out" / JOURNAL).read_text(encoding="utf-8")
    lines = journal.splitlines(keepends=True)
    assert len(lines) == 3
    (part,) = (tmp_path / "out").glob("part-*.parquet")
    part.unlink()
    (tmp_path / "out" / JOURNAL).write_text("".join(lines[:2]) + lines[2][:40], encoding="utf-8")

    assert rank_results(tmp_path / "out").total == 2  # seen before any new run
    tally = run()
    assert (tally.checked, tally.kept) == (1, 2)
    assert len(list(read_held(tmp_path / "out"))) == 3


def test_a_kill_between_a_part_and_its_journal_leaves_no_double(tmp_path, run, filing_of):
    filing_of(tmp_path / "in", "a")
    with Results(tmp_path / "out") as results:
        run_batch(
            find_filings([tmp_path / "in"], tmp_path).filings, results, load_catalogue(), Options(), Limits()
        )
        journal = (tmp_path / "out" / JOURNAL).read_text(encoding="utf-8")
    (tmp_path / "out" / JOURNAL).write_text(journal, encoding="utf-8")
    assert len(rank_results(tmp_path / "out").ranked) == 1
    assert run().checked == 0
    assert len(list(read_held(tmp_path / "out"))) == 1


def test_one_run_at_a_time_writes_to_a_folder(tmp_path):
    pytest.importorskip("fcntl")
    with Results(tmp_path / "out"), pytest.raises(UsageError, match="another run is writing there"):
        Results(tmp_path / "out")


def test_a_folder_with_other_things_is_not_written_to(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="holds other things than results"):
        Results(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_damaged_part_is_named(tmp_path):
    with Results(tmp_path / "out"):
        pass
    assert json.loads((tmp_path / "out" / MARKER).read_text(encoding="utf-8")) == {
        "format": "checker-results/1"
    }
    (tmp_path / "out" / "part-000001.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(
        UnreadableFileError, match=r"part-000001.parquet: this part of the results cannot be read"
    ):
        Results(tmp_path / "out")
    with pytest.raises(UnreadableFileError, match="part of the results cannot be read"):
        rank_results(tmp_path / "out")


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path, filing_of, catalogue):
    folder = tmp_path / "results [2024]*"
    filing_of(tmp_path / "in", "a")
    filings = find_filings([tmp_path / "in"], tmp_path).filings
    for _ in range(2):
        with Results(folder) as results:
            run_batch(filings, results, catalogue, Options(), Limits())
    assert [row.path for row in rank_results(folder).ranked] == ["in/a.xlsx"]
    assert load_report(find_result(folder, "a.xlsx").report).main == "a.xlsx"


def test_a_file_name_that_is_no_utf_8_loses_no_result(tmp_path, run, filing_of):
    filing_of(tmp_path / "in", "a")
    odd = filing_of(tmp_path / "in", "b", 2000)
    try:
        odd.rename(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xba\xcf.xlsx"))
    except OSError:
        pytest.skip("this file system takes no such name")
    assert sum(run().outcomes.values()) == 2
    assert run().checked == 0
    ranked = rank_results(tmp_path / "out")
    assert {row.path for row in (*ranked.ranked, *ranked.troubled)} == {
        "in/a.xlsx",
        "in/\\udcba\\udccf.xlsx",
    }


def test_what_is_no_file_is_not_waited_for(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert hash_file(tmp_path / "pipe.xlsx") == f"not opened {(tmp_path / 'pipe.xlsx').as_posix()}"
    assert hash_file(tmp_path) == f"not opened {tmp_path.as_posix()}"


def test_large_reports_do_not_wait_in_memory(tmp_path, run, filing_of, monkeypatch):
    monkeypatch.setattr("checker.batch.results.MOST_CHARACTERS", 100)
    for name in ("a", "b", "c"):
        filing_of(tmp_path / "in", name, 1000 + ord(name))
    run()
    assert len(list((tmp_path / "out").glob("part-*.parquet"))) == 3
    assert rank_results(tmp_path / "out").total == 3


def test_a_rule_edited_in_a_pack_without_init_is_another_rule(tmp_path, monkeypatch):
    family = tmp_path / "loose_pack" / "odd"
    family.mkdir(parents=True)
    (family / "rule.py").write_text("def look(filing):\n    return iter(())\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    look = importlib.import_module("loose_pack.odd.rule").look
    rule = Rule("LOO101", "info", "filing", look)
    one = fingerprint_check(Options(), Catalogue((rule,)))
    assert one == fingerprint_check(Options(), Catalogue((rule,)))
    (family / "rule.py").write_text("def look(filing):\n    yield 1\n", encoding="utf-8")
    assert one != fingerprint_check(Options(), Catalogue((rule,)))
