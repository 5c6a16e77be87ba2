"""A figure a thousand or ten thousand times what it should be: kWh and MWh, kg and t, m3 and 万m3 were mixed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import date_months, take_list
from rules.units._halves import part_year
from rules.units._lines import (
    MEASURED,
    UNEVEN_FLOWS,
    WIDE,
    Suspect,
    find_step,
    join_tables,
    judge_years,
    list_steps,
)
from rules.units._quarters import list_quarters

if TYPE_CHECKING:
    from checker.findings import Row, Severity

STOCKS = ("opening_stock", "closing_stock")
DAYS_OF_MONTH = 30.4
LONGEST_MONTH = 35
"""Days a month's bill may span."""
FEWEST_OTHERS = 4
"""Other positive months that make a usual month (ours)."""
LEAST_TONNES = 0.1
"""Usual month, in tCO2e, below which a very small one is not worth a question (ours)."""
STEADY = 8.0
"""Highest over lowest month of a line steady enough to call a very small month a slip (ours)."""


@rule("UNT104", severity="error", scope="site", needs=("facts.amount",))
def off_by_a_thousand(filing: Filing, *, tolerance: float = 0.3) -> Iterator[Evidence]:
    """Compare each month with its line's usual month, and each line's year with what else tells its size.

    `tolerance` is the share by which a figure over its usual one may stand from the round multiple.
    """
    told: set[tuple[str, int]] = set()
    for line in list_suspect_lines(filing):
        for suspect in judge_months(filing, line, tolerance):
            told.add(line.key)
            yield make_evidence(filing, suspect)
    for suspect in judge_quarters(filing, tolerance):
        yield make_evidence(filing, suspect)
    wide = [(key, suspect) for key, suspect in judge_years(filing, tolerance) if key not in told]
    for alike in join_tables(filing, wide, tolerance):
        yield make_evidence(filing, *alike)


# ---------------------------------------------------------------- one or a few months


class Month(NamedTuple):
    """A month of a line in base units, with its usual and last year's amount; NaN where unknown."""

    row: int
    month: int
    amount: float
    usual: float
    before: float


class Line(NamedTuple):
    """A line with a month far from its usual one: its months in order, blanks too."""

    key: tuple[str, int]
    scale: float
    base_unit: str
    flow: str
    months: list[Month]


def list_suspect_lines(filing: Filing) -> list[Line]:
    """List the lines that have a month far from their usual one."""
    return filing.share("lines with odd months", _list_suspect_lines)


def _list_suspect_lines(filing: Filing) -> list[Line]:
    import numpy as np

    months, amount = filing.monthly(), take_column(filing, "monthly", "amount")
    usual = filing.usual_month(months).to_numpy()
    wide = (amount > 0) & ((amount >= WIDE / 2 * usual) | (amount <= 2 / WIDE * usual))
    if not wide.any():
        return []
    keys = list(
        zip(take_list(filing, "monthly", "site"), take_list(filing, "monthly", "series"), strict=True)
    )
    odd = {keys[place] for place in np.flatnonzero(wide).tolist()}
    units, flows = take_list(filing, "monthly", "base_unit"), take_list(filing, "monthly", "flow")
    scales, ordinals = take_list(filing, "monthly", "scale"), take_list(filing, "monthly", "month")
    rows, amounts, usuals = months.index.tolist(), amount.tolist(), usual.tolist()
    before = filing.last_year(months).tolist()
    lines: dict[tuple[str, int], Line] = {}
    for place, key in enumerate(keys):
        if key not in odd or units[place] not in MEASURED or flows[place] in UNEVEN_FLOWS:
            continue
        line = lines.setdefault(key, Line(key, scales[place], units[place], flows[place], []))
        line.months.append(Month(rows[place], ordinals[place], amounts[place], usuals[place], before[place]))
    return [lines[key] for key in sorted(lines)]


