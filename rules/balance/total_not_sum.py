"""A stated total differs from the sum of what it covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules.balance._declared_sums import find_wrong_category, list_declared_gaps
from rules.balance._gaps import (
    GRAVE,
    drop_unit_slips,
    drop_unrelated,
    find_crossings,
    find_line,
    find_omitted_lines,
    find_slipped_part,
    is_followed,
    is_of_which,
    list_gaps,
    list_parts,
    weigh_gap,
)
from rules.balance._keystrokes import name_slip
from rules.balance._spans import list_months

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Severity

SMALL = 0.0005
"""Below 0.05 % of the sum a gap beyond rounding is only mentioned (ours)."""
LIKE_MONTHS = (0.3, 3.0)
"""A gap of so many times the average of the filed figures per blank one may be the blank ones (ours)."""

TABLE = ("site", "file", "sheet", "block")
LONGEST_MONTH = 35
"""Days a month's total may span."""
LOWERED = ("blank_months", "outflow_deducted", "rounded")
"""Causes that make a gap a thing to look at."""


@rule("BAL101", severity="error", scope="site", within="table")
def total_not_sum(filing: Filing, *, grave: float = GRAVE, small: float = SMALL) -> Iterator[Evidence]:
    """Add up what each stated total covers, and the declared tonnes below their total.

    From the share `grave` of the sum a gap is an error, up to `small` it is information.
    Silent where the gap is exactly the figures stored as text: Excel's SUM leaves these out.
    """
    gaps = drop_unit_slips(filing, drop_unrelated(filing, list_gaps(filing)))
    if not gaps.empty:
        told: set[int] = set()
        for totals, part in find_crossings(filing, gaps):
            told |= set(totals)
            yield describe_crossing(filing, gaps.loc[totals], part, grave, small)
        for rows, omitted in find_omitted_lines(filing, gaps.drop(index=list(told))):
            told |= set(rows)
            if not is_of_which(filing, omitted):
                yield describe_omitted_line(filing, gaps.loc[rows], omitted, grave)
        for total in gaps.index.difference(list(told), sort=False):
            slipped = find_slipped_part(filing, gaps.loc[total], int(total))
            if slipped is not None:
                yield describe_crossing(filing, gaps.loc[[total]], slipped, grave, small)
            else:
                yield describe_gap(filing, gaps.loc[total], int(total), grave, small)
    yield from describe_declared_gaps(filing, grave, small)


def describe_declared_gaps(filing: Filing, grave: float, small: float) -> Iterator[Evidence]:
    """Say of declared tonnes that they do not come to their total, and which figure recomputing speaks against."""
    for gap in list_declared_gaps(filing):
        share = abs(gap.total - gap.parts) / max(abs(gap.parts), abs(gap.total))
        values: dict[str, Any] = {
            "total": gap.total,
            "parts": gap.parts,
            "gap": abs(gap.total - gap.parts),
            "share": share,
        }
        values |= {
            "label": str(filing.declared.loc[gap.row, "sheet"]),
            "unit": gap.unit,
            "hints": [name_slip(gap.total, gap.parts)],
            "months": gap.months,
        }
        wrong = find_wrong_category(filing, gap, GRAVE)
        parts = tuple((row, "part") for row in gap.rows if row != wrong)
        yield Evidence(
            (gap.row if wrong is None else wrong,), values,
            parts if wrong is None else ((gap.row, "total"), *parts),
            at_stake=(gap.total - gap.parts) * (1 if wrong is None else -1), severity=grade(share, grave, small),
        )  # fmt: skip


def grade(share: float, grave: float, small: float) -> Severity:
    """Say how grave a gap is by its share of the sum."""
    return "error" if share > grave else "warning" if share > small else "info"


def describe_omitted_line(
    filing: Filing, gaps: pd.DataFrame, omitted: tuple[str, int], grave: float
) -> Evidence:
    """Say of a row of totals that it leaves out a line; a review where the line is of another flow than the rest."""
    line = find_line(filing, omitted)
    covered = filing.covers.loc[filing.covers["total"].isin(gaps.index), "fact"]
    facts = filing.facts.loc[covered.drop_duplicates()]
    left = facts[facts["series"] == omitted[1]]
    alike = bool((facts.loc[facts["series"] != omitted[1], "flow"] == line["flow"]).all())
    monthly = (gaps["end"] - gaps["start"]).dt.days <= LONGEST_MONTH
    once = gaps[monthly] if monthly.any() else gaps  # the corner sums the row of totals again
    share = float(once["gap"].abs().sum() / once["sum"].abs().sum())
    values = tell_gap(once, ["line_left_out" if alike else "outflow_deducted"])
    return Evidence(
        tuple(int(row) for row in gaps.index), values, tuple((int(row), "part") for row in left.index),
        at_stake=weigh_gap(filing, left, float(once["gap"].sum())) if alike else None,
        severity=grade(share, grave, 0.0) if alike else "review",
    )  # fmt: skip


