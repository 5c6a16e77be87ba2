"""Declared tonnes beside the recomputed ones that they state, row by row of `declared`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd

    from checker.filing import Filing

ENERGY = ("electricity", "heat")
ALWAYS_TOLD = ("fuel", *ENERGY, "electricity_heat", "total")
"""Categories whose absence from the activity means 0 t; nothing is said of the others."""
SHORTEST_YEAR = 360
MARK = "\x1f"
"""What parts a site's name from the number of its copy in a stack (checker/counterfactual.py)."""


class Stated(NamedTuple):
    """Recomputed tonnes that a declared figure states, and whether they are complete."""

    tonnes: float
    complete: bool


UNKNOWN = Stated(float("nan"), False)


class Figure(NamedTuple):
    """A declared figure: whose, of what, of which period, and its tonnes."""

    site: str
    category: str
    series: int
    source: str
    tco2e: float
    start: dt.datetime
    end: dt.datetime

    @property
    def stated(self) -> tuple[str, str, int, str]:
        """Give whose tonnes of what it states."""
        return self[:4]

    @property
    def is_whole_year(self) -> bool:
        """Tell whether it is declared for a whole year."""
        return (self.end - self.start).days > SHORTEST_YEAR


def compare_declared(filing: Filing) -> pd.DataFrame:
    """Give, by row of `declared` for the report year: site, category, level, tco2e, sites, recomputed, complete.

    `sites` are those whose activity a declared figure states: its own, or all where only one site
    declares and others have activity. `recomputed` is NaN where no recomputed figure states the same thing. A row of an activity line
    is held against that line's tonnes, a category against its categories, the total against all.
    """
    return filing.share("declared against recomputed", _compare)


def _compare(filing: Filing) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from checker.arrays import number_years, take_column

    declared, tonnes = filing.declared, take_column(filing, "declared", "tco2e")
    inside = ~np.isnan(tonnes)
    if filing.year is not None:
        inside &= number_years(filing, "declared") == filing.year
    columns = ["site", "category", "level", "series", "source", "tco2e", "start", "end"]
    rows = declared.loc[inside, columns]
    pools = _pool_sites(filing, set(rows["site"])) if len(rows) else {}
    stated = [Stated(float("nan"), True)] * len(rows)
    if len(rows) and filing.rule_set is not None and filing.year is not None:
        whole = ((rows["end"] - rows["start"]).dt.days > SHORTEST_YEAR).tolist()
        categories = _add_pools(_list_categories(filing), pools)
        lines = _sum_lines(filing, pools) if (rows["level"] == "row").any() else {}
        keys = zip(*(rows[name].tolist() for name in columns[:5]), strict=True)
        stated = [
            _state(*key, categories=categories, lines=lines) if full else Stated(float("nan"), True)
            for key, full in zip(keys, whole, strict=True)
        ]
    sites: list[Any] = [pools.get(site, (site,)) for site in rows["site"].tolist()]
    added = {
        "sites": pd.Series(sites, index=rows.index, dtype="object"),
        "recomputed": np.array([each.tonnes for each in stated], dtype=np.float64),
        "complete": np.array([each.complete for each in stated], dtype=bool),
    }
    # a column added to a frame costs more than a new frame: its names are texts of Arrow
    return pd.DataFrame({**{name: rows[name] for name in columns}, **added}, index=rows.index)


def _pool_sites(filing: Filing, declaring: set[str]) -> dict[str, tuple[str, ...]]:
    """Give the sites that a declared figure of the whole company speaks of, by the site it stands at.

    Copies of a filing in one stack are apart: what follows the mark in a site's name is a copy's number.
    """
    active, telling = (
        _group_copies(names)
        for names in (
            filing.facts.loc[filing.emissions()["counted"].to_numpy(dtype=bool), "site"].unique().tolist(),
            declaring,
        )
    )
    pools = {}
    for copy, sites in telling.items():
        inside = tuple(active.get(copy, ()))
        if len(sites) == 1 and inside and inside != tuple(sites):
            pools[sites[0]] = inside
    return pools


def _group_copies(sites: Iterable[str]) -> dict[str, list[str]]:
    """Group sites by the copy of the filing they stand in, in order."""
    groups: dict[str, list[str]] = {}
    for site in sorted(sites):
        groups.setdefault(site.partition(MARK)[2], []).append(site)
    return groups


