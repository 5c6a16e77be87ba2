"""The child's side: checks one filing at a time, within limits, and dies with its parent."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from checker.errors import CheckerError
from checker.findings import Failure, FileRead, Report

if TYPE_CHECKING:
    import datetime as dt

    from checker.packs import Catalogue
    from checker.settings import Settings

Stopped = Literal["", "deadline", "memory", "crash"]

DEADLINE = 60.0
"""Seconds a filing may take (ours: some hundred times what a filing of 20,000 cells takes)."""
MEMORY = 2048
"""MiB a filing may take (ours: five times what a filing of 200,000 cells takes)."""
MOST_FILINGS = 500
"""After so many filings a worker makes room for a new one, lest leaks of rules add up (ours)."""
OUT_OF_MEMORY = 77
"""Exit status of a child that has no memory left to say so."""

_MEMORY_ERROR = re.compile(r"\b\w*MemoryError\b")


class Limits(NamedTuple):
    """What one filing may take: wall seconds and MiB."""

    deadline: float = DEADLINE
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `checker.check` that all filings of a batch share."""

    settings: Settings | None = None
    set_: Mapping[str, str] = field(default_factory=dict)
    explanations: Literal["show", "accept", "ignore"] = "show"
    as_of: dt.date | None = None


class Task(NamedTuple):
    """A filing to be checked: a number of the caller's, its files, and last year's."""

    number: int
    files: tuple[Path, ...]
    previous: tuple[Path, ...] = ()


class Answer(NamedTuple):
    """A stored report, the seconds it took, and what stopped the check, if anything did."""

    report: str
    seconds: float
    stopped: Stopped = ""
    retires: bool = False


def serve(
    pipe: Connection,
    inherited: Sequence[Connection],
    options: Options,
    limits: Limits,
    catalogue: Catalogue | None,
) -> None:
    """Check what comes through the pipe until it closes; without a catalogue load the installed packs."""
    for each in inherited:
        each.close()  # a sibling's end held open here would hide the parent's death from it
    leave_terminal()
    die_with_parent()
    limit_memory(limits.memory)
    try:
        if catalogue is None:
            from checker.packs import load_catalogue

            catalogue = load_catalogue()
        pipe.send(None)
        serve_tasks(pipe, options, limits, catalogue)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def serve_tasks(pipe: Connection, options: Options, limits: Limits, catalogue: Catalogue) -> None:
    """Answer one task after another; leave after a shortage of memory and after many filings."""
    for count in range(1, MOST_FILINGS + 1):
        task: Task = pipe.recv()
        set_alarm(2 * limits.deadline + 10)
        answer = answer_task(task, options, limits, catalogue)
        set_alarm(0)
        retires = answer.stopped == "memory" or count == MOST_FILINGS
        pipe.send(answer._replace(retires=retires))
        if retires:
            return


def answer_task(task: Task, options: Options, limits: Limits, catalogue: Catalogue) -> Answer:
    """Check one filing; what ran out of memory says so in plain words."""
    from checker.batch.stored import dump_report

    start = time.perf_counter()
    report = check_task(task, options, catalogue)
    told = tuple(tell_shortage(each, limits.memory) for each in report.failures)
    short = told != report.failures
    text = dump_report(replace(report, failures=told) if short else report)
    return Answer(text, time.perf_counter() - start, "memory" if short else "")


def check_task(task: Task, options: Options, catalogue: Catalogue) -> Report:
    """Check one filing; what only it is to blame for hinders no other filing."""
    from checker.many import INTERNAL, check_guarded

    try:
        return check_guarded(
            task.files, previous=task.previous, settings=options.settings, set_=options.set_,
            explanations=options.explanations, as_of=options.as_of, catalogue=catalogue,
        )  # fmt: skip
    except CheckerError as error:  # e.g. one file under two names in one folder
        return fail(task, Failure(INTERNAL, str(error)))


def fail(task: Task, failure: Failure) -> Report:
    """Give the report of a filing whose check did not come to its end."""
    return Report((FileRead(Path(task.files[0]).name, ""),), failures=(failure,))


def tell_shortage(failure: Failure, memory: int) -> Failure:
    """Put a MemoryError into words; any other failure stays."""
    if not _MEMORY_ERROR.search(failure.reason):
        return failure
    return Failure(failure.code, say_shortage(memory))


def say_shortage(memory: int) -> str:
    """Say that a filing needed more memory than it may take."""
    amount = f"{memory / 1024:g} GiB" if memory >= 1024 else f"{memory} MiB"
    return f"needed more than {amount} of memory; raise --memory, or check the workbook for stray cells"


def leave_terminal() -> None:
    """Leave the parent's process group and streams: Ctrl-C is the parent's, and nothing is printed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "setpgid"):
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
    import faulthandler

    faulthandler.disable()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)


def die_with_parent() -> None:
    """Ask the kernel (Linux) to end this process with its parent; elsewhere the closed pipe and the alarm do."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    parent_dies = 1  # PR_SET_PDEATHSIG, prctl(2)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(parent_dies, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() == 1:
        os._exit(0)


def set_alarm(seconds: float) -> None:
    """Have the kernel end this process after so many seconds, whatever it does; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def limit_memory(mebibytes: int) -> bool:
    """Limit what this process may take beyond what it has; False where the platform cannot.

    Linux holds RLIMIT_DATA against private writable memory (getrlimit(2), since 4.7). macOS takes
    the limit and does not keep it, Windows has none: there only the deadline guards.
    """
    if not sys.platform.startswith("linux"):
        return False
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    base = 0
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmData:"):
            base = int(line.split()[1]) * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = base + mebibytes * 1024 * 1024
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    return True
