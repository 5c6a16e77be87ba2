"""Tables whose rows are things (plants, buildings, meters) and whose columns each measure something of them.

Such tables name the energy in the header or in the title, not in the rows: exports of buildings,
returns of utilities, lists of plants. A column counts only where its source and its unit are both
told; the names of things are never read as energy ("Kodiak Electric").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from checker.reading.columns import CLEAR, MONEY, Column
from checker.reading.grid import is_number, is_text, meaning_of, year_of
from checker.reading.header_bands import find_first_row
from checker.reading.header_cells import Header, is_mark
from checker.reading.numbers import read_figure
from checker.reading.periods import parse_days, parse_period
from checker.reading.subject import choose_fact_unit, measures_power
from checker.reading.terms import Meaning, kind_of
from checker.reading.text import fold
from checker.reading.units import Unit, parse_unit
from checker.workbook import Sheet

SAMPLED = 40
"""So many rows below a header show what its columns hold (ours)."""
MOST = 0.5
FEW = 0.34
"""Where fewer of the names than this are energies, they are names of things (ours)."""
PASSED_QUANTITIES = {"power", "area", "share", "time", "count"}
NO_VALUES = {
    "unit", "index", "start", "end", "date", "month", "year", "cost", "price", "account", "reference", "multiplier",
    "data_source", "remark", "estimated", "document", "finding", "by", "origin", "quarter", "year_value", "mass",
}  # fmt: skip
NAMES = (
    "facility",
    "plant",
    "property",
    "building",
    "site",
    "tps",
    "community",
    "utility",
    "operator",
    "厂",
    "单位",
    "企业",
)
LEAST_PARTS = 2
LEAST_YEARS = 3
HALF_YEARS = 0.75
_AVERAGE = re.compile(r"\baverage\b|per customer|per capita|人均|平均|औसत", re.IGNORECASE)
_SHARE = re.compile(r"(?:^|\s)[%％]")
_RATE = re.compile(
    r"[$¢€£¥]\s*/|/\s*(?:kwh|mwh|ft|sf|m2|capita)|\bper (?!month|year|annum|quarter)", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")


class Contents(NamedTuple):
    """What the cells below a header hold: numbers, words, and words that name an energy."""

    numbers: int
    words: int
    sources: int
    units: int
    dates: int
    others: int


def read_entities(sheet: Sheet, header: Header, context: Meaning) -> Header | None:
    """Read a header whose rows are things; None where it is none, or where no column is measured for sure."""
    first_row = find_first_row(sheet, header.lower)
    header = header._replace(columns=_align(sheet, header, first_row))
    contents = {column.at: _look_below(sheet, first_row, column.at) for column in header.columns}
    columns = tuple(
        column._replace(kind="year")
        if column.kind == "unknown" and _holds_years(sheet, first_row, column.at)
        else column
        for column in header.columns
    )
    header = header._replace(columns=columns)
    items = [at for at, seen in contents.items() if seen.words and seen.sources >= MOST * seen.words]
    # "Meter type" names the energy before "Meter name", which may mention it
    called = {column.at for column in header.columns if "item" in column.meaning.roles}
    items.sort(key=lambda at: (at not in called, at))
    names = [
        column.at
        for column in header.columns
        if contents[column.at].words > contents[column.at].numbers
        and contents[column.at].words >= 1
        and column.at not in items
        and contents[column.at].units < MOST * contents[column.at].words
        and not contents[column.at].dates
        and column.kind not in ("remark", "data_source", "unit", "estimated", "document", "flow", "attribute", "month", "date", "index")
        and contents[column.at].sources + contents[column.at].others < FEW * contents[column.at].words
    ]  # fmt: skip
    first = min((column.at for column in header.columns if contents[column.at].numbers), default=None)
    years = [
        column.at
        for column in header.columns
        if column.kind in ("year", "date") and contents[column.at].numbers
    ]
    if first is None or not (names or (years and context.units)):
        return None
    if _states_rates(header, context):
        return _pass_whole(header, list(header.columns), None) if names or years else None
    parts = [
        column for column in header.columns
        if "breakdown" in column.meaning.roles and contents[column.at].numbers and not column.meaning.source
    ]  # fmt: skip
    if len(parts) < LEAST_PARTS:
        header = header._replace(columns=tuple(_drop_part(column) for column in header.columns))
    units_below = any(_holds_units(contents[column.at]) for column in header.columns)
    settled = [
        settle_column(column, contents[column.at], context, named_below=bool(items), units_below=units_below)
        for column in header.columns
    ]
    settled = _pass_alternates(settled)
    measured = [
        column for column in settled if column.kind in ("item_value", "flow_value", "declared", "quantity")
    ]
    if not measured:
        return _pass_whole(header, settled, context) if names or years else None
    named = _choose_name(header.columns, names, min(column.at for column in measured))
    if named is None and not years:
        return None
    columns = tuple(_name_column(column, named, items, names, contents[column.at]) for column in settled)
    meters = [
        column
        for column in columns
        if "account" in column.meaning.roles and column.kind in ("unknown", "reference")
    ]
    if meters and not any(column.kind == "account" for column in columns):
        columns = tuple(
            column._replace(kind="account") if column is meters[0] else column for column in columns
        )
    dated = any(column.kind in ("month", "date", "start", "year") for column in columns)
    return header._replace(layout="entity_list" if dated else "entities", columns=columns)


def _align(sheet: Sheet, header: Header, first_row: int) -> tuple[Column, ...]:
    """Move a header that stands beside its figures over them: its own column is empty, the next has no header."""
    taken = {column.at for column in header.columns}
    columns = []
    for column in header.columns:
        at = column.at
        if not any(_look_below(sheet, first_row, at)):
            for near in (at - 1, at + 1):
                if near not in taken and near >= 0 and _look_below(sheet, first_row, near).numbers:
                    column = column._replace(at=near)  # noqa: PLW2901  # the column as it stands
                    taken.add(near)
                    break
        columns.append(column)
    return tuple(sorted(columns, key=lambda each: each.at))


def _holds_years(sheet: Sheet, first: int, at: int) -> bool:
    """Tell a column of years from any other: three or more, nothing else, none twice."""
    values = [sheet.value(row, at) for row in range(first, min(first + SAMPLED, len(sheet.rows)))]
    years = [period.year if (period := year_of(value)) else 0 for value in values if value is not None]
    known = [year for year in years if year]
    return (
        len(known) >= LEAST_YEARS and len(set(known)) == len(known) and len(known) >= HALF_YEARS * len(years)
    )


def _states_rates(header: Header, context: Meaning) -> bool:
    """Tell a table of averages or of capacities, by its title or by its own total."""
    if _AVERAGE.search(context.text):
        return True
    return any(
        "total" in column.meaning.roles and "capacity" in fold(column.header) for column in header.columns
    )


def _drop_part(column: Column) -> Column:
    """Take "other" for no sector where no second one stands beside it."""
    if "breakdown" not in column.meaning.roles:
        return column
    roles = tuple(role for role in column.meaning.roles if role != "breakdown")
    return column._replace(meaning=column.meaning._replace(roles=roles))


def _pass_whole(header: Header, columns: list[Column], context: Meaning | None) -> Header | None:
    """Keep a table of capacities, areas, rates or money as one that holds no activity; None for any other."""
    quantities = {unit.quantity for unit in context.units} if context is not None else {"time"}
    if not quantities or not quantities <= PASSED_QUANTITIES | set(MONEY):
        return None
    passed = tuple(
        column if column.kind in NO_VALUES else column._replace(kind="derived") for column in columns
    )
    return header._replace(layout="entities", columns=passed)


def _look_below(sheet: Sheet, first: int, at: int) -> Contents:
    numbers = words = sources = units = dates = others = 0
    for row in range(first, min(first + SAMPLED, len(sheet.rows))):
        value = sheet.value(row, at)
        if value is None or is_mark(value):
            continue
        if is_number(value):
            numbers += 1
        elif (
            isinstance(value, str)
            and parse_period(value) is None
            and parse_days(value) is None
            and is_text(value)
        ):
            words += 1
            meaning = meaning_of(value)
            sources += bool(meaning.source and meaning.length >= CLEAR)
            others += bool(
                (meaning.category or meaning.parameter or meaning.production) and meaning.length >= CLEAR
            )
            units += bool(parse_unit(value))
        elif parse_period(value) is not None or (isinstance(value, str) and parse_days(value) is not None):
            dates += 1
    return Contents(numbers, words, sources, units, dates, others)


def _holds_units(seen: Contents) -> bool:
    return bool(seen.units) and seen.units >= MOST * seen.words


def settle_column(
    column: Column, seen: Contents, context: Meaning, *, named_below: bool, units_below: bool
) -> Column:
    """Settle what a column of figures measures, from its header and the title; "derived" where it is no activity."""
    meaning = column.meaning
    if _holds_units(seen) and not seen.numbers:
        return column._replace(kind="unit")
    if column.kind in (*NO_VALUES, "cumulative") or not seen.numbers:
        return column
    quantities = {unit.quantity for unit in meaning.units}
    if (
        "derived" in meaning.roles
        or "price" in meaning.roles
        or _RATE.search(column.header)
        or _SHARE.search(column.header)
    ):
        return column._replace(kind="derived")
    if meaning.parameter:
        return column._replace(kind="parameter")
    if quantities & set(MONEY):
        return column._replace(kind="cost")
    if quantities and quantities <= PASSED_QUANTITIES:
        return column._replace(kind="derived")
    if "emissions" in quantities and not meaning.parameter:
        return column._replace(kind="declared")
    if column.kind in ("parameter", "production", "declared"):
        return column
    if named_below:
        return _settle_named(column, units_below=units_below)
    if context.category and not meaning.units and not meaning.flow and meaning.source:
        masses = [unit for unit in context.units if unit.quantity in ("emissions", "mass")]
        if masses:
            return column._replace(kind="declared")
    found = _find_subject(meaning, context)
    if found is None:
        return column._replace(kind="total" if "total" in meaning.roles else "unknown")
    source, flow, unit = found
    kind = "total" if "total" in meaning.roles else "flow_value" if flow else "item_value"
    return column._replace(kind=kind, meaning=meaning._replace(source=source, flow=flow, units=(unit,)))


def _settle_named(column: Column, *, units_below: bool) -> Column:
    """Settle a column beside rows that name their energy: its own energy, else a quantity in the rows' unit."""
    meaning = column.meaning
    if meaning.source and meaning.flow and choose_fact_unit(meaning.source, meaning.units):
        return column._replace(kind="flow_value")
    says = meaning.flow or "quantity" in meaning.roles
    told = (
        units_below or meaning.units or column.kind == "quantity"
    )  # the cells' number format may tell the unit
    if says and not meaning.source and told and "total" not in meaning.roles:
        return column._replace(kind="flow_value" if meaning.flow else "quantity")
    return column._replace(kind="unknown")


