"""The parts beside a sheet that say how its cells look: number formats and comments."""

from __future__ import annotations

import re

from checker.cells import number_column
from checker.reading.number_formats import BUILT_IN
from checker.reading.package import DAMAGE, Package, inflate, list_targets
from checker.reading.scan import parse

LONGEST_COMMENT = 32_767
"""Characters of a comment that are kept: as many as a cell's text may have."""

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")


def read_formats(package: Package) -> dict[int, str]:
    """Read the number formats other than General by the index of the cell style; empty where styles are damaged."""
    if package.styles is None:
        return {}
    custom, numbers, in_cells = dict[int, str](), list[int](), False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal in_cells
        local = tag.rpartition(":")[2]
        if local == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            in_cells = True
        elif local == "xf" and in_cells:
            stated = attributes.get("numFmtId", "0")
            numbers.append(int(stated) if stated.isdecimal() else 0)

    def end(tag: str) -> None:
        nonlocal in_cells
        in_cells = in_cells and tag.rpartition(":")[2] != "cellXfs"

    try:
        parse(inflate(package, package.styles), StartElementHandler=start, EndElementHandler=end)
    except DAMAGE:
        return {}
    formats = (custom.get(number) or BUILT_IN.get(number, "General") for number in numbers)
    return {style: text for style, text in enumerate(formats) if text.lower() != "general"}


def read_comments(package: Package, part: str) -> dict[tuple[int, int], str]:
    """Read the comments of a sheet by cell; empty without any, or where their part is damaged.

    A threaded comment of newer Excel stands there too, in the note it keeps for older ones.
    """
    try:
        targets = list_targets(package, part).values()
        found = next((target for kind, target in targets if kind == "comments"), "")
        return _read_notes(package, found) if found in package.parts else {}
    except DAMAGE:
        return {}


def _read_notes(package: Package, part: str) -> dict[tuple[int, int], str]:
    notes = dict[tuple[int, int], str]()
    place: tuple[int, int] | None = None
    in_text = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, in_text
        local = tag.rpartition(":")[2]
        if local == "comment":
            address = _ADDRESS.match(attributes.get("ref", ""))
            place = (int(address[2]) - 1, number_column(address[1])) if address else None
        in_text = local == "t"

    def read_text(text: str) -> None:
        if in_text and place is not None:
            notes[place] = (notes.get(place, "") + text)[:LONGEST_COMMENT]

    def end(_tag: str) -> None:
        nonlocal in_text
        in_text = False

    parse(
        inflate(package, part),
        StartElementHandler=start,
        CharacterDataHandler=read_text,
        EndElementHandler=end,
    )
    return notes
