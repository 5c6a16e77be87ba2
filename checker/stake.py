"""Tonnes at stake in all findings together: facts touched by several findings count once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing
    from checker.findings import Finding


def sum_stakes(filing: Filing, findings: Sequence[Finding]) -> float | None:
    """Give the signed tonnes of the union of the facts that findings touch; None where none says any.

    A finding's tonnes are spread over its facts by their emissions; of several findings on one
    fact the largest share counts.
    """
    shares: dict[int, float] = {}
    spoken = [finding for finding in findings if finding.at_stake_tco2e is not None]
    if not spoken:
        return None
    weights = filing.emissions()["tco2e"].abs().fillna(0.0)
    for finding in spoken:
        rows = find_facts(filing, finding.rows) or [-1 - n for n in finding.rows]
        known = weights.reindex(rows).fillna(0.0)
        total = float(known.sum())
        for row, weight in zip(rows, known, strict=True):
            share = (finding.at_stake_tco2e or 0.0) * (float(weight) / total if total else 1 / len(rows))
            if abs(share) > abs(shares.get(row, 0.0)):
                shares[row] = share
    return sum(shares.values())


def find_facts(filing: Filing, rows: Sequence[int]) -> list[int]:
    """Give the facts that rows of any table speak of: themselves, the covered, a line's, a source's."""
    facts = filing.facts
    found: list[int] = []
    for row in rows:
        if row in facts.index:
            found.append(row)
        elif row in filing.totals.index:
            found += filing.covers.loc[filing.covers["total"] == row, "fact"].tolist()
        elif row in filing.parameters.index:
            found += _find_parameter_facts(facts, _take(filing.parameters, row))
        elif row in filing.series.index:
            line = _take(filing.series, row)
            found += facts.index[
                (facts["series"] == line["series"]) & (facts["site"] == line["site"])
            ].tolist()
        elif row in filing.declared.index:
            found += _find_declared_facts(filing, _take(filing.declared, row))
    return list(dict.fromkeys(found))


def _take(table: pd.DataFrame, row: int) -> pd.Series:
    return table.iloc[table.index.get_loc(row)]  # type: ignore[return-value]  # row ids are unique


def _find_parameter_facts(facts: pd.DataFrame, parameter: pd.Series) -> list[int]:
    own = facts["site"] == parameter["site"]
    own &= (
        facts["series"] == parameter["series"]
        if parameter["series"] >= 0
        else facts["source"] == parameter["source"]
    )
    return list(facts.index[own])


def _find_declared_facts(filing: Filing, declared: pd.Series) -> list[int]:
    emissions, facts = filing.emissions(), filing.facts
    own = (facts["site"] == declared["site"]) & emissions["counted"].fillna(False).astype(bool)
    if declared["series"] >= 0:
        own &= facts["series"] == declared["series"]
    elif declared["level"] == "category":
        wanted = (
            ("electricity", "heat") if declared["category"] == "electricity_heat" else (declared["category"],)
        )
        own &= emissions["category"].isin(wanted)
    return list(facts.index[own])
