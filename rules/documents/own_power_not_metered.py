"""Power made and used on site is not what its own meter records say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import find_lines, read_line, take_list
from rules._grid import MONTHS, list_grid
from rules.balance._keystrokes import name_slip
from rules.documents._coverage import list_papers
from rules.plausibility._pairs import measure_distance

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row
    from rules._grid import Grid

OWN = ("pv_electricity", "wind_electricity", "hydro_electricity")
RECORDS = ("meter", "log")
DAYS = (26, 35)
"""Days of a record that stands for one month."""
FEWEST = 4
"""Months of which the records must agree with the row, so that they are surely its own (ours)."""


@rule("DOC203", severity="warning", scope="site", needs=("facts.amount",), given=("year", "documents"))
def own_power_not_metered(filing: Filing, *, slight: float = 0.02) -> Iterator[Evidence]:
    """Hold months of own power against meter records of the same months, one each, most of which agree.

    Of a pair that differs by more than `slight` the side is blamed that fits the line's other months worse.
    """
    if filing.year is None or filing.documents.empty:
        return
    grid, lines = list_grid(filing), find_lines(filing)
    sources, flows, units = (take_list(filing, "series", name) for name in ("source", "flow", "base_unit"))
    for at, key in enumerate(grid.keys):
        place = lines[key]
        if sources[place] not in OWN or flows[place] != "own_use" or units[place] != "kWh":
            continue
        records = index_records(filing, list_papers(filing, read_line(filing, place)))
        pairs = [
            (month, *records[month])
            for month in range(MONTHS)
            if month in records and grid.amount[at, month] > 0
        ]
        off = [each for each in pairs if abs(grid.amount[at, each[0]] - each[2]) > slight * each[2]]
        if len(pairs) - len(off) >= FEWEST and len(off) * 2 < len(pairs):
            for month, record, metered in off:
                yield make_evidence(filing, grid, at, month, (record, metered))


def index_records(filing: Filing, papers: pd.DataFrame) -> dict[int, tuple[int, float]]:
    """Give the row and amount of the only record of each month of the report year."""
    spans = (papers["end"] - papers["start"]).dt.days
    own = papers[
        papers["kind"].isin(RECORDS)
        & (papers["series"] == NO_SERIES)  # readings in the row itself are DOC204's
        & (papers["amount"] > 0)
        & (papers["base_unit"] == "kWh")
        & spans.between(*DAYS)
    ]
    found: dict[int, list[tuple[int, float]]] = {}
    for row, start, amount in zip(
        own.index.tolist(), own["start"].tolist(), own["amount"].tolist(), strict=True
    ):
        month = start.year * MONTHS + start.month - 1
        if filing.year_of(month) == filing.year:
            found.setdefault(int(filing.place_of(month)), []).append((int(row), float(amount)))
    return {month: each[0] for month, each in found.items() if len(each) == 1}


def make_evidence(filing: Filing, grid: Grid, at: int, month: int, record: tuple[int, float]) -> Evidence:
    """Blame the figure or the record; own power counts at zero, so no tonnes are at stake."""
    row, amount, scale = int(grid.rows[at, month]), float(grid.amount[at, month]), grid.scale[at]
    others = [each for place, each in enumerate(grid.amount[at].tolist()) if place != month and each > 0]
    last = float(grid.before[at, month])
    known = [last] if last > 0 else others
    off_figure, off_record = measure_distance(amount, known), measure_distance(record[1], known)
    slip = name_slip(amount / scale, record[1] / scale)
    values: dict[str, Any] = {
        "quantity": amount / scale, "expected": record[1] / scale, "gap": abs(amount - record[1]) / scale, "hints": [slip],
    }  # fmt: skip
    figure: Row = row
    if off_record > off_figure:
        lines = find_lines(filing)
        values |= {
            "label": take_list(filing, "series", "label")[lines[grid.keys[at]]],
            "unit": take_list(filing, "series", "unit")[lines[grid.keys[at]]],
            "month": filing.date_place(month),
        }
        return Evidence((record[0],), values, ((figure, "activity"),))
    return Evidence((figure,), values, ((record[0], "document"),))
