"""A formula differs from the one its row or column holds otherwise: it misses a cell, or takes another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules.formulas._relative import list_relative, list_runs

if TYPE_CHECKING:
    from checker.findings import Plain


@rule("FOR102", severity="review", scope="filing", needs=("facts.amount",), gives_way=True)
def another_formula(filing: Filing) -> Iterator[Evidence]:
    """Find formulas unlike the one that four in five cells of their row or column hold, seen from each cell."""
    formulas = list_relative(filing)
    told: set[int] = set()
    for run in list_runs(filing, formulas):
        for cell, row in run.rows.items():
            if formulas.get(cell, run.usual) != run.usual and row not in told:
                told.add(row)
                own, usual = filing.formulas()[cell], filing.formulas()[run.example]
                values: dict[str, Plain | list[Plain]] = {
                    "text": f"={own.text}", "cell_text": f"={usual.text}", "count": len(run.rows),
                }  # fmt: skip
                yield Evidence((row,), values, ((run.rows[run.example], "partner"),))
