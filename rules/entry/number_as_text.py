"""Numbers stored as text: Excel's SUM leaves them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import take_list

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

BLOCK = ["site", "file", "sheet", "block"]
AGREES = 0.0005
"""How near a total comes to the sum with or without its text cells (ours: 0.05 %)."""


@rule("ENT101", severity="warning", scope="site")
def number_as_text(filing: Filing, *, export: int = 6) -> Iterator[Evidence]:
    """Find figures, factors, output, papers and declared tonnes stored as text, a line or a table at a time.

    A review where nothing can be lost: a total counts them all the same, or all of at least
    `export` figures of a table are text, as exports of other systems are.
    """
    if "text" in take_list(filing, "facts", "state"):
        yield from find_text_facts(filing, export)
    for name in ("parameters", "declared", "production", "documents"):
        if "text" not in take_list(filing, name, "state"):
            continue
        table = getattr(filing, name)
        text = table[table["state"] == "text"]
        numbers = table[table["state"].isin(["text", "value"])]
        sizes = numbers.groupby(BLOCK)["state"].transform("size")
        for _, own in text.groupby(BLOCK, sort=False):
            whole = len(own) == int(sizes.loc[own.index[0]]) >= export
            yield describe_texts(own, "review" if whole or name != "declared" else "warning", ())


def find_text_facts(filing: Filing, export: int) -> Iterator[Evidence]:
    """Find lines with figures as text; a table in which every figure is one is said once."""
    facts = filing.facts[filing.facts["amount"].notna()]
    is_text = facts["state"] == "text"
    sizes = facts.groupby(BLOCK)["state"].transform("size")
    texts = is_text.groupby([facts[name] for name in BLOCK]).transform("sum")
    whole = (sizes == texts) & (sizes >= export)
    missed, counted = find_totals(filing)
    for keys, own in (
        (BLOCK, facts[is_text & whole]), (["site", "series"], facts[is_text & ~whole & (facts["series"] != NO_SERIES)]),
    ):  # fmt: skip
        for _, texts_of in own.groupby(keys, sort=False):
            covers = filing.covers[filing.covers["fact"].isin(texts_of.index)]
            left_out = [total for total in covers["total"].drop_duplicates() if total in missed]
            harmless = bool(covers["total"].isin(list(counted)).any()) or keys == BLOCK
            severity: Severity = "review" if harmless and not left_out else "warning"
            yield describe_texts(texts_of, severity, tuple((int(total), "total") for total in left_out))


def find_totals(filing: Filing) -> tuple[set[int], set[int]]:
    """Give the totals that miss exactly their text cells, and those that count them."""
    covers = filing.covers.merge(filing.facts[["amount", "state"]], left_on="fact", right_index=True)
    covers["as_text"] = covers["amount"].where(covers["state"] == "text", 0.0)
    sums = covers.groupby("total")[["amount", "as_text"]].sum()
    stated = filing.totals["amount"].reindex(sums.index)
    near = AGREES * sums["amount"].abs()
    held = sums["as_text"] != 0
    missed = held & ((stated - sums["amount"] + sums["as_text"]).abs() <= near)
    counted = held & ~missed & ((stated - sums["amount"]).abs() <= near)
    return set(sums.index[missed]), set(sums.index[counted])


def describe_texts(texts: pd.DataFrame, severity: Severity, context: tuple[tuple[Row, str], ...]) -> Evidence:
    """Say how many figures are text, what the first looks like and what they come to in the filed unit."""
    column = next(name for name in ("quantity", "value", "tco2e") if name in texts)
    values: dict[str, Any] = {"count": len(texts), "cell_text": str(texts["text"].iloc[0])}
    if column != "value":
        values["quantity"] = float(texts[column].sum())
    return Evidence(tuple(texts.index.tolist()), values, context, severity=severity)
