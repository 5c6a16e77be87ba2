"""The pass of `scan`, four times as fast, over sheets written the plain way nearly all are.

Regular expressions do not know XML. So whatever they match is counted against a looser count of
what any XML reader could take for a cell, a formula or a text; where the two differ, the sheet
is left to expat.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from checker.cells import number_column
from checker.reading.scan import (
    COLUMN_GAP,
    ERRORS,
    MOST_COLUMNS,
    MOST_ROWS,
    ROW_GAP,
    Run,
    SheetScan,
    TooLargeError,
    join_runs,
)

_LONGEST_ROW = 4 * 2**20
"""Bytes without the end of a row, beyond which expat takes over. Ours: 16,384 full cells take 1 MiB."""

_ADDRESS = rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"'
_LOOKS = rb'(?: (?:s|t|cm|vm|ph)="[^"<>&]*+")*+'
_CELL = re.compile(_ADDRESS + _LOOKS + rb"(/?)>")
_FORMULA = rb"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)"
_VALUE = rb'<v(?: xml:space="preserve")?>([^<]*)</v>'
_CALCULATED = re.compile(_ADDRESS + rb"(" + _LOOKS + rb")>" + _FORMULA + rb"(?:" + _VALUE + rb"|<v ?/>)?</c>")
_OTHERS = rb'(?: (?:s|cm|vm|ph)="[^"<>&]*+")*+'
_FAULT = re.compile(
    _ADDRESS + _OTHERS + rb' t="e"' + _OTHERS + rb">(?:" + _FORMULA + rb")?" + _VALUE + rb"</c>"
)
_TEXT = re.compile(rb' t="s"[^<>]*>(?:' + _FORMULA + rb")?<v>([0-9]+)</v></c>")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')

_ANY_CELL = re.compile(rb"<c[\s/>]")
_ANY_FORMULA = re.compile(rb"<f[\s/>]")
_SHARED_RESULT = re.compile(rb"<f [^<>]*/><v>")
_BLANK_RESULT = re.compile(rb"<v>\s*</v>")
_BLANK_MARKS = (b"<v></v>", b"<v> ", b"<v>\n", b"<v>\t", b"<v>\r")
_PREFIXED = re.compile(rb":(?:row|c|mergeCell)[\s/>]")


def scan_fast(chunks: Iterable[bytes], most_cells: int) -> SheetScan | None:
    """Measure a sheet as `scan_sheet` does; None where it is not written the plain way.

    Raises TooLargeError above `most_cells`.
    """
    scan = SheetScan()
    columns: Counter[bytes] = Counter()
    for piece in _cut_at_rows(chunks):
        if not _scan_piece(piece, scan, columns):
            return None
        if scan.cells > most_cells:
            raise TooLargeError
    runs = [Run(at, at, cells) for at, cells in ((number_column(c.decode()), n) for c, n in columns.items())]
    scan.column_runs = join_runs(runs, COLUMN_GAP)
    if scan.row_runs and (scan.row_runs[-1].last >= MOST_ROWS or scan.column_runs[-1].last >= MOST_COLUMNS):
        return None
    return scan


def _scan_piece(piece: bytes, scan: SheetScan, columns: Counter[bytes]) -> bool:
    """Add the cells of a piece of XML to the scan; False where it is not written the plain way."""
    if (b"!" in piece and b"<!" in piece) or b"\0" in piece or _PREFIXED.search(piece):
        return False
    if b"?" in piece and piece.find(b"<?", 2) >= 0:
        return False
    cells = _CELL.findall(piece)
    if len(cells) != piece.count(b"<c") and len(cells) != len(_ANY_CELL.findall(piece)):
        return False
    held = [digits for _, digits, blank in cells if not blank]
    if held:
        columns.update([letters for letters, _, blank in cells if not blank])
        rows = [Run(int(row) - 1, int(row) - 1, times) for row, times in Counter(held).items()]
        scan.row_runs = join_runs([*scan.row_runs, *rows], ROW_GAP)
        scan.cells += len(held)
    texts = _TEXT.findall(piece)
    if len(texts) != piece.count(b' t="s"'):
        return False
    scan.texts.update(texts)
    return _scan_formulas(piece, scan) and _scan_faults(piece, scan) and _scan_merged(piece, scan)


def _scan_formulas(piece: bytes, scan: SheetScan) -> bool:
    if b"<f" not in piece:
        return True
    expected = len(_ANY_FORMULA.findall(piece))
    results = piece.count(b"</f><v>") + (len(_SHARED_RESULT.findall(piece)) if b"/><v>" in piece else 0)
    if results == expected:  # each is followed by a value, as nearly always
        blanks = (_BLANK_RESULT.finditer(piece)) if any(mark in piece for mark in _BLANK_MARKS) else ()
        return all(_note_blank(piece, blank.start(), scan) for blank in blanks)
    formulas = _CALCULATED.findall(piece)
    for letters, digits, attributes, value in formulas:
        if not value.strip() and b' t="str"' not in attributes and b' t="e"' not in attributes:
            scan.states[int(digits) - 1, number_column(letters.decode())] = "not_calculated"
    return len(formulas) == expected


def _note_blank(piece: bytes, at: int, scan: SheetScan) -> bool:
    """Note the formula whose blank value stands here as never calculated, unless it gives a blank text."""
    cell = piece.rfind(b"<c ", 0, at)
    found = _CALCULATED.match(piece, cell) if cell >= 0 else None
    if found is None:
        return b"<f" not in piece[max(cell, 0) : at]
    letters, digits, attributes, _ = found.groups()
    if b' t="str"' not in attributes and b' t="e"' not in attributes:
        scan.states[int(digits) - 1, number_column(letters.decode())] = "not_calculated"
    return True


def _scan_faults(piece: bytes, scan: SheetScan) -> bool:
    expected = piece.count(b' t="e"')
    if not expected:
        return True
    for letters, digits, value in _FAULT.findall(piece):
        expected -= 1
        place = int(digits) - 1, number_column(letters.decode())
        scan.states[place] = "error"
        if value not in ERRORS:
            scan.odd.add(place)
    return not expected


def _scan_merged(piece: bytes, scan: SheetScan) -> bool:
    if b"<mergeCell" in piece:
        scan.merged += [each.decode() for each in _MERGED.findall(piece)]
    return True


def _cut_at_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the XML in pieces that end where a row ends, or past the rows where a tag ends."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b"</row>") + 6
        if end < 6 and len(rest) > _LONGEST_ROW:
            end = rest.rfind(b">") + 1
            if not end:
                yield b"\0"  # no XML that a workbook would hold
                return
        if end >= 6:
            yield rest[:end]
            rest = rest[end:]
    yield rest
