"""Which site a table speaks of where no column says so: the name of its sheet, or a line above it.

A name alone proves nothing: it counts where several sheets, or several tables of a sheet, are alike
but for their names, or where the line says "Site:".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.reading.grid import filled, is_text, meaning_of
from checker.reading.labels import find_label_column
from checker.reading.locate import Block
from checker.reading.site_headers import name_columns
from checker.reading.site_names import is_name, says_site
from checker.reading.terms import Meaning, understand
from checker.reading.text import fold
from checker.reading.titles import read_title
from checker.workbook import Sheet

ALIKE = 0.5
"""Tables are alike where they share at least half of their headers, or of their labels (ours)."""
MANY = 2
"""So many tables of a sheet, at least, are told apart by the lines above them."""
HEAD_ROWS = 12
"""So many rows above a sheet's first table may say its site (ours)."""
_SAYS_ENERGY = re.compile(
    r"\s*[-–—:：]?\s*(?:energy|electricity|power|fuel|ऊर्जा|बिजली|能源|电力|用能|能耗|用电)(?:\s*(?:and|&)\s*fuels?)?"
    r"\s*(?:use|usage|consumption|data|record|消耗|消费|使用|खपत|विवरण|डेटा)?(?:量|情况|统计|数据|台账|记录|明细)*表?\Z",
    re.IGNORECASE,
)


class Told(NamedTuple):
    """The tables of a sheet, and the site of each; "" where nothing outside the table tells it."""

    sheet: Sheet
    blocks: list[Block]
    sites: list[str]


def tell_sites(located: Sequence[tuple[Sheet, list[Block]]]) -> list[Told]:
    """Tell the sites of all tables of a workbook; the line that names one is taken out of the table above it."""
    located = [(sheet, _share_units([name_columns(block) for block in blocks])) for sheet, blocks in located]
    told = []
    stated = [_find_stated(sheet, blocks) for sheet, blocks in located]
    apart = len({site for site in stated if site}) > 1
    named = set() if apart else _find_named_sheets(located)
    for (sheet, blocks), said in zip(located, stated, strict=True):
        above = [] if _has_column(blocks) else _find_captions(sheet, blocks)
        if any(above):
            told.append(Told(sheet, _part_blocks(blocks, above), [site for site, _ in above]))
            continue
        site = said if apart else sheet.name.strip() if sheet.name in named else ""
        told.append(Told(sheet, blocks, ["" if _has_column([block]) else site for block in blocks]))
    return told


def _share_units(blocks: list[Block]) -> list[Block]:
    """Let the unit above the first table of a sheet hold for tables below that are alike and say none."""
    if len(blocks) < MANY or not blocks[0].context.units:
        return blocks
    first, units = blocks[0], blocks[0].context.units
    return [
        block._replace(context=block.context._replace(units=units))
        if not (
            block.context.units
            or block.of_kind("unit")
            or any(column.meaning.units for column in block.columns)
        )
        and _are_alike(first, block)
        else block
        for block in blocks
    ]


def _has_column(blocks: Sequence[Block]) -> bool:
    return any(block.of_kind("site") or any(column.site for column in block.columns) for block in blocks)


def _find_stated(sheet: Sheet, blocks: Sequence[Block]) -> str:
    """Find the site that the head of a sheet states: "Site: Leeds", or the label and its value in two cells."""
    if not blocks:
        return ""
    for row in range(max(0, blocks[0].top - HEAD_ROWS), blocks[0].top):
        cells = filled(sheet, row)
        for at, column in enumerate(cells):
            value = sheet.value(row, column)
            site = _read_pair(value)
            if site:
                return site
            following = sheet.value(row, cells[at + 1]) if at + 1 < len(cells) else None
            if _labels_site(meaning_of(value)) and is_text(following) and is_name(str(following)):
                return str(following).strip()
    return ""


def _labels_site(meaning: Meaning) -> bool:
    return meaning.facility == "site" and meaning.length == 1.0 and not meaning.source


def _read_pair(value: object) -> str:
    label, colon, name = str(value).replace("：", ":").partition(":")
    return name.strip() if colon and isinstance(value, str) and _labels_site(understand(label)) else ""


