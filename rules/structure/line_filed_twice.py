"""The same months of the same energy stand twice in a workbook: in two rows, on two sheets, for two sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import (
    NO_SERIES,
    Evidence,
    Filing,
    code_column,
    number_codes,
    pair_alike,
    rule,
    take_column,
)
from rules._columns import is_any, is_counted, list_labels, take_list
from rules.structure._declared import cap_stake, judge, weigh

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity
    from rules._columns import Ints

NAMES = ("site", "series", "flow", "month", "amount")
CODED = ("site", "series", "source", "flow", "file", "sheet", "block")
BOUGHT = ("purchased", "net_purchased")
LINKED = 0.5
"""From this share of formulas a copy is a summary that follows by itself (ours)."""


class Told(NamedTuple):
    """What a table, or a line of it, says of an energy in the report year: its place, months and facts."""

    site: str
    table: tuple[str, str, int]
    months: dict[int, float]
    rows: list[int]


@rule("STR101", severity="error", scope="filing", needs=("facts.amount",), given=("year",))
def line_filed_twice(filing: Filing) -> Iterator[Evidence]:
    """Find lines whose months, six or more, are those of another line, and tables that say again what a table said.

    Two rows of one table are both counted: an error. What another table says again is counted once: an
    error only where the declared tonnes hold it twice. A copy made of formulas is passed over.
    """
    lines, tables = list_told(filing)
    copies: dict[tuple[object, ...], list[tuple[Told, Told]]] = {}
    told: set[int] = set()
    for groups, between in ((lines, False), (tables, True)):
        for own in groups:
            for one, other in pair_alike([each.months for each in own]):
                first, second = own[one], own[other]
                apart = first.table != second.table or first.site != second.site
                if (
                    apart is not between
                    or first.table[0] != second.table[0]
                    or not told.isdisjoint(second.rows)
                ):
                    continue
                if not is_linked(filing, first, second):
                    told.update(second.rows)
                    key = (first.site, second.site, first.table, second.table)
                    copies.setdefault(key, []).append((first, second))
    for pairs in copies.values():
        yield make_evidence(filing, pairs)


Groups = list[list[Told]]


def list_told(filing: Filing) -> tuple[Groups, Groups]:
    """Give what is said of each energy: line by line, of one site and table, and table by table."""
    return filing.share("what tables tell", _list_told)


def _list_told(filing: Filing) -> tuple[Groups, Groups]:
    import numpy as np

    columns = {name: take_column(filing, "monthly", name) for name in NAMES}
    own = (filing.year_of(columns["month"]) == filing.year) & ~np.isnan(columns["amount"])
    own &= columns["series"] != NO_SERIES
    if plans := filing.plans():
        keys = zip(columns["site"].tolist(), columns["series"].tolist(), strict=True)
        own &= np.array([key not in plans for key in keys], dtype=bool)
    place = np.flatnonzero(own)
    codes = {name: code_column(filing, "monthly", name)[place] for name in CODED}
    bought = is_any(columns["flow"][place], BOUGHT)
    kind = number_codes(codes["source"], np.where(bought, -1, codes["flow"]))
    table = number_codes(kind, *(codes[name] for name in ("site", "file", "sheet", "block")))
    line = number_codes(table, codes["series"])
    return tuple(gather_told(filing, place, part, group) for part, group in ((line, table), (table, kind)))  # type: ignore[return-value]


def gather_told(filing: Filing, place: Ints, part: Ints, group: Ints) -> Groups:
    """Gather some months by part, and the parts of each group that has several."""
    import numpy as np

    first = np.unique(part, return_index=True)[1]
    several = np.bincount(group[first], minlength=1) > 1
    chosen = several[group] if len(group) else np.zeros(0, dtype=bool)
    place, part, group = place[chosen], part[chosen], group[chosen]
    picked = (take_column(filing, "monthly", name)[place].tolist() for name in ("month", "amount"))
    rows = filing.monthly().index.to_numpy()[place].tolist()
    found: dict[int, Told] = {}
    groups: dict[int, list[Told]] = {}
    names = [take_list(filing, "monthly", name) for name in ("site", "file", "sheet", "block")]
    columns = zip(place.tolist(), part.tolist(), group.tolist(), rows, *picked, strict=True)
    for at, number, kind, row, month, amount in columns:
        told = found.get(number)
        if told is None:
            site, file, sheet, block = (column[at] for column in names)
            told = found[number] = Told(site, (file, sheet, block), {}, [])
            groups.setdefault(kind, []).append(told)
        told.months[month] = told.months.get(month, 0.0) + amount
        told.rows.append(row)
    return list(groups.values())


def is_linked(filing: Filing, first: Told, second: Told) -> bool:
    """Tell whether one of two tables takes its figures from the other by formulas."""
    formulas = filing.formulas()
    for told in (first, second):
        facts = filing.facts.loc[list(told.rows), ["file", "sheet", "at_row", "at_col"]]
        held = sum(key in formulas for key in facts.itertuples(index=False, name=None))
        if held >= LINKED * len(told.rows):
            return True
    return False


def make_evidence(filing: Filing, pairs: list[tuple[Told, Told]]) -> Evidence:
    """Blame what stands further down: the second row, or all that the later table says again."""
    rows = tuple(row for _, second in pairs for row in second.rows)
    extra = weigh(filing, rows)
    first, second = pairs[0]
    severity: Severity
    if is_counted(filing, rows):
        severity, hint = "error", "counted_twice"
    else:
        severity, hint = judge(filing, second.site, extra)
    values: dict[str, Plain | list[Plain]] = {
        "label": [*list_labels(filing, rows)], "other_label": ", ".join(list_labels(filing, first.rows)),
        "sheet": first.table[1], "count": len(first.months), "year": filing.name_year(), "hints": [hint],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((row, "same_figure") for one, _ in pairs for row in one.rows)
    twice = hint == "counted_twice"
    at_stake = cap_stake(filing, second.site, extra, counted=twice) if extra and severity == "error" else None
    return Evidence(rows, values, context, at_stake=at_stake, severity=severity)
