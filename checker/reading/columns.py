"""What a column of a table is for, told from its header."""

from __future__ import annotations

import re
from typing import NamedTuple

from checker.reading.periods import Period
from checker.reading.terms import Meaning, understand

TEXT_ROLES = (
    "item", "flow", "attribute", "site", "account", "supplier", "data_source", "remark", "document",
    "reference", "finding", "by", "estimated", "origin", "product",
)  # fmt: skip
FIRST_ROLES = (
    "index", "unit", "data_source", "document", "reference", "finding", "account", "multiplier", "supplier",
    "start", "end", "month", "date", "origin", "estimated", "cost", "price", "mass", "attribute", "by",
)  # fmt: skip
"""Roles that are meant whatever else the header mentions; the others yield to a source or flow."""

DATE_KINDS = ("start", "end", "date", "month")
"""Columns that say when."""
NUMBER_KINDS = ("quantity", "month_value", "year_value", "total", "parameter", "declared", "flow_value",
                "item_value", "production", "cost", "mass", "previous", "cumulative", "multiplier")  # fmt: skip

BANDS = frozenset(("peak", "flat", "valley"))
"""Tariff bands: a header that names nothing else is over power."""
EMITTED = re.compile(r"emi(?:ss|tt?)|emisi|排放|उत्सर्जन", re.IGNORECASE)
POLLUTANT = re.compile(
    r"so2|so₂|硫|\bnox?\b|氮|烟尘|粉尘|颗粒|voc|挥发|\bcod\b|dust|particulate|\bpm ?\d|废|waste|sul(?:f|ph)ur|ch4|ch₄|n2o|n₂o|甲烷|氧化亚氮|methane"
    r"|nitr|hfc|pfc|sf6|sf₆|धूल|सल्फर",
    re.IGNORECASE,
)
"""Words by which tonnes emitted are those of dust, sulphur or another gas, and not of carbon dioxide."""
MONEY = ("money", "money_inr", "money_other")
SHORT = 4
"""Words of a header that may be a date's: "from" within a longer one is a preposition (ours)."""
CLEAR = 0.6
"""A header is a role only where terms account for this share of its text (ours)."""


_ID = re.compile(r"(?:^|[\s_])(?:id|ids|i\.d\.|uuid|code)\s*(?:\(.*\))?\Z|编码\Z", re.IGNORECASE)
_PLAIN_ID = re.compile(r"(?:^|[\s_])IDs?(?: number| no\.?)?\s*\Z")
"""That of something we have no word for ("ARB ID")."""


CORNER = re.compile(
    r"[(\[（【]\s*(?:(?:units?|计量单位|单位|इकाई|मात्रक)\s*[:：]|in\s)[^()（）]*(?:\([^()]*\))?[^()（）]*[)\]）】]|(?<=\S)\s+(?:计量单位|单位)\s*[:：]\s*\S+\s*\Z",
    re.IGNORECASE,
)
"""The unit of all figures of a table, said in the header of its labels: "Description (unit: kWh)"."""


_GRADE = re.compile(r"\bno\. ?\d", re.IGNORECASE)
"""The number of a grade of fuel oil."""


class Column(NamedTuple):
    """A column: its kind, what its header means, the period it stands for and the site a group header names, if any."""

    at: int
    kind: str
    meaning: Meaning
    header: str
    period: Period | None = None
    site: str = ""


def classify_header(at: int, header: str, meaning: Meaning, *, has_item: bool) -> Column:
    """Say what a column is for; `has_item` tells whether another column names the line."""

    def column(kind: str) -> Column:
        return Column(at, kind, meaning, header)

    if header.strip() == "年":
        return column("year")
    if meaning.length < CLEAR and not meaning.units:
        return column("reference" if _PLAIN_ID.search(header) else "unknown")
    if meaning.units and _heads_labels(header):
        return column("item")
    if meaning.units and meaning.units[0].quantity == "emissions" and not meaning.parameter:
        return column("declared")
    if meaning.roles[:1] == ("unit",) and meaning.parameter and not meaning.units:
        return column("unit")
    if "derived" in meaning.roles and not meaning.source and not meaning.parameter:
        return column("derived")
    if meaning.facility == "year" and not meaning.source:
        return column("year")
    if _ID.search(header) and not _names_lines(meaning):
        return column("reference")
    role = _find_first_role(header, meaning)
    return column(role or _classify_by_quantity(meaning) or _classify_by_terms(meaning, has_item=has_item))


