"""From findings to probable misfilings: corrections tried counterfactually, the best kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.counterfactual import Stack
    from checker.filing import Edit, Filing
    from checker.findings import Correction, Diagnosis, Evidence, Finding, Plain
    from checker.looking import Look
    from checker.packs import Catalogue
    from checker.rule import Misfiling, Rule
    from checker.settings import Settings

MOST_CANDIDATES = 60
"""So many corrections are tried for one filing, the likeliest first (ours: keeps a check near a second)."""
QUIET = ("review", "info")
"""What a rule of these severities newly says is not held against a correction."""
TONNES_COST = 5
"""A declared figure costs the search about as much as so many facts (measured)."""
MOST_FACTS = 30_000
"""So many facts all corrections together may copy: a large filing has fewer tried (ours, for the same reason)."""
LEFT_OPEN = 0.5
"""What a finding that stays open, or a new one, leaves of a correction's prior (ours)."""
LEAST_CONFIDENCE = 0.3
"""Below this a correction is not worth a person's time (ours)."""
SURE = 0.99
"""A workbook alone never makes a misfiling certain."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction to try: edits, how probable it is before it is tried, values for the message.

    `prior` lies between 0 and 1 and is the rule author's judgement of the signals; the diagnosis
    lowers it where the correction leaves findings open or brings new ones. `taxonomy` names the known
    way of misfiling where it is narrower than that of the misfiling.
    """

    edits: tuple[Edit, ...]
    prior: float
    values: Mapping[str, Plain | list[Plain]] = field(default_factory=dict)
    taxonomy: str | None = None


class Candidate(NamedTuple):
    """A proposal of a misfiling for a finding."""

    misfiling: Misfiling
    finding: Finding
    proposal: Proposal


class Judged(NamedTuple):
    """A diagnosis, the edits that make its corrections, and what the rules still say with them."""

    diagnosis: Diagnosis
    edits: tuple[Edit, ...]
    remaining: Remaining


def diagnose_findings(filing: Filing, catalogue: Catalogue, settings: Settings,
                      found: Sequence[tuple[Finding, Evidence]]) -> tuple[Judged, ...]:  # fmt: skip
    """Give the probable misfilings behind the findings, surest first, then by tonnes.

    Every proposal is applied to a copy of the filing; the rules whose findings it touches look
    again, and the best proposal for each finding stays.
    """
    from checker.counterfactual import stack_candidates
    from checker.touched import note_others, take_part

    candidates = list_candidates(filing, catalogue, found)
    if not candidates:
        return ()
    # the filing as it is stands first: what it already says is not held against a correction
    edits = [(), *(each.proposal.edits for each in candidates)]
    rows = [row for each in candidates for row in each.finding.rows]
    part = take_part(filing, rows, [edit for each in candidates for edit in each.proposal.edits])
    stack = stack_candidates(part, edits)
    codes = {finding.code for finding, _ in found}
    baseline, *remaining = look_again(filing, catalogue, settings, edits, stack, codes)
    if part is not filing:
        note_others(part, found, [baseline, *remaining])
    changes = measure_changes(part, stack, edits)[1:]
    judged = [
        _judge(filing, candidate, found, remaining[number], baseline, changes[number])
        for number, candidate in enumerate(candidates)
    ]
    best: dict[str, Judged] = {}
    for diagnosis, candidate, left in zip(judged, candidates, remaining, strict=True):
        if diagnosis is None:
            continue
        for explained in diagnosis.explains:
            known = best.get(explained)
            if known is None or order_key(diagnosis) < order_key(known.diagnosis):
                best[explained] = Judged(diagnosis, candidate.proposal.edits, left)
    kept = {id(each.diagnosis): each for each in best.values()}
    return tuple(sorted(kept.values(), key=lambda each: order_key(each.diagnosis)))


def order_key(diagnosis: Diagnosis) -> tuple[object, ...]:
    """Order diagnoses: the surest first, then by tonnes, misfiling and findings."""
    tonnes = diagnosis.change_tco2e
    return (
        -diagnosis.confidence,
        tonnes is None,
        -abs(tonnes or 0.0),
        diagnosis.misfiling,
        diagnosis.explains,
    )


