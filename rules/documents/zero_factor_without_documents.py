"""Power counts 0 t only where papers prove how it was obtained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from checker.api import NO_SERIES, Evidence, Filing, rule, take_column
from rules._columns import date_months, find_lines, is_any, read_line
from rules.documents._coverage import (
    is_bought,
    list_months,
    list_papers,
    list_sites_with_papers,
    spread_over_year,
)

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

    Line = dict[str, Any]

NON_FOSSIL = ("pv_electricity", "wind_electricity", "hydro_electricity", "nuclear_electricity")
OWN = ("own_use", "generated")
INSTEAD = {"settlement": "invoice"}
"""A paper that lets a person look instead of calling it missing: an invoice for green power may settle it (ours)."""


@rule("DOC101", severity="error", scope="site", needs=("facts.amount",), given=("rule_set", "region", "year"))
def zero_factor_without_documents(filing: Filing) -> Iterator[Evidence]:
    """Find power counted at 0 t that its papers do not cover all year.

    Bought: contract and settlement, also where the filing holds no paper at all. Own: a meter
    record every month, looked for only where papers were handed in.
    """
    if filing.rule_set is None or filing.year is None:
        return
    asked = filing.rule_set.zero_factor_documents
    for line, facts in list_bought(filing):
        missing, months = find_missing(filing, line, facts, asked.bought)
        if missing:
            yield blame_bought(filing, line, facts, missing, months)
    for line, facts in list_own(filing, filing.year):
        missing, months = find_missing(filing, line, facts, asked.own)
        if missing:
            yield make_evidence(filing, line, facts, missing, months, None, "warning")


def list_bought(filing: Filing) -> list[tuple[Line, pd.DataFrame]]:
    """Give the lines of bought power that enter the sum with a factor of 0, each with its facts."""
    zero = take_column(filing, "emissions", "counted") & (take_column(filing, "emissions", "factor") == 0)
    zero &= (take_column(filing, "facts", "amount") > 0) & (
        take_column(filing, "facts", "series") != NO_SERIES
    )
    if not zero.any():
        return []
    zero &= take_column(filing, "emissions", "category") == "electricity"
    zero &= is_any(take_column(filing, "facts", "flow"), ("purchased", "net_purchased", "consumed"))
    return _group_lines(filing, filing.facts[zero])


def list_own(filing: Filing, year: int) -> list[tuple[Line, pd.DataFrame]]:
    """Give the lines of own non-fossil power of sites whose papers were handed in.

    Papers that cells merely name do not show that any were handed in, nor does a list of bills
    that records of the meters are kept elsewhere.
    """
    handed_in = list_sites_with_papers(filing, but=("invoice",))
    if not handed_in:
        return []
    years = filing.yearly()
    years = years[years["site"].isin(handed_in) & (years["year"] == year) & (years["amount"] > 0)]
    years = years[years["source"].isin(NON_FOSSIL) & years["flow"].isin(OWN)]
    used = set(years.loc[years["flow"] == "own_use", "site"])
    # power generated and power used on site are two views of one figure
    years = years[(years["flow"] == "own_use") | ~years["site"].isin(used)]
    rows = [row for each in years["rows"] for row in each]
    facts = filing.facts.loc[rows]
    return _group_lines(filing, facts[facts["amount"] > 0])


def _group_lines(filing: Filing, facts: pd.DataFrame) -> list[tuple[Line, pd.DataFrame]]:
    if facts.empty:
        return []
    lines, grouped = find_lines(filing), []
    for key, own in facts.groupby(["site", "series"]):
        place = lines.get(cast("tuple[str, int]", key))
        if place is not None:
            grouped.append((read_line(filing, place), own))
    return grouped


def find_missing(
    filing: Filing, line: Line, facts: pd.DataFrame, kinds: tuple[str, ...]
) -> tuple[list[str], list[int]]:
    """Give the kinds of paper that do not cover all months with power, and the months that lack any of them."""
    year = filing.year or 0
    papers = list_papers(filing, line)
    if not is_bought(str(line["flow"])):
        named = filing.documents[
            (filing.documents["site"] == line["site"]) & (filing.documents["series"] != NO_SERIES)
        ]
        pv = named[named["text"].str.contains("光伏|太阳能|PV|solar|सौर", case=False, regex=True)]
        papers = papers if pv.empty else filing.documents.loc[papers.index.union(pv.index)]
    needed = list_months(facts, year, filing.first_month)
    lacking = {
        kind: needed - list_months(papers[papers["kind"] == kind], year, filing.first_month) for kind in kinds
    }
    missing = [kind for kind in kinds if lacking[kind]]
    return missing, sorted(set().union(*lacking.values()))


def blame_bought(
    filing: Filing, line: Line, facts: pd.DataFrame, missing: list[str], months: list[int]
) -> Evidence:
    """Say what the power would count without the papers; an invoice in place of a settlement is for a person."""
    papers = list_papers(filing, line)
    severity: Severity = "error"
    if all(kind in INSTEAD for kind in missing):
        instead = papers[papers["kind"].isin([INSTEAD[kind] for kind in missing])]
        if set(months) <= list_months(instead, filing.year or 0, filing.first_month):
            severity = "review"
    factor = find_grid_factor(filing, str(line["site"]))
    uncovered = spread_over_year(facts, filing.year or 0, filing.first_month)[:, months].any(axis=1)
    mwh = float(facts["amount"].to_numpy()[uncovered].sum()) / 1000
    at_stake = None if factor is None else -mwh * factor
    return make_evidence(filing, line, facts, missing, months, at_stake, severity)


def find_grid_factor(filing: Filing, site: str) -> float | None:
    """Give the grid factor (tCO2/MWh) that a site's power carries where nothing proves better."""
    regions = filing.profile_text("region")
    region = regions.get(site) or (regions.iloc[0] if len(set(regions)) == 1 else None)
    factor = None if filing.rule_set is None else filing.rule_set.grid_factor(region, filing.year)
    return None if factor is None else factor.value


