"""What a line should move with: the output of its site, or the power or heat that is made of a fuel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from checker.arrays import Flags
    from checker.filing import Filing
    from checker.swings.medians import Matrix

FEWEST_MONTHS = 8
POWER, HEAT, MADE_HEAT = (
    ("electricity", "grid_electricity"),
    ("heat", "steam", "hot_water"),
    ("generated", "sold", "exported"),
)
"""What may be made of fuel: power that is generated, heat in one of these flows."""


def find_partners(
    filing: Filing, sites: np.ndarray[Any, Any], sources: np.ndarray[Any, Any], first: int, last: int
) -> Matrix:
    """Give each line its partner, by month from `first` to before `last`; NaN where it has none."""
    import numpy as np

    outputs, made = find_outputs(filing, first, last), find_made(filing, first, last)
    burnt = tell_burnt(filing, sources) if made else np.zeros(len(sources), dtype=np.bool_)
    nothing = np.full(last - first, np.nan)
    return np.stack([
        outputs.get(str(site), made.get(str(site), nothing) if fuel else nothing)
        for site, fuel in zip(sites, burnt, strict=True)
    ])  # fmt: skip


def find_outputs(filing: Filing, first: int, last: int) -> dict[str, Matrix]:
    """Give the monthly output of each site that states one product and one alone, by month from `first`."""
    import numpy as np

    from checker.arrays import take_column

    if not (take_column(filing, "production", "item") == "output").any():
        return {}
    made = filing.production
    made = made[made["quantity"].notna() & (made["quantity"] >= 0) & (made["item"] == "output")]
    days = (made["end"] - made["start"]).dt.days
    made = made[days.between(26, 35)]
    found: dict[str, Matrix] = {}
    for site, own in made.groupby("site"):
        middle = own["start"] + (own["end"] - own["start"]) / 2
        months = (middle.dt.year * 12 + middle.dt.month - 1).to_numpy()
        kept = (months >= first) & (months < last)
        if own["product"].nunique() > 1 or own["unit"].nunique() > 1 or len(set(months)) < len(months):
            continue
        if kept.sum() < FEWEST_MONTHS:
            continue
        row = np.full(last - first, np.nan)
        row[months[kept] - first] = own["quantity"].to_numpy(dtype=float)[kept]
        found[str(site)] = row
    return found


def find_made(filing: Filing, first: int, last: int) -> dict[str, Matrix]:
    """Give the monthly power or heat that each site makes of fuel, where it makes one of the two, by month from `first`.

    Heat that is sold or passed on is made; power of the sun and the wind is made of no fuel.
    """
    import numpy as np

    from checker.arrays import take_column

    if set(MADE_HEAT).isdisjoint(take_column(filing, "monthly", "flow").tolist()):
        return {}
    months = filing.monthly()
    power = (months["source"].isin(POWER)) & (months["flow"] == "generated")
    heat = months["source"].isin(HEAT) & months["flow"].isin(MADE_HEAT)
    made = months[(power | heat) & (months["month"] >= first) & (months["month"] < last)]
    found: dict[str, Matrix] = {}
    for site, own in made.groupby("site"):
        lines = [each for _, each in own.groupby("series")]
        if own["base_unit"].nunique() > 1 or any(each["month"].duplicated().any() for each in lines):
            continue
        rows = np.full((len(lines), last - first), np.nan)
        for row, each in zip(rows, lines, strict=True):
            row[each["month"].to_numpy() - first] = each["amount"].to_numpy(dtype=float)
        whole = rows.sum(axis=0)  # a month that one line lacks is not known
        if (whole > 0).sum() >= FEWEST_MONTHS:
            found[str(site)] = whole
    return found


def tell_burnt(filing: Filing, sources: np.ndarray[Any, Any]) -> Flags:
    """Tell which sources are fuels: those that are neither power nor heat nor a process gas, by the rule set's own word."""
    import numpy as np

    rules = filing.rule_set
    if rules is None:
        return np.zeros(len(sources), dtype=np.bool_)
    return np.array([rules.default(str(each), "ncv") is not None for each in sources], dtype=np.bool_)
