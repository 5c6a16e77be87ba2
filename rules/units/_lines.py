"""Lines whose whole year is a thousand or ten thousand times what last year, bills, capacities or output say."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import MARK, find_lines
from rules.units._anchors import (
    LARGE_USER,
    MOST_PER_TONNE,
    USUAL_PER_TONNE,
    Year,
    compare_bills,
    find_giants,
    find_last_year,
    find_tables,
    limit_output,
    limit_power,
    limit_sun,
    list_years,
)

if TYPE_CHECKING:
    from checker.api import Filing
    from checker.findings import Row

MEASURED = ("kWh", "GJ", "Nm3", "kg", "L")
"""Base units whose filed units are a thousand or ten thousand apart; pieces and money are not."""
UNEVEN_FLOWS = ("stock_adjustment", "lost", "refilled", "recovered", "destroyed")
WIDE = 100.0
"""From this multiple of its usual month a figure is looked at closely (ours: no true change is so large)."""
SUREST = (
    "bills",
    "last_years_figure",
    "pv_peak",
    "transformer",
    "idle_transformer",
    "output_made",
    "largest_user",
    "other_sites",
)
"""What a line was held against, the surest first."""
OVERLOAD = 5.0
"""Ours: a unit is to blame from five times full load; what is just above has another cause."""

IDLE, WORKING = 0.001, (0.01, 0.6)
"""Ours: a site that draws less than 0.1 % of its transformer's capacity all year stands idle, and one in work draws
from 1 % to 60 % of it; figures in kWh that would need more are rather its demand in kW."""
TERAWATT_HOUR = 1e9
FEWEST_SISTERS, ALIKE, SISTER = 2, 30.0, 5.0
"""Ours: so many other sites, within so many times of one another; and how far from the step of units a site may be."""
USUAL_LOAD = 0.2
"""Ours: of two multiples that both put the transformer to work, the one nearer to this load is meant."""


class Suspect(NamedTuple):
    """Rows of one line that are off by one multiple, what they were expected to be together, and why."""

    rows: tuple[int, ...]
    times: float
    quantity: float
    expected: float
    hint: str
    context: tuple[tuple[Row, str], ...]


def list_steps(scale: float, base_unit: str) -> tuple[float, ...]:
    """Give the multiples by which a unit is mistaken: a thousand, and ten thousand beside a unit of 万."""
    if base_unit in ("kWh", "Nm3") and scale in (1.0, 10_000.0):
        return (1000.0, 1 / 1000, 10_000.0 if scale > 1 else 1 / 10_000)
    return (1000.0, 1 / 1000)


def find_step(ratio: float, steps: tuple[float, ...], tolerance: float) -> float | None:
    """Give the multiple within whose tolerance a ratio lies, None where it lies within none."""
    return next((step for step in steps if abs(ratio / step - 1) <= tolerance), None)


def judge_years(filing: Filing, tolerance: float) -> Iterator[tuple[tuple[str, int], Suspect]]:
    """Give the lines whose whole report year is off: against last year, their bills, the transformer, the panels."""
    if filing.year is None:
        return
    bills, years = compare_bills(filing), list_years(filing)
    now = list_lines(filing, years)
    before, limits, suns = (
        find_last_year(years, filing.year),
        limit_power(filing, now),
        limit_sun(filing, now),
    )
    idle, made = find_idle(filing, now, limits), limit_output(filing, now)
    giants = find_giants(filing, now, {*limits, *made})
    sisters = find_sisters(now, {*limits, *made, *bills})
    for line in now:
        steps = list_steps(line.scale, line.base_unit)
        ratio = line.rate / before.get(line.key, math.nan)
        bill, document = bills.get(line.key, (math.nan, -1))
        overloaded = line.amount > OVERLOAD * limits.get(line.key, math.inf)
        sun = suns.get(line.key, (0.0, math.inf))
        dazzled = line.amount > OVERLOAD * sun[1]
        tonnes, output = made.get(line.key, (math.inf, -1))
        beyond = line.amount > max(MOST_PER_TONNE * tonnes, LARGE_USER)
        beyond = beyond and line.key not in limits  # a transformer that can deliver it bears the power out
        if (
            not (
                is_far(ratio)
                or is_far(bill)
                or overloaded
                or dazzled
                or beyond
                or line.key in idle | giants | {*sisters}
            )
            or 1 - tolerance <= bill <= 1 + tolerance
        ):
            continue  # where its bills say the same, last year is the one that was filed wrongly
        hint, step = "", None
        for name, each in (("bills", bill), ("last_years_figure", ratio)):
            step = step or find_step(each, steps, tolerance)
            hint = hint or (name if step is not None else "")
        if step is None and dazzled:
            step = next((each for each in sorted(steps) if sun[0] <= line.amount / each <= sun[1]), None)
            hint = "pv_peak"
        if step is None and overloaded:
            hint, step = "transformer", max(steps)
        if step is None and line.key in idle:
            hint, step = "idle_transformer", find_working_step(line.amount / limits[line.key], steps)
        if step is None and beyond:
            least, most = USUAL_PER_TONNE
            fitting = [each for each in steps if least <= line.amount / each / tonnes <= most]
            hint, step, document = "output_made", max(fitting, default=None), output
        if step is None and line.key in giants and not 0.01 < ratio < 100:
            hint, step = "largest_user", max(steps)
        if step is None and line.key in sisters and not 0.01 < ratio < 100:
            hint, step = "other_sites", sisters[line.key]
        if step is not None:
            context = list_context(filing, line, hint, document)
            yield line.key, make_suspect(filing, line, step, hint, context)


def find_sisters(now: list[Year], known: set[tuple[str, int]]) -> dict[tuple[str, int], float]:
    """Give the lines of drawn power beyond a terawatt-hour that other sites' lines in the same unit are a step of units below.

    Two other sites at least, alike in size (ours: within thirty times); and the step, from a fifth of it to five times.
    Copies of a filing that stand in one stack do not meet.
    """
    drawn = [each for each in now if each.base_unit == "kWh" and each.kind[0].endswith("electricity")]
    groups: dict[tuple[str, float, str], dict[str, float]] = {}
    for each in drawn:
        sites = groups.setdefault(_name_sisters(each), {})
        sites[each.site] = sites.get(each.site, 0.0) + each.amount
    found = {}
    for each in drawn:
        sites = groups[_name_sisters(each)]
        if each.amount < TERAWATT_HOUR or each.key in known or len(sites) <= FEWEST_SISTERS:
            continue
        others = [amount for site, amount in sites.items() if site != each.site]
        if max(others) > ALIKE * min(others):
            continue
        ratio = each.amount / median(others)
        step = min(
            (step for step in list_steps(each.scale, "kWh") if step > 1),
            key=lambda step: abs(math.log(ratio / step)),
        )
        if step / SISTER <= ratio <= step * SISTER:
            found[each.key] = step
    return found


def _name_sisters(line: Year) -> tuple[str, float, str]:
    return line.kind[1], line.scale, line.site.partition(MARK)[2]


def find_idle(filing: Filing, now: list[Year], limits: dict[tuple[str, int], float]) -> set[tuple[str, int]]:
    """Find the drawn power of sites whose transformer would stand idle: nearly nothing was drawn in every month.

    Only the site's largest line tells; a month without any purchase may be the sun's, or a closed site's.
    """
    found: dict[str, Year] = {}
    for line in now:
        if line.key in limits and (line.site not in found or line.amount > found[line.site].amount):
            found[line.site] = line
    low = [
        line for line in found.values() if line.amount < IDLE * limits[line.key] and len(line.rows) in (1, 12)
    ]
    return {line.key for line in low if (filing.facts["amount"].loc[list(line.rows)] > 0).all()}


def find_working_step(load: float, steps: tuple[float, ...]) -> float | None:
    """Give the multiple that puts an idle transformer to work; None where none does."""
    fitting = [step for step in steps if step < 1 and WORKING[0] <= load / step <= WORKING[1]]
    return min(fitting, key=lambda step: abs(math.log(load / step / USUAL_LOAD)), default=None)


def list_lines(filing: Filing, years: list[Year]) -> list[Year]:
    """Give the lines of the report year whose units may be mistaken."""
    return [
        each
        for each in years
        if each.year == filing.year and each.base_unit in MEASURED and each.kind[1] not in UNEVEN_FLOWS
    ]


def join_tables(
    filing: Filing, wide: list[tuple[tuple[str, int], Suspect]], tolerance: float
) -> list[tuple[Suspect, ...]]:
    """Join the lines of one table that are off by one multiple in one unit: its heading or a habit is wrong, once.

    Of two or more, the table's other lines in that unit go with them unless last year or bills speak for these.
    """
    if len(wide) < 2:
        return [(suspect,) for _, suspect in wide]
    tables = find_tables(filing)
    joined: dict[tuple[object, ...], list[tuple[tuple[str, int], Suspect]]] = {}
    for key, suspect in wide:
        joined.setdefault((*tables[key], suspect.times), []).append((key, suspect))
    found: list[tuple[Suspect, ...]] = []
    for (*table, _), own in joined.items():
        own.sort(key=lambda each: (SUREST.index(each[1].hint), -abs(each[1].quantity)))
        others = (
            []
            if len(own) < 2
            else list_alike(filing, tuple(table), {key for key, _ in own}, own[0][1], tolerance)
        )
        found.append((*(suspect for _, suspect in own), *others))
    return found


def list_alike(
    filing: Filing, table: tuple[object, ...], known: set[tuple[str, int]], like: Suspect, tolerance: float
) -> list[Suspect]:
    """Give the other lines of a table in the same unit that neither last year nor bills confirm."""
    years, bills, tables = list_years(filing), compare_bills(filing), find_tables(filing)
    before = find_last_year(years, filing.year or 0)
    alike = []
    for line in list_lines(filing, years):
        ratio, bill = line.rate / before.get(line.key, math.nan), bills.get(line.key, (math.nan, -1))[0]
        confirmed = not (is_far(ratio) or math.isnan(ratio)) or 1 - tolerance <= bill <= 1 + tolerance
        if line.key not in known and tables[line.key] == table and not confirmed:
            alike.append(
                make_suspect(filing, line, like.times, "rows_alike", list_context(filing, line, "", -1))
            )
    return alike


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
    if hint == "output_made":
        context.append((document, "partner"))
    if hint in ("transformer", "idle_transformer"):
        context.append((int(filing.profile_rows("transformer_kva")[line.site]), "kVA"))
    if hint == "pv_peak":
        context.append((int(filing.profile_rows("pv_kwp")[line.site]), "kWp"))
    row = int(filing.series.index[find_lines(filing)[line.key]])
    context.append(((row, "unit"), "unit"))
    return tuple(context)
