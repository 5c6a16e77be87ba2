"""checker batch: folders of filings in, a folder of results out."""

from __future__ import annotations

import contextlib
import shlex
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from checker.commands.common import STOPPED, complain, lang_option, put_out, tell_errors
from checker.commands.options import read_answers, read_day

if TYPE_CHECKING:
    from checker.batch.results import Held, Row
    from checker.batch.runner import Tally
    from checker.batch.sources import Source
    from checker.findings import Severity
    from checker.words.formats import Lang

COULD_NOT_CHECK = 3
MOST_NAMED = 5
"""So many names stand in a message; the others are counted."""

_PATH = click.Path(path_type=Path)
_EPILOG = """\b
Examples:
  checker batch filings -o results
  checker batch 2024 --previous 2023 --set region=CN-AH -o results --jobs 4
  checker triage results

\b
A run that was stopped goes on where it was: give the same command again.
What has a result for the same bytes, options, checker and rules is not
checked twice. RESULTS is a folder of Parquet files. The memory limit holds
on Linux; elsewhere the deadline alone guards.

\b
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 misuse,
3 something could not be checked (of all filings the gravest), 130 stopped."""


@click.command(epilog=_EPILOG)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--output", "out", type=_PATH, required=True, metavar="RESULTS", help="The folder that keeps the results.")  # fmt: skip
@click.option("--previous", multiple=True, metavar="SOURCE", help="Last year's files; each goes with the filing of its name, a year in the name passed over.")  # fmt: skip
@click.option(
    "--by-folder", is_flag=True, help="Every folder that holds workbooks is one filing, not every file."
)
@click.option("--jobs", type=click.IntRange(1), help="Filings checked at a time; by default one for each processor.")  # fmt: skip
@click.option("--deadline", type=click.FloatRange(0, min_open=True), default=60.0, show_default=True, help="Seconds one filing may take.")  # fmt: skip
@click.option("--memory", type=click.IntRange(64), default=2048, show_default=True, help="MiB one filing may take.")  # fmt: skip
@click.option("--retry", is_flag=True, help="Check again what was stopped or ended abruptly.")
@click.option("--set", "set_", multiple=True, metavar="KEY=VALUE", help="What no workbook says: region=CN-AH, year=2024.")  # fmt: skip
@click.option(
    "--settings", type=_PATH, help="Settings; by default checker.toml in the current folder, if any."
)
@click.option("--programme", type=_PATH, help="What a scheme fixes for a year, as its office gives it to filers: a settings file that goes before your own.")  # fmt: skip
@click.option("--explanations", type=click.Choice(["show", "accept", "ignore"]), default="show", show_default=True, help="List explanations, take a company's as accepted (errors excepted), or drop them.")  # fmt: skip
@click.option("--as-of", metavar="DATE", help="The day, as 2025-03-31, by which explanations lapse.")
@lang_option
@click.option("--fail-on", type=click.Choice(["error", "warning", "review", "never"]), default="warning", show_default=True, help="From which severity on the exit status is 1.")  # fmt: skip
def batch(  # noqa: PLR0917  # click passes every option by name
    sources: tuple[str, ...],
    out: Path,
    previous: tuple[str, ...],
    by_folder: bool,
    jobs: int | None,
    deadline: float,
    memory: int,
    retry: bool,
    set_: tuple[str, ...],
    settings: Path | None,
    programme: Path | None,
    explanations: Literal["show", "accept", "ignore"],
    as_of: str | None,
    lang: Lang,
    fail_on: Severity | Literal["never"],
) -> None:
    """Check a folder of filings, each on its own, and keep the results.

    SOURCE is a file, a folder (searched through) or a glob; every workbook is a filing. Each is
    checked in a process of its own, so that one that hangs, crashes or eats memory is a result and
    hinders no other.
    """
    with tell_errors(lang):
        answers = read_answers(set_)
        day = read_day(as_of)

        from checker.batch.results import Results
        from checker.batch.runner import run_batch
        from checker.batch.worker import Limits, Options
        from checker.packs import load_catalogue
        from checker.reading.profile import check_answers
        from checker.settings import apply_programme, check_settings, load_settings

        catalogue = load_catalogue()
        said = apply_programme(load_settings(settings), programme)
        check_settings(said, catalogue)
        check_answers(answers)
        filings = list_sources(sources, previous, out, lang, by_folder=by_folder)
        options = Options(said, answers, explanations, day)
        with stop_alike(), Results(out) as results, follow(len(filings), lang) as notify:
            try:
                tally = run_batch(
                    filings, results, catalogue, options, Limits(deadline, memory),
                    jobs=jobs or count_processors(), retry=retry, notify=notify,
                )  # fmt: skip
            except KeyboardInterrupt:
                done = sum(each.path in results.latest for each in filings)
                complain(
                    f"stopped: results of {done} of {len(filings)} filings are kept in {out.name}; give the same command again to go on"
                )
                sys.exit(STOPPED)
        put_out(say_tally(tally, out, lang))
        sys.exit(grade(tally, fail_on))


