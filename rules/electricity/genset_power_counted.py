"""The power of the site's own generator stands as purchased, beside the diesel that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules.electricity._purchases import BOUGHT, list_purchases

if TYPE_CHECKING:
    from checker.findings import Plain, Row

GENSET = re.compile(
    r"\bgen-?sets?\b|\bdg sets?\b|\bdiesel[- ]generat\w+|\b(?:own|standby|emergency|backup) generator|柴油发电|自备发电|柴发|发电机"
    r"|डीज़ल जनरेटर|जनरेटर|डीजी सेट",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(?:excl\w*|without|not incl\w*|less|no)\b|不含|不包括|扣除|除外|另计|छोड़कर|शामिल नहीं", re.IGNORECASE
)
FUELS = ("diesel", "fuel_oil", "petrol", "natural_gas", "biodiesel")


@rule("ELE301", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def genset_power_counted(filing: Filing) -> Iterator[Evidence]:
    """Find purchases that name the site's own generator in their label, remark or data source.

    A warning where its fuel is filed as well and both are counted, else a review.
    """
    if filing.year is None:
        return
    facts = filing.facts
    burnt = facts[facts["source"].isin(FUELS) & (facts["amount"] > 0)]
    burnt = burnt[filing.years_of(burnt["start"]) == filing.year]
    counted, _ = list_purchases(filing, filing.year)
    for purchase in counted:
        fields = [
            field
            for field in ("label", "remark", "data_source")
            if GENSET.search(str(purchase.line[field])) and not DENIES.search(str(purchase.line[field]))
        ]
        if not fields or purchase.line["flow"] not in BOUGHT:
            continue
        fuel = burnt[burnt["site"] == purchase.site].index.tolist()
        context: list[tuple[Row, str]] = [((int(purchase.line["series"]), field), field) for field in fields]
        context += [(int(row), "partner") for row in fuel]
        values: dict[str, Plain | list[Plain]] = {
            "quantity": purchase.amount / purchase.scale, "unit": purchase.unit, "year": filing.name_year(),
            "text": str(purchase.line[fields[0]]),
        }  # fmt: skip
        yield Evidence(
            purchase.rows, values, tuple(context), purchase.tonnes, "warning" if fuel else "review"
        )
