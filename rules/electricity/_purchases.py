"""The lines of bought power of a site in the report year, each with the rows that state its amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import take_column
from rules._columns import find_lines, find_places, is_any, read_line
from rules.documents._coverage import spread_periods

if TYPE_CHECKING:
    from checker.api import Filing
    from rules._columns import Flags, Ints, Numbers

POWER = ("grid_electricity", "electricity", "direct_line_electricity")
BOUGHT = ("purchased", "net_purchased")


class Purchase(NamedTuple):
    """A line of bought power: its kWh of the year, the facts that state them, whether they are the year's."""

    site: str
    line: dict[str, Any]
    rows: tuple[int, ...]
    amounts: Numbers
    spread: Flags
    """By fact and month of the year, whether the fact covers the month."""
    unit: str
    scale: float
    amount: float
    complete: bool
    tonnes: float | None


def list_purchases(filing: Filing, year: int) -> tuple[list[Purchase], list[Purchase]]:
    """Give the lines of bought power that enter the sum of emissions, and those that state it again.

    Power filed as consumed is taken where it stands in for a purchase nobody filed.
    """
    return filing.share(f"purchases of {year}", lambda own: _list_purchases(own, year))


def _list_purchases(filing: Filing, year: int) -> tuple[list[Purchase], list[Purchase]]:
    import numpy as np

    years = {
        name: take_column(filing, "yearly", name)
        for name in ("year", "source", "amount", "flow", "attribute")
    }
    wanted = (years["year"] == year) & is_any(years["source"], POWER) & (years["amount"] > 0)
    wanted &= is_any(years["flow"], (*BOUGHT, "consumed")) & (years["attribute"] != "non_fossil")
    counted: list[Purchase] = []
    others: list[Purchase] = []
    factors, lines = take_column(filing, "emissions", "factor"), find_lines(filing)
    known, held = not np.isnan(factors).all(), find_places(filing, "facts")
    told = known or filing.rule_set is not None  # what is counted is told where no factor is
    for place in np.flatnonzero(wanted).tolist():
        site, series, flow, rows, complete = (
            take_column(filing, "yearly", name)[place]
            for name in ("site", "series", "flow", "rows", "complete")
        )
        line = lines.get((site, int(series)))
        if line is None:
            continue
        facts = np.array([held[row] for row in rows])
        facts = facts[take_column(filing, "facts", "amount")[facts] > 0]
        purchase = read_purchase(filing, line, facts, year)
        purchase = purchase._replace(
            amount=float(years["amount"][place]),
            complete=bool(complete),
            tonnes=purchase.tonnes if known else None,
        )
        enters = bool(take_column(filing, "emissions", "counted")[facts].any()) if told else flow in BOUGHT
        (counted if enters else others).append(purchase)
    return counted, others


def list_bought(filing: Filing, year: int) -> list[Purchase]:
    """Give the counted lines of bought power; those filed as consumed where the site makes and passes on none of it."""
    counted, _ = list_purchases(filing, year)
    apart = {
        site
        for site, source, flow in zip(
            *(take_column(filing, "series", name) for name in ("site", "source", "flow")), strict=True
        )
        if str(source).endswith("electricity") and flow not in (*BOUGHT, "consumed")
    }
    return [each for each in counted if each.line["flow"] in BOUGHT or each.site not in apart]


def read_purchase(filing: Filing, line: int, facts: Ints, year: int) -> Purchase:
    """Read a line and the facts, by position, that state its amount."""
    import numpy as np

    taken = {
        name: take_column(filing, "facts", name)[facts]
        for name in ("start", "end", "amount", "unit", "scale")
    }
    tonnes = take_column(filing, "emissions", "tco2e")[facts]
    said = read_line(filing, line)
    return Purchase(
        str(said["site"]), said, tuple(filing.facts.index.to_numpy()[facts].tolist()), taken["amount"],
        spread_periods(taken["start"], taken["end"], year, filing.first_month), str(taken["unit"][0]), float(taken["scale"][0]),
        0.0, complete=False, tonnes=None if np.isnan(tonnes).any() else float(tonnes.sum()),
    )  # fmt: skip
