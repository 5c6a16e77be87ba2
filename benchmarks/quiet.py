"""How quiet the rules are on good data: findings at warning or above per rule and workbook.

Workbooks are laid out from real monthly series that are known to be sound (`good_data.py` holds the
filter). Budgets, of the design: at most 0.02 per rule and workbook, at most 0.3 in all.

Run: CHECKER_REAL_DATA=FOLDER python benchmarks/quiet.py [WORKBOOKS OF EACH DATA SET] [--show CODE] [--write]
`--write` keeps the rates in quiet_rates.toml, from where the rule pages take them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_OF_A_RULE, MOST_IN_ALL = 0.02, 0.3
EACH = 120
RATES = Path(__file__).with_name("quiet_rates.toml")


def main(each: int = EACH, show: str = "", *, write: bool = False) -> int:
    """Check the drawn workbooks; print the rates of every rule; give 1 where a budget is exceeded."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.good_data import take_books, write_workbook
    from checker.engine import check
    from checker.packs import load_catalogue

    folder = Path(os.environ.get("CHECKER_REAL_DATA") or "nowhere") / "monthly"
    if not folder.is_dir():
        print("skipped: CHECKER_REAL_DATA names no folder that holds monthly/")
        return 0
    catalogue, books = load_catalogue(), take_books(folder, each)
    grave: Counter[tuple[str, str]] = Counter()
    light: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as made:
        for book in books:
            report = check(write_workbook(book, Path(made)), catalogue=catalogue)
            for finding in report.findings:
                counts = grave if finding.severity in ("error", "warning") else light
                counts[finding.code, book.kind] += 1
                if finding.code == show:
                    print(book.kind, book.filer, book.year, finding.severity, *map(str, finding.cells))
    kinds = sorted({book.kind for book in books})
    print(f"{len(books)} workbooks:", ", ".join(f"{sum(b.kind == k for b in books)} {k}" for k in kinds))
    print(f"{'rule':8}{'warning+':>10}{'review-':>10}   by data set (warning and above)")
    exceeded = False
    for code in sorted({code for code, _ in (*grave, *light)}):
        rate = sum(grave[code, kind] for kind in kinds) / len(books)
        lower = sum(light[code, kind] for kind in kinds) / len(books)
        exceeded |= rate > MOST_OF_A_RULE
        parts = ", ".join(f"{kind} {grave[code, kind]}" for kind in kinds if grave[code, kind])
        print(f"{code:8}{rate:10.4f}{lower:10.4f}   {parts}{'  ABOVE' if rate > MOST_OF_A_RULE else ''}")
    whole = sum(grave.values()) / len(books)
    print(f"{'in all':8}{whole:10.4f}   budget {MOST_IN_ALL}")
    if write:
        write_rates(len(books), grave, light)
    return int(exceeded or whole > MOST_IN_ALL)


def write_rates(books: int, grave: Counter[tuple[str, str]], light: Counter[tuple[str, str]]) -> None:
    """Keep the findings per workbook of every rule that spoke."""
    lines = [
        "# Findings per workbook on sound data; written by benchmarks/quiet.py --write",
        f"workbooks = {books}",
    ]
    for name, counts in (("warning_and_above", grave), ("review_and_below", light)):
        lines += ["", f"[{name}]"]
        for code in sorted({code for code, _ in counts}):
            rate = sum(count for (own, _), count in counts.items() if own == code) / books
            lines.append(f"{code} = {rate:.4f}")
    RATES.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    code = sys.argv[sys.argv.index("--show") + 1] if "--show" in sys.argv else ""
    sys.exit(main(*(numbers[:1] or [EACH]), show=code, write="--write" in sys.argv))
