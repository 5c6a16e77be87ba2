"""The filed grid factor is another year's, another region's, of another kind, or in no published table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, rule

if TYPE_CHECKING:
    import pandas as pd

    from checker.accounting.rule_sets import Factor
    from checker.findings import Row, Severity

GRID = ("grid_electricity", "electricity")
NOT_BOUGHT = ("own_use", "generated")
SAME = 5e-5
"""Half a unit of the last digit of a published factor, tCO2/MWh."""
NOISE = 1e-9
"""What floating point leaves between a factor and itself."""
LEAST_DIGITS = 3
"""A factor rounded to fewer significant digits is not the published one (ours)."""
TRIVIAL = 0.005
"""A slip that moves the tonnes less than this share is for a person to see (ours)."""

FREE = ("unpublished", "national", "national_other_year", "mistyped")
"""Where no authority names a factor, a supplier's own is as good; another year's or country's is for a person to see."""


class Match(NamedTuple):
    """What a filed factor probably is: a reading, and the published factor it comes from or is nearest to."""

    reading: str
    published: Factor | None


@rule(
    "FAC101",
    severity="warning",
    scope="site",
    needs=("parameters.amount",),
    given=("rule_set", "region", "year"),
)
def stale_or_foreign_grid_factor(filing: Filing, *, near: float = 0.05) -> Iterator[Evidence]:
    """Find grid factors other than the published one that serves the report year.

    `near`: a figure in no table that stands within this share of the expected one is a review
    (ours: a supplier's own factor may stand so near, a stale one seldom does).
    """
    if filing.rule_set is None:
        return
    regions = filing.profile_text("region")
    lone = regions.iloc[0] if len(set(regions)) == 1 else None
    filed = list_filed(filing)
    for _, own in filed.groupby(["site", "series", "source", "amount"], sort=True):
        region = regions.get(own["site"].iloc[0]) or lone
        if region is None:
            continue
        expected = filing.rule_set.grid_factor(region, filing.year)
        amount, text = float(own["amount"].iloc[0]), str(own["text"].iloc[0])
        if expected is not None and is_same(amount, text, expected.value):
            continue
        match = identify_factor(filing, amount, text, str(region), expected)
        severity = judge_match(match, amount, expected, near)
        if not filing.rule_set.binding:
            if match.reading in FREE:
                continue
            severity = "review"
        yield make_evidence(filing, own, match, expected, severity)


def list_filed(filing: Filing) -> pd.DataFrame:
    """Give the factors filed for bought grid power in the report year; zeros are not grid factors."""
    known = filing.parameters
    keep = (known["parameter"] == "emission_factor") & (known["base_unit"] == "tCO2/MWh")
    keep &= known["source"].isin(GRID) & (known["amount"] > 0)
    keep &= known["start"].isna() | (filing.years_of(known["start"]) == filing.year)
    lines = filing.series
    clean = (
        (lines["attribute"] == "non_fossil") | lines["flow"].isin(NOT_BOUGHT) | ~lines["source"].isin(GRID)
    )
    exempt = set(zip(lines.loc[clean, "site"], lines.loc[clean, "series"], strict=True))
    known = known[keep]
    own = [key not in exempt for key in zip(known["site"], known["series"], strict=True)]
    return known.loc[known.index[own]]


def count_digits(text: str) -> int:
    """Count the significant digits of a figure as filed; 0 where the text is no plain decimal."""
    digits = text.strip().replace(".", "", 1).lstrip("0")
    return len(digits) if digits.isdigit() else 0


def is_same(value: float, text: str, published: float) -> bool:
    """Tell whether a filed factor is the published one, whole or rounded to at least three digits.

    One with more digits than were published is another figure, be it within the rounding.
    """
    digits = count_digits(text)
    if abs(value - published) < SAME:
        return digits <= max(count_digits(f"{published:.10g}"), 4) or abs(value - published) < NOISE
    if not LEAST_DIGITS <= digits <= 4:
        return False
    return abs(float(f"{published:.{digits}g}") - value) < 1e-6 * value


