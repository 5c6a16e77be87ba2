"""Cells of a purchase that name PV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.findings import Row
    from rules.electricity._purchases import Purchase

NAMES_PV = re.compile(
    r"光伏|太阳能|逆变器|(?<![a-z])pv(?![a-z])(?!\s*[-/#]\s*\d|\s*no\b)|photovolt|\bsolar\b|\binverters?\b|सौर|सोलर|पीवी",
    re.IGNORECASE,
)
_PV = r"(?:光伏|太阳能|solar|photovolt\w*|(?<![a-z])pv(?![a-z])|सौर|सोलर|पीवी)"
DENIES_PV = re.compile(
    rf"(?:不含|不包括|不包含|未含|扣除|扣减|剔除|减去|除去|除了|除|并非|非|没有|未安装|未装|无)[^，。；,;]{{0,6}}{_PV}"
    rf"|{_PV}[^，。；,;]{{0,12}}(?:另列|另计|另行|另表|单列|单独|除外|已扣|未计入|不计入|不含|未包含|不在内|见)"
    rf"|\b(?:excl\w*|without|no|not|net of|less|minus|except|other than|besides|apart from)\W+(?:\w+\W+){{0,3}}?{_PV}"
    rf"|{_PV}[^.;]{{0,40}}?\b(?:separate\w*|excluded|deducted|not included|subtracted|none|elsewhere|own row|below)\b"
    rf"|{_PV}[^।;]{{0,30}}?(?:अलग|शामिल नहीं|छोड़कर|के बिना|नहीं|घटाकर)",
    re.IGNORECASE,
)
"""Remarks that name PV only to say that it is not in the row."""


def names_pv(text: str) -> bool:
    """Tell whether a text names PV, other than to say that it is not included."""
    return NAMES_PV.search(text) is not None and NAMES_PV.search(DENIES_PV.sub(" ", text)) is not None


def find_remark(purchase: Purchase, restated: list[Purchase]) -> tuple[Row, str] | None:
    """Give the cell and its role in which a purchase, or another row that states the same kWh, names PV."""
    same = [each for each in restated if abs(each.amount - purchase.amount) <= 0.01 * purchase.amount]
    for each in (purchase, *same):
        for field, role in (("remark", "remark"), ("data_source", "data_source"), ("label", "label")):
            if names_pv(str(each.line[field])):
                return (int(each.line["series"]), field), role
    return None
