"""Speed and memory as ratios measured in one run: warm and cold checks, a large workbook's peak.

Pairs are measured in turn and repeated, and the median ratio counts: these ratios hold between
machines, seconds do not. Budgets are those of the design; a figure above its budget is printed as
such and fails nothing.

Run: python benchmarks/bench_speed.py
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.packs import Catalogue

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LINES = (
    ("Purchased electricity meter", "kWh"),
    ("Natural gas consumption boiler", "Nm3"),
    ("Diesel consumption truck", "L"),
    ("Steam purchased line", "GJ"),
    ("Raw coal consumption kiln", "t"),
    ("PV own use roof", "kWh"),
)
BARE_IMPORT = "import click, pandas, pandera.pandas, python_calamine"
REPEATS = 9


def make_workbook(folder: Path, lines: int) -> Path:
    """Write a clean filing of so many lines over twelve months, with totals."""
    from checker.testing import write_book

    draw = random.Random(lines)  # noqa: S311  # made-up figures, no secret
    rows: list[list[Any]] = [["Energy 2024"], ["Item", "Unit", *MONTHS, "Total"]]
    for number in range(lines):
        label, unit = LINES[number % len(LINES)]
        level = 10 ** draw.uniform(4, 6)
        months = [round(level * draw.uniform(0.8, 1.2)) for _ in MONTHS]
        rows.append([f"{label} {number + 1:06d}", unit, *months, sum(months)])
    facility: list[list[Any]] = [["Company", "Works"], ["Province", "Anhui"], ["Reporting year", 2024]]
    return write_book({"Facility": facility, "Energy": rows}, folder / f"lines_{lines}.xlsx")


def measure(run: Callable[[], object]) -> float:
    """Give the seconds one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(run: Callable[[], object], base: Callable[[], object], repeats: int = REPEATS) -> float:
    """Give the median ratio of a run to its base, measured in turn."""
    run()
    base()
    return statistics.median(measure(run) / measure(base) for _ in range(repeats))


def call(*arguments: str) -> None:
    """Run Python with arguments; its output is passed over."""
    subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )


def measure_peak(path: Path) -> int:
    """Give the peak memory, in MiB, of checking a workbook in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    call("-m", "checker", "check", str(path))
    peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def time_rules(path: Path, catalogue: Catalogue) -> list[tuple[str, float]]:
    """Give the share of one reading that each rule takes, dearest first; what rules share is computed before."""
    from checker.looking import look_at
    from checker.reading.read import read_filing

    filing = read_filing([path], [], {})
    base = statistics.median(measure(lambda: read_filing([path], [], {})) for _ in range(REPEATS))
    shares = []
    for rule in catalogue.rules:
        look_at(filing, rule, rule.options)
        runs = [measure(lambda rule=rule: look_at(filing, rule, rule.options)) for _ in range(REPEATS)]  # type: ignore[misc]
        shares.append((rule.code, statistics.median(runs) / base))
    return sorted(shares, key=lambda each: -each[1])


def main() -> None:
    """Print each figure beside its budget, growth with rows, and a table of the rules."""
    import openpyxl

    from checker.engine import check
    from checker.packs import load_catalogue

    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, large = make_workbook(folder, 200), make_workbook(folder, 13_000)
        sample = Path(__file__).parents[1] / "sample_workbooks" / "secco_2024_declared.xlsx"
        warm = compare(lambda: check(plain, catalogue=catalogue), lambda: openpyxl.load_workbook(plain))
        found = compare(lambda: check(sample, catalogue=catalogue), lambda: openpyxl.load_workbook(plain))
        cold = compare(lambda: call("-m", "checker", "check", str(plain)), lambda: call("-c", BARE_IMPORT), 5)
        peak = measure_peak(large)
        fourfold = make_workbook(folder, 800)
        growth = compare(
            lambda: check(fourfold, catalogue=catalogue), lambda: check(plain, catalogue=catalogue), 5
        )
        shares = time_rules(plain, catalogue)
    print(f"warm check of 3,000 cells, x one openpyxl load            {warm:6.1f}   budget 2.0")
    print(f"warm check of the sample with a diagnosis, x the same     {found:6.1f}   budget 4.0")
    print(f"cold check of 3,000 cells, x the bare import              {cold:6.1f}   budget 1.3")
    print(f"peak memory of a check of 195,000 cells, MiB              {peak:6d}   budget 400")
    print(f"check of four times the rows, x the check of one          {growth:6.1f}   linear: 4.0 at most")
    print("rule      of one reading of the same workbook")
    for code, share in shares:
        print(f"{code}   {share:8.1%}")


if __name__ == "__main__":
    main()
