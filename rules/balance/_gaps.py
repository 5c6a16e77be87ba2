"""Which stated totals differ from the sum of what they cover, and where the gap comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import AS_FILED, take_column
from rules._columns import MARK, take_list
from rules.balance._keystrokes import is_power_of_ten, is_swapped, name_slip
from rules.balance._sums import add_parts, sum_parts

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

NAMED = ("file", "sheet", "block", "scope", "label")
"""What names the totals of one column, or row, of a table."""
LEAN = ["site", "series", "flow", "start", "end", "amount", "quantity", "scale"]
"""Columns that what is said of a sum needs of its parts: to pick rows of all columns costs six times as much."""
LONE = (0.5, 2.0)
"""How far a total may be from the one figure it covers (ours)."""
MANY_SITES = 4
"""From so many sites a table shows by itself what its totals are the sums of (ours)."""
GRAVE = 0.005
"""From half a per cent of the sum the total cannot be used (ours)."""
OF_WHICH = ("其中", "of which", "thereof", "जिसमें")
"""How a line begins that is a part of the line above it and rightly left out of a sum."""
NOISE = 1e-9
"""Share of a sum that the arithmetic of floating point alone may move it."""
UNIT_TOLERANCE = 0.3
"""The default tolerance of UNT104."""


def list_gaps(filing: Filing) -> pd.DataFrame:
    """Give the totals that differ from their parts beyond rounding: their columns, those of `sum_parts`, gap."""
    import numpy as np

    if filing.totals.empty or filing.covers.empty:
        return filing.totals.iloc[:0]
    sums = filing.share("sums of parts", add_parts)
    gap = take_column(filing, "totals", "amount")[sums.place] - sums.sum
    if not (np.abs(gap) > NOISE * np.abs(sums.sum)).any():
        return filing.totals.iloc[:0]
    totals = filing.totals.join(sum_parts(filing), how="inner")
    totals["gap"] = totals["amount"] - totals["sum"]
    slack = totals["slack"] + NOISE * totals["sum"].abs()
    differs = totals["gap"].abs() > slack
    differs &= (totals["gap"] + totals["as_text"]).abs() > slack
    return totals[differs & (totals["told"] > 0) & totals["amount"].notna()]


def drop_unit_slips(filing: Filing, gaps: pd.DataFrame) -> pd.DataFrame:
    """Leave out the totals that fit once months off by a thousand are put right: UNT104 says these."""
    from rules.units.off_by_a_thousand import judge_months, list_suspect_lines

    if gaps.empty:
        return gaps
    excess: dict[int, float] = {}
    for line in list_suspect_lines(filing):
        for suspect in judge_months(filing, line, UNIT_TOLERANCE):
            excess |= {
                row: float(filing.facts["amount"].loc[row]) * (1 - 1 / suspect.times) for row in suspect.rows
            }
    kept = []
    for total, gap, amount in zip(gaps.index, gaps["gap"], gaps["amount"], strict=True):
        over = sum(excess.get(int(row), 0.0) for row in list_parts(filing, int(total)).index)
        kept.append(not over or abs(gap + over) > GRAVE * abs(amount))
    return gaps[kept]


def drop_unrelated(filing: Filing, gaps: pd.DataFrame) -> pd.DataFrame:
    """Leave out the totals of tables of many sites that are mostly not what they would cover, and lone odd figures.

    What a total is the sum of at few sites of a table is no part of it: a column beside it was not
    read, or its figure is of another kind. So it is with one single figure that no slip turns into
    the total, less than half of it or more than its double.
    """
    if gaps.empty:
        return gaps
    unrelated = filing.share(f"{AS_FILED}unrelated totals", lambda own: find_unrelated(own, gaps))
    columns = ["amount", "sum", "told", "blanks", *NAMED]
    kept = []
    for filed, meant, told, blanks, *name in zip(*(gaps[each].tolist() for each in columns), strict=True):
        lone = told + blanks == 1 and not LONE[0] <= (meant / filed if filed else 0.0) <= LONE[1]
        odd = lone and name_slip(filed, meant) == "unexplained_gap"
        kept.append(not odd and tuple(name) not in unrelated)
    return gaps[kept]


def find_unrelated(filing: Filing, gaps: pd.DataFrame) -> set[tuple[object, ...]]:
    """Find the totals, by table and name, that stand at many sites and differ from their parts at most of them."""
    import numpy as np

    sums = filing.share("sums of parts", add_parts)
    filled = take_column(filing, "facts", "amount")[sums.fact]
    # a sum of one figure that is not 0 closes by itself
    telling = np.bincount(sums.number[np.nan_to_num(filled) != 0], minlength=len(sums.total)) >= 2
    columns = [take_list(filing, "totals", name) for name in (*NAMED, "site")]
    open_ = set(gaps.index.tolist())
    sites: dict[tuple[object, ...], set[str]] = {}
    balance: dict[tuple[object, ...], int] = {}
    for total, place, tells in zip(sums.total.tolist(), sums.place.tolist(), telling.tolist(), strict=True):
        *key, site = (column[place] for column in columns)
        name = tuple(key)
        sites.setdefault(name, set()).add(site.partition(MARK)[0])
        balance[name] = balance.get(name, 0) + (1 if total in open_ else -int(tells))
    return {name for name, found in sites.items() if len(found) >= MANY_SITES and balance[name] > 0}


def list_parts(filing: Filing, total: int) -> pd.DataFrame:
    """Give the facts a total covers, with the few columns that sums need."""
    own = filing.share("lean parts", lambda own: own.facts[LEAN])
    return own.iloc[filing.share("places of parts", _place_parts)[total]]


def _place_parts(filing: Filing) -> dict[int, list[int]]:
    """Give, by total, the positions in `filing.facts` of what it covers."""
    import pandas as pd

    places = filing.facts.index.get_indexer(pd.Index(filing.covers["fact"]))
    found: dict[int, list[int]] = {}
    for total, place in zip(filing.covers["total"].tolist(), places.tolist(), strict=True):
        found.setdefault(total, []).append(place)
    return found


def find_omitted_lines(filing: Filing, gaps: pd.DataFrame) -> Iterator[tuple[list[int], tuple[str, int]]]:
    """Give rows of totals over lines that all leave out one same line: their row ids and (site, series)."""
    over_lines = gaps[gaps["series"] < 0]
    for _, row in over_lines.groupby(["site", "file", "sheet", "block", "at_row"], sort=False):
        common: set[int] | None = None
        for total, gap, slack in zip(row.index, row["gap"], row["slack"], strict=True):
            parts = list_parts(filing, int(total))
            lines = parts.groupby("series")["amount"].sum()
            lacking = set(lines.index[(lines + gap).abs() <= slack].tolist())
            common = lacking if common is None else common & lacking
        if common and (len(row) > 1 or is_of_which(filing, (str(row["site"].iloc[0]), min(common)))):
            yield [int(total) for total in row.index], (str(row["site"].iloc[0]), min(common))


def find_line(filing: Filing, key: tuple[str, int]) -> pd.Series:
    """Give a line by site and series."""
    lines = filing.series
    return lines[(lines["site"] == key[0]) & (lines["series"] == key[1])].iloc[0]


def is_of_which(filing: Filing, key: tuple[str, int]) -> bool:
    """Tell whether a line says that it is part of another one."""
    return str(find_line(filing, key)["label"]).strip().casefold().lstrip("(（-— ").startswith(OF_WHICH)


def find_crossings(filing: Filing, gaps: pd.DataFrame) -> Iterator[tuple[list[int], int]]:
    """Give totals of one table that are off by the same amount and have just one part in common: rows, part."""
    same = gaps.assign(off=[float(f"{gap:.6g}") for gap in gaps["gap"]])
    for _, own in same.groupby(["site", "file", "sheet", "block", "off"], sort=False):
        if len(own) < 2 or len(set(own["scope"])) < 2:
            continue
        covered = [set(list_parts(filing, int(total)).index) for total in own.index]
        common = set.intersection(*covered)
        if len(common) == 1:
            yield [int(total) for total in own.index], int(common.pop())


def find_slipped_part(filing: Filing, gap: pd.Series, total: int) -> int | None:
    """Find the one part in which a swap of digits or a power of ten closes the gap.

    None where a slip explains the total itself as well, unless declared tonnes are those of the total.
    """
    difference, scale = float(gap["gap"]), float(gap["scale"])
    parts = list_parts(filing, total)
    tonnes = weigh_gap(filing, parts, difference)
    declared = tonnes is not None and is_followed(filing, str(gap["site"]), tonnes)
    if not declared and name_slip(float(gap["quantity"]), float(gap["sum"]) / scale) != "unexplained_gap":
        return None
    slips = []
    for row, amount, own in zip(parts.index.tolist(), parts["amount"], parts["scale"], strict=True):
        filed, meant = float(amount) / own, float(f"{(float(amount) + difference) / own:.9g}")
        if meant > 0 and (is_swapped(filed, meant) or is_power_of_ten(filed, meant, 1e-6)):
            slips.append(int(row))
    return slips[0] if len(slips) == 1 else None


def is_followed(filing: Filing, site: str, tonnes: float) -> bool:
    """Tell whether declared tonnes are those of a total and not those of its parts."""
    for declared, recomputed in filing.share("declared and recomputed by site", _list_declared).get(site, ()):
        off = abs(declared - recomputed - tonnes)
        if off <= GRAVE * abs(declared) and off < abs(tonnes) / 2:
            return True
    return False


def _list_declared(filing: Filing) -> dict[str, list[tuple[float, float]]]:
    """Give, by site, declared tonnes beside the recomputed ones that they state."""
    known = filing.compare_declared()
    known = known[known["recomputed"].notna()]
    found: dict[str, list[tuple[float, float]]] = {}
    for site, *both in zip(*(known[name].tolist() for name in ("site", "tco2e", "recomputed")), strict=True):
        found.setdefault(site, []).append((both[0], both[1]))
    return found


def weigh_gap(filing: Filing, parts: pd.DataFrame, gap: float) -> float | None:
    """Give the tonnes of a gap: filed total less the sum, where all parts share one factor."""
    factors = filing.emissions().loc[parts.index, "factor"].drop_duplicates()
    if len(factors) != 1 or (filing.years_of(parts["start"]) != filing.year).any():
        return None
    return float(gap * factors.iloc[0])
