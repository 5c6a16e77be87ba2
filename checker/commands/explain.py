"""checker explain CODE: what a rule says, why, on what it rests, and the cases that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from checker.commands.common import lang_option, put_out, tell_errors
from checker.errors import UsageError
from checker.findings import SEVERITIES

if TYPE_CHECKING:
    from checker.packs import Catalogue
    from checker.words.formats import Lang

MOST_CELLS = 4
"""How many cells of a case are named."""

_EPILOG = """\b
Examples:
  checker explain ELE103
  checker explain pv-filed-as-grid --lang zh"""


@click.command(epilog=_EPILOG)
@click.argument("code", metavar="CODE")
@lang_option
def explain(code: str, lang: Lang) -> None:
    """Say what a code means, why it matters, and on what it rests.

    CODE is a rule's code, a code of the checker itself, or the name of a misfiling; the id of a
    finding will do.
    """
    with tell_errors(lang):
        from checker.packs import load_catalogue

        catalogue = load_catalogue()
        known = find_code(code, catalogue)
        put_out("".join(f"{line}\n" for line in explain_code(known, lang, catalogue)))


def find_code(asked: str, catalogue: Catalogue) -> str:
    """Give the code or slug that is meant; raises UsageError with near matches where none is."""
    from checker.errors import list_near

    codes = [*(each.code for each in catalogue.rules), *catalogue.built_in]
    slugs = [each.slug for each in catalogue.misfilings]
    for form in (asked.strip().upper(), asked.strip().upper().partition("-")[0], asked.strip().lower()):
        if form in codes or form in slugs:
            return form
    near = list_near(asked.upper(), codes) or list_near(asked.lower(), slugs)
    raise UsageError("no_code" if near else "no_code_at_all", code=asked, near=near)


def explain_code(code: str, lang: Lang, catalogue: Catalogue) -> Iterator[str]:
    """Give the lines that explain a code."""
    from checker.reports.wrap import wrap
    from checker.rule import Rule
    from checker.words.formats import say
    from checker.words.text import pick_words, words_of

    words = words_of(code, catalogue)
    yield from wrap(f"{code}  {pick_words(words, 'title', lang)}")
    found = catalogue.find(code)
    severity = found.severity if isinstance(found, Rule) else catalogue.built_in.get(code)
    if severity in SEVERITIES:
        yield f"{say(f'severity.{severity}', lang)} ({severity})"
    for key in ("message", "advice", "why", "source"):
        text = pick_words(words, key, lang)
        if text:
            yield from ("", f"{say(f'explain.{key}', lang)}")
            for paragraph in text.split("\n\n"):
                yield from wrap(paragraph, first="  ", rest="  ")
    if isinstance(found, Rule) and found.options:
        yield from ("", say("explain.options", lang))
        yield from (f"  {name} = {default!r}" for name, default in found.options.items())
    cases = [each for each in words.get("case", []) if isinstance(each, Mapping)]
    if cases:
        yield from ("", say("explain.cases", lang))
        for case in cases:
            yield from wrap(explain_case(case, lang), first="  - ", rest="    ")


def explain_case(case: Mapping[str, Any], lang: Lang) -> str:
    """Say what a case is and whether the rule speaks in it, or what the misfiling proposes."""
    from checker.words.formats import say

    told, silent = "fires", "silent"
    if "corrections" in case:
        told, silent = "proposes", "proposes_nothing"
    cells = list_cells(case.get("corrections" if "corrections" in case else "fires") or [])
    verdict = say(f"explain.{told}", lang, cells=cells) if cells else say(f"explain.{silent}", lang)
    return f"{case.get('name', '')}{say('line.colon', lang)}{verdict}"


def list_cells(cells: object) -> str:
    """Join the cells of a case, the first few of many."""
    named = (
        [cells] if isinstance(cells, str) else list(map(str, cells)) if isinstance(cells, Iterable) else []
    )
    return ", ".join([*named[:MOST_CELLS], *(["…"] if len(named) > MOST_CELLS else [])])
