"""A certificate or settlement handed in twice, or certificates for more power than was bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules._columns import take_list

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Plain, Row

KINDS = ("certificate", "settlement", "invoice")
BOUGHT = ("purchased", "net_purchased", "consumed")
NAMELESS = 3
"""Ours: a shorter reference numbers the line of the list and not the paper."""


@rule("DOC301", severity="warning", scope="site", needs=("documents.amount",), given=("documents", "year"))
def certificate_twice(filing: Filing, *, tolerance: float = 0.01) -> Iterator[Evidence]:
    """Find papers of one number and one quantity, and certificates beyond all power bought by over `tolerance`."""
    papers = filing.documents
    papers = papers[
        papers["kind"].isin(KINDS)
        & (papers["amount"] > 0)
        & (filing.years_of(papers["start"]) == filing.year)
    ]
    if papers.empty:
        return
    for (_site, kind, reference, _), own in papers.groupby(["site", "kind", "reference", "amount"]):
        # a bill may bear its account's number month after month; a certificate's number is its own
        again = own if kind == "certificate" else own[own.duplicated("start", keep=False)]
        if len(again) > 1 and is_reference(str(reference), again):
            rows = [int(row) for row in again.index]
            yield make_evidence(again.iloc[1:], str(kind), f"{reference}", None, ((rows[0], "document"),))
    bought = sum_bought(filing)
    certificates = papers[(papers["kind"] == "certificate") & (papers["base_unit"] == "kWh")]
    for site, own in certificates.groupby("site"):
        limit = bought.get(str(site), 0.0)
        if limit and float(own["amount"].sum()) > limit * (1 + tolerance):
            yield make_evidence(own, "certificate", "", limit, ())


def is_reference(text: str, papers: pd.DataFrame) -> bool:
    """Tell whether a text numbers a paper: long enough, with a digit, and not the quantity itself."""
    digits = text.replace(",", "")
    quantities = {f"{each:g}" for each in papers["quantity"]} | {f"{each:.0f}" for each in papers["quantity"]}
    return len(text) > NAMELESS and any(each.isdigit() for each in text) and digits not in quantities


def sum_bought(filing: Filing) -> dict[str, float]:
    """Give by site the kWh of power bought in the report year, else used, as its largest flow tells."""
    names = ("site", "source", "flow", "year", "amount", "complete")
    sums: dict[tuple[str, str], float] = {}
    partial: set[str] = set()
    for site, source, flow, year, amount, complete in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if year == filing.year and source.endswith("electricity") and flow in BOUGHT and amount > 0:
            sums[site, flow] = sums.get((site, flow), 0.0) + amount
            partial |= set() if complete else {site}
    found: dict[str, float] = {}
    for (site, _), amount in sums.items():
        found[site] = max(found.get(site, 0.0), amount)
    return {site: amount for site, amount in found.items() if site not in partial}


def make_evidence(
    own: pd.DataFrame, kind: str, reference: str, limit: float | None, context: tuple[tuple[Row, str], ...]
) -> Evidence:
    """Blame the later papers of one number, or all certificates where together they are too many."""
    scale = float(own["scale"].iloc[0])
    values: dict[str, Plain | list[Plain]] = {
        "kinds": [kind], "quantity": float(own["amount"].sum()) / scale, "unit": str(own["unit"].iloc[0]),
        "text": reference, "expected": None if limit is None else limit / scale,
        "hints": ["paper_repeated" if limit is None else "certificates_above_purchase"],
    }  # fmt: skip
    return Evidence(tuple(int(row) for row in own.index), values, context)
