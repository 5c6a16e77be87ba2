"""One mistake, one finding: what only follows from another mistake is told with that one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.cells import CellRef
    from checker.diagnosis import Judged, Remaining
    from checker.filing import Filing
    from checker.findings import Diagnosis, Evidence, Finding, Plain
    from checker.packs import Catalogue
    from checker.settings import Settings

Pairs = Sequence[tuple["Finding", "Evidence"]]

SURE_ENOUGH = 0.8
"""From this confidence a correction may speak for what else it settles (ours: one in five may be wrong)."""
FOLLOWS = "follows"
"""The role of a cell that is wrong because another one is."""
MOST_FOLLOWING = 24
"""So many cells that follow are named (ours, as of the culprits)."""


class Settled(NamedTuple):
    """Findings without those that follow from others, diagnoses, and tonnes if all sure corrections are made."""

    findings: tuple[Finding, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    change: float | None = None


def drop_hints(filing: Filing, catalogue: Catalogue, pairs: Pairs) -> list[tuple[Finding, Evidence]]:
    """Drop findings of rules that give way, where others blame the same cells or cells that these hang on."""
    from checker.recalculate import list_followers

    shy = {rule.code for rule in catalogue.rules if rule.gives_way}
    hints = [finding for finding, _ in pairs if finding.code in shy]
    if not hints:
        return list(pairs)
    blamed = {cell for finding, _ in pairs if finding.code not in shy for cell in finding.cells}
    wrong = blamed | list_followers(filing, blamed)
    outputs = {
        (finding.values["site"], finding.values.get("month"))
        for finding, _ in pairs
        if finding.code not in shy and "product" in finding.values
    }
    gone = {
        each.id
        for each in hints
        if set(each.cells) <= wrong or _stands_behind(each, hints) or _fits_all_but(each, outputs)
    }
    return [pair for pair in pairs if pair[0].id not in gone]


def _fits_all_but(finding: Finding, outputs: set[tuple[Plain | list[Plain], Plain | list[Plain]]]) -> bool:
    """Tell whether a month stands out against the output alone, and the output of that month is blamed itself."""
    against_output = finding.values.get("hints") == ["partner_flow"]
    return against_output and (finding.values["site"], finding.values.get("month")) in outputs


def _stands_behind(finding: Finding, hints: Sequence[Finding]) -> bool:
    """Tell whether what merely stands out was also held against something, a paper or last year, by another rule."""
    return not finding.context and any(
        each.context and each.code != finding.code and set(finding.cells) <= set(each.cells) for each in hints
    )


def merge_followers(filing: Filing, pairs: Pairs) -> list[tuple[Finding, Evidence]]:
    """Sort findings, and merge those whose cells are formulas hanging on the culprits of the same code.

    What is at stake stays: where the culprit is not counted itself, the tonnes are those of the
    formula it enters.
    """
    from checker.pronounce import order_key
    from checker.recalculate import list_followers

    codes = [finding.code for finding, _ in pairs]
    merged: dict[str, Finding] = {}
    gone: set[str] = set()
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        own = [finding for finding, _ in pairs if finding.code == code]
        hanging = {each.id: list_followers(filing, each.cells) for each in own}
        for each in own:
            source = next((one for one in own if one is not each and _hangs(each, hanging[one.id])), None)
            if source is None or _hangs(source, hanging[each.id]):
                continue
            gone.add(each.id)
            known = merged.get(source.id, source)
            merged[source.id] = _take_over(known, each)
    kept = [
        (merged.get(finding.id, finding), evidence) for finding, evidence in pairs if finding.id not in gone
    ]
    return sorted(kept, key=lambda pair: order_key(pair[0]))


def _hangs(finding: Finding, cells: set[CellRef]) -> bool:
    return bool(finding.cells) and all(cell in cells for cell in finding.cells)


def _weigh(finding: Finding, change: float | None) -> Finding:
    """Say of a finding what its correction is worth, where its own cells are not counted but others hang on them."""
    follows = any(role == FOLLOWS for _, role in finding.context)
    if not change or not (follows or finding.at_stake_tco2e is None):
        return finding
    return replace(finding, at_stake_tco2e=-change)


def _take_over(finding: Finding, follower: Finding) -> Finding:
    """Name the cells of a follower beside a finding, and give it the follower's tonnes where it has none."""
    named = {cell for cell, _ in finding.context} | set(finding.cells)
    cells = [cell for cell in follower.cells if cell not in named][:MOST_FOLLOWING]
    own = finding.at_stake_tco2e
    return replace(
        finding, context=(*finding.context, *((cell, FOLLOWS) for cell in cells)),
        at_stake_tco2e=follower.at_stake_tco2e if own is None else own,
    )  # fmt: skip


