"""Write docs/rules/: a page for every rule in three languages, and their index, from the rules and their words.

Run: python docs/make_rule_pages.py
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.commands.rules import list_rules
from checker.packs import Catalogue, load_catalogue
from checker.testing import load_cases
from checker.words.formats import LANGS, say
from checker.words.text import pick_words, words_of

if TYPE_CHECKING:
    from checker.rule import Rule
    from checker.testing import Case

FOLDER = Path(__file__).parent / "rules"
RATES = Path(__file__).parents[1] / "benchmarks" / "quiet_rates.toml"
NAMES = {"en": "English", "zh": "中文", "hi": "हिन्दी"}
MOST_ROWS, MOST_COLUMNS = 14, 9
"""So much of a case's sheet is shown; the rest stands in the rule's .toml."""


def main() -> None:
    """Write the pages that are not as their rules say, and remove those of rules that have gone."""
    pages = make_pages(load_catalogue())
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages.items():
        if read_page(name) != text:
            (FOLDER / name).write_text(text, encoding="utf-8")
            print(f"docs/rules/{name}")
    for path in FOLDER.glob("*.md"):
        if path.name not in pages:
            path.unlink()


def read_page(name: str) -> str:
    """Give a page as it stands, "" where there is none."""
    path = FOLDER / name
    return path.read_text("utf-8") if path.is_file() else ""


def make_pages(catalogue: Catalogue) -> dict[str, str]:
    """Give every page by its file name."""
    rates = tomllib.loads(RATES.read_text("utf-8")) if RATES.is_file() else {}
    pages = {
        f"{rule.code}.md": "\n".join(write_rule(rule, catalogue, rates)) + "\n" for rule in catalogue.rules
    }
    return {"README.md": "\n".join(write_index(catalogue)) + "\n", **pages}


def write_index(catalogue: Catalogue) -> Iterator[str]:
    """Give the lines of the index: every code with its severity and its name in three languages."""
    listed = {lang: list_rules(catalogue, lang) for lang in LANGS}
    yield from (
        "# Rules",
        "",
        "Made from the rules themselves by `make docs`. Codes of the family `reading` belong to the",
        "reader and have no page.",
        "",
    )
    yield "| code | severity | family | " + " | ".join(NAMES[lang] for lang in LANGS) + " |"
    yield "|---|---|---|" + "---|" * len(LANGS)
    own = {rule.code for rule in catalogue.rules}
    for each in zip(*listed.values(), strict=True):
        first = each[0]
        code = f"[{first['code']}]({first['code']}.md)" if first["code"] in own else first["code"]
        titles = " | ".join(clean(one["title"]) for one in each)
        yield f"| {code} | {first['severity']} | {first['family']} | {titles} |"


def write_rule(rule: Rule, catalogue: Catalogue, rates: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of one rule's page."""
    words = words_of(rule.code, catalogue)
    yield from (f"# {rule.code}: {pick_words(words, 'title', 'en')}", "")
    yield (
        f"Severity at most {rule.severity} · looks at one {rule.scope} at a time" + describe_wants(rule) + "."
    )
    yield from ("", describe_rate(rule.code, rates), "")
    for lang in LANGS:
        yield from (f"## {NAMES[lang]}", "", f"**{pick_words(words, 'title', lang)}**", "")
        for part in ("message", "advice", "why"):
            text = pick_words(words, part, lang)
            if text:
                yield from (f"*{say(f'explain.{part}', lang)}*", "", text.strip(), "")
    yield from (f"## {say('explain.source', 'en')}", "", pick_words(words, "source", "en"), "")
    if rule.options:
        yield from (f"## {say('explain.options', 'en')}", "")
        yield from (f"- `{name} = {default!r}`" for name, default in rule.options.items())
        yield ""
    yield from (f"## {say('explain.cases', 'en')}", "")
    cases = load_cases(rule.words)
    for case in cases:
        yield f"- {case.name}: " + (
            f"fires at {', '.join(case.fires)}" if case.fires else describe_silence(case)
        )
    shown = next((case for case in cases if case.fires), None)
    if shown is not None:
        yield from show_case(shown)


def describe_wants(rule: Rule) -> str:
    """Say what a rule must be given, as half a sentence."""
    return f" · needs {', '.join(rule.given).replace('_', ' ')}" if rule.given else ""


def describe_silence(case: Case) -> str:
    """Say why a case is silent."""
    return f"not checked ({case.skipped})" if case.skipped else "silent"


def describe_rate(code: str, rates: Mapping[str, Any]) -> str:
    """Say how often a rule spoke on sound data."""
    if not rates:
        return "Its rate on sound data has not been measured."
    grave, light = (rates.get(kind, {}).get(code, 0.0) for kind in ("warning_and_above", "review_and_below"))
    return (
        f"On {rates['workbooks']} workbooks laid out from real, sound series it spoke {grave:.3f} times a workbook at warning"
        f" or above, and {light:.3f} times below (`benchmarks/quiet.py`)."
    )


def show_case(case: Case) -> Iterator[str]:
    """Give the sheet of a case on which the rule fires, as it would be typed."""
    for cell in case.fires[:1]:
        name = cell.partition("!")[0].rpartition("]")[2].strip("'")
        if name not in case.sheets:
            return
        rows = case.sheets[name][:MOST_ROWS]
        width = min(max(len(row) for row in rows), MOST_COLUMNS)
        yield from ("", f"The first of them, sheet “{name}”:", "")
        yield "| | " + " | ".join("ABCDEFGHI"[:width]) + " |"
        yield "|---|" + "---|" * width
        for number, row in enumerate(rows, start=1):
            cells = [*row, *[""] * width][:width]
            yield (
                f"| {number} | "
                + " | ".join(clean(str(cell if cell is not None else "")) for cell in cells)
                + " |"
            )


def clean(text: str) -> str:
    """Keep a text in its cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


if __name__ == "__main__":
    main()
