"""What a whole line is held against: last year, its bills, the transformer's and the panels' capacity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import take_column
from rules._columns import find_lines, take_list
from rules._grid import HOURS

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

YEARLY = (
    "site", "series", "source", "flow", "attribute", "year", "amount", "complete", "months", "rows",
)  # fmt: skip
POWER = ("grid_electricity", "electricity")
DRAWN = ("purchased", "net_purchased", "consumed")
MOST_PER_TONNE = 200_000.0
"""kWh a tonne of product at most (ours, and generous)."""
USUAL_PER_TONNE = (10.0, 20_000.0)
"""kWh a tonne that a unit put right must come to (ours: grinding at the least, smelting at the most)."""
LARGE_USER = 1e8
"""Ours: below so many kWh a year the output may as well be the side in the wrong unit."""
TONNES = {"t": 1.0, "mt": 1.0, "吨": 1.0, "tonne": 1.0, "tonnes": 1.0, "टन": 1.0, "kg": 1e-3, "千克": 1e-3, "公斤": 1e-3,
          "万吨": 1e4, "万t": 1e4, "10^4t": 1e4, "kt": 1e3}  # fmt: skip
"""Units of output that weigh it, as filed and in small letters, in tonnes."""
GIANT = {"": 1e10, "C25": 1e10, "C26": 1e10, "C30": 1e10, "C31": 2e10, "C32": 4e10, "C39": 1e10, "D44": 4e10, "I65": 1e10,
         "I64": 1e10}  # fmt: skip
OTHER_GIANT = 1e9
"""kWh a year beyond which no site draws, by the beginning of its sector (GB/T 4754; "" where it states none), and in all
other sectors (ours: the largest smelters draw some 30 TWh, steelworks, chemicals, chips and data centres a few)."""
OWN_SUN = ("own_use", "generated")
SUN_HOURS = (100.0, 2000.0)
"""kWh per kWp and year that a roof yields, or uses on site, at least and at most (ours: wider than any fixed system)."""
FEWEST_MONTHS = 4
"""Months a year must tell to be compared as a rate (ours)."""


class Year(NamedTuple):
    """A line's positive figure of one year in base units, the rows summed, and its rate a month."""

    site: str
    series: int
    kind: tuple[str, ...]
    """Source, flow, attribute and account."""
    year: int
    amount: float
    rows: tuple[int, ...]
    scale: float
    base_unit: str
    rate: float
    months: float

    @property
    def key(self) -> tuple[str, int]:
        """Site and series."""
        return self.site, self.series


def list_years(filing: Filing) -> list[Year]:
    """Give the lines' positive years.

    Lines with fewer than four months and no whole-year figure are left out.
    """
    taken = {name: take_column(filing, "yearly", name) for name in YEARLY}
    kept = (taken["amount"] > 0) & (taken["complete"] | (taken["months"] >= FEWEST_MONTHS))
    lists = [taken[name][kept].tolist() for name in YEARLY]
    lines = find_lines(filing)
    accounts, scales, units = (
        take_list(filing, "series", name) for name in ("account", "scale", "base_unit")
    )
    years = []
    for site, series, source, flow, attribute, year, amount, complete, months, rows in zip(
        *lists, strict=True
    ):
        line = lines.get((site, series))
        if line is not None:
            spanned = 12.0 if complete else months  # months of a year
            kind = (source, flow, attribute, accounts[line])
            years.append(
                Year(
                    site,
                    series,
                    kind,
                    year,
                    amount,
                    rows,
                    scales[line],
                    units[line],
                    amount / spanned,
                    spanned,
                )
            )
    return years


def find_last_year(years: list[Year], year: int) -> dict[tuple[str, int], float]:
    """Give, by site and series, the rate of the year before.

    That of the line itself, else of the only line alike (last year's file has lines of its own).
    """
    before = [each for each in years if each.year == year - 1]
    if not before:
        return {}
    found: dict[tuple[str, int], float] = {}
    own, alike = (
        _index_rates(before, lambda each: each.key),
        _index_rates(before, lambda each: (each.site, *each.kind)),
    )
    for each in years:
        rate = own.get(each.key) or alike.get((each.site, *each.kind))
        if each.year == year and rate is not None:
            found[each.key] = rate
    return found


def _index_rates(
    years: list[Year], key: Callable[[Year], tuple[object, ...]]
) -> dict[tuple[object, ...], float | None]:
    found: dict[tuple[object, ...], float | None] = {}
    for each in years:
        found[key(each)] = None if key(each) in found else each.rate
    return found


def limit_power(filing: Filing, years: list[Year]) -> dict[tuple[str, int], float]:
    """Give, by site and series, the kWh of drawn power their site's transformer can deliver."""
    kva: dict[Any, float] = filing.profile("transformer_kva").to_dict()
    return {
        each.key: kva[each.site] * HOURS * each.months / 12
        for each in years
        if kva.get(each.site, 0.0) > 0
        and each.kind[0] in POWER
        and each.kind[1] in DRAWN
        and each.base_unit == "kWh"
    }


def limit_sun(filing: Filing, years: list[Year]) -> dict[tuple[str, int], tuple[float, float]]:
    """Give, by site and series, the least and the most kWh that the site's own panels give in the line's months."""
    kwp: dict[Any, float] = filing.profile("pv_kwp").to_dict()
    return {
        each.key: (kwp[each.site] * SUN_HOURS[0] * each.months / 12, kwp[each.site] * SUN_HOURS[1] * each.months / 12)
        for each in years
        if kwp.get(each.site, 0.0) > 0 and each.kind[:2] in [("pv_electricity", flow) for flow in OWN_SUN]
        and each.base_unit == "kWh"
    }  # fmt: skip


