"""The rows of a filing as entries: what each says, where it stands, what it means whatever its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.cells import CellRef
from checker.filing import plain

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing
    from checker.findings import Plain

NUMBERS = {
    "facts": "quantity", "totals": "quantity", "parameters": "value", "declared": "tco2e",
    "production": "quantity", "documents": "quantity", "facility": "value",
}  # fmt: skip
"""The tables that are compared, in the order they are told, and the column of their figure."""
LINES = {
    "facts": (), "totals": ("label", "scope"), "parameters": ("source", "parameter", "basis"),
    "declared": ("category", "level", "source", "gas", "label"), "production": ("product", "item"),
    "documents": ("kind", "source", "flow", "account"), "facility": ("item",),
}  # fmt: skip
"""What tells the lines of a table apart, beside the activity line they belong to."""
WITHIN = {
    "facts": ("start", "end", "as_filed"), "totals": ("start", "end"), "parameters": ("start", "end"),
    "declared": ("start", "end"), "production": ("start", "end"), "documents": ("start", "end", "reference"), "facility": (),
}  # fmt: skip
"""What tells the rows of one line apart."""
TEXTS = frozenset({"text", "refused", "error"})


class Place(NamedTuple):
    """A cell by the number of its file, so that two versions compare whatever their files are called."""

    file: int
    sheet: str
    row: int
    column: int


class Said(NamedTuple):
    """What stands in a cell: its number (None: none), its unit, its text, and whether the number is text."""

    number: float | None
    unit: str
    text: str
    as_text: bool = False


class Entry(NamedTuple):
    """One row of one version; `line` and `key` are its meaning: the line it belongs to, and which of its rows it is."""

    table: str
    row: int
    line: tuple[str, ...]
    key: tuple[str, ...]
    cell: CellRef | None
    place: Place | None
    said: Said
    label: str
    start: dt.date | None
    end: dt.date | None

    @property
    def blank(self) -> bool:
        """Tell whether nothing stands there."""
        return self.said.number is None and not self.said.text


def list_entries(filing: Filing, *, lone_site: bool) -> list[Entry]:
    """List the entries of a filing in the order of its tables and rows.

    With `lone_site` the site's name is no part of the meaning: it may have been rewritten.
    """
    numbers = {each.name: number for number, each in enumerate(filing.files)}
    lines = name_lines(filing)
    return [
        make_entry(table, row, record, lines, numbers, lone_site=lone_site)
        for table in NUMBERS
        for row, record in list_records(getattr(filing, table))
    ]


def list_records(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a frame as dicts, each with its id."""
    yield from zip(frame.index.tolist(), frame.to_dict("records"), strict=True)


def name_lines(filing: Filing) -> dict[tuple[str, int], tuple[tuple[str, ...], str]]:
    """Give, by site and line id, what tells the line from others, and its label."""
    return {
        (record["site"], record["series"]): (
            (
                record["source"], record["flow"], record["attribute"],
                record["account"] or f"{record['label']}#{record['ordinal']}",
            ),
            record["label"],
        )
        for _, record in list_records(filing.series)
    }  # fmt: skip


def make_entry(
    table: str,
    row: int,
    record: Mapping[str, Any],
    lines: Mapping[tuple[str, int], tuple[tuple[str, ...], str]],
    numbers: Mapping[str, int],
    *,
    lone_site: bool,
) -> Entry:
    """Make the entry of one record."""
    own, label = lines.get((record["site"], record.get("series", -1)), ((), ""))
    at_cell = record["at_row"] >= 0
    start, end = (plain(record.get(name)) for name in ("start", "end"))
    line = ("" if lone_site else record["site"], *own, *(str(record[name]) for name in LINES[table]))
    return Entry(
        table=table, row=row, line=line, key=tuple(str(record[name]) for name in WITHIN[table]),
        cell=CellRef(record["file"], record["sheet"], record["at_row"], record["at_col"]) if at_cell else None,
        place=Place(numbers.get(record["file"], -1), record["sheet"], record["at_row"], record["at_col"]) if at_cell else None,
        said=read_said(table, record), label=label or str(record.get("label") or ""),
        start=start if isinstance(start, dt.date) else None, end=end if isinstance(end, dt.date) else None,
    )  # fmt: skip


def read_said(table: str, record: Mapping[str, Any]) -> Said:
    """Read what stands in a record's cell; what has no number is its text."""
    number: Plain = plain(record[NUMBERS[table]])
    text = str(record.get("text") or "").strip()
    as_text = record.get("state") in TEXTS
    if not isinstance(number, int | float):
        return Said(None, "" if not text else str(record.get("unit", "")), text, as_text)
    return Said(float(number), str(record.get("unit", "")), text, as_text)
