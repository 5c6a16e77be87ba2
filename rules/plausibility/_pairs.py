"""Fuel and the power made of it, month by month: which lines of a site go together, and which side is off."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list

if TYPE_CHECKING:
    from checker.api import Filing

HEAT = {
    "diesel": 10.3, "fuel_oil": 11.2, "kerosene": 10.0, "jet_kerosene": 10.0, "petrol": 9.4, "natural_gas": 11.3,
    "lng": 13.9, "lpg": 13.1, "raw_coal": 8.9, "anthracite": 9.0, "bituminous_coal": 8.3, "lignite": 6.0,
    "washed_coal": 8.9,
}  # fmt: skip
"""Most heat of a fuel in kWh per base unit (L, kg, Nm3): the upper net calorific values of IPCC 2006, Vol. 2, Table 1.2,
litres at the heaviest usual density (ours); a ceiling wants the most."""
OTHER_POWER = ("pv_electricity", "wind_electricity", "hydro_electricity")
LIQUIDS = ("diesel", "fuel_oil", "kerosene", "jet_kerosene", "petrol")
ENGINE, PLANT = 0.5, 0.65
"""No engine on liquid fuel turns more than half of the heat into power, no plant 65 % (ours: the best two-stroke engines
and the best combined cycles reach these in tests)."""
LEAST_MONTHS = 6
"""So many months of both sides tell what is usual (ours)."""
FAR = math.log(1.4)
"""A month fits no other where it is 1.4 times any that should be like it, or less than a 1.4th (ours)."""
STABLE, MOST_STABLE = 1.5, 0.6
"""Fuel and power belong together where six in ten months have a ratio within 1.5 times the median one (ours: half a
year may be wrong where the year before is known)."""
YEAR_END = 12
"""The month into which a year's differences of stock are booked."""


class Side(NamedTuple):
    """One side of a month: its rows, the sum in base units, the row that holds most of it, and how much."""

    rows: tuple[int, ...]
    amount: float
    culprit: int
    largest: float


class PairMonth(NamedTuple):
    """A month of fuel and power at a site: its ordinal, both sides, the heat in kWh."""

    month: int
    fuel: Side
    power: Side
    heat: float


class Pair(NamedTuple):
    """The months of one site's fuel and power, and their usual ratio of power to heat."""

    site: str
    fuel: str
    months: tuple[PairMonth, ...]
    usual: float

    @property
    def ceiling(self) -> float:
        """The share of heat that no engine or plant exceeds."""
        return ENGINE if self.fuel in LIQUIDS else PLANT

    def expect_fuel(self, month: PairMonth) -> float:
        """Give the fuel, in base units, that a month's power usually takes."""
        return month.power.amount / self.usual / HEAT[self.fuel]

    def expect_power(self, month: PairMonth) -> float:
        """Give the power in kWh that a month's fuel usually makes."""
        return month.heat * self.usual


def list_pairs(filing: Filing) -> tuple[Pair, ...]:
    """List the sites where one fuel is burnt and power is made of it, as their months show."""
    return filing.share("pairs of fuel and power", _list_pairs)


def _list_pairs(filing: Filing) -> tuple[Pair, ...]:
    fuels: dict[tuple[str, str], dict[int, list[tuple[int, float]]]] = {}
    powers: dict[str, dict[int, list[tuple[int, float]]]] = {}
    flows = take_list(filing, "monthly", "flow")
    if "generated" not in flows:
        return ()
    sites, sources = take_list(filing, "monthly", "site"), take_list(filing, "monthly", "source")
    amounts, months = take_list(filing, "monthly", "amount"), take_list(filing, "monthly", "month")
    units, rows = take_list(filing, "monthly", "base_unit"), filing.monthly().index.tolist()
    for place, flow in enumerate(flows):
        amount = amounts[place]
        if math.isnan(amount) or amount < 0:
            continue
        entry = (rows[place], amount)
        if flow == "generated" and units[place] == "kWh" and sources[place] not in OTHER_POWER:
            powers.setdefault(sites[place], {}).setdefault(months[place], []).append(entry)
        elif flow == "consumed" and sources[place] in HEAT and units[place] in ("L", "kg", "Nm3"):
            key = (sites[place], sources[place])
            fuels.setdefault(key, {}).setdefault(months[place], []).append(entry)
    made = (
        _make_pair(site, fuel, own, powers[site])
        for (site, fuel), own in sorted(fuels.items())
        if site in powers and sum(each == site for each, _ in fuels) == 1
    )
    return tuple(pair for pair in made if pair is not None)


