"""Tables of months down whose columns are things (plants, workshops, meters): the title says what is measured of them."""

from __future__ import annotations

from checker.reading.columns import Column
from checker.reading.grid import is_label
from checker.reading.measures import look_below
from checker.reading.profile import find_region
from checker.reading.site_names import is_name, says_site
from checker.reading.subject import choose_fact_unit
from checker.reading.terms import Meaning
from checker.workbook import Sheet

LEAST_THINGS = 2
"""One column without an energy may be anything (ours)."""
MAY_NAME = ("unknown", "site", "account")
"""Kinds of columns that may be headed by the name of a thing."""
MEASURED = (
    "item_value",
    "flow_value",
    "quantity",
    "parameter",
    "declared",
    "production",
    "item",
    "year_value",
)
"""Kinds of columns that say themselves what is measured."""


def measure_things(sheet: Sheet, columns: list[Column], first: int, context: Meaning) -> list[Column]:
    """Let the title's energy and unit be those of columns that are headed by names alone; the others as they are."""
    unit = choose_fact_unit(context.source, context.units) if context.source else None
    told = unit is not None or (context.source and context.flow and not context.units)
    if not told or any(column.kind in MEASURED for column in columns):
        return columns
    things = [
        column
        for column in columns
        if column.kind in MAY_NAME and _names_thing(column) and look_below(sheet, first, column.at).numbers
    ]
    if len(things) < LEAST_THINGS:
        return columns
    sites = all(is_name(column.header) for column in things) and (
        "site" in context.roles
        or all(says_site(column.header) or find_region(column.header) for column in things)
    )
    kind = "flow_value" if context.flow else "item_value"
    units = (unit,) if unit else ()

    def settle(column: Column) -> Column:
        if column in things:
            site = column.header if sites else ""
            meaning = column.meaning._replace(source=context.source, flow=context.flow, units=units, roles=())
            return column._replace(kind=kind, meaning=meaning, site=site)
        sums = column.kind == "unknown" and "total" in column.meaning.roles
        return column._replace(kind="total") if sums else column

    return [settle(column) for column in columns]


def _names_thing(column: Column) -> bool:
    """Tell the name of a thing ("Leeds", 一车间) from a total, a rate, and what names an energy itself."""
    said = column.meaning
    plain = not (said.source or said.flow or said.parameter or said.category or said.units or said.note)
    return plain and is_label(column.header) and set(said.roles) <= {"site", "account"}
