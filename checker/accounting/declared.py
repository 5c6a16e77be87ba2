"""Declared tonnes beside the recomputed ones that they state, row by row of `declared`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing

ENERGY = ("electricity", "heat")
ALWAYS_TOLD = ("fuel", *ENERGY, "electricity_heat", "total")
"""Categories whose absence from the activity means 0 t; nothing is said of the others."""
SHORTEST_YEAR = 360


class Stated(NamedTuple):
    """Recomputed tonnes that a declared figure states, and whether they are complete."""

    tonnes: float
    complete: bool


UNKNOWN = Stated(float("nan"), False)


def compare_declared(filing: Filing) -> pd.DataFrame:
    """Give, by row of `declared` for the report year: site, category, level, tco2e, recomputed, complete.

    `recomputed` is NaN where no recomputed figure states the same thing. A row of an activity line
    is held against that line's tonnes, a category against its categories, the total against all.
    """
    return filing.share("declared against recomputed", _compare)


def _compare(filing: Filing) -> pd.DataFrame:
    declared = filing.declared
    inside = declared["tco2e"].notna()
    if filing.year is not None:
        inside &= declared["start"].dt.year == filing.year
    columns = ["site", "category", "level", "series", "source", "tco2e", "start", "end"]
    rows = declared.loc[inside, columns]
    stated = [Stated(float("nan"), True)] * len(rows)
    if len(rows) and filing.rule_set is not None and filing.year is not None:
        whole = ((rows["end"] - rows["start"]).dt.days > SHORTEST_YEAR).tolist()
        categories = _list_categories(filing)
        lines = _sum_lines(filing) if (rows["level"] == "row").any() else {}
        keys = zip(*(rows[name].tolist() for name in columns[:5]), strict=True)
        stated = [
            _state(*key, categories=categories, lines=lines) if full else Stated(float("nan"), True)
            for key, full in zip(keys, whole, strict=True)
        ]
    return rows.assign(
        recomputed=[each.tonnes for each in stated], complete=[each.complete for each in stated]
    )


def _list_categories(filing: Filing) -> dict[str, dict[str, Stated]]:
    """Give recomputed tonnes by site and category."""
    table = filing.recomputed()
    found: dict[str, dict[str, Stated]] = {}
    columns = (table[name].tolist() for name in ("site", "category", "tco2e", "complete"))
    for site, category, tonnes, complete in zip(*columns, strict=True):
        found.setdefault(site, {})[category] = Stated(tonnes, bool(complete))
    return found


def _sum_lines(filing: Filing) -> dict[tuple[str, object], Stated]:
    """Give recomputed tonnes by (site, series) and by (site, source), of counted facts."""
    emissions, facts = filing.emissions(), filing.facts
    counted = emissions["counted"].to_numpy(dtype=bool)
    found: dict[tuple[str, object], Stated] = {}
    columns = (facts.loc[counted, name].tolist() for name in ("site", "series", "source"))
    tonnes = emissions.loc[counted, "tco2e"].tolist()
    for site, series, source, value in zip(*columns, tonnes, strict=True):
        known = value == value  # noqa: PLR0124  # NaN is not itself
        for key in ((site, series), (site, source)):
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
    """Give the tonnes declared for the report year: the stated totals, else the categories, else the rows."""
    rows = compare_declared(filing)
    for level in ("total", "category", "row"):
        own = rows[rows["level"] == level].drop_duplicates(["site", "category", "series", "source", "tco2e"])
        if own.empty:
            continue
        if level == "total":
            # some forms state a total without and one with bought power and heat: the larger is the report's
            return float(own.groupby("site")["tco2e"].max().sum())
        return float(own["tco2e"].sum())
    return None
