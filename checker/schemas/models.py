"""The pandera models of a filing's tables; each check carries the code of its refusal."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from checker.schemas.columns import FLOWS, TABLES

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

MAY_BE_NEGATIVE = ("stock_adjustment", "net_purchased", "lost")
"""Differences: what a stock take corrects, what was bought less what was sold, what a balance leaves unaccounted for."""
NEVER_NEGATIVE = tuple(flow for flow in FLOWS if flow not in MAY_BE_NEGATIVE)
"""Net purchase below 0 is for a person to judge; an adjustment may go either way."""


def _has_number() -> list[tuple[str, Any]]:
    return [
        ("SCH101", lambda state: state != "refused"),
        ("SCH102", lambda state: state != "error"),
        ("SCH103", lambda state: state != "not_calculated"),
    ]


@lru_cache(maxsize=2)
def make_models(*, whole: bool = False) -> dict[str, pa.DataFrameSchema]:
    """Make the schema of every table: its columns and types, and checks whose error is a refusal code.

    Nothing is coerced: coercion would turn "12", True and infinity into good numbers. A check
    of a filing asks only for the columns that something can be refused in, since every column
    costs a millisecond; `whole` asks for all of them, as the tests of the reader do.
    """
    import pandera.pandas as pa

    def checks(pairs: list[tuple[str, Any]]) -> list[pa.Check]:
        return [pa.Check(test, error=code, ignore_na=False) for code, test in pairs]

    column_checks: dict[tuple[str, str], list[tuple[str, Any]]] = {
        (table, "state"): _has_number()
        for table in ("facts", "totals", "parameters", "production", "documents", "declared")
    }
    for table in ("series", "parameters"):
        column_checks[table, "scale"] = [("SCH104", lambda scale: scale.notna())]
    column_checks["facts", "flow"] = [("unknown flow", lambda flow: flow.isin(FLOWS))]
    frame_checks: dict[str, list[tuple[str, Any]]] = {
        "facts": [("SCH105", _is_first_of_period), ("SCH106", _is_not_negative)],
        "parameters": [("SCH107", _is_positive)],
        "production": [("SCH106", _is_made)],
        "documents": [("SCH106", _is_metered)],
    }
    return {
        table: pa.DataFrameSchema(
            {
                name: pa.Column(kind, checks(column_checks.get((table, name), [])), nullable=True)
                for name, kind in columns.items()
                if whole or (table, name) in column_checks
            },
            checks=checks(frame_checks.get(table, [])),
            index=pa.Index("int64", name="row", unique=True) if whole and table != "covers" else None,
            strict=whole,
            name=table,
        )
        for table, columns in TABLES.items()
        if whole or any(of == table for of, _ in column_checks)
    }


def _is_first_of_period(facts: pd.DataFrame) -> pd.Series:
    """A line holds one figure a period: the later one is refused, blanks apart."""
    filed = facts["quantity"].notna() & (facts["as_filed"] == "period_use")
    repeated = (
        facts[filed].duplicated(["site", "series", "start", "end"]).reindex(facts.index, fill_value=False)
    )
    return ~repeated


def _is_not_negative(facts: pd.DataFrame) -> pd.Series:
    # a power station that stands still uses more than it makes: its net generation is below nought
    net = (facts["flow"] == "generated") & (facts["source"] == "electricity")
    return ~((facts["quantity"] < 0) & facts["flow"].isin(NEVER_NEGATIVE) & ~net)


def _is_positive(parameters: pd.DataFrame) -> pd.Series:
    return ~(parameters["value"] < 0)


def _is_made(production: pd.DataFrame) -> pd.Series:
    return ~(production["quantity"] < 0)


def _is_metered(documents: pd.DataFrame) -> pd.Series:
    """A meter never runs below nought; a bill may be a credit note."""
    return ~((documents["quantity"] < 0) & (documents["kind"] == "meter"))
