"""Figures that state the same thing in two tables or files, and differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import AS_FILED, Evidence, Filing, plain, rule
from rules._columns import MARK, take_list
from rules.agreement._statements import KEY, TABLE, list_month_sums, list_other_power, list_told, list_years
from rules.balance._coal_equivalent import find_coefficient
from rules.balance._keystrokes import is_power_of_ten, name_slip

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Severity

ALIKE = (0.5, 2.0)
"""Tables of one file that are further apart state parts, unless a power of ten lies between them (ours)."""
NEAR = (0.8, 1.25)
"""The same for two yearly figures that no months stand behind (ours)."""

MANY = 4
"""From so many figures two tables of one file show by themselves whether they state the same (ours)."""


@rule("AGR101", severity="error", scope="site", needs=("facts.amount",))
def files_disagree(filing: Filing, *, tolerance: float = 0.005, grave: float = 0.05) -> Iterator[Evidence]:
    """Hold yearly figures against the months of another table, and the same months and years of tables and files.

    A difference up to `tolerance` and the rounding of the coarser figure is none; above `grave` it is an error.
    """
    if len(set(zip(*(take_list(filing, "facts", name) for name in TABLE), strict=True))) < 2:
        return
    told = list_told(filing)
    years, sums = list_years(told), list_month_sums(told)
    open_years = hold_years(years, sums, list_alternatives(told), tolerance)
    for pair in open_years.itertuples():
        yield make_evidence(filing, pair.rows, pair.rows_months, "year_and_months", grave)  # type: ignore[arg-type]
    settled = sums[[*KEY, "year"]].drop_duplicates()
    rest = years.merge(settled.assign(settled=True), on=[*KEY, "year"], how="left")
    for one, other in compare_years(rest[rest["settled"].isna()], filing, tolerance):
        yield make_evidence(filing, one, other, "same_level", grave)
    for one, other in compare_months(filing, told, tolerance):
        yield make_evidence(filing, one, other, "same_level", grave)


def list_alternatives(told: pd.DataFrame) -> pd.DataFrame:
    """Give the months of all bought power together: what a form's one row of purchased power may mean."""
    sums = list_month_sums(list_other_power(told))
    return sums[["site", "year", "file", "amount"]].rename(columns={"amount": "any_power"})


def hold_years(
    years: pd.DataFrame, sums: pd.DataFrame, powers: pd.DataFrame, tolerance: float
) -> pd.DataFrame:
    """Give the yearly statements that the months of the same thing do not come to, with both sides' rows."""
    import numpy as np

    pairs = years.merge(sums, on=[*KEY, "year"], suffixes=("", "_months"))
    pairs = pairs[~(pairs["accounts"] & pairs["accounts_months"])]
    pairs = pairs.merge(
        powers,
        left_on=["site", "year", "file_months"],
        right_on=["site", "year", "file"],
        how="left",
        suffixes=("", "_power"),
    )
    together = pairs.groupby([*KEY, "year", "file", "file_months"])["amount"].transform("sum")
    limit = tolerance * pairs["amount_months"].abs() + pairs["step"] / 2 + pairs["step_months"] / 2
    differs = (pairs["amount"] - pairs["amount_months"]).abs() > limit
    differs &= (together - pairs["amount_months"]).abs() > limit
    bought = (pairs["source"] == "grid_electricity") & (pairs["flow"] == "purchased")
    differs &= ~(bought & ((pairs["amount"] - pairs["any_power"]).abs() <= limit))
    pairs = pairs[differs]
    said = [
        one_file != other_file or may_restate(one, other, ALIKE)
        for one_file, other_file, one, other in zip(
            pairs["file"], pairs["file_months"], pairs["amount"], pairs["amount_months"], strict=True
        )
    ]
    return pairs.loc[np.array(said, dtype=bool)].drop_duplicates([*KEY, "year", *TABLE])


