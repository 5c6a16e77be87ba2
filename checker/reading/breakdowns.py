"""Columns that only part what the column of a total beside them states: tariff bands, sectors of use."""

from __future__ import annotations

from checker.reading.columns import BANDS, Column
from checker.reading.locate import Block
from checker.reading.numbers import read_figure
from checker.reading.scene import Scene
from checker.reading.terms import kind_of

ROUNDING = 1.001
"""Ours: rounded parts may exceed their whole by so much."""
FEWEST = 2
"""So many bands or sectors part a figure (ours: one alone is a figure of its own)."""


def pass_breakdowns(block: Block, scene: Scene, values: list[Column]) -> list[Column]:
    """Give the columns of values without those that part the figure of another, which are passed over.

    Tariff bands part the total beside them, wherever it stands. Sectors part the total on their
    left in an annual form (the return 205-1: 合计, 1.工业生产消费, 2.非工业生产消费); elsewhere
    they are lines, and what sums them is a total.
    """
    bands = [column for column in values if _is_band(column)]
    whole = _find_whole(values, bands)
    parts = bands if whole is not None else []
    if not parts and block.layout == "rows":
        sectors = [column for column in values if "breakdown" in column.meaning.roles and column.meaning.flow]
        before = [column for column in values if not sectors or column.at < sectors[0].at]
        whole = _find_whole(before, sectors) or _find_beside(block, before, sectors)
        parts = sectors if whole is not None else []
    if whole is None:
        return values
    for column in parts:
        for row in range(block.first, block.last + 1):
            scene.pass_over(row, column.at)
    kept = [column for column in values if not any(column is part for part in parts)]
    # the total is the figure itself once its parts are set aside
    return [
        column._replace(kind="item_value") if column is whole and column.kind == "total" else column
        for column in kept
    ]


def _is_band(column: Column) -> bool:
    """Tell a column of a tariff band: named so, and nothing said of its flow but use."""
    meaning = column.meaning
    return bool(BANDS & set(meaning.roles)) and column.kind in ("quantity", "item_value", "flow_value")


def _find_whole(values: list[Column], parts: list[Column]) -> Column | None:
    """Find the one column whose header says total and nothing else than its parts do; None without one."""
    if len(parts) < FEWEST:
        return None
    flows = {column.meaning.flow for column in parts}
    wholes = [
        column
        for column in values
        if not any(column is part for part in parts)
        and "total" in column.meaning.roles
        and column.kind in ("total", "item_value", "flow_value", "quantity")
        and (column.meaning.flow in flows or not column.meaning.flow or flows == {""})
        and {kind_of(column.meaning.source), *(kind_of(part.meaning.source) for part in parts)}
        <= {"", kind_of(column.meaning.source)}
    ]
    return wholes[0] if len(wholes) == 1 else None


def _find_beside(block: Block, values: list[Column], parts: list[Column]) -> Column | None:
    """Find the whole right before its parts: 消费量合计, then 工业生产消费; None where nothing tells it so.

    Where it does not say total, no part may exceed it in any row: 消费量, then 工业生产消费.
    """
    whole = values[-1] if values and parts else None
    if whole is None or whole.at + 1 != parts[0].at or whole.meaning.flow != parts[0].meaning.flow:
        return None
    if "total" in whole.meaning.roles:
        return whole if len(parts) == 1 else None
    return whole if _holds_parts(block, whole, parts) else None


def _holds_parts(block: Block, whole: Column, parts: list[Column]) -> bool:
    """Tell whether the figures of a column are nowhere less than the parts right of it together."""
    held = 0
    for row in range(block.first, block.last + 1):
        total, *figures = (
            read_figure(block.sheet.value(row, column.at)).number for column in (whole, *parts)
        )
        known = [each for each in figures if each is not None]
        if known and (total is None or sum(known) > total * ROUNDING):
            return False
        held += bool(known)
    return held >= FEWEST


def find_bill_flow(block: Block, scene: Scene) -> str:
    """Give purchased where a list of power is one of bills: an account, or the words of a bill, beside money."""
    context = scene.context
    papers = {"invoice", "settlement"} & set(context.documents)
    billed = block.of_kind("cost") and (block.of_kind("account") or papers)
    power = any(unit.quantity == "electricity" for column in block.columns for unit in column.meaning.units)
    plain = context.source in ("", "electricity", "grid_electricity") and context.flow in ("", "consumed")
    return "purchased" if billed and power and plain else context.flow
