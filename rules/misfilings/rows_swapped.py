"""Two rows of a table that changed places: each figure goes into the other row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.plausibility.fuel_rows_swapped import NEAR, Line, group_lines, list_swaps

if TYPE_CHECKING:
    import datetime as dt

SURE, DOUBTFUL = 0.88, 0.6
"""How probable an exchange is where both rows come within 15 % of last year, and where they do not (ours)."""
FAR = 3.0
"""Rows that lay so far apart last year are told from one another once exchanged (ours)."""


def swap_rows(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: two rows of one table, far apart last year, are typed into one another's."""
    for lines in group_lines(filing):
        for first, second in pairwise(lines):
            apart = max(first.before / second.before, second.before / first.before) > FAR
            steady = all(1 / 1.1 < each.now / each.before < 1.1 for each in (first, second))
            if apart and steady:
                yield from exchange(filing, first, second)


@misfiling("rows-swapped", answers=("PLA301",), make=swap_rows, taxonomy="F12")
def rows_swapped(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the rows are exchanged month by month, figures as filed."""
    rows = {row for row in evidence.rows if isinstance(row, int)}
    for swap in list_swaps(filing):
        if rows == {*swap.first.rows, *swap.second.rows}:
            prior = SURE if swap.worst <= NEAR else DOUBTFUL
            for edits in exchange(filing, swap.first, swap.second):
                yield Proposal(edits, prior)


def exchange(filing: Filing, first: Line, second: Line) -> Iterator[tuple[Edit, ...]]:
    """Give the edits that exchange two rows; none where they do not tell the same periods."""
    one, other = (index_periods(filing, each) for each in (first, second))
    if set(one) == set(other):
        quantity = filing.facts["quantity"]
        pairs = [(one[each], other[each]) for each in sorted(one)]
        edits = [(Edit(a, float(quantity[b])), Edit(b, float(quantity[a]))) for a, b in pairs]
        yield tuple(edit for pair in edits for edit in pair)


def index_periods(filing: Filing, line: Line) -> dict[tuple[dt.date, dt.date], int]:
    """Give the rows of a line by their period."""
    facts = filing.facts.loc[list(line.rows)]
    return dict(zip(zip(facts["start"].tolist(), facts["end"].tolist(), strict=True), line.rows, strict=True))
