"""A process gas filed as something else: kilograms as tonnes, a charge as a leak, a mixture as pure CO2, cylinders as kg, a share by volume."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import find_lines, read_line, take_list

if TYPE_CHECKING:
    from checker.findings import Plain, Row, Severity

MOST = {"sf6": 1000.0, "refrigerant": 3000.0, "co2_shielding_gas": 300_000.0, "acetylene": 100_000.0}
"""Ours: kg a year that a maker of machines or switchgear does not lose or use; a maker of the gas itself may."""
LEAKS = ("sf6", "refrigerant")
CHARGE = re.compile(
    r"nameplate|(?:total|full|initial|rated|original)\s+charge|charge(?:d)?\s+(?:capacity|amount)|holding|installed amount"
    r"|额定充|铭牌|总充注|初始充|首次充|设备充装|存量|保有量|नेमप्लेट|कुल भराव|भराव क्षमता",
    re.IGNORECASE,
)
MIXED = re.compile(
    r"argon|氩|\bar\s*[/+-]|混合气|mixed gas|gas mix|mixture|\bmag\b|आर्गन|मिश्रित", re.IGNORECASE
)
SHARE_TOLD = re.compile(
    r"pure|only the co2|co2 (?:share|part)|%|折纯|纯\s*co2|仅计|已折算|按.{0,6}比例|केवल co2|शुद्ध",
    re.IGNORECASE,
)
CYLINDERS = re.compile(r"cylinder|bottle|瓶|सिलेंडर", re.IGNORECASE)
BOTTLED = ("lpg", "propane")
"""Fuels that come by the cylinder; how much of them a plant burns has no limit here."""
BY_VOLUME = re.compile(
    r"(\d+(?:\.\d+)?)\s*%[^%]{0,12}?(?:vol|体积|आयतन)|(?:vol\w*|体积(?:比|分数|百分比)?|आयतन)[^%\d]{0,8}(\d+(?:\.\d+)?)\s*%",
    re.IGNORECASE,
)
"""A share by volume in the words of a line."""
CO2_MASS, ARGON_MASS = 44.01, 39.948
"""g/mol of CO2 and of argon: IUPAC standard atomic weights."""
FEW = 400.0
"""Ours: whole figures below this may be numbers of cylinders; gas by weight seldom is so round and so little."""


@rule("PRO101", severity="warning", scope="site", needs=("facts.amount",), given=("year",), gives_way=True)
def process_gas_as_filed(filing: Filing) -> Iterator[Evidence]:
    """Find lines of process gas whose size or whose own words say that something else was filed.

    A year's amount that only tonnes for kilograms explain is a warning; what words say is a review.
    """
    names = ("site", "series", "source", "year", "amount", "rows")
    lines = find_lines(filing)
    purity = zip(
        *(take_list(filing, "parameters", name) for name in ("site", "series", "parameter")), strict=True
    )
    known = {
        (site, series) for site, series, parameter in purity if parameter in {"purity", "emission_factor"}
    }
    for site, series, source, year, amount, rows in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if (
            source not in (*MOST, *BOTTLED)
            or year != filing.year
            or not amount > 0
            or (site, series) not in lines
        ):
            continue
        line = read_line(filing, lines[site, series])
        hint = name_doubt(filing, line, amount, rows, known=(site, series) in known)
        if hint:
            yield make_evidence(filing, line, amount, rows, hint)


def name_doubt(
    filing: Filing, line: dict[str, Any], amount: float, rows: tuple[int, ...], *, known: bool
) -> str:
    """Name what seems to have been filed instead; "" where nothing speaks for it."""
    facts = filing.facts
    source, said = (
        str(line["source"]),
        " ".join(str(line[name]) for name in ("label", "remark", "data_source")),
    )
    if str(facts["base_unit"].loc[rows[0]]) != "kg":
        return ""
    if amount > MOST.get(source, math.inf):
        return "kilograms_as_tonnes" if float(facts["scale"].loc[rows[0]]) >= 1000.0 else "above_usual_gas"
    if source in LEAKS and CHARGE.search(said):
        return "charge_as_leak"
    if source == "co2_shielding_gas" and MIXED.search(said) and not known and not SHARE_TOLD.search(said):
        return "mixture_as_co2"
    if source == "co2_shielding_gas" and MIXED.search(said) and BY_VOLUME.search(said):
        return "share_by_volume"
    figures = facts["quantity"].loc[list(rows)].dropna().tolist()
    if CYLINDERS.search(said) and figures and all(each < FEW and each == int(each) for each in figures):
        return "cylinders_as_kg"
    return ""


def make_evidence(
    filing: Filing, line: dict[str, Any], amount: float, rows: tuple[int, ...], hint: str
) -> Evidence:
    """Blame the line's figures; at stake are the tonnes beyond a thousandth where kg stand as t."""
    facts, factor = filing.facts, float(filing.emissions()["factor"].loc[rows[0]])
    filled = tuple(row for row in rows if facts["amount"].loc[row] > 0)
    scale = float(facts["scale"].loc[rows[0]])
    values: dict[str, Plain | list[Plain]] = {
        "quantity": amount / scale, "unit": str(facts["unit"].loc[rows[0]]), "year": filing.name_year(), "hints": [hint],
    }  # fmt: skip
    found = BY_VOLUME.search(f"{line['label']} {line['remark']} {line['data_source']}")
    if hint == "share_by_volume" and found is not None:
        share = float(found[1] or found[2]) / 100
        values |= {"share": share, "expected": amount / scale * share_by_mass(share) / share}
    severity: Severity = "warning" if hint == "kilograms_as_tonnes" else "review"
    at_stake = None if math.isnan(factor) or hint != "kilograms_as_tonnes" else amount * factor * 0.999
    fields = ("remark", "data_source") if hint not in {"kilograms_as_tonnes", "above_usual_gas"} else ()
    context: tuple[tuple[Row, str], ...] = tuple(
        ((int(filing.series.index[find_lines(filing)[line["site"], line["series"]]]), name), name)
        for name in fields
        if line[name]
    )
    return Evidence(filled, values, context, at_stake=at_stake, severity=severity)


def share_by_mass(volume: float) -> float:
    """Give the share by mass of CO2 in a mixture with argon, from that by volume (ideal gases)."""
    return volume * CO2_MASS / (volume * CO2_MASS + (1 - volume) * ARGON_MASS)
