"""Declared tonnes differ from those recomputed from what was filed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, plain, rule
from rules.balance._declared_sums import list_declared_gaps
from rules.balance._keystrokes import is_swapped
from rules.calculation._alternatives import list_doubts
from rules.calculation._defaults import is_binding, soften
from rules.calculation._slips import find_activity_slip

if TYPE_CHECKING:
    import pandas as pd

    from checker.accounting.rule_sets import Factor
    from checker.findings import Row, Severity

ENERGY = ("electricity", "heat")
TIMES = (("kilograms", 1000.0), ("ten_thousand", 10000.0), ("co2_for_carbon", 44 / 12))
"""By what a slip multiplies declared tonnes; the same slips divide them too."""
ALIKE = 0.01
"""How near a slip must bring the declared to the recomputed tonnes, as a share (ours)."""
SAME_FACTOR = 5e-5
"""Half a unit of the last digit of a published grid factor, tCO2/MWh."""


class Tiers(NamedTuple):
    """Shares of the declared tonnes from which a gap is an error or a warning, and the tolerance."""

    tolerance: float
    warn: float
    fail: float


class Reading(NamedTuple):
    """What would explain a gap, and the published grid factor that does, if one does."""

    name: str
    factor: Factor | None = None


@rule(
    "CAL101",
    severity="error",
    scope="site",
    needs=("declared.tco2e",),
    within="site_year",
    given=("rule_set", "year"),
)
def declared_not_recomputed(
    filing: Filing, *, tolerance: float = 0.005, warn: float = 0.01, fail: float = 0.05
) -> Iterator[Evidence]:
    """Find declared tonnes that the filed activity and factors do not give, on the finest level only.

    The rounding as filed and `tolerance` are let pass. A gap above `fail` of the declared tonnes
    and 1 t is an error, above `warn` and 0.5 t a warning, else a review: ours, after the
    materiality of 5 % of Commission Implementing Regulation (EU) 2018/2067 with a floor. Silent where
    the declared tonnes fit what another rule takes for the probable value: one mistake, one finding.
    """
    compared = filing.compare_declared()
    compared = compared[compared["recomputed"].notna() & compared["complete"].astype(bool)]
    tiers = Tiers(tolerance, warn, fail)
    for site in sorted(set(compared["site"])):
        own = compared[compared["site"] == site]
        for row in find_finest(filing, own, site, tiers):
            if follows_doubt(filing, own.loc[row], tiers):
                continue
            evidence = make_evidence(filing, own.loc[row], row, tiers)
            if is_binding(filing, list_parts(filing, own.loc[row])):
                yield evidence
            else:
                yield from soften(evidence)
        yield from find_undeclared(filing, own, tiers)


def find_undeclared(filing: Filing, own: pd.DataFrame, tiers: Tiers) -> Iterator[Evidence]:
    """Find categories that have activity and are left blank beside declared ones, where no total says so."""
    categories = own[own["level"] == "category"]
    if categories.empty or ((own["level"] == "total") | (own["category"] == "total")).any():
        return
    said = set(own["category"]) | (set(ENERGY) if "electricity_heat" in set(own["category"]) else set())
    known = filing.recomputed()
    known = known[known["site"].isin(own["sites"].iloc[0]) & known["complete"].astype(bool)]
    whole = float(known["tco2e"].abs().sum())
    row = int(categories.index[0])
    for category, tonnes in known.groupby("category")["tco2e"].sum().items():
        if str(category) in said or abs(tonnes) <= max(1.0, tiers.fail * whole):
            continue
        record = categories.iloc[0].copy()
        record["category"] = str(category)
        context: tuple[tuple[Row, str], ...] = tuple(
            (fact, "activity") for fact in list_parts(filing, record)
        )
        values: dict[str, Any] = {
            "category": str(category), "declared": 0.0, "recomputed": float(tonnes), "gap": -float(tonnes), "share": 1.0,
            "year": filing.name_year(), "reading": "left_out",
        }  # fmt: skip
        yield Evidence((row,), values, context, at_stake=-float(tonnes), severity="error")


def find_finest(filing: Filing, own: pd.DataFrame, site: str, tiers: Tiers) -> list[int]:
    """Give the declared rows that disagree and do not merely follow a finer one that does."""
    gaps = (own["tco2e"] - own["recomputed"]).astype(float)
    found: list[int] = []
    # what the rows of a category already explain; a category stands for its rows from then on
    explained: dict[str, float] = {}
    for row in own.index[own["level"] == "row"]:
        if exceeds(filing, own.loc[row], float(gaps[row]), tiers):
            found.append(int(row))
            category = str(own["category"].loc[row])
            explained[category] = explained.get(category, 0.0) + float(gaps[row])
    for row in own.index[(own["level"] == "category") & (own["category"] != "total")]:
        category = str(own["category"].loc[row])
        parts = ENERGY if category == "electricity_heat" else (category,)
        finer = sum(explained.pop(each, 0.0) for each in parts)
        if exceeds(filing, own.loc[row], float(gaps[row]) - finer, tiers):
            found.append(int(row))
        explained[category] = float(gaps[row])
    totals = [int(row) for row in own.index[(own["level"] == "total") | (own["category"] == "total")]]
    if not totals or not may_judge_total(filing, own, site):
        return found
    # a total that its own declared parts do not give is said there, once
    said = {gap.row for gap in list_declared_gaps(filing)}
    rest = sum(explained.values())
    for row in totals:
        offs = [float(gaps[row]) - rest]
        if len(totals) > 1:
            offs.append(float(gaps[row]) + sum_energy(filing, own["sites"].iloc[0]) - sum_direct(explained))
        if row not in said and all(exceeds(filing, own.loc[[row]].iloc[0], off, tiers) for off in offs):
            found.append(row)
    return found


def sum_energy(filing: Filing, sites: tuple[str, ...]) -> float:
    """Give some sites' recomputed tonnes of bought power and heat: reports state a total with and one without them."""
    known = filing.recomputed()
    return float(known.loc[known["site"].isin(sites) & known["category"].isin(ENERGY), "tco2e"].sum())


