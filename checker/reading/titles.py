"""What stands above a table: its title, the unit in its corner, the year it speaks of."""

from __future__ import annotations

import re

from checker.reading.grid import filled, is_number, year_of
from checker.reading.periods import find_fiscal_year, find_year
from checker.reading.terms import Meaning, list_terms, understand
from checker.reading.units import Unit, parse_unit
from checker.workbook import Sheet

TITLE_ROWS = 4
"""So many rows above a header belong to its title (ours)."""
MOST_CELLS = 3
"""A row with more cells than this is no title (ours)."""
LONGEST_TITLE = 120
"""Longer lines are notes: they mention much that the table is not about (ours)."""

_GROUPS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_PARTS = re.compile(r"[,，;；、/]| and | or |或|和")
_SAYS_UNIT = re.compile(
    r"(?:计量单位|单位|units?|fig(?:ure)?s?\.? ?in|all figures in|in units of|इकाई)\s*[:：.\-]?\s*([^\s,，;；()（）]+(?: [a-z]+)?)",
    re.IGNORECASE,
)


def read_title(sheet: Sheet, top: int) -> tuple[str, Meaning, int | None]:
    """Read the rows above a header, and the sheet's name, as its title, what that means and its year."""
    lines: list[str] = []
    for row in range(top - 1, max(-1, top - 1 - TITLE_ROWS), -1):
        cells = filled(sheet, row)
        if not cells:
            if lines:
                break
            continue
        values = [sheet.value(row, column) for column in cells]
        if len(cells) > MOST_CELLS or any(is_number(value) and year_of(value) is None for value in values):
            break
        lines.insert(0, " ".join(str(value) for value in values))
    text = " ".join(lines)
    context = understand(" ".join(line for line in lines if len(line) <= LONGEST_TITLE) or text[:LONGEST_TITLE])
    named = understand(sheet.name)
    merged = context._replace(
        source=context.source or named.source,
        flow="" if _mixes_flows(text) else context.flow or (named.flow if not context.source else ""),
        category=context.category or named.category,
        parameter=context.parameter or named.parameter,
        units=find_title_units(lines) or context.units,
    )
    year = find_year(text) or find_fiscal_year(text) or find_year(sheet.name) or find_fiscal_year(sheet.name)
    return text or sheet.name, merged, year


def _mixes_flows(text: str) -> bool:
    """Tell a title of use and stocks, or of use for generation, from one that names a single flow."""
    flows = {term.code for term in list_terms(text) if term.table == "flow"}
    return "consumed" in flows and bool(flows & {"closing_stock", "opening_stock", "generated", "sold"})


def find_title_units(lines: list[str]) -> tuple[Unit, ...]:
    """Find the units that a title names: after "unit:", else in its brackets, the nearest line first."""
    for line in reversed(lines):
        for match in _SAYS_UNIT.finditer(line):
            units = parse_unit(match[1]) or parse_unit(match[1].partition(" ")[0])
            if units:
                return units
    for line in reversed(lines):
        found = [
            unit
            for group in _GROUPS.findall(line)
            for part in (group, *_PARTS.split(group))
            for unit in parse_unit(part.strip())
        ]
        if found:
            return tuple(dict.fromkeys(found))
    return ()