def limit_output(filing: Filing, years: list[Year]) -> dict[tuple[str, int], tuple[float, int]]:
    """Give, by site and series of purchased power, the tonnes the site made in the year and a row that says so.

    Only where all the site's output is weighed: what pieces take is not known.
    """
    names = ("site", "item", "unit", "quantity")
    starts = take_column(filing, "production", "start").astype("datetime64[M]").astype("int64") + 1970 * 12
    made: dict[str, float] = {}
    first: dict[str, int] = {}
    columns = zip(*(take_list(filing, "production", name) for name in names), strict=True)
    for row, month, (site, item, unit, quantity) in zip(
        filing.production.index.tolist(), starts.tolist(), columns, strict=True
    ):
        if item == "output" and quantity > 0 and filing.year_of(month) == filing.year:
            tonnes = TONNES.get(str(unit).strip().lower(), float("inf"))
            made[site] = made.get(site, 0.0) + quantity * tonnes
            first.setdefault(site, row)
    return {
        each.key: (made[each.site], first[each.site])
        for each in years
        if 0 < made.get(each.site, 0.0) < float("inf")
        and each.kind[0] in POWER and each.kind[1] in DRAWN and each.base_unit == "kWh"
    }  # fmt: skip


def find_giants(filing: Filing, years: list[Year], known: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Give the lines of bought power beyond what any site of their sector draws, of those that nothing else measures."""
    sectors = filing.profile_text("sector").to_dict()
    found = set()
    for each in years:
        sector = str(sectors.get(each.site, "")).strip().upper()
        most = GIANT.get(sector[:3], OTHER_GIANT if sector[:1].isalpha() else GIANT[""])
        drawn = each.kind[0] in POWER and each.kind[1] in DRAWN and each.base_unit == "kWh"
        if drawn and each.amount > most and each.key not in known:
            found.add(each.key)
    return found


def find_tables(filing: Filing) -> dict[tuple[str, int], tuple[object, ...]]:
    """Give the table and the unit label of each line, by site and series."""
    names = ("site", "series", "file", "sheet", "block", "unit", "base_unit")
    columns = (take_list(filing, "series", name) for name in names)
    return {(site, series): (site, *rest) for site, series, *rest in zip(*columns, strict=True)}


def compare_bills(filing: Filing) -> dict[tuple[str, int], tuple[float, int]]:
    """Give by site and series filed over billed (a median), and a document.

    Bills of one kind and period are summed and held against the figure of the same period; a
    year's figure against twelve months of bills. The document is the row of one of the bills.
    """
    import pandas as pd

    if not (take_column(filing, "documents", "amount") > 0).any():
        return {}
    bills = filing.documents[filing.documents["amount"] > 0]
    bills = assign_lines(filing, bills)
    keys = ["site", "series", "base_unit", "kind", "start", "end"]
    first = bills.reset_index(names="document").groupby(keys, as_index=False, sort=False)
    summed = first.agg(billed=("amount", "sum"), document=("document", "first"))
    whole = sum_to_years(filing, summed)
    told = filing.facts.loc[
        filing.facts["amount"] > 0, ["site", "series", "base_unit", "start", "end", "amount"]
    ]
    both = told.merge(pd.concat([summed, whole]), on=["site", "series", "base_unit", "start", "end"])
    both["ratio"] = both["amount"] / both["billed"]
    found = both.groupby(["site", "series"], as_index=False).agg(
        ratio=("ratio", "median"), document=("document", "first")
    )
    columns = (found[name].tolist() for name in ("site", "series", "ratio", "document"))
    return {(site, series): (ratio, document) for site, series, ratio, document in zip(*columns, strict=True)}


def sum_to_years(filing: Filing, bills: pd.DataFrame) -> pd.DataFrame:
    """Sum twelve different months of bills of one kind to the figure of their year."""
    import pandas as pd

    months = bills[(bills["end"] - bills["start"]).dt.days.between(26, 35)]
    months = months.assign(year=filing.years_of(months["start"]), month=months["start"].dt.month)
    keys = ["site", "series", "base_unit", "kind", "year"]
    years = months.groupby(keys, as_index=False).agg(
        billed=("billed", "sum"), document=("document", "first"), count=("month", "nunique")
    )
    years, begins = years[years["count"] == 12], f"-{filing.first_month:02d}-01"
    start = pd.to_datetime(years["year"].astype("str") + begins).astype(bills["start"].dtype)
    end = pd.to_datetime((years["year"] + 1).astype("str") + begins).astype(bills["start"].dtype)
    return years.assign(start=start, end=end).drop(columns=["year", "count"])


def assign_lines(filing: Filing, bills: pd.DataFrame) -> pd.DataFrame:
    """Give each bill the series it covers: the one it names, its account's, else the only one of its kind."""
    lines = filing.series[["site", "series", "source", "flow", "account"]]
    series = bills["series"].where(bills["series"] >= 0)
    by_account = lines[lines["account"] != ""].drop_duplicates(["site", "account"], keep=False)
    by_kind = lines.drop_duplicates(["site", "source", "flow"], keep=False)
    for known, keys in ((by_account, ["site", "account"]), (by_kind, ["site", "source", "flow"])):
        named = known[[*keys, "series"]].rename(columns={"series": "line"})
        matched = bills[keys].merge(named, on=keys, how="left")["line"]
        series = series.fillna(matched.set_axis(bills.index))
    assigned = bills.assign(series=series)
    return assigned[assigned["series"].notna()].astype({"series": "int64"})
