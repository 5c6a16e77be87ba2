"""Validation: each table against its model; refused values become missing, once, with their cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

VALUE_COLUMNS = {
    "facts": ("quantity", "amount"), "totals": ("quantity", "amount"), "parameters": ("value", "amount"),
    "production": ("quantity",), "documents": ("quantity", "amount"), "declared": ("tco2e",), "series": (),
}  # fmt: skip
Refusal = tuple[int, str, str, str]
"""A row, its table, the code of the refusal, the column."""


def validate_tables(tables: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Validate tables; give sound ones and the refusals (row, table, code, column), sorted by row.

    A refused figure is NaN in the sound table and its state `refused`; its row stays. Raises
    ValueError where a check itself fails or a column has a wrong type: a fault of ours.
    """
    import pandas as pd
    import pandera.errors

    from checker.schemas.models import make_gates, make_models

    models, gates = make_models(), make_gates()
    found: list[Refusal] = []
    sound = dict(tables)
    for name, table in tables.items():
        if table.empty or name not in models:
            continue
        try:
            if not _passes(gates[name], table):
                models[name].validate(table, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            refused = _read_refusals(name, errors.failure_cases)
            refused = _drop_empty_lines(refused, tables) if name == "series" else refused
            found += refused
            sound[name] = _blank_refused(name, table, [row for row, _, _, _ in refused])
    refusals = pd.DataFrame(sorted(found), columns=["row", "table", "code", "column"])
    return sound, refusals


def _passes(gate: pa.DataFrameSchema, table: pd.DataFrame) -> bool:
    import pandera.errors

    try:
        gate.validate(table, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


def _drop_empty_lines(refused: list[Refusal], tables: dict[str, pd.DataFrame]) -> list[Refusal]:
    """Pass over lines without a figure: a unit that nothing is filed in misleads nobody."""
    facts = tables["facts"]
    filled = set(facts.loc[facts["quantity"].notna(), "series"])
    return [each for each in refused if each[0] in filled]


def _read_refusals(table: str, cases: pd.DataFrame) -> list[Refusal]:
    refused: dict[int, tuple[int, str, str, str]] = {}
    for case in cases.itertuples(index=False):
        code = str(case.check)
        if not code.startswith("SCH") or str(case.index) in {"nan", "None"}:
            message = f"table {table}: {case.column} {code}: {case.failure_case}"
            raise ValueError(message)
        column = (VALUE_COLUMNS[table] or ("unit",))[0]
        row = int(str(case.index).removesuffix(".0"))
        known = refused.get(row)
        if known is None or code < known[2]:
            refused[row] = (row, table, code, column)
    return list(refused.values())


def _blank_refused(name: str, table: pd.DataFrame, rows: list[int]) -> pd.DataFrame:
    if not VALUE_COLUMNS[name]:
        return table
    blanked = table.copy()
    blanked.loc[rows, list(VALUE_COLUMNS[name])] = float("nan")
    blanked.loc[rows, "state"] = "refused"
    return blanked
