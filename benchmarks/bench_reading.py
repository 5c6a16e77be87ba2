"""What reading costs: values and formulas against a plain calamine read, and whole filings one by one.

(a) For each workbook, one read of the values by python-calamine alone, one as we read them (scan,
safe copy and all), one of the formulas, one of all marks of the cells; in turn, repeated, and the
least of each counts. The budget, 4 times the plain read for values and formulas together, is for
.xlsx; the other formats have no formulas, and our own code reads them record by record.
(b) For each real file, `read_filing` in a child process: seconds and peak memory, within 3 s and
400 MiB. The real files are those in $CHECKER_REAL_DATA/workbooks.

Run: python benchmarks/bench_reading.py [NAME]      # NAME: only files whose name holds it
"""

from __future__ import annotations

import compileall
import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
REPEATS = 7
MOST_TIMES, MOST_SECONDS, MOST_MIB = 4.0, 3.0, 400

CHILD = """
import json, sys, time
from pathlib import Path
start = time.process_time()
from checker.errors import CheckerError
from checker.reading.read import read_filing
try:
    said = str(len(read_filing([Path(sys.argv[1])], [], {}).facts)) + " facts"
except CheckerError as error:
    said = str(error).partition(": ")[2].partition(";")[0]
except Exception as error:
    said = "CRASH " + type(error).__name__
seconds = time.process_time() - start
status = Path("/proc/self/status")
peak = int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024 if status.exists() else 0
print(json.dumps([seconds, peak, said]))
"""


class Cost(NamedTuple):
    """Seconds of each way to read one workbook."""

    plain: float
    values: float
    formulas: float
    marks: float


def read_plainly(data: bytes) -> None:
    """Read all values with python-calamine, unbounded."""
    from python_calamine import CalamineError, CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        try:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except CalamineError:  # a chart's sheet
            continue


def measure(data: bytes) -> Cost:
    """Measure the ways in turn; give the least of each."""
    from checker.reading.cell_marks import BookMarks
    from checker.reading.excel import read_package
    from checker.reading.formulas import read_formulas

    names = [sheet.name for sheet in read_package(data, "file")[0]]

    def read_marks() -> None:
        book = BookMarks(data)
        for name in names:
            book.sheet(name)

    ways: tuple[Callable[[], object], ...] = (
        lambda: read_plainly(data),
        lambda: read_package(data, "file"),
        lambda: read_formulas(data, "file"),
        read_marks,
    )
    least = [float("inf")] * len(ways)
    for _ in range(REPEATS):
        for number, way in enumerate(ways):
            start = time.process_time()
            way()
            least[number] = min(least[number], time.process_time() - start)
    return Cost(*least)


def list_real() -> list[Path]:
    """List the real files, where there are any."""
    folder = os.environ.get("CHECKER_REAL_DATA")
    return sorted(Path(folder, "workbooks").glob("*.xls*")) if folder else []


def compare_ways(paths: list[Path]) -> None:
    """Print the costs of each workbook as multiples of the plain read."""
    print(f"{'':44} {'plain ms':>9} {'values':>7} {'formulas':>9} {'together':>9} {'marks':>7}")
    costs = {"xlsx": list[Cost](), "xls": list[Cost]()}
    for path in paths:
        data = path.read_bytes()
        cost = measure(data)
        costs["xlsx" if data.startswith(b"PK") else "xls"].append(cost)
        print(f"{path.name[-44:]:44} {cost.plain * 1000:9.1f} {write_times(cost)}")
    for kind, each in costs.items():
        if each:
            total = Cost(*(sum(column) for column in zip(*each, strict=True)))
            together = [(cost.values + cost.formulas) / cost.plain for cost in each]
            print(f"{f'all .{kind} ({len(each)})':44} {total.plain * 1000:9.1f} {write_times(total)}")
            print(f"{'':44} median together {statistics.median(together):.1f}, worst {max(together):.1f}")
    large = Cost(*(sum(column) for column in zip(*costs["xlsx"], strict=True)))
    within = (large.values + large.formulas) / large.plain <= MOST_TIMES
    print(
        f"values and formulas of all .xlsx within {MOST_TIMES:g} times the plain read: {'yes' if within else 'NO'}"
    )


def write_times(cost: Cost) -> str:
    """Write a cost's parts as multiples of the plain read."""
    together = cost.values + cost.formulas
    values, formulas, both, marks = (
        part / cost.plain for part in (cost.values, cost.formulas, together, cost.marks)
    )
    return f"{values:7.1f} {formulas:9.1f} {both:9.1f} {marks:7.1f}"


def read_in_children(paths: list[Path]) -> Iterator[tuple[Path, float, int, str]]:
    """Read each file as a filing in a child process; give seconds, peak MiB and what came of it."""
    for path in paths:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        seconds, peak, said = json.loads(done.stdout or f'[NaN, 0, "CRASH {done.returncode}"]')
        yield path, seconds, peak, said


def main() -> None:
    """Measure and print."""
    compileall.compile_dir(ROOT / "checker", quiet=2)  # else a child compiles what a machine does not keep
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    samples = sorted((ROOT / "sample_workbooks").glob("*.xlsx"))
    real = [path for path in list_real() if wanted in path.name]
    compare_ways([*(path for path in samples if wanted in path.name), *real])
    if not real:
        print("no real files: set CHECKER_REAL_DATA")
    for path, seconds, peak, said in read_in_children(real):
        mark = " OVER" if seconds > MOST_SECONDS or peak > MOST_MIB or said.startswith("CRASH") else ""
        print(f"{path.name[-60:]:60} {seconds:5.2f} s {peak:5d} MiB{mark}  {said}")


if __name__ == "__main__":
    main()
