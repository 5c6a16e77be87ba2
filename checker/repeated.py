"""One cause, one finding: what a rule says alike of many lines of one sheet is said once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from checker.findings import Diagnosis, Finding

MANY = 6
"""From so many findings that say the same of one sheet one is made (ours: a person reads five one by one)."""
MOST_CONTEXT = 24
"""So many cells that they were held against are named (ours, as of the culprits)."""
ALIKE = "alike"
"""The value that holds how many more findings a joined one stands for."""
MONTHS = ("hints", "parameter", "months")
LINE = ("hints", "parameter", "label", "source", "flow")
"""What must be the same for two findings to say the same: of many lines in one month, or of one line in many."""

T = TypeVar("T")
Key: TypeAlias = tuple[object, ...]


def join_repeated(findings: Sequence[Finding], diagnoses: Sequence[Diagnosis]) -> list[Finding]:
    """Join findings of one code, severity and sheet that say the same, in the order of the first of each.

    The first, gravest one speaks for all and names all their cells; its tonnes are those of all that
    know theirs. A finding that a diagnosis explains stays by itself.
    """
    taken = {known for each in diagnoses for known in each.explains}
    joined: dict[str, Finding] = {}
    gone: set[str] = set()
    seen: dict[str, int] = {}
    for said in (MONTHS, LINE):
        groups: dict[Key, list[Finding]] = {}
        for finding in findings:
            if finding.cells and finding.rows and finding.id not in taken:
                groups.setdefault(_tell_cause(finding, said), []).append(finding)
        for own in groups.values():
            if len(own) >= MANY:
                name = _name_cause(own[0], said)
                seen[name] = seen.get(name, 0) + 1
                joined[own[0].id] = _join(own, f"{name}{seen[name]}")
                gone |= {each.id for each in own[1:]}
                taken |= {each.id for each in own}
    return [joined.get(each.id, each) for each in findings if each.id not in gone]


def _tell_cause(finding: Finding, names: Sequence[str]) -> Key:
    first = finding.cells[0]
    said = tuple(str(finding.values.get(name)) for name in names)
    return (finding.code, finding.severity, first.file, first.sheet, finding.hangs_on, *said)


def _name_cause(finding: Finding, names: Sequence[str]) -> str:
    """Name what is said by what moves with no row: neither file, sheet nor cell."""
    said = (finding.code, finding.severity, *(str(finding.values.get(name)) for name in names))
    return "\x1f".join(said)


def _join(own: Sequence[Finding], name: str) -> Finding:
    """Make one finding of several, under an id of its own: it outlives the correction of any one line."""
    first = own[0]
    tonnes = [each.at_stake_tco2e for each in own if each.at_stake_tco2e is not None]
    digest = hashlib.sha256(name.encode()).hexdigest()[: len(first.id) - len(first.code) - 1]
    return replace(
        first, id=f"{first.code}-{digest}",
        cells=tuple(_unite(each.cells for each in own)), rows=tuple(_unite(each.rows for each in own)),
        context=tuple(_unite(each.context for each in own))[:MOST_CONTEXT],
        values={**first.values, ALIKE: len(own) - 1}, at_stake_tco2e=sum(tonnes) if tonnes else None,
    )  # fmt: skip


def _unite(each: Iterable[Iterable[T]]) -> dict[T, None]:
    return dict.fromkeys(one for some in each for one in some)
