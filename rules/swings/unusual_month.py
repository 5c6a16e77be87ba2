"""A month that stands far from its neighbours, from its year and from last year, all in one direction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, Skipped, rule
from rules._columns import list_labels, take_list
from rules.trends.level_shift import list_shifted

if TYPE_CHECKING:
    from checker.findings import Severity
    from checker.swings.unjudged import Unjudged

NAMED = 3
"""So many lines of one reason are named, the others counted (ours)."""


@rule(
    "SWG101", severity="warning", scope="series", needs=("facts.amount",), given=("year",), gives_way=True
)  # fmt: skip
def unusual_month(filing: Filing, *, rate: float = 5.0, least_share: float = 0.005, material: float = 0.05,
                  floor: float = 1.0, sure: float = 1.0, reference: str = "") -> Iterator[Evidence | Skipped]:  # fmt: skip
    """Find months that at most `rate` of 1,000 clean months equal: reviews.

    An isolation forest, and a ranking trained on self-made faults that knows its score, judge them by the
    reference that ships, or by `reference`, a file that `checker fit` made of a sector's own filings.

    One about ten times its neighbours, or a tenth, and far out of its line's range is a warning:
    a decimal point slipped. So is one worth `material` of its site's emissions and `floor` tonnes (5 % as in
    Commission Implementing Regulation (EU) 2018/2067, the floor ours) that `sure` of 1,000 clean months equal (ours).

    A month whose distance from the usual is worth less than `least_share` of its site's emissions
    is passed over (ours: a tenth of the usual materiality), where emissions are known. So is one in which
    many lines stand out, and a line that changes level by a factor of units: SWG201 and TRE103 tell these.
    """
    found = filing.swings(reference).found
    yield from list_skipped(filing, filing.swings(reference).unjudged)
    shifted = list_shifted(filing) if found else set()
    swings = [
        each
        for each in found
        if each.slipped or (each.rate <= rate and not each.beside and each.row not in shifted)
    ]
    if not swings:
        return
    facts, factors = filing.facts, filing.emissions()["factor"]
    sums = sum_sites(filing)
    for swing in swings:
        fact = facts.loc[swing.row].to_dict()
        factor, whole = float(factors.loc[swing.row]), sums.get(str(fact["site"]))
        excess = float(fact["amount"]) - swing.expected
        at_stake = excess * factor if factor == factor else None  # noqa: PLR0124  # NaN differs from itself
        if at_stake is not None and whole and abs(at_stake) < least_share * whole:
            continue
        scale = float(fact["scale"])
        values: dict[str, Any] = {
            "quantity": fact["quantity"], "expected": shorten(swing.expected / scale),
            "low": shorten(swing.low / scale), "high": shorten(swing.high / scale),
            "share_per_thousand": round(swing.rate, 2), "hints": list(swing.against),
        }  # fmt: skip
        values["hints"] += ["powers_of_ten"] if swing.slipped else []
        weighty = abs(at_stake or 0.0) >= max(material * (whole or 0.0), floor) and swing.rate <= sure
        severity: Severity = "warning" if swing.slipped or weighty else "review"
        yield Evidence((swing.row,), values, at_stake=at_stake, severity=severity)


def list_skipped(filing: Filing, unjudged: tuple[Unjudged, ...]) -> Iterator[Skipped]:
    """Name the lines that could not be judged, once for each reason."""
    rows: dict[str, list[int]] = {}
    for each in unjudged:
        rows.setdefault(each.why, []).append(each.row)
    for why, own in sorted(rows.items()):
        labels = list_labels(filing, tuple(own[:NAMED]))
        said: dict[str, Any] = {"count": len(own), "label": labels + ["…"] * (len(own) > NAMED)}
        yield Skipped("", why, None, said, partly=True)


def sum_sites(filing: Filing) -> dict[str, float]:
    """Give the emissions of each site's counted lines, without their sign; empty without a rule set."""
    sums: dict[str, float] = {}
    columns = (take_list(filing, *each) for each in (("facts", "site"), ("emissions", "tco2e")))
    for site, tonnes in zip(*columns, strict=True):
        sums[site] = sums.get(site, 0.0) + (abs(tonnes) if tonnes == tonnes else 0.0)  # noqa: PLR0124  # NaN
    return sums


def shorten(amount: float) -> float:
    """Take digits off that an expectation cannot have: three remain."""
    return float(f"{amount:.3g}")
