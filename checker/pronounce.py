"""Evidence becomes findings: identity, cells, severity and explanations are settled here alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from checker.cells import CellRef
from checker.filing import plain
from checker.findings import SEVERITIES, Evidence, Explained, Finding, Plain, Row, Severity
from checker.rows import RowIdentity, describe_row, find_cell, find_row, identify_row, row_id

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.settings import Settings

ID_DIGITS = 8
ExplainMode = Literal["show", "accept", "ignore"]


class Verdict(NamedTuple):
    """What was said of a code: its evidence, the severity it may not exceed, cells that no row has."""

    code: str
    severity: Severity
    evidence: Evidence
    cells: tuple[CellRef, ...] = ()


def pronounce_findings(
    filing: Filing, verdicts: Iterable[Verdict], settings: Settings
) -> list[tuple[Finding, Evidence]]:
    """Make findings of evidence, graver first, then by tonnes at stake (unknown last), code and cell.

    Each comes with the evidence it was made of. Raises ValueError where evidence is graver than
    its rule, KeyError where it names a row that no table has: faults of the rule.
    """
    found: list[tuple[Finding, Evidence]] = []
    ordinals: dict[str, int] = {}
    for verdict in verdicts:
        finding = _pronounce(filing, verdict, settings, 0)
        seen = ordinals.get(finding.id, 0)
        ordinals[finding.id] = seen + 1
        found.append((finding if not seen else _pronounce(filing, verdict, settings, seen), verdict.evidence))
    return sorted(found, key=lambda pair: order_key(pair[0]))


def order_key(finding: Finding) -> tuple[object, ...]:
    """Order findings: severity, tonnes at stake from the most, code, first cell, id."""
    tonnes = finding.at_stake_tco2e
    return (
        SEVERITIES.index(finding.severity), tonnes is None, -round(abs(tonnes or 0.0), 6), finding.code,
        finding.cells[:1], finding.id,
    )  # fmt: skip


def list_sites(filing: Filing) -> tuple[str, ...]:
    """Name the sites of a filing, sorted, whatever table names them: one of declared tonnes alone has no series.

    What only the facility sheet names counts where no table of figures names any.
    """
    for tables in (("series", "declared", "production", "parameters", "documents"), ("facility",)):
        named = {str(site) for table in tables for site in getattr(filing, table)["site"].unique()}
        if named:
            return tuple(sorted(named))
    return ()


def name_first_site(filing: Filing) -> str:
    """Name the first site of a filing."""
    return min(
        (
            str(site)
            for table in ("series", "declared", "production", "facility")
            for site in getattr(filing, table)["site"]
        ),
        default="",
    )


def _pronounce(filing: Filing, verdict: Verdict, settings: Settings, ordinal: int) -> Finding:
    evidence, code = verdict.evidence, verdict.code
    values = {name: _make_plain(value) for name, value in evidence.values.items()}
    if evidence.rows:
        table, record = find_row(filing, row_id(evidence.rows[0]))
        identity = identify_row(filing, table, record)
        described = describe_row(filing, table, record)
    else:
        # what concerns the filing as a whole belongs to no row of it
        identity, described = RowIdentity(name_first_site(filing), "", "", "", ""), {}
    period = evidence.period or _find_period(filing, evidence.rows)
    key = "\x1f".join((code, *identity, *(str(day) for day in period), str(ordinal) if ordinal else ""))
    digest = hashlib.sha256(key.encode()).hexdigest()[:ID_DIGITS]
    values = described | values
    if len(evidence.rows) > 1 and "filed" not in evidence.values:
        values.pop("filed", None)
    if evidence.period is not None:
        values.setdefault("month", evidence.period[0])
    return Finding(
        id=f"{code}-{digest}", code=code, severity=_settle_severity(verdict, settings),
        cells=verdict.cells or _list_cells(filing, evidence.rows),
        context=tuple((cell, role) for row, role in evidence.context if (cell := find_cell(filing, row)) is not None),
        values=values, at_stake_tco2e=plain_tonnes(evidence.at_stake),
        rows=tuple(dict.fromkeys(int(row_id(row)) for row in evidence.rows)),
    )  # fmt: skip


def _make_plain(value: Plain | list[Plain]) -> Plain | list[Plain]:
    """Make what a rule gave plain data: numpy's numbers and pandas' times cross no process and no JSON."""
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else plain(value)


def plain_tonnes(tonnes: float | None) -> float | None:
    """Round tonnes to a gram, so that no digit of float noise is compared; NaN is None."""
    return None if tonnes is None or math.isnan(tonnes) else round(float(tonnes), 6) + 0.0


def _settle_severity(verdict: Verdict, settings: Settings) -> Severity:
    own = verdict.evidence.severity or verdict.severity
    if SEVERITIES.index(own) < SEVERITIES.index(verdict.severity):
        message = f"{verdict.code}: evidence says {own}, graver than the rule's {verdict.severity}"
        raise ValueError(message)
    return settings.severity.get(verdict.code, own)


def _find_period(filing: Filing, rows: tuple[Row, ...]) -> tuple[dt.date, dt.date]:
    """Give the span of the rows; a series or a profile item stands for the report year."""
    starts, ends = [], []
    for row in rows:
        _, record = find_row(filing, row_id(row))
        start, end = plain(record.get("start")), plain(record.get("end"))
        if isinstance(start, dt.date) and isinstance(end, dt.date):
            starts.append(start)
            ends.append(end)
    return (min(starts), max(ends)) if starts else _bound_year(filing)


def _bound_year(filing: Filing) -> tuple[dt.date, dt.date]:
    start, end = filing.year_bounds(filing.year or 1)
    return start.date(), end.date()


def _list_cells(filing: Filing, rows: tuple[Row, ...]) -> tuple[CellRef, ...]:
    cells = [find_cell(filing, row) for row in rows]
    return tuple(dict.fromkeys(cell for cell in cells if cell is not None))


def explain_findings(filing: Filing, findings: list[Finding], settings: Settings, mode: ExplainMode,
                     as_of: dt.date | None) -> list[Finding]:  # fmt: skip
    """Attach explanations from the settings and the workbook; lapsed or outdated ones are passed over.

    A company's explanation is accepted only in mode `accept`, and never for an error.
    """
    if mode == "ignore" or not findings:
        return findings
    known: dict[str, tuple[Literal["company", "verifier"], str, bool, tuple[str, ...], dt.date | None]] = {}
    for record in filing.explanations.itertuples():
        # a workbook is the company's own: whoever it names, it cannot speak for the verifier
        until = plain(record.until)
        known[str(record.finding)] = (
            "company", str(record.text), False, (), until if isinstance(until, dt.date) else None,
        )  # fmt: skip
    for each in settings.explanations:
        known[each.finding] = (each.by, each.text, each.accepted, each.filed, each.until)
    explained = []
    for finding in findings:
        said = known.get(finding.id)
        if said is None or _is_outdated(filing, finding, said[3], said[4], as_of):
            explained.append(finding)
            continue
        by, text, accepted = said[:3]
        by_verifier = by == "verifier" and accepted
        as_verifier = mode == "accept" and by == "company" and finding.severity != "error"
        explained.append(replace(finding, explained=Explained(by, text, by_verifier or as_verifier)))
    return explained


def _is_outdated(
    filing: Filing, finding: Finding, filed: tuple[str, ...], until: dt.date | None, as_of: dt.date | None
) -> bool:
    if until is not None and as_of is not None and as_of > until:
        return True
    if not filed:
        return False
    texts = tuple(str(find_row(filing, row)[1].get("text", "")) for row in finding.rows)
    return texts != filed
