"""Write docs/misfilings.md: every known way of misfiling, and the cases of rules that show how it is caught.

Run: python docs/make_misfilings.py
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from checker.packs import Catalogue, load_catalogue
from checker.testing import Case, load_cases

PAGE = Path(__file__).with_name("misfilings.md")
KNOWN = Path(__file__).with_name("misfilings.toml")


class Known(NamedTuple):
    """A known way of misfiling: its group, its id, its names, and why no workbook tells it, if so."""

    group: str
    name: str
    en: str
    zh: str
    why_not: str


def main() -> None:
    """Write the page."""
    PAGE.write_text(make_page(load_catalogue()), encoding="utf-8")
    print("docs/misfilings.md")


def list_known() -> list[Known]:
    """List the known misfilings in their order."""
    groups = tomllib.loads(KNOWN.read_text("utf-8"))
    return [
        Known(group, name, each["en"], each["zh"], each.get("why_not", ""))
        for group, entries in groups.items()
        for name, each in entries.items()
    ]


def find_cases(catalogue: Catalogue) -> Mapping[str, list[Case]]:
    """Give the firing cases of every rule by the misfilings they show."""
    shown: defaultdict[str, list[Case]] = defaultdict(list)
    for rule in catalogue.rules:
        for case in load_cases(rule.words):
            for name in case.misfiling if case.fires else ():
                shown[name].append(case)
    return shown


def make_page(catalogue: Catalogue) -> str:
    """Give the text of the page."""
    return "\n".join(write_lines(list_known(), find_cases(catalogue), catalogue)) + "\n"


def write_lines(known: list[Known], shown: Mapping[str, list[Case]], catalogue: Catalogue) -> Iterator[str]:
    """Give the lines: a table a group, a row a misfiling."""
    undone = {each.taxonomy: each.slug for each in catalogue.misfilings if each.taxonomy}
    caught = sum(1 for each in known if shown.get(each.name))
    untold = sum(1 for each in known if each.why_not)
    yield from ("# Misfilings and the rules that catch them", "")
    yield "Made by `make docs` from the cases beside the rules; the names stand in `docs/misfilings.toml`."
    yield f"Of {len(known)} known ways of misfiling {caught} have a case that fires; {untold} no workbook can tell."
    group = ""
    for each in known:
        if each.group != group:
            group = each.group
            yield from ("", f"## {group.replace('_', ', ').capitalize()}", "")
            yield from (
                "| id | misfiling | 误填 | caught by | shown by | correction proposed |",
                "|---|---|---|---|---|---|",
            )
        cases = shown.get(each.name, [])
        codes = ", ".join(f"[{code}](rules/{code}.md)" for code in sorted({case.code for case in cases}))
        caught_by = codes or ("cannot be told" if each.why_not else "not yet")
        shown_by = cases[0].name if cases else each.why_not
        yield f"| {each.name} | {each.en} | {each.zh} | {caught_by} | {shown_by} | {undone.get(each.name, '')} |"


if __name__ == "__main__":
    main()
