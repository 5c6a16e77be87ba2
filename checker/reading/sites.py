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
from checker.reading.periods import find_fiscal_year, find_year, parse_period_text
from checker.reading.terms import Meaning, understand
from checker.reading.text import fold
from checker.workbook import Sheet

ALIKE = 0.5
"""Tables are alike where they share at least half of their headers, or of their labels (ours)."""
LONGEST_NAME = 40
"""Longer texts are no names of sites (ours)."""
HEAD_ROWS = 12
"""So many rows above a sheet's first table may say its site (ours)."""
SITE_WORDS = re.compile(
    r"\b(?:sites?|plants?|works|factory|mills?|facility|campus|warehouse|depot|office|store|building|unit \d+)\b"
    r"|厂|园区|基地|校区|院区|门店|कारखाना|संयंत्र|फैक्टरी|परिसर|इकाई \d"
)
NO_NAMES = re.compile(
    r"\A(?:sheet|tabelle|hoja|table|tab|工作表|表|शीट)? ?\d*\Z|\b(?:final|draft|old|new|copy|backup|version|v\d+|rev\w*|original"
    r"|data|input|sample|example|template|notes?|summary|part|section|group|table|boiler|furnace|kiln|meter|line|turbine"
    r"|engine|chiller|compressor|phase|option|scenario|scope|fy)\b|原始|修订|备份|初稿|终稿|汇总|说明|附[表件]|副本|锅炉|窑|电?炉"
    r"|机组|产线|电表|变压器|部分|बॉयलर|भट्ठी|मीटर|तालिका"
)
"""What sheets and parts of a sheet are called that are no sites: versions, tables, machines."""
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


def _has_column(blocks: Sequence[Block]) -> bool:
    return any(block.of_kind("site") for block in blocks)


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
            if _labels_site(meaning_of(value)) and is_text(following) and _is_name(str(following)):
                return str(following).strip()
    return ""


def _labels_site(meaning: Meaning) -> bool:
    return meaning.facility == "site" and meaning.length == 1.0 and not meaning.source


def _read_pair(value: object) -> str:
    label, colon, name = str(value).replace("：", ":").partition(":")
    return name.strip() if colon and isinstance(value, str) and _labels_site(understand(label)) else ""


def _find_named_sheets(located: Sequence[tuple[Sheet, list[Block]]]) -> set[str]:
    """Find the sheets that are named after sites: two or more whose tables are alike."""
    entries = [(sheet, blocks[0]) for sheet, blocks in located if blocks and not _has_column(blocks) and _is_name(sheet.name)]
    found: set[str] = set()
    for sheet, block in entries:
        likes = [each for each in entries if each[0] is not sheet and _are_alike(block, each[1])]
        names = [sheet.name, *(other.name for other, _ in likes)]
        titled = all(fold(name) in fold(each.title) for name, each in zip(names, (block, *(b for _, b in likes)), strict=True))
        if likes and (all(map(_says_site, names)) or (titled and block.title != sheet.name) or _share_labels(block, likes[0][1])):
            found.update(names)
    return found


def _find_captions(sheet: Sheet, blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """Find the site in a line above each table of a sheet, and the line's row; [] where lines tell none."""
    found = [_read_caption(sheet, block) for block in blocks]
    sure = [site and _read_pair(sheet.value(row, filled(sheet, row)[0])) for site, row in found]
    if len(found) < 2 or not all(site for site, _ in found):
        return []
    if len({site for site, _ in found}) < len(found):
        return []
    if all(sure) or all(_says_site(site) for site, _ in found):
        return found
    alike = all(_are_alike(blocks[0], each) and _share_labels(blocks[0], each) for each in blocks[1:])
    return found if alike else []


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
        return (site if _is_name(site) else ""), row
    return "", block.top


def _part_blocks(blocks: Sequence[Block], above: Sequence[tuple[str, int]]) -> list[Block]:
    """Take each caption out of the table above it, and let the sheet's title speak for all tables below it."""
    first, parted = blocks[0], []
    for number, block in enumerate(blocks):
        last = block.last
        if number + 1 < len(blocks):
            last = min(last, above[number + 1][1] - 1)
        while last > block.first and not filled(block.sheet, last):
            last -= 1
        units = block.context.units or first.context.units
        context = first.context._replace(units=units)
        parted.append(block._replace(last=last, year=block.year or first.year, context=context))
    return parted


def _is_name(text: str) -> bool:
    """Tell whether a text may be a site's name: no period, no energy, no word for a version, a table, a machine."""
    name = text.strip()
    folded = fold(name)
    if not folded or len(name) > LONGEST_NAME or NO_NAMES.search(folded):
        return False
    if parse_period_text(name) is not None or find_year(name) or find_fiscal_year(name):
        return False
    said = understand(name)
    if said.source or said.flow or said.category or said.parameter or said.documents or said.production or said.note:
        return False
    return said.length < 1.0 and said.facility in ("", "site") and not said.units and set(said.roles) <= {"site", "unit"}


def _says_site(name: str) -> bool:
    return SITE_WORDS.search(fold(name)) is not None


def _are_alike(one: Block, other: Block) -> bool:
    return one.layout == other.layout and _share({*_list_headers(one)}, {*_list_headers(other)})


def _list_headers(block: Block) -> Iterator[str]:
    for column in block.columns:
        yield fold(column.header) or f"{column.kind} {column.at}"


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
