"""A figure a thousand or ten thousand times what it should be: kWh and MWh, kg and t, m3 and 万m3 were mixed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, plain, rule
from rules._columns import find_lines, take_column, take_list
from rules.units._anchors import Year, compare_bills, find_last_year, limit_power, list_years

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

MEASURED = ("kWh", "GJ", "Nm3", "kg", "L")
"""Base units whose filed units are a thousand or ten thousand apart; pieces and money are not."""
UNEVEN_FLOWS = ("stock_adjustment", "lost", "refilled", "recovered", "destroyed")
STOCKS = ("opening_stock", "closing_stock")
FEWEST_OTHERS = 4
"""Other positive months that make a usual month (ours)."""
WIDE = 100.0
"""From this multiple of its usual month a figure is looked at closely (ours: no true change is so large)."""
LEAST_TONNES = 0.1
"""Usual month, in tCO2e, below which a very small one is not worth a question (ours)."""
STEADY = 8.0
"""Highest over lowest month of a line steady enough to call a very small month a slip (ours)."""
OVERLOAD = 5.0
"""Ours: a unit is to blame from five times full load; what is just above has another cause."""


class Suspect(NamedTuple):
    """Rows of one line that are off by one multiple, what they were expected to be together, and why."""

    rows: tuple[int, ...]
    times: float
    quantity: float
    expected: float
    hint: str
    context: tuple[tuple[Row, str], ...]


@rule("UNT104", severity="error", scope="series", needs=("facts.amount",))
def off_by_a_thousand(filing: Filing, *, tolerance: float = 0.3) -> Iterator[Evidence]:
    """Compare each month with its line's usual month, and each line's year with what else tells its size.

    `tolerance` is the share by which a figure over its usual one may stand from the round multiple.
    """
    months = list_suspect_months(filing)
    told: set[Any] = set()
    for key, line in months.groupby(["site", "series"], sort=False) if len(months) else ():
        for suspect in judge_months(filing, line, tolerance):
            told.add(key)
            yield make_evidence(filing, suspect)
    for key, suspect in judge_years(filing, tolerance):
        if key not in told:
            yield make_evidence(filing, suspect)


def list_steps(scale: float, base_unit: str) -> tuple[float, ...]:
    """Give the multiples by which a unit is mistaken: a thousand, and ten thousand beside a unit of 万."""
    if base_unit in ("kWh", "Nm3") and scale in (1.0, 10_000.0):
        return (1000.0, 1 / 1000, 10_000.0 if scale > 1 else 1 / 10_000)
    return (1000.0, 1 / 1000)


def find_step(ratio: float, steps: tuple[float, ...], tolerance: float) -> float | None:
    """Give the multiple within whose tolerance a ratio lies, None where it lies within none."""
    return next((step for step in steps if abs(ratio / step - 1) <= tolerance), None)


# ---------------------------------------------------------------- one or a few months


def list_suspect_months(filing: Filing) -> pd.DataFrame:
    """Give all months of the lines that have a month far from their usual one."""
    import numpy as np

    months, amount = filing.monthly(), take_column(filing, "monthly", "amount")
    usual = filing.usual_month(months).to_numpy()
    wide = np.flatnonzero(
        (amount > 0) & ((amount >= WIDE / 2 * usual) | (amount <= 2 / WIDE * usual))
    ).tolist()
    if not wide:
        return months.iloc[:0]
    keys = list(
        zip(take_list(filing, "monthly", "site"), take_list(filing, "monthly", "series"), strict=True)
    )
    lines = {keys[place] for place in wide}
    own = months[[key in lines for key in keys]]
    own = own[own["base_unit"].isin(MEASURED) & ~own["flow"].isin(UNEVEN_FLOWS)]
    return own.assign(usual=filing.usual_month(own), before=filing.last_year(own))


def judge_months(filing: Filing, line: pd.DataFrame, tolerance: float) -> Iterator[Suspect]:
    """Give the months of a line that are off; of two sides that blame each other, the smaller one."""
    positive = line[line["amount"] > 0]
    if len(positive) <= FEWEST_OTHERS:
        return
    steps = list_steps(float(line["scale"].iloc[0]), str(line["base_unit"].iloc[0]))
    found: dict[float, list[int]] = {}
    for row in positive.index:
        step = judge_month(line, row, steps, tolerance)
        if step is not None:
            found.setdefault(step, []).append(int(row))
    groups = [
        (step, rows) for step, rows in sorted(found.items(), reverse=True) if len(rows) * 2 <= len(positive)
    ]
    groups.sort(key=lambda group: len(group[1]))
    for place, (step, rows) in enumerate(groups):
        sides = [other for other, _ in groups[:place]]
        if any((other > 1) != (step > 1) for other in sides):
            continue
        if step < 1 and not is_shrunk(filing, line, rows):
            continue
        own = positive.loc[rows]
        context: tuple[tuple[Row, str], ...] = tuple(
            (int(row), "usual") for row in positive.index.difference(rows)
        )
        quantity = float((own["amount"] / own["scale"]).sum())
        yield Suspect(tuple(rows), step, quantity, quantity / step, "other_months", context)


def judge_month(line: pd.DataFrame, row: Any, steps: tuple[float, ...], tolerance: float) -> float | None:  # noqa: ANN401  # an index label
    """Give the multiple a month is off by: held against its usual month, last year's, and the range of the others."""
    amount, usual, before = (float(line.loc[row, name]) for name in ("amount", "usual", "before"))
    if not usual > 0 or (before > 0 and abs(amount / before - 1) <= 2 * tolerance):
        return None
    wide = [step for step in steps if 1 / 10 <= amount / usual / step <= 10]
    if before > 0:
        step = find_step(amount / before, tuple(wide), tolerance)
        if step is not None:
            return step
    step = find_step(amount / usual, tuple(wide), tolerance)
    if step is not None:
        return step
    others = line.loc[
        (line.index != row) & (line["amount"] > usual / 30) & (line["amount"] < usual * 30), "amount"
    ]
    if len(others) < FEWEST_OTHERS:
        return None
    low, high = float(others.min()) * (1 - tolerance), float(others.max()) * (1 + tolerance)
    fitting = [step for step in wide if low <= amount / step <= high and (step > 1 or high <= STEADY * low)]
    return min(fitting, key=lambda step: abs(amount / step - usual), default=None)


