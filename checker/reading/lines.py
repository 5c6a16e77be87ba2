"""A filing's lines and the columns of their facts while they are gathered, and the units glued to figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from checker.reading.terms import kind_of
from checker.reading.units import KIND_QUANTITIES, choose_unit, parse_unit


@dataclass(slots=True)
class Line:
    """A line of the filer's data while it is gathered: a row of `series`."""

    row: int
    site: str
    source: str
    flow: str
    attribute: str
    label: str
    unit: str
    scale: float
    base_unit: str
    file: str
    sheet: str
    at_row: int
    at_col: int
    block: int
    account: str = ""
    parent: str = ""
    multiplier: float = float("nan")
    supplier: str = ""
    data_source: str = ""
    remark: str = ""
    ordinal: int = 0
    rival: str = ""
    """A unit of the same quantity that another cell says of the same figures."""
    guessed: str = ""
    """What no word of the workbook says of the line and was taken as usual: "flow", or nothing."""


@dataclass(slots=True)
class FactColumns:
    """The facts gathered so far, column by column: a list of records would cost ten times the memory."""

    row: list[int] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    start: list[dt.datetime] = field(default_factory=list)
    end: list[dt.datetime] = field(default_factory=list)
    as_filed: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    state: list[str] = field(default_factory=list)
    quantity: list[float] = field(default_factory=list)
    file: list[str] = field(default_factory=list)
    """A line may go on in another file: one book a month."""
    sheet: list[str] = field(default_factory=list)
    at_row: list[int] = field(default_factory=list)
    at_col: list[int] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)


def adopt_unit(text: str, line: Line) -> None:
    """Let the unit glued to a figure be its line's, where the figures before it were blank and nothing else told one."""
    if line.base_unit or line.unit or not line.source:
        return
    unit = choose_unit(parse_unit(text), KIND_QUANTITIES[kind_of(line.source)])
    if unit is not None:
        line.unit, line.scale, line.base_unit = text, unit.factor, unit.base


def convert_glued(text: str, line: Line) -> float | None:
    """Give the factor from a unit glued to a number to its line's unit; None where they do not compare."""
    if not line.base_unit:
        return 1.0
    return next((unit.factor / line.scale for unit in parse_unit(text) if unit.base == line.base_unit), None)
