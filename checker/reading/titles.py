"""What stands above a table: its title, the unit in its corner, the year it speaks of."""

from __future__ import annotations

import re

from checker.reading.grid import filled, is_number, year_of
from checker.reading.periods import find_fiscal_year, find_year
from checker.reading.terms import Meaning, list_terms, understand
from checker.reading.text import fold
from checker.reading.units import Unit, parse_unit
from checker.workbook import Sheet

TITLE_ROWS = 4
"""So many rows above a header belong to its title (ours)."""
MOST_CELLS = 3
"""A row with more cells than this is no title (ours)."""
LONGEST_TITLE = 120
"""Longer lines are notes: they mention much that the table is not about (ours)."""

_GROUPS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_PARTS = re.compile(r"[,，;；、/]| and | or |或|和")
_SAYS_UNIT = re.compile(
    r"(?:计量单位|单位|units?|fig(?:ure)?s?\.? ?in|all (?:figures|quantities|values) (?:are )?in|quantities in|in units of|इकाई)\s*[:：.\-]?\s*([^\s,，;；()（）]+(?: [a-z]+)?)",
    re.IGNORECASE,
)
_SAYS_UNIT_LAST = re.compile(r"(?:सभी|समस्त)\s+(?:आ[ँं]कड़े|मात्राएँ|मात्राएं|मात्रा|मान)\s+(.+?)\s+में")
"""The same in Hindi, the unit before its postposition."""
_SAYINGS = re.compile(r"[;；\n]|\s{2,}|\s+(?=[^\s：:]{1,8}[：:])")
"""What parts several sayings in one cell: 户号：1    单位：kWh."""
_NAMING = re.compile(
    r"(?:单位|名称|公司|企业|主体|地址|机关|电话|负责人|统计员|联系人|客户|用户|设备|部门|company|supplier|customer|address"
    r"|prepared by|organi[sz]ation|कंपनी|आपूर्तिकर्ता)\Z"
)
"""Labels, by their end, of names: the energy in a supplier's or a user's name is not what the table is about."""
_DATING = re.compile(
    r"\A(?:填[表报]|制[表定]|报出|打印|导出|生成|并网|投产|投运|建成|版本|有效期|签发|审[核批]|编制|更新|发布|修订"
    r"|print|issue|update|prepare|approve|connect|commission|generated|export|submi|revis|valid)"
)
"""Labels, by their beginning, of dates other than the table's: when a form was filed, a plant connected."""
_FIRM = re.compile(r"[^\s\d:：;；,，]*?(?:有限责任公司|有限公司|集团公司|股份公司)")
_SAID_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年度|年(?!\d{1,2}月\d))")


def read_title(sheet: Sheet, top: int) -> tuple[str, Meaning, int | None]:
    """Read the rows above a header, and the sheet's name, as its title, what that means and its year."""
    lines: list[list[str]] = []
    for row in range(top - 1, max(-1, top - 1 - TITLE_ROWS), -1):
        cells = filled(sheet, row)
        if not cells:
            if lines:
                break
            continue
        values = [sheet.value(row, column) for column in cells]
        if len(cells) > MOST_CELLS or any(is_number(value) and year_of(value) is None for value in values):
            break
        sayings = [part for value in values for part in _SAYINGS.split(str(value).strip())]
        lines.insert(0, [part for part in sayings if part.strip() and not _is_labelled(part, _DATING)])
    whole = [" ".join(line) for line in lines]
    text = " ".join(line for line in whole if line)
    named = understand(sheet.name)
    context = understand(_drop_names(lines) or text[:LONGEST_TITLE])
    merged = context._replace(
        source=context.source or named.source,
        flow="" if _mixes_flows(text) else context.flow or (named.flow if not context.source else ""),
        category=context.category or named.category,
        parameter=context.parameter or named.parameter,
        units=find_title_units(whole) or context.units,
    )
    year = _find_title_year(whole) or find_year(sheet.name) or find_fiscal_year(sheet.name)
    return text or sheet.name, merged, year


def _find_title_year(lines: list[str]) -> int | None:
    """Find the one year of a title; where several are mentioned, the one called a year (2024年度), else its first line's."""
    text = " ".join(lines)
    said = set(_SAID_YEAR.findall(text))
    called = int(said.pop()) if len(said) == 1 else None
    return find_year(text) or find_fiscal_year(text) or called or (find_year(lines[0]) if lines else None)


def _is_labelled(saying: str, labels: re.Pattern[str]) -> bool:
    label, colon, value = saying.replace("：", ":").partition(":")
    return bool(colon) and not parse_unit(value.strip()) and labels.search(fold(label)) is not None


def _drop_names(lines: list[list[str]]) -> str:
    """Join the lines of a title that are no notes, without the names of firms and of who supplies, uses or files."""
    kept = [[part for part in line if not _is_labelled(part, _NAMING)] for line in lines]
    said = [" ".join(line) for line in kept]
    return _FIRM.sub(" ", " ".join(line for line in said if len(line) <= LONGEST_TITLE)).strip()


def _mixes_flows(text: str) -> bool:
    """Tell a title of use and stocks, or of use for generation, from one that names a single flow."""
    flows = {term.code for term in list_terms(text) if term.table == "flow"}
    return "consumed" in flows and bool(flows & {"closing_stock", "opening_stock", "generated", "sold"})


def find_title_units(lines: list[str]) -> tuple[Unit, ...]:
    """Find the units that a title names: after "unit:", else in its brackets, the nearest line first."""
    for line in reversed(lines):
        for match in (*_SAYS_UNIT.finditer(line), *_SAYS_UNIT_LAST.finditer(line)):
            units = parse_unit(match[1]) or parse_unit(match[1].partition(" ")[0])
            if units and not match[1].isdigit():  # "Unit 1" is a plant
                return units
    for line in reversed(lines):
        found = [
            unit
            for group in _GROUPS.findall(line)
            for part in (group, *_PARTS.split(group))
            for unit in parse_unit(part.strip())
        ]
        if found:
            return tuple(dict.fromkeys(found))
    return ()
