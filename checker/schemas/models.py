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


Tests = list[tuple[str, Any]]
"""Codes of refusals, each with the function that tells the sound rows of a column or a table."""


def _has_number() -> Tests:
    return [
        ("SCH101", lambda state: state != "refused"),
        ("SCH102", lambda state: state != "error"),
        ("SCH103", lambda state: state != "not_calculated"),
    ]


def _list_column_tests() -> dict[tuple[str, str], Tests]:
    """List what is tested of single columns, by table and column."""
    tests = {
        (table, "state"): _has_number()
        for table in ("facts", "totals", "parameters", "production", "documents", "declared")
    }
    for table in ("series", "parameters"):
        tests[table, "scale"] = [("SCH104", lambda scale: scale.notna())]
    tests["facts", "flow"] = [("unknown flow", lambda flow: flow.isin(FLOWS))]
    return tests


def _list_frame_tests() -> dict[str, Tests]:
    """List what is tested of whole rows, by table."""
    return {
        "facts": [("SCH105", _is_first_of_period), ("SCH106", _is_not_negative)],
        "parameters": [("SCH107", _is_positive)],
        "production": [("SCH106", _is_made)],
        "documents": [("SCH106", _is_metered)],
    }


@lru_cache(maxsize=2)
def make_models(*, whole: bool = False) -> dict[str, pa.DataFrameSchema]:
    """Make the schema of every table: its columns and types, and checks whose error is a refusal code.

    Nothing is coerced: coercion would turn "12", True and infinity into good numbers. A check
    of a filing asks only for the columns that something can be refused in, since every column
    costs a millisecond; `whole` asks for all of them, as the tests of the reader do.
    """
    import pandera.pandas as pa

    def checks(tests: Tests) -> list[pa.Check]:
        return [pa.Check(test, error=code, ignore_na=False) for code, test in tests]

    column_tests, frame_tests = _list_column_tests(), _list_frame_tests()
    return {
        table: pa.DataFrameSchema(
            {
                name: pa.Column(kind, checks(column_tests.get((table, name), [])), nullable=True)
                for name, kind in columns.items()
                if whole or (table, name) in column_tests
            },
            checks=checks(frame_tests.get(table, [])),
            index=pa.Index("int64", name="row", unique=True) if whole and table != "covers" else None,
            strict=whole,
            name=table,
        )
        for table, columns in TABLES.items()
        if whole or any(of == table for of, _ in column_tests)
    }


@lru_cache(maxsize=1)
def make_gates() -> dict[str, pa.DataFrameSchema]:
    """Make a schema of each table with one check: whether all that `make_models` tests of it holds.

    Every column and every check costs a millisecond, and in nearly every filing nothing is
    refused: only a table that is stopped here is asked what is wrong in which row.
    """
    import pandera.pandas as pa

    columns, frames = _list_column_tests(), _list_frame_tests()

    def make_gate(table: str) -> pa.DataFrameSchema:
        own = [(name, test) for (of, name), tests in columns.items() if of == table for _, test in tests]
        kinds = {name: TABLES[table][name] for name, _ in own}

        def is_sound(frame: pd.DataFrame) -> bool:
            return (
                all(frame[name].dtype == kind for name, kind in kinds.items())
                and all(test(frame[name]).all() for name, test in own)
                and all(test(frame).all() for _, test in frames.get(table, []))
            )

        return pa.DataFrameSchema(checks=pa.Check(is_sound, error="unsound", ignore_na=False), name=table)

    return {table: make_gate(table) for table in make_models()}


def _is_first_of_period(facts: pd.DataFrame) -> pd.Series:
    """A line holds one figure a period: the later one is refused, blanks apart."""
    filed = facts["quantity"].notna() & (facts["as_filed"] == "period_use")
    periods = facts.loc[filed, ["site", "series", "start", "end"]]
    return ~periods.duplicated().reindex(facts.index, fill_value=False)


def _is_not_negative(facts: pd.DataFrame) -> pd.Series:
    # a power station that stands still uses more than it makes: its net generation is below nought
    negative = facts["quantity"] < 0
    if not negative.any():
        return ~negative
    net = (facts["flow"] == "generated") & (facts["source"] == "electricity")
    return ~(negative & facts["flow"].isin(NEVER_NEGATIVE) & ~net)


def _is_positive(parameters: pd.DataFrame) -> pd.Series:
    return ~(parameters["value"] < 0)


def _is_made(production: pd.DataFrame) -> pd.Series:
    return ~(production["quantity"] < 0)


def _is_metered(documents: pd.DataFrame) -> pd.Series:
    """A meter never runs below nought; a bill may be a credit note."""
    return ~((documents["quantity"] < 0) & (documents["kind"] == "meter"))
