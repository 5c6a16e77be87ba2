"""The same months of the same energy stand twice in a workbook: in two rows, on two sheets, for two sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, pair_alike, rule
from rules._columns import is_counted, list_labels, take_list
from rules.structure._declared import cap_stake, judge, weigh

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity

NAMES = ("site", "series", "source", "flow", "file", "sheet", "block", "month", "amount")
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
    plans, year = filing.plans(), filing.year
    lines: dict[tuple[object, ...], dict[object, Told]] = {}
    tables: dict[tuple[object, ...], dict[object, Told]] = {}
    columns = (take_list(filing, "monthly", name) for name in NAMES)
    rows = filing.monthly().index.tolist()
    for row, site, series, source, flow, file, sheet, block, month, amount in zip(
        rows, *columns, strict=True
    ):
        own = filing.year_of(month) == year and series != NO_SERIES and (site, series) not in plans
        if not own or amount != amount:  # noqa: PLR0124  # NaN differs from itself
            continue
        kind, table = (source, "purchased" if flow in BOUGHT else flow), (file, sheet, block)
        for groups, key, part in ((lines, (site, table, *kind), series), (tables, kind, (site, table))):
            parts = groups.setdefault(key, {})
            if part not in parts:
                parts[part] = Told(site, table, {}, [])
            told = parts[part]
            told.months[month] = told.months.get(month, 0.0) + amount
            told.rows.append(row)
    return tuple(
        [list(own.values()) for own in groups.values() if len(own) > 1] for groups in (lines, tables)
    )  # type: ignore[return-value]


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
