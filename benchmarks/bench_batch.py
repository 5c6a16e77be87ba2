"""What two workers gain over one: `checker batch` over 200 filings of about 3,000 cells.

The machine's own gain is measured beside it, by the same plain arithmetic in one process and in two,
for two processors that share a core give no two. Ratios count, seconds do not.

Run: python benchmarks/bench_batch.py [filings]
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_speed import make_workbook

FILINGS = 200
LINES = 200
"""Lines of twelve months in each filing."""
BUDGET = 0.85


def spin(rounds: int) -> int:
    """Do plain arithmetic."""
    total = 0
    for number in range(rounds):
        total += number * number
    return total


def measure_machine(rounds: int = 15_000_000) -> float:
    """Give how much faster the machine does twice the same arithmetic in two processes than in one."""
    start = time.perf_counter()
    spin(rounds)
    spin(rounds)
    alone = time.perf_counter() - start
    with multiprocessing.Pool(2) as pool:
        pool.map(spin, [1, 1])
        start = time.perf_counter()
        pool.map(spin, [rounds, rounds], chunksize=1)
        return alone / (time.perf_counter() - start)


def measure_batch(folder: Path, filings: int, jobs: int) -> tuple[float, float]:
    """Give wall seconds of a whole batch, and those of its filings alone (the start taken off)."""
    seconds = []
    for count in (2 * jobs, filings):
        out = folder / f"results_{jobs}_{count}"
        sources = [str(path) for path in sorted((folder / "in").iterdir())[:count]]
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "checker", "batch", *sources, "-o", str(out), "--jobs", str(jobs), "--fail-on", "never"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        seconds.append(time.perf_counter() - start)
    return seconds[1], (seconds[1] - seconds[0]) / (filings - 2 * jobs)


def main() -> None:
    """Print what two workers gain, and what the machine gives."""
    filings = int(sys.argv[1]) if len(sys.argv) > 1 else FILINGS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        data = make_workbook(folder, LINES)
        for number in range(filings):
            # another company each: equal bytes would be checked once
            write_copy(data, folder / "in" / f"{number:04d}.xlsx", number)
        machine = measure_machine()
        one, each_one = measure_batch(folder, filings, 1)
        two, each_two = measure_batch(folder, filings, 2)
    print(f"filings a second, one worker / two workers    {filings / one:6.1f} / {filings / two:.1f}")
    print(f"milliseconds a filing, one / two              {1000 * each_one:6.1f} / {1000 * each_two:.1f}")
    print(f"gain of two workers                           {one / two:6.2f}")
    print(f"gain the machine gives to plain arithmetic    {machine:6.2f}")
    print(f"share of it                                   {one / two / machine:6.2f}   budget {BUDGET}")


def write_copy(book: Path, copy: Path, number: int) -> None:
    """Copy a workbook with another comment at the end of its archive, so that its bytes differ."""
    data = bytearray(book.read_bytes())
    text = str(number).encode()
    data[-2:] = len(text).to_bytes(2, "little")
    copy.write_bytes(bytes(data) + text)


if __name__ == "__main__":
    main()