def describe_crossing(filing: Filing, gaps: pd.DataFrame, part: int, grave: float, small: float) -> Evidence:
    """Say of a part that every total over it misses the same amount: the part is the one mistyped figure."""
    fact = filing.facts.loc[[part]]
    scale, gap = float(fact["scale"].iloc[0]), float(gaps["gap"].iloc[0])
    filed = float(fact["amount"].fillna(0.0).iloc[0])
    narrow = (
        gaps.assign(days=(gaps["end"] - gaps["start"]).dt.days).sort_values("days", kind="stable").head(1)
    )
    values = tell_gap(narrow, [name_slip(filed / scale, (filed + gap) / scale)])
    at_stake = weigh_gap(filing, fact, -gap)
    context = tuple((int(total), "total") for total in gaps.index)
    return Evidence(
        (part,), values, context, at_stake=at_stake, severity=grade(values["share"], grave, small)
    )


def describe_gap(filing: Filing, gap: pd.Series, total: int, grave: float, small: float) -> Evidence:
    """Say of one total how far it is from its parts, and which slip fits."""
    import pandas as pd

    parts = list_parts(filing, total)
    hint = name_cause(filing, gap, parts)
    share = abs(float(gap["gap"])) / max(abs(float(gap["sum"])), abs(float(gap["amount"])))
    severity = grade(share, grave, small)
    if hint in LOWERED and severity != "info":
        severity = "warning" if (hint, severity) == ("rounded", "error") else "review"
    values = tell_gap(pd.DataFrame([gap]), [hint])
    at_stake = weigh_gap(filing, parts, float(gap["gap"])) if hint != "outflow_deducted" else None
    if at_stake is not None and not is_followed(filing, str(gap["site"]), at_stake):
        at_stake = None  # the months are what counts: no tonnes follow the total
    context = tuple((int(row), "part") for row in parts.index[parts["amount"].notna()])
    return Evidence((total,), values, context, at_stake=at_stake, severity=severity)


def name_cause(filing: Filing, gap: pd.Series, parts: pd.DataFrame) -> str:
    """Name what fits a gap: blank months, rounding, what flowed out, a part left out, a slip of the fingers."""
    difference, slack, scale = float(gap["gap"]), float(gap["slack"]), float(gap["scale"])
    average = float(gap["sum"]) / float(gap["told"])
    if gap["blanks"] and LIKE_MONTHS[0] <= difference / gap["blanks"] / average <= LIKE_MONTHS[1]:
        return "blank_months"
    flows: dict[str, float] = {}
    for flow, amount in zip(parts["flow"].tolist(), parts["amount"].fillna(0.0).tolist(), strict=True):
        flows[flow] = flows.get(flow, 0.0) + amount
    outward = sum_outward(filing, gap)
    lacking = parts[(parts["amount"] + difference).abs() <= slack]
    if (outward and abs(difference + outward) <= slack) or (
        len(flows) > 1 and any(abs(amount + difference) <= slack for amount in flows.values())
    ):
        return "outflow_deducted"
    if not lacking.empty:
        return "part_left_out"
    filed, meant = float(gap["quantity"]), float(gap["sum"]) / scale
    zeros = len(str(int(filed))) - len(str(int(filed)).rstrip("0")) if filed == int(filed) and filed else 0
    if zeros >= 2 and abs(filed - meant) <= 10.0**zeros / 2:
        return "rounded"
    return name_slip(filed, meant)


def sum_outward(filing: Filing, gap: pd.Series) -> float:
    """Sum what was sold or exported in the table and period of a total over lines."""
    if gap["series"] >= 0:
        return 0.0
    key = tuple(gap[name] for name in TABLE)
    return sum(
        amount
        for start, end, amount in filing.share("what flowed out", _list_outward).get(key, ())
        if start >= gap["start"] and end <= gap["end"] and amount == amount  # noqa: PLR0124  # NaN differs from itself
    )


def _list_outward(filing: Filing) -> dict[tuple[Any, ...], list[tuple[Any, Any, float]]]:
    facts = filing.facts[filing.facts["flow"].isin(("sold", "exported"))]
    found: dict[tuple[Any, ...], list[tuple[Any, Any, float]]] = {}
    columns = (facts[name].tolist() for name in (*TABLE, "start", "end", "amount"))
    for *key, start, end, amount in zip(*columns, strict=True):
        found.setdefault(tuple(key), []).append((start, end, amount))
    return found


def tell_gap(gaps: pd.DataFrame, hints: list[str]) -> dict[str, Any]:
    """Give the values of a message on totals, in the filer's unit."""
    scale, parts = float(gaps["scale"].iloc[0]), float(gaps["sum"].sum())
    total = float(gaps["amount"].sum())
    months = []
    for start, end in zip(gaps["start"], gaps["end"], strict=True):
        months += list_months(start, end)
    return {
        "total": total / scale, "parts": parts / scale, "gap": abs(total - parts) / scale, "unit": str(gaps["unit"].iloc[0]),
        "share": abs(total - parts) / max(abs(parts), abs(total)), "months": sorted(set(months)),
        "hints": hints,
    }  # fmt: skip