def make_evidence(
    filing: Filing, line: Line, facts: pd.DataFrame, missing: list[str], months: list[int],
    at_stake: float | None, severity: Severity,
) -> Evidence:  # fmt: skip
    """Blame the zero where it was filed, else the amounts.

    Of own power nothing is at stake: it counts 0 t either way, only the proof is missing.
    """
    zeros = list_zero_cells(filing, line)
    rows: tuple[Row, ...] = tuple(zeros) if zeros else tuple(int(row) for row in facts.index)
    context: list[tuple[Row, str]] = []
    if zeros:
        context += [(int(row), "activity") for row in facts.index]
    papers = list_papers(filing, line)
    context += [(int(row), "document") for row in papers.index]
    unit, scale = str(facts["unit"].iloc[0]), float(facts["scale"].iloc[0])
    values: dict[str, Any] = {
        "label": str(line["label"]), "source": str(line["source"]), "flow": str(line["flow"]),
        "quantity": float(facts["amount"].sum()) / scale, "unit": unit, "year": filing.name_year(),
        "missing": list(missing), "months": [*date_months(sorted(filing.number_month(month) for month in months))],
    }  # fmt: skip
    return Evidence(rows, values, tuple(context), at_stake=at_stake, severity=severity)


def list_zero_cells(filing: Filing, line: Line) -> list[int]:
    """Give the cells in which a factor of 0 was filed for a line, or for all bought power of its source."""
    known = filing.parameters
    zero = (
        (known["parameter"] == "emission_factor") & (known["amount"] == 0) & (known["site"] == line["site"])
    )
    of_line = zero & (known["series"] == line["series"])
    if of_line.any():
        return [int(row) for row in known.index[of_line]]
    if not is_bought(str(line["flow"])):
        return []
    of_source = zero & (known["series"] == NO_SERIES) & (known["source"] == line["source"])
    return [int(row) for row in known.index[of_source]]
