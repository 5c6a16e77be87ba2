"""Write the workbook of a seed and say how it is read: `python -m checker.testing SEED OUT.xlsx [SWITCH=VALUE …]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checker.errors import CheckerError
from checker.testing.draw import OPTIONS, list_switches
from checker.testing.judge import judge_reading, judge_totals, shrink
from checker.testing.layouts import make_book
from checker.testing.write import write_layout

USAGE = "usage: python -m checker.testing SEED OUT.xlsx [SWITCH=VALUE ...]; the switches are told in checker/testing/draw.py"
MOST_SHOWN = 12


def compare_reading(seed: int, only: Mapping[str, Any], path: Path) -> list[str]:
    """Write a seed's workbook, read it, and say a line for each difference; [] where it is read as laid out."""
    from checker.reading.read import read_filing

    book = make_book(seed, only)
    try:
        filing = read_filing([write_layout(book, path)], [], {})
    except CheckerError as error:
        return [str(error)]
    return [difference.text for difference in (*judge_reading(book, filing), *judge_totals(book, filing))]


def main(arguments: list[str]) -> int:
    """Write one workbook, say its switches and how it is misread; 1 where it is, 2 where the arguments are wrong."""
    fixed = dict(each.partition("=")[::2] for each in arguments[2:])
    meant = {
        name: value for name, text in fixed.items() for value in OPTIONS.get(name, ()) if str(value) == text
    }
    if len(arguments) < 2 or not arguments[0].isdigit() or set(meant) != set(fixed):
        sys.stderr.write(USAGE + "\n")
        return 2
    seed, path = int(arguments[0]), Path(arguments[1])
    wrong = compare_reading(seed, meant, path)
    say = [f"{name} = {value}" for name, value in list_switches(make_book(seed, meant).switches).items()]
    if not wrong:
        sys.stdout.write("\n".join([*say, "read as laid out", ""]))
        return 0
    say += [f"{len(wrong)} differences", *wrong[:MOST_SHOWN]]
    if not meant:
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / path.name
            fewest = shrink(seed, lambda only: bool(compare_reading(seed, only, trial)))
        say.append(f"fewest switches that still differ: {fewest}")
    sys.stdout.write("\n".join([*say, ""]))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
