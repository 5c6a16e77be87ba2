"""A figure is taken by formula from another file: what that file holds, and whose it is, cannot be seen here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules._columns import take_list

if TYPE_CHECKING:
    from checker.findings import Plain

LINK = re.compile(r"\[[^\[\]]+\][^!\[\]]*!")
"""A file before a sheet, [2]Sheet1! or [ledger.xlsx]Sheet1!; the columns of Excel's own tables have no "!" behind them."""


@rule("FOR103", severity="review", scope="filing", needs=("facts.amount",))
def link_to_another_file(filing: Filing) -> Iterator[Evidence]:
    """Find figures, sums and declared tonnes whose formulas name another file; one finding a sheet."""
    linked = {cell: formula.text for cell, formula in filing.formulas().items() if LINK.search(formula.text)}
    if not linked:
        return
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for table in ("facts", "totals", "declared", "parameters"):
        names = ("file", "sheet", "at_row", "at_col")
        columns = zip(*(take_list(filing, table, name) for name in names), strict=True)
        for row, place in zip(getattr(filing, table).index.tolist(), columns, strict=True):
            if place in linked:
                found.setdefault(place[:2], []).append((row, linked[place]))
    for _, own in sorted(found.items()):
        values: dict[str, Plain | list[Plain]] = {"text": f"={own[0][1]}", "count": len(own)}
        yield Evidence(tuple(row for row, _ in own), values)
