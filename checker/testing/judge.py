"""What a reading got wrong of a laid out book: facts missing, read otherwise, or read where none stands."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.cells import write_address, write_sheet
from checker.testing.draw import OPTIONS, PLAIN, draw_switches, list_switches
from checker.testing.page import Book, Placed

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing

TO_COMMON = {"kWh": (0.0036, "GJ")}
"""Energy is compared in GJ: power in kWh and heat in GJ are one thing."""


class Difference(NamedTuple):
    """One difference between a book and its reading: where, of what kind, and in words."""

    sheet: str
    row: int
    column: int
    kind: str
    text: str


def judge_reading(book: Book, filing: Filing) -> list[Difference]:
    """List in what a filing differs from what a careful person reads in the book; [] where in nothing.

    Kinds are missing, source, flow, attribute, site, period, number (amount in the base unit,
    to 1e-9), twice, extra (a fact where none was filed), total (a stated sum read as a fact) and
    beside (money, water or output read as activity).
    """
    found: dict[tuple[str, int, int], list[Any]] = {}
    for row in _list_rows(filing.facts[filing.facts["as_filed"] == "period_use"]):
        if not math.isnan(row.quantity):
            found.setdefault((row.sheet, row.at_row, row.at_col), []).append(row)
    expected = {(placed.sheet, placed.row, placed.column): placed for placed in book.facts}
    wrong = []
    for place, placed in expected.items():
        rows = found.pop(place, [])
        if not rows:
            wrong.append(_say(place, "missing", f"not read: {_write_expected(placed)}"))
        elif len(rows) > 1:
            wrong.append(_say(place, "twice", f"read {len(rows)} times: {_write_expected(placed)}"))
        else:
            wrong += [_say(place, kind, text) for kind, text in _compare(placed, rows[0])]
    sums = {(each.sheet, each.row, each.column) for each in book.sums}
    beside = set(book.beside)
    for place in found:
        kind = "total" if place in sums else "beside" if place in beside else "extra"
        wrong.append(_say(place, kind, f"read as a fact: {_write_found(found[place][0])}"))
    return sorted(wrong)


def judge_totals(book: Book, filing: Filing) -> list[Difference]:
    """List the stated sums that a filing does not keep as totals (nor as cumulative facts) with their value."""
    kept = {
        (row.sheet, row.at_row, row.at_col): row.quantity
        for frame in (filing.totals, filing.facts[filing.facts["as_filed"] == "cumulative"])
        for row in _list_rows(frame)
    }
    return [
        _say((each.sheet, each.row, each.column), "total lost", f"the sum {each.quantity:g} is not kept")
        for each in book.sums
        if not math.isclose(
            kept.get((each.sheet, each.row, each.column), math.nan), each.quantity, rel_tol=1e-9
        )
    ]


def _list_rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())


def _say(place: tuple[str, int, int], kind: str, text: str) -> Difference:
    return Difference(*place, kind, f"{write_sheet(place[0])}!{write_address(*place[1:])} {text}")


def _compare(placed: Placed, row: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # a row of a frame
    fact = placed.fact
    wrong = []
    subjects = {(fact.source, fact.flow), *placed.also}
    if row.source not in {source for source, _ in subjects}:
        wrong.append(("source", f"source {row.source or 'none'} instead of {fact.source}"))
    elif (row.source, row.flow) not in subjects:
        wrong.append(("flow", f"flow {row.flow or 'none'} of {row.source} instead of {fact.flow}"))
    if fact.attribute and row.attribute != fact.attribute:
        wrong.append(("attribute", f"attribute {row.attribute or 'none'} instead of {fact.attribute}"))
    if fact.site and row.site != fact.site:
        wrong.append(("site", f"site {row.site} instead of {fact.site}"))
    if (row.start.date(), row.end.date()) != (fact.start, fact.end):
        wrong.append(
            (
                "period",
                f"from {row.start:%Y-%m-%d} to before {row.end:%Y-%m-%d} instead of {fact.start} to before {fact.end}",
            )
        )
    factor, base = TO_COMMON.get(row.base_unit, (1.0, row.base_unit))
    if base != fact.base_unit or not math.isclose(
        row.amount * factor, fact.amount, rel_tol=1e-9, abs_tol=1e-12
    ):
        read = f"{row.quantity:g} {row.unit or '(no unit)'} = {row.amount * factor:g} {base}"
        filed = f"{fact.quantity:g} {fact.unit} = {fact.amount:g} {fact.base_unit}"
        wrong.append(("number", f"{read} instead of {filed}"))
    return wrong


def _write_expected(placed: Placed) -> str:
    fact = placed.fact
    return f"{fact.source} {fact.flow}{' at ' + fact.site if fact.site else ''}, {fact.start} to before {fact.end}, {fact.quantity:g} {fact.unit}"


def _write_found(row: Any) -> str:  # noqa: ANN401  # a row of a frame
    return (
        f"{row.source} {row.flow}, {_day(row.start)} to before {_day(row.end)}, {row.quantity:g} {row.unit}"
    )


def _day(time: dt.datetime) -> str:
    return f"{time:%Y-%m-%d}"


def shrink(seed: int, fails: Callable[[Mapping[str, Any]], bool]) -> dict[str, Any]:
    """Find the fewest switches with which a seed still fails; all others are as in the plainest book.

    `fails` is asked about sets of fixed switches; each switch is made plain in turn and stays so
    where the book fails without it.
    """
    drawn, plain = asdict(draw_switches(seed)), asdict(PLAIN)
    only = dict(drawn)
    for name in OPTIONS:
        trial = only | {name: plain[name]}
        if only[name] != trial[name] and fails(trial):
            only = trial
    return list_switches(draw_switches(seed, only))
