"""Gas by the working cubic metre, as the meter turned, is counted as standard cubic metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules.units._gas import list_gas

if TYPE_CHECKING:
    from checker.findings import Row, Severity

KELVIN = 273.15
NORMAL_KPA = 101.325
"""The pressure at which a cubic metre is a standard one."""
WORKING = re.compile(
    r"工况|工作状态|操作状态|\bworking (?:volume|cubic|m3|m³|conditions?)|\bactual (?:volume|cubic|m3|m³)|\bam3\b|\bacm\b"
    r"|\b(?:line|operating|metering) conditions?\b|\buncorrected\b|कार्य(?:कारी|शील)? (?:आयतन|दशा)|असंशोधित",
    re.IGNORECASE,
)
CONVERTED = re.compile(
    r"折算|换算|已折|补偿|标况|标准状态|corrected|converted|compensated|standard conditions|normal conditions"
    r"|परिवर्तित|संशोधित|मानक",
    re.IGNORECASE,
)
"""Words that tell that the figures are standard volumes all the same."""
NOT_CONVERTED = re.compile(
    r"(?:未|没有|没|无|不)(?:经|作|做|进行|曾|予|是|含)?(?:温压|温度压力|压力温度)?(?:折|换算|补偿|修正|标况|标准状态)[^，。；,;]*"
    r"|(?:需|须|待|应)(?:要|经|再|进行)?(?:折|换算|补偿)[^，。；,;]*"
    r"|\b(?:not|never|without|no(?!\s*[.:#]?\s*\d)|to be|before|prior to)\W+(?:\w+\W+){0,4}?(?:convert|conversion|correct|compensat|standard|normal)[^.,;]*"
    r"|\b(?:un|non-?)(?:converted|corrected|compensated)[^.,;]*|असंशोधित|अपरिवर्तित|(?:परिवर्तित|संशोधित)\s+नहीं",
    re.IGNORECASE,
)
"""Words beside them by which the figures are none."""
_RANGE = r"(?:\d\s*(?:MPa|kPa|bar|°\s*C|℃)?\s*(?:[-–—−~～至到/±]|to\b|\band\b)\s*)"
PRESSURE = re.compile(r"(\d+(?:\.\d+)?)\s*(MPa|kPa|bar)", re.IGNORECASE)
KPA = {"mpa": 1000.0, "kpa": 1.0, "bar": 100.0}
ABSOLUTE = re.compile(r"绝对|绝压|\babs|\(a\)|निरपेक्ष", re.IGNORECASE)
TEMPERATURE = re.compile(r"((?<!\d)-?\d+(?:\.\d+)?)\s*(?:°\s*C|℃)", re.IGNORECASE)
RANGES = re.compile(_RANGE + r"-?\d+(?:\.\d+)?\s*(?:MPa|kPa|bar|°\s*C|℃)", re.IGNORECASE)
"""A range, or two readings: no one state converts the year."""


@rule("UNT203", severity="warning", scope="site", needs=("facts.amount",), given=("year",))
def working_volume(filing: Filing) -> Iterator[Evidence]:
    """Find lines of gas that name working conditions in their own words and are counted as standard cubic metres.

    A warning where the words give the pressure, by which the volume is converted; else a review.
    """
    for gas in list_gas(filing):
        found = find_working(gas.said)
        if found is None:
            continue
        times = read_compression(gas.said)
        if times is not None and gas.is_converted(times):
            continue
        values: dict[str, Any] = {
            "quantity": gas.amount / gas.scale, "text": found, "year": filing.name_year(),
            "hints": ["pressure_unknown" if times is None else "pressure_told"],
        }  # fmt: skip
        severity: Severity = "review" if times is None else "warning"
        stake = None
        if times is not None:
            values |= {"expected": gas.amount * times / gas.scale, "ratio": float(f"{1 / times:.10g}")}
            worth = gas.amount * (1 - times) * gas.factor
            stake = None if worth != worth else worth  # noqa: PLR0124  # NaN differs from itself
        context: tuple[tuple[Row, str], ...] = tuple(((gas.line, name), name) for name in ("unit", "remark"))
        yield Evidence(gas.rows, values, context, stake, severity)


def find_working(said: str) -> str | None:
    """Give the words by which a line says that its cubic metres are working ones; None where it says none, or converted."""
    found = WORKING.search(said)
    return None if found is None or CONVERTED.search(NOT_CONVERTED.sub(" ", said)) else found[0]


def read_compression(said: str) -> float | None:
    """Give the standard cubic metres in one working cubic metre, by the pressure that a text names; None without one.

    A pressure is a gauge's unless the text says absolute; a temperature counts where it is named (ideal
    gas). A range of either, or two of them, converts nothing.
    """
    pressures = {float(each) * KPA[unit.lower()] for each, unit in PRESSURE.findall(said)}
    warm = {float(each) for each in TEMPERATURE.findall(said)}
    if len(pressures) != 1 or len(warm) > 1 or RANGES.search(said):
        return None
    kpa = pressures.pop() + (0.0 if ABSOLUTE.search(said) else NORMAL_KPA)
    return kpa / NORMAL_KPA * (KELVIN / (KELVIN + warm.pop()) if warm else 1.0)