def sum_direct(explained: dict[str, float]) -> float:
    """Give what finer rows explain of a total without bought power and heat."""
    return sum(gap for category, gap in explained.items() if category not in {*ENERGY, "electricity_heat"})


def may_judge_total(filing: Filing, own: pd.DataFrame, site: str) -> bool:
    """Tell whether all that a site's total states was recomputed.

    It was not where the site declares tonnes that nothing recomputes, or holds no activity.
    """
    emissions = filing.emissions()
    here = filing.facts["site"].isin(own["sites"].iloc[0])
    if not (here & (emissions["category"] != "")).any():
        return False
    compared = filing.compare_declared()
    open_ones = compared[
        (compared["site"] == site) & (compared["level"] != "total") & (compared["category"] != "total")
    ]
    unknown = open_ones["recomputed"].isna() | ~open_ones["complete"].astype(bool)
    return not bool((unknown & (open_ones["tco2e"] != 0)).any())


def exceeds(filing: Filing, record: pd.Series, gap: float, tiers: Tiers) -> bool:
    """Tell whether a gap is more than the rounding of the declared figure and the tolerance."""
    largest = max(abs(float(record["tco2e"])), abs(float(record["recomputed"])))
    return abs(gap) > round_off(filing, int(str(record.name))) + tiers.tolerance * largest


def follows_doubt(filing: Filing, record: pd.Series, tiers: Tiers) -> bool:
    """Tell whether the declared tonnes are what the filing gives once one doubt of another rule is put right."""
    declared, gap = float(record["tco2e"]), float(record["tco2e"]) - float(record["recomputed"])
    slack = round_off(filing, int(str(record.name))) + tiers.tolerance * abs(declared)
    return any(
        each.low - slack <= -gap <= each.high + slack
        for each in list_doubts(filing)
        if each.site in record["sites"]
    )


def round_off(filing: Filing, row: int) -> float:
    """Give half a unit of the last digit a declared figure shows, in tonnes; whole tonnes at least."""
    text, scale = str(filing.declared["text"].loc[row]).strip(), float(filing.declared["scale"].loc[row])
    _, _, decimals = text.partition(".")
    digits = len(decimals) if decimals.isdigit() else 0
    return float(0.5 * 10.0**-digits * scale) + 1e-9


