"""Declared tonnes: a total beside the categories or rows it sums, whichever way they overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from checker.api import AS_FILED
from rules._columns import MARK
from rules.balance._declared_tables import Declared, Group, list_groups
from rules.balance._keystrokes import add_rounding
from rules.balance._spans import list_months

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

ENERGY = ("electricity", "heat")
LEAST_SHARE = 1e-6
MANY = 4
"""From so many sites a table shows by itself which of its columns are parts of which total (ours)."""

MOST_TOTALS = 2
"""A report states its total with and without bought power and heat; more are totals of something else (ours)."""

Way: TypeAlias = tuple[Declared, ...]
"""Figures that a total may be the sum of."""


class DeclaredGap(NamedTuple):
    """A declared total, the sum that comes nearest to it and the rows of that sum; tonnes of CO2e."""

    row: int
    total: float
    parts: float
    rows: tuple[int, ...]
    unit: str
    months: list[Any]


def list_declared_gaps(filing: Filing) -> list[DeclaredGap]:
    """Give the declared totals that no way of summing what stands in their table comes to.

    Where a table declares for many sites, a total is held against what it is the sum of at most of
    them; what it is the sum of at few is no part of it.
    """
    return filing.share("declared gaps", lambda own: list(_find_gaps(own)))


def _find_gaps(filing: Filing) -> Iterator[DeclaredGap]:
    tables: dict[tuple[str, ...], list[Group]] = {}
    for group in list_groups(filing):
        tables.setdefault(group.table, []).append(group)
    judged = filing.share(f"{AS_FILED}sums of declared", lambda _: judge_tables(tables))
    for table, groups in tables.items():
        if table in judged:
            yield from _judge_many(groups, judged[table])
            continue
        for group in groups:
            several = len(group.totals) > 1
            if not (several and any(_come_to(total, _take_others(group, total)) for total in group.totals)):
                for total in group.totals:
                    yield from _judge(group, total, list_ways(group))


def _judge(group: Group, total: Declared, ways: Sequence[Way]) -> Iterator[DeclaredGap]:
    gap = judge_total(group, total, ways)
    if gap is not None:
        yield gap


class Sums(NamedTuple):
    """Which totals of a table are sums, by label: of all else it declares of a site (whole), or of its categories."""

    labels: frozenset[str]
    whole: bool


def judge_tables(tables: Mapping[tuple[str, ...], Sequence[Group]]) -> dict[tuple[str, ...], Sums]:
    """Judge, of the tables of many sites, which totals are sums at most of them."""
    judged = {}
    for table, groups in tables.items():
        if len({group.site.partition(MARK)[0] for group in groups}) < MANY:
            continue
        labels = sorted({total.label for group in groups for total in group.totals})
        for whole in (True, False):
            held = [label for label in labels if _hold_mostly(list(_pick(groups, label, whole=whole)))]
            judged[table] = Sums(frozenset(held), whole)
            if held:
                break
    return judged


def _judge_many(groups: Sequence[Group], sums: Sums) -> Iterator[DeclaredGap]:
    for group in groups:
        for total in group.totals:
            if total.label in sums.labels:
                yield from _judge(group, total, _choose_ways(group, total, whole=sums.whole))


def _pick(groups: Sequence[Group], label: str, *, whole: bool) -> Iterator[tuple[Declared, Sequence[Way]]]:
    """Give the totals of a label, each with the sums it may be."""
    for group in groups:
        for total in group.totals:
            if total.label == label:
                yield total, _choose_ways(group, total, whole=whole)


def _choose_ways(group: Group, total: Declared, *, whole: bool) -> Sequence[Way]:
    return [_take_others(group, total)] if whole else list_ways(group)


def _take_others(group: Group, total: Declared) -> Way:
    return tuple(each for each in (*group.totals, *group.parts) if each is not total)


def _hold_mostly(cases: Sequence[tuple[Declared, Sequence[Way]]]) -> bool:
    """Tell whether at least as many totals are the sums they may be as are not; a sum of one figure tells little.

    Of four sites two wrong ones stay two wrong ones: figures seldom add up to a total by chance.
    """
    broken, held = 0, 0
    for total, ways in cases:
        closing = [way for way in ways if _come_to(total, way)]
        if not closing:
            broken += 1
        elif any(sum(each.tonnes != 0 for each in way) >= min(2, len(way)) for way in closing):
            held += 1
    return held >= max(broken, 1)


def find_wrong_category(filing: Filing, gap: DeclaredGap, tolerance: float) -> int | None:
    """Find the one category that recomputing would change by just the gap; None where it speaks for no one."""
    known = filing.compare_declared().reindex(list(gap.rows))
    filed, recomputed = known["tco2e"], known["recomputed"]
    near = tolerance * recomputed.abs()
    fits = ((filed + gap.total - gap.parts - recomputed).abs() <= near) & ((filed - recomputed).abs() > near)
    wrong: list[int] = known.index[fits].tolist()
    return wrong[0] if len(wrong) == 1 else None


def judge_total(group: Group, total: Declared, ways: Sequence[Way]) -> DeclaredGap | None:
    """Give the gap to the nearest way of summing; None where one of them comes to the total."""
    best: tuple[float, Way] | None = None
    for way in ways:
        if _come_to(total, way):
            return None
        parts = _add(way)
        if best is None or abs(total.tonnes - parts) < abs(total.tonnes - best[0]):
            best = parts, way
    if best is None:
        return None
    rows = tuple(each.row for each in best[1])
    return DeclaredGap(total.row, total.tonnes, best[0], rows, "tCO2e", list_months(group.start, group.end))


def _come_to(total: Declared, way: Way) -> bool:
    """Tell whether figures come to a total but for rounding, and for those stored as text: SUM leaves them out."""
    parts = _add(way)
    gap = abs(total.tonnes - parts)
    slack = LEAST_SHARE * abs(parts)
    if gap <= slack:
        return True
    slack += add_rounding([each.step for each in (*way, total)])
    as_text = sum(each.tonnes for each in way if each.as_text)
    return gap <= slack or abs(total.tonnes - parts + as_text) <= slack


def _add(way: Way) -> float:
    return sum(-each.tonnes if each.deducted else each.tonnes for each in way)


def list_ways(group: Group) -> list[Way]:
    """Give the sums a total may mean: categories, rows where a category has none, with or without bought energy.

    A row of power and heat together and the rows of each state the same thing: one side is taken
    at a time. Reports with several totals state one with and one without bought power and heat;
    of more totals beside a single figure, the figure does not tell what they are.
    """
    categories = [each for each in group.parts if each.level == "category"]
    rows = [each for each in group.parts if each.level == "row"]
    covered = {each.category for each in categories}
    covered |= set(ENERGY) if "electricity_heat" in covered else set()
    mixed = (*categories, *(each for each in rows if each.category not in covered))
    named = {each.category for each in mixed}
    ways: list[Way] = [mixed]
    if "electricity_heat" in named and set(ENERGY) & named:
        ways = [
            tuple(each for each in mixed if each.category != "electricity_heat"),
            tuple(each for each in mixed if each.category not in ENERGY),
        ]
    if rows and categories:
        ways.append(tuple(rows))
    if len(group.totals) > 1:
        ways += [
            tuple(each for each in way if each.category not in (*ENERGY, "electricity_heat")) for way in ways
        ]
        if len(group.totals) > MOST_TOTALS and len(mixed) == 1:
            return []
    return [way for way in ways if way]


def is_deducted(parts: pd.DataFrame) -> pd.Series:
    """Tell which rows are recovered gas, filed as a positive figure and deducted in the total."""
    return (parts["category"] == "recovered") & (parts["tco2e"] > 0)
