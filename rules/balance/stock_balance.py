"""Opening stock and receipts less use do not lead to the closing stock, or a stock is not carried over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import is_any, take_list
from rules.balance._breaks import (
    CLOSING,
    OPENING,
    SIGNS,
    STOCKS,
    Break,
    find_breaks,
    find_jumps,
    has_all_legs,
    is_closed,
)
from rules.balance._coal_equivalent import find_coefficient
from rules.balance._legs import (
    SHORTEST_YEAR,
    Leg,
    close_periods,
    find_factor,
    frame_legs,
    list_legs,
    list_month_dates,
    take_months,
    take_years,
)

if TYPE_CHECKING:
    from checker.findings import Row, Severity


FEWEST = 3
"""So many months in coal equivalent are a habit (ours)."""
SCATTERED = 0.25
"""Up to this share of the months, breaks are slips of their own; beyond it they are a habit (ours)."""


@rule("BAL201", severity="error", scope="site", needs=("facts.amount",), within="site_year", given=("year",))
def stock_balance(filing: Filing, *, tolerance: float = 0.01, grave: float = 0.05) -> Iterator[Evidence]:
    """Hold each closing stock against what opening stock, receipts and use lead to, by month or else by year.

    A gap up to `tolerance` of the throughput is the weighing's, one above `grave` is an error. Silent
    where consumption or a stock is not filed, or a leg of the balance has no figure in that period.
    """
    if not {*STOCKS, "consumed"} <= set(take_list(filing, "facts", "flow")):
        return
    legs = list_legs(filing, is_any(take_column(filing, "facts", "flow"), tuple(SIGNS)))
    for frame in frame_legs(
        legs, lambda leg: (leg.site, leg.source, leg.account, leg.base_unit), has_all_legs
    ):
        months = close_periods(take_months(frame))
        breaks = find_breaks(months, tolerance)
        breaks += find_jumps(months, tolerance, find_last_year(filing, frame) if len(months) > 1 else {})
        if not any(is_closed(each) for each in months):
            years = close_periods(take_years(frame))
            years = years if any(is_closed(each) for each in years) else close_periods(gather_year(frame))
            breaks += find_breaks(years, tolerance)
        breaks = drop_repeats(frame, breaks)
        converted = find_converted(frame, breaks)
        if converted:
            yield blame_use(filing, converted, breaks)
            continue
        for own in part_breaks(breaks, len(months)):
            yield make_evidence(filing, frame, own, grave)


def find_last_year(filing: Filing, frame: list[Leg]) -> dict[int, float]:
    """Give the use of last year's months by the first day of this year's."""
    used = [leg for leg in frame if leg.flow == "consumed"]
    before = filing.last_year(filing.monthly()).reindex([leg.row for leg in used]).tolist()
    return {leg.start: amount for leg, amount in zip(used, before, strict=True) if amount == amount}  # noqa: PLR0124  # NaN


def gather_year(frame: list[Leg]) -> list[Leg]:
    """Bring legs of mixed levels to the year: year figures as they are, months added up, stocks at its ends."""
    first, last = min(leg.start for leg in frame), max(leg.end for leg in frame)
    if last - first < SHORTEST_YEAR:
        return []
    lines: dict[int, list[Leg]] = {}
    for leg in frame:
        lines.setdefault(leg.series, []).append(leg)
    gathered: list[Leg] = []
    for line in lines.values():
        months, years = take_months(line), take_years(line)
        if years:
            gathered.append(years[0])
        elif line[0].flow in STOCKS:
            edge = [leg for leg in months if (leg.start == first if leg.flow == OPENING else leg.end == last)]
            gathered += [leg._replace(start=first, end=last) for leg in edge]
        elif months:
            known = len({leg.start for leg in months}) == 12 and all(leg.known for leg in months)
            amount, step = sum(leg.amount for leg in months), sum(leg.step for leg in months)
            gathered.append(months[0]._replace(start=first, end=last, known=known, amount=amount, step=step))
    return gathered


def drop_repeats(frame: list[Leg], breaks: list[Break]) -> list[Break]:
    """Drop jumps of a stock that a month's balance beside it already blames."""
    legs = {leg.row: leg for leg in frame}
    balances = [each for each in breaks if each.hint not in {"carried_over", "carried_unused"}]
    blamed = {legs[row].start for each in balances for row in each.rows if legs[row].flow == OPENING}
    blamed |= {legs[row].end for each in balances for row in each.rows if legs[row].flow == CLOSING}
    carried = [each for each in breaks if each not in balances]
    at = {
        each: legs[each.rows[0]].start if legs[each.rows[0]].flow == OPENING else legs[each.rows[0]].end
        for each in carried
    }
    return balances + [each for each in carried if at[each] not in blamed]


