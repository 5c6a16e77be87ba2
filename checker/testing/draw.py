"""Features of a generated workbook, each drawn by a die of its own, so that fixing one leaves the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

OPTIONS: dict[str, tuple[Any, ...]] = {
    "locale": ("uk", "us", "in", "zh", "zh", "zh", "hi"),
    "layout": ("across", "across", "down", "down", "list", "annual", "bills", "stocks", "month_sheets"),
    "theme": ("mixed", "mixed", "mixed", "power", "fuel"),
    "sites": (1, 1, 1, 2, 3),
    "site_at": ("column", "sheets", "blocks"),
    "parts": ("one", "one", "one", "blocks", "source_sheets"),
    "years": (1, 1, 1, 2),
    "years_at": ("blocks", "sheets", "column", "side"),
    "first_month": (1, 1, 1, 4, 7),
    "months": (
        "names",
        "names",
        "short",
        "year_names",
        "iso",
        "dates",
        "serials",
        "numbers",
        "padded",
        "prefixed",
    ),
    "year_at": ("title", "title", "profile", "sheet"),
    "unit_at": ("own", "own", "own", "label", "row", "title", "corner", "format", "glued"),
    "numbers": ("plain", "plain", "plain", "text", "grouped", "indian", "fullwidth", "decimal_comma"),
    "total_along": (True, False),
    "total_over": (True, False),
    "formulas": (True, False),
    "parts_of_year": ("none", "none", "none", "quarters", "halves"),
    "pairs": ("none", "none", "none", "cumulative", "cost"),
    "levels": (1, 1, 2),
    "flow_column": (False, False, True),
    "index": (False, True),
    "remark": (False, True),
    "evidence": (False, False, True),
    "merges": (False, True),
    "title": (True, True, True, False),
    "profile": (False, False, True),
    "head_note": (False, False, True),
    "footer": (False, True),
    "indent": (0, 0, 0, 1),
    "blank_rows": (0, 1, 2),
    "gaps": ("none", "none", "blanks", "absent", "tail"),
    "zeros": (False, False, True),
    "water": (False, False, False, True),
    "production": (False, False, False, True),
    "spare_sheet": (False, False, True),
    "bill_ends": ("inclusive", "exclusive"),
    "bill_dates": ("dates", "iso", "one_cell"),
    "bill_day": (1, 1, 15, 21),
    "stocks_at": ("down", "across", "annual"),
    "group_by": ("month", "item"),
}
"""What each switch may be; a value named twice is drawn twice as often (shares are ours)."""


@dataclass(frozen=True)
class Switches:
    """The features of one workbook; the defaults are the plainest workbook there is.

    locale is uk, us, in (English in Britain, America, India), zh or hi. `unit_at` "own" is the
    layout's own place: a column in tables with months across, the header in those with months down.
    """

    locale: str = "uk"
    layout: str = "across"
    theme: str = "mixed"
    sites: int = 1
    site_at: str = "column"
    parts: str = "one"
    years: int = 1
    years_at: str = "blocks"
    first_month: int = 1
    months: str = "names"
    year_at: str = "title"
    unit_at: str = "own"
    numbers: str = "plain"
    total_along: bool = False
    total_over: bool = False
    formulas: bool = False
    parts_of_year: str = "none"
    pairs: str = "none"
    levels: int = 1
    flow_column: bool = False
    index: bool = False
    remark: bool = False
    evidence: bool = False
    merges: bool = False
    title: bool = True
    profile: bool = False
    head_note: bool = False
    footer: bool = False
    indent: int = 0
    blank_rows: int = 0
    gaps: str = "none"
    zeros: bool = False
    water: bool = False
    production: bool = False
    spare_sheet: bool = False
    bill_ends: str = "inclusive"
    bill_dates: str = "dates"
    bill_day: int = 1
    stocks_at: str = "down"
    group_by: str = "month"


PLAIN = Switches()


def dice(*key: object) -> Random:
    """Give a die for a purpose: the same key rolls the same on every machine."""
    return Random("/".join(str(part) for part in key))  # noqa: S311  # a workbook is no secret


def draw_switches(seed: int, only: Mapping[str, Any] | None = None) -> Switches:
    """Draw the switches of a seed, those of `only` fixed, and settle what cannot stand together.

    Raises TypeError for a switch that there is not.
    """
    drawn = {name: dice(seed, name).choice(options) for name, options in OPTIONS.items()}
    return settle(Switches(**(drawn | dict(only or {}))))


def settle(switches: Switches) -> Switches:
    """Put right what no careful filer would combine, so that every workbook can be read by a person."""
    s = switches
    if s.locale == "zh":
        s = replace(s, first_month=1)
    if s.layout not in ("across", "down"):
        s = replace(s, parts="one", parts_of_year="none", levels=1)
        s = replace(s, pairs="none" if s.layout != "month_sheets" or s.pairs == "cost" else s.pairs)
    s = _settle_years(s)
    s = _settle_months(s)
    s = _settle_sites(s)
    s = _settle_numbers(s)
    return _settle_titles(s)


def _settle_years(s: Switches) -> Switches:
    if s.layout in ("bills", "month_sheets", "stocks"):
        s = replace(s, years=1)
    if s.layout in ("annual", "bills"):
        s = replace(s, first_month=1)
    if s.layout == "stocks" and s.stocks_at == "annual" and s.first_month == 7:
        s = replace(
            s, first_month=4
        )  # without months nothing tells a year from July: only the usual one can be meant
    if s.years == 1:
        return replace(s, years_at="blocks")
    if s.layout == "annual" and s.years_at == "column":
        s = replace(s, years_at="side")
    if s.layout == "list":
        s = replace(s, years_at="column")
    if s.years_at == "side" and s.layout == "down":
        s = replace(s, years_at="column")
    if s.years_at == "column" and s.layout == "across":
        s = replace(s, years_at="side")
    if s.years_at == "side" and s.layout == "across":
        s = replace(s, pairs="none", levels=1, total_along=False, parts_of_year="none")
    return (
        replace(s, first_month=1, parts="one")
        if s.years_at in ("column", "side")
        else replace(s, parts="one")
    )


def _settle_months(s: Switches) -> Switches:
    if s.months == "prefixed" and (s.locale in ("zh", "hi") or s.layout != "across"):
        s = replace(s, months="names")
    if s.months in ("serials", "numbers", "dates", "iso", "padded") and s.layout == "month_sheets":
        s = replace(s, months="names")
    if s.months == "numbers" and s.layout == "across" and (s.pairs != "none" or s.years_at == "side"):
        s = replace(s, months="names")  # a number needs "Month" above it
    if s.years_at == "side" and s.layout == "across":
        s = replace(s, months="names" if says_year(s) else s.months)
    if s.years_at == "column" and s.layout == "down" and says_year(s):
        s = replace(s, years_at="blocks") if s.parts == "one" else s
    if s.months == "numbers" and s.layout == "stocks" and s.stocks_at == "across":
        s = replace(s, months="names")
    if s.layout == "list" and s.years == 2 and not says_year(s):
        s = replace(s, months="year_names")
    if s.layout == "list" and s.first_month != 1 and not says_year(s):
        s = replace(s, months="year_names")
    return s


def says_year(s: Switches) -> bool:
    """Tell whether the months themselves state their year."""
    return s.months in ("year_names", "iso", "dates", "serials")


def _settle_sites(s: Switches) -> Switches:
    if s.sites == 1:
        return replace(s, site_at="column")
    if s.layout == "month_sheets" or (s.layout in ("bills", "list") and s.site_at == "blocks"):
        s = replace(s, site_at="column")
    if s.site_at != "column" or s.layout == "down":
        s = replace(s, parts="one")
    if s.layout == "stocks" and s.site_at == "column":
        s = replace(s, site_at="sheets")
    if s.site_at != "column" and s.years == 2:
        s = replace(s, years=1, years_at="blocks")
    if s.layout == "down" and s.site_at == "column" and s.years == 2:
        s = replace(s, years=1, years_at="blocks")
    return s


def _settle_numbers(s: Switches) -> Switches:
    if s.numbers == "indian" and s.locale not in ("in", "hi"):
        s = replace(s, numbers="grouped")
    if s.numbers == "fullwidth" and s.locale != "zh":
        s = replace(s, numbers="text")
    if s.numbers == "decimal_comma" and s.locale != "uk":
        s = replace(s, numbers="plain")
    if s.unit_at == "format" and s.numbers != "plain":
        s = replace(s, unit_at="own")
    if s.unit_at == "glued" and s.numbers in ("fullwidth", "decimal_comma"):
        s = replace(s, unit_at="own")
    if s.unit_at == "corner" and s.layout in ("down", "list", "bills"):
        s = replace(s, unit_at="title")
    if s.unit_at == "row" and s.layout not in ("down", "stocks"):
        s = replace(s, unit_at="own")
    if s.unit_at == "label" and (s.layout in ("down", "stocks", "bills", "list")):
        s = replace(s, unit_at="own")
    if s.parts_of_year != "none" and s.pairs != "none":
        s = replace(s, parts_of_year="none")
    if s.pairs == "cumulative":
        s = replace(
            s,
            total_along=False if s.layout == "across" else s.total_along,
            gaps="none" if s.gaps != "tail" else "tail",
        )
    return s


def _settle_titles(s: Switches) -> Switches:
    if s.parts == "source_sheets" and s.theme == "fuel":
        s = replace(s, parts="one")
    if not s.profile and s.year_at == "profile":
        s = replace(s, profile=True)
    if s.layout == "stocks" and s.stocks_at == "down":
        s = replace(s, title=True)  # it names the fuel
    if s.year_at == "title":
        s = replace(s, title=True)
    if s.unit_at == "title":
        s = replace(s, title=True)
    if s.year_at == "sheet" and (
        s.site_at == "sheets" or s.parts == "source_sheets" or s.layout == "month_sheets"
    ):
        s = replace(s, year_at="title", title=True)
    return s


def list_switches(switches: Switches) -> dict[str, Any]:
    """List the switches that differ from the plainest workbook's."""
    return {
        field.name: getattr(switches, field.name)
        for field in fields(Switches)
        if getattr(switches, field.name) != getattr(PLAIN, field.name)
    }