def _find_named_sheets(located: Sequence[tuple[Sheet, list[Block]]]) -> set[str]:
    """Find the sheets that are named after sites: two or more whose tables are alike."""
    entries = [
        (sheet, max(blocks, key=lambda block: block.last - block.first))
        for sheet, blocks in located
        if blocks and not _has_column(blocks) and is_name(sheet.name)
    ]
    found: set[str] = set()
    for sheet, block in entries:
        likes = [
            (other, each)
            for other, each in entries
            if other is not sheet
            and (
                _are_alike(block, each)
                or (block.layout == each.layout and says_site(sheet.name) and says_site(other.name))
            )
        ]
        names = [sheet.name, *(other.name for other, _ in likes)]
        titled = all(
            fold(name) in fold(each.title)
            for name, each in zip(names, (block, *(b for _, b in likes)), strict=True)
        )
        if likes and (
            all(map(says_site, names))
            or (titled and block.title != sheet.name)
            or _share_labels(block, likes[0][1])
        ):
            found.update(names)
    return found


def _find_captions(sheet: Sheet, blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """Find the site in a line above each table of a sheet, and the line's row; [] where lines tell none."""
    found = [_read_caption(sheet, block) for block in blocks]
    sure = [site and _read_pair(sheet.value(row, filled(sheet, row)[0])) for site, row in found]
    if len({*sure} - {""}) >= MANY and sure[0]:
        return _carry_down(blocks, found, sure)
    names = [site for site, _ in found]
    if not all(names) or len({*names}) < MANY:
        return []
    if all(map(says_site, names)):
        return found
    if len({*names}) < len(names):
        return []
    alike = all(_are_alike(blocks[0], each) and _share_labels(blocks[0], each) for each in blocks[1:])
    return found if alike else []


def _carry_down(
    blocks: Sequence[Block], found: Sequence[tuple[str, int]], sure: Sequence[str]
) -> list[tuple[str, int]]:
    """Let a line "Site: …" hold for the tables below it until the next one."""
    carried: list[tuple[str, int]] = []
    for block, (_, row), site in zip(blocks, found, sure, strict=True):
        carried.append((site, row) if site else (carried[-1][0], block.top))
    return carried


def _read_caption(sheet: Sheet, block: Block) -> tuple[str, int]:
    """Read the site in the lone words right above a table; ("", row) where there are none."""
    for row in range(block.top - 1, max(-1, block.top - 3), -1):
        cells = filled(sheet, row)
        if not cells:
            continue
        value = sheet.value(row, cells[0])
        if len(cells) > 1 or not is_text(value):
            return "", row
        site = _read_pair(value) or _SAYS_ENERGY.sub("", str(value)).strip()
        return (site if is_name(site) else ""), row
    return "", block.top


def _part_blocks(blocks: Sequence[Block], above: Sequence[tuple[str, int]]) -> list[Block]:
    """Take each caption out of the table above it, and let the sheet's title speak for all tables below it."""
    first, parted = blocks[0], []
    title, whole, titled = read_title(first.sheet, above[0][1])  # above a blank row, as a rule
    for number, block in enumerate(blocks):
        last = block.last
        if number + 1 < len(blocks):
            last = min(last, above[number + 1][1] - 1)
        while last > block.first and not filled(block.sheet, last):
            last -= 1
        context = first.context._replace(
            units=block.context.units or first.context.units or whole.units,
            source=first.context.source or whole.source,
        )
        said = (
            block.title if title in (first.sheet.name, *block.title.split("\n")) else f"{title} {block.title}"
        )
        year = block.year or first.year or titled
        parted.append(block._replace(last=last, year=year, context=context, title=said))
    return parted


def _are_alike(one: Block, other: Block) -> bool:
    return one.layout == other.layout and _share({*_list_headers(one)}, {*_list_headers(other)})


def _list_headers(block: Block) -> Iterator[str]:
    for column in block.columns:
        month = column.period.month if column.kind == "month_value" and column.period is not None else 0
        yield f"month {month}" if month else fold(column.header) or f"{column.kind} {column.at}"


def _share_labels(one: Block, other: Block) -> bool:
    """Tell whether two tables hold the same lines; where months go down their headers, alike already, say so."""
    if one.layout == "down":
        return True
    return _share(_list_labels(one), _list_labels(other))


def _list_labels(block: Block) -> set[str]:
    column = find_label_column(block)
    if column is None:
        return set()
    values = (block.sheet.value(row, column) for row in range(block.first, block.last + 1))
    return {fold(value) for value in values if isinstance(value, str)}


def _share(one: set[str], other: set[str]) -> bool:
    return bool(one & other) and len(one & other) >= ALIKE * min(len(one), len(other))
