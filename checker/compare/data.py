"""A comparison as data: JSON, format checker-compare/1, and CSV with a line for every changed cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker import __version__
from checker.cells import write_cell, write_cells
from checker.compare.words import name_change
from checker.reports.json import build_finding, make_plain, round_tonnes
from checker.reports.separated import write_separated
from checker.words.formats import Lang

if TYPE_CHECKING:
    from checker.compare.compared import Comparison
    from checker.compare.entries import Entry
    from checker.compare.matching import Change, Move, Pair
    from checker.findings import Report
    from checker.packs import Catalogue

FORMAT = "checker-compare/1"
TOTAL_OF_A_LINE = 1 + 4 + 2
"""So many parts tell apart the total of a line: its site, its line's four, its own two; a corner total has no line."""
COLUMNS = (
    "before", "after", "change", "kind", "table", "line", "source", "flow", "start", "end", "cell_before", "filed_before",
    "unit_before", "cell_after", "filed_after", "unit_after", "follows", "tco2e", "change_tco2e",
)  # fmt: skip


def write_json(comparisons: Sequence[Comparison], lang: Lang, catalogue: Catalogue) -> str:
    """Write comparisons as JSON, ending in a newline; tonnes are later less earlier, what is not known is null."""
    built = [build_comparison(each, lang, catalogue) for each in comparisons]
    whole = {"format": FORMAT, "checker": __version__, "lang": lang, "comparisons": built}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def build_comparison(comparison: Comparison, lang: Lang, catalogue: Catalogue) -> dict[str, object]:
    """Give a comparison as plain dicts and lists."""
    before, after = comparison.before.main, comparison.after.main
    rest = None
    if comparison.together is not None and comparison.apart is not None:
        rest = comparison.together - comparison.apart
    return {
        "before": build_version(comparison.names[0], comparison.before),
        "after": build_version(comparison.names[1], comparison.after),
        "change_tco2e": round_tonnes(comparison.together),
        "sum_tco2e": round_tonnes(comparison.apart),
        "interaction_tco2e": round_tonnes(rest),
        "changes": [build_change(each, before, after, lang) for each in comparison.changes],
        "moves": [build_move(each, before, after) for each in comparison.moves],
        "settled": [build_finding(each, before, lang, catalogue) for each in comparison.settled],
        "staying": [build_finding(each, after, lang, catalogue) for each in comparison.staying],
        "new": [build_finding(each, after, lang, catalogue) for each in comparison.new],
    }


def build_version(name: str, report: Report) -> dict[str, object]:
    """Give what is told of a version itself."""
    totals = report.totals
    return {
        "name": name,
        "files": [{"name": each.name, "sha256": each.sha256 or None} for each in report.files],
        "outcome": report.outcome,
        "declared_tco2e": round_tonnes(totals.declared_tco2e),
        "recomputed_tco2e": round_tonnes(totals.recomputed_tco2e),
        "at_stake_tco2e": round_tonnes(totals.at_stake_tco2e),
    }


def build_change(change: Change, before: str, after: str, lang: Lang) -> dict[str, object]:
    """Give a change with all its cells."""
    source, flow = source_and_flow(change)
    return {
        "kind": change.kind,
        "table": change.table,
        "line": name_change(change, lang),
        "source": source or None,
        "flow": flow or None,
        "tco2e": round_tonnes(change.tco2e),
        "follows": change.follows,
        "cells": [
            {
                "start": make_plain(pair.either.start),
                "end": make_plain(pair.either.end),
                "before": build_side(pair.before, before),
                "after": build_side(pair.after, after),
                "tco2e": round_tonnes(pair.tco2e),
                "follows": pair.follows,
            }
            for pair in change.pairs
        ],
    }


def source_and_flow(change: Change) -> tuple[str, str]:
    """Give the emission source and the flow of a change's line, "" where it has none."""
    at = {"facts": (1, 2), "totals": (1, 2), "parameters": (-3, None), "documents": (-3, -2)}.get(
        change.table
    )
    if at is None or (change.table == "totals" and len(change.line) < TOTAL_OF_A_LINE):
        return "", ""
    one, other = at
    return change.line[one], "" if other is None else change.line[other]


def build_side(entry: Entry | None, main: str) -> dict[str, object] | None:
    """Give what one version says in a place."""
    if entry is None:
        return None
    said = entry.said
    return {
        "cell": None if entry.cell is None else write_cell(entry.cell, main),
        "filed": make_plain(said.number) if said.number is not None else said.text or None,
        "unit": said.unit or None,
        "as_text": said.as_text,
    }


def build_move(move: Move, before: str, after: str) -> dict[str, object]:
    """Give cells that say the same elsewhere."""
    sides = [[pair.before for pair in move.pairs], [pair.after for pair in move.pairs]]
    stood, stand = (
        [each.cell for each in side if each is not None and each.cell is not None] for side in sides
    )
    return {"count": len(move.pairs), "from": write_cells(stood, before), "to": write_cells(stand, after)}


def write_csv(comparisons: Sequence[Comparison], lang: Lang) -> str:
    """Write every changed cell as a line of CSV under a header."""
    return write_separated(COLUMNS, (row for each in comparisons for row in _list_rows(each, lang)))


def _list_rows(comparison: Comparison, lang: Lang) -> Iterator[list[object]]:
    """Give a line for every changed cell: the change it belongs to, what stood and what stands there, tonnes."""
    before, after = comparison.before.main, comparison.after.main
    for number, change in enumerate(comparison.changes, 1):
        name = name_change(change, lang)
        for pair in change.pairs:
            yield [
                *comparison.names, number, change.kind, change.table, name, *source_and_flow(change),
                *write_cell_columns(pair, before, after), round_tonnes(pair.tco2e), round_tonnes(change.tco2e),
            ]  # fmt: skip


def write_cell_columns(pair: Pair, before: str, after: str) -> list[object]:
    """Give the columns of one changed cell from its period to whether it follows."""
    columns: list[object] = [make_plain(pair.either.start), make_plain(pair.either.end)]
    for entry, main in ((pair.before, before), (pair.after, after)):
        side = build_side(entry, main) or {}
        columns += [side.get("cell"), side.get("filed"), side.get("unit")]
    return [*columns, "yes" if pair.follows else ""]
