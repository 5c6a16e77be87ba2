"""Much less power than last year for as much output: work may have been given outside, or a meter left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules.electricity._purchases import BOUGHT, POWER
from rules.trends._turn import measure_output

if TYPE_CHECKING:
    from checker.findings import Row


@rule(
    "TRE302",
    severity="review",
    scope="site",
    needs=("production.quantity", "facts.amount"),
    given=("previous_year", "year"),
    gives_way=True,
)
def work_given_outside(filing: Filing, *, low: float = 0.78, still: float = 0.15) -> Iterator[Evidence]:
    """Ask where the power for a unit of output fell below `low` of last year's while output moved by at most `still`.

    Power is what was bought, of the grid or of another's panels, and what was made and used on site, of whole years. Ours: plants save a few per cent a year.
    """
    output = measure_output(filing)
    if not output:
        return
    years = sum_power(filing)
    for site, made in sorted(output.items()):
        now, before = years.get((site, filing.year or 0)), years.get((site, (filing.year or 0) - 1))
        if now is None or before is None or abs(made - 1) > still:
            continue
        ratio = now[0] / before[0] / made
        if ratio < low:
            rows = now[1]
            scale = float(filing.facts["scale"].loc[rows[0]])
            values: dict[str, Any] = {
                "quantity": now[0] / scale, "last_year": before[0] / scale, "year": filing.name_year(),
                "share": 1 - now[0] / before[0], "unit": str(filing.facts["unit"].loc[rows[0]]), "ratio": float(f"{made:.3g}"),
            }  # fmt: skip
            context: tuple[tuple[Row, str], ...] = tuple((row, "last_year") for row in before[1])
            yield Evidence(rows, values, context)


def sum_power(filing: Filing) -> dict[tuple[str, int], tuple[float, tuple[int, ...]]]:
    """Give by site and year the kWh bought, with what panels gave, own or a third party's, and the facts of the purchase; whole years alone."""
    names = ("site", "source", "flow", "year", "amount", "complete", "rows")
    own: dict[tuple[str, int], float] = {}
    bought: dict[tuple[str, int], tuple[float, tuple[int, ...]]] = {}
    partial: set[tuple[str, int]] = set()
    for site, source, flow, year, amount, complete, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        key = (site, year)
        if source in POWER and flow in BOUGHT and amount > 0:
            kwh, facts = bought.get(key, (0.0, ()))
            bought[key] = (kwh + amount, (*facts, *rows))
            partial |= set() if complete else {key}
        elif source.endswith("electricity") and flow in ("own_use", *BOUGHT) and amount > 0:
            own[key] = own.get(key, 0.0) + amount
    return {key: (kwh + own.get(key, 0.0), rows) for key, (kwh, rows) in bought.items() if key not in partial}
