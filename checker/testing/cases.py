"""Cases as one would type them into Excel: written to a real workbook, read by the real reader, judged.

For rule packs too: a pack's tests call `load_cases` on its .toml files and `run_case` on each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.findings import Finding, Report
    from checker.packs import Catalogue

Rows = Sequence[Sequence[Any]]
"""Rows of cells: numbers, dates, text, "" for a blank, "'120" for text, "=D2*2 -> 240" for a formula."""


@dataclass(frozen=True)
class Case:
    """One case of a rule or misfiling.

    `fires` are the cells the rule must name (empty: silent), `severity` and `at_stake` what it must
    say, `skipped` the reason for which it must not look. `corrections` are what a misfiling must
    propose, by cell (empty: no diagnosis), as a value, a unit, "blank" or "39..51"; `previous` is last year's workbook. `misfiling` names the
    known ways of misfiling, of docs/misfilings.toml, that the case shows.
    """

    code: str
    name: str
    sheets: Mapping[str, Rows]
    fires: tuple[str, ...] = ()
    severity: str | None = None
    at_stake: float | None = None
    skipped: str | None = None
    corrections: Mapping[str, float | str] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, Rows] = field(default_factory=dict)
    misfiling: tuple[str, ...] = ()


def load_cases(path: Path) -> list[Case]:
    """Load the cases of a rule's or misfiling's .toml; the file's own `code` or `slug` names it."""
    words = tomllib.loads(path.read_text("utf-8"))
    return [
        read_case(case, str(words.get("code") or words.get("slug") or "")) for case in words.get("case", ())
    ]


def read_case(case: Mapping[str, Any], code: str) -> Case:
    """Read one case; raises TypeError for a key that cases do not have."""
    several = {key: tuple(case.get(key, ())) for key in ("fires", "misfiling")}
    return Case(**{"code": code} | dict(case) | several)


def write_book(sheets: Mapping[str, Rows], path: Path) -> Path:
    """Write sheets to an .xlsx, each cell as one would type it."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"in_memory": True})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                write_typed(sheet, at, column, value, dated)
    book.close()
    return path


def write_typed(sheet: Any, row: int, column: int, value: Any, dated: Any) -> None:  # noqa: ANN401  # XlsxWriter is untyped
    """Write one cell as typed: a leading apostrophe makes text, an equals sign a formula."""
    if value is None or value == "":
        return
    if not isinstance(value, str):
        if isinstance(value, (int, float)):
            sheet.write(row, column, value)
        else:
            sheet.write_datetime(row, column, value, dated)
    elif value.startswith("'"):
        sheet.write_string(row, column, value[1:])
    elif value.startswith("="):
        formula, _, result = value.partition(" -> ")
        sheet.write_formula(row, column, formula, None, _read_result(result))
    else:
        sheet.write_string(row, column, value)


def _read_result(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def check_case(case: Case, folder: Path, catalogue: Catalogue | None = None) -> Report:
    """Write a case's workbook into a folder and check it."""
    from checker.engine import check
    from checker.settings import Settings, read_settings

    book = write_book(case.sheets, folder / "case.xlsx")
    previous = [write_book(case.previous, folder / "previous.xlsx")] if case.previous else []
    settings = read_settings(case.settings) if case.settings else Settings()
    return check(book, previous=previous, settings=settings, set_=case.set, catalogue=catalogue)


def judge_case(case: Case, report: Report) -> list[str]:
    """Say, a line each, in what a report differs from what its case expects; [] where it does not."""
    wrong = [f"rule {failure.code} crashed: {failure.reason}" for failure in report.failures]
    if case.corrections is not None:
        return wrong + _judge_corrections(case, report)
    found = [finding for finding in report.findings if finding.code == case.code]
    cells = sorted(list_cells(found, report.main))
    if cells != sorted(case.fires):
        wrong.append(f"expected {sorted(case.fires) or 'silence'}, found {cells or 'nothing'}")
    skipped = [each.reason for each in report.skipped if each.code == case.code]
    if (case.skipped or None) != (skipped[0] if skipped else None):
        wrong.append(f"expected skipped {case.skipped}, found {skipped or 'no reason'}")
    if case.severity is not None and found and any(each.severity != case.severity for each in found):
        wrong.append(f"expected severity {case.severity}, found {[each.severity for each in found]}")
    if case.at_stake is not None:
        stakes = [each.at_stake_tco2e for each in found]
        if not any(
            stake is not None and abs(stake - case.at_stake) <= max(0.05, 0.002 * abs(case.at_stake))
            for stake in stakes
        ):
            wrong.append(f"expected {case.at_stake} tCO2e at stake, found {stakes}")
    return wrong


def list_cells(findings: Iterable[Finding], main: str) -> set[str]:
    """List the cells of findings as ranges."""
    from checker.cells import write_cells

    return {cell for finding in findings for cell in write_cells(finding.cells, main)}


def _judge_corrections(case: Case, report: Report) -> list[str]:
    from checker.cells import write_cell

    own = [diagnosis for diagnosis in report.diagnoses if diagnosis.misfiling == case.code]
    found: dict[str, float | str] = {}
    for correction in (each for diagnosis in own for each in diagnosis.corrections):
        place = (
            write_cell(correction.cell, report.main)
            if correction.cell
            else str((correction.fact or {}).get("source"))
        )
        proposed = correction.unit_proposed or ("blank" if correction.blank else correction.proposed)
        if correction.range is not None:
            proposed = "..".join(f"{each:.12g}" for each in correction.range)
        found[place] = proposed if proposed is not None else "unknown"
    expected = dict(case.corrections or {})
    wrong = [
        f"{cell}: expected {value}, proposed {found.get(cell)}"
        for cell, value in expected.items()
        if not _equals(found.get(cell), value)
    ]
    return wrong + [
        f"{cell}: nothing expected, proposed {value}" for cell, value in found.items() if cell not in expected
    ]


def _equals(found: float | str | None, expected: float | str) -> bool:
    if isinstance(found, (int, float)) and isinstance(expected, (int, float)):
        return abs(found - expected) <= 1e-6 * max(1.0, abs(expected))
    return found == expected