def list_candidates(
    filing: Filing, catalogue: Catalogue, found: Sequence[tuple[Finding, Evidence]]
) -> list[Candidate]:
    """List the proposals of all misfilings for all findings, likeliest first, at most sixty."""
    candidates = [
        Candidate(misfiling, finding, proposal)
        for finding, evidence in found
        for misfiling in catalogue.misfilings
        if finding.code in misfiling.answers
        for proposal in misfiling.undo(filing, evidence)
        if proposal.edits
    ]
    candidates.sort(key=lambda each: (-each.proposal.prior, each.misfiling.slug, each.finding.id))
    return candidates[
        : max(
            1,
            min(
                MOST_CANDIDATES, MOST_FACTS // max(1, len(filing.facts) + TONNES_COST * len(filing.declared))
            ),
        )
    ]


class Remaining(NamedTuple):
    """What rules still say of a candidate: how often each code fires gravely, on which rows, which codes looked.

    A doubt that only asks for papers, without tonnes, is not grave: a correction may call for them.
    """

    graves: dict[str, int]
    rows: dict[str, list[frozenset[int]]]
    looked: set[str]


def look_again(filing: Filing, catalogue: Catalogue, settings: Settings, candidates: Sequence[tuple[Edit, ...]],
               stack: Stack, codes: set[str]) -> list[Remaining]:  # fmt: skip
    """Run the rules over all candidates stacked; rules of filing scope run once for each."""
    from checker.counterfactual import apply_edits
    from checker.looking import look_at
    from checker.rows import row_id

    remaining = [Remaining({}, {}, set()) for _ in candidates]

    def note(number: int, rule: Rule, evidence: Evidence, rows: frozenset[int]) -> None:
        severity = evidence.severity or rule.severity
        if severity == "error" or (severity == "warning" and evidence.at_stake is not None):
            remaining[number].graves[rule.code] = remaining[number].graves.get(rule.code, 0) + 1
        remaining[number].rows.setdefault(rule.code, []).append(rows)

    for rule in catalogue.rules:
        if not settings.selects(rule.code) or rule.scope == "cohort":
            continue
        if rule.code not in codes and (rule.scope == "filing" or rule.gives_way or rule.severity in QUIET):
            continue  # what it would newly say is not held against a correction
        options = settings.options_of(rule)
        if rule.scope == "filing":
            for number, edits in enumerate(candidates):
                for evidence in see(rule, look_at(apply_edits(filing, edits), rule, options), remaining):
                    note(number, rule, evidence, frozenset(row_id(row) for row in evidence.rows))
            continue
        for evidence in see(rule, look_at(stack.filing, rule, options), remaining):
            number, _ = stack.unstack(row_id(evidence.rows[0]))
            note(number, rule, evidence, frozenset(stack.unstack(row_id(row))[1] for row in evidence.rows))
    return remaining


def see(rule: Rule, look: Look, remaining: Sequence[Remaining]) -> tuple[Evidence, ...]:
    """Give what a rule saw of the candidates, noting that it could look; raises RuntimeError where it crashed.

    A rule that crashed or could not look has not been satisfied: its findings are explained by nothing.
    """
    if look.failure is not None:
        message = f"{rule.code} crashed on a correction: {look.failure.reason}"
        raise RuntimeError(message)
    if look.evidence or not look.skipped:
        for each in remaining:
            each.looked.add(rule.code)
    return look.evidence


def measure_changes(filing: Filing, stack: Stack, edits: Sequence[Sequence[Edit]]) -> list[float | None]:
    """Give, for every candidate with its edits, proposed minus filed in recomputed tCO2e; None where it cannot be said.

    It cannot where a figure that counts is changed and no factor is known for it.
    """
    from checker.counterfactual import candidate_of
    from checker.pronounce import plain_tonnes

    if filing.rule_set is None or filing.year is None:
        return [None] * stack.size
    before = float(filing.recomputed()["tco2e"].sum())
    sums = stack.filing.recomputed().groupby("site")["tco2e"].sum()
    after = [0.0] * stack.size
    for site, tonnes in sums.items():
        after[candidate_of(str(site))] += float(tonnes)
    emissions = filing.emissions()
    open_facts = filing.facts.loc[(emissions["counted"] & emissions["factor"].isna()).to_numpy(dtype=bool)]
    unknown = {int(str(row)) for row in open_facts.index}
    # a parameter of a line whose other parameters are not known moves no tonnes that can be said
    kinds = set(zip(open_facts["site"].tolist(), open_facts["source"].tolist(), strict=True))
    given = filing.parameters
    unknown |= {
        int(row)
        for row, *kind in zip(
            given.index.tolist(), given["site"].tolist(), given["source"].tolist(), strict=True
        )
        if tuple(kind) in kinds
    }
    return [
        None if any(edit.row in unknown for edit in own) else plain_tonnes(tonnes - before)
        for tonnes, own in zip(after, edits, strict=True)
    ]


