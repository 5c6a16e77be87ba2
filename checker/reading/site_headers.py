"""Sites in the headers of a table with months down: over groups of columns, or before each item's name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.reading.columns import NUMBER_KINDS, classify_header
from checker.reading.header_bands import spread_row
from checker.reading.locate import Block
from checker.reading.site_names import is_name, says_site
from checker.reading.terms import understand
from checker.reading.text import fold

_PREFIX = re.compile(
    r"(?P<site>(?:\S+[ \-]){0,3}?(?:site|plant|works|factory|mill|facility|campus|warehouse|depot|office|store|building|unit)"
    r"(?: (?:\d{1,3}|[A-Z]))?|[^\s\d]{1,10}?(?:分厂|厂区|工厂|厂|园区|基地|校区)|(?:\S+ ){0,2}?(?:कारखाना|संयंत्र|परिसर|इकाई)(?: \d{1,2})?)"
    r"[\s\-–—:：]+(?P<item>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def name_columns(block: Block) -> Block:
    """Give a table of months down with the site of each column that headers tell: two sites at least, alike but for it."""
    if block.layout != "down" or block.of_kind("site"):
        return block
    values = [column for column in block.columns if column.kind in NUMBER_KINDS]
    headers = {column.at: column.header for column in values}
    for row in range(block.header - 1, block.top - 1, -1):
        texts = spread_row(block.sheet, row)
        groups = {at: texts[at].strip() if at < len(texts) else "" for at in headers}
        # a total right of the last group is of no group
        groups = {
            at: name
            for at, name in groups.items()
            if "total" not in understand(headers[at]).roles or name == headers[at]
        }
        if _are_sites(groups, headers):
            return _apply(block, groups, headers)
    headers |= {column.at: column.header for column in block.of_kind("unknown")}
    matches = {at: match for at, header in headers.items() if (match := _PREFIX.match(header))}
    prefixed = {at: match["site"] for at, match in matches.items()}
    items = {at: match["item"] for at, match in matches.items()}
    named = len({*prefixed.values()}) > 1 and all(map(says_site, prefixed.values()))
    if not named or not (_repeat(prefixed, items) or _names_all(block, prefixed, items)):
        return block
    return _apply(block, prefixed, items)


def _are_sites(groups: Mapping[int, str], headers: Mapping[int, str]) -> bool:
    """Tell groups of sites: names, all of them, that say so or that stand over the same items."""
    names = {name for name in groups.values() if name}
    if len(names) < 2 or not all(is_name(name) for name in names):
        return False
    return all(map(says_site, names)) or _repeat(groups, headers)


def _names_all(block: Block, names: Mapping[int, str], items: Mapping[int, str]) -> bool:
    """Tell whether names of two words ("Pune plant") and an energy make up every header of figures."""
    parted = all(is_name(name) and (" " in name or not name.isascii()) for name in names.values())
    return (
        parted
        and all(understand(item).source for item in items.values())
        and {*names} >= {column.at for column in block.columns if column.meaning.source}
    )


def _repeat(groups: Mapping[int, str], headers: Mapping[int, str]) -> bool:
    """Tell whether some item stands under two names."""
    seen: dict[str, str] = {}
    return any(
        seen.setdefault(fold(headers[at]), name) != name
        for at, name in groups.items()
        if name and at in headers
    )


def _apply(block: Block, sites: Mapping[int, str], headers: Mapping[int, str]) -> Block:
    columns = []
    for column in block.columns:
        site = sites.get(column.at, "")
        if site:
            header = headers[column.at]
            if column.kind == "unknown":  # the name hid what the rest says
                column = classify_header(column.at, header, understand(header), has_item=False)  # noqa: PLW2901
            column = column._replace(site=site, header=header)  # noqa: PLW2901  # the column as its site's
        columns.append(column)
    return block._replace(columns=tuple(columns))