def _add_pools(
    categories: dict[str, dict[str, Stated]], pools: dict[str, tuple[str, ...]]
) -> dict[str, dict[str, Stated]]:
    """Put the sum over a pool's sites in place of the site that declares for all of them."""
    summed = dict(categories)
    for site, inside in pools.items():
        sums: dict[str, Stated] = {}
        for each in inside:
            for name, part in categories.get(each, {}).items():
                before = sums.get(name, Stated(0.0, True))
                sums[name] = Stated(before.tonnes + part.tonnes, before.complete and part.complete)
        summed[site] = sums
    return summed


def _list_categories(filing: Filing) -> dict[str, dict[str, Stated]]:
    """Give recomputed tonnes by site and category."""
    table = filing.recomputed()
    found: dict[str, dict[str, Stated]] = {}
    columns = (table[name].tolist() for name in ("site", "category", "tco2e", "complete"))
    for site, category, tonnes, complete in zip(*columns, strict=True):
        found.setdefault(site, {})[category] = Stated(tonnes, bool(complete))
    return found


def _sum_lines(filing: Filing, pools: dict[str, tuple[str, ...]]) -> dict[tuple[str, object], Stated]:
    """Give recomputed tonnes by (site, series) and by (site, source), of counted facts."""
    emissions, facts = filing.emissions(), filing.facts
    counted = emissions["counted"].to_numpy(dtype=bool)
    found: dict[tuple[str, object], Stated] = {}
    columns = (facts.loc[counted, name].tolist() for name in ("site", "series", "source"))
    tonnes = emissions.loc[counted, "tco2e"].tolist()
    speaks = {each: site for site, inside in pools.items() for each in inside}
    for site, series, source, value in zip(*columns, tonnes, strict=True):
        known = value == value  # noqa: PLR0124  # NaN is not itself
        for key in {(site, series), (site, source), (speaks.get(site, site), source)}:
            before = found.get(key, Stated(0.0, True))
            found[key] = Stated(before.tonnes + (value if known else 0.0), before.complete and known)
    return found


def _state(site: str, category: str, level: str, series: int, source: str, *,
           categories: dict[str, dict[str, Stated]], lines: dict[tuple[str, object], Stated]) -> Stated:  # fmt: skip
    """Give the recomputed tonnes that a declared figure states."""
    if level == "row":
        return lines.get((site, series if series >= 0 else source), UNKNOWN)
    known = categories.get(site, {})
    wanted = ENERGY if category == "electricity_heat" else (category,)
    parts = [each for name, each in known.items() if category == "total" or name in wanted]
    if not parts:
        return Stated(0.0, category in ALWAYS_TOLD)
    return Stated(sum(part.tonnes for part in parts), all(part.complete for part in parts))


def sum_declared(filing: Filing) -> float | None:
    """Give the tonnes declared for the report year: the stated totals, else the categories, else the rows.

    Where several files of a filing declare, the first one speaks: the form goes before its papers.
    """
    rows = compare_declared(filing)
    order = {file.name: place for place, file in enumerate(filing.files)}
    files = [order.get(name, 0) for name in filing.declared["file"].reindex(rows.index).tolist()]
    columns = (
        rows[name].tolist()
        for name in ("level", "site", "category", "series", "source", "tco2e", "start", "end")
    )
    figures: dict[str, dict[str, list[tuple[int, Figure]]]] = {}
    for file, level, *figure in zip(files, *columns, strict=True):
        figures.setdefault(level, {}).setdefault(figure[0], []).append((file, Figure(*figure)))
    for level in ("total", "category", "row"):
        if level not in figures:
            continue
        by_site = [_take_years(_list_first(own)) for own in figures[level].values()]
        gather = _sum_totals if level == "total" else _sum_figures
        return math.fsum(gather(own) for own in by_site)
    return None


def _list_first(figures: list[tuple[int, Figure]]) -> list[Figure]:
    """Give what the first file declares, each figure once."""
    first = min(file for file, _ in figures)
    return list(dict.fromkeys(figure for file, figure in figures if file == first))


def _take_years(figures: list[Figure]) -> list[Figure]:
    """Leave out the months and quarters of what is declared for the whole year too, in the sum below them."""
    whole = {each.stated for each in figures if each.is_whole_year}
    return [each for each in figures if each.is_whole_year or each.stated not in whole]


def _sum_figures(figures: list[Figure]) -> float:
    return math.fsum(each.tco2e for each in figures)


def _sum_totals(figures: list[Figure]) -> float:
    """Sum the totals of the periods: some forms state one without and one with bought power and heat, the larger is the report's."""
    largest: dict[tuple[object, object], float] = {}
    for each in figures:
        key = (each.start, each.end)
        largest[key] = max(each.tco2e, largest.get(key, -math.inf))
    return math.fsum(largest.values())
