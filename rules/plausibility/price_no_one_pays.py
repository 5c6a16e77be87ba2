"""A price per unit that nobody pays, alike in all months: the quantity stands in another unit, or lacks its multiplier."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import take_list
from rules.trends._readings import DEMAND, FIXED, MOST_MULTIPLIER, PRICES

if TYPE_CHECKING:
    from checker.findings import Row

FEWEST = 3
"""So many priced months tell a line's price (ours)."""
MARGIN = 2.0
"""Ours: a price this many times beyond what companies pay has another cause than a dear contract."""
SURE = 3.0
"""Ours: from so many times that limit on no contract explains the price."""
STEAM_PRICE = 175.0
"""CNY a GJ that no steam costs: the dearest, of gas boilers, is sold at some 420 CNY a tonne (ours)."""
INSIDE = 1.3
"""So far inside the range of prices one of a larger unit must lie to be told from a multiplier or a demand (ours)."""
UNITS = {"kWh": (1000.0, 10_000.0), "Nm3": (1000.0, 10_000.0), "L": (1000.0,), "GJ": (), "kg": ()}
"""By base unit, how many of it the larger units hold that a bill may state."""
FLOWS = ("purchased", "net_purchased", "consumed")
HEAT = ("steam", "heat", "hot_water")


class Priced(NamedTuple):
    """A line's priced months of the report year: rows, amounts, and the usual price of a base unit."""

    rows: tuple[int, ...]
    amounts: tuple[float, ...]
    price: float
    source: str
    base_unit: str
    country: str


class Meant(NamedTuple):
    """What the quantity probably is: a code of the words, and how many base units one of the figure's is."""

    code: str
    times: float | None


@rule("PLA106", severity="warning", scope="site", needs=("facts.amount",), given=("year",), gives_way=True)
def price_no_one_pays(filing: Filing) -> Iterator[Evidence]:
    """Hold the price a line pays, cost over quantity, against what companies pay for a kWh, a cubic metre, a litre or a GJ.

    Only prices far too high: a quantity too small makes them. One far too low may as well be money in another unit.
    """
    cost = take_column(filing, "facts", "cost")
    if not (cost == cost).any():  # noqa: PLR0124  # NaN
        return
    for line in list_priced(filing):
        limit = find_limit(line)
        if line.price > limit:
            yield make_evidence(filing, line, limit)


def find_limit(line: Priced) -> float:
    """Give the price of a base unit beyond which nobody pays."""
    if line.source in HEAT:
        return STEAM_PRICE if line.country == "CN" else float("inf")
    known = PRICES.get((line.country, line.base_unit))
    return known[1] * MARGIN if known else float("inf")


def list_priced(filing: Filing) -> Iterator[Priced]:
    """List the lines of power, gas, fuel and heat with three priced months or more in the report year.

    Of a site's lines of one source only that which costs most.
    """
    regions = filing.profile_text("region").to_dict()
    names = ("site", "series", "source", "flow", "month", "amount", "cost", "base_unit")
    columns = zip(
        filing.monthly().index.tolist(), *(take_list(filing, "monthly", name) for name in names), strict=True
    )
    lines: dict[tuple[str, int], list[tuple[int, float, float]]] = {}
    kinds: dict[tuple[str, int], tuple[str, str]] = {}
    for row, site, series, source, flow, month, amount, cost, unit in columns:
        if (
            unit in UNITS
            and flow in FLOWS
            and amount > 0
            and cost > 0
            and filing.year_of(month) == filing.year
        ):
            lines.setdefault((site, series), []).append((row, amount, cost))
            kinds[site, series] = (source, unit)
    paid = {key: sum(cost for _, _, cost in months) for key, months in lines.items()}
    dearest: dict[tuple[str, str], float] = {}
    for key, money in paid.items():
        kind = key[0], kinds[key][0]
        dearest[kind] = max(dearest.get(kind, 0.0), money)
    for key in sorted(lines):
        months = lines[key]
        if paid[key] < dearest[key[0], kinds[key][0]]:
            continue  # a second feeder stands by, and pays for its capacity
        region = regions.get(key[0]) or (
            next(iter(regions.values())) if len(set(regions.values())) == 1 else ""
        )
        if len(months) >= FEWEST:
            price = median(cost / amount for _, amount, cost in months)
            rows, amounts = tuple(row for row, _, _ in months), tuple(amount for _, amount, _ in months)
            yield Priced(rows, amounts, price, *kinds[key], str(region)[:2])


def read_price(line: Priced) -> list[Meant]:
    """Give what brings a price among those that are paid: a larger unit, tonnes of steam for GJ, a meter's multiplier."""
    low, high = PRICES[line.country, line.base_unit]
    found = [
        Meant("larger_unit", times)
        for times in UNITS[line.base_unit]
        if low * INSIDE <= line.price / times <= high / INSIDE
    ]
    if line.source in HEAT:
        tonne = 1 / next(times for code, times, _ in FIXED["GJ"] if code == "steam_tonnes")
        found += [Meant("steam_tonnes", tonne)] if low <= line.price / tonne <= high else []
    elif line.base_unit == "kWh" and line.price / high <= MOST_MULTIPLIER:
        found.append(Meant("meter_multiplier", None))
        found += (
            [Meant("demand", None)]
            if low <= line.price * DEMAND[1] and line.price * DEMAND[0] <= high
            else []
        )
    return found or [Meant("unexplained", None)]


def make_evidence(filing: Filing, line: Priced, limit: float) -> Evidence:
    """Say the price, what is paid, and what the quantity may be; at stake is what the first reading adds."""
    meant = read_price(line)
    scale = float(filing.facts["scale"].loc[line.rows[0]])
    quantity = sum(line.amounts) / scale
    values: dict[str, Any] = {
        "quantity": quantity, "unit": str(filing.facts["unit"].loc[line.rows[0]]), "price": line.price * scale,
        "usual_price": limit * scale, "year": filing.name_year(), "reading": [each.code for each in meant],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple(((row, "cost"), "cost") for row in line.rows)
    times = meant[0].times
    if times is not None:
        values["times"] = times
    worth = filing.emissions()["tco2e"].loc[list(line.rows)].sum()
    stake = None if times is None or worth != worth else float(worth * (1 - times))  # noqa: PLR0124  # NaN
    return Evidence(
        line.rows, values, context, stake, "warning" if times or line.price > SURE * limit else "review"
    )
