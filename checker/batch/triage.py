"""Results ranked through DuckDB: the gravest first, then by tonnes at stake, then by their share."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker.batch.results import Row, list_parts, make_schema, read_journal, require_results
from checker.errors import UnreadableFileError, UsageError

if TYPE_CHECKING:
    import duckdb

RANKED = """
WITH latest AS (
    SELECT * FROM results QUALIFY row_number() OVER (PARTITION BY path ORDER BY number DESC) = 1
)
SELECT *, row_number() OVER (
    ORDER BY
        CASE WHEN errors > 0 THEN 0 WHEN warnings > 0 THEN 1 WHEN reviews > 0 THEN 2 WHEN infos > 0 THEN 3 ELSE 4 END,
        abs(at_stake) DESC NULLS LAST,
        abs(at_stake) / nullif(abs(declared), 0) DESC NULLS LAST,
        errors DESC, warnings DESC, reviews DESC, path
) AS rank
FROM latest
"""
"""All filings with their rank; those that could not be read are sorted out where they are shown."""
LOOKED_AT = "outcome IN ('clean', 'findings') OR errors + warnings + reviews + infos > 0"
"""A filing has a rank where something of it was looked at; one that crashed keeps the findings it has."""
AT_ONCE = 200
"""Reports held in memory at a time."""


class Ranked(NamedTuple):
    """Filings with findings or without, the most doubtful first; and those that could not be checked, by path.

    One that was checked in part stands in both. `ranked` is cut where a number was asked for,
    `total` counts all.
    """

    ranked: tuple[Row, ...]
    troubled: tuple[Row, ...]
    total: int


def rank_results(folder: Path, top: int | None = None, *, doubtful: bool = False) -> Ranked:
    """Rank the latest result of every filing, the first `top` of them, with `doubtful` those with doubts only.

    The rows come without their reports. Raises UsageError where the folder holds no results.
    """
    light = ", ".join(field.name for field in fields(Row) if field.name != "report")
    doubts = " AND errors + warnings + reviews > 0" if doubtful else ""
    with open_results(folder) as base:
        ranked = fetch(
            base,
            f"SELECT {light} FROM ({RANKED}) WHERE ({LOOKED_AT}){doubts} ORDER BY rank"  # noqa: S608  # our own names
            + ("" if top is None else f" LIMIT {top:d}"),
        )
        troubled = fetch(
            base,
            f"SELECT {light} FROM ({RANKED}) WHERE outcome IN ('failed', 'unreadable') ORDER BY path",  # noqa: S608
        )
        (counted,) = base.execute("SELECT count(DISTINCT path) FROM results").fetchone() or (0,)
    return Ranked(tuple(ranked), tuple(troubled), int(counted))


def fetch(base: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """Run a query over all columns but the report and give its rows."""
    cursor = base.execute(query)
    names = [each[0] for each in cursor.description or ()]
    return [Row(**dict(zip(names, values, strict=True)), report="") for values in cursor.fetchall()]


def read_reports(folder: Path, rows: Sequence[Row]) -> Iterator[Row]:
    """Give these rows with their reports, in their order and a few at a time."""
    with open_results(folder) as base:
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            numbers = ", ".join(str(row.number) for row in some)
            found = dict(
                base.execute(f"SELECT number, report FROM results WHERE number IN ({numbers})").fetchall()  # noqa: S608  # whole numbers
            )
            yield from (replace(row, report=found[row.number]) for row in some)


def find_result(folder: Path, asked: str) -> Row:
    """Give the latest result of one filing: by its path in the list, as seen from here, or by a part of it.

    Raises UsageError where there is none, or several fit.
    """
    from checker.errors import suggest

    with open_results(folder) as base:
        paths = [
            path for (path,) in base.execute("SELECT DISTINCT path FROM results ORDER BY path").fetchall()
        ]
    from_here = Path(os.path.relpath(asked, folder.absolute().parent)).as_posix()
    wanted = asked.replace("\\", "/")
    fitting = (
        [path for path in paths if path in {wanted, from_here}]
        or [path for path in paths if path.endswith(f"/{wanted.removeprefix('./')}")]
        or [path for path in paths if wanted in path]
    )
    if len(fitting) == 1:
        with open_results(folder) as base:
            query = "SELECT * FROM results WHERE path = ? ORDER BY number DESC LIMIT 1"
            cursor = base.execute(query, fitting)
            names = [each[0] for each in cursor.description or ()]
            return Row(**dict(zip(names, cursor.fetchall()[0], strict=True)))
    if fitting:
        message = f"--show {asked}: {len(fitting)} filings fit; give the whole path, for example {fitting[0]}"
        raise UsageError(message)
    near = suggest(wanted, paths) or "; the column path of --format csv lists them"
    message = f"--show {asked}: no such filing in {folder.name}{near}"
    raise UsageError(message)


@contextlib.contextmanager
def open_results(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a results folder for reading: a DuckDB connection whose view `results` is all rows.

    Rows still in the journal (of a run that goes on, or was killed) are among them. Raises
    UsageError where the folder holds no results, UnreadableFileError for a damaged part.
    """
    import duckdb
    import pyarrow as pa
    import pyarrow.dataset as ds

    require_results(folder)
    schema = make_schema()
    # the journal first: a row that becomes a part meanwhile is seen twice rather than not at all
    journal = pa.Table.from_pylist(read_journal(folder), schema=schema)
    with duckdb.connect(":memory:") as base:
        try:
            # by pyarrow, for DuckDB takes brackets in a folder's name for a pattern
            base.register("parts", ds.dataset(list_parts(folder), format="parquet", schema=schema))
            base.register("journal", journal)
            base.execute("CREATE VIEW results AS SELECT * FROM parts UNION ALL SELECT * FROM journal")
            yield base
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise UnreadableFileError(folder.name, "damaged_results", error=type(error).__name__) from error
