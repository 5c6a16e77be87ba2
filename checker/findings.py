"""What a check says: plain records without a sentence inside, the same on every machine."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from checker.cells import CellRef

Severity: TypeAlias = Literal["error", "warning", "review", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "review", "info")
"""Gravest first."""

Plain: TypeAlias = str | int | float | bool | dt.date | None
"""What evidence may carry as a value; lists of these too."""

Row: TypeAlias = int | tuple[int, str]
"""A row id of the filing's tables, or (row id, field) for another cell of that row."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule saw: row ids, and values for the message; the engine makes a finding of it.

    `rows` are the culprits, `context` what they were held against as (row, role).
    `at_stake` is filed minus probable in tCO2e (positive: overstated).
    `severity` may lower the rule's own; `period` is [start, end) where the rows do not tell it.
    """

    rows: tuple[Row, ...]
    values: Mapping[str, Plain | list[Plain]] = field(default_factory=dict)
    context: tuple[tuple[Row, str], ...] = ()
    at_stake: float | None = None
    severity: Severity | None = None
    period: tuple[dt.date, dt.date] | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """Who explained a finding, in which words, and whether a verifier accepts it."""

    by: Literal["company", "verifier"]
    text: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt about cells of the filing."""

    id: str
    code: str
    severity: Severity
    cells: tuple[CellRef, ...]
    context: tuple[tuple[CellRef, str], ...]
    values: Mapping[str, Plain | list[Plain]]
    at_stake_tco2e: float | None
    rows: tuple[int, ...] = ()
    """Row ids of the culprits in the filing's tables; not part of the JSON contract."""
    explained: Explained | None = None
    hangs_on: tuple[int, ...] = ()
    """Numbers, from 1, of the questions that must be answered before this is more than a question itself."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that could not look: why, and what would be needed; `partly` where it looked at the rest."""

    code: str
    reason: str
    would_need: str | None = None
    values: Mapping[str, Plain | list[Plain]] = field(default_factory=dict)
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that crashed; the report is failed, the other findings stand."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a cell probably should have held, in the filer's unit.

    `cell` is None where no cell exists; then `fact` says source, flow, start and end.
    """

    cell: CellRef | None
    filed: Plain
    proposed: float | None
    unit: str | None
    fact: Mapping[str, Plain] | None = None
    range: tuple[float, float] | None = None
    blank: bool = False
    unit_proposed: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A probable misfiling: which findings it explains and which corrections undo it."""

    misfiling: str
    taxonomy: str | None
    confidence: float
    explains: tuple[str, ...]
    change_tco2e: float | None
    values: Mapping[str, Plain | list[Plain]]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many numbers stand on data sheets, and what became of them."""

    numbers: int = 0
    read: int = 0
    asked: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """Tonnes of CO2e of the report year; None where they cannot be said."""

    declared_tco2e: float | None = None
    recomputed_tco2e: float | None = None
    at_stake_tco2e: float | None = None
    proposed_tco2e: float | None = None
    """Recomputed once all sure corrections are made; None where there is none."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of the filing: its name as shown and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table that was located: where, and how many rows of which of our tables it gave."""

    sheet: str
    range: str
    table: str
    rows: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer to a question: what would be read, and how to say so.

    `group` is the table of codes that names the reading ("" where it is shown as it is), `value` what
    --set takes, `says` what a layout's [answers] take for the question's cells.
    """

    reading: str
    group: str = ""
    value: str = ""
    says: Mapping[str, Plain | list[Plain]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Something the reader could not settle; `key` is what --set answers, else a layout's [answers] do.

    `about` is what is open: unit, source, flow, period, year, column, region, rule_set, profile;
    `read_as` the reading in force ("" where nothing is read until it is answered); candidates
    stand in order of likelihood; `numbers` figures wait for the answer or hang on it.
    """

    code: str
    key: str | None = None
    cells: tuple[CellRef, ...] = ()
    values: Mapping[str, Plain | list[Plain]] = field(default_factory=dict)
    about: str = ""
    read_as: str = ""
    candidates: tuple[Candidate, ...] = ()
    numbers: int = 0
    rows: tuple[int, ...] = ()
    """Rows of the filing's tables whose reading is unsure until this is answered."""


@dataclass(frozen=True, slots=True)
class FlaggedLine:
    """A line of the filing that findings speak of, month by month, as a chart shows it.

    `months` holds the first day of each month filed and its quantity in the filer's unit (None where
    there is none), `flagged` the months that a finding names and its id.
    """

    site: str
    label: str
    source: str
    flow: str
    unit: str
    months: tuple[tuple[dt.date, float | None], ...]
    flagged: tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a check of one filing says."""

    files: tuple[FileRead, ...]
    sites: tuple[str, ...] = ()
    sector: str | None = None
    years: tuple[int, ...] = ()
    year_names: tuple[str, ...] = ()
    """The same as people name them: 2024, or 2024-25 where a year runs over New Year."""
    rule_set: str | None = None
    coverage: Coverage = Coverage()
    totals: Totals = Totals()
    findings: tuple[Finding, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    failures: tuple[Failure, ...] = ()
    tables: tuple[TableRead, ...] = ()
    questions: tuple[Question, ...] = ()
    swings: str | None = None
    as_of: str | None = None
    flagged_lines: tuple[FlaggedLine, ...] = ()
    """Not part of the JSON contract."""
    left_out: tuple[tuple[CellRef, CellRef, str], ...] = ()
    """Ranges not read (first cell, last cell) and why: stray, refused, not_understood; not part of it either."""
    unreadable: str | None = None
    """The one line, in English, that says why the file could not be read; None where it was read."""
    refusal: str = ""
    """The phrase that says it in any language (`refusal.<key>`), "" where there is none."""

    @property
    def main(self) -> str:
        """Name of the filing's first file, whose cells are written without a file name."""
        return self.files[0].name if self.files else ""

    @property
    def outcome(self) -> Literal["clean", "findings", "unreadable", "failed"]:
        """Say which of the four outcomes this is: a Failure outweighs, a review does not count."""
        if self.unreadable is not None:
            return "unreadable"
        if self.failures:
            return "failed"
        return "findings" if any(is_open(each) for each in self.findings) else "clean"


def is_open(finding: Finding, at_least: Severity = "warning") -> bool:
    """Tell whether a finding at or above a severity still stands, not explained acceptably."""
    if SEVERITIES.index(finding.severity) > SEVERITIES.index(at_least):
        return False
    return finding.explained is None or not finding.explained.accepted
