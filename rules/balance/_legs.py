"""The legs of a balance: figures of the report year that belong together, by site and table.

Plain tuples, for a balance has few legs: a frame for each would cost ten times the work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from checker.api import number_years, take_column
from rules._columns import take_list
from rules.balance._keystrokes import measure_digit

if TYPE_CHECKING:
    from checker.api import Filing
    from rules._columns import Flags

LONGEST_MONTH, SHORTEST_YEAR = 35, 360
FIRST_DAY = dt.date(1970, 1, 1).toordinal()


class Leg(NamedTuple):
    """A figure of a line: days counted from 1970, amount and step (one unit of its last digit) in base units.

    `known` tells a figure or a not-applicable mark, which counts 0; `flow` is what it is to the balance.
    """

    row: int
    site: str
    series: int
    source: str
    flow: str
    start: int
    end: int
    known: bool
    amount: float
    step: float
    scale: float
    base_unit: str
    account: str
    table: tuple[str, str, int]

    @property
    def days(self) -> int:
        """How many days it spans."""
        return self.end - self.start


class Closing(NamedTuple):
    """What the legs of one period come to: sums by flow, rounding, and whether every line knows the period."""

    start: int
    end: int
    legs: tuple[Leg, ...]
    sums: Mapping[str, float]
    whole: bool


def list_legs(filing: Filing, wanted: Flags) -> list[Leg]:
    """List the wanted facts (a flag for each) of the report year, of lines that hold a figure in it.

    Wholly empty lines are left out: they stand in the form and say nothing.
    """
    import numpy as np

    facts, years = filing.facts, number_years(filing, "facts")
    as_filed = take_column(filing, "facts", "as_filed")
    own = wanted & (years == filing.year) & (as_filed != "cumulative") & (as_filed != "index")
    places = np.flatnonzero(own)
    accounts = find_accounts(filing)
    taken = {name: take_column(filing, "facts", name)[places] for name in (
        "site", "series", "source", "flow", "start", "end", "state", "amount", "text", "scale", "base_unit", "file", "sheet", "block",
    )}  # fmt: skip
    days = [taken[name].astype("datetime64[D]").astype("int64").tolist() for name in ("start", "end")]
    lists = {name: column.tolist() for name, column in taken.items() if name not in ("start", "end")}
    legs = [
        Leg(
            row, site, series, source, flow, start, end, amount == amount or state == "not_applicable",  # noqa: PLR0124  # NaN
            amount if amount == amount else 0.0, measure_digit(text) * scale, scale, base_unit,  # noqa: PLR0124
            accounts.get((site, series), ""), (file, sheet, block),
        )
        for row, site, series, source, flow, start, end, state, amount, text, scale, base_unit, file, sheet, block in zip(
            facts.index.to_numpy()[places].tolist(), lists["site"], lists["series"], lists["source"], lists["flow"], *days,
            lists["state"], lists["amount"], lists["text"], lists["scale"], lists["base_unit"], lists["file"], lists["sheet"],
            lists["block"], strict=True,
        )
    ]  # fmt: skip
    filled = np.flatnonzero(~np.isnan(taken["amount"])).tolist()
    tells = {(legs[place].site, legs[place].series) for place in filled}
    return [leg for leg in legs if (leg.site, leg.series) in tells]


def find_accounts(filing: Filing) -> dict[tuple[str, int], str]:
    """Give the account of each line that has one, by site and series."""
    lines = zip(*(take_list(filing, "series", name) for name in ("site", "series", "account")), strict=True)
    return {(site, series): account for site, series, account in lines if account}


def frame_legs(
    legs: Iterable[Leg], key: Callable[[Leg], tuple[str, ...]], is_whole: Callable[[set[str]], bool]
) -> list[list[Leg]]:
    """Give the legs that make balances together.

    Those of one table do where their flows are whole; else all of the same key, provided that no
    two tables state a flow twice.
    """
    sides: dict[tuple[str, ...], dict[tuple[str, str, int], list[Leg]]] = {}
    for leg in legs:
        sides.setdefault(key(leg), {}).setdefault(leg.table, []).append(leg)
    frames: list[list[Leg]] = []
    for tables in sides.values():
        flows = [{leg.flow for leg in own} for own in tables.values()]
        whole = [own for own, said in zip(tables.values(), flows, strict=True) if is_whole(said)]
        together = set[str]().union(*flows)
        if whole:
            frames += whole
        elif is_whole(together) and sum(map(len, flows)) == len(together):
            frames.append([leg for own in tables.values() for leg in own])
    return frames


def close_periods(legs: Iterable[Leg]) -> list[Closing]:
    """Sum legs by period, in order; a period is whole where every line of them knows it."""
    periods: dict[tuple[int, int], list[Leg]] = {}
    lines = set()
    for leg in legs:
        periods.setdefault((leg.start, leg.end), []).append(leg)
        lines.add(leg.series)
    closings = []
    for (start, end), own in sorted(periods.items()):
        sums: dict[str, float] = {}
        for leg in own:
            if leg.known:
                sums[leg.flow] = sums.get(leg.flow, 0.0) + leg.amount
        whole = all(leg.known for leg in own) and len({leg.series for leg in own}) == len(lines)
        closings.append(Closing(start, end, tuple(own), sums, whole))
    return closings


def take_months(legs: Iterable[Leg]) -> list[Leg]:
    """Give the legs that span a month."""
    return [leg for leg in legs if leg.days <= LONGEST_MONTH]


def take_years(legs: Iterable[Leg]) -> list[Leg]:
    """Give the legs that span the year."""
    return [leg for leg in legs if leg.days >= SHORTEST_YEAR]


def list_month_dates(start: int, end: int) -> list[dt.date]:
    """List the first days of the months from a day to another, the last not included."""
    first, last = (dt.date.fromordinal(day + FIRST_DAY) for day in (start, end - 1))
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def find_factor(filing: Filing, rows: list[int]) -> float | None:
    """Give the tonnes of CO2e per base unit that rows share, None where they do not share one."""
    factors = filing.emissions()["factor"].loc[rows].dropna().unique()
    return float(factors[0]) if len(factors) == 1 else None
