"""What a figure cost: the cell of money that belongs to it."""

from __future__ import annotations

from typing import NamedTuple

from checker.reading.collect import NAN, Collector
from checker.reading.columns import Column
from checker.reading.locate import Block
from checker.reading.numbers import read_figure

COUNTED = ("item_value", "flow_value", "quantity")


class Cost(NamedTuple):
    """The money a figure cost, NaN where none is stated, and the column it stands in."""

    money: float = NAN
    column: int | None = None


def read_cost(block: Block, row: int, item: Column | None = None) -> Cost:
    """Read what the figure of a row cost; of a row of several items, what the given one did."""
    for column in block.of_kind("cost"):
        if item is not None and find_owner(block, column) != item.at:
            continue
        number = read_figure(block.sheet.value(row, column.at)).number
        if number is not None:
            return Cost(number * read_money_scale(column), column.at)
    return Cost()


def read_money_scale(column: Column) -> float:
    """Give how many units of money one of a column is: 10,000 under 万元, 1 where its header names none."""
    return next((unit.factor for unit in column.meaning.units if unit.quantity.startswith("money")), 1.0)


def find_owner(block: Block, cost: Column) -> int | None:
    """Give the column of figures whose cost a column holds: of the same source where it names one, the nearest to its left."""
    items = block.of_kind(*COUNTED)
    source = cost.meaning.source
    alike = [each for each in items if source and each.meaning.source == source]
    if source and not alike:
        return None
    near = [each.at for each in alike or items if each.at < cost.at]
    return max(near) if near else min((each.at for each in alike), default=None)


def refer_cost(collector: Collector, block: Block, row: int, cost: Cost) -> None:
    """Remember the cell of what the fact added last cost."""
    if cost.column is not None and collector.facts.row:
        collector.refer(collector.facts.row[-1], "cost", block.sheet, row, cost.column)
