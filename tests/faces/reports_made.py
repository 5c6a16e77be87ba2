"""Reports made by hand, so that faces are tested without reading a workbook."""

import datetime as dt
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from checker.cells import CellRef
from checker.findings import (
    Correction,
    Coverage,
    Diagnosis,
    Explained,
    Failure,
    FileRead,
    Finding,
    Question,
    Report,
    Skipped,
    TableRead,
    Totals,
)

PACKS = Path(__file__).parent.parent / "packs"

PLANT = FileRead("plant.xlsx", "0" * 64)


def cell(row: int, column: int, sheet: str = "Electricity", file: str = "plant.xlsx") -> CellRef:
    return CellRef(file, sheet, row, column)


def name_packs(*packs: str, **renamed: str):
    """Give a stand-in for importlib.metadata.entry_points that knows these packs only."""
    points = [EntryPoint(name, name, "checker.rules") for name in packs]
    points += [EntryPoint(name, value, "checker.rules") for name, value in renamed.items()]
    real = entry_points
    return lambda group: points if group == "checker.rules" else real(group=group)


PV = Finding(
    id="ELX101-7c1e09ab",
    code="ELX101",
    severity="error",
    cells=tuple(cell(4, column) for column in range(2, 14)),
    context=((cell(8, 1, "Facility"), "kWp"), (cell(0, 2, "My Sheet", "last.xlsx"), "last_year")),
    values={
        "label": "购入电力", "amount": 665000.0, "year": 2024, "kwp": 650.0, "yield_kwh": 1023.0769230769231,
        "signals": ["kwp_without_pv_row", "yield_in_band"], "month": dt.date(2024, 3, 1), "gap": float("nan"),
    },
    at_stake_tco2e=451.00300000000004,
)  # fmt: skip

JUMP = Finding(
    id="TRX102-00000001",
    code="TRX102",
    severity="review",
    cells=(cell(6, 4),),
    context=(),
    values={"label": "Diesel", "month": dt.date(2024, 3, 1), "filed": 1234567.5, "unit": "L", "usual": 0.000123456789},
    at_stake_tco2e=None,
    explained=Explained("company", "the genset ran in March", accepted=False),
)  # fmt: skip

PV_AS_GRID = Diagnosis(
    misfiling="pv-as-grid",
    taxonomy="E01",
    confidence=0.97,
    explains=(PV.id,),
    change_tco2e=-451.003,
    values={"amount": 665000.0},
    corrections=(
        Correction(cell(4, 2), 38000.0, 0.0, "kWh"),
        Correction(cell(4, 3), 38000.0, 0.0, "kWh"),
        Correction(cell(7, 2), None, 38000.0, "kWh"),
        Correction(cell(7, 3), "n/a", None, "kWh", range=(30000.0, 40000.0)),
        Correction(cell(8, 3), 5.0, None, "t", blank=True),
        Correction(cell(9, 3), 5.0, None, "t", unit_proposed="kg"),
        Correction(
            None, None, 12.5, "kWh",
            fact={"source": "pv_electricity", "flow": "own_use", "start": dt.date(2024, 1, 1), "end": dt.date(2025, 1, 1)},
        ),
    ),
)  # fmt: skip

FOUND = Report(
    files=(PLANT, FileRead("last.xlsx", "1" * 64)),
    sites=("SECCO",),
    sector="C3591",
    years=(2024,),
    rule_set="NDRC-2015",
    coverage=Coverage(812, 805, 4, 3),
    totals=Totals(451.003, 451.003, 451.003),
    findings=(PV, JUMP),
    diagnoses=(PV_AS_GRID,),
    skipped=(
        Skipped("TRX201", "previous_year"),
        Skipped("TRX202", "previous_year"),
        Skipped("STX301", "needs_column", values={"column": "documents.amount"}),
        Skipped("ZZZ999", "a reason of a pack's own", "add the thing it wants"),
    ),
    tables=(
        TableRead("Electricity", "A4:P20", "facts", 120),
        TableRead("S", "A1:B2", "facts", 2, "last.xlsx"),
    ),
    questions=(
        Question("pv_kwp", "pv_kwp", (cell(8, 1, "Facility"),)),
        Question("unit_unknown", values={"unit": "box"}),
    ),
)

CLEAN = Report(
    files=(PLANT,), coverage=Coverage(20, 20), totals=Totals(0.0, 0.0, 0.0), skipped=FOUND.skipped[:2]
)
SPOTLESS = Report(files=(PLANT,), coverage=Coverage(20, 20), totals=Totals(0.0, 0.0, 0.0))
FAILED = Report(
    files=(PLANT,), findings=(PV,), failures=(Failure("TRX102", "KeyError: 'amount' (jump.py:9)"),)
)
UNREADABLE = Report(
    files=(FileRead("lost.xlsx", ""),),
    unreadable="lost.xlsx: there is no such file; check the name and the folder",
)
