"""The container of old Office files, [MS-CFB], read within limits: one stream, by its name."""

from __future__ import annotations

import struct
from array import array
from typing import NamedTuple

_NONE = 0xFFFFFFFA
"""Sector numbers from here on are marks: end of chain, free, table."""
_ENTRY = 128
_LEAST = 512


class DamagedContainerError(Exception):
    """A container whose tables cannot be meant: chains that loop or leave the file."""


class _Container(NamedTuple):
    data: bytes
    size: int
    """Bytes of a sector."""
    table: array[int]
    """By sector, the one that follows it."""


class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_stream(data: bytes, names: tuple[str, ...]) -> bytes | None:
    """Read the first of the named streams that the container's root holds; None without any.

    Never gives or keeps more bytes than the file has. Raises DamagedContainerError.
    """
    try:
        container = _open(data)
        root, entries = _read_directory(container, *struct.unpack_from("<I", data, 48))
        for name in names:
            entry = next(
                (each for each in entries if each.kind == 2 and each.name.lower() == name.lower()), None
            )
            if entry is not None:
                return _read_entry(container, root, entry)
    except (struct.error, IndexError) as error:
        raise DamagedContainerError from error
    return None


def _open(data: bytes) -> _Container:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in {9, 12}:
        raise DamagedContainerError
    size = 1 << shift
    sectors = max(len(data) + size - 1, _LEAST) // size
    listed = array("I", struct.unpack_from("<109I", data, 76))
    at, count = struct.unpack_from("<II", data, 68)
    seen = 0
    while at < _NONE and seen < min(count, sectors):
        more = struct.unpack_from(f"<{size // 4}I", data, (at + 1) * size)
        listed.extend(more[:-1])
        at, seen = more[-1], seen + 1
    table = array("I")
    for sector in dict.fromkeys(listed):
        if sector < _NONE and len(table) < sectors:
            table.frombytes(_pad(data[(sector + 1) * size : (sector + 2) * size], size))
    return _Container(data, size, table)


def _read_directory(container: _Container, start: int) -> tuple[_Entry, list[_Entry]]:
    """Give the root entry and those it holds directly, or all where its tree is broken."""
    raw = _follow(container.data, container.table, start, container.size, 1)
    entries = [_read_name(raw[at : at + _ENTRY]) for at in range(0, len(raw) - _ENTRY + 1, _ENTRY)]
    root = entries[0]
    found, waiting, met = list[_Entry](), [root.child], set[int]()
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in met:
            met.add(number)
            found.append(entries[number])
            waiting += [entries[number].left, entries[number].right]
    return root, found if any(each.kind == 2 for each in found) else entries


def _read_name(raw: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    left, right, child = struct.unpack_from("<3I", raw, 68)
    start, size = struct.unpack_from("<II", raw, 116)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size)


def _read_entry(container: _Container, root: _Entry, entry: _Entry) -> bytes:
    if entry.size > len(container.data):
        raise DamagedContainerError
    cutoff, first_mini = struct.unpack_from("<II", container.data, 56)
    if entry.size >= cutoff:
        whole = _follow(container.data, container.table, entry.start, container.size, 1)
        return whole[: entry.size]
    table = array("I")
    table.frombytes(_follow(container.data, container.table, first_mini, container.size, 1))
    small = _follow(container.data, container.table, root.start, container.size, 1)
    return _follow(small, table, entry.start, 64, 0)[: entry.size]


def _follow(data: bytes, table: array[int], sector: int, size: int, header: int) -> bytes:
    """Join the sectors of a chain; raises DamagedContainerError where it loops or leaves the file."""
    pieces = list[bytes]()
    while sector < _NONE:
        if len(pieces) > len(table) or sector >= len(table):
            raise DamagedContainerError
        pieces.append(data[(sector + header) * size : (sector + header + 1) * size])
        sector = table[sector]
    return b"".join(pieces)


def _pad(piece: bytes, size: int) -> bytes:
    """Fill up the last sector of a file cut short, with marks of free sectors."""
    return piece + b"\xff" * (size - len(piece))
