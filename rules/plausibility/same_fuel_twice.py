"""One fuel filed by mass, by volume and by heat in rows of their own, all counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import find_lines, take_list

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity

NEAR = 0.03
"""Ours: grades of one fuel differ so much in density; calorific values twice as much."""
WIDER = 2.0
GROSS_GAS = 1.108
"""Gross over net calorific value of natural gas (UK DESNZ 2025, as in FAC201)."""
FEWEST_MONTHS = 4
PREFERRED = ("kg", "L", "Nm3", "GJ")
"""Which of two rows is kept, in this order: the mass is what is weighed or billed (ours)."""


class Path(NamedTuple):
    """A counted line of a fuel: its base unit, amounts by month (year figures: month -1), facts and tonnes."""

    series: int
    unit: str
    months: dict[int, float]
    rows: tuple[int, ...]
    tonnes: float


@rule("PLA201", severity="error", scope="site", needs=("facts.amount",), given=("rule_set", "year"))
def same_fuel_twice(filing: Filing) -> Iterator[Evidence]:
    """Find two counted rows of one fuel whose figures are the same in another unit, in every month.

    Where only yearly figures are filed it is a warning: one pair may meet by chance.
    """
    for (site, source), paths in sorted(list_paths(filing).items()):
        if len({each.unit for each in paths}) < 2:
            continue
        blamed: set[int] = set()
        for first, second in combinations(sorted(paths, key=lambda each: PREFERRED.index(each.unit)), 2):
            ratio = None if second.series in blamed else find_ratio(filing, source, first.unit, second.unit)
            if ratio is None or not is_same_heat(first, second, *ratio):
                continue
            blamed.add(second.series)
            yield make_evidence(filing, site, first, second)


def list_paths(filing: Filing) -> dict[tuple[str, str], list[Path]]:
    """Give the counted lines of fuels, by site and source, of those with lines in several units."""
    units: dict[tuple[str, str], set[str]] = {}
    names = ("site", "source", "base_unit")
    for site, source, unit in zip(*(take_list(filing, "series", name) for name in names), strict=True):
        units.setdefault((site, source), set()).add(unit)
    mixed = {key for key, own in units.items() if len(own & set(PREFERRED)) > 1}
    if not mixed:
        return {}
    category, counted = (
        take_column(filing, "emissions", "category"),
        take_column(filing, "emissions", "counted"),
    )
    tonnes, amounts = take_column(filing, "emissions", "tco2e"), take_column(filing, "facts", "amount")
    found: dict[tuple[str, str, int], Path] = {}
    facts = filing.facts
    for place in ((category == "fuel") & counted & (amounts > 0)).nonzero()[0].tolist():
        site, source, series, unit = (
            facts[name].iloc[place] for name in ("site", "source", "series", "base_unit")
        )
        if (site, source) not in mixed or unit not in PREFERRED:
            continue
        start, end = facts["start"].iloc[place], facts["end"].iloc[place]
        month = start.month if (end - start).days < 35 else -1
        path = found.setdefault((site, source, int(series)), Path(int(series), unit, {}, (), 0.0))
        path.months[month] = path.months.get(month, 0.0) + float(amounts[place])
        found[site, source, int(series)] = path._replace(
            rows=(*path.rows, int(facts.index[place])), tonnes=path.tonnes + float(tonnes[place])
        )
    paths: dict[tuple[str, str], list[Path]] = {}
    for (site, source, _), path in found.items():
        paths.setdefault((site, source), []).append(path)
    return paths


def find_ratio(filing: Filing, source: str, first: str, second: str) -> tuple[float, float] | None:
    """Give how much of the first unit one of the second is, by the fuel's defaults, and how near it must come."""
    if filing.rule_set is None:
        return None
    density, ncv = filing.rule_set.default(source, "density"), filing.rule_set.default(source, "ncv")
    if (first, second) == ("kg", "L") and density is not None:
        return density.value, NEAR
    if ncv is None or second != "GJ":
        return None
    if first == "kg" and ncv.unit == "GJ/t":
        return 1000 / ncv.value, NEAR * WIDER
    if first == "Nm3":
        ncv = ncv if ncv.unit == "GJ/10^4Nm3" else filing.rule_set.default(source, "ncv_volume")
        return None if ncv is None else (10000 / ncv.value, NEAR * WIDER)
    if first == "L" and density is not None and ncv.unit == "GJ/t":
        return 1000 / ncv.value / density.value, NEAR * WIDER
    return None


def is_same_heat(first: Path, second: Path, ratio: float, near: float) -> bool:
    """Tell the same figures; heat of gas may be billed gross."""
    gross = first.unit == "Nm3" and second.unit == "GJ" and set(first.months) != {-1}
    return is_same(first, second, ratio, near) or (gross and is_same(first, second, ratio / GROSS_GAS, near))


def is_same(first: Path, second: Path, ratio: float, near: float) -> bool:
    """Tell whether the figures of two lines are one another's in every period both know."""
    both = set(first.months) & set(second.months)
    if set(first.months) != set(second.months) or (both != {-1} and len(both) < FEWEST_MONTHS):
        return False
    return all(abs(first.months[month] / second.months[month] / ratio - 1) <= near for month in both)


def make_evidence(filing: Filing, site: str, first: Path, second: Path) -> Evidence:
    """Blame the row that says the same again."""
    lines, labels = find_lines(filing), take_list(filing, "series", "label")
    facts = filing.facts
    scales = [float(facts["scale"].loc[each.rows[0]]) for each in (first, second)]
    values: dict[str, Plain | list[Plain]] = {
        "other_label": f"{labels[lines[site, first.series]]} ({facts['unit'].loc[first.rows[0]]})",
        "quantity": sum(second.months.values()) / scales[1], "unit": str(facts["unit"].loc[second.rows[0]]),
        "amount": sum(first.months.values()) / scales[0], "year": filing.name_year(),
    }  # fmt: skip
    context: tuple[tuple[Row, str], ...] = tuple((row, "same_figure") for row in first.rows)
    at_stake = second.tonnes if second.tonnes == second.tonnes else None  # NaN
    severity: Severity = "warning" if set(first.months) == {-1} else "error"
    return Evidence(second.rows, values, context, at_stake=at_stake, severity=severity)
