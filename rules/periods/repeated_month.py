"""The same figure stands in two or more months of a line: copied forward, or a yearly figure spread."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import is_any
from rules.periods._months import ReportMonths, number_months

if TYPE_CHECKING:
    from checker.findings import Row, Severity
    from rules._columns import Ints

PLAIN_FLOWS = ("opening_stock", "closing_stock", "stock_adjustment", "lost")
"""Stocks that nobody touched and booked losses are alike from month to month."""
FEW_PIECES = 100.0
"""Whole numbers below this are counts of cylinders or cans, and alike by themselves (ours)."""
SURE, DOUBTFUL = 0.002, 0.05
"""Likenesses that chance alone brings to a line like this: up to the first a warning, up to the second a review (ours)."""
MANY, EXACT = 4, 5
"""So many months alike, or figures of so many digits, are more than an estimate that a small user repeats (ours)."""
NEAREST_PAIRS, NEAREST_MONTHS = 0.2, 0.5
"""Share of all pairs of months, and of neighbouring months, that tell how close figures lie (ours)."""


class Month(NamedTuple):
    """A positive month of a line: its row, start, place in the year, and figure, also in base units."""

    row: int
    start: dt.date
    place: int
    quantity: float
    amount: float
    step: float
    """What one unit of the last digit that is not 0 comes to in base units."""
    estimated: bool


class Copy(NamedTuple):
    """Months of one line that are alike, how grave that is, and whether the line has one figure all year."""

    months: list[Month]
    severity: Severity
    flat: bool


@rule("PER201", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def repeated_month(filing: Filing, *, digits: int = 4, run: int = 3) -> Iterator[Evidence]:
    """Find figures that stand again in a later month of the same line; copies of one month across a table are told once.

    With at least `digits` significant digits two months are enough, unless the line's months lie so
    close that chance makes two alike; round figures must fill `run` months in a row. A line with
    one figure in all its months is a review: an estimate, a contract amount, or a year's figure spread.
    """
    copies: list[Copy] = []
    for line in list_lines(filing):
        alike: dict[float, list[Month]] = {}
        for month in line:
            alike.setdefault(month.amount, []).append(month)
        for own in alike.values():
            severity = judge_group(own, line, digits, run) if len(own) > 1 else None
            if severity is not None:
                copies.append(Copy(own, severity, len(own) == len(line)))
    for together in join_copies(filing, copies):
        yield make_evidence(filing, together)


def list_lines(filing: Filing) -> Iterator[list[Month]]:
    """Give the positive months, in order, of each line that has two alike."""
    import numpy as np

    known = number_months(filing)
    amount, flow = (take_column(filing, "monthly", name)[known.order] for name in ("amount", "flow"))
    kept = np.flatnonzero((amount > 0) & ~is_any(flow, PLAIN_FLOWS))
    line, amount = known.line[kept], amount[kept]
    order = np.lexsort((amount, line))
    line, amount = line[order], amount[order]
    again = np.flatnonzero((line[1:] == line[:-1]) & (amount[1:] == amount[:-1]))
    for each in dict.fromkeys(line[again].tolist()):
        begin, end = np.searchsorted(line, [each, each + 1])
        yield read_months(filing, known, np.sort(kept[order[begin:end]]))


def read_months(filing: Filing, known: ReportMonths, picked: Ints) -> list[Month]:
    """Read some of the report year's months, in order of their places."""
    order = known.order[picked]
    names = ("quantity", "amount", "scale", "estimated")
    columns = [take_column(filing, "monthly", name)[order].tolist() for name in names]
    rows, places = filing.monthly().index.to_numpy()[order].tolist(), known.place[picked].tolist()
    starts = take_column(filing, "monthly", "start")[order].astype("datetime64[D]").tolist()
    found = [
        Month(row, start, place, quantity, amount, measure_step(quantity) * scale, estimated)
        for row, start, place, quantity, amount, scale, estimated in zip(
            rows, starts, places, *columns, strict=True
        )
    ]
    return sorted(found, key=lambda month: (month.place, month.row))


def judge_group(own: list[Month], line: list[Month], digits: int, run: int) -> Severity | None:
    """Say how grave it is that months of a line are alike; None where that is likely by chance."""
    quantity = own[0].quantity
    if len(own) == len(line):
        return "review" if len(line) >= run else None
    if quantity < FEW_PIECES and quantity == int(quantity):
        return None
    longest = find_longest_run([month.place for month in own])
    few = count_digits(quantity) < digits
    if few and longest < run:
        return None
    chances = expect_likeness(own, line, longest)
    # a month is copied into the next one; two that lie apart are alike by chance more often than by copying
    if longest < run and chances > (DOUBTFUL if longest > 1 else SURE):
        return None
    if not few and any(month.estimated for month in own):
        return "review"
    coarse = count_digits(quantity) < EXACT and len(own) < MANY
    return "warning" if chances <= SURE and not coarse else "review"


