"""What the text columns of a row say: its label, unit, account, remarks; headings and totals."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from checker.reading.collect import NAN, write_value
from checker.reading.columns import Column
from checker.reading.flow_columns import join_flow
from checker.reading.grid import filled, is_label, is_number, is_text, meaning_of
from checker.reading.header_cells import is_mark
from checker.reading.layout import find_line_pin
from checker.reading.layouts import THINGS
from checker.reading.locate import Block
from checker.reading.numbers import read_figure
from checker.reading.profile import find_region
from checker.reading.scene import Row, Scene
from checker.reading.terms import Meaning, kind_of, override_meaning, understand
from checker.reading.text import fold
from checker.reading.units import Unit, parse_unit

PART_WORDS = ("其中", "of which", "thereof", "including ", "incl. ", "इसमें से")
"""A line that begins so is part of the line above it: counted there already."""
TOTAL_WORDS = (
    "total",
    "sub total",
    "subtotal",
    "sub-total",
    "grand total",
    "合计",
    "总计",
    "小计",
    "कुल",
    "योग",
)
SAYING_KINDS = frozenset(
    ("unit", "site", "account", "supplier", "multiplier", "data_source", "remark", "flow", "attribute", "item", "product", "origin")
)  # fmt: skip
"""Columns that say something of their row, rather than holding its figures."""


def read_row(block: Block, row: int, label_column: int | None) -> Row:
    """Read the text columns of a row: label, unit, account, data source, remark and the like."""
    sheet = block.sheet
    label_at = (row, label_column if label_column is not None else 0)
    texts = [sheet.value(row, label_column)] if label_column is not None else []
    text = write_value(texts[0]).strip() if texts else ""
    read = Row(understand(text), label_at)
    saying = (each for each in block.columns if each.kind in SAYING_KINDS and each.at != label_column)
    for column in saying:
        value = sheet.value(row, column.at)
        if value is None:
            continue
        words = write_value(value).strip()
        if column.kind == "unit":
            read.unit_columns.append((column.at, words))
        elif column.kind == "site" and is_text(value):
            read.site = words
        elif column.kind in ("account", "supplier"):
            setattr(read, column.kind, words)
        elif column.kind == "multiplier":
            read.multiplier = read_figure(value).number or NAN
        elif column.kind in ("data_source", "remark"):
            setattr(read, column.kind, words)
            setattr(read, f"{column.kind}_at", (row, column.at))
        elif column.kind in ("flow", "attribute") and is_text(value):
            read.label = join_flow(read.label, words)
        elif column.kind in ("item", "product") and is_text(value):
            read.label = _join_label(read.label, words)
        elif column.kind == "origin":
            read.origin = read_origin(words)
    read.label = (None if read.label.text else _find_total_word(block, row)) or read.label
    read.site = read.site or _name_site(block, read.label, label_column)
    if read.unit_columns:
        at, words = read.unit_columns[0]
        read.unit_text, read.unit_at, read.units = words, (row, at), read_unit(block, words)
    return pin_row(block, read)


def _name_site(block: Block, label: Meaning, label_column: int | None) -> str:
    """Give the label of a row that is a site's name, where sites stand under headings of energies; "" for any other."""
    said = label.source or label.flow or label.parameter or "total" in label.roles
    sites = {each.at for each in block.of_kind("site")}
    return "" if said or label_column not in sites else label.text


_INDIAN = re.compile(
    r"(?<![a-z])(?:lakhs?|lacs?|crores?|inr|rupees|rs\.|discom|hsd)(?![a-z])|₹|[\u0900-\u097f]"
)
INDIAN_ROWS = 12
"""So many rows above a table are looked at for signs of India (ours)."""
SHORTEST_PLACE, LONGEST_PLACE = 4, 60
"""A longer text is no place, and "IN" may be Indiana (ours)."""
AMERICAN = ("mcf", "ccf", "gallons", "gal", "barrels", "bbl", "mmbtu", "therms", "short tons", "short ton")


