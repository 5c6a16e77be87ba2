"""A batch: every filing checked once for what it holds, under whatever name, and its result kept."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker import __version__
from checker.batch.guarded import check_tasks
from checker.batch.results import Held, Results, Row
from checker.batch.sources import Source
from checker.batch.stored import dump_report, load_report, rename_files
from checker.batch.worker import Answer, Limits, Options, Task
from checker.cells import write_cells
from checker.findings import SEVERITIES, Diagnosis, Finding, Report, is_open

if TYPE_CHECKING:
    from checker.packs import Catalogue


class Tally(NamedTuple):
    """What a batch came to: filings by outcome, open findings by severity, what was not checked anew."""

    outcomes: Counter[str]
    severities: Counter[str]
    """How many filings have an open finding of each severity."""
    checked: int
    kept: int
    """Filings whose result was there already, under this name or another."""


def run_batch(
    filings: Sequence[Source],
    results: Results,
    catalogue: Catalogue,
    options: Options,
    limits: Limits,
    *,
    jobs: int = 1,
    retry: bool = False,
    notify: Callable[[Row | Held], None] = lambda _: None,
) -> Tally:
    """Check the filings that have no result yet for the same bytes, options, checker and rules.

    A check that was stopped is made again under a larger limit, or with `retry`. `notify` is told
    every result as it comes. Results come in no fixed order; the folder's rows say which is latest.
    """
    fingerprint = fingerprint_check(options, catalogue)
    pending: dict[str, list[Source]] = {}
    running: dict[int, tuple[str, Source]] = {}
    tally = Tally(Counter(), Counter(), 0, 0)

    def tell(row: Row | Held, *, checked: bool) -> None:
        nonlocal tally
        tally.outcomes[row.outcome] += 1
        counts = (row.errors, row.warnings, row.reviews, row.infos)
        tally.severities.update(name for name, count in zip(SEVERITIES, counts, strict=True) if count)
        tally = tally._replace(checked=tally.checked + checked, kept=tally.kept + (not checked))
        notify(row)

    def list_tasks() -> Iterator[Task]:
        for number, filing in enumerate(filings):
            key = make_key(filing, fingerprint)
            held, latest = results.held.get(key), results.latest.get(filing.path)
            if held is not None and not may_retry(held, limits, retry=retry):
                if latest is None or latest.key != key:
                    results.add(rename_row(results.find(held.number), filing))
                tell(held, checked=False)
            elif key in pending:
                pending[key].append(filing)
            else:
                pending[key] = []
                running[number] = (key, filing)
                yield Task(number, filing.files, filing.previous)

    with contextlib.closing(check_tasks(list_tasks(), options, limits, jobs, catalogue)) as answers:
        for task, answer in answers:
            key, filing = running.pop(task.number)
            row = results.add(make_row(filing, key, answer, limits))
            tell(row, checked=True)
            for other in pending.pop(key):
                tell(results.add(rename_row(row, other)), checked=False)
    return tally


def may_retry(row: Held, limits: Limits, *, retry: bool) -> bool:
    """Tell whether a check that was stopped may come further now."""
    if row.stopped and retry:
        return True
    if row.stopped == "deadline":
        return limits.deadline > row.deadline
    return row.stopped == "memory" and limits.memory > row.memory


def make_row(filing: Source, key: str, answer: Answer, limits: Limits) -> Row:
    """Sum up a stored report as a row; its number is given when it is kept."""
    report = load_report(answer.report)
    counts = {
        severity: sum(each.severity == severity and is_open(each, severity) for each in report.findings)
        for severity in SEVERITIES
    }
    top, diagnosis = find_gravest(report)
    cells = write_cells(top.cells, report.main) if top is not None else []
    return Row(
        path=filing.path, key=key, number=0, outcome=report.outcome, errors=counts["error"], warnings=counts["warning"],
        reviews=counts["review"], infos=counts["info"], at_stake=report.totals.at_stake_tco2e,
        declared=report.totals.declared_tco2e, recomputed=report.totals.recomputed_tco2e,
        top_id=top.id if top else None, top_code=top.code if top else None, top_cell=cells[0] if cells else None,
        misfiling=diagnosis.misfiling if diagnosis else None, sites="; ".join(report.sites), sector=report.sector,
        year=report.years[0] if report.years else None, rule_set=report.rule_set, reason=say_reason(report),
        stopped=answer.stopped, deadline=limits.deadline, memory=limits.memory, seconds=round(answer.seconds, 4),
        checker=__version__, report=answer.report,
    )  # fmt: skip


def find_gravest(report: Report) -> tuple[Finding | None, Diagnosis | None]:
    """Give the first open finding and the misfiling behind it, else the surest misfiling."""
    top = next((each for each in report.findings if is_open(each, each.severity)), None)
    behind = [each for each in report.diagnoses if top is not None and top.id in each.explains]
    return top, next(iter([*behind, *report.diagnoses]), None)


def say_reason(report: Report) -> str | None:
    """Give the one line that says why a filing could not be checked, or not wholly."""
    if report.unreadable is not None:
        return report.unreadable.removeprefix(f"{report.main}: ")
    return "; ".join(f"{each.code}: {each.reason}" for each in report.failures) or None


def rename_row(row: Row, filing: Source) -> Row:
    """Give a result to another filing of the same bytes."""
    from checker.reading.read import name_files

    report = load_report(row.report)
    names = name_files([*filing.files, *filing.previous])
    if len(names) != len(report.files):  # an unreadable filing names its first file only
        names = [filing.files[0].name]
    renamed = rename_files(report, {each.name: name for each, name in zip(report.files, names, strict=False)})
    cell = row.top_cell
    if renamed.findings and row.top_id is not None:
        top = next(each for each in renamed.findings if each.id == row.top_id)
        cell = next(iter(write_cells(top.cells, renamed.main)), None)
    return replace(
        row, path=filing.path, report=dump_report(renamed), top_cell=cell, reason=say_reason(renamed)
    )


def make_key(filing: Source, fingerprint: str) -> str:
    """Give the hash of all that a report hangs on: bytes, years in file names, options, checker, rules.

    A file that cannot be opened has a key of its own path: it is never taken for another.
    """
    from checker.reading.periods import find_year

    parts = [fingerprint]
    for role, files in (("file", filing.files), ("previous", filing.previous)):
        for file in files:
            # a year in a file's name dates months that no cell dates
            name = file.suffix if len(filing.files) == 1 else file.name
            parts += [role, hash_file(file), str(find_year(file.name)), name]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def hash_file(file: Path) -> str:
    """Give the SHA-256 of a file's bytes; of what cannot be opened, or is no file such as a pipe, its path."""
    try:
        if file.is_file():
            with file.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        pass
    return f"not opened {file.as_posix()}"


def fingerprint_check(options: Options, catalogue: Catalogue) -> str:
    """Give the hash of what all filings of a batch share: options, the checker's and the packs' own files.

    Files, not versions: a rule that was edited in place is another rule.
    """
    settings = options.settings
    said = {
        "settings": repr(settings and replace(settings, name="")), "set": sorted(options.set_.items()),
        "explanations": options.explanations, "as_of": str(options.as_of), "checker": __version__,
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())
    for root in list_roots(catalogue):
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".toml", ".csv", ".json", ".npz"} and path.is_file():
                digest.update(f"\x1f{path.relative_to(root.parent).as_posix()}\x1f".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def list_roots(catalogue: Catalogue) -> list[Path]:
    """List the folders of the checker and of the packs whose rules it holds, by name."""
    import sys

    functions = [each.look for each in catalogue.rules] + [each.undo for each in catalogue.misfilings]
    names = {"checker", *(function.__module__.partition(".")[0] for function in functions)}
    # by path, not by file: a pack whose folder has no __init__.py is a pack all the same
    roots = {Path(root) for name in names for root in getattr(sys.modules.get(name), "__path__", ())}
    return sorted(roots, key=lambda path: (path.name, path))
