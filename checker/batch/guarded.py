"""The parent's side: filings in child processes with a deadline and a memory limit, none lost.

A pool of the standard library loses every task in flight when one worker aborts, and cannot stop a
hang. Here each worker has a pipe of its own and one filing at a time: whatever befalls it concerns
that filing alone, and a new worker takes its place.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.batch.stored import dump_report, load_report
from checker.batch.worker import (
    OUT_OF_MEMORY,
    Answer,
    Limits,
    Options,
    Stopped,
    Task,
    fail,
    say_shortage,
    serve,
)
from checker.errors import CheckerError
from checker.findings import Failure

if TYPE_CHECKING:
    from checker.findings import Report
    from checker.packs import Catalogue

MOST_FALSE_STARTS = 3
"""So many workers in a row may die before they are ready, then nothing can be checked (ours)."""
JOIN = 5.0


@dataclass
class Worker:
    """A child process, the pipe to it, and what it is at."""

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    task: Task | None = None
    started: float = 0.0

    def give(self, task: Task) -> None:
        """Hand over a filing and start its clock."""
        self.task, self.started = task, time.monotonic()
        with contextlib.suppress(OSError):  # it has died: the wait tells
            self.pipe.send(task)

    def stop(self) -> None:
        """End the process, and whatever it started, at once."""
        if self.process.is_alive() and self.process.pid is not None:
            with contextlib.suppress(OSError, AttributeError):  # Windows has no process groups
                if os.getpgid(self.process.pid) == self.process.pid:
                    os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
        self.process.join(JOIN)
        self.pipe.close()


def guarded_check(
    files: Sequence[str | Path],
    options: Options | None = None,
    limits: Limits | None = None,
    *,
    previous: Sequence[str | Path] = (),
    catalogue: Catalogue | None = None,
) -> Report:
    """Check one filing in a child process and give a Report whatever befalls it.

    A hang, a want of memory and an abrupt end are reports that are failed, with the code deadline,
    memory or crash, or that of the rule. Raises PackError where the rules cannot be loaded.
    """
    task = Task(0, tuple(Path(each) for each in files), tuple(Path(each) for each in previous))
    ((_, answer),) = check_tasks([task], options or Options(), limits or Limits(), 1, catalogue)
    return load_report(answer.report)


def check_tasks(
    tasks: Iterable[Task],
    options: Options,
    limits: Limits,
    jobs: int,
    catalogue: Catalogue | None = None,
) -> Generator[tuple[Task, Answer], None, None]:
    """Check filings on `jobs` workers and yield every one with its answer, in the order they end.

    Tasks are taken as workers come free, at most as many ahead as there are workers. Raises
    PackError where the rules cannot be loaded, CheckerError where no worker can be started.
    """
    start = prepare_starts(options, limits, catalogue)
    waiting: deque[Task] = deque()
    source = iter(tasks)
    workers: list[Worker] = []
    false_starts = 0
    try:
        while True:
            while len(waiting) < jobs and (task := next(source, None)) is not None:
                waiting.append(task)
            hand_out(workers, waiting)
            while waiting and len(workers) < jobs:
                workers.append(start([each.pipe for each in workers]))
                if sum(not each.ready for each in workers) >= len(waiting):
                    break
            if not waiting and all(each.task is None for each in workers):
                return
            ended, unready = collect(workers, limits)
            false_starts = 0 if ended else false_starts + unready
            if false_starts >= MOST_FALSE_STARTS:
                message = "no child process can be started to check filings; free memory, or raise --memory"
                raise CheckerError(message)
            hand_out(workers, waiting)
            yield from ended
    finally:
        for worker in workers:
            worker.stop()


def hand_out(workers: Iterable[Worker], waiting: deque[Task]) -> None:
    """Give every free worker a filing."""
    for worker in workers:
        if waiting and worker.ready and worker.task is None:
            worker.give(waiting.popleft())


def collect(workers: list[Worker], limits: Limits) -> tuple[list[tuple[Task, Answer]], int]:
    """Wait until something happens; give what ended, and how many workers died before they were ready.

    Workers that died, retired or were stopped are taken out of the list.
    """
    busy = [each.started + limits.deadline for each in workers if each.task is not None]
    timeout = max(0.0, min(busy) - time.monotonic()) if busy else None
    heard = wait([each.pipe for each in workers], timeout)
    ended: list[tuple[Task, Answer]] = []
    unready = 0
    for worker in list(workers):
        answer, leaves = listen(worker, limits) if worker.pipe in heard else check_clock(worker, limits)
        if answer is not None and worker.task is not None:
            ended.append((worker.task, answer))
            worker.task = None
        if leaves:
            unready += not worker.ready
            workers.remove(worker)
            worker.stop()
    return ended, unready


def listen(worker: Worker, limits: Limits) -> tuple[Answer | None, bool]:
    """Take what a worker sends, or note its death; give its answer and whether it leaves."""
    try:
        answer: Answer | None = worker.pipe.recv()
    except (EOFError, OSError):
        return describe_death(worker, limits), True
    if answer is None:
        worker.ready = True
        return None, False
    return answer, answer.retires


def check_clock(worker: Worker, limits: Limits) -> tuple[Answer | None, bool]:
    """Stop a worker whose filing has had its time."""
    if worker.task is None or time.monotonic() - worker.started < limits.deadline:
        return None, False
    reason = (
        f"took longer than {limits.deadline:g} s and was stopped; raise --deadline, or check the file alone"
    )
    return end(worker, "deadline", reason), True


def describe_death(worker: Worker, limits: Limits) -> Answer | None:
    """Say how a worker died on its filing; None where it had none."""
    worker.process.join(JOIN)
    status = worker.process.exitcode
    if worker.task is None:
        return None
    if status == OUT_OF_MEMORY:
        return end(worker, "memory", say_shortage(limits.memory))
    how = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
    return end(worker, "crash", f"the process ended abruptly ({how}); check the file alone, and report it")


def end(worker: Worker, stopped: Stopped, reason: str) -> Answer:
    """Give the answer for a filing whose worker came to no end of its own."""
    seconds = time.monotonic() - worker.started
    task = worker.task or Task(0, (Path(),))
    return Answer(dump_report(fail(task, Failure(stopped, reason))), seconds, stopped)


def prepare_starts(
    options: Options, limits: Limits, catalogue: Catalogue | None
) -> Callable[[Sequence[Connection]], Worker]:
    """Give a function that starts a worker; it is told the pipes that a fork would inherit.

    Forked from a process that has pandas, pandera and the rules a worker is there in some 20 ms;
    spawned it takes over a second. Forking is safe on Linux while this process has one thread.
    """
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    if not forks and catalogue is None:
        from checker.packs import load_catalogue

        load_catalogue()  # a broken pack is told here, not by a child that cannot start
    context: BaseContext = multiprocessing.get_context("fork" if forks else "spawn")
    ready = False

    def start(pipes: Sequence[Connection]) -> Worker:
        nonlocal catalogue, ready
        if forks and not ready:
            catalogue = warm_up(catalogue)
            ready = True
        ours, theirs = context.Pipe()
        inherited = [*pipes, ours] if forks else []
        arguments: tuple[Any, ...] = (theirs, inherited, options, limits, catalogue if forks else None)
        process = context.Process(target=serve, args=arguments, daemon=True)  # type: ignore[attr-defined]
        with warnings.catch_warnings():
            # Python 3.12 and later warn of any second thread; those of numpy and Arrow wait and survive a fork
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        return Worker(process, ours)

    return start


def warm_up(catalogue: Catalogue | None) -> Catalogue:
    """Import and load once what every worker will need, by checking a small workbook without any rule.

    No rule looks here: one that hangs must hang a child.
    """
    import tempfile

    from checker.engine import check
    from checker.packs import Catalogue, load_catalogue
    from checker.testing import write_book

    catalogue = catalogue or load_catalogue()
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    sheets: dict[str, list[list[Any]]] = {
        "Facility": [["Company", "Works"], ["Province", "Anhui"], ["Reporting year", 2024]],
        "Electricity": [["Item", "Unit", *months], ["Purchased electricity", "kWh", *range(1000, 1012)]],
        "Emissions": [["Category", "tCO2e"], ["Total emissions", 8.2]],
    }
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(CheckerError, OSError):
        book = write_book(sheets, Path(folder) / "small.xlsx")
        check(book, catalogue=Catalogue(built_in=catalogue.built_in))
    importlib.import_module("checker.counterfactual")
    return catalogue
