"""Opening stock and receipts less use do not lead to the closing stock, or a stock is not carried over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import is_any, take_column, take_list
from rules.balance._keystrokes import add_rounding
from rules.balance._legs import (
    SHORTEST_YEAR,
    Closing,
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

RECEIPTS = ("purchased", "net_purchased", "received", "generated")
ISSUES = ("consumed", "own_use", "sold", "exported", "transferred", "other_use", "raw_material_use", "lost")
OPENING, CLOSING = STOCKS = ("opening_stock", "closing_stock")
SIGNS = {
    OPENING: 1.0, "stock_adjustment": 1.0, CLOSING: -1.0, **dict.fromkeys(RECEIPTS, 1.0), **dict.fromkeys(ISSUES, -1.0),
}  # fmt: skip


SCATTERED = 0.25
"""Up to this share of the months, breaks are slips of their own; beyond it they are a habit (ours)."""


class Break(NamedTuple):
    """Rows of one balance that does not close, the gap in base units, and what fits it."""

    rows: tuple[int, ...]
    gap: float
    throughput: float
    hint: str
    start: int
    end: int


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
        for own in part_breaks(drop_repeats(frame, breaks), len(months)):
            yield make_evidence(filing, frame, own, grave)


def find_last_year(filing: Filing, frame: list[Leg]) -> dict[int, float]:
    """Give the use of last year's months by the first day of this year's."""
    used = [leg for leg in frame if leg.flow == "consumed"]
    before = filing.last_year(filing.monthly()).reindex([leg.row for leg in used]).tolist()
    return {leg.start: amount for leg, amount in zip(used, before, strict=True) if amount == amount}  # noqa: PLR0124  # NaN


def has_all_legs(flows: set[str]) -> bool:
    """Tell whether flows make a balance: both stocks, a consumption and a receipt."""
    return {*STOCKS, "consumed"} <= flows and bool(flows & set(RECEIPTS))


def is_closed(period: Closing) -> bool:
    """Tell whether a period has every leg of its balance, and each is known."""
    return period.whole and has_all_legs(set(period.sums))


def find_breaks(periods: list[Closing], tolerance: float) -> list[Break]:
    """Find the periods whose balance does not close beyond the tolerance."""
    breaks = []
    for place, period in enumerate(periods):
        if not is_closed(period):
            continue
        signed = [SIGNS[leg.flow] * leg.amount for leg in period.legs]
        gap, throughput = sum(signed), sum(amount for amount in signed if amount > 0)
        if abs(gap) > tolerance * throughput + add_rounding([leg.step for leg in period.legs]):
            beside = [each for each in periods[max(place - 1, 0) : place + 2] if each is not period]
            breaks.append(blame_legs(period, beside, gap, throughput, tolerance))
    return join_opposite(periods, breaks, tolerance)


def blame_legs(
    period: Closing, beside: list[Closing], gap: float, throughput: float, tolerance: float
) -> Break:
    """Say which legs of a period are to blame: stocks that its neighbours contradict, else what flowed, else all."""
    opening, closing = period.sums[OPENING], period.sums[CLOSING]
    before = next(
        (each.sums[CLOSING] for each in beside if each.end == period.start and CLOSING in each.sums), None
    )
    after = next(
        (each.sums[OPENING] for each in beside if each.start == period.end and OPENING in each.sums), None
    )
    change, limit = closing - opening, tolerance * throughput
    carried_in = before is not None and abs(opening - before) <= limit
    carried_out = after is not None and abs(closing - after) <= limit
    flows, hint = tuple(SIGNS), "stock_flows"
    if abs(change) > limit and abs(gap + 2 * change) <= 2 * limit and not carried_in and not carried_out:
        flows, hint = STOCKS, "stocks_swapped"
    elif abs(change) > limit and repeats_receipts(period):
        flows, hint = ("consumed",), "purchases_as_consumption"
    elif after is not None and abs(after - closing - gap) <= limit:
        flows = (CLOSING,)
    elif before is not None and abs(opening - before - gap) <= limit:
        flows = (OPENING,)
    elif carried_in and carried_out:
        flows = (*RECEIPTS, *ISSUES)
    return Break(take_rows(period.legs, flows), gap, throughput, hint, period.start, period.end)


def repeats_receipts(period: Closing) -> bool:
    """Tell whether what was used is to the last digit what was bought, as where no one measured the use."""
    used, bought = period.sums["consumed"], period.sums.get("purchased", 0.0)
    return used > 0 and abs(used - bought) <= 1e-9 * used


def take_rows(legs: Sequence[Leg], flows: tuple[str, ...]) -> tuple[int, ...]:
    """Give the rows of some flows, consumption first; legs at 0 are not to blame where others are not."""
    taken = [leg for leg in legs if leg.flow in flows]
    taken = [leg for leg in taken if leg.amount] or taken
    return tuple(leg.row for leg in sorted(taken, key=lambda leg: leg.flow != "consumed"))


def join_opposite(periods: list[Closing], breaks: list[Break], tolerance: float) -> list[Break]:
    """Join two months in a row whose gaps cancel: the stock between them was carried over wrongly."""
    joined: list[Break] = []
    for each in breaks:
        last = joined[-1] if joined else None
        limit = 2 * tolerance * each.throughput
        if (
            last is None
            or last.end != each.start
            or abs(last.gap + each.gap) > limit
            or last.hint != "stock_flows"
        ):
            joined.append(each)
            continue
        closing = [leg.row for at in periods if at.end == last.end for leg in at.legs if leg.flow == CLOSING]
        opening = [
            leg.row for at in periods if at.start == each.start for leg in at.legs if leg.flow == OPENING
        ]
        joined[-1] = last._replace(rows=(*closing, *opening))
    return joined


def find_jumps(months: list[Closing], tolerance: float, last_year: Mapping[int, float]) -> list[Break]:
    """Find opening stocks that are not the closing stock of the month before, and blame one of the two.

    `last_year` holds the use of the same months a year before, by their first day.
    """
    jumps = []
    for before, month in itertools.pairwise(months):
        if before.end != month.start or CLOSING not in before.sums or OPENING not in month.sums:
            continue
        gap = month.sums[OPENING] - before.sums[CLOSING]
        size = max(abs(month.sums[OPENING]), abs(before.sums[CLOSING]))
        if abs(gap) <= tolerance * size:
            continue
        blamed, flow = (
            (before, CLOSING) if blames_closing(months, before, month, gap, last_year) else (month, OPENING)
        )
        rows = tuple(leg.row for leg in blamed.legs if leg.flow == flow)
        hint = "carried_over" if is_closed(blamed) else "carried_unused"
        jumps.append(Break(rows, gap, size, hint, blamed.start, blamed.end))
    return jumps


def blames_closing(
    months: list[Closing], before: Closing, month: Closing, gap: float, last_year: Mapping[int, float]
) -> bool:
    """Tell whether the closing stock is wrong rather than the opening stock after it.

    Where use is worked out from stocks, the wrong one has moved it: the month whose use comes
    nearer to last year's, else to the months around, with the other stock, is the one.
    """
    if not (is_closed(before) and is_closed(month)):
        return False
    used = {each.start: each.sums["consumed"] for each in months if "consumed" in each.sums}
    others = {start: use for start, use in used.items() if start not in {before.start, month.start}}
    if not others:
        return False
    levels = sorted(use / last_year[start] for start, use in others.items() if last_year.get(start, 0.0) > 0)

    def miss(at: Closing) -> float:
        if levels and last_year.get(at.start, 0.0) > 0:
            expected = last_year[at.start] * levels[len(levels) // 2]
        else:
            near = sorted(sorted(others, key=lambda start: abs(start - at.start))[:3], key=others.__getitem__)
            expected = others[near[len(near) // 2]]
        return abs(at.sums["consumed"] - gap - expected) - abs(at.sums["consumed"] - expected)

    return miss(before) < miss(month)


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
