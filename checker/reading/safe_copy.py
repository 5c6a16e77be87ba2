"""A measured copy of a workbook: what the scan has seen, and nothing else.

What is scanned is copied, as it is scanned, into a plain package in memory, and the Rust reader
gets that copy alone: it cannot meet a part, a size or a cell that was not measured.
"""

from __future__ import annotations

import io
import zipfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from checker.reading.cut import drop_cuts, find_cuts
from checker.reading.fast_scan import scan_fast
from checker.reading.package import DAMAGE, Package, SheetPart, inflate
from checker.reading.refusals import refuse
from checker.reading.scan import DamagedSheetError, SheetScan, TooLargeError, measure_texts, scan_sheet

MOST_CELLS = 1_000_000
"""Cells of a workbook that hold something. Ours: three hundred times a usual filing."""
MOST_AREA = 4_000_000
"""Cells of all sheets' rectangles, blanks included. Ours: 32 MiB of references."""
MOST_TEXT = 50_000_000
"""Characters of all text cells: a shared string counts as often as it is used. Ours."""
_ROW_COST = 8
"""A row costs as much memory as so many blank cells."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Room(NamedTuple):
    """What the sheets still to come may take of the workbook's limits."""

    cells: int
    area: int
    text: int


class Kept(NamedTuple):
    """A sheet that may be read: its scan, its ranges left out, its part in the copy."""

    name: str
    hidden: bool
    scan: SheetScan
    stray: tuple[str, ...]
    part: str


def copy_sheets(package: Package) -> tuple[io.BytesIO, list[Kept], list[tuple[str, str]]]:
    """Scan every sheet and copy those within the limits into a package that holds nothing else.

    Gives the copy, the sheets in it, and those refused with the reason. Raises
    UnreadableFileError where the package itself is broken or beyond the limits.
    """
    copied, kept, refused = io.BytesIO(), list[Kept](), list[tuple[str, str]]()
    room = Room(MOST_CELLS, MOST_AREA, MOST_TEXT)
    try:
        with zipfile.ZipFile(copied, "w") as target:
            lengths = _copy_shared(package, target)
            for number, sheet in enumerate(package.sheets):
                if sheet.part is None:
                    refused.append((sheet.name, "missing"))
                    continue
                try:
                    one = _copy_sheet(package, target, sheet, number, room.cells)
                    room = _take_room(room, one.scan, lengths)
                except TooLargeError:
                    refused.append((sheet.name, "too_large"))
                except DamagedSheetError:
                    refused.append((sheet.name, "damaged"))
                else:
                    kept.append(one)
            _write_frame(package, target, kept)
    except DAMAGE as error:
        raise refuse(package.name, "damaged") from error
    return copied, kept, refused


def _copy_shared(package: Package, target: zipfile.ZipFile) -> array[int]:
    """Copy styles and shared strings; give the strings' lengths."""
    if package.styles is not None:
        _write(target, "xl/styles.xml", inflate(package, package.styles))
    if package.strings is None:
        return array("L")
    with target.open("xl/sharedStrings.xml", "w") as part:
        return measure_texts(_tee(inflate(package, package.strings), part.write))


def _copy_sheet(
    package: Package, target: zipfile.ZipFile, sheet: SheetPart, number: int, most_cells: int
) -> Kept:
    """Scan a sheet while copying it; where cells must go, copy it once more without them."""
    source = sheet.part or ""
    part = f"worksheets/sheet{number}.xml"
    with target.open(f"xl/{part}", "w") as copy:
        scan = scan_fast(_tee(inflate(package, source), copy.write), most_cells)
    if scan is None:
        part = f"worksheets/slow{number}.xml"
        with target.open(f"xl/{part}", "w") as copy:
            scan = scan_sheet(_tee(inflate(package, source), copy.write), most_cells)
    if not scan.must_cut or _measure_area(scan) > MOST_AREA:
        return Kept(sheet.name, sheet.hidden, scan, (), part)
    cuts, stray = find_cuts(inflate(package, source), scan)
    part = f"worksheets/cut{number}.xml"
    _write(target, f"xl/{part}", drop_cuts(inflate(package, source), cuts))
    return Kept(sheet.name, sheet.hidden, scan, stray, part)


def _take_room(room: Room, scan: SheetScan, lengths: array[int]) -> Room:
    """Take a sheet's room; raises TooLargeError without it, DamagedSheetError for a text not in the file."""
    try:
        text = sum(lengths[int(index)] * times for index, times in scan.texts.items())
    except (IndexError, ValueError) as error:
        raise DamagedSheetError from error
    left = Room(room.cells - scan.cells, room.area - _measure_area(scan), room.text - text)
    if min(left) < 0:
        raise TooLargeError
    return left


def _measure_area(scan: SheetScan) -> int:
    _, _, bottom, right = scan.box or (0, 0, -1, -1)
    return (bottom + 1) * (right + 1 + _ROW_COST)


def _write_frame(package: Package, target: zipfile.ZipFile, kept: list[Kept]) -> None:
    """Write what makes the copied parts a workbook; sheets are found by their order."""
    book = f'<Relationship Id="b" Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/>'
    links = [
        f'<Relationship Id="s{number}" Type="{_LINK}/worksheet" Target="{one.part}"/>'
        for number, one in enumerate(kept)
    ]
    sheets = [
        f'<sheet name="{number}" sheetId="{number + 1}" r:id="s{number}"/>' for number in range(len(kept))
    ]
    date = f'<workbookPr date1904="{int(package.from_1904)}"/>'
    target.writestr("_rels/.rels", f'<Relationships xmlns="{_RELS}">{book}</Relationships>')
    target.writestr(
        "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_RELS}">{"".join(links)}</Relationships>'
    )
    target.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}">{date}<sheets>{"".join(sheets)}</sheets></workbook>',
    )


def _write(target: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> None:
    with target.open(name, "w") as part:
        for chunk in chunks:
            part.write(chunk)


def _tee(chunks: Iterable[bytes], write: Callable[[bytes], object]) -> Iterator[bytes]:
    for chunk in chunks:
        write(chunk)
        yield chunk
