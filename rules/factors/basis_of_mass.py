"""Carbon or heat of dry coal is multiplied by the mass of wet coal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import take_list
from rules.factors.parameter_outside_bounds import list_users

if TYPE_CHECKING:
    import pandas as pd

    from checker.findings import Row, Severity

OF_MASS = ("carbon_content_mass", "ncv")
DRIER = ("dry", "air_dried")
DRY_MASS = re.compile(r"干基|干煤|绝干|\bdry\b|शुष्क", re.IGNORECASE)
"""Words of a line whose mass is dry as well."""


@rule(
    "FAC202",
    severity="warning",
    scope="site",
    needs=("parameters.amount", "facts.amount"),
    given=("rule_set", "year"),
)
def basis_of_mass(filing: Filing) -> Iterator[Evidence]:
    """Find carbon contents and calorific values on a dry or air-dried basis of fuels whose mass is as received.

    A warning where the moisture is filed, by which the value is converted: (100 - Mar)/100 of a dry one,
    (100 - Mar)/(100 - Mad) of an air-dried one; else a review.
    """
    bases = take_list(filing, "parameters", "basis")
    if not set(bases) & set(DRIER):
        return
    known = filing.parameters
    known = known[
        known["amount"].notna() & (known["start"].isna() | (filing.years_of(known["start"]) == filing.year))
    ]
    for row, record in known[known["basis"].isin(DRIER) & known["parameter"].isin(OF_MASS)].iterrows():
        users = list_users(filing, record)
        users = users[users["base_unit"] == "kg"]
        others = pick_alike(known, record)
        wet = ((others["parameter"] == record["parameter"]) & (others["basis"] == "as_received")).any()
        if users.empty or wet or says_dry(filing, users):
            continue
        yield make_evidence(filing, int(str(row)), record, others, users)


def pick_alike(known: pd.DataFrame, record: pd.Series) -> pd.DataFrame:
    """Give the parameters of the same line, else of the same source."""
    same = (known["site"] == record["site"]) & (known["source"] == record["source"])
    if record["series"] != NO_SERIES:
        same &= known["series"].isin((record["series"], NO_SERIES))
    return known[same]


def says_dry(filing: Filing, users: pd.DataFrame) -> bool:
    """Tell whether the lines of the fuel say that their mass is dry."""
    lines = set(users["series"])
    names = ("series", "label", "remark", "unit")
    return any(
        series in lines and DRY_MASS.search(f"{label} {remark} {unit}") is not None
        for series, label, remark, unit in zip(
            *(take_list(filing, "series", name) for name in names), strict=True
        )
    )


def make_evidence(
    filing: Filing, row: int, record: pd.Series, others: pd.DataFrame, users: pd.DataFrame
) -> Evidence:
    """Blame the value; at stake are the tonnes that the water adds."""
    wet, air = (find_moisture(others, basis) for basis in (("as_received", ""), ("air_dried",)))
    times = None
    if wet is not None:
        dried = 0.0 if record["basis"] == "dry" else air
        times = None if dried is None else (1 - wet) / (1 - dried)
    value = float(record["value"])
    severity: Severity = "review" if times is None else "warning"
    values: dict[str, Any] = {
        "parameter": str(record["parameter"]), "filed": value, "unit": str(record["unit"]),
        "hints": [f"basis_{record['basis']}", "moisture_unknown" if times is None else "moisture_told"],
    }  # fmt: skip
    stake = None
    if times is not None:
        values["expected"] = float(f"{value * times:.6g}")
        stake = float(filing.emissions()["tco2e"].reindex(users.index).sum()) * (1 - times)
    context: list[tuple[Row, str]] = [(int(each), "activity") for each in users.index]
    context += [(int(each), "partner") for each in others.index[others["parameter"] == "moisture"]]
    return Evidence((row,), values, tuple(context), None if stake != stake else stake, severity)  # noqa: PLR0124  # NaN


def find_moisture(others: pd.DataFrame, bases: tuple[str, ...]) -> float | None:
    """Give the moisture on one of some bases as a fraction; None where none, or several, are filed."""
    own = others[(others["parameter"] == "moisture") & others["basis"].isin(bases)]["amount"]
    return float(own.iloc[0]) if len(own) == 1 and 0 < float(own.iloc[0]) < 1 else None