def _names_lines(meaning: Meaning) -> bool:
    """Tell "Item code" and "Meter ID" from the number of a reading ("Meter consumption ID")."""
    return "item" in meaning.roles or ("account" in meaning.roles and not meaning.flow)


def _heads_labels(header: str) -> bool:
    """Tell the header of the labels that says the unit of the figures beside them."""
    bare = CORNER.sub("", header).strip()
    if bare == header.strip():
        return False
    said = understand(bare)
    return bool({"item", "remark", "site"} & set(said.roles)) and not (
        said.source or said.flow or said.parameter
    )


def _find_first_role(header: str, meaning: Meaning) -> str:
    """Find a role that is meant whatever else the header mentions; "" where there is none."""
    if meaning.parameter or meaning.category:
        return ""
    money = not meaning.units or meaning.units[0].quantity in MONEY
    for role in FIRST_ROLES:
        if role not in meaning.roles:
            continue
        if (role == "unit" and meaning.length < CLEAR) or (role == "cost" and not money):
            continue
        if role in ("start", "end") and (meaning.source or meaning.flow or len(meaning.text.split()) > SHORT):
            continue
        if role in ("account", "origin", "document") and (meaning.flow or (meaning.source and meaning.units)):
            continue  # "Electricity, meter 123 (kWh)"
        if role in ("month", "date", "start", "end") and "cumulative" in meaning.roles:
            continue  # "Cumulative to date"
        if role in ("unit", "index") and meaning.source and (meaning.units or _GRADE.search(header)):
            continue  # "Electricity, units (kWh)", "No. 6 fuel oil"
        return role
    return ""


def _classify_by_quantity(meaning: Meaning) -> str:
    """Say what a header's parameter, tonnes, money or other year make of its column; "" for none of them."""
    quantity = meaning.units[0].quantity if meaning.units else ""
    if meaning.parameter:
        return "parameter"
    if quantity == "emissions":
        return "declared"
    if meaning.category == "emissions" and (
        not quantity or (quantity == "mass" and _is_emitted(meaning.text))
    ):
        return "item" if "item" in meaning.roles else "declared"
    if quantity in MONEY and not meaning.production:
        return "cost"
    return next((role for role in ("previous", "cumulative") if role in meaning.roles), "")


def _is_emitted(header: str) -> bool:
    """Tell "CO2 emissions (kg)" from the kilograms of a table of factors, which names the gas alone, and from dust."""
    return EMITTED.search(header) is not None and POLLUTANT.search(header) is None


def _classify_by_terms(meaning: Meaning, *, has_item: bool) -> str:  # one guard a kind
    roles = meaning.roles
    if "total" in roles and not meaning.flow:
        return "total"
    if meaning.source and not has_item and not ("item" in roles and not meaning.units):
        return "item_value"
    if "item" in roles and not meaning.units:
        return "item"
    if meaning.flow:
        if "flow" in roles and not meaning.units:
            return "flow"
        return "flow_value"
    if "site" in roles and not meaning.units:
        return "site"
    if meaning.production:
        return "production"
    if "product" in roles:
        return "product"
    if "flow" in roles and not meaning.units:
        return "flow"
    if "quantity" in roles or meaning.source or meaning.units or BANDS & set(roles):
        return "quantity"
    if "remark" in roles:
        return "remark"
    return roles[0] if roles and roles[0] in TEXT_ROLES else "unknown"
