"""A small company drawn at random: what it uses, where, and how much in each period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, pi, sin
from random import Random
from typing import Any, NamedTuple

from checker.testing.draw import Switches, dice, draw_switches
from checker.testing.vocabulary import load_vocabulary

POWER = ("grid_electricity", "pv_own_use", "pv_generated", "power_exported", "electricity")
STOCKED = ("raw_coal", "diesel", "coke", "fuel_oil", "petrol", "anthracite")
STOCK_FLOWS = ("opening_stock", "purchased", "consumed", "closing_stock")
SHARES = {"pv_own_use": (0.05, 0.4), "pv_generated": (0.2, 0.5), "power_exported": (0.02, 0.15)}
ABSENT = "absent"
"""The state of a figure that does not apply, in the filer's own word."""


class Figure(NamedTuple):
    """One figure over [start, end); `quantity` is None where the cell is blank, or says "absent"."""

    start: dt.date
    end: dt.date
    quantity: float | None
    state: str = ""


class Line(NamedTuple):
    """One line of a filer's data; `also` are (source, flow) that a reader may say as well."""

    item: str
    source: str
    flow: str
    attribute: str
    site: str
    kind: str
    unit: str
    figures: tuple[Figure, ...]
    also: tuple[tuple[str, str], ...] = ()


class Fact(NamedTuple):
    """One filed number; amount is in the base unit, energy of any kind in GJ."""

    source: str
    flow: str
    attribute: str
    site: str
    start: dt.date
    end: dt.date
    quantity: float
    unit: str
    amount: float
    base_unit: str


