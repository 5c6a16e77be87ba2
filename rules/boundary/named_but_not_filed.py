"""The facility sheet says that something is there, and no row files what it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules.boundary._told import list_told

if TYPE_CHECKING:
    from checker.findings import Plain, Row

YES = re.compile(r"\s*(?:yes|y|true|是|有|हाँ|हां)\s*\Z", re.IGNORECASE)


class Use(NamedTuple):
    """What an installation uses: sources, the flows that tell it (none: any), words of a label that do."""

    sources: tuple[str, ...]
    flows: tuple[str, ...] = ()
    words: str = r"\Z."


GAS = ("natural_gas", "lpg", "propane", "lng", "other_coal_gas", "coke_oven_gas", "biogas", "biomass")
USES = {
    "canteen": Use(GAS, words=r"canteen|kitchen|cook|食堂|餐厅|炊|भोजनालय|कैंटीन|रसोई"),
    "welding_gas": Use(("co2_shielding_gas", "acetylene", "lpg", "propane"), words=r"weld|焊|切割|वेल्डिंग"),
    "genset": Use(("diesel", "genset_electricity", "fuel_oil", "petrol", "natural_gas", "lpg", "biodiesel")),
    "vehicles": Use(
        ("diesel", "petrol", "lpg", "lng", "cng", "natural_gas", "biodiesel"),
        words=r"vehicle|forklift|truck|fleet|charg|车|वाहन|फोर्कलिफ्ट|चार्जिंग",
    ),
    "steam_bought": Use(("steam", "heat", "hot_water")),
    "let_out": Use(
        ("electricity", "grid_electricity"),
        ("sold", "exported", "transferred", "net_purchased"),
        r"tenant|let out|sub-?let|rent|租|किराये",
    ),
}
"""Dormitories and charging points hang on the main meter as a rule, so no row of their own is missed (ours)."""


@rule("BOU101", severity="review", scope="filing", needs=("facts.amount",), given=("year",), gives_way=True)
def named_but_not_filed(filing: Filing) -> Iterator[Evidence]:
    """Ask where the fuel, gas, heat or sold-on power of an installation is that the facility sheet names.

    A figure answers, also a 0 or a mark of not applicable; last year's do not.
    """
    told: set[tuple[str, str]] | None = None
    for item, use in USES.items():
        answers = filing.profile_text(item)
        for site, text in answers.items():
            if not YES.match(str(text)):
                continue
            told = list_told(filing, "series") if told is None else told
            if is_told(filing, str(site), use, told):
                continue
            row = int(filing.profile_rows(item).to_dict()[site])
            values: dict[str, Plain | list[Plain]] = {
                "year": filing.name_year(),
                "hints": [f"has_{item}"],
                "other": [*use.sources[:3]],
            }
            yield Evidence((row,), values, list_empty(filing, str(site), use))


def is_told(filing: Filing, site: str, use: Use, told: set[tuple[str, str]]) -> bool:
    """Tell whether a line with figures holds the use; of several sites, a line of the whole filing may."""
    return any((own, series) in told for own, series, _ in list_lines(filing, use) if own in {site, ""})


def list_lines(filing: Filing, use: Use) -> Iterator[tuple[str, str, int]]:
    """Give site, line and row of the lines that could hold a use."""
    names = ("site", "series", "source", "flow", "label", "remark")
    columns = zip(*(take_list(filing, "series", name) for name in names), filing.series.index, strict=True)
    words = re.compile(use.words, re.IGNORECASE)
    for site, series, source, flow, label, remark, row in columns:
        own = source in use.sources and (not use.flows or flow in use.flows)
        if own or words.search(f"{label} {remark}"):
            yield str(site), str(series), int(row)


def list_empty(filing: Filing, site: str, use: Use) -> tuple[tuple[Row, str], ...]:
    """Give the empty lines that could hold a use."""
    return tuple(((row, "label"), "partner") for own, _, row in list_lines(filing, use) if own == site)
