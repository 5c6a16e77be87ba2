"""A sheet's XML without some of its cells: stray ones, and errors that the Rust reader rejects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from checker.cells import write_range
from checker.reading.scan import Place, SheetScan, Stray, note_stray


def find_cuts(chunks: Iterable[bytes], scan: SheetScan) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Find the bytes of stray and odd cells, as [start, end), and the ranges of the stray ones."""
    top, left, bottom, right = scan.box or (0, 0, 0, 0)
    place, cuts = Place(), list[tuple[int, int]]()
    stray: Stray = {}
    opened: int | None = None
    held = False
    parser = expat.ParserCreate()

    def close() -> None:
        nonlocal opened
        if opened is not None:
            cuts.append((opened, parser.CurrentByteIndex))
            opened = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal opened, held
        tag = tag.rpartition(":")[2]
        if tag == "row":
            place.enter_row(attributes)
        elif tag == "c":
            place.enter_cell(attributes)
            row, column = place.row, place.column
            held = not (top <= row <= bottom and left <= column <= right)
            if not held and (row, column) not in scan.odd:
                close()
            elif opened is None:
                opened = parser.CurrentByteIndex
        elif held and tag in {"v", "is", "f"}:
            held = False
            row, column = place.row, place.column
            note_stray(stray, (scan.row_runs, scan.column_runs), row, column)

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "row":
            close()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return cuts, tuple(write_range(*box) for _, box in sorted(stray.items()))


def drop_cuts(chunks: Iterable[bytes], cuts: list[tuple[int, int]]) -> Iterator[bytes]:
    """Give the chunks without the bytes of the cuts, which are ascending and apart."""
    position, index = 0, 0
    for chunk in chunks:
        at, end = position, position + len(chunk)
        while index < len(cuts) and cuts[index][0] < end:
            first, last = cuts[index]
            if first > at:
                yield chunk[at - position : first - position]
            at = max(at, min(last, end))
            if last > end:
                break
            index += 1
        if at < end:
            yield chunk[at - position :]
        position = end
