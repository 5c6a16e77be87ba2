"""Columns whose cells, not their headers, tell that they name the flow of each row: "Type" over "Purchased" and "Export"."""

from __future__ import annotations

from functools import lru_cache

from checker.reading.columns import Column
from checker.reading.grid import filled, is_number, is_text
from checker.reading.terms import Meaning, kind_of, understand
from checker.reading.text import fold
from checker.workbook import Sheet

OWN_WORDS = frozenset(
    ("own", "self", "own generation", "self-generated", "自产", "自有", "自发", "自建", "स्वयं")
)
MADE_WORDS = frozenset(("production", "produced", "output", "产量", "生产", "生产量", "उत्पादन"))
"""Output, where goods are spoken of; beside power it is what was generated."""
MAY_TELL = ("flow_value", "quantity", "unknown", "item", "product", "production")
MAY_NAME = ("remark", "unknown", "quantity", "flow_value")
HALF = 0.5
MOST = 0.8
"""A column names flows where this share of its words do (ours: a stray remark is no other column)."""
SAMPLED_ROWS = 60
LONGEST_FLOW = 60
"""No name of a flow has more letters (ours; the longest we know has 57)."""


def read_flow(words: str) -> Meaning:
    """Give what a cell of a flow column says."""
    said = understand(words)
    return said._replace(flow="own_use") if fold(words) in OWN_WORDS else said


def join_flow(label: Meaning, words: str) -> Meaning:
    """Give a row's label with what its flow column says."""
    said = read_flow(words)
    flow = said.flow
    if not flow and fold(words) in MADE_WORDS and kind_of(label.source) in ("electricity", "heat"):
        flow = "generated"
    return label._replace(
        flow=flow or label.flow, attribute=said.attribute or label.attribute, source=label.source or said.source,
        production="" if flow else label.production,
    )  # fmt: skip


def find_flow_columns(sheet: Sheet, columns: tuple[Column, ...], first: int, last: int) -> tuple[Column, ...]:
    """Let columns be of flows whose cells name flows, and nothing but flows, beside a column that names the lines.

    Where the only column headed as the lines' is one of flows, the column of energies beside it names them.
    """
    flows = {
        column.at
        for column in columns
        if column.kind in MAY_TELL
        and not column.meaning.units
        and _names_flows(sheet, column.at, first, last)
    }
    if not flows:
        return _name_beside(sheet, columns, first, last)
    items = [column.at for column in columns if column.kind in ("item", "product")]
    naming = next((at for at in items if at not in flows), None)
    if naming is None:
        others = [column.at for column in columns if column.kind in MAY_NAME and column.at not in flows]
        naming = next((at for at in others if _names_sources(sheet, at, first, last)), None)
    if naming is None:
        return columns
    return tuple(
        column._replace(kind="flow")
        if column.at in flows
        else column._replace(kind="item")
        if column.at == naming
        else column
        for column in columns
    )


def _name_beside(sheet: Sheet, columns: tuple[Column, ...], first: int, last: int) -> tuple[Column, ...]:
    """Let a column of energies left of one headed as flows name the lines, where none is headed so: "Description"."""
    flow = next((column.at for column in columns if column.kind == "flow"), None)
    if flow is None or any(column.kind in ("item", "product", "item_value") for column in columns):
        return columns
    others = [column.at for column in columns if column.kind in MAY_NAME and column.at < flow]
    naming = next((at for at in others if _names_sources(sheet, at, first, last)), None)
    return tuple(column._replace(kind="item") if column.at == naming else column for column in columns)


def _list_words(sheet: Sheet, at: int, first: int, last: int) -> list[str]:
    """List the words down a column to the first blank row; none where a number stands among them."""
    words: list[str] = []
    for row in range(first, min(last + 1, first + SAMPLED_ROWS)):
        value = sheet.value(row, at)
        if words and not filled(sheet, row):
            break
        if is_number(value):
            return []
        if is_text(value):
            words.append(str(value))
    return words


def _names_sources(sheet: Sheet, at: int, first: int, last: int) -> bool:
    words = _list_words(sheet, at, first, last)
    return bool(words) and sum(1 for each in words if understand(each).source) >= HALF * len(words)


def _names_flows(sheet: Sheet, at: int, first: int, last: int) -> bool:
    sampled = sheet.list_given(at, first, min(last + 1 - first, SAMPLED_ROWS))
    if not any(isinstance(value, str) and says_flow(value) for _, value in sampled):
        return False
    words = _list_words(sheet, at, first, last)
    return bool(words) and sum(1 for each in words if says_flow(each)) >= MOST * len(words)


@lru_cache(maxsize=20_000)
def says_flow(words: str) -> bool:
    """Tell whether a text names a flow and nothing else."""
    if len(words) > LONGEST_FLOW:
        return False
    said = read_flow(words)
    if fold(words) in MADE_WORDS:
        return True
    return bool(said.flow) and said.source in ("", "electricity") and not said.units and said.length >= HALF
