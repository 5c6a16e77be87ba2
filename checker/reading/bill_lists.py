"""Lists of bills beside a row that files the same purchase month by month: papers, and no second purchase."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from checker.reading.collect import NAN
from checker.reading.restated import drop_facts
from checker.reading.terms import understand

if TYPE_CHECKING:
    import datetime as dt

    from checker.reading.collect import Collector
    from checker.reading.lines import Line
    from checker.reading.locate import Block

BILLS = ("invoice", "settlement")
BOUGHT = ("purchased", "net_purchased", "consumed")
FEWEST = 3
"""So many months must stand both in the list and in a row beside it (ours)."""

Kind = tuple[str, str, str]
"""File, site and source."""


def name_bills(block: Block) -> str:
    """Give the kind of bill that a sheet's name or a table's title says its rows are; "" for any other table."""
    named = understand(block.sheet.name).document or block.context.document
    return named if named in BILLS and block.layout in ("down", "list") else ""


def file_bills(collector: Collector) -> None:
    """Make papers of the lists of bills whose months another table of the same file files as bought or used.

    A list without such a row beside it is how the purchase is filed, and stays activity data.
    """
    bills = collector.bill_blocks
    if not bills:
        return
    lines = {line.row: line for line in collector.lines}
    filed: dict[Kind, set[dt.datetime]] = {}
    billed: dict[tuple[int, Kind], list[int]] = {}
    for position, row in enumerate(collector.facts.line):
        line = lines[row]
        if line.flow not in BOUGHT or math.isnan(collector.facts.quantity[position]):
            continue
        kind = (collector.facts.file[position], line.site, _name_source(line))
        if line.block in bills:
            billed.setdefault((line.block, kind), []).append(position)
        elif line.base_unit and is_month(collector, position):
            filed.setdefault(kind, set()).add(collector.facts.start[position])
    dropped: set[int] = set()
    for (block, kind), positions in billed.items():
        months = {collector.facts.start[position] for position in positions}
        if len(months & filed.get(kind, set())) >= FEWEST:
            for position in positions:
                _add_bill(collector, lines[collector.facts.line[position]], position, bills[block])
            dropped.update(positions)
    if dropped:
        drop_facts(collector, dropped)


def _name_source(line: Line) -> str:
    """Give the source of a line; bought power of no named technology is grid power."""
    return "grid_electricity" if line.source == "electricity" else line.source


def is_month(collector: Collector, position: int) -> bool:
    """Tell whether a fact, by position, is the figure of a month."""
    facts = collector.facts
    return (facts.end[position] - facts.start[position]).days <= 35


def _add_bill(collector: Collector, line: Line, position: int, kind: str) -> None:
    """Record a figure of a list as a bill of its account; a unit that the source is not filed in stays as typed."""
    facts = collector.facts
    quantity = facts.quantity[position]
    known = bool(line.base_unit)
    collector.records["documents"].append({
        "row": collector.take_row(), "site": line.site, "kind": kind, "series": -1, "source": line.source, "flow": line.flow,
        "account": line.account, "start": facts.start[position], "end": facts.end[position], "text": facts.text[position],
        "state": facts.state[position], "quantity": quantity, "amount": quantity * line.scale if known else NAN,
        "unit": line.unit, "scale": line.scale if known else NAN, "base_unit": line.base_unit, "cost": facts.cost[position],
        "currency": "", "reference": "", "file": facts.file[position], "sheet": facts.sheet[position],
        "at_row": facts.at_row[position], "at_col": facts.at_col[position], "block": line.block,
    })  # fmt: skip