def _find_subject(meaning: Meaning, context: Meaning) -> tuple[str, str, Unit] | None:
    """Find source, flow and unit of a figure column; None where source or unit is not told for sure."""
    units = meaning.units or tuple(unit for unit in context.units if unit.quantity not in MONEY)
    flow = meaning.flow or (
        context.flow if not meaning.source or kind_of(meaning.source) == kind_of(context.source) else ""
    )
    parted = "breakdown" in meaning.roles and not meaning.units
    source = "" if parted and context.source and not measures_power(units) else meaning.source
    if source and choose_fact_unit(source, units) is None:
        source = ""
    power = choose_fact_unit("electricity", tuple(u for u in units if u.quantity == "electricity"))
    if (
        power
        and source
        and kind_of(source) != "electricity"
        and context.flow == "generated"
        and not meaning.units
    ):
        source, flow = "electricity", "generated"  # power made from oil, told in MWh
    tells = bool(meaning.flow or parted or "total" in meaning.roles)
    if not source and tells and context.source and choose_fact_unit(context.source, units):
        source = context.source
    plain = meaning.units and (meaning.length >= CLEAR or parse_unit(meaning.text))
    if not source and power and measures_power(units) and (tells or plain):
        source = "electricity"
    unit = choose_fact_unit(source, units) if source else None
    told = (
        flow
        or meaning.units
        or context.flow
        or (context.source == source and kind_of(source) != "electricity")
    )
    if unit is None or not told:
        return None
    if flow == "generated" and kind_of(source) != "electricity":
        flow = ""
    return source, flow, unit


