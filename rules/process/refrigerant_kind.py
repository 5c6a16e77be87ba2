"""A refrigerant that cannot be weighed: a blend without its composition, a gas without a name, refills under rules that count none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, read_line, take_list
from rules.process.process_gas_as_filed import CHARGE

if TYPE_CHECKING:
    from checker.findings import Row

BLEND = re.compile(
    r"(?<![A-Z0-9])(?:R|F|HFC|freon|suva|forane|genetron|klea|solkane|氟利昂)[\s-]?((?:4|5)\d{2}[A-Z]?)(?![0-9])",
    re.IGNORECASE,
)
"""Blends are numbered 400 to 599: ANSI/ASHRAE Standard 34."""
SINGLE = re.compile(
    r"(?<![A-Z0-9])(?:R|F|HFC|HCFC|HFO|CFC|freon|suva|forane|genetron|klea|solkane)[\s-]?\d{2,4}[a-z]{0,2}(?![0-9])"
    r"|氟利昂[\s-]?(?:R|F)?-?\d{2,3}|四氟乙烷|二氟甲烷|五氟乙烷|三氟甲烷|二氟乙烷|三氟乙烷|七氟丙烷|四氟丙烯"
    r"|一氯二氟甲烷|二氟一氯甲烷|二氯二氟甲烷|二氟二氯甲烷|tetrafluoroethane|difluoromethane|pentafluoroethane",
    re.IGNORECASE,
)
"""Single gases by number (ANSI/ASHRAE Standard 34), under makers' names, and by their chemical names."""
SPLIT = re.compile(r"\d\s*%|/\s*R?-?\d{2,3}|GWP|组分|组成|拆分|composition|split|संघटन", re.IGNORECASE)
"""Words that tell a composition, or a warming potential that was taken."""
CONDITIONERS = re.compile(
    r"air[- ]?condition|\bA/?C\b|\bHVAC\b|chillers?|空调|冷水机组|एयर ?कंडीशन|वातानुकूल", re.IGNORECASE
)
PRODUCTION_ALONE = ("NDRC-2015",)
"""Rule sets that count refrigerants where equipment is made: NDRC guideline for machinery and equipment manufacturing."""


@rule("PRO102", severity="review", scope="site", needs=("facts.amount",), given=("year",))
def refrigerant_kind(filing: Filing) -> Iterator[Evidence]:
    """Ask about lines of refrigerant whose own words tell a blend, no gas at all, or a refill that does not count."""
    names = ("site", "series", "source", "flow", "year", "amount", "rows")
    lines = find_lines(filing)
    keys = zip(
        *(take_list(filing, "parameters", name) for name in ("site", "series", "parameter")), strict=True
    )
    weighed = {(site, series) for site, series, parameter in keys if parameter in {"emission_factor", "gwp"}}
    for site, series, source, flow, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if source != "refrigerant" or year != filing.year or not amount > 0 or (site, series) not in lines:
            continue
        line = read_line(filing, lines[site, series])
        hint = name_doubt(filing, line, flow, known=(site, series) in weighed)
        if hint:
            scale = float(filing.facts["scale"].loc[rows[0]])
            values: dict[str, Any] = {
                "quantity": amount / scale, "unit": str(filing.facts["unit"].loc[rows[0]]), "year": filing.name_year(),
                "hints": [hint],
            }  # fmt: skip
            place = int(filing.series.index[lines[site, series]])
            context: tuple[tuple[Row, str], ...] = (
                ((place, "label"), "label"),
                ((place, "remark"), "remark"),
            )
            yield Evidence(tuple(rows), values, context)


def name_doubt(filing: Filing, line: dict[str, Any], flow: str, *, known: bool) -> str:
    """Name what keeps a line of refrigerant from being weighed; "" where nothing does."""
    said = " ".join(str(line[name]) for name in ("label", "remark", "data_source"))
    if CHARGE.search(said):
        return ""  # PRO101 tells it
    set_name = "" if filing.rule_set is None else filing.rule_set.name
    if (
        set_name in PRODUCTION_ALONE
        and CONDITIONERS.search(said)
        and flow in {"refilled", "consumed", "lost"}
    ):
        return "refill_of_conditioners"
    if known:
        return ""
    if BLEND.search(said):
        return "" if SPLIT.search(said) else "blend_unsplit"
    return "" if SINGLE.search(said) else "refrigerant_unnamed"
