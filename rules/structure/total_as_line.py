"""A sum of other rows stands among them as a line of its own, and is counted besides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule, say_the_same
from rules._columns import is_counted, list_labels, pick_value, pick_values
from rules.electricity._purchases import BOUGHT, POWER
from rules.structure.line_filed_twice import Told, list_told

if TYPE_CHECKING:
    from checker.findings import Row

FEWEST = 6
"""Months that must add up: fewer do by chance (ours)."""
NEAR = 0.0005
"""Rounding of the parts (ours)."""
MOST_LINES = 8
"""Lines of one energy in a table among which parts are looked for: all others, or all but one of them."""


@rule("STR103", severity="error", scope="site", needs=("facts.amount",), given=("year",))
def total_as_line(filing: Filing) -> Iterator[Evidence]:
    """Find lines that two or more others of the same energy, flow and table add up to in every month, all counted.

    Bought power is left to rule ELE201, where the total is the meter that is billed.
    """
    lines, _ = list_told(filing)
    for own in lines:
        enters = [each for each in own if is_counted(filing, each.rows)]
        source, flow = (pick_value(filing, "facts", name, own[0].rows[0]) for name in ("source", "flow"))
        if not 3 <= len(enters) <= MOST_LINES or (source in POWER and flow in BOUGHT):
            continue
        total = max(enters, key=lambda each: sum(each.months.values()))
        parts = find_parts(total, [each for each in enters if each is not total])
        if parts:
            yield make_evidence(filing, total, parts)


def find_parts(total: Told, others: list[Told]) -> list[Told]:
    """Give the others that add up to a line in every month: all of them, else all but one; empty where none do."""
    for chosen in (tuple(others), *combinations(others, len(others) - 1)):
        if len(chosen) < 2:
            continue
        sums: dict[int, float] = {}
        for part in chosen:
            for month, amount in part.months.items():
                sums[month] = sums.get(month, 0.0) + amount
        filled = [month for month, amount in total.months.items() if amount > 0]
        if not say_the_same(total.months, sums) or len(filled) < FEWEST:
            continue  # or flat estimates, which add up by chance
        if all(abs(sums[month] - total.months[month]) <= NEAR * abs(total.months[month]) for month in sums):
            return list(chosen)
    return []


def make_evidence(filing: Filing, total: Told, parts: list[Told]) -> Evidence:
    """Blame the total: the parts are what was weighed or billed."""
    rows = tuple(row for each in parts for row in each.rows)
    quantity = sum(pick_values(filing, "facts", "quantity", total.rows))
    tonnes = sum(pick_values(filing, "emissions", "tco2e", total.rows))
    values: dict[str, Any] = {
        "other_label": ", ".join(list_labels(filing, rows)), "quantity": quantity,
        "unit": pick_value(filing, "facts", "unit", total.rows[0]), "year": filing.name_year(), "hints": ["counted_twice"],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((row, "part") for row in rows)
    return Evidence(tuple(total.rows), values, context, None if tonnes != tonnes else tonnes)  # noqa: PLR0124  # NaN
