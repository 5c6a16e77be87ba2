"""What the filing would look like with other values in some cells: candidates stacked as extra sites.

All candidates stand in one filing, each as a copy of its sites under a name of its own, so that a
rule runs once over all of them; rules group by site and never by literals, so copies do not meet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.filing import MARK, Edit, Filing, NewFact

if TYPE_CHECKING:
    import pandas as pd


STACKED = (
    "facility", "series", "facts", "totals", "covers", "parameters", "production", "documents", "declared",
)  # fmt: skip
AGREES = 0.005
"""A total agrees with its parts within half a per cent, or half a unit of its last digit (ours)."""


class Stack(NamedTuple):
    """A filing of candidates; a row r of candidate k of the original is r + (k + 1) * stride."""

    filing: Filing
    stride: int
    size: int

    def unstack(self, row: int) -> tuple[int, int]:
        """Give the candidate a stacked row belongs to and the original row."""
        return row // self.stride - 1, row % self.stride


def stack_candidates(filing: Filing, candidates: Sequence[tuple[Edit, ...]]) -> Stack:
    """Apply each candidate's edits to a copy of the filing and stack the copies as extra sites."""
    import pandas as pd

    from checker.looking import keep_judgements

    copies = [apply_edits(filing, edits) for edits in candidates]
    stride = 1 + max(_last_row(each) for each in [filing, *copies])
    stacked = {}
    for table in STACKED:
        frames = [_shift(getattr(copy, table), table, number, stride) for number, copy in enumerate(copies)]
        stacked[table] = pd.concat(frames) if frames else getattr(filing, table).iloc[:0]
    refusals = pd.concat([
        filing.refusals.assign(row=filing.refusals["row"] + (number + 1) * stride) for number in range(len(copies))
    ]) if copies else filing.refusals  # fmt: skip
    changed: dict[str, Any] = {**stacked, "refusals": refusals, "shared": keep_judgements(filing)}
    return Stack(replace(filing, **changed), stride, len(copies))


def _last_row(filing: Filing) -> int:
    frames = (getattr(filing, table) for table in STACKED if table != "covers")
    return max((int(frame.index.max()) for frame in frames if len(frame)), default=0)


def _shift(frame: pd.DataFrame, table: str, number: int, stride: int) -> pd.DataFrame:
    by = (number + 1) * stride
    shifted = frame.assign(site=frame["site"] + f"{MARK}{number}")
    if table == "covers":
        return shifted.assign(total=shifted["total"] + by, fact=shifted["fact"] + by)
    return shifted.set_axis(shifted.index + by).rename_axis("row")


def candidate_of(site: str) -> int:
    """Give the candidate's number that a stacked site's name carries."""
    return int(site.rpartition(MARK)[2])


def apply_edits(filing: Filing, edits: Sequence[Edit]) -> Filing:
    """Give the filing with other values in some cells.

    Cells whose formulas hang on an edited cell are calculated anew. Typed totals and declared
    tonnes that agreed with their parts as filed move with them; those that disagreed, and those
    edited themselves, stay. Raises KeyError for a row that is neither a fact, a total, a parameter
    nor declared tonnes.
    """
    from checker.recalculate import follow_formulas

    edits = [*edits, *follow_formulas(filing, edits)]
    tables = {name: getattr(filing, name) for name in ("series", "facts", "totals", "parameters", "declared")}
    edited: set[int] = set()
    for name, column, amount in (
        ("facts", "quantity", "amount"), ("totals", "quantity", "amount"), ("parameters", "value", "amount"),
        ("declared", "tco2e", ""),
    ):  # fmt: skip
        own = [edit for edit in edits if edit.row is not None and edit.row in tables[name].index]
        if own:
            tables[name] = _write(tables[name], own, column, amount)
            edited |= {edit.row for edit in own if edit.row is not None}
    new = [edit for edit in edits if edit.row is None]
    if new:
        tables["series"], tables["facts"] = _append(filing, tables["series"], tables["facts"], new)
    unknown = {edit.row for edit in edits if edit.row is not None} - edited
    if unknown:
        raise KeyError(min(unknown))
    tables["totals"] = _move_totals(filing, tables["facts"], tables["totals"], edited)
    changed = replace(filing, **tables, shared={})
    moved = _move_declared(filing, changed, edited)
    return changed if moved is None else replace(changed, declared=moved, shared={})