@dataclass(frozen=True)
class Drawn:
    """A company and its data for one or two years; `first_month` begins its reporting year."""

    seed: int
    locale: str
    company: str
    region: str
    year: int
    first_month: int
    sites: tuple[str, ...]
    lines: tuple[Line, ...]
    production: tuple[Figure, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every number filed: what a reader must find, no more and no less."""
        return tuple(fact for line in self.lines for fact in list_facts(line))


def list_facts(line: Line) -> list[Fact]:
    """List the numbers of a line."""
    unit = load_vocabulary()["unit"][line.unit]
    return [
        Fact(line.source, line.flow, line.attribute, line.site, figure.start, figure.end, figure.quantity,
             line.unit, figure.quantity * unit["factor"], unit["base"])
        for figure in line.figures
        if figure.quantity is not None
    ]  # fmt: skip


def make_filing(seed: int, only: Mapping[str, Any] | None = None) -> Drawn:
    """Draw a company and its facts; `only` fixes switches, as in `lay_out`."""
    switches = draw_switches(seed, only)
    words = load_vocabulary()
    roll = dice(seed, "company")
    year = roll.randint(2019, 2025)
    sites = (
        tuple(dice(seed, "sites").sample(words["sites"][switches.locale], switches.sites))
        if switches.sites > 1
        else ("",)
    )
    periods = list_periods(switches, year)
    unit_of = _draw_units(seed, switches)
    lines = [
        line
        for site in sites
        for item in _draw_items(seed, switches, site)
        for line in _draw_lines(seed, switches, item, site, unit_of(item), periods)
    ]
    made = (
        tuple(Figure(start, end, float(roll.randint(200, 9000))) for start, end in periods)
        if switches.production
        else ()
    )
    return Drawn(
        seed, switches.locale, roll.choice(words["company"][switches.locale]),
        roll.choice(words["region"][switches.locale]), year, switches.first_month, sites, tuple(lines), made,
    )  # fmt: skip


def list_periods(switches: Switches, year: int) -> list[tuple[dt.date, dt.date]]:
    """List the periods of a line's figures, in order: years, bills or months."""
    years = range(year - switches.years + 1, year + 1)
    if switches.layout == "annual" or (switches.layout == "stocks" and switches.stocks_at == "annual"):
        return [(_begin(switches, each), _begin(switches, each + 1)) for each in years]
    first = [
        month_start(_begin(switches, each).year, switches.first_month + n)
        for each in years
        for n in range(12)
    ]
    if switches.layout == "bills":
        first = [day.replace(day=switches.bill_day) for day in first]
    return [(day, month_start(day.year, day.month + 1).replace(day=day.day)) for day in first]


def _begin(switches: Switches, year: int) -> dt.date:
    """Give the first day of a reporting year; one from April or July ends in the year it is named by last."""
    return month_start(year - (switches.first_month > 1), switches.first_month)


def month_start(year: int, month: int) -> dt.date:
    """Give the first day of a month; month 13 is January of the next year."""
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _draw_items(seed: int, switches: Switches, site: str) -> list[str]:
    items = load_vocabulary()["item"]
    roll = dice(seed, "items")
    fuels = [item for item in items if item not in POWER]
    if switches.layout == "stocks":
        return roll.sample(
            STOCKED, 1 if switches.theme == "fuel" or switches.stocks_at == "down" else roll.randint(2, 3)
        )
    if switches.theme == "fuel":
        return [roll.choice([*fuels, "grid_electricity", "electricity"])]
    power = roll.choice((["grid_electricity"], ["grid_electricity", "pv_own_use"], ["electricity"],
                         ["grid_electricity", "pv_own_use", "power_exported"],
                         ["grid_electricity", "pv_generated", "power_exported"]))  # fmt: skip
    if switches.layout == "bills":
        power = ["grid_electricity"] if "grid_electricity" in power else power  # nobody bills own power
        fuels = ["natural_gas", "steam", "heat", "diesel", "lpg", "petrol"]
    if switches.theme == "power" and switches.layout == "bills":
        return power
    if switches.theme == "power":
        return power if len(power) > 1 or switches.sites > 1 else ["grid_electricity", "pv_own_use"]
    chosen = power + roll.sample(fuels, roll.randint(1, 4))
    kept = [item for item in chosen if not site or dice(seed, "kept", site, item).random() < 0.85]
    return kept or chosen[:1]


def _draw_units(seed: int, switches: Switches) -> Any:  # noqa: ANN401  # a function from item to unit
    kinds = load_vocabulary()["kind"]

    def draw(item: str) -> str:
        kind = load_vocabulary()["item"][item]["kind"]
        # one unit for all power of a book, as meters are read in one unit
        return str(dice(seed, "unit", kind if kind == "power" else item).choice(kinds[kind][switches.locale]))

    return draw


def _draw_lines(seed: int, switches: Switches, item: str, site: str, unit: str,
                periods: list[tuple[dt.date, dt.date]]) -> list[Line]:  # fmt: skip
    words = load_vocabulary()
    entry = words["item"][item]
    roll = dice(seed, "figures", site, item)
    low, high = words["kind"][entry["kind"]]["month"]
    # own and exported power stand in proportion to what the same site buys
    size = dice(seed, "power", site) if entry["kind"] == "power" else roll
    level = exp(size.uniform(log(low), log(high))) / words["unit"][unit]["factor"]
    level *= roll.uniform(*SHARES[item]) if item in SHARES else 1
    level *= 12 if len(periods) <= 2 else 1
    also = tuple((each.split("/")[0], each.split("/")[1]) for each in entry["also"])
    if switches.layout == "stocks":
        used = [_round(level * roll.uniform(0.7, 1.3)) for _ in periods]
        return _draw_stock(roll, item, entry, site, unit, periods, used)
    amplitude = roll.uniform(0, 0.35)
    quantities = [
        _round(level * (1 + amplitude * sin(2 * pi * start.month / 12)) * roll.uniform(0.85, 1.15))
        for start, _ in periods
    ]
    figures = [
        Figure(start, end, quantity) for (start, end), quantity in zip(periods, quantities, strict=True)
    ]
    figures = _leave_gaps(
        figures, switches, roll, whole=(len(periods) > 6 and dice(seed, "tail").randint(5, 10)) or 0
    )
    return [
        Line(
            item,
            entry["source"],
            entry["flow"],
            entry.get("attribute", ""),
            site,
            entry["kind"],
            unit,
            tuple(figures),
            also,
        )
    ]


def _draw_stock(roll: Random, item: str, entry: Mapping[str, Any], site: str, unit: str,
                periods: list[tuple[dt.date, dt.date]], used: list[float]) -> list[Line]:  # fmt: skip
    stock = _round(max(used) * roll.uniform(1.2, 2.5))
    rows: dict[str, list[Figure]] = {flow: [] for flow in STOCK_FLOWS}
    for (start, end), out in zip(periods, used, strict=True):
        bought = max(_round(out * roll.uniform(0.7, 1.3)), _round(out - stock * 0.6))
        after = round(stock + bought - out, 4)
        for flow, value in zip(STOCK_FLOWS, (stock, bought, out, after), strict=True):
            rows[flow].append(Figure(start, end, value))
        stock = after
    return [
        Line(item, entry["source"], flow, "", site, entry["kind"], unit, tuple(rows[flow]))
        for flow in STOCK_FLOWS
    ]


def _leave_gaps(figures: list[Figure], switches: Switches, roll: Random, whole: int) -> list[Figure]:
    def blank(figure: Figure, state: str = "") -> Figure:
        return figure._replace(quantity=None, state=state)

    if switches.gaps == "tail" and whole and switches.layout in ("across", "down"):
        last = len(figures) - 12 + whole
        return [figure if at < last else blank(figure) for at, figure in enumerate(figures)]
    if switches.zeros and len(figures) > 3 and switches.pairs == "none":
        at = roll.randrange(1, len(figures))
        figures[at] = figures[at]._replace(quantity=0.0)
    if switches.gaps in ("blanks", "absent") and len(figures) > 3:
        state = ABSENT if switches.gaps == "absent" else ""
        for at in roll.sample(range(1, len(figures)), 2):
            figures[at] = blank(figures[at], state)
    return figures


def _round(value: float) -> float:
    """Round as filers do: three digits at least, no more decimals than a meter shows."""
    decimals = 0 if value >= 1000 else 1 if value >= 100 else 2 if value >= 10 else 3 if value >= 1 else 4
    return round(value, decimals)
