"""The power of the site's own generator stands as purchased, beside the diesel that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, number_years, rule, take_column
from rules._columns import is_any
from rules.electricity._purchases import BOUGHT, list_purchases

if TYPE_CHECKING:
    from checker.findings import Plain, Row

GENSET = re.compile(
    r"\bgen-?sets?\b|\bdg sets?\b|\bdiesel[- ]generat\w+|\b(?:own|standby|emergency|backup) generator|柴油发电|自备发电|柴发|发电机"
    r"|डीज़ल जनरेटर|जनरेटर|डीजी सेट",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(?:excl\w*|except|without|not|less|unused|idle|decommissioned|out of (?:use|service))\b|n['’]t\b|\bno\b(?!\s*[.:#-]?\s*\d)"
    r"|不|未|无|没有|扣除|除外|除|另计|停用|停运|छोड़कर|नहीं|अलावा|बंद",
    re.IGNORECASE,
)
"""Words by which a label names a generator to say that its power is not in the row."""
_MAKER = r"workshop|shop|assembl\w+|factory|manufactur\w+|mak(?:er|ing)|production|testing|test (?:bay|bed|bench|stand)|winding"
MAKES = re.compile(
    rf"(?:gen-?sets?|dg sets?|generat\w+)\s+(?:\w+\s+)?(?:{_MAKER}|pre-?heat\w*|heaters?|rooms?(?!\W+(?:output|generat)))\b"
    r"|\b(?:assembl\w+|manufactur\w+|making|production|testing|winding)\s+(?:of\s+)?(?:\w+\s+)?(?:gen-?sets?|dg sets?|generators?)\b"
    r"|(?:发电机组?|柴发)[^，。；,;（）()]{0,4}?(?:装配|车间|厂(?![房区])|制造|生产|组装|试验|测试|总装|公司|房(?!.*发电量)|照明|预热)"
    r"|(?:装配|制造|生产|组装)[^，。；,;（）()]{0,3}发电机"
    r"|(?:जनरेटर|डीजी सेट)\s*(?:\S+\s+)?(?:कार्यशाला|कारखाना|निर्माण|असेंबली|परीक्षण|कक्ष)",
    re.IGNORECASE,
)
"""A workshop that makes generators, or the room of one, draws power from the grid."""
FUELS = ("diesel", "fuel_oil", "petrol", "natural_gas", "biodiesel")


@rule("ELE301", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def genset_power_counted(filing: Filing) -> Iterator[Evidence]:
    """Find purchases that name the site's own generator in their label: a remark speaks of much that is not in the row.

    A warning where its fuel is filed as well and both are counted, else a review.
    """
    if filing.year is None:
        return
    counted, _ = list_purchases(filing, filing.year)
    for purchase in counted:
        label = str(purchase.line["label"])
        if not names_genset(label) or purchase.line["flow"] not in BOUGHT:
            continue
        fuel = list_burnt(filing, purchase.site)
        context: list[tuple[Row, str]] = [((int(purchase.line["series"]), "label"), "label")]
        context += [(int(row), "partner") for row in fuel]
        values: dict[str, Plain | list[Plain]] = {
            "quantity": purchase.amount / purchase.scale, "unit": purchase.unit, "year": filing.name_year(),
            "text": label,
        }  # fmt: skip
        yield Evidence(
            purchase.rows, values, tuple(context), purchase.tonnes, "warning" if fuel else "review"
        )


def list_burnt(filing: Filing, site: str) -> list[int]:
    """List the facts of the report year that state fuels a generator may burn at a site."""
    import numpy as np

    sources, sites, amount = (take_column(filing, "facts", name) for name in ("source", "site", "amount"))
    burnt = is_any(sources, FUELS) & (amount > 0) & (sites == site)
    burnt &= number_years(filing, "facts") == filing.year
    return [int(row) for row in filing.facts.index.to_numpy()[np.flatnonzero(burnt)]]


def names_genset(label: str) -> bool:
    """Tell whether a label names the site's own generator, other than to deny it or to name who makes generators."""
    return all((GENSET.search(label) is not None, DENIES.search(label) is None, MAKES.search(label) is None))