def _write(table: pd.DataFrame, edits: Sequence[Edit], column: str, amount: str) -> pd.DataFrame:
    rows = [edit.row for edit in edits if edit.row is not None]
    written = table.copy()
    if column in ("quantity", "value"):
        relabelled = [edit for edit in edits if edit.unit is not None and edit.scale is not None]
        for edit in relabelled:
            written.loc[edit.row, ["unit", "scale"]] = [edit.unit, edit.scale]
    values = [float("nan") if edit.quantity is None else edit.quantity for edit in edits]
    written.loc[rows, column] = values
    written.loc[rows, "state"] = ["blank" if edit.quantity is None else "value" for edit in edits]
    if amount:
        written.loc[rows, amount] = written.loc[rows, column] * written.loc[rows, "scale"]
    return written


def _append(
    filing: Filing, series: pd.DataFrame, facts: pd.DataFrame, edits: Sequence[Edit]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add facts that stand in no cell, on a new line for each site, source, flow and attribute."""
    import pandas as pd

    from checker.tables import make_table

    next_row = _last_row(filing) + 1
    lines: dict[tuple[str, str, str, str], int] = {}
    series_records: list[dict[str, object]] = []
    fact_records: list[dict[str, object]] = []
    for edit in edits:
        if edit.fact is None:
            raise KeyError(edit.row)
        new = edit.fact
        key = (new.site, new.source, new.flow, new.attribute)
        if key not in lines:
            lines[key] = next_row
            series_records.append({
                "row": next_row, "series": next_row, "site": new.site, "source": new.source, "flow": new.flow,
                "attribute": new.attribute, "label": "", "unit": new.unit, "scale": new.scale, "base_unit": new.base_unit,
            })  # fmt: skip
            next_row += 1
        fact_records.append(_record_fact(new, lines[key], next_row, edit.quantity))
        next_row += 1
    grown = pd.concat([series, make_table("series", series_records)])
    return grown, pd.concat([facts, make_table("facts", fact_records)])


def _record_fact(new: NewFact, line: int, row: int, quantity: float | None) -> dict[str, object]:
    amount = float("nan") if quantity is None else quantity * new.scale
    return {
        "row": row, "site": new.site, "series": line, "source": new.source, "flow": new.flow, "attribute": new.attribute,
        "start": _at_midnight(new.start), "end": _at_midnight(new.end), "as_filed": "period_use",
        "state": "blank" if quantity is None else "value", "quantity": quantity, "unit": new.unit, "scale": new.scale,
        "amount": amount, "base_unit": new.base_unit,
    }  # fmt: skip


def _at_midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


def sum_parts(covers: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    """Give, by total row, the sum of the amounts it covers; blanks count nothing."""
    amounts = facts["amount"].reindex(covers["fact"]).fillna(0.0)
    return amounts.groupby(covers["total"].to_numpy()).sum()


def _move_totals(filing: Filing, facts: pd.DataFrame, totals: pd.DataFrame, edited: set[int]) -> pd.DataFrame:
    if totals.empty or facts is filing.facts:
        return totals
    before = sum_parts(filing.covers, filing.facts).reindex(totals.index)
    after = sum_parts(filing.covers, facts).reindex(totals.index)
    follows = ((totals["amount"] - before).abs() <= AGREES * before.abs()) & ~totals.index.isin(edited)
    moves = follows & (before != after) & totals["amount"].notna()
    if not moves.any():
        return totals
    moved = totals.copy()
    moved.loc[moves, "amount"] = totals["amount"] + after - before
    moved.loc[moves, "quantity"] = moved["amount"] / moved["scale"]
    return moved


def _move_declared(filing: Filing, changed: Filing, edited: set[int]) -> pd.DataFrame | None:
    """Move declared tonnes with the recomputed ones they agreed with; None where nothing moves."""
    from checker.accounting.declared import compare_declared

    if filing.declared.empty or filing.rule_set is None:
        return None
    before, after = compare_declared(filing), compare_declared(changed)
    rows = before.index.intersection(after.index)
    before, after = before.loc[rows], after.loc[rows]
    gap = (before["tco2e"] - before["recomputed"]).abs()
    follows = (gap <= AGREES * before["recomputed"].abs().clip(lower=1.0)) & ~rows.isin(edited)
    shift = (after["recomputed"] - before["recomputed"])[follows].dropna()
    shift = shift[shift != 0]
    if shift.empty:
        return None
    moved = filing.declared.copy() if changed.declared is filing.declared else changed.declared.copy()
    moved.loc[shift.index, "tco2e"] = moved.loc[shift.index, "tco2e"] + shift
    return moved
