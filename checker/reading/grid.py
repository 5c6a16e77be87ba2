"""A sheet as the locator sees it: cells by place, with their meaning, period and kind."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from checker.reading.numbers import NOT_APPLICABLE, looks_like_number
from checker.reading.periods import Period, parse_period, parse_period_text
from checker.reading.terms import Meaning, understand
from checker.reading.text import fold
from checker.reading.units import parse_unit
from checker.workbook import Sheet, Value

PLAIN_NUMBER = 190001
LAST_NUMBER = 210001
"""Numbers below are no months: the first that may be is 190001, January 1900; nor are those from 2100 on."""
LONG_TEXT = 60
"""Longer texts are notes, not labels (ours)."""


class Place(NamedTuple):
    """A cell of the sheet: row and column from 0."""

    row: int
    column: int


def is_text(value: Value) -> bool:
    """Tell whether a cell holds words: not blank, not a mark, not a number stored as text."""
    if not isinstance(value, str):
        return False
    folded = fold(value)
    return bool(folded) and folded not in NOT_APPLICABLE and not looks_like_number(value)


def is_label(value: Value) -> bool:
    """Tell whether a cell may be a label or header: words, not too many, no period."""
    return is_text(value) and len(str(value)) <= LONG_TEXT and parse_period_text(str(value)) is None


def is_unit(value: Value) -> bool:
    """Tell whether a cell holds a unit and nothing else."""
    return isinstance(value, str) and bool(parse_unit(value))


def is_number(value: Value) -> bool:
    """Tell whether a cell holds a number or a number stored as text."""
    return looks_like_number(value)


def month_of(value: Value) -> Period | None:
    """Give the month a header cell names; None for years, plain numbers and other text."""
    if isinstance(value, float) and value < PLAIN_NUMBER:
        return None
    period = parse_period(value)
    return period if period is not None and period.month else None


def year_of(value: Value) -> Period | None:
    """Give the whole year a header cell names; None for all else."""
    period = parse_period(value)
    return period if period is not None and not period.month else None


def meaning_of(value: Value) -> Meaning:
    """Give the meaning of a text cell; an empty meaning for anything else."""
    return understand(value) if isinstance(value, str) else understand("")


def is_date(value: Value) -> bool:
    """Tell whether a cell holds a calendar date."""
    return isinstance(value, (dt.datetime, dt.date))


def row_width(sheet: Sheet, row: int) -> int:
    """Give the number of cells of a row."""
    return len(sheet.rows[row]) if 0 <= row < len(sheet.rows) else 0


def filled(sheet: Sheet, row: int) -> list[int]:
    """Give the columns of a row that hold something other than spaces."""
    return sheet.list_filled(row)
