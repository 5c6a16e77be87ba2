"""A total typed wrongly, or a part of it: the slip of the fingers tells which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules.balance._declared_sums import is_deducted
from rules.balance._gaps import list_parts
from rules.balance._keystrokes import is_one_key, is_power_of_ten, is_swapped, swap_digits
from rules.balance._sums import sum_parts

if TYPE_CHECKING:
    import pandas as pd

TOTAL = 0.75
"""Ours: of totals that differ from their parts, how often the total itself is the wrong one."""
SLIP = 0.9
"""Ours: the same where one slip of the fingers turns the sum into the total."""
PART_SWAPPED, PART_TEN, PART_KEY = 0.88, 0.9, 0.8
"""Ours: that a part is wrong, where a swap, a power of ten or one key in it closes the gap."""
CROSSED = 0.95
"""Ours: the same where two totals, along and across, miss the same amount at one part."""
OFF = 0.3
"""Ours: how far a part stands from its usual month before one wrong key in it is believed."""


def mistype_totals(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: two digits of each total that agrees with its parts are interchanged."""
    sums = sum_parts(filing)
    totals = filing.totals.loc[sums.index]
    agree = (totals["amount"] - sums["sum"]).abs() <= sums["slack"] + 1e-9 * sums["sum"].abs()
    filed = totals.loc[agree & (totals["quantity"] > 0), "quantity"]
    for row, quantity in zip(filed.index.tolist(), filed.tolist(), strict=True):
        swapped = swap_digits(quantity)
        if swapped is not None and abs(swapped / quantity - 1) > 0.005:
            yield (Edit(row, swapped),)


@misfiling("mistyped-total", answers=("BAL101",), make=mistype_totals, taxonomy="A01")
def mistyped_total(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the total becomes the sum, or the part that a slip explains gives the sum the total."""
    rows = [row for row in evidence.rows if isinstance(row, int)]
    if rows[0] in filing.declared.index:
        yield from mend_declared(filing, evidence, rows[0])
        return
    if rows[0] in filing.facts.index:
        yield from mend_crossing(filing, evidence, rows[0])
        return
    sums = sum_parts(filing).loc[rows, "sum"]
    totals = filing.totals.loc[rows]
    edits = tuple(
        Edit(row, _round(amount / scale))
        for row, amount, scale in zip(rows, sums, totals["scale"], strict=True)
    )
    if len(rows) > 1:
        yield Proposal(edits, TOTAL)
        return
    filed, meant = float(totals["quantity"].iloc[0]), float(sums.iloc[0] / totals["scale"].iloc[0])
    gap = float(totals["amount"].iloc[0] - sums.iloc[0])
    hints: list[str] = dict[str, Any](evidence.values)["hints"]
    if hints[0] not in ("blank_months", "outflow_deducted"):
        slip = is_swapped(filed, meant) or is_one_key(filed, meant) or is_power_of_ten(filed, meant)
        yield Proposal(edits, SLIP if slip else TOTAL)
    yield from mend_parts(filing, list_parts(filing, rows[0]), gap)


def mend_crossing(filing: Filing, evidence: Evidence, part: int) -> Iterator[Proposal]:
    """Propose for a part what all totals over it miss."""
    total = next(row for row, role in evidence.context if role == "total" and isinstance(row, int))
    gap = float(filing.totals["amount"].loc[total]) - float(sum_parts(filing)["sum"].loc[total])
    filed, scale = (float(filing.facts[name].fillna(0.0).loc[part]) for name in ("quantity", "scale"))
    meant = _round(filed + gap / scale)
    if meant >= 0:
        yield Proposal((Edit(part, meant),), CROSSED)


def mend_parts(filing: Filing, parts: pd.DataFrame, gap: float) -> Iterator[Proposal]:
    """Propose each part that one slip of the fingers away closes the gap; one wrong key needs a second sign."""
    known = parts[parts["amount"].notna()]
    usual = filing.usual_month(known)
    for row, filed, scale in zip(known.index.tolist(), known["quantity"], known["scale"], strict=True):
        meant = _round(filed + gap / scale)
        if meant <= 0:
            continue
        expected = float(usual.loc[row]) / scale
        nearer = abs(meant - expected) < abs(filed - expected) and abs(filed - expected) > OFF * expected
        prior = judge_slip(filed, meant, nearer=nearer)
        if prior:
            yield Proposal((Edit(row, meant),), prior)


def judge_slip(filed: float, meant: float, *, nearer: bool) -> float:
    """Say how probable it is that one figure was typed for the other; 0 where no slip leads there."""
    if is_power_of_ten(filed, meant):
        return PART_TEN if nearer else PART_KEY
    if is_swapped(filed, meant):
        return PART_SWAPPED
    return PART_KEY if nearer and is_one_key(filed, meant) else 0.0


def mend_declared(filing: Filing, evidence: Evidence, row: int) -> Iterator[Proposal]:
    """Propose the sum for a declared total, or the category that a slip explains."""
    whole = next((each for each, role in evidence.context if role == "total" and isinstance(each, int)), None)
    if whole is not None:
        yield mend_category(filing, evidence, row, whole)
        return
    rows = [part for part, role in evidence.context if role == "part"]
    parts = filing.declared.loc[[part for part in rows if isinstance(part, int)]]
    signs = 1.0 - 2.0 * is_deducted(parts).astype("float64")
    meant = _round(float((parts["tco2e"] * signs).sum()))
    filed = float(filing.declared["tco2e"].loc[row])
    slip = is_swapped(filed, meant) or is_one_key(filed, meant)
    yield Proposal((Edit(row, meant),), SLIP if slip else TOTAL)
    for part, tonnes, sign in zip(parts.index.tolist(), parts["tco2e"].tolist(), signs.tolist(), strict=True):
        mended = _round(tonnes + (filed - meant) * sign)
        if mended > 0 and (is_swapped(tonnes, mended) or is_power_of_ten(tonnes, mended)):
            yield Proposal((Edit(part, mended),), PART_SWAPPED)


def mend_category(filing: Filing, evidence: Evidence, row: int, whole: int) -> Proposal:
    """Propose for a category what the total leaves to it beside the others."""
    others = [part for part, role in evidence.context if role == "part" and isinstance(part, int)]
    parts = filing.declared.loc[[*others, row]]
    signs = 1.0 - 2.0 * is_deducted(parts).astype("float64")
    gap = float(filing.declared["tco2e"].loc[whole]) - float((parts["tco2e"] * signs).sum())
    return Proposal((Edit(row, _round(float(filing.declared["tco2e"].loc[row]) + gap)),), CROSSED)


def _round(number: float) -> float:
    return float(f"{number:.12g}")
