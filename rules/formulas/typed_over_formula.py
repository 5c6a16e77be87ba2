"""A number was typed where the cells beside it hold one formula: it stays as it is when what it came from changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules.formulas._relative import list_runs, list_shapes

if TYPE_CHECKING:
    from checker.findings import Plain


@rule("FOR101", severity="review", scope="filing", needs=("facts.amount",), gives_way=True)
def typed_over_formula(filing: Filing) -> Iterator[Evidence]:
    """Find numbers in rows or columns of which four in five cells hold one formula."""
    formulas = list_shapes(filing)
    told: set[int] = set()
    for run in list_runs(filing, formulas):
        for cell, row in run.rows.items():
            if cell not in formulas and row not in told:
                told.add(row)
                values: dict[str, Plain | list[Plain]] = {
                    "cell_text": f"={filing.formulas()[run.example].text}", "count": len(run.rows),
                }  # fmt: skip
                example = run.rows[run.example]
                yield Evidence((row,), values, ((example, "partner"),))
