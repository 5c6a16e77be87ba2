"""Panels that give more, or far less, than their kWp can, and feed in more than they made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import is_any, take_list
from rules.entry._profile import list_slips

if TYPE_CHECKING:
    from checker.findings import Plain, Row

OUTPUT = ("generated", "own_use", "exported")
TOLERANCE = 0.02
"""Ours: two meters of one output."""


class Output(NamedTuple):
    """A site's PV rows of the report year: kWh by flow, the facts that state them, whether all are whole years."""

    kwh: dict[str, float]
    rows: dict[str, tuple[int, ...]]
    whole: bool


@rule("ELE202", severity="warning", scope="site", needs=("facts.amount",), given=("year",), gives_way=True)
def panels_give_too_much(filing: Filing, *, low: float = 400.0, high: float = 2200.0) -> Iterator[Evidence]:
    """Hold the output of PV against its kWp and against what was fed in.

    `low` and `high` bound the kWh per kWp of a whole year (ours: wider than fixed roofs anywhere in
    China or India yield). Above it is a warning, below a review: shade, repairs and part years are common.
    """
    if filing.year is None:
        return
    kwp = filing.profile("pv_kwp").to_dict()
    since = filing.profile_text("pv_grid_date").to_dict()
    for site, output in list_outputs(filing, filing.year).items():
        made, fed = output.kwh.get("generated", 0.0), output.kwh.get("exported", 0.0)
        if made and fed > made * (1 + TOLERANCE) and "own_use" not in output.kwh:
            yield make_evidence(filing, output, "exported", made, None)
            continue
        total = made or output.kwh.get("own_use", 0.0) + fed
        panels = 0.0 if (site, "pv_kwp") in list_slips(filing) else float(kwp.get(site) or 0.0)
        if not panels or not output.whole or not total:
            continue
        young = str(filing.year) in str(since.get(site, ""))
        flow = "generated" if made else "own_use" if "own_use" in output.kwh else "exported"
        if total > high * panels:
            yield make_evidence(filing, output, flow, high * panels, site)
        elif made and total < low * panels and not young:
            yield make_evidence(filing, output, flow, low * panels, site)


def list_outputs(filing: Filing, year: int) -> dict[str, Output]:
    """Give the sites' PV output in the report year, power bought from others' panels apart."""
    wanted = (take_column(filing, "yearly", "source") == "pv_electricity") & (
        take_column(filing, "yearly", "year") == year
    )
    wanted &= is_any(take_column(filing, "yearly", "flow"), OUTPUT) & (
        take_column(filing, "yearly", "amount") > 0
    )
    names = ("site", "flow", "amount", "rows", "complete")
    taken = [take_list(filing, "yearly", name) for name in names]
    found: dict[str, Output] = {}
    for place in wanted.nonzero()[0].tolist():
        site, flow, amount, rows, complete = (column[place] for column in taken)
        before = found.get(site, Output({}, {}, whole=True))
        found[site] = Output(
            {**before.kwh, flow: before.kwh.get(flow, 0.0) + amount},
            {**before.rows, flow: before.rows.get(flow, ()) + rows},
            before.whole and bool(complete),
        )
    return found


def make_evidence(filing: Filing, output: Output, flow: str, limit: float, site: str | None) -> Evidence:
    """Blame the output row, or the row fed in where more left than was made; `site` where kWp sets the limit."""
    rows = output.rows[flow]
    scale = float(filing.facts["scale"].loc[rows[0]])
    total = output.kwh[flow]
    values: dict[str, Plain | list[Plain]] = {
        "quantity": total / scale, "unit": str(filing.facts["unit"].loc[rows[0]]), "year": filing.name_year(),
        "expected": limit / scale, "hints": ["fed_in_above_output"],
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((row, "partner") for row in output.rows.get("generated", ()))
    if site is not None:
        context = ((int(filing.profile_rows("pv_kwp").to_dict()[site]), "kWp"),)
        values["hints"] = ["above_panels" if total >= limit else "below_panels"]
    start, end = filing.year_bounds()
    period = (start.date(), end.date())
    low = site is not None and values["hints"] == ["below_panels"]
    return Evidence(rows, values, context, severity="review" if low else "warning", period=period)