def settle_consequences(filing: Filing, catalogue: Catalogue, settings: Settings, pairs: Pairs) -> Settled:
    """Diagnose findings, and drop those that vanish once the sure corrections of others are made.

    The corrections are made together, for two mistakes may hide behind one sum. A finding graver
    than all that are corrected stays, as does one whose rule could not look again.
    """
    from checker.diagnosis import diagnose_findings
    from checker.pronounce import order_key

    judged = diagnose_findings(filing, catalogue, settings, pairs)
    findings = [finding for finding, _ in pairs]
    diagnoses = tuple(each.diagnosis for each in judged)
    joined = join_corrections(judged)
    if not joined:
        return Settled(tuple(findings), diagnoses)
    remaining, change = make_together(filing, catalogue, settings, findings, joined)
    sources = find_sources(findings, joined, remaining)
    worth = {each.diagnosis.explains[0]: each.diagnosis.change_tco2e for each in joined}
    kept = {each.id: _weigh(each, worth.get(each.id)) for each in findings if each.id not in sources}
    for finding in findings:
        if finding.id in sources:
            source = sources[finding.id]
            kept[source] = _take_over(kept[source], finding)
    told = tuple(
        replace(each, explains=tuple(known for known in each.explains if known in kept)) for each in diagnoses
    )
    ordered = tuple(sorted(kept.values(), key=order_key))
    return Settled(ordered, tuple(each for each in told if each.explains), change)


def join_corrections(judged: Sequence[Judged]) -> list[Judged]:
    """Choose the corrections that are sure enough and touch no row twice, the surest first."""
    joined: list[Judged] = []
    taken: set[int] = set()
    for each in judged:
        rows = {edit.row for edit in each.edits if edit.row is not None}
        if each.diagnosis.confidence >= SURE_ENOUGH and not rows & taken:
            joined.append(each)
            taken |= rows
    return joined


def make_together(
    filing: Filing, catalogue: Catalogue, settings: Settings, findings: Sequence[Finding], joined: Sequence[Judged]
) -> tuple[Remaining, float | None]:  # fmt: skip
    """Make all chosen corrections at once; give what the rules still say, and the change in recomputed tCO2e."""
    from checker.counterfactual import stack_candidates
    from checker.diagnosis import look_again, measure_changes

    if len(joined) == 1:
        return joined[0].remaining, joined[0].diagnosis.change_tco2e
    edits = tuple(edit for each in joined for edit in each.edits)
    stack = stack_candidates(filing, [edits])
    codes = {finding.code for finding in findings}
    remaining = look_again(filing, catalogue, settings, [edits], stack, codes)[0]
    return remaining, measure_changes(filing, stack, [edits])[0]


def find_sources(
    findings: Sequence[Finding], joined: Sequence[Judged], remaining: Remaining
) -> Mapping[str, str]:
    """Give, by id of a finding that vanishes, the id of the finding whose correction settles it."""
    from checker.findings import SEVERITIES

    rank = {each.id: SEVERITIES.index(each.severity) for each in findings}
    own = {each.diagnosis.explains[0]: each for each in joined}
    largest = max(own, key=lambda known: abs(own[known].diagnosis.change_tco2e or 0.0))
    sources: dict[str, str] = {}
    for finding in findings:
        if finding.id in own or finding.code not in remaining.looked:
            continue
        if any(set(finding.rows) & rows for rows in remaining.rows.get(finding.code, ())):
            continue
        source = next(
            (known for known, each in own.items() if finding.id in each.diagnosis.explains), largest
        )
        if rank[source] <= rank[finding.id]:
            sources[finding.id] = source
    return sources
