"""What a row id stands for: its table, its cells, and what tells it from all other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.cells import CellRef
from checker.filing import plain

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing
    from checker.findings import Plain, Row

ROW_TABLES = (
    "facts", "series", "totals", "parameters", "declared", "documents", "production", "facility", "explanations",
)  # fmt: skip


class RowIdentity(NamedTuple):
    """What tells a row from others wherever it stands: no file, sheet or address."""

    site: str
    source: str
    flow: str
    attribute: str
    name: str


def find_row(filing: Filing, row: int) -> tuple[str, pd.Series]:
    """Give the table and the record of a row id; raises KeyError where no table has it."""
    for table in ROW_TABLES:
        frame: pd.DataFrame = getattr(filing, table)
        if row in frame.index:
            return table, frame.iloc[frame.index.get_loc(row)]  # type: ignore[return-value]  # ids are unique
    raise KeyError(row)


def find_cell(filing: Filing, row: Row) -> CellRef | None:
    """Give the cell of a row, or of one of its fields; None where the value stands in no cell."""
    if isinstance(row, tuple):
        known = filing.places.get((row[0], row[1]))
        if known is not None:
            return known
        row = row[0]
    _, record = find_row(filing, row)
    if record["at_row"] < 0:
        return None
    return CellRef(record["file"], record["sheet"], int(record["at_row"]), int(record["at_col"]))


def row_id(row: Row) -> int:
    """Give the row id, whichever cell of the row is meant."""
    return row[0] if isinstance(row, tuple) else row


def find_series(filing: Filing, site: str, series: int) -> pd.Series | None:
    """Give the line of a site by its id; None where the row speaks of no line."""
    places = filing.share("places of lines", _place_lines)
    at = places.get((site, series))
    return None if series < 0 or at is None else filing.series.iloc[at]


def _place_lines(filing: Filing) -> dict[tuple[str, int], int]:
    lines = filing.series
    return {key: at for at, key in enumerate(zip(lines["site"], lines["series"].tolist(), strict=True))}


def identify_row(filing: Filing, table: str, record: pd.Series) -> RowIdentity:
    """Tell which row this is: by account, else label and ordinal, else what its table names."""
    site = str(record["site"])
    line = record if table == "series" else find_series(filing, site, int(record.get("series", -1)))
    if line is not None:
        name = str(line["account"]) or f"{line['label']}#{line['ordinal']}"
        extra = str(record["parameter"]) if table == "parameters" else ""
        return RowIdentity(site, str(line["source"]), str(line["flow"]), str(line["attribute"]), name + extra)
    names = {"parameters": "parameter", "declared": "category", "documents": "kind", "production": "product",
             "facility": "item", "totals": "label", "explanations": "finding"}  # fmt: skip
    name = str(record[names[table]]) if table in names else ""
    return RowIdentity(site, str(record.get("source", "")), str(record.get("flow", "")), "", name)


def describe_row(filing: Filing, table: str, record: pd.Series) -> dict[str, Plain | list[Plain]]:
    """Give the values every message may name: the filer's label, unit and text, source, flow, month."""
    site = str(record["site"])
    line = record if table == "series" else find_series(filing, site, int(record.get("series", -1)))
    values: dict[str, Plain | list[Plain]] = {
        "site": site,
        "sheet": str(record["sheet"]),
        "file": str(record["file"]),
    }
    for name in ("source", "flow", "parameter"):
        if record.get(name):
            values[name] = str(record[name])
    label = (line["label"] or line["account"]) if line is not None else record.get("label", "")
    if label:
        values["label"] = str(label)
    unit = record.get("unit") or (line["unit"] if line is not None else "")
    if unit:
        values["unit"] = str(unit)
    text = record.get("text")
    if text:
        values["cell_text"] = str(text)
    for column in ("quantity", "value", "tco2e"):
        number = plain(record.get(column))
        if number is not None:
            values["filed"] = number
    start = plain(record.get("start"))
    if start is not None:
        values["month"] = start
    return values
