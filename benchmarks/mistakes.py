"""How many of the real mistakes in 57 villages' monthly filings are found, and how much else is flagged.

Each village's year, with the year before it, is laid out as a workbook a clerk might file, and checked.
Of the suspected mistakes, those count whose certainty begins with certain, near-certain or impossible.
A mistake is found where a finding above info blames its cell; one that names a whole filing, where any
cell of that month is blamed. Budgets, of the design: 97 % found, at most 1.5 % of the filed cells that
are not zero blamed. `--sample N` draws findings that meet no suspected mistake, to be judged by eye, and
prints each with the year of the column it blames; `--seed S` draws others.

Run: CHECKER_REAL_DATA=FOLDER python benchmarks/mistakes.py [--sample N] [--seed S] [--missed]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.findings import Report

ROOT = Path(__file__).parents[1]
LEAST_FOUND, MOST_BLAMED = 0.97, 0.015
SURE = ("certain", "near-certain", "impossible")
COLUMNS = {
    "fuel_used_gallons": "Diesel consumption (gallons)",
    "fuel_cost": "Diesel cost (USD)",
    "diesel_kwh_generated": "Electricity generated from diesel (kWh)",
    "other_1_kwh_generated": "Electricity generated from wind (kWh)",
    "powerhouse_consumption_kwh": "Powerhouse own use of electricity (kWh)",
    "residential_sold_to": "Electricity sold, residential (kWh)",
    "commercial_sold_to": "Electricity sold, commercial (kWh)",
    "com_facil_sold_to": "Electricity sold, community (kWh)",
    "govt_facil_sold_to": "Electricity sold, government (kWh)",
    "residential_customers": "Customers, residential (count)",
    "commercial_customers": "Customers, commercial (count)",
    "com_facil_customers": "Customers, community (count)",
    "govt_facil_customers": "Customers, government (count)",
}
"""Columns of the filings and the headers a clerk would give them."""
SOLD = ("residential_sold_to", "commercial_sold_to", "com_facil_sold_to", "govt_facil_sold_to")
FIRST_ROW = 2
"""The row of a sheet's first month, from 0."""


class Mistake(NamedTuple):
    """A suspected mistake: the filing, its month, the cells any of which will do, its kind."""

    code: int
    year: int
    month: int
    fields: tuple[str, ...]
    kind: str


class Blame(NamedTuple):
    """A cell that a finding blames, with the finding's rule and what it says."""

    code: int
    year: int
    month: int
    field: str
    rule: str
    severity: str
    said: str


def list_mistakes(folder: Path) -> list[Mistake]:
    """List the suspected mistakes that are sure."""
    import pandas as pd

    listed = pd.read_csv(folder / "village_utility_suspected_errors.csv")
    sure = listed[listed["certainty"].str.startswith(SURE)]
    return [
        Mistake(int(row.entity), int(row.year), int(row.month), find_fields(str(row.field)), str(row.kind))
        for row in sure.itertuples()
    ]


def find_fields(name: str) -> tuple[str, ...]:
    """Give the columns that a mistake's field speaks of."""
    return tuple(COLUMNS) if name == "row_id" else SOLD if name == "sold" else (name,)


def list_blamed(report: Report, months: list[int], code: int, year: int) -> list[Blame]:
    """List the cells of the report year that findings above info blame."""
    columns, blamed = list(COLUMNS), []
    for finding in report.findings:
        if finding.severity == "info":
            continue
        said = (
            f"{finding.code} {finding.severity} {', '.join(map(str, finding.cells))} {dict(finding.values)}"
        )
        for cell in finding.cells:
            at = cell.row - FIRST_ROW
            if cell.sheet == str(year) and 0 <= at < len(months) and 1 <= cell.column <= len(columns):
                field = columns[cell.column - 1]
                blamed.append(Blame(code, year, months[at], field, finding.code, finding.severity, said))
    return blamed


def main(sample: int = 0, seed: int = 1, *, missed: bool = False) -> int:
    """Check all villages and years; print what was found of the sure mistakes and how much was blamed."""
    sys.path.insert(0, str(ROOT))
    import pandas as pd

    from benchmarks.lay_out import lay_out_village
    from checker.engine import check
    from checker.packs import load_catalogue

    folder = Path(os.environ.get("CHECKER_REAL_DATA") or "nowhere") / "monthly"
    if not folder.is_dir():
        print("skipped: CHECKER_REAL_DATA names no folder that holds monthly/")
        return 0
    catalogue, mistakes = load_catalogue(), list_mistakes(folder)
    filings = pd.read_parquet(folder / "village_utility_filings.parquet")
    blamed: list[Blame] = []
    filled = 0
    with tempfile.TemporaryDirectory() as made:
        for code, village in filings.groupby("code"):
            for year in sorted(village["year"].unique()):
                both = village[village["year"].isin([year - 1, year])]
                own = both[both["year"] == year].sort_values("month")
                filled += int((own[list(COLUMNS)].fillna(0) != 0).to_numpy().sum())
                report = check(lay_out_village(both, Path(made), COLUMNS), catalogue=catalogue)
                blamed += list_blamed(report, own["month"].tolist(), int(code), int(year))
    at = {(each.code, each.year, each.month, each.field) for each in blamed}
    found = [m for m in mistakes if any((m.code, m.year, m.month, field) in at for field in m.fields)]
    kinds, hits = Counter(m.kind for m in mistakes), Counter(m.kind for m in found)
    for kind in sorted(kinds):
        print(f"{hits[kind]:5} of {kinds[kind]:4}  {kind}")
    share = len(at) / filled
    print(
        f"{len(found):5} of {len(mistakes):4}  = {len(found) / len(mistakes):.1%} of the sure mistakes (budget {LEAST_FOUND:.0%})"
    )
    print(f"{len(at):5} of {filled} filed cells = {share:.2%} blamed (budget {MOST_BLAMED:.1%})")
    for rule, count in sorted(
        Counter(rule for rule, *_ in {(b.rule, b.code, b.year, b.month, b.field) for b in blamed}).items()
    ):
        print(f"  {rule}: {count} cells")
    if missed:
        for m in mistakes:
            if m not in found:
                print("missed", m.code, m.year, m.month, m.kind, m.fields[0])
    known = {(m.code, m.year, m.month) for m in mistakes}
    others: dict[tuple[int, int, str], str] = {}
    for each in blamed:
        if (each.code, each.year, each.month) not in known:
            others.setdefault((each.code, each.year, each.said), each.field)
    draw = random.Random(seed)  # noqa: S311  # a sample, no secret
    for code, year, said in draw.sample(sorted(others), min(sample, len(others))):
        own = filings[(filings["code"].astype(int) == code) & filings["year"].isin([year - 1, year])]
        figures = own.sort_values(["year", "month"])[["year", "month", others[code, year, said]]]
        print(code, year, said, "|", *(f"{m}: {value:g}" for _, m, value in figures.itertuples(index=False)))
    return int(len(found) < LEAST_FOUND * len(mistakes) or share > MOST_BLAMED)


if __name__ == "__main__":
    number = int(sys.argv[sys.argv.index("--sample") + 1]) if "--sample" in sys.argv else 0
    drawn = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else 1
    sys.exit(main(number, drawn, missed="--missed" in sys.argv))
