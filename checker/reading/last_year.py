"""Columns headed "same period of last year": whether they hold last year's month or last year's months so far."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from checker.reading.columns import Column
from checker.reading.numbers import read_figure
from checker.reading.spans import a_year_before

if TYPE_CHECKING:
    from checker.reading.locate import Block
    from checker.reading.scene import Span

_OF_MONTH = re.compile(r"同月|same month|समान माह")
"""Words by which such a column speaks of the month alone."""
SAMPLED_ROWS = 60


def settle_last_year(block: Block, columns: list[Column]) -> list[Column]:
    """Let a column of last year's same period run from January where its figures fit the running totals beside it."""
    running = next((column for column in columns if column.kind == "cumulative"), None)
    if running is None or not any(column.kind == "previous" for column in columns):
        return columns
    others = [column for column in columns if column.kind in ("quantity", "flow_value", "item_value")]
    return [
        _run_on(column)
        if column.kind == "previous" and _is_running(block, column, running, others)
        else column
        for column in columns
    ]


def _run_on(column: Column) -> Column:
    roles = tuple(dict.fromkeys((*column.meaning.roles, "cumulative")))
    return column._replace(meaning=column.meaning._replace(roles=roles))


def _is_running(block: Block, column: Column, running: Column, others: list[Column]) -> bool:
    """Tell by the header, else by which figures of this year those of last year are nearer to, else by its place."""
    if "cumulative" in column.meaning.roles:
        return True
    if _OF_MONTH.search(column.header.lower()):
        return False
    month = max((each for each in others if each.at < running.at), key=lambda each: each.at, default=None)
    if month is None:
        return True
    to_month, to_running = (_measure_distance(block, column, each) for each in (month, running))
    if math.isclose(to_month, to_running):
        return column.at == running.at + 1
    return to_running < to_month


def _measure_distance(block: Block, one: Column, other: Column) -> float:
    """Measure how far two columns of figures are apart, in orders of magnitude together."""
    distance = 0.0
    for row in range(block.first, min(block.last + 1, block.first + SAMPLED_ROWS)):
        a, b = (read_figure(block.sheet.value(row, each.at)).number for each in (one, other))
        if a is not None and b is not None and a > 0 and b > 0:
            distance += abs(math.log(a / b))
    return distance


def date_last_year(column: Column, span: Span) -> Span:
    """Give the period of a figure of last year: the same one, or the months so far up to it."""
    before = a_year_before(span)
    if "cumulative" in column.meaning.roles:
        return before[0].replace(month=1, day=1), before[1]
    return before
