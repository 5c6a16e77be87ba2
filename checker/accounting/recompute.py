"""Tonnes recomputed from activity: fuel, purchased power and heat, by the rule set of the filing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing

CATEGORIES = {
    "power": "electricity", "clean_power": "electricity", "heat": "heat", "fuel": "fuel", "process": "process",
}  # fmt: skip


def recompute_facts(filing: Filing) -> pd.DataFrame:
    """Give, for every fact row: counted, factor, tco2e, category.

    `factor` is the change of tco2e by one base unit of the fact (negative where the fact is
    subtracted: power sold, closing stock), also for facts that are another level of a counted
    figure. `tco2e` is amount x factor of counted facts, 0 of others and of blanks, NaN where
    amount or factor is not known; nothing is guessed. Without rule set or year, NaN throughout.
    """
    import numpy as np
    import pandas as pd

    size = len(filing.facts)
    counted, category = np.zeros(size, dtype=bool), np.full(size, "", dtype=object)
    factor, tco2e = np.full(size, np.nan), np.full(size, np.nan)
    if filing.rule_set is not None and filing.year is not None and size:
        from checker.accounting.activity import find_activity
        from checker.accounting.factors import find_factors
        from checker.accounting.parameters import list_parameters

        activity = find_activity(filing, filing.year)
        filed = list_parameters(filing, activity, filing.year)
        per_unit = find_factors(filing, filing.rule_set, activity, filed)
        per_unit[activity.unclear] = np.nan
        signed = np.where(activity.sign == 0, 0.0, activity.sign * per_unit)
        amounts, state = activity.facts["amount"], activity.facts["state"]
        empty = ((state == "blank") | (state == "not_applicable")) & np.isnan(amounts)
        tonnes = np.where((empty | (amounts == 0)) & ~(activity.unclear & ~empty), 0.0, amounts * signed)
        counted[activity.place] = activity.counted
        factor[activity.place] = signed
        tco2e[:] = 0.0
        tco2e[activity.place] = np.where(activity.counted, tonnes, 0.0)
        category[activity.place] = [CATEGORIES[each] for each in activity.kind.tolist()]
    frame = {
        "counted": counted,
        "factor": factor,
        "tco2e": tco2e,
        "category": pd.array(category, dtype="str"),
    }
    return pd.DataFrame(frame, index=filing.facts.index)


def sum_categories(filing: Filing) -> pd.DataFrame:
    """Give tonnes of CO2e by site and category: site, category, tco2e, complete.

    `complete` is False where a counted fact has no amount that can be read, or no factor; `tco2e`
    sums the others. A site with power facts but none bought has electricity of 0 t. Process
    sources are listed, complete only where a factor was filed. Empty without rule set or year.
    """
    import numpy as np
    import pandas as pd

    from checker.arrays import take_column

    emissions = filing.emissions()
    counted, category = emissions["counted"].to_numpy(), emissions["category"].to_numpy(dtype=object)
    told = ~np.isnan(take_column(filing, "facts", "amount")) & (category == "electricity")
    rows = np.flatnonzero(counted | told)
    sites, tonnes = take_column(filing, "facts", "site")[rows].tolist(), emissions["tco2e"].to_numpy()[rows]
    sums: dict[tuple[str, str], float] = {}
    unknown: set[tuple[str, str]] = set()
    for site, named, each in zip(sites, category[rows].tolist(), tonnes.tolist(), strict=True):
        key = (site, named)
        known = each == each  # noqa: PLR0124  # NaN differs from itself
        unknown |= set() if known else {key}
        sums[key] = sums.get(key, 0.0) + (each if known else 0.0)
    keys = sorted(sums)
    return pd.DataFrame({
        "site": pd.array([site for site, _ in keys], dtype="str"),
        "category": pd.array([named for _, named in keys], dtype="str"),
        "tco2e": np.array([sums[key] for key in keys], dtype=np.float64),
        "complete": np.array([key not in unknown for key in keys], dtype=bool),
    })  # fmt: skip