def _make_pair(
    site: str, fuel: str, burnt: dict[int, list[tuple[int, float]]], made: dict[int, list[tuple[int, float]]]
) -> Pair | None:
    months = []
    for month in sorted(set(burnt) & set(made)):
        fuel_side, power_side = _add_up(burnt[month]), _add_up(made[month])
        months.append(PairMonth(month, fuel_side, power_side, fuel_side.amount * HEAT[fuel]))
    ratios = [each.power.amount / each.heat for each in months if each.heat > 0 and each.power.amount > 0]
    if len(ratios) < LEAST_MONTHS:
        return None
    pair = Pair(site, fuel, tuple(months), median(ratios))
    near = sum(1 for each in ratios if pair.usual / STABLE <= each <= pair.usual * STABLE)
    return pair if near >= MOST_STABLE * len(ratios) and pair.usual <= pair.ceiling else None


def _add_up(entries: list[tuple[int, float]]) -> Side:
    culprit, largest = max(entries, key=lambda entry: (entry[1], -entry[0]))
    return Side(tuple(row for row, _ in entries), sum(amount for _, amount in entries), culprit, largest)


class Blame(NamedTuple):
    """Which side of a month is off, what it should be in base units, and whether the other is surely sound."""

    side: str
    expected: float
    sure: bool


def blame_side(pair: Pair, month: PairMonth) -> Blame:
    """Blame the side that fits its own other months worse.

    It is sure where that side fits no month that should be like it and the other side fits one well, and
    not in a December of which no sound one is known: it may hold the year's differences of stock.
    """
    sound = [each for each in pair.months if each.month != month.month and _is_sound(pair, each)]
    rest = [each for each in pair.months if each.month != month.month]
    fits, fits_any = (_measure_sides(month, months) for months in (sound, rest))
    off_fuel = fits[0] >= fits[1]
    side, expected = ("fuel", pair.expect_fuel(month)) if off_fuel else ("power", pair.expect_power(month))
    wrong, right = fits_any if off_fuel else reversed(fits_any)
    sure = wrong > FAR and right < wrong / 2 and not _is_year_end(pair, month)
    return Blame(side, expected, sure)


def _is_year_end(pair: Pair, month: PairMonth) -> bool:
    """Tell whether a year's differences may have been booked in this month: a December, no other one of which is sound."""
    if month.month % 12 != YEAR_END - 1:
        return False
    return not any(
        _is_sound(pair, each)
        for each in pair.months
        if each.month != month.month and each.month % 12 == month.month % 12
    )


def _measure_sides(month: PairMonth, others: list[PairMonth]) -> tuple[float, float]:
    return (
        _measure(month.month, month.fuel.amount, [(each.month, each.fuel.amount) for each in others]),
        _measure(month.month, month.power.amount, [(each.month, each.power.amount) for each in others]),
    )


def _is_sound(pair: Pair, month: PairMonth) -> bool:
    return month.heat > 0 and pair.usual / 2 <= month.power.amount / month.heat <= pair.usual * 2


def _measure(month: int, amount: float, others: list[tuple[int, float]]) -> float:
    """Measure how far a month is from its neighbours, the same month of other years and the median, the nearest counting."""
    if amount <= 0:
        return math.inf
    known = [(at, other) for at, other in others if other > 0]
    compared = [other for at, other in known if abs(at - month) == 1 or (at - month) % 12 == 0]
    compared += [median([other for _, other in known])] if known else []
    return measure_distance(amount, compared)


def measure_distance(amount: float, others: Iterable[float]) -> float:
    """Measure how far an amount is from the nearest of others that are above 0, in powers of e; 0 where there is none."""
    return min((abs(math.log(amount / other)) for other in others if other > 0), default=0.0)


def list_report_months(filing: Filing, pair: Pair) -> Iterator[PairMonth]:
    """Give the months of the report year; all where no year is known."""
    for each in pair.months:
        if filing.year is None or filing.year_of(each.month) == filing.year:
            yield each