def _pass_alternates(columns: list[Column]) -> list[Column]:
    """Pass over a column that states what another stated, in another unit: kWh, then the same in kBtu."""
    seen: dict[tuple[str, str, str], Column] = {}
    kept: list[Column] = []
    for column in columns:
        if column.kind in ("item_value", "flow_value") and column.meaning.units:
            bare = (
                fold(_BRACKETS.sub("", column.header))
                .removesuffix(fold(column.meaning.units[0].name))
                .strip()
            )
            key = (column.meaning.source, column.meaning.flow, bare)
            first = seen.get(key)
            if first is not None and _is_power(column) and not _is_power(first):
                kept[kept.index(first)] = first._replace(kind="derived")  # power in MWh goes before MMBtu
                first = None
            if first is None:
                seen[key] = column
            elif first.meaning.units[0].name != column.meaning.units[0].name:
                column = column._replace(kind="derived")  # noqa: PLW2901  # the column as it is counted
        kept.append(column)
    return [_pass_gross(column, kept) for column in kept]


def _is_power(column: Column) -> bool:
    return any(unit.quantity == "electricity" for unit in column.meaning.units)


def _pass_gross(column: Column, columns: list[Column]) -> Column:
    """Pass over gross generation where the net stands beside it."""
    if "gross" not in fold(column.header) or column.kind != "flow_value":
        return column
    net = any(
        "net" in fold(each.header).split() and each.meaning[1:3] == column.meaning[1:3] for each in columns
    )
    return column._replace(kind="derived") if net else column