def judge_months(filing: Filing, line: Line, tolerance: float) -> Iterator[Suspect]:
    """Give the months of a line that are off; of two sides that blame each other, the smaller one."""
    positive = [each for each in line.months if each.amount > 0]
    if len(positive) <= FEWEST_OTHERS:
        return
    steps = list_steps(line.scale, line.base_unit)
    halves = part_year(filing, line, positive, steps, tolerance)
    if halves is not None:
        yield make_suspect(line, positive, halves.off, halves.times, halves.hint)
        return
    found: dict[float, list[Month]] = {}
    for month in positive:
        step = judge_month(positive, month, steps, tolerance)
        if step is not None:
            found.setdefault(step, []).append(month)
    groups = [
        (step, months)
        for step, months in sorted(found.items(), reverse=True)
        if len(months) * 2 <= len(positive)
    ]
    groups.sort(key=lambda group: len(group[1]))
    for place, (step, months) in enumerate(groups):
        sides = [other for other, _ in groups[:place]]
        if any((other > 1) != (step > 1) for other in sides):
            continue
        if step < 1 and not is_shrunk(filing, line, months):
            continue
        yield make_suspect(line, positive, months, step, "other_months")


def judge_quarters(filing: Filing, tolerance: float) -> Iterator[Suspect]:
    """Give the quarters that are too large by a step of units; a small one may be a season."""
    for line in list_quarters(filing):
        if line.base_unit not in MEASURED or line.flow in UNEVEN_FLOWS:
            continue
        quarters = [Month(*each, math.nan) for each in line.quarters]
        steps = tuple(each for each in list_steps(line.scale, line.base_unit) if each > 1)
        for quarter in quarters:
            step = find_step(quarter.amount / quarter.usual, steps, tolerance)
            if step is not None:
                own = Line(line.key, line.scale, line.base_unit, line.flow, quarters)
                yield make_suspect(own, quarters, [quarter], step, "other_months")


def make_suspect(line: Line, positive: list[Month], months: list[Month], step: float, hint: str) -> Suspect:
    """Put together the months that are off, with the others of their line beside them."""
    rows = tuple(month.row for month in months)
    context: tuple[tuple[Row, str], ...] = tuple(
        (each.row, "usual") for each in sorted(positive) if each.row not in rows
    )
    quantity = sum(month.amount for month in months) / line.scale
    return Suspect(rows, step, quantity, quantity / step, hint, context)


def judge_month(
    positive: list[Month], month: Month, steps: tuple[float, ...], tolerance: float
) -> float | None:
    """Give the multiple a month is off by: held against its usual month, last year's, and the range of the others."""
    amount, usual, before = month.amount, month.usual, month.before
    if not usual > 0 or (before > 0 and abs(amount / before - 1) <= 2 * tolerance):
        return None
    wide = [step for step in steps if 1 / 10 <= amount / usual / step <= 10]
    if not wide:
        return None
    if before > 0:
        step = find_step(amount / before, tuple(wide), tolerance)
        if step is not None:
            return step
    step = find_step(amount / usual, tuple(wide), tolerance)
    if step is not None:
        return step
    others = [
        each.amount for each in positive if each.row != month.row and usual / 30 < each.amount < usual * 30
    ]
    if len(others) < FEWEST_OTHERS:
        return None
    low, high = min(others) * (1 - tolerance), max(others) * (1 + tolerance)
    fitting = [step for step in wide if low <= amount / step <= high and (step > 1 or high <= STEADY * low)]
    return min(fitting, key=lambda step: abs(amount / step - usual), default=None)