def identify_factor(filing: Filing, value: float, text: str, region: str, expected: Factor | None) -> Match:
    """Find the published factor a filed one is, nearest kin first; else the one it was mistyped from."""
    published = filing.rule_set.published_grid_factors() if filing.rule_set is not None else ()
    data_year = expected.data_year if expected is not None else None

    def order(factor: Factor) -> tuple[object, ...]:
        own = factor.region == region and factor.family == "provincial_average"
        national = factor.family == "national_average"
        province = factor.family == "provincial_average"
        rank = 0 if own else 1 if national else 3 if province else 2
        return rank, factor.data_year != data_year, -(factor.data_year or 0), factor.region, factor.family

    ranked = sorted(published, key=order)
    found = next((each for each in ranked if is_same(value, text, each.value)), None)
    if found is not None:
        return Match(read_match(found, region, data_year), found)
    kin = ([expected] if expected is not None else []) + [each for each in ranked if order(each)[0] != 3]
    for times in (1000.0, 0.001):
        found = next((each for each in kin if is_same(value * times, text, each.value)), None)
        if found is not None:
            return Match("other_unit", found)
    close = [each for each in kin if order(each)[0] in {0, 1}]
    found = next((each for each in close if is_slip(value, each.value)), None)
    if found is not None:
        return Match("mistyped", found)
    return Match("unpublished", min(ranked, key=lambda each: abs(each.value - value), default=None))


def read_match(found: Factor, region: str, data_year: int | None) -> str:
    """Name how a published factor differs from the one that serves the report year."""
    if found.family == "provincial_average":
        return "other_year" if found.region == region else "other_region"
    if found.family == "national_average":
        if region == "CN":
            return "other_year"
        return "national" if found.data_year == data_year or data_year is None else "national_other_year"
    return "other_family"


def is_slip(value: float, published: float) -> bool:
    """Tell whether a figure is a keystroke, a decimal place or an order of digits off a published one.

    The same digits with the wrong one doubled count too: 0.5633 stood in a verified report for 0.5366.
    """
    filed, meant = (f"{each:.4f}".lstrip("0").replace(".", "") for each in (value, published))
    if f"{value:.10g}".lstrip("0").replace(".", "").lstrip("0") == meant.lstrip("0"):
        return True
    if len(filed) == len(meant):
        return set(filed) == set(meant) or sum(a != b for a, b in zip(filed, meant, strict=True)) == 1
    longer, shorter = (filed, meant) if len(filed) > len(meant) else (meant, filed)
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def judge_match(match: Match, value: float, expected: Factor | None, near: float) -> Severity:
    """Say how grave it is: what a source might allow, or hardly moves the tonnes, is for a person to see."""
    if expected is None or match.reading == "national":
        return "review"
    off = abs(value - expected.value) / expected.value
    if match.reading == "mistyped" and abs(value - expected.value) >= SAME:
        return "warning"  # no table holds it: nothing but a slip of the fingers explains it
    if off <= (near if match.reading == "unpublished" else TRIVIAL):
        return "review"
    return "warning"


def make_evidence(
    filing: Filing, own: pd.DataFrame, match: Match, expected: Factor | None, severity: Severity
) -> Evidence:
    """Blame the factor's cells; at stake are the tonnes it gives beyond the expected one."""
    record = own.iloc[0]
    used = list_users(filing, record)
    value = float(record["amount"])
    at_stake = None
    if expected is not None and len(used):
        tonnes = float(filing.emissions()["tco2e"].reindex(used.index).sum())
        at_stake = tonnes * (1 - expected.value / value)
    values: dict[str, Any] = {"factor": value, "reading": match.reading, "year": filing.name_year()}
    values["expected"] = expected.value if expected is not None else None
    if match.published is not None:
        near = match.published
        values |= {
            "published": near.value,
            "family": near.family,
            "region": near.region,
            "data_year": near.data_year,
        }
    context: tuple[tuple[Row, str], ...] = tuple((int(row), "activity") for row in used.index)
    return Evidence(
        tuple(int(row) for row in own.index), values, context, at_stake=at_stake, severity=severity
    )


def list_users(filing: Filing, record: pd.Series) -> pd.DataFrame:
    """Give the facts whose tonnes were computed with a filed factor."""
    facts, emissions = filing.facts, filing.emissions()
    own = (facts["site"] == record["site"]) & emissions["counted"]
    if record["series"] != NO_SERIES:
        own &= facts["series"] == record["series"]
    else:
        own &= facts["source"].isin(GRID)
    per_mwh = emissions["factor"].abs() * 1000
    return facts[own & ((per_mwh - record["amount"]).abs() <= 1e-6 * record["amount"])]