def _choose_name(columns: tuple[Column, ...], names: list[int], first: int) -> int | None:
    """Choose the column that names the things: the one headed facility, plant, property …, else the first of words."""
    before = [at for at in names if at < first]
    headers = {at: fold(next(column.header for column in columns if column.at == at)) for at in before}
    fitting = [
        at
        for at, header in headers.items()
        if any(word in header for word in NAMES)
        and "parent" not in header
        and not header.endswith((" id", "code"))
    ]
    called = [at for at in fitting if "name" in headers[at] or "名称" in headers[at]]
    return next(iter((*called, *fitting, *before)), None)


def _name_column(
    column: Column, named: int | None, items: list[int], names: list[int], seen: Contents
) -> Column:
    if column.at == named:
        return column._replace(kind="site")
    if items and column.at == items[0]:
        return column._replace(kind="item")
    if column.at in names or (column.at in items and column.at != items[0]):
        return column if column.kind in ("account", "supplier") else column._replace(kind="unknown")
    if column.kind in ("item", "flow", "site", "product") and seen.numbers > seen.words:
        return column._replace(kind="unknown")
    return column


def repeats_periods(sheet: Sheet, first: int, at: int) -> bool:
    """Tell a column that names one period again and again: its rows differ by something else."""
    said = [sheet.value(row, at) for row in range(first, min(first + SAMPLED, len(sheet.rows)))]
    texts = [str(value) for value in said if value is not None]
    return len(texts) > 1 and len(set(texts)) <= MOST * len(texts)


def settle_dated(header: Header, context: Meaning) -> Header:
    """Let the title say what the columns of a table of months measure, where none of them names a unit."""
    if not context.units or any(column.meaning.units or column.kind == "unit" for column in header.columns):
        return header
    everywhere = Contents(1, 0, 0, 0, 0, 0)
    columns = []
    for column in header.columns:
        if column.kind in ("unknown", "item_value", "flow_value", "total", "quantity"):
            settled = settle_column(column, everywhere, context, named_below=False, units_below=False)
            column = settled if settled.meaning.units else column  # noqa: PLW2901  # the column as the title has it
        columns.append(column)
    return header._replace(columns=tuple(columns))


def name_lines(sheet: Sheet, header: Header) -> Header:
    """Say, where headers leave it open, which column of a table of months names the energy and which the site."""
    kinds = [column.kind for column in header.columns]
    sites = [column for column in header.columns if column.kind == "site"]
    columns = list(header.columns)
    if "item" not in kinds:
        for number, column in enumerate(columns):
            if column.kind not in ("reference", "unknown", "account", "supplier", "site", "remark"):
                continue
            seen = _look_below(sheet, header.lower + 1, column.at)
            if seen.words and seen.sources > MOST * seen.words:
                columns[number] = column._replace(kind="item")
                break
    if len(sites) > 1:
        named = _choose_name(
            tuple(sites), [column.at for column in sites], max(column.at for column in sites) + 1
        )
        columns = [
            column._replace(kind="unknown") if column.kind == "site" and column.at != named else column
            for column in columns
        ]
    return header._replace(columns=tuple(columns))


def names_total(value: object) -> bool:
    """Tell whether the name of a row is that of a sum, not of a thing."""
    meaning = meaning_of(value)  # type: ignore[arg-type]  # any cell
    return "total" in meaning.roles and meaning.length >= MOST


def names_share(value: object) -> bool:
    """Tell whether the name of a row is that of a share, a factor or a note."""
    meaning = meaning_of(value)  # type: ignore[arg-type]  # any cell
    return ("derived" in meaning.roles and meaning.length >= FEW) or meaning.note


def has_figures(sheet: Sheet, row: int, columns: list[Column]) -> bool:
    """Tell whether a row holds a figure, or a mark in place of one, in any of the columns."""
    return any(
        read_figure(sheet.value(row, column.at)).number is not None or (row, column.at) in sheet.states
        for column in columns
    )