def is_shrunk(filing: Filing, line: Line, months: list[Month]) -> bool:
    """Tell whether small months are a slip of the unit and not a season or a shutdown.

    Last year's same months settle it. Without them: nothing else in the line is as small, none of
    its months is 0, their neighbours are of the usual size, and the usual month is worth a question.
    """
    if all(each.before > each.usual / 5 for each in months):
        return True
    if line.flow in STOCKS or any(each.amount == 0 for each in line.months):
        return False
    rows = {each.row for each in months}
    others = [each for each in line.months if each.row not in rows and each.amount == each.amount]  # NaN
    usual = months[0].usual
    if sum(each.amount < 0.05 * usual for each in others) > 1:
        return False
    factor = abs(float(filing.emissions().loc[months[0].row, "factor"]))  # type: ignore[arg-type]  # one cell
    if factor * usual < LEAST_TONNES:
        return False
    for own in months:
        before = [each.amount for each in others if each.month < own.month][-1:]
        after = [each.amount for each in others if each.month > own.month][:1]
        if any(amount < 0.2 * usual for amount in before + after):
            return False
    return True


class Fact(NamedTuple):
    """What a fact's evidence needs of it: amount in base units, tCO2e per base unit, whether it is counted."""

    start: dt.date
    days: int
    amount: float
    factor: float
    counted: bool
    key: tuple[str, str]
    """Site and source."""


def take_fact(filing: Filing, row: int) -> Fact:
    """Take a fact by its row id."""
    return filing.share("facts for evidence", list_facts)[row]


def list_facts(filing: Filing) -> dict[int, Fact]:
    """List all facts by row id."""
    emissions = filing.emissions()
    start, end = (
        take_column(filing, "facts", name).astype("datetime64[D]").tolist() for name in ("start", "end")
    )
    columns = [
        take_list(filing, "facts", "amount"), emissions["factor"].tolist(), emissions["counted"].fillna(False).tolist(),
        take_list(filing, "facts", "site"), take_list(filing, "facts", "source"),
    ]  # fmt: skip
    return {
        row: Fact(first, (after - first).days, amount, factor, bool(counted), (site, source))
        for row, first, after, amount, factor, counted, site, source in zip(
            filing.facts.index.tolist(), start, end, *columns, strict=True
        )
    }


def list_counted(filing: Filing) -> set[tuple[str, str]]:
    """List the sites and sources of which some fact is counted."""
    return filing.share(
        "counted sources", lambda own: {each.key for each in list_facts(own).values() if each.counted}
    )


def make_evidence(filing: Filing, suspect: Suspect, *alike: Suspect) -> Evidence:
    """Say what is off and what it is worth; a figure of another year is looked at, no more.

    Of several lines of one table the first is told, and only those count that enter the sum of emissions.
    """
    rows = [row for each in (suspect, *alike) for row in each.rows]
    facts = [take_fact(filing, row) for row in rows]
    own = [
        each for each in facts if filing.year_of(each.start.year * 12 + each.start.month - 1) == filing.year
    ]
    # panels may spare a site nearly all purchases: an idle transformer is no proof
    unsure = {
        "either_half": "review",
        "output_fits": "warning",
        "idle_transformer": "warning",
        "output_made": "warning",
        "largest_user": "warning",
        "other_sites": "warning",
    }
    severity = cast("Severity", unsure.get(suspect.hint, "error") if own else "review")
    if alike and any(each.counted for each in facts):
        own = [each for each in own if each.counted]
    # what is bought into stock and counted where it is used is worth nothing by itself
    used = list_counted(filing)
    own = [each for each in own if each.counted or each.key not in used]
    worth = [each.amount * (1 - 1 / suspect.times) * each.factor for each in own]
    at_stake = sum(worth) if worth and not any(math.isnan(each) for each in worth) else None
    months = {
        (each.start.year * 12 + each.start.month - 1 + later)
        for each in facts
        for later in range(round(each.days / DAYS_OF_MONTH) if each.days > LONGEST_MONTH else 1)
    }
    hints = [suspect.hint, "rows_alike"] if alike else [suspect.hint]
    values: dict[str, Any] = {
        "times": suspect.times, "quantity": suspect.quantity, "expected": suspect.expected,
        "months": date_months(sorted(months)), "hints": hints,
    }  # fmt: skip
    context = tuple(dict.fromkeys(each for own in (suspect, *alike) for each in own.context))
    return Evidence(tuple(rows), values, context, at_stake=at_stake, severity=severity)