def read_unit(block: Block, words: str) -> tuple[Unit, ...]:
    """Read the unit of a row; "tons" among gallons, barrels and Mcf are short tons."""
    if fold(words) in ("ton", "tons") and not writes_indian(block):
        beside = (
            block.sheet.value(row, column.at)
            for column in block.of_kind("unit")
            for row in range(block.first, min(block.last + 1, block.first + 200))
        )
        if any(isinstance(value, str) and fold(value) in AMERICAN for value in beside):
            return parse_unit("short tons")
    return parse_unit(words)


def writes_indian(block: Block) -> bool:
    """Tell a sheet of an Indian site, whose tons are tonnes: by lakh and crore, rupees, Hindi, or a state of India."""
    first, last = block.top - INDIAN_ROWS, block.last
    return any(
        first <= row <= last
        for text, rows in block.sheet.list_texts().items()
        if _sounds_indian(text)
        for row in rows
    )


@lru_cache(maxsize=5_000)
def _sounds_indian(text: str) -> bool:
    if _INDIAN.search(fold(text)):
        return True
    region = find_region(text) if SHORTEST_PLACE <= len(text) <= LONGEST_PLACE else None
    return region is not None and region.startswith("IN")


def pin_row(block: Block, read: Row) -> Row:
    """Let what is pinned at a row's label go before what its cells say."""
    pin = find_line_pin(block.pinned, block.file, block.sheet.name, read.label_at)
    if pin is None:
        return read
    if pin.aside:
        read.label = read.label._replace(source="", flow="", category="", parameter="", roles=("derived",))
        return read
    read.label = override_meaning(read.label, pin.means, pin.unit)
    if pin.unit:
        read.unit_text, read.units = pin.unit, parse_unit(pin.unit)
    return read


def _find_total_word(block: Block, row: int) -> Meaning | None:
    """Find a total that is written in another column of words than the one that names the lines."""
    for column in block.columns:
        if column.kind in (
            "account",
            "site",
            "index",
            "unknown",
            "supplier",
            "month",
            "date",
            "start",
            "end",
        ):
            said = meaning_of(block.sheet.value(row, column.at))
            sums = said.length >= 0.5 or fold(said.text).startswith(TOTAL_WORDS)
            if "total" in said.roles and not said.source and sums:
                return said
    return None


def take_unit(read: Row, column: Column, values: list[Column]) -> Row:
    """Give the row with the unit that stands for one of its columns: the unit column right of it, before the next value."""
    if len(read.unit_columns) < 2:
        return read
    following = min((each.at for each in values if each.at > column.at), default=10_000)
    for at, words in read.unit_columns:
        if column.at < at < following:
            return replace(read, unit_text=words, unit_at=(read.label_at[0], at), units=parse_unit(words))
    return read


def read_origin(words: str) -> str:
    """Tell measured from default values by the word beside them."""
    folded = fold(words)
    if any(word in folded for word in ("缺省", "默认", "default", "डिफ़ॉल्ट")):
        return "default"
    return (
        "measured" if any(word in folded for word in ("检测", "实测", "measured", "tested", "मापा")) else ""
    )


def _join_label(label: Meaning, words: str) -> Meaning:
    """Join a second naming column: the name nearer the figures adds what the first leaves open."""
    said = understand(words)
    return label._replace(
        text=f"{label.text} {words}".strip() if label.text else words,
        source=said.source or label.source, flow=said.flow or label.flow, attribute=said.attribute or label.attribute,
        parameter=said.parameter or label.parameter, category=said.category or label.category,
        production=said.production or label.production, facility=said.facility or label.facility,
        units=said.units or label.units, roles=tuple(dict.fromkeys(label.roles + said.roles)),
        documents=label.documents,
    )  # fmt: skip


_NUMBERED = re.compile(r"(?:其中|of which|including|thereof)?[\s:]*\(?(\d{1,2})[.、)]")


