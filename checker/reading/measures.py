"""What a column of figures measures, settled from its header and the title above its table.

A column counts only where its source and its unit are both told; rates, shares, capacities and
the same energy in another unit are set aside.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from checker.reading.columns import CLEAR, MONEY, Column
from checker.reading.grid import is_number, is_text, meaning_of
from checker.reading.header_cells import is_mark
from checker.reading.period_ranges import parse_days
from checker.reading.periods import parse_period
from checker.reading.subject import choose_fact_unit, measures_power
from checker.reading.terms import Meaning, kind_of
from checker.reading.text import BRACKETS, fold
from checker.reading.units import Unit, parse_unit
from checker.workbook import Sheet

SAMPLED = 40
"""So many rows below a header show what its columns hold (ours)."""
MOST = 0.5
LONGEST_NAME = 80
"""A longer text is a note: no terms make up most of it (ours)."""
PASSED_QUANTITIES = {"power", "area", "share", "time", "count"}
NO_VALUES = {
    "unit", "index", "start", "end", "date", "month", "year", "cost", "price", "account", "reference", "multiplier",
    "data_source", "remark", "estimated", "document", "finding", "by", "origin", "quarter", "year_value", "mass",
}  # fmt: skip
_SHARE = re.compile(r"(?:^|\s)[%％]")
_RATE = re.compile(
    r"[$¢€£¥]\s*/|/\s*(?:kwh|mwh|ft|sf|m2|capita)|\bper (?!month|year|annum|quarter)", re.IGNORECASE
)


class Contents(NamedTuple):
    """What the cells below a header hold: numbers, words, and words that name an energy."""

    numbers: int
    words: int
    sources: int
    units: int
    dates: int
    others: int


def holds_number(sheet: Sheet, first: int, at: int) -> bool:
    """Tell whether any cell below a header holds a number, however it is written."""
    return any(is_number(value) for _, value in sheet.list_given(at, first, SAMPLED))


def look_below(sheet: Sheet, first: int, at: int) -> Contents:
    """Look at the cells below a header: how many hold numbers, words, energies, units, dates."""
    numbers = words = sources = units = dates = others = 0
    for _, value in sheet.list_given(at, first, SAMPLED):
        if type(value) is float:
            numbers += 1
        elif isinstance(value, str):
            seen = _look_at(value)
            numbers += seen.numbers
            words += seen.words
            sources += seen.sources
            units += seen.units
            dates += seen.dates
            others += seen.others
        else:
            dates += parse_period(value) is not None
    return Contents(numbers, words, sources, units, dates, others)


@lru_cache(maxsize=50_000)
def _look_at(text: str) -> Contents:
    """Tell what one text below a header is, as a count of one."""
    number, dated = is_number(text), parse_period(text) is not None or parse_days(text) is not None
    if is_mark(text) or number or dated or not is_text(text):
        return Contents(
            int(number and not is_mark(text)), 0, 0, 0, int(dated and not number and not is_mark(text)), 0
        )
    if len(text) > LONGEST_NAME:
        return Contents(0, 1, 0, 0, 0, 0)
    meaning = meaning_of(text)
    clear = meaning.length >= CLEAR
    return Contents(
        numbers=0, words=1, sources=int(bool(meaning.source) and clear), units=int(bool(parse_unit(text))), dates=0,
        others=int(bool(meaning.category or meaning.parameter or meaning.production) and clear),
    )  # fmt: skip


def holds_units(seen: Contents) -> bool:
    """Tell a column of units by its cells."""
    return bool(seen.units) and seen.units >= MOST * seen.words


def settle_column(
    column: Column, seen: Contents, context: Meaning, *, named_below: bool, units_below: bool
) -> Column:
    """Settle what a column of figures measures, from its header and the title; "derived" where it is no activity."""
    meaning = column.meaning
    if holds_units(seen) and not seen.numbers:
        return column._replace(kind="unit")
    if column.kind in (*NO_VALUES, "cumulative") or not seen.numbers:
        return column
    quantities = {unit.quantity for unit in meaning.units}
    if (
        "derived" in meaning.roles
        or "price" in meaning.roles
        or _RATE.search(column.header)
        or _SHARE.search(column.header)
    ):
        return column._replace(kind="derived")
    if meaning.parameter:
        return column._replace(kind="parameter")
    if quantities & set(MONEY):
        return column._replace(kind="cost")
    if quantities and quantities <= PASSED_QUANTITIES:
        return column._replace(kind="derived")
    if "emissions" in quantities and not meaning.parameter:
        return column._replace(kind="declared")
    if column.kind in ("parameter", "production", "declared"):
        return column
    if named_below:
        return _settle_named(column, units_below=units_below)
    if context.category and not meaning.units and not meaning.flow and meaning.source:
        masses = [unit for unit in context.units if unit.quantity in ("emissions", "mass")]
        if masses:
            return column._replace(kind="declared")
    found = _find_subject(meaning, context)
    if found is None:
        return column._replace(kind="total" if "total" in meaning.roles else "unknown")
    source, flow, unit = found
    kind = "total" if "total" in meaning.roles else "flow_value" if flow else "item_value"
    return column._replace(kind=kind, meaning=meaning._replace(source=source, flow=flow, units=(unit,)))


def _settle_named(column: Column, *, units_below: bool) -> Column:
    """Settle a column beside rows that name their energy: its own energy, else a quantity in the rows' unit."""
    meaning = column.meaning
    if meaning.source and meaning.flow and choose_fact_unit(meaning.source, meaning.units):
        return column._replace(kind="flow_value")
    says = meaning.flow or "quantity" in meaning.roles
    told = (
        units_below or meaning.units or column.kind == "quantity"
    )  # the cells' number format may tell the unit
    if says and not meaning.source and told and "total" not in meaning.roles:
        return column._replace(kind="flow_value" if meaning.flow else "quantity")
    return column._replace(kind="unknown")


