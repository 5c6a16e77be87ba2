"""The template as a whole: which sheets, in which order."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.words.formats import Lang

if TYPE_CHECKING:
    from checker.accounting.rule_sets import RuleSet

ELECTRICITY = "electricity"
USUAL = (
    ELECTRICITY,
    "natural_gas",
    "bituminous_coal",
    "diesel",
    "petrol",
    "steam",
    "acetylene",
    "co2_shielding_gas",
)
"""What a manufacturer of machinery most often has (ours)."""
NOT_OFFERED = ("tar",)
"""Its Hindi name is part of other words, so the reader does not know it."""
MADE = dt.datetime(2025, 1, 1)
"""A label, not a clock: the same answers make the same bytes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before the workbook is filled; `sources` are codes, `region` an ISO 3166-2 code."""

    lang: Lang = "en"
    year: int | None = None
    region: str | None = None
    sector: str = ""
    sources: tuple[str, ...] = USUAL


def list_offered() -> list[str]:
    """List the codes of the sources that a template can have: electricity, then those the reader knows by name."""
    from checker.accounting.published import list_kinds
    from checker.reading.terms import load_terms

    asked = {source for source, kind in list_kinds().items() if kind in {"fuel", "heat", "process"}}
    return [ELECTRICITY, *(each for each in load_terms().kinds if each in asked and each not in NOT_OFFERED)]


def choose_defaults(region: str | None) -> RuleSet | None:
    """Give the rule set whose defaults are filled in: the region's, the first one where no region is said."""
    from checker.accounting.rule_sets import RULE_SETS, choose_rule_set

    return choose_rule_set(region) if region else RULE_SETS[0]


def make_template(plan: Plan) -> bytes:
    """Make the workbook of a plan and give its bytes."""
    import xlsxwriter

    from checker.template.facility import list_regions, name_region, write_facility, write_guide
    from checker.template.lines import list_fuel, list_heat, list_output, list_power, list_process
    from checker.template.look import make_look
    from checker.template.monthly import DESCRIBED, write_monthly
    from checker.template.tables import (
        is_process,
        list_factors,
        refer_lists,
        write_documents,
        write_emissions,
        write_factors,
        write_lists,
    )

    lang, rule_set = plan.lang, choose_defaults(plan.region)
    sources = tuple(source for source in plan.sources if source != ELECTRICITY)
    heat = [source for source in sources if kind_of_source(source) == "heat"]
    process = [source for source in sources if source not in heat and is_process(source)]
    fuels = [source for source in sources if source not in heat and source not in process]
    pages = {
        "electricity": [list_power(lang)],
        "fuels": [list_fuel(source, lang) for source in fuels],
        "heat": [list_heat(source, lang) for source in heat],
        "process": [list_process(source, lang) for source in process],
        "output": [list_output(lang)],
    }
    labels = [
        line.label
        for key, groups in pages.items()
        if key != "output"
        for group in groups
        for line in group.lines
    ]
    lists = [list_regions(lang), labels]
    regions, covers = refer_lists(lists, lang)
    answers = {
        "year": str(plan.year or ""), "sector": plan.sector, "rule_set": rule_set.name if rule_set else "",
        "region": name_region(plan.region, lang) if plan.region else "",
    }  # fmt: skip

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": MADE})
    look = make_look(book, lang)
    write_guide(book, look, lang)
    write_facility(book, look, answers, regions, lang)
    for key, groups in pages.items():
        if groups and key != "output":
            write_monthly(book, look, key, groups, lang)
    write_monthly(book, look, "output", pages["output"], lang, DESCRIBED)
    write_factors(
        book, look, list_factors((*fuels, *heat, *process), rule_set, plan.region, plan.year, lang), lang
    )
    write_documents(book, look, covers, plan.year, lang)
    write_emissions(book, look, lang)
    write_lists(book, lists, lang)
    book.close()
    return stream.getvalue()


def kind_of_source(source: str) -> str:
    """Give the kind of a source by which its units are chosen."""
    from checker.reading.terms import kind_of

    return kind_of(source)
