"""One filing through reading, schemas, rules and diagnosis: the product is this one function."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cells import CellRef
from checker.errors import CheckerError
from checker.findings import Coverage, Failure, Report, Severity, Skipped, Totals
from checker.pronounce import ExplainMode, Verdict

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.findings import Candidate, Evidence, Finding, Question
    from checker.packs import Catalogue
    from checker.reading.layout import Layout
    from checker.settings import Settings
    from checker.unsure import LookAgain

LEAST_COVERAGE = 0.95
"""Below this share of the figures read, the reading itself is a finding (ours)."""
LEAST_REGION = 6
"""A range of so many unread figures is told however many others were read (ours: half a year of months)."""
MOST_CELLS = 5000
"""Of so many cells the finding on coverage makes its ranges (ours: far more than its 24 ranges need)."""
SWINGS = "SWG"
"""The prefix of the family that looks at swings."""
DIAGNOSIS = "diagnosis"
"""The code of a Failure of the diagnosis rather than of a rule."""


def check(
    files: str | Path | Sequence[str | Path],
    *,
    previous: Sequence[str | Path] = (),
    with_: Sequence[str | Path] = (),
    settings: Settings | None = None,
    set_: Mapping[str, str] | None = None,
    explanations: ExplainMode = "show",
    as_of: dt.date | None = None,
    ask_password: Callable[[str], str | None] | None = None,
    catalogue: Catalogue | None = None,
    layout: Layout | None = None,
) -> Report:
    """Check one filing and report what was found.

    `files` are the filing's files, the first its main one; `with_` adds more, `previous` last
    year's. `set_` answers what the workbook does not say (region, year, pv_kwp, …), `layout` what
    its tables and columns are. Raises
    UnreadableFileError where a file cannot be read, PackError where the rules cannot be loaded,
    UsageError where a setting cannot be meant.
    """
    from checker.packs import load_catalogue
    from checker.settings import Settings, check_settings

    catalogue = catalogue or load_catalogue()
    settings = settings or Settings()
    check_settings(settings, catalogue)
    from checker.reading.read import read_filing

    own = [files] if isinstance(files, (str, Path)) else list(files)
    known = _remember(ask_password)
    answers = {key: str(value) for key, value in settings.facility.items()} | dict(set_ or {})
    paths, earlier = [Path(each) for each in (*own, *with_)], [Path(each) for each in previous]
    filing = read_filing(paths, earlier, answers, known, layout)

    def look_again(
        question: Question, candidate: Candidate, codes: frozenset[str]
    ) -> Sequence[Finding] | None:
        from checker.reading.answers import choose_candidate

        said, pinned = choose_candidate(question, candidate, answers, layout)
        try:
            other = read_filing(paths, earlier, said, known, pinned)
        except CheckerError:
            return None
        return [finding for finding, _ in find_all(other, catalogue, settings, codes)[0]]

    return check_filing(filing, catalogue, settings, explanations, as_of, look_again)


def _remember(ask: Callable[[str], str | None] | None) -> Callable[[str], str | None] | None:
    """Ask for each password once, however often a file is opened."""
    return None if ask is None else functools.cache(ask)


def check_filing(filing: Filing, catalogue: Catalogue, settings: Settings, explanations: ExplainMode = "show",
                 as_of: dt.date | None = None, look_again: LookAgain | None = None) -> Report:  # fmt: skip
    """Run all rules over a filing that was read, diagnose what they find, and sum it up.

    `look_again` reads the filing by another answer to one of its questions: what then vanishes is
    a question as well.
    """
    from checker.consequences import Settled, drop_hints, merge_followers, settle_consequences
    from checker.flagged import list_flagged_lines
    from checker.pronounce import explain_findings, list_sites, order_key
    from checker.repeated import join_repeated
    from checker.stake import sum_stakes
    from checker.unsure import lower_unsure

    pairs, skipped, failures = find_all(filing, catalogue, settings)
    pairs = merge_followers(filing, drop_hints(filing, catalogue, pairs))
    settled = Settled(tuple(finding for finding, _ in pairs))
    try:
        settled = settle_consequences(filing, catalogue, settings, pairs)
    except Exception as error:  # noqa: BLE001  # a misfiling of a pack may raise anything; findings must stand
        failures.append(Failure(DIAGNOSIS, f"{type(error).__name__}: {error}"))
    findings = list(settled.findings)
    if look_again is not None and filing.questions:
        findings = sorted(lower_unsure(filing, findings, look_again), key=order_key)
    stakes = sum_stakes(filing, findings)
    findings = join_repeated(findings, settled.diagnoses)
    explained = explain_findings(filing, findings, settings, explanations, as_of)
    return Report(
        files=filing.files, sites=list_sites(filing), sector=_find_sector(filing),
        years=(filing.year,) if filing.year else (), year_names=(str(filing.name_year()),) if filing.year else (),
        rule_set=filing.rule_set.name if filing.rule_set else None,
        coverage=filing.coverage or Coverage(), totals=sum_totals(filing, stakes, settled.change),
        findings=tuple(explained), diagnoses=settled.diagnoses, skipped=tuple(sorted(skipped, key=lambda each: each.code)),
        failures=tuple(failures), tables=filing.located, questions=filing.questions,
        as_of=as_of.isoformat() if as_of else None, flagged_lines=list_flagged_lines(filing, findings), left_out=filing.left_out,
        swings=describe_swings(filing, catalogue, settings, findings),
    )  # fmt: skip


def find_all(
    filing: Filing, catalogue: Catalogue, settings: Settings, codes: frozenset[str] | None = None
) -> tuple[list[tuple[Finding, Evidence]], list[Skipped], list[Failure]]:
    """Run the rules over a filing, all or those of some codes; give findings, what could not look, what crashed."""
    from checker.looking import look_at
    from checker.pronounce import pronounce_findings

    def wants(code: str) -> bool:
        return settings.selects(code) and (codes is None or code in codes)

    pairs = pronounce_findings(filing, [each for each in list_refusals(filing) if wants(each.code)], settings)
    skipped: list[Skipped] = []
    failures: list[Failure] = []
    for rule in catalogue.rules:
        if not wants(rule.code) or rule.scope == "cohort":
            continue
        look = look_at(filing, rule, settings.options_of(rule))
        skipped += look.skipped + look.partly
        failures += [look.failure] if look.failure is not None else []
        own = [Verdict(rule.code, rule.severity, evidence) for evidence in look.evidence]
        try:
            pairs += pronounce_findings(filing, own, settings)
        except Exception as error:  # noqa: BLE001  # whatever a rule yields, the other findings stand
            failures.append(
                Failure(rule.code, f"its evidence cannot be used: {type(error).__name__}: {error}")
            )
    return pairs, skipped, failures


def describe_swings(
    filing: Filing, catalogue: Catalogue, settings: Settings, findings: Sequence[Finding]
) -> str | None:
    """Say whether the year swings unusually, as reports ask: some, none, too_short; None where nothing looked.

    Where findings blame months already, none_further: these may swing, and are told.
    """
    looking = {
        rule.code for rule in catalogue.rules if rule.code.startswith(SWINGS) and settings.selects(rule.code)
    }
    if not looking:
        return None
    try:
        judged = filing.swings()
    except Exception:  # noqa: BLE001  # the rule's own Failure tells it
        return None
    if not judged.judged:
        return "too_short"
    flagged = {row for finding in findings for row in finding.rows}
    if any(each.row in flagged for each in judged.found):
        return "some"
    return "none" if flagged.isdisjoint(filing.monthly().index) else "none_further"


def _find_sector(filing: Filing) -> str | None:
    from checker.arrays import take_column

    items, texts = (take_column(filing, "facility", name).tolist() for name in ("item", "text"))
    known = next((text for item, text in zip(items, texts, strict=True) if item == "sector"), "")
    return str(known) if known else None


def list_refusals(filing: Filing) -> list[Verdict]:
    """Give as verdicts what reading itself found: refused values, ranges and sheets not read, low coverage."""
    from checker.findings import Evidence
    from checker.words.text import load_built_in_severity

    severity = load_built_in_severity()
    verdicts = []
    for refusal in filing.refusals.itertuples():
        number, code = int(str(refusal.row)), str(refusal.code)
        row = (number, "unit") if refusal.table == "series" else number
        verdicts.append(Verdict(code, severity[code], Evidence((row,))))
    return verdicts + list(_list_unread(filing, severity))


def _list_unread(filing: Filing, severity: Mapping[str, Severity]) -> list[Verdict]:
    from checker.findings import Evidence

    verdicts = []
    for first, _, why in filing.left_out:
        code = {"stray": "SCH203", "refused": "SCH202"}.get(why)
        if code is not None:
            evidence = Evidence((), {"sheet": first.sheet})
            verdicts.append(Verdict(code, severity[code], evidence, (first,)))
    coverage = filing.coverage
    unread = len(missed := tuple(_list_left_out(filing)))
    low = coverage is not None and unread > (1 - LEAST_COVERAGE) * coverage.numbers
    if coverage is not None and coverage.numbers and (low or _misses_region(filing)):
        values = {"share": 1 - unread / coverage.numbers, "count": unread}
        cells = missed[:MOST_CELLS]
        verdicts.append(Verdict("SCH201", severity["SCH201"], Evidence((), values), cells))
    return verdicts


def _misses_region(filing: Filing) -> bool:
    """Tell whether a whole range of figures with months or units was not read, nor asked about."""
    return any(
        why == "not_understood"
        and (last.row - first.row + 1) * (last.column - first.column + 1) >= LEAST_REGION
        and first not in filing.asked
        for first, last, why in filing.left_out
    )


def _list_left_out(filing: Filing) -> Iterator[CellRef]:
    for first, last, why in filing.left_out:
        if why == "not_understood":
            for row in range(first.row, last.row + 1):
                for column in range(first.column, last.column + 1):
                    yield CellRef(first.file, first.sheet, row, column)


def sum_totals(filing: Filing, at_stake: float | None, change: float | None) -> Totals:
    """Give declared, recomputed and proposed tonnes of the report year; None where they cannot be said."""
    from checker.accounting.declared import sum_declared
    from checker.pronounce import plain_tonnes

    recomputed = None
    if filing.rule_set is not None and filing.year is not None:
        table = filing.recomputed()
        if len(table) and bool(table["complete"].all()):
            recomputed = float(table["tco2e"].sum())
    proposed = None if recomputed is None or change is None else recomputed + change
    return Totals(*map(plain_tonnes, (sum_declared(filing), recomputed, at_stake, proposed)))
