"""The formulas of a workbook, from the sheets' XML; read only when something asks what hangs on a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple, TypeAlias

from checker.cells import number_column
from checker.reading.package import Package, inflate, open_package
from checker.reading.scan import parse

Place: TypeAlias = tuple[str, int, int]
"""Sheet, row and column, counted from 0."""

MOST_FORMULAS = 50_000
"""Of so many formulas none is followed. Ours: a filing of 3,000 cells has a hundred times fewer."""

_PLAIN = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: [^<>]*)?>\s*<f((?: [^<>]*?)?)(?:/>|>([^<]*)</f>)', re.DOTALL
)
_ANY = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)\Z")


class Formula(NamedTuple):
    """A formula as Excel stores it, without "="; a shared one is moved from where it was written."""

    text: str
    down: int = 0
    right: int = 0


class Found(NamedTuple):
    """A formula element of the XML: its cell, its attributes and its text."""

    row: int
    column: int
    attributes: Mapping[str, str]
    text: str


def read_formulas(data: bytes, name: str) -> dict[Place, Formula]:
    """Read the formulas of all sheets of a workbook's bytes; empty where there are too many.

    Array formulas and data tables are left out. Raises UnreadableFileError for a damaged package.
    """
    package = open_package(data, name)
    formulas: dict[Place, Formula] = {}
    for sheet in package.sheets:
        if sheet.part is None:
            continue
        found = find_formulas(package, sheet.part)
        if len(formulas) + len(found) > MOST_FORMULAS:
            return {}
        formulas.update(
            ((sheet.name, row, column), formula) for (row, column), formula in settle_shared(found).items()
        )
    return formulas


def find_formulas(package: Package, part: str) -> list[Found]:
    """Find the formula elements of a sheet, top to bottom."""
    xml = b"".join(inflate(package, part))
    expected = len(_ANY.findall(xml))
    if not expected:
        return []
    plain = [
        Found(int(digits) - 1, number_column(letters.decode()), _read_attributes(attributes), unescape(text.decode()))
        for letters, digits, attributes, text in _PLAIN.findall(xml)
    ]  # fmt: skip
    return plain if len(plain) == expected else _find_with_expat(xml)


def settle_shared(found: list[Found]) -> dict[tuple[int, int], Formula]:
    """Give each cell its own formula: one that shares another's has it, moved by the distance."""
    firsts: dict[str, Found] = {}
    settled: dict[tuple[int, int], Formula] = {}
    for each in found:
        kind = each.attributes.get("t", "normal")
        if kind in {"array", "dataTable"}:
            continue
        shared = each.attributes.get("si", "")
        if kind == "shared" and not each.text:
            first = firsts.get(shared)
            if first is not None:
                moved = Formula(first.text, each.row - first.row, each.column - first.column)
                settled[each.row, each.column] = moved
            continue
        if kind == "shared":
            firsts[shared] = each
        settled[each.row, each.column] = Formula(each.text)
    return settled


def _read_attributes(raw: bytes) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(raw)} if raw else {}


def _find_with_expat(xml: bytes) -> list[Found]:
    found: list[Found] = []
    address, attributes, inside, text = "", dict[str, str](), False, ""

    def start(tag: str, own: dict[str, str]) -> None:
        nonlocal address, attributes, inside, text
        local = tag.rpartition(":")[2]
        if local == "c":
            address = own.get("r", "")
        elif local == "f":
            attributes, inside, text = own, True, ""

    def read_text(piece: str) -> None:
        nonlocal text
        text += piece if inside else ""

    def end(tag: str) -> None:
        nonlocal inside
        match = _ADDRESS.match(address)
        if tag.rpartition(":")[2] == "f" and inside:
            inside = False
            if match is not None:
                found.append(Found(int(match[2]) - 1, number_column(match[1]), attributes, text))

    parse([xml], StartElementHandler=start, CharacterDataHandler=read_text, EndElementHandler=end)
    return found