def expect_likeness(own: list[Month], line: list[Month], longest: int) -> float:
    """Expect how often chance makes as many months of a line alike, anywhere or in a row, whichever is rarer.

    Two months are alike with the probability that they fall on one step of the last digit: the
    density of the differences between months about 0 times that step. Ours: the density is that of
    the pairs that lie nearest; of neighbours, since a season changes slowly, the nearer half.
    """
    steps = sorted(month.step for month in line)
    # one figure in ten ends in a 0 by itself; two of them are a rounding
    step = max(steps[(len(steps) - 1) // 2], own[0].step / 10)
    amounts = sorted({month.amount for month in line})
    apart = [abs(one - other) for one, other in combinations(amounts, 2)]
    beside = [abs(one.amount - other.amount) for one, other in pairwise(line) if one.amount != other.amount]
    anywhere = min(1.0, step * measure_density(apart, NEAREST_PAIRS))
    in_a_row = max(anywhere, min(1.0, step * measure_density(beside, NEAREST_MONTHS)))
    chances = math.comb(len(line), len(own)) * anywhere ** (len(own) - 1)
    if longest > 1:
        chances = min(chances, (len(line) - longest + 1) * in_a_row ** (longest - 1))
    return chances


def measure_density(differences: list[float], share: float) -> float:
    """Measure how dense differences of either sign lie about 0, from the share of them that is smallest."""
    if not differences:
        return 0.0
    count = max(1, round(share * len(differences)))
    return count / len(differences) / (2 * sorted(differences)[count - 1])


def find_longest_run(places: list[int]) -> int:
    """Give how many months in a row the places hold at most."""
    longest = length = 0
    for place in sorted(places):
        length = length + 1 if place - 1 in places else 1
        longest = max(longest, length)
    return longest


def count_digits(quantity: float) -> int:
    """Count significant digits as filed: 38,400 has three, 38.412 has five."""
    shown = f"{quantity:.12g}".partition("e")[0]
    return len(shown.replace(".", "").strip("0"))


def measure_step(quantity: float) -> float:
    """Give one unit of the last digit that is not 0: 100 for 38,400, 0.001 for 38.412."""
    digits, _, power = f"{quantity:.12g}".partition("e")
    whole, _, behind = digits.partition(".")
    place = -len(behind) if behind else len(whole) - len(whole.rstrip("0"))
    return float(10.0 ** (place + int(power or 0)))


def join_copies(filing: Filing, copies: list[Copy]) -> list[list[Copy]]:
    """Put together the copies of one table that share a month or a line: one habit of one clerk.

    A line with one figure all year is told by itself: it is an estimate and no copy.
    """
    if len(copies) < 2:
        return [[each] for each in copies]
    facts = filing.facts
    names = ("site", "file", "sheet", "block", "series")
    first = [each.months[0].row for each in copies]
    keys = list(zip(*(facts[name].loc[first].tolist() for name in names), strict=True))
    joined: list[tuple[tuple[object, ...], set[object], list[Copy]]] = []
    for copy, (*table, series) in zip(copies, keys, strict=True):
        told: set[object] = {("line", series), *(("month", month.place) for month in copy.months)}
        near = [] if copy.flat else [each for each in joined if each[0] == tuple(table) and each[1] & told]
        rest = [each for each in joined if not any(each is other for other in near)]
        for _, known, _own in near:
            told |= known
        own = [*(one for *_, some in near for one in some), copy]
        joined = [*rest, (() if copy.flat else tuple(table), told, own)]
    return [own for *_, own in joined]


def make_evidence(filing: Filing, copies: list[Copy]) -> Evidence:
    """Name the later months, or all of a flat line, and the month they repeat; the gravest copy speaks for all."""
    copies = sorted(copies, key=lambda each: (each.severity != "warning", each.months[0].row))
    lines = filing.facts["series"]
    spoken = lines[copies[0].months[0].row]
    own = [each for each in copies if lines[each.months[0].row] == spoken]
    rows = [month.row for each in copies for month in each.months[0 if each.flat else 1 :]]
    context: tuple[tuple[Row, str], ...] = tuple(
        (each.months[0].row, "same_month") for each in copies if not each.flat
    )
    months = sorted({month.start for each in own for month in each.months})
    figures: list[Any] = [each.months[0].quantity for each in own]
    values: dict[str, Any] = {
        "filed": figures if len(figures) > 1 else figures[0], "months": months, "count": len(months),
        "hints": ["one_figure_all_year" if copies[0].flat else "copied_forward"],
    }  # fmt: skip
    if len(copies) > len(own):
        values["alike"] = len({lines[each.months[0].row] for each in copies}) - 1
    return Evidence(tuple(rows), values, context, severity=copies[0].severity)