def continue_parts(label: Meaning, last: int) -> tuple[Meaning, int]:
    """Let "2." and "3." below "of which: 1." be parts as well; give the label so marked, and its number (0: no part)."""
    folded = fold(label.text)
    match = _NUMBERED.match(folded)
    number = int(match[1]) if match else 0
    if folded.startswith(PART_WORDS):
        return label, number
    if not last or number != last + 1:
        return label, 0
    return label._replace(text=f"{PART_WORDS[0]}:{label.text}"), number


SURE = 0.9
"""A label that terms account for to this share is the name of an energy and nothing else (ours)."""
NAMING_KINDS = ("unknown", "item_value", "quantity", "production", "remark")


def find_label_column(block: Block) -> int | None:
    """Find the column that names the lines: the item column, else the left-most column of words."""
    items = block.of_kind("item", "product")
    if items:
        return items[0].at
    if block.layout in THINGS:
        return None
    values = [
        c.at
        for c in block.columns
        if c.kind in ("month_value", "year_value", "quantity", "flow_value", "total", "parameter", "declared")
    ]
    limit = min(values) if values else 99
    named = {c.at: c.kind for c in block.columns}
    best, most = None, 0
    for column in range(min(limit, 8)):
        cells = [block.sheet.value(row, column) for row in range(block.first, block.last + 1)]
        # a column headed "Meter", "Year" or, over months across, 月份 may hold the names of the lines all the same
        tells = any(is_label(value) and meaning_of(value).source for value in cells)
        usable = (*NAMING_KINDS, "account", "year", "site", "month") if tells else NAMING_KINDS
        if named.get(column, "unknown") not in usable:
            continue
        words = sum(1 for value in cells if is_label(value))
        if words > most:
            best, most = column, words
    return best


def is_total_row(label: Meaning) -> bool:
    """Tell whether a row's label says that it sums the rows above."""
    return "total" in label.roles and not label.category


def is_heading(block: Block, row: int, label_column: int | None, values: list[int]) -> bool:
    """Tell a heading from an empty line: words at the label alone, where lines have units."""
    if label_column is None or any(not block.sheet.is_blank(row, column) for column in values):
        return False
    cells = [c for c in filled(block.sheet, row) if not is_mark(block.sheet.value(row, c))]
    if cells != [label_column]:
        return False
    label = meaning_of(block.sheet.value(row, label_column))
    if _is_empty_line(block, row, label_column, label):
        return False
    named = label.source and label.flow and label.length >= 0.5
    return bool(block.of_kind("unit")) or not named or _heads_parts(block, row, label_column, values)


def _heads_parts(block: Block, row: int, label_column: int, values: list[int]) -> bool:
    """Tell "Electricity (kWh)" over the workshops that used it: the next line has figures and names no energy."""
    below = meaning_of(block.sheet.value(row + 1, label_column))
    told = any(is_number(block.sheet.value(row + 1, column)) for column in values)
    plain = not (below.source or below.flow or below.parameter or below.category or below.facility)
    return row < block.last and told and bool(below.text) and plain and "total" not in below.roles


def _is_empty_line(block: Block, row: int, label_column: int, label: Meaning) -> bool:
    """Tell a line that nobody filled in from a heading: its unit is told, and the next line names another energy."""
    told = label.units or any(column.meaning.units for column in block.of_kind("quantity", "flow_value"))
    if (
        not label.source
        or not told
        or label.length < SURE
        or kind_of(label.source) in ("", "electricity", "heat")
    ):
        return False
    below = range(row + 1, block.last + 1)
    following = next(
        (value for each in below if (value := block.sheet.value(each, label_column)) is not None), None
    )
    # "Coal" over "Bituminous coal" is a heading
    return following is None or (
        meaning_of(following).source not in ("", label.source)
        and fold(label.text) not in fold(str(following))
    )


def set_context(scene: Scene, label: Meaning) -> None:
    """Let a heading inside a table set the context of the rows below it."""
    if label.source or label.flow or label.category or label.units or label.production:
        scene.context = label._replace(units=label.units or scene.context.units)
