"""A report as a page: one file that needs nothing else, with the filer's own rows and a chart for each doubt."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker import __version__
from checker.reports.page import Section, build_section
from checker.words.formats import Lang, say

if TYPE_CHECKING:
    import jinja2

    from checker.findings import Report
    from checker.packs import Catalogue
    from checker.reports.sentences import Audience
    from checker.workbook import Workbook

Books: TypeAlias = "Mapping[str, Workbook]"
"""The workbooks of a filing by their names in the report."""

TEMPLATES = Path(__file__).parent / "templates"


class Overview(NamedTuple):
    """A filing in the table that stands before several of them."""

    key: str
    name: str
    outcome: str
    verdict: str
    counts: tuple[tuple[str, int], ...]
    declared: str
    at_stake: str


def render_html(
    filings: Iterable[tuple[Report, Books]], lang: Lang, audience: Audience, catalogue: Catalogue
) -> str:
    """Write reports as one HTML page without script or outside resource, ending in a newline.

    Beside each report stand the workbooks to quote rows from; one that is not there or whose
    SHA-256 differs is not quoted, and the page says so. Several filings follow a table of all.
    """
    environment = open_templates()
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    overview: list[Overview] = []
    bodies: list[str] = []
    template = environment.get_template("report.html.j2")
    # A section is written as soon as its report is there, so that no two filings' workbooks are held at once.
    sections = (
        build_section(report, books, f"f{number}", lang, audience, catalogue)
        for number, (report, books) in enumerate(filings, 1)
    )
    for section in sections:
        overview.append(_sum_up(section, lang))
        bodies.append(template.render(section=section, t=_speak(lang), lang=lang))
    several = len(bodies) > 1
    title = say("html.several", lang, count=len(bodies)) if several else overview[0].name if overview else ""
    page = environment.get_template("page.html.j2").render(
        lang=lang, title=title, style=style, style_hash=_hash(style), bodies=bodies, several=several,
        overview=overview, version=__version__, t=_speak(lang),
    )  # fmt: skip
    return page.rstrip() + "\n"


def open_templates() -> jinja2.Environment:
    """Give the templates; whatever they show is escaped, and a name they do not know is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def _speak(lang: Lang) -> Callable[..., str]:
    """Give `say` in one language, as templates call it."""

    def speak(key: str, **values: str | int) -> str:
        return say(key, lang, **values)

    return speak


def _sum_up(section: Section, lang: Lang) -> Overview:
    totals = dict(section.view.totals) if section.view.outcome != "unreadable" else {}
    return Overview(
        key=section.key, name=section.view.name, outcome=section.view.outcome, verdict=section.view.verdict,
        counts=tuple((each.rank, each.open) for each in section.counts if each.open),
        declared=totals.get(say("line.declared", lang), ""), at_stake=totals.get(say("line.at_stake", lang), ""),
    )  # fmt: skip


def _hash(style: str) -> str:
    """Give the hash by which a content security policy lets this one style sheet pass."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
