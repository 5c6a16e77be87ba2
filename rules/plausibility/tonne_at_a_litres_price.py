"""Oil filed in tonnes that cost as much as so many litres: the litres of the bills stand under tonnes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule, take_column
from rules.plausibility.fuel_dwarfs_power import OILS
from rules.plausibility.price_no_one_pays import list_priced
from rules.trends._readings import PRICES

if TYPE_CHECKING:
    from checker.findings import Row

TONNE = 1000.0


@rule("PLA107", severity="error", scope="site", needs=("facts.amount",), given=("year",))
def tonne_at_a_litres_price(filing: Filing) -> Iterator[Evidence]:
    """Find oils in tonnes whose cost over their quantity, three months or more, is the price of a litre (ours, as rule PLA106)."""
    cost = take_column(filing, "facts", "cost")
    if not (cost == cost).any():  # noqa: PLR0124  # NaN
        return
    scales = filing.facts["scale"]
    for line in list_priced(filing):
        known = PRICES.get((line.country, "L"))
        if line.base_unit != "kg" or line.source not in OILS or known is None:
            continue
        if (scales.loc[list(line.rows)] != TONNE).any() or not known[0] <= line.price * TONNE <= known[1]:
            continue
        values: dict[str, Any] = {
            "quantity": sum(line.amounts) / TONNE, "unit": str(filing.facts["unit"].loc[line.rows[0]]),
            "price": line.price * TONNE, "usual_price": known[1], "year": filing.name_year(),
        }  # fmt: skip
        context: tuple[tuple[Row, str], ...] = tuple(((row, "cost"), "cost") for row in line.rows)
        worth = float(filing.emissions()["tco2e"].loc[list(line.rows)].sum(min_count=1))
        # a litre weighs less than a kilogram: nearly all of it goes
        stake = worth * (1 - 1 / TONNE) if worth == worth else None  # noqa: PLR0124  # NaN
        yield Evidence(line.rows, values, context, stake)