def make_evidence(filing: Filing, record: pd.Series, row: int, tiers: Tiers) -> Evidence:
    """Blame the declared cell, or the one activity figure whose slip explains it; the other side stands beside it."""
    declared, recomputed = float(record["tco2e"]), float(record["recomputed"])
    gap = declared - recomputed
    share = abs(gap) / abs(declared) if declared else 1.0
    severity: Severity = "review"
    if share > tiers.fail and abs(gap) > 1.0:
        severity = "error"
    elif share > tiers.warn and abs(gap) > 0.5:
        severity = "warning"
    parts = list_parts(filing, record)
    slip = find_activity_slip(filing, parts, declared, recomputed, round_off(filing, row))
    reading = explain_gap(filing, record, row) if slip is None else Reading(slip.reading)
    values: dict[str, Any] = {
        "category": str(record["category"]), "declared": declared, "recomputed": recomputed, "gap": gap,
        "share": share, "year": filing.name_year(), "reading": reading.name,
    }  # fmt: skip
    if reading.factor is not None:
        found = reading.factor
        values |= {
            "published": found.value,
            "family": found.family,
            "region": found.region,
            "data_year": found.data_year,
        }
    label = str(filing.declared["source"].loc[row])
    if record["level"] == "row" and label:
        values["source"] = label
    if slip is not None:
        starts = filing.facts["start"].loc[list(slip.rows)]
        values |= {"quantity": slip.quantity, "expected": slip.expected}
        values["months"] = [plain(start) for start in starts.drop_duplicates().sort_values()]
        return Evidence(slip.rows, values, ((row, "declared"),), at_stake=-gap, severity=severity)
    context: tuple[tuple[Row, str], ...] = tuple((fact, "activity") for fact in parts)
    return Evidence((row,), values, context, at_stake=gap, severity=severity)


def list_parts(filing: Filing, record: pd.Series) -> list[int]:
    """Give the counted facts whose tonnes a declared figure states."""
    facts, emissions = filing.facts, filing.emissions()
    own = facts["site"].isin(record["sites"]) & emissions["counted"]
    if record["level"] == "row":
        own &= (
            facts["series"] == record["series"]
            if record["series"] != NO_SERIES
            else facts["source"] == record["source"]
        )
    elif record["category"] == "electricity_heat":
        own &= emissions["category"].isin(ENERGY)
    elif record["category"] != "total":
        own &= emissions["category"] == record["category"]
    return [int(row) for row in facts.index[own & facts["amount"].notna()]]


def explain_gap(filing: Filing, record: pd.Series, row: int) -> Reading:
    """Name the slip that reconciles declared and recomputed tonnes, or the grid factor they were made with."""
    declared, recomputed = float(record["tco2e"]), float(record["recomputed"])
    if declared == 0:
        return Reading("left_out")
    if recomputed == 0:
        return Reading("without_activity")
    ratio = declared / recomputed
    if abs(ratio + 1) <= ALIKE:
        return Reading("opposite_sign")
    for name, times in TIMES:
        if min(abs(ratio / times - 1), abs(ratio * times - 1)) <= ALIKE:
            return Reading(name)
    if is_swapped(declared, recomputed):
        return Reading("declared_swapped")
    factor = find_factor(filing, record, row)
    return Reading("unexplained") if factor is None else Reading("published_factor", factor)


def find_factor(filing: Filing, record: pd.Series, row: int) -> Factor | None:
    """Give the published grid factor that, put in place of the one used, gives the declared tonnes."""
    facts, emissions = filing.facts, filing.emissions()
    parts = list_parts(filing, record)
    own = emissions.loc[parts]
    power = own[(own["category"] == "electricity") & (own["factor"] != 0)]
    if power.empty or filing.rule_set is None:
        return None
    sign = (power["factor"] > 0).astype(float) * 2 - 1
    mwh = float((facts["amount"].reindex(power.index) * sign).sum()) / 1000
    if mwh <= 0:
        return None
    rest = float(own["tco2e"].sum() - power["tco2e"].sum())
    implied = (float(record["tco2e"]) - rest) / mwh
    slack = round_off(filing, row) / mwh + SAME_FACTOR
    region = filing.profile_text("region").get(record["site"])
    near = [each for each in filing.rule_set.published_grid_factors() if abs(each.value - implied) <= slack]

    def order(factor: Factor) -> tuple[object, ...]:
        own_province = factor.region == region
        return (
            not own_province,
            factor.region != "CN",
            abs(factor.value - implied),
            factor.region,
            factor.family,
        )

    return min(near, key=order, default=None)