def may_restate(one: float, other: float, band: tuple[float, float]) -> bool:
    """Tell whether two different figures may be the same one: near each other, or a power of ten apart."""
    if one <= 0 or other <= 0:
        return False
    return band[0] <= one / other <= band[1] or is_power_of_ten(one, other, 0.01)


def compare_years(
    years: pd.DataFrame, filing: Filing, tolerance: float
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Give pairs of yearly statements without months behind them that differ, the main file's first.

    What two tables of one file state of many sites are the same figures only where most agree: net
    and gross generation do not. Of such tables each statement is given once.
    """
    pairs = list(pair_years(years, filing, tolerance))
    unrelated = filing.share(f"{AS_FILED}unrelated tables", lambda _: find_unrelated(pairs))
    told: set[tuple[int, ...]] = set()
    for pair in pairs:
        if not pair.open or pair.tables in unrelated:
            continue
        if pair.one not in told or not pair.inside:
            yield pair.one, pair.other
        told.add(pair.one)


class Pair(NamedTuple):
    """Two statements of a year: both tables, source and flow; both sides' rows."""

    tables: tuple[str, ...]
    about: tuple[str, int]
    """The site, whichever correction is tried, and the year."""
    one: tuple[int, ...]
    other: tuple[int, ...]
    inside: bool
    """Both stand in one file."""
    agree: bool
    open: bool
    """They differ and are no parts of each other: something to say."""


def pair_years(years: pd.DataFrame, filing: Filing, tolerance: float) -> Iterator[Pair]:
    """Pair each yearly statement of a thing with the main file's first one."""
    order = {each.name: rank for rank, each in enumerate(filing.files)}
    several = years[years.duplicated([*KEY, "year"], keep=False)]
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for each in several.itertuples():
        groups.setdefault((each.site, each.source, each.flow, each.base_unit, each.year), []).append(each)
    for own in groups.values():
        first, *others = sorted(own, key=lambda each: order.get(each.file, len(order)))
        for other in others:
            gap = abs(first.amount - other.amount)
            agree = gap <= tolerance * abs(first.amount) + (other.step + first.step) / 2
            inside = other.file == first.file
            parts = inside and not may_restate(first.amount, other.amount, NEAR)
            places = [str(part) for side in (first, other) for part in (side.file, side.sheet, side.block)]
            yield Pair(
                (*places, first.source, first.flow), (first.site.partition(MARK)[0], first.year), first.rows, other.rows, inside,
                agree and bool(first.amount),
                not agree and not parts and not (other.accounts and first.accounts),
            )  # fmt: skip


def find_unrelated(pairs: list[Pair]) -> set[tuple[str, ...]]:
    """Find the pairs of tables of one file that share many figures and mostly disagree on them."""
    agreeing: dict[tuple[str, ...], list[bool]] = {}
    known: dict[tuple[str, ...], set[tuple[str, int]]] = {}
    for pair in pairs:
        if pair.inside:
            agreeing.setdefault(pair.tables, []).append(pair.agree)
            known.setdefault(pair.tables, set()).add(pair.about)
    return {
        tables
        for tables, held in agreeing.items()
        if len(known[tables]) >= MANY and 2 * sum(held) <= len(held)
    }


def compare_months(
    filing: Filing, told: pd.DataFrame, tolerance: float
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Give months that two files, or two tables of one file that mostly agree, state differently."""
    months = told[told["days"] <= 35]
    order = {each.name: rank for rank, each in enumerate(filing.files)}
    months = months.assign(rank=months["file"].map(order).fillna(len(order)))
    for unit in (["file"], TABLE):
        keys = [*KEY, *unit]
        within = KEY if unit == ["file"] else [*KEY, "file"]
        # what one file, or one table, states alone is held against nothing
        ngroup = months.groupby(keys, sort=False).ngroup()
        several = ngroup.groupby([months[name] for name in within], sort=False).transform("nunique") > 1
        grouped = months[several].groupby([*keys, "rank", "start", "end"], sort=False)
        sums = grouped.agg(amount=("amount", "sum"), step=("step", "sum"), rows=("row", tuple)).reset_index()
        if sums.empty:
            continue
        sums["account"] = grouped["account"].agg("max").to_numpy()
        sums["unit"] = sums.groupby(keys, sort=False).ngroup()
        first = sums.groupby(within, sort=False)["rank" if unit == ["file"] else "unit"].transform("min")
        lead = sums[(sums["rank"] if unit == ["file"] else sums["unit"]) == first]
        rest = sums.drop(lead.index)
        if rest.empty:
            continue
        on = [*KEY, "start", "end"] if unit == ["file"] else [*KEY, "file", "start", "end"]
        pairs = lead.merge(rest, on=on, suffixes=("", "_other"))
        pairs = pairs[
            ~(
                (pairs["account"] != "")
                & (pairs["account_other"] != "")
                & (pairs["account"] != pairs["account_other"])
            )
        ]
        limit = tolerance * pairs["amount"].abs() + (pairs["step"] + pairs["step_other"]) / 2
        pairs["differs"] = (pairs["amount"] - pairs["amount_other"]).abs() > limit
        for _, own in pairs.groupby([*KEY, "unit", "unit_other"], sort=False):
            agreeing = int((~own["differs"] & (own["amount"] != 0)).sum())
            if not own["differs"].any() or (unit == TABLE and (agreeing < 3 or 2 * agreeing < len(own))):
                continue
            open_ = own[own["differs"]]
            sides = [tuple(row for rows in open_[name] for row in rows) for name in ("rows", "rows_other")]
            yield (sides[0], sides[1]) if unit == ["file"] else (sides[1], sides[0])


def make_evidence(
    filing: Filing, filed: tuple[int, ...], other: tuple[int, ...], level: str, grave: float
) -> Evidence:
    """Say how far two statements of the same thing are apart, and which slip fits; the coarser one is named."""
    if is_converted(filing, other, filed):
        filed, other = other, filed
    facts = filing.facts.loc[list(filed)]
    others = filing.facts.loc[list(other)]
    amount, expected = float(facts["amount"].sum()), float(others["amount"].sum())
    gap, size = amount - expected, max(abs(amount), abs(expected))
    share = abs(gap) / size if size else 0.0
    current = bool((filing.years_of(facts["start"]) == filing.year).all())
    severity: Severity = ("error" if share > grave else "warning") if current else "review"
    factors = filing.emissions().loc[list(filed), "factor"].drop_duplicates()
    at_stake = float(gap * factors.iloc[0]) if current and len(factors) == 1 else None
    scale = float(facts["scale"].iloc[0])
    slip = name_slip(amount / scale, expected / scale)
    months = facts["start"].drop_duplicates().sort_values()
    whole = bool(((facts["end"] - facts["start"]).dt.days > 35).any())
    values: dict[str, Any] = {
        "quantity": amount / scale, "expected": expected / scale, "gap": abs(gap) / scale, "share": share,
        "months": [plain(month) for month in (_spread(facts) if whole else months)],
        "hints": [level, "use_as_tce"] if is_converted(filing, filed, other) else [level] if slip == "unexplained_gap" else [level, slip],
    }  # fmt: skip
    context = tuple((row, "same_figure") for row in other)
    return Evidence(filed, values, context, at_stake=at_stake, severity=severity)


def is_converted(filing: Filing, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell whether one statement of a fuel's use is the coal equivalent of the other."""
    facts, others = filing.facts.loc[list(one)], filing.facts.loc[list(other)]
    source, unit = str(facts["source"].iloc[0]), str(facts["base_unit"].iloc[0])
    whole = float(others["amount"].sum())
    return whole > 0 and find_coefficient(source, unit, float(facts["amount"].sum()) / whole) is not None


def _spread(facts: pd.DataFrame) -> pd.DatetimeIndex:
    import pandas as pd

    return pd.date_range(facts["start"].min(), facts["end"].max(), freq="MS", inclusive="left")
