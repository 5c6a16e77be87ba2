"""Lists of readings beside a table that files the same meters month by month: records of the meters, and no second use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from checker.reading.bill_lists import BOUGHT, FEWEST
from checker.reading.restated import drop_facts
from checker.reading.terms import kind_of
from checker.reading.text import fold

if TYPE_CHECKING:
    import datetime as dt

    from checker.reading.collect import Collector
    from checker.reading.lines import Line

Meter = tuple[str, str, str, str, str]
"""File, site, kind of energy, base unit, and the meter's name or number."""
LEAVING = ("sold", "exported", "transferred", "generated", "own_use")
"""Flows whose meters prove no purchase."""


def file_readings(collector: Collector) -> None:
    """Let the readings of a meter prove the one line of another table that files it; what they come to is no line of its own."""
    metered: dict[int, list[dict[str, Any]]] = {}
    for record in collector.records["documents"]:
        # a remark that names a meter is a record too, but tells no reading
        told = isinstance(record["amount"], float) and not math.isnan(record["amount"])
        if record["kind"] == "meter" and record["series"] != -1 and told:
            metered.setdefault(int(str(record["series"])), []).append(record)
    if not metered:
        return
    months = _list_months(collector)
    filed: dict[Meter, list[Line]] = {}
    for line in collector.lines:
        if line.row not in metered and line.flow in BOUGHT:
            filed.setdefault(_name_meter(line), []).append(line)
    proving: set[int] = set()
    for line in collector.lines:
        if line.row not in metered or line.flow in LEAVING or not _name_meter(line)[-1]:
            continue
        own = filed.get(_name_meter(line), [])
        own = [each for each in own if each.block != line.block]
        if len(own) != 1 or len(months.get(line.row, set()) & months.get(own[0].row, set())) < FEWEST:
            continue
        _pass_on(metered[line.row], own[0])
        proving.add(line.row)
    if proving:
        drop_facts(collector, {at for at, row in enumerate(collector.facts.line) if row in proving})


def _name_meter(line: Line) -> Meter:
    return line.file, line.site, kind_of(line.source), line.base_unit, fold(line.account or line.label)


def _list_months(collector: Collector) -> dict[int, set[dt.datetime]]:
    """List the months of each line that hold a figure: a row that nobody filled in files no meter."""
    facts = collector.facts
    found: dict[int, set[dt.datetime]] = {}
    for row, start, quantity in zip(facts.line, facts.start, facts.quantity, strict=True):
        if not math.isnan(quantity):
            found.setdefault(row, set()).add(start)
    return found


def _pass_on(records: list[dict[str, Any]], line: Line) -> None:
    """Let records be of another line, in its unit."""
    for record in records:
        record.update(
            series=line.row, source=line.source, flow=line.flow, account=line.account, unit=line.unit,
            scale=line.scale, quantity=float(f"{record['amount'] / line.scale:.12g}"),
        )  # fmt: skip
