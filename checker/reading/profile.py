"""The facility profile settled: region codes, report year, site names, answers given by the user."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from checker.cells import CellRef
from checker.errors import UsageError
from checker.findings import Candidate
from checker.reading.collect import NAN, Collector
from checker.reading.numbers import read_figure
from checker.reading.periods import find_year, parse_period_text
from checker.reading.text import fold

ANSWERS = (
    "region", "year", "site", "company", "sector", "rule_set", "pv_kwp", "pv_ownership", "transformer_kva", "floor_area",
    "credit_code", "employees", "day_order", "year_named_by", "year_starts", "decimal_mark",
)  # fmt: skip
"""What --set and [facility] may answer."""
OF_READING = {
    "day_order": ("day", "month"),
    "decimal_mark": ("point", "comma"),
    "year_named_by": ("start", "end"),
    "year_starts": tuple(map(str, range(1, 13))),
}
"""What of it says how to read the workbook and is no item of the profile, with what may be said."""
NUMBERS = ("pv_kwp", "transformer_kva", "floor_area", "employees")
COUNTRY_LANGUAGES = ("en", "zh", "hi", "es", "de", "fr", "pt")
NO_COUNTRIES = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))
"""Unions, and places that stand for none, among the territories of the CLDR."""
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}\Z")
"""A state or county by its ISO 3166-2 code: IN-MH, US-TX, GB-LND."""


@lru_cache(maxsize=1)
def load_regions() -> tuple[tuple[str, str], ...]:
    """Load regions.toml as (name, code), provinces before countries."""
    data = tomllib.loads(files("checker.reading").joinpath("regions.toml").read_text("utf-8"))
    return tuple((fold(name), code) for code, names in data.items() for name in names)


@lru_cache(maxsize=1)
def _list_codes() -> frozenset[str]:
    return frozenset(code for _, code in load_regions())


def find_region(text: str) -> str | None:
    """Find the region that a text names, as an ISO 3166-2 code; None where it names none."""
    stripped = text.strip().upper()
    if stripped in _list_codes():
        return stripped
    folded = fold(text)
    return next(
        (code for name, code in load_regions() if name in folded and _stands_alone(name, folded)), None
    )


@lru_cache(maxsize=1)
def _compile_regions() -> re.Pattern[str]:
    """Compile the names of all regions into one pattern, the longest first."""
    names = sorted((name for name, _ in load_regions()), key=len, reverse=True)
    latin, others = (
        "|".join(re.escape(name) for name in names if name.isascii() is kind) for kind in (True, False)
    )
    return re.compile(f"(?<![a-z])(?:{latin})(?![a-z])|{others}")


@lru_cache(maxsize=5_000)
def find_only_region(text: str) -> str | None:
    """Find the one region that a text names; None where it names none, or two (上海某集团合肥分公司)."""
    codes = dict(load_regions())
    found = {codes[name] for name in _compile_regions().findall(fold(text))}
    if any(code.startswith("CN-") for code in found):
        found.discard("CN")
    return found.pop() if len(found) == 1 else None


def settle_region(text: str) -> str | None:
    """Settle the region that a profile or an answer states: as `find_region`, else the name or code of any country alone."""
    known = find_region(text)
    if known is not None:
        return known
    stripped = text.strip()
    if _SUBDIVISION.match(stripped.upper()):
        stripped = stripped[:2]  # outside China no state has factors of its own here
    code = _list_countries().get(fold(stripped))
    return None if code == "CN" else code


@lru_cache(maxsize=1)
def _list_countries() -> dict[str, str]:
    """List countries by folded name, in the languages of the CLDR that filers write, and by ISO 3166-1 code."""
    from babel import Locale

    countries: dict[str, str] = {}
    for language in COUNTRY_LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:
                countries |= {fold(name): code, fold(code): code}
    return countries


def _stands_alone(name: str, folded: str) -> bool:
    """Tell a name in Latin letters from the middle of a longer word; other scripts part no words."""
    return not name.isascii() or re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", folded) is not None


def find_stated_year(text: str, number: float | None) -> int | None:
    """Find the year that a profile cell states: 2024, "2024年度", "1 Jan 2024 - 31 Dec 2024"."""
    if number is not None and 1990 <= number <= 2060:
        return int(number)
    period = parse_period_text(text)
    return period.year if period is not None and period.year else find_year(text)


def check_answers(answers: Mapping[str, str]) -> None:
    """Refuse, before anything is read, an answer that cannot be meant; raises UsageError."""
    from checker.accounting.rule_sets import list_rule_sets

    for item, answer in answers.items():
        known: Iterable[str] = ()
        wrong = ""
        if item not in ANSWERS:
            wrong, known = "answer_unknown", ANSWERS
        elif item in OF_READING and answer not in OF_READING[item]:
            wrong, known = "answer_choice", OF_READING[item]
        elif item in NUMBERS and read_figure(answer).number is None:
            wrong = "answer_number"
        elif item == "year" and find_stated_year(answer, read_figure(answer).number) is None:
            wrong = "answer_year"
        elif item == "region" and settle_region(answer) is None:
            wrong = "answer_region"
        elif item == "rule_set" and find_rule_set(answer) is None:
            wrong, known = "answer_rule_set", list_rule_sets()
        if wrong:
            raise UsageError("answer", item=item, answer=answer, wrong=wrong, known=", ".join(known))


def find_rule_set(text: str) -> str | None:
    """Find the rule set that a name, or the title of a guideline, stands for; None where it is unknown."""
    from checker.accounting.rule_sets import list_rule_sets

    folded = fold(text)
    # a standard's number is written GB/T 32150-2025 as a rule
    plain = re.sub(r"[\s/]", "", folded)
    for name in list_rule_sets():
        if fold(name) in folded or fold(name) in plain:
            return name
    # the 24 sector guidelines of 2013-2015 share this title; it names the rule set
    titles = ("温室气体排放核算方法与报告指南", "核算方法与报告指南", "ndrc guideline", "ndrc 2015")
    return "NDRC-2015" if any(title in folded for title in titles) else None


def list_stated_years(collector: Collector) -> dict[str, int]:
    """Give, by file, the report year that its own profile states first."""
    years: dict[str, int] = {}
    for record in collector.records["facility"]:
        if record["item"] == "year" and str(record["file"]) not in years:
            number = record["value"]
            whole = number if isinstance(number, float) and not math.isnan(number) else None
            year = find_stated_year(str(record["text"]), whole)
            if year is not None:
                years[str(record["file"])] = year
    return years


def settle_year(collector: Collector, answers: dict[str, str]) -> int | None:
    """Give the report year: as answered, else as the profile states; None where neither does."""
    if "year" in answers:
        return find_stated_year(answers["year"], read_figure(answers["year"]).number)
    return next(iter(list_stated_years(collector).values()), None)


def settle_profile(collector: Collector, answers: dict[str, str], sites: list[str]) -> None:
    """Bring the profile to codes, add the user's answers, and let a lone company's items stand for each site."""
    records = collector.records["facility"]
    for item, answer in answers.items():
        number = read_figure(answer).number
        if item in OF_READING:
            continue
        if item in NUMBERS and len(sites) > 1:
            message = (
                f"--set {item}={answer}: the filing has {len(sites)} sites; file it for each in the workbook"
            )
            raise UsageError(message)
        records[:] = [record for record in records if record["item"] != item]
        records += [_make_answer(collector, site, item, answer, number) for site in sites]
    regions = [
        record for record in records if record["item"] == "region" and settle_region(str(record["text"]))
    ]
    for record in regions:
        record["text"] = settle_region(str(record["text"]))
    if not regions:
        _infer_region(collector, sites)
    filed = {
        line
        for line, figure in zip(collector.facts.line, collector.facts.quantity, strict=True)
        if figure > 0
    }
    panels = any(line.source == "pv_electricity" and line.row in filed for line in collector.lines)
    if panels and not any(record["item"] == "pv_kwp" for record in records):
        collector.ask("pv_kwp", "pv_kwp", about="profile")
    records[:] = [copy for record in records for copy in _spread_over_sites(collector, record, sites)]


def _make_answer(
    collector: Collector, site: str, item: str, answer: str, number: float | None
) -> dict[str, object]:
    return {
        "row": collector.take_row(), "site": site, "item": item, "text": answer.strip(),
        "value": NAN if number is None else number, "state": "value", "file": "", "sheet": "", "at_row": -1,
        "at_col": -1, "block": -1,
    }  # fmt: skip


def _infer_region(collector: Collector, sites: list[str]) -> None:
    """Take the region from the address, else from the company's name, else from a title, and ask."""
    profile = collector.records["facility"]
    telling = [
        record for item in ("address", "company", "site") for record in profile if record["item"] == item
    ]
    known = next((each for each in telling if find_only_region(str(each["text"])) is not None), None)
    titled = {find_only_region(str(each["text"])) for each in collector.named_places}
    if known is None and len(titled) == 1:
        known = collector.named_places[0]
    if known is not None:
        text = str(known["text"])
        region = find_only_region(text) or ""
        profile.append({**known, "row": collector.take_row(), "item": "region", "text": region, "value": NAN})
        collector.ask(
            "region_inferred", "region", _place(known), read_as=region, candidates=(Candidate(region, "region"),),
            value=region, text=text,
        )  # fmt: skip
        return
    if sites:
        collector.ask("region", "region")


def _place(record: dict[str, object]) -> tuple[CellRef, ...]:
    """Give the cell of a record; none for one that stands in no cell."""
    row, column = int(str(record["at_row"])), int(str(record["at_col"]))
    return (CellRef(str(record["file"]), str(record["sheet"]), row, column),) if row >= 0 else ()


def _spread_over_sites(
    collector: Collector, record: dict[str, object], sites: list[str]
) -> list[dict[str, object]]:
    if record["site"] in sites or not sites:
        return [record]
    shared = record["item"] in ("region", "year", "sector", "rule_set", "company", "credit_code", "address")
    if not shared and len(sites) > 1:
        return [record]
    return [
        record | {"site": site} if n == 0 else record | {"site": site, "row": collector.take_row()}
        for n, site in enumerate(sites)
    ]
