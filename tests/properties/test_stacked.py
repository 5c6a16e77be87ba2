"""The rule contract allows stacked counterfactuals: each rule says of a stacked copy what it says alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.api import Evidence
from checker.counterfactual import apply_edits, candidate_of, stack_candidates
from checker.filing import Edit, Filing, NewFact
from checker.looking import look_at
from checker.packs import load_catalogue
from checker.reading.read import read_filing
from checker.rows import row_id
from checker.testing import load_cases, write_book

ROOT = Path(__file__).parents[2]
RULES = [rule for rule in load_catalogue().rules if rule.scope in ("series", "site")]
PAIRS = [path for path in sorted((ROOT / "rules").rglob("*.toml")) if path.name != "retired.toml"]
# the first case of every second pair on every change, three of each in `make nightly`: each case is shown to all rules
CASES = [
    pytest.param(
        case, id=f"{case.code}-{case.name.replace(' ', '_')}",
        marks=[pytest.mark.nightly] if place or number % 2 else [],
    )
    for number, path in enumerate(PAIRS)
    for place, case in enumerate(load_cases(path)[:3])
]  # fmt: skip


def list_candidates(filing: Filing) -> list[tuple[Edit, ...]]:
    """Give candidates of every kind: a month multiplied, one blanked, a total moved, a parameter, a new fact, nothing."""
    filled = filing.facts[filing.facts["quantity"].notna()]
    first, last = int(filled.index[0]), int(filled.index[-1])
    fact = filled.iloc[0]
    new = NewFact(
        str(fact["site"]), "pv_electricity", "own_use", "non_fossil", fact["start"].date(), fact["end"].date(), "kWh", 1.0, "kWh",
    )  # fmt: skip
    candidates = [
        (), (Edit(first, float(fact["quantity"]) * 1000),), (Edit(last, None),), (Edit(first, 0.0), *([Edit(last, 7.0)] if last != first else [])),
        (Edit(None, 500.0, new),),
    ]  # fmt: skip
    for table, value in (("totals", 12345.0), ("parameters", 0.9), ("declared", 99.0)):
        frame = getattr(filing, table)
        if len(frame):
            candidates.append((Edit(int(frame.index[0]), value),))
    return candidates


def say(evidence, unstack):
    return sorted(
        (tuple((unstack(row_id(row))[1], row[1] if isinstance(row, tuple) else "") for row in each.rows), each.severity or "",
         None if each.at_stake is None or each.at_stake != each.at_stake else round(each.at_stake, 6))
        for each in evidence
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_rule_says_stacked_what_it_says_alone(case, tmp_path):
    previous = [write_book(case.previous, tmp_path / "previous.xlsx")] if case.previous else []
    filing = read_filing([write_book(case.sheets, tmp_path / "case.xlsx")], previous, case.set)
    candidates = list_candidates(filing)
    stack = stack_candidates(filing, candidates)
    apart = [apply_edits(filing, edits) for edits in candidates]

    for rule in RULES:
        together = look_at(stack.filing, rule, rule.options)
        assert together.failure is None
        of_candidate: dict[int, list[Evidence]] = {number: [] for number in range(len(candidates))}
        for evidence in together.evidence:
            of_candidate[stack.unstack(row_id(evidence.rows[0]))[0]].append(evidence)
        for number, edits in enumerate(candidates):
            alone = look_at(apart[number], rule, rule.options)
            assert alone.failure is None
            if alone.skipped or together.skipped:
                continue
            assert say(of_candidate[number], stack.unstack) == say(alone.evidence, lambda row: (0, row)), (
                rule.code,
                edits,
            )


def test_every_site_of_a_stack_tells_its_candidate(tmp_path):
    filing = read_filing([ROOT / "sample_workbooks" / "secco_2024_declared.xlsx"], [], {})
    stack = stack_candidates(filing, list_candidates(filing))

    assert {candidate_of(site) for site in stack.filing.facts["site"]} == set(range(stack.size))
