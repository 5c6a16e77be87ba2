"""What stands above a table: its title, the unit in its corner, the year it speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

from checker.reading.columns import CLEAR
from checker.reading.grid import filled, is_number, year_of
from checker.reading.periods import find_ended_year, find_fiscal_year, find_year
from checker.reading.sheet_names import complete_name
from checker.reading.terms import Meaning, kind_of, list_terms, understand
from checker.reading.text import fold
from checker.reading.units import COUNTED_WORDS, Unit, parse_unit
from checker.workbook import Sheet

TITLE_ROWS = 4
"""So many rows above a header belong to its title (ours)."""
MOST_CELLS = 3
"""A row with more cells than this is no title (ours)."""
LONGEST_TITLE = 120
"""Longer lines are notes: they mention much that the table is not about (ours)."""

_GROUPS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_LISTED = re.compile(r"[、/]|和|或")
_COMMAS = re.compile(r"[,，;；]")
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
        lines.insert(0, [part for value in values for part in _split_sayings(str(value))])
    whole = [" ".join(line) for line in lines]
    text = " ".join(line for line in whole if line)
    named = understand(complete_name(sheet))
    context = understand(_WRITTEN_OUT.sub(" ", _drop_names(lines) or text[:LONGEST_TITLE]))
    written = (
        named.flow == "exported"
        and not named.source
        and (_names_file(sheet.name) or (fold(sheet.name) in EXPORTS and _lists_lines(sheet)))
    )
    told = "" if written else named.flow
    flow = context.flow or (told if not context.source else "")
    if flow == "consumed" and named.source and named.flow and context.source in ("", named.source):
        flow = named.flow  # "for internal use" on a sheet of exported power
    merged = context._replace(
        source=context.source or named.source,
        flow=_name_flow(named, context) if flow and _mixes_flows(text) else flow,
        category=context.category or named.category,
        parameter=context.parameter or named.parameter,
        production=context.production or _name_output(named),
        units=find_title_units(whole) or context.units,
    )
    year = _find_title_year(whole) or find_year(sheet.name) or find_fiscal_year(sheet.name)
    return text or sheet.name, merged, year


EXPORTS = ("export", "exports", "data export", "export data")
"""Sheets that a program calls so, whatever they hold."""
HEAD_ROWS, NAMED = 6, 0.6
"""Rows at the top of a sheet among which a header stands, and how much of a header its words must be (ours)."""
_WRITTEN_OUT = re.compile(
    r"\b(?:meter|data|portfolio|portal|system|csv|excel|sap|erp|ledger|scada|bms|dashboard|database|table|bill)s? exports?\b",
    re.IGNORECASE,
)
"""What a program wrote out, and no power that was exported."""


def _names_file(name: str) -> bool:
    """Tell "meter_export_2024", as programs name what they write, from a sheet of what was exported."""
    return "export" in fold(name) and fold(name) not in ("export", "exports", "exported")


def _lists_lines(sheet: Sheet) -> bool:
    """Tell a list that a program wrote on a sheet called Export: a header names the energies of its rows."""
    return any(
        "item" in meaning.roles and not meaning.units and meaning.length >= NAMED
        for row in range(min(HEAD_ROWS, len(sheet.rows)))
        for column in filled(sheet, row)
        if isinstance(value := sheet.value(row, column), str) and (meaning := understand(value))
    )


@lru_cache(maxsize=5_000)
def _split_sayings(text: str) -> tuple[str, ...]:
    """Split a cell above a table into what it says, without the dates of other things."""
    parts = _SAYINGS.split(text.strip())
    return tuple(part for part in parts if part.strip() and not _is_labelled(part, _DATING))


def _find_title_year(lines: list[str]) -> int | None:
    """Find the one year of a title; where several are mentioned, the one called a year (2024年度), else its first line's."""
    text = " ".join(lines)
    said = set(_SAID_YEAR.findall(text))
    called = int(said.pop()) if len(said) == 1 else None
    return (
        find_ended_year(text)
        or find_year(text)
        or find_fiscal_year(text)
        or called
        or (find_year(lines[0]) if lines else None)
    )


def _is_labelled(saying: str, labels: re.Pattern[str]) -> bool:
    label, colon, value = saying.replace("：", ":").partition(":")
    return bool(colon) and not parse_unit(value.strip()) and labels.search(fold(label)) is not None


def _drop_names(lines: list[list[str]]) -> str:
    """Join the lines of a title that are no notes, without the names of firms and of who supplies, uses or files."""
    kept = [[part for part in line if not _is_labelled(part, _NAMING)] for line in lines]
    said = " ".join(line for each in kept if len(line := " ".join(each)) <= LONGEST_TITLE)
    return (_FIRM.sub(" ", said) if "公司" in said else said).strip()


def _name_flow(named: Meaning, context: Meaning) -> str:
    """Give the flow of power that the sheet is named after ("PV generation") where its title speaks of use, too."""
    power = kind_of(named.source) == "electricity" and named.source == context.source
    return named.flow if power and named.length >= CLEAR else ""


def _name_output(named: Meaning) -> str:
    """Give the output that a sheet is named after, and nothing beside ("Production", "产量")."""
    return named.production if named.length >= CLEAR and not (named.source or named.flow) else ""


def _mixes_flows(text: str) -> bool:
    """Tell a title of use and stocks, or of use for generation, from one that names a single flow."""
    terms = list_terms(text)
    flows = {term.code for term in terms if term.table == "flow"}
    mixed = {"closing_stock", "opening_stock", "generated", "sold"}
    if not any(term.table == "source" for term in terms):
        mixed.add("purchased")  # 能源购进、消费; "Purchased electricity consumption" is bought
    return "consumed" in flows and bool(flows & mixed)


def find_title_units(lines: list[str]) -> tuple[Unit, ...]:
    """Find the units that a title names: after "unit:", else in its brackets or between commas, the nearest line first."""
    for find in (_find_said_units, _find_units_in_brackets, _find_units_between_commas):
        for line in reversed(lines):
            units = find(line)
            if units:
                return units
    return ()


@lru_cache(maxsize=5_000)
def _find_said_units(line: str) -> tuple[Unit, ...]:
    for match in (*_SAYS_UNIT.finditer(line), *_SAYS_UNIT_LAST.finditer(line)):
        units = parse_unit(match[1]) or parse_unit(match[1].partition(" ")[0]) or _parse_listed(match[1])
        if units and not match[1].isdigit():  # "Unit 1" is a plant
            return units
    return ()


def _parse_listed(text: str) -> tuple[Unit, ...]:
    """Parse several units that a title lists: 单位：万千瓦时、万立方米; () where one of them is none."""
    found = [parse_unit(part) for part in _LISTED.split(text)]
    return tuple(unit for units in found for unit in units) if all(found) else ()


@lru_cache(maxsize=5_000)
def _find_units_in_brackets(line: str) -> tuple[Unit, ...]:
    # "(MWh (million Watt-hours))": brackets within brackets explain the unit
    found = [
        unit
        for group in (*_GROUPS.findall(line), *_GROUPS.findall(_GROUPS.sub("", line)))
        for part in (group, *_PARTS.split(group))
        for unit in parse_unit(part.strip())
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=5_000)
def _find_units_between_commas(line: str) -> tuple[Unit, ...]:
    """Find the unit of "Natural gas consumption, m3, 2024"; words that are units by chance ("units") are none."""
    _, *parts = _COMMAS.split(line)
    return next(
        (
            units
            for part in parts
            if not part.strip().isdigit()
            and (units := parse_unit(part.strip()))
            and fold(part) not in COUNTED_WORDS
        ),
        (),
    )
