"""Findings that rest on a reading nobody is sure of: questions themselves until theirs is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from checker.cells import CellRef

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.findings import Candidate, Finding, Question

MOST_READINGS = 6
"""So many other readings of a filing are tried (ours: each costs a reading and the rules concerned)."""
MOST_NUMBERS = 20_000
"""A larger filing is not read again: its findings stand as they are (ours: seconds a reading)."""
LOWERED = ("error", "warning")

LookAgain: TypeAlias = "Callable[[Question, Candidate, frozenset[str]], Sequence[Finding] | None]"
"""Reads the filing by another candidate and gives what the rules of some codes then find; None where it cannot."""


def lower_unsure(filing: Filing, findings: Sequence[Finding], look_again: LookAgain) -> list[Finding]:
    """Lower to review each finding that hangs on an open question, and name the question.

    A finding hangs on a question where every culprit, or all that they were held against, is a row
    whose reading the question leaves open, and where reading these by another candidate makes the
    finding vanish. What holds by each candidate, as a slip against its own neighbours does, stays
    as grave as it was.
    """
    coverage = filing.coverage
    grave = [each for each in findings if each.severity in LOWERED]
    if coverage is None or coverage.numbers > MOST_NUMBERS or not grave:
        return [*findings]
    hanging: dict[str, list[int]] = {}
    tried = 0
    for number, question in enumerate(filing.questions, 1):
        open_ = set(question.rows) if question.read_as else set()
        cells = _list_cells(filing, open_)
        own = [each for each in grave if _touches(each, open_, cells)]
        others = [each for each in question.candidates if each.reading != question.read_as]
        if not own:
            continue
        for candidate in others:
            if tried == MOST_READINGS:
                break
            tried += 1
            seen = look_again(question, candidate, frozenset(each.code for each in own))
            for each in own if seen is not None else ():
                if not _stands(each, seen or ()):
                    hanging.setdefault(each.id, []).append(number)
    return [
        replace(each, severity="review", hangs_on=tuple(dict.fromkeys(hanging[each.id])))
        if each.id in hanging
        else each
        for each in findings
    ]


def _list_cells(filing: Filing, rows: set[int]) -> set[CellRef]:
    """List the cells of the facts among some rows."""
    facts = filing.facts[filing.facts.index.isin(rows)]
    places = zip(
        facts["file"], facts["sheet"], facts["at_row"].tolist(), facts["at_col"].tolist(), strict=True
    )
    return {CellRef(str(file), str(sheet), row, column) for file, sheet, row, column in places}


def _touches(finding: Finding, rows: set[int], cells: set[CellRef]) -> bool:
    """Tell whether every culprit, or everything that they were held against, is unsure."""
    held = {cell for cell, _ in finding.context}
    return bool(finding.rows and rows.issuperset(finding.rows)) or bool(held and held <= cells)


def _stands(finding: Finding, others: Iterable[Finding]) -> bool:
    """Tell whether another reading finds the same of any of its cells."""
    cells = set(finding.cells)
    return any(other.code == finding.code and cells & set(other.cells) for other in others)
