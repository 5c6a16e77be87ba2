"""Tables that are printed page by page: the header that every page repeats is no second table."""

from __future__ import annotations

import re
from dataclasses import replace

from checker.reading.grid import is_number, meaning_of
from checker.reading.text import fold
from checker.workbook import Sheet, Value

LEAST_CELLS = 2
HEADER_ROLES = frozenset(("month", "date", "start", "item", "unit", "quantity", "index"))
PAGE_ROWS = 4
"""So many lines may stand between the figures of one page and the header of the next (ours)."""
_PAGE_MARK = re.compile(
    r"(?:page|seite|पृष्ठ|p\.)\s*\d+(?:\s*(?:of|/|von|से)\s*\d+)?|\d{1,3}\s*(?:of|/)\s*\d{1,3}|第\s*\d+\s*页(?:\s*[/,，]?\s*共\s*\d+\s*页)?"
    r"|续表?\s*\d*|\(?(?:continued|cont'?d\.?|contd\.?)\)?|接上页|转下页"
)
"""What stands at the foot or the head of a page and says nothing of the table."""

Words = tuple[Value, ...]


def join_pages(sheet: Sheet) -> Sheet:
    """Give a sheet without the headers that repeat the one above them, where the rows below go on with that table."""
    rows: list[list[Value]] | None = None
    seen: dict[Words, int] = {}
    for at, row in enumerate(sheet.rows):
        words = _read_words(row)
        if words is None:
            continue
        above = seen.setdefault(words, at)
        if above == at or not _heads_figures(sheet, at) or _has_header_above(sheet, above, at):
            continue
        first = _find_page_end(sheet, at)
        if first is None or not _goes_on(sheet, above, first, at):
            continue
        rows = list(sheet.rows) if rows is None else rows
        for each in range(first + 1, at + 1):
            rows[each] = []
    return sheet if rows is None else replace(sheet, rows=rows)


def _read_words(row: list[Value]) -> Words | None:
    """Give a row that holds nothing but words, two of them at least; None for any other."""
    words = 0
    for value in row:
        if value is None:
            continue
        if not isinstance(value, str):
            return None
        words += 1
    return tuple(row) if words >= LEAST_CELLS else None


def _heads_figures(sheet: Sheet, at: int) -> bool:
    """Tell a header from another row of words: its words say so, and figures stand right below it."""
    roles = {role for value in sheet.rows[at] for role in meaning_of(value).roles}
    below = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else []
    return bool(roles & HEADER_ROLES) and any(is_number(value) for value in below)


def _has_header_above(sheet: Sheet, above: int, at: int) -> bool:
    """Tell the lower of two rows of a header, the upper one of which is repeated too: months over this month and so far."""
    if not above:
        return False
    upper, first = sheet.rows[at - 1], sheet.rows[above - 1]
    return upper == first and sum(value is not None for value in upper) >= LEAST_CELLS


def _find_page_end(sheet: Sheet, at: int) -> int | None:
    """Find the last row of figures above a header; None where other words than a page's stand between."""
    for row in range(at - 1, max(-1, at - 2 - PAGE_ROWS), -1):
        words = [value for value in sheet.rows[row] if value is not None]
        if len(words) > 1:
            return row if any(is_number(value) for value in words) else None
        if words and _PAGE_MARK.fullmatch(fold(str(words[0]))) is None:
            return None
    return None


def _goes_on(sheet: Sheet, above: int, last: int, at: int) -> bool:
    """Tell whether the rows below a repeated header name other months or lines than those between the two."""
    stop = next(
        (row for row in range(at + 1, len(sheet.rows)) if not any(v is not None for v in sheet.rows[row])),
        len(sheet.rows),
    )
    before, after = _list_names(sheet, above + 1, last + 1), _list_names(sheet, at + 1, stop)
    return bool(before and after) and not before & after


def _list_names(sheet: Sheet, first: int, stop: int) -> set[Value]:
    """List what the first cells of rows say, but for indices and totals."""
    names: set[Value] = set()
    for row in range(first, stop):
        value = next((each for each in sheet.rows[row] if each is not None and not is_number(each)), None)
        if value is not None and "total" not in meaning_of(value).roles:
            names.add(value)
    return names