def part_breaks(breaks: list[Break], months: int) -> list[list[Break]]:
    """Part breaks that are mistakes of their own; many of them are one way of keeping the books."""
    if len(breaks) <= max(1, SCATTERED * months):
        return [[each] for each in breaks]
    return [breaks]


def find_converted(frame: list[Leg], breaks: list[Break]) -> list[Leg]:
    """Give the use of all periods that break where each is the coal equivalent of what its balance leaves; [] else."""
    found: list[Leg] = []
    for each in breaks:
        used = [leg for leg in frame if leg.flow == "consumed" and each.start <= leg.start < each.end]
        filed = sum(leg.amount for leg in used)
        if not filed > 0 or not filed + each.gap > 0:
            return []
        if find_coefficient(used[0].source, used[0].base_unit, filed / (filed + each.gap)) is None:
            return []
        found += used
    whole = len(breaks) >= FEWEST or any(each.end - each.start >= SHORTEST_YEAR for each in breaks)
    return found if whole else []


def blame_use(filing: Filing, used: list[Leg], breaks: list[Break]) -> Evidence:
    """Say that the use of a stock is its coal equivalent; at stake is what the balance leaves beyond it."""
    gap = sum(each.gap for each in breaks)
    factor = find_factor(filing, [leg.row for leg in used])
    values: dict[str, Any] = {
        "gap": abs(gap) / used[0].scale, "source": used[0].source, "share": max(abs(each.gap) / each.throughput for each in breaks),
        "months": sorted({month for each in breaks for month in list_month_dates(each.start, each.end)}),
        "hints": ["use_as_tce"],
    }  # fmt: skip
    stake = None if factor is None else -gap * factor
    return Evidence(tuple(leg.row for leg in used), values, (), at_stake=stake)


def make_evidence(filing: Filing, frame: list[Leg], kept: list[Break], grave: float) -> Evidence:
    """Say of one stock which periods do not close, by how much, and what that is worth."""
    legs = {leg.row: leg for leg in frame}
    balances = [each for each in kept if each.hint not in {"carried_over", "carried_unused"}]
    rows = tuple(dict.fromkeys(row for each in kept for row in each.rows))
    gap = sum(each.gap for each in balances) or kept[0].gap
    worst = max(abs(each.gap) / each.throughput if each.throughput else 1.0 for each in kept)
    severity: Severity = "error" if worst > grave else "warning"
    values: dict[str, Any] = {
        "gap": abs(gap) / legs[rows[0]].scale, "source": frame[0].source, "share": worst,
        "months": sorted({month for each in kept for month in list_month_dates(each.start, each.end)}),
        "hints": sorted({each.hint.replace("unused", "over") for each in kept}),
    }  # fmt: skip
    spans = [(each.start, each.end) for each in kept]
    context: tuple[tuple[Row, str], ...] = tuple(
        (leg.row, "balance") for leg in frame if leg.known and leg.row not in rows
        and any((start <= leg.start and leg.end <= end) or (leg.flow == OPENING and leg.start == end)
                or (leg.flow == CLOSING and leg.end == start) for start, end in spans)
    )  # fmt: skip
    at_stake = weigh_breaks(filing, frame, kept)
    return Evidence(rows, values, context, at_stake=at_stake, severity=severity)


def weigh_breaks(filing: Filing, frame: list[Leg], breaks: list[Break]) -> float | None:
    """Give the tonnes by which use is overstated; None where stocks alone are wrong or no factor is known.

    Use that closes its month's balance beside a stock carried over wrongly was worked out from it.
    """
    legs = {leg.row: leg for leg in frame}
    stakes = []
    for each in breaks:
        if each.hint == "carried_unused" or (
            each.hint != "carried_over" and all(legs[row].flow in STOCKS for row in each.rows)
        ):
            continue
        used = [leg.row for leg in frame if leg.flow == "consumed" and each.start <= leg.start < each.end]
        factor = find_factor(filing, used)
        if factor is None:
            return None
        stakes.append((each.gap if each.hint == "carried_over" else -each.gap) * factor)
    return sum(stakes) if stakes else None