def _find_subject(meaning: Meaning, context: Meaning) -> tuple[str, str, Unit] | None:
    """Find source, flow and unit of a figure column; None where source or unit is not told for sure."""
    units = meaning.units or tuple(unit for unit in context.units if unit.quantity not in MONEY)
    flow = meaning.flow or (
        context.flow if not meaning.source or kind_of(meaning.source) == kind_of(context.source) else ""
    )
    parted = "breakdown" in meaning.roles and not meaning.units
    source = "" if parted and context.source and not measures_power(units) else meaning.source
    if source and choose_fact_unit(source, units) is None:
        source = ""
    power = choose_fact_unit("electricity", tuple(u for u in units if u.quantity == "electricity"))
    if (
        power
        and source
        and kind_of(source) != "electricity"
        and context.flow == "generated"
        and not meaning.units
    ):
        source, flow = "electricity", "generated"  # power made from oil, told in MWh
    tells = bool(meaning.flow or parted or "total" in meaning.roles)
    if not source and tells and context.source and choose_fact_unit(context.source, units):
        source = context.source
    plain = meaning.units and (meaning.length >= CLEAR or parse_unit(meaning.text))
    if not source and power and measures_power(units) and (tells or plain):
        source = "electricity"
    unit = choose_fact_unit(source, units) if source else None
    told = (
        flow
        or meaning.units
        or context.flow
        or (context.source == source and kind_of(source) != "electricity")
    )
    if unit is None or not told:
        return None
    if flow == "generated" and kind_of(source) != "electricity":
        flow = ""
    return source, flow, unit


def pass_alternates(columns: list[Column]) -> list[Column]:
    """Pass over a column that states what another stated, in another unit: kWh, then the same in kBtu."""
    seen: dict[tuple[str, str, str], Column] = {}
    kept: list[Column] = []
    for column in columns:
        if column.kind in ("item_value", "flow_value") and column.meaning.units:
            bare = (
                fold(BRACKETS.sub("", column.header)).removesuffix(fold(column.meaning.units[0].name)).strip()
            )
            key = (column.meaning.source, column.meaning.flow, bare)
            first = seen.get(key)
            if first is not None and _is_power(column) and not _is_power(first):
                kept[kept.index(first)] = first._replace(kind="derived")  # power in MWh goes before MMBtu
                first = None
            if first is None:
                seen[key] = column
            elif first.meaning.units[0].name != column.meaning.units[0].name:
                column = column._replace(kind="derived")  # noqa: PLW2901  # the column as it is counted
        kept.append(column)
    return [_pass_gross(column, kept) for column in kept]


def _is_power(column: Column) -> bool:
    return any(unit.quantity == "electricity" for unit in column.meaning.units)


def _pass_gross(column: Column, columns: list[Column]) -> Column:
    """Pass over gross generation where the net stands beside it."""
    if "gross" not in fold(column.header) or column.kind != "flow_value":
        return column
    net = any(
        "net" in fold(each.header).split() and each.meaning[1:3] == column.meaning[1:3] for each in columns
    )
    return column._replace(kind="derived") if net else column