def _judge(filing: Filing, candidate: Candidate, found: Sequence[tuple[Finding, Evidence]], remaining: Remaining,
           baseline: Remaining, change: float | None) -> Diagnosis | None:  # fmt: skip
    """Judge a candidate by what the rules say of it; None where its own finding stays or it brings too much."""
    from checker.findings import Diagnosis

    own = candidate.finding
    if not any(set(own.rows) & rows for rows in baseline.rows.get(own.code, ())):
        return None  # the rule looks at more than was copied
    if own.code not in remaining.looked or any(
        set(own.rows) & rows for rows in remaining.rows.get(own.code, ())
    ):
        return None
    touched = {edit.row for edit in candidate.proposal.edits} | set(own.rows)
    explained = [own.id]
    for finding, _ in found:
        still = any(frozenset(finding.rows) == rows for rows in remaining.rows.get(finding.code, ()))
        if (
            finding.id != own.id
            and finding.code in remaining.looked
            and not still
            and _is_touched(filing, finding, touched)
        ):
            explained.append(finding.id)
    more = sum(max(0, count - baseline.graves.get(code, 0)) for code, count in remaining.graves.items())
    confidence = candidate.proposal.prior * LEFT_OPEN**more
    if confidence < LEAST_CONFIDENCE:
        return None
    return Diagnosis(
        misfiling=candidate.misfiling.slug, taxonomy=candidate.proposal.taxonomy or candidate.misfiling.taxonomy,
        confidence=round(min(confidence, SURE), 2), explains=tuple(explained), change_tco2e=change,
        values={**own.values, **candidate.proposal.values}, corrections=write_corrections(filing, candidate.proposal.edits),
    )  # fmt: skip


def _is_touched(filing: Filing, finding: Finding, touched: set[int | None]) -> bool:
    """Tell whether a finding speaks of rows the correction changes, or of totals over them."""
    if touched & set(finding.rows):
        return True
    covered = filing.covers[filing.covers["total"].isin(finding.rows)]["fact"]
    return bool(covered.isin([row for row in touched if row is not None]).any()) or any(
        row in filing.declared.index for row in finding.rows
    )


def write_corrections(filing: Filing, edits: Sequence[Edit]) -> tuple[Correction, ...]:
    """Write edits as corrections of cells, in the filer's unit, in the order of their cells."""
    from checker.filing import VALUE_COLUMNS, plain
    from checker.findings import Correction
    from checker.rows import find_cell, find_row

    corrections: list[Correction] = []
    for edit in edits:
        if edit.row is None:
            corrections.append(_write_new(edit))
            continue
        table, record = find_row(filing, edit.row)
        filed, unit = plain(record[VALUE_COLUMNS[table]]), str(record["unit"]) or None
        cell = find_cell(filing, edit.row)
        fact: dict[str, Plain] | None = None
        if cell is None:
            fact = {name: plain(record.get(name)) for name in ("source", "flow", "start", "end")}
        if record.get("state") == "text":
            filed = plain(record["text"])  # a number stored as text is filed as that text
        blank = edit.quantity is None
        span = None if edit.span is None else (float(f"{edit.span[0]:.12g}"), float(f"{edit.span[1]:.12g}"))
        proposed = _round(edit.quantity) if span is None else None
        corrections.append(Correction(cell, filed, proposed, unit, fact, span, blank, edit.unit))
    return tuple(sorted(corrections, key=lambda each: (each.cell is None, each.cell or ("", "", 0, 0))))


def _write_new(edit: Edit) -> Correction:
    """Write a fact that stands in no cell yet."""
    from checker.findings import Correction

    new = edit.fact
    if new is None:
        return Correction(None, None, _round(edit.quantity), None)
    fact: dict[str, Plain] = {"source": new.source, "flow": new.flow, "start": new.start, "end": new.end}
    return Correction(None, None, _round(edit.quantity), new.unit, fact)


def _round(quantity: float | None) -> float | None:
    """Take the noise of floating point off a proposed figure: twelve significant digits."""
    return None if quantity is None else float(f"{quantity:.12g}")
