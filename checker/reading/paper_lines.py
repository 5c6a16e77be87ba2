"""Papers that name no line, of a site with several: theirs is the one line that files their figures month by month."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from checker.reading.bill_lists import BOUGHT, FEWEST
from checker.reading.terms import kind_of

if TYPE_CHECKING:
    from checker.reading.collect import Collector

MOST = 0.75
"""Ours: so many of a table's papers must state the line's figures; the others may be what was misfiled."""
UNNAMED = ("electricity", "grid_electricity")
"""Sources of papers that may speak of any bought power: a bill seldom names the technology."""
DIGITS = 6
"""Significant digits to which a paper and a figure are compared."""

Figure = tuple[str, object, object, str, str]
"""Site, start, end, base unit, and the amount as written to some digits."""


def settle_papers(collector: Collector) -> None:
    """Give the papers of a table the line whose figures they state, where it is the only such line of several."""
    papers: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for record in collector.records["documents"]:
        amount = record["amount"]
        named = record.get("series", -1) != -1 or record.get("account") or record["source"] not in UNNAMED
        if not named and isinstance(amount, float) and not math.isnan(amount):
            place = (record["site"], record["file"], record["sheet"], record["block"], record["kind"])
            papers.setdefault(place, []).append(record)
    if not papers:
        return
    filed = _list_filed(collector)
    rivals = Counter((line.site, kind_of(line.source)) for line in collector.lines if line.flow in BOUGHT)
    for records in papers.values():
        votes = Counter(line for record in records for line in filed.get(_key(record), ()))
        if not votes:
            continue
        (line, count), *others = votes.most_common(2)
        site, kind = records[0]["site"], kind_of(records[0]["source"])
        alone = rivals[site, kind] < 2 or (others and others[0][1] == count)
        if not alone and count >= max(FEWEST, MOST * len(records)):
            for record in records:
                record["series"] = line


def _key(record: dict[str, Any]) -> Figure:
    return (
        record["site"],
        record["start"],
        record["end"],
        record["base_unit"],
        f"{record['amount']:.{DIGITS}g}",
    )


def _list_filed(collector: Collector) -> dict[Figure, list[int]]:
    lines = {line.row: line for line in collector.lines if line.flow in BOUGHT and line.base_unit}
    facts = collector.facts
    found: dict[Figure, list[int]] = {}
    for row, start, end, quantity in zip(facts.line, facts.start, facts.end, facts.quantity, strict=True):
        line = lines.get(row)
        if line is not None and quantity > 0:
            key = (line.site, start, end, line.base_unit, f"{quantity * line.scale:.{DIGITS}g}")
            found.setdefault(key, []).append(row)
    return found