def is_shrunk(filing: Filing, line: pd.DataFrame, rows: list[int]) -> bool:
    """Tell whether small months are a slip of the unit and not a season or a shutdown.

    Last year's same months settle it. Without them: nothing else in the line is as small, none of
    its months is 0, their neighbours are of the usual size, and the usual month is worth a question.
    """
    own = line.loc[rows]
    if (own["before"] > own["usual"] / 5).all():
        return True
    if line["flow"].iloc[0] in STOCKS or (line["amount"] == 0).any():
        return False
    others = line[~line.index.isin(rows) & line["amount"].notna()]
    usual = float(own["usual"].iloc[0])
    if (others["amount"] < 0.05 * usual).sum() > 1:
        return False
    factor = abs(float(filing.emissions().loc[rows, "factor"].iloc[0]))
    if factor * usual < LEAST_TONNES:
        return False
    for month in own["month"]:
        for side in (others[others["month"] < month].tail(1), others[others["month"] > month].head(1)):
            if (side["amount"] < 0.2 * usual).any():
                return False
    return True


# ---------------------------------------------------------------- a whole line


def judge_years(filing: Filing, tolerance: float) -> Iterator[tuple[tuple[str, int], Suspect]]:
    """Give the lines whose whole report year is off: against last year, their bills, the transformer."""
    if filing.year is None:
        return
    bills, years = compare_bills(filing), list_years(filing)
    now = [
        each
        for each in years
        if each.year == filing.year and each.base_unit in MEASURED and each.kind[1] not in UNEVEN_FLOWS
    ]
    before, limits = find_last_year(years, filing.year), limit_power(filing, now)
    for line in now:
        steps = list_steps(line.scale, line.base_unit)
        ratio = line.rate / before.get(line.key, math.nan)
        bill, document = bills.get(line.key, (math.nan, -1))
        overloaded = line.amount > OVERLOAD * limits.get(line.key, math.inf)
        if not (is_far(ratio) or is_far(bill) or overloaded) or 1 - tolerance <= bill <= 1 + tolerance:
            continue  # where its bills say the same, last year is the one that was filed wrongly
        hint, step = "", None
        for name, each in (("bills", bill), ("last_years_figure", ratio)):
            step = step or find_step(each, steps, tolerance)
            hint = hint or (name if step is not None else "")
        if step is None and overloaded:
            hint, step = "transformer", max(steps)
        if step is not None:
            context = list_context(filing, line, hint, document)
            yield line.key, make_suspect(filing, line, step, hint, context)


def is_far(ratio: float) -> bool:
    """Tell whether a ratio is so wide that no true change explains it."""
    return ratio > WIDE or ratio < 1 / WIDE


def make_suspect(
    filing: Filing, line: Year, step: float, hint: str, context: tuple[tuple[Row, str], ...]
) -> Suspect:
    """Put together a line whose whole year is off: all its positive figures are in question."""
    amounts = filing.facts["amount"].loc[list(line.rows)]
    rows = tuple(int(row) for row in amounts.index[amounts > 0])
    quantity = line.amount / line.scale
    return Suspect(rows, step, quantity, quantity / step, hint, context)


def list_context(filing: Filing, line: Year, hint: str, document: int) -> tuple[tuple[Row, str], ...]:
    """Name the cells a line was held against, and the cell of its unit."""
    context: list[tuple[Row, str]] = []
    if hint == "bills":
        context.append((document, "document"))
    if hint == "transformer":
        context.append((int(filing.profile_rows("transformer_kva")[line.site]), "kVA"))
    row = int(filing.series.index[find_lines(filing)[line.key]])
    context.append(((row, "unit"), "unit"))
    return tuple(context)


def make_evidence(filing: Filing, suspect: Suspect) -> Evidence:
    """Say what is off and what it is worth; a figure of another year is looked at, no more."""
    import pandas as pd

    rows = list(suspect.rows)
    facts = filing.facts.loc[rows]
    current = bool((facts["start"].dt.year == filing.year).any())
    severity: Severity = "error" if current else "review"
    factor = filing.emissions().loc[rows, "factor"]
    excess = facts["amount"] * (1 - 1 / suspect.times)
    own = facts["start"].dt.year == filing.year
    worth = (excess * factor)[own]
    at_stake = float(worth.sum()) if current and bool(worth.notna().all()) else None
    days = (facts["end"] - facts["start"]).dt.days
    months = pd.concat(
        [facts["start"] + pd.DateOffset(months=n) for n in (range(12) if (days > 35).any() else range(1))]
    )
    values: dict[str, Any] = {
        "times": suspect.times, "quantity": suspect.quantity, "expected": suspect.expected,
        "months": [plain(month) for month in sorted(months)], "hints": [suspect.hint],
    }  # fmt: skip
    return Evidence(suspect.rows, values, suspect.context, at_stake=at_stake, severity=severity)