def list_sources(sources: Sequence[str], previous: Sequence[str], out: Path, lang: Lang, *, by_folder: bool) -> Sequence[Source]:  # fmt: skip
    """List the filings with last year's files, and say on stderr what was passed over or not paired."""
    from checker.batch.sources import find_filings, pair_previous
    from checker.words.formats import say

    base = out.absolute().parent
    found = find_filings(sources, base, by_folder=by_folder, apart=out)
    if found.passed_over:
        complain(say("batch.aside.passed_over", lang, names=say_counts(found.passed_over)))
    if found.not_searched:
        complain(say("batch.aside.not_searched", lang, names=say_names(found.not_searched, lang)))
    if not previous:
        return found.filings
    earlier = find_filings(previous, base, by_folder=by_folder, apart=out)
    if earlier.not_searched:
        complain(say("batch.aside.not_searched_previous", lang, names=say_names(earlier.not_searched, lang)))
    paired = pair_previous(found.filings, earlier.filings)
    if paired.without:
        complain(say("batch.aside.without", lang, names=say_names(paired.without, lang)))
    if paired.left:
        complain(say("batch.aside.left", lang, names=say_names(paired.left, lang)))
    return paired.filings


def say_counts(counts: Counter[str]) -> str:
    """Write how many files of which suffix there are."""
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def say_names(names: Sequence[str], lang: Lang) -> str:
    """Write how many there are, and the first names."""
    from checker.words.formats import put_aside, say

    shown = [*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])]
    return f"{len(names)}{put_aside(say('line.list_separator', lang).join(shown), lang)}"


def say_tally(tally: Tally, out: Path, lang: Lang) -> str:
    """Write what the batch came to, and how to see it."""
    from checker.reports.wrap import wrap
    from checker.words.formats import say

    total = sum(tally.outcomes.values())
    parts = [
        say(f"batch.{outcome}", lang, count=tally.outcomes[outcome])
        for outcome in ("findings", "clean", "failed", "unreadable")
        if tally.outcomes[outcome]
    ]
    colon, comma = say("line.colon", lang), say("line.comma", lang)
    lines = [
        *wrap(f"{say('batch.filings', lang, count=total)}{colon}{comma.join(parts)}{say('line.stop', lang)}"),
        say("batch.checked", lang, checked=tally.checked, kept=tally.kept),
        f"{say('batch.next', lang)}{colon}checker triage {shlex.quote(str(out))}",
    ]
    return "".join(f"{line}\n" for line in lines)


def grade(tally: Tally, fail_on: Severity | Literal["never"]) -> int:
    """Give the exit status of a batch: that of its gravest filing."""
    from checker.findings import SEVERITIES

    if tally.outcomes["failed"] or tally.outcomes["unreadable"]:
        return COULD_NOT_CHECK
    if fail_on == "never":
        return 0
    return int(any(tally.severities[each] for each in SEVERITIES[: SEVERITIES.index(fail_on) + 1]))


def count_processors() -> int:
    """Give how many processors this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def stop_alike() -> Iterator[None]:
    """Treat a request to end (SIGTERM, a closed terminal) as Ctrl-C: results are kept, children stopped."""
    kept = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError):  # not the main thread: nobody sends signals here
                kept[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _interrupt(*_: Any) -> None:  # noqa: ANN401  # signal's
    raise KeyboardInterrupt


@contextlib.contextmanager
def follow(total: int, lang: Lang) -> Iterator[Callable[[Row | Held], None]]:
    """Show on a terminal how far the batch is: filings done, rate, time left, findings so far."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    import time

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from checker.words.formats import say

    # drawn by this thread alone: children are forked from a process with one thread
    bar = Progress(
        TextColumn("{task.percentage:>3.0f}%"), BarColumn(bar_width=24), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(compact=True), TextColumn("{task.fields[found]}"),
        console=Console(stderr=True), auto_refresh=False, transient=True,
    )  # fmt: skip
    task = bar.add_task("", total=total, rate="", found="")
    start = drawn = time.monotonic()
    done = findings = 0

    def notify(row: Row | Held) -> None:
        nonlocal drawn, done, findings
        done += 1
        findings += row.errors + row.warnings + row.reviews
        now = time.monotonic()
        if now - drawn < 0.1 and done < total:
            return
        drawn = now
        rate = f"{done / max(now - start, 1e-6):.1f}/s"
        bar.update(task, completed=done, rate=rate, found=say("batch.found", lang, count=findings))
        bar.refresh()

    with bar:
        bar.refresh()
        yield notify
