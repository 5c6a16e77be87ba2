"""Where a stock balance breaks: months that do not close, stocks not carried over, and which leg is to blame."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rules.balance._keystrokes import add_rounding
from rules.balance._legs import Closing, Leg

RECEIPTS = ("purchased", "net_purchased", "received", "generated")
ISSUES = ("consumed", "own_use", "sold", "exported", "transferred", "other_use", "raw_material_use", "lost")
OPENING, CLOSING = STOCKS = ("opening_stock", "closing_stock")
SIGNS = {
    OPENING: 1.0, "stock_adjustment": 1.0, CLOSING: -1.0, **dict.fromkeys(RECEIPTS, 1.0), **dict.fromkeys(ISSUES, -1.0),
}  # fmt: skip


class Break(NamedTuple):
    """Rows of one balance that does not close, the gap in base units, and what fits it."""

    rows: tuple[int, ...]
    gap: float
    throughput: float
    hint: str
    start: int
    end: int


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
    used, bought = (
        period.sums["consumed"],
        sum(period.sums.get(flow, 0.0) for flow in ("purchased", "received")),
    )
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
