"""The results of a batch: a folder of Parquet parts, and a journal of what has not become a part yet.

Each finished filing is a line of the journal at once; some hundred lines become a part, which is
written under another name and renamed. So a run that is killed loses nothing finished, and no part
is ever seen half written.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

from checker.errors import UnreadableFileError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "checker-results/1"
MARKER = "results.json"
JOURNAL = "journal.jsonl"
MOST_ROWS = 500
MOST_SECONDS = 60.0
MOST_CHARACTERS = 30_000_000
"""A part is written when the journal is so long, so old or so large (ours: few parts, fresh ones, little memory)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One filing's result; a later one (`number`) of the same `path` takes the place of an earlier.

    `path` is seen from the folder in which the results lie. Tonnes are tCO2e, `seconds` wall time.
    `errors` to `infos` count the findings that stand open. `stopped` is deadline, memory or crash
    where the check came to no end, under `deadline` seconds and `memory` MiB. `report` is what
    `checker.batch.stored` writes.
    """

    path: str
    key: str
    number: int
    outcome: str
    errors: int
    warnings: int
    reviews: int
    infos: int
    at_stake: float | None
    declared: float | None
    recomputed: float | None
    top_id: str | None
    top_code: str | None
    top_cell: str | None
    misfiling: str | None
    sites: str
    sector: str | None
    year: int | None
    rule_set: str | None
    reason: str | None
    stopped: str
    deadline: float
    memory: int
    seconds: float
    checker: str
    report: str


class Held(NamedTuple):
    """Of a result already there, what a run needs to know; so little that a hundred thousand fit in memory."""

    number: int
    path: str
    key: str
    outcome: str
    errors: int
    warnings: int
    reviews: int
    infos: int
    stopped: str
    deadline: float
    memory: int


COLUMNS = tuple(field.name for field in fields(Row))


class Results:
    """A results folder open for writing by this process alone; use it with `with`."""

    def __init__(self, folder: Path) -> None:
        """Open a folder, making it where there is none.

        Raises UsageError where it holds something else, cannot be written, or another run writes there.
        """
        self.folder = folder
        try:
            prepare_folder(folder)
            self._journal: IO[str] = (folder / JOURNAL).open("a+", encoding="utf-8", newline="\n")
        except OSError as error:
            message = f"{folder.name}: cannot be written ({error.strerror}); give -o another folder"
            raise UsageError(message) from error
        self.latest: dict[str, Held] = {}
        """By path, the last result."""
        self.held: dict[str, Held] = {}
        """By key, the last result that has it."""
        self._pending: list[dict[str, Any]] = []
        self._characters = 0
        self._next = 1
        self._since = time.monotonic()
        try:
            self._lock()
            self._read()
        except BaseException:
            self._journal.close()
            raise

    def _read(self) -> None:
        """Take up what is there, and make a part of what a killed run left."""
        parts = sorted(read_held(self.folder))
        written = {each.number for each in parts}
        # a run killed between a part and the emptying of its journal leaves rows in both
        self._pending = [each for each in read_journal(self.folder) if each["number"] not in written]
        for each in (*parts, *map(hold, self._pending)):
            self._note(each)
            self._next = max(self._next, each.number + 1)
        self.fold()

    def __enter__(self) -> Self:
        """Give the open results."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Make a part of what is left, however the run ended."""
        try:
            self.fold()
        finally:
            self._journal.close()

    def _lock(self) -> None:
        try:
            import fcntl
        except (
            ImportError
        ):  # Windows keeps a file open for writing to itself less strictly; the parts stay whole
            return
        try:
            fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._journal.close()
            message = (
                f"{self.folder.name}: another run is writing there; wait for it, or give -o another folder"
            )
            raise UsageError(message) from error

    def _note(self, held: Held) -> None:
        self.latest[held.path] = held
        self.held[held.key] = held

    def add(self, row: Row) -> Row:
        """Keep a result; its number is given here. It is on the disk when this returns."""
        numbered = asdict(row) | {"number": self._next}
        self._next += 1
        self._journal.write(json.dumps(numbered, ensure_ascii=False) + "\n")
        self._journal.flush()
        self._pending.append(numbered)
        self._characters += len(row.report)
        self._note(hold(numbered))
        old = time.monotonic() - self._since > MOST_SECONDS
        if old or len(self._pending) >= MOST_ROWS or self._characters > MOST_CHARACTERS:
            self.fold()
        return Row(**numbered)

    def find(self, number: int) -> Row:
        """Give a result by its number, its report and all; raises KeyError where there is none."""
        for each in self._pending:
            if each["number"] == number:
                return Row(**each)
        import pyarrow.dataset as ds

        table = ds.dataset(list_parts(self.folder), format="parquet").to_table(
            filter=ds.field("number") == number
        )
        for each in table.to_pylist():
            return Row(**each)
        raise KeyError(number)

    def fold(self) -> None:
        """Make a part of the journal and empty it."""
        self._since = time.monotonic()
        if self._pending:
            write_part(self.folder, self._pending)
            self._pending, self._characters = [], 0
        self._journal.truncate(0)


def prepare_folder(folder: Path) -> None:
    """Make a results folder, or see that it is one; raises UsageError where it holds something else."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    if marker.is_file():
        return
    if any(folder.iterdir()):
        message = f"{folder.name}: holds other things than results; give -o a new or empty folder"
        raise UsageError(message)
    marker.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")


def require_results(folder: Path) -> None:
    """Raise UsageError where a folder holds no results."""
    if not (folder / MARKER).is_file():
        raise UsageError("no_results", name=folder.name)


def list_parts(folder: Path) -> list[str]:
    """List the parts of a results folder, oldest first."""
    return sorted(str(path) for path in folder.glob("part-*.parquet"))


def write_part(folder: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write rows as the next part, under another name first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    last = list_parts(folder)[-1:]
    number = int(Path(last[0]).stem.partition("-")[2]) + 1 if last else 1
    part = folder / f"part-{number:06d}.parquet"
    temporary = folder / f".{part.name}.{os.getpid()}"
    table = pa.Table.from_pylist(list(rows), schema=make_schema())
    try:
        pq.write_table(table, temporary, compression="zstd")
        temporary.replace(part)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        message = (
            f"{folder.name}: a part cannot be written ({error.strerror or error}); free space and run again"
        )
        raise UsageError(message) from error
    return part


def make_schema() -> pa.Schema:
    """Give the columns of a part, in the order of `Row`."""
    import pyarrow as pa

    kinds = {"str": pa.string(), "int": pa.int64(), "float": pa.float64()}
    return pa.schema([
        pa.field(field.name, kinds[str(field.type).partition(" ")[0]], nullable="None" in str(field.type))
        for field in fields(Row)
    ])  # fmt: skip


def read_journal(folder: Path) -> list[dict[str, Any]]:
    """Read the rows that have not become a part; a last line cut off by a kill is passed over."""
    rows: list[dict[str, Any]] = []
    try:
        text = (folder / JOURNAL).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    for line in text.split("\n"):
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict) and set(COLUMNS) <= set(row):
                rows.append({name: row[name] for name in COLUMNS})
    return rows


def read_held(folder: Path) -> Iterator[Held]:
    """Read what a run needs of all parts; raises UnreadableFileError for a damaged part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for part in list_parts(folder):
        try:
            yield from map(hold, pq.read_table(part, columns=list(Held._fields)).to_pylist())
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFileError(Path(part).name, "damaged_part", error=type(error).__name__) from error


def hold(row: dict[str, Any]) -> Held:
    """Keep of a row what a run needs."""
    return Held(*(row[name] for name in Held._fields))
