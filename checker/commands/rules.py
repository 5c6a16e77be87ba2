"""checker rules: every rule with its severity, its family and what it is called."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Literal

import click

from checker.commands.common import lang_option, put_out, tell_errors

if TYPE_CHECKING:
    from checker.packs import Catalogue
    from checker.rule import Rule
    from checker.words.formats import Lang

BUILT_IN_FAMILY = "reading"
"""The family of the codes that belong to the checker itself."""

COLUMNS = ("code", "severity", "family", "title")

_EPILOG = """\b
Examples:
  checker rules
  checker rules --lang zh --format csv"""


@click.command(epilog=_EPILOG)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)
@lang_option
def rules(format_: Literal["text", "json", "csv"], lang: Lang) -> None:
    """List all rules: code, severity, family, title."""
    with tell_errors(lang):
        from checker.packs import load_catalogue

        listed = list_rules(load_catalogue(), lang)
        write = {"text": write_columns, "json": write_objects, "csv": write_csv}[format_]
        put_out(write(listed))


def list_rules(catalogue: Catalogue, lang: Lang) -> list[dict[str, str]]:
    """List the rules of a catalogue, and the checker's own codes, by code, as dicts of the four columns."""
    from checker.words.text import render

    own = [
        {
            "code": code,
            "severity": severity,
            "family": BUILT_IN_FAMILY,
            "title": render(code, "title", {}, lang, catalogue),
        }
        for code, severity in catalogue.built_in.items()
    ]
    rules = [
        {
            "code": each.code,
            "severity": each.severity,
            "family": name_family(each),
            "title": render(each.code, "title", {}, lang, catalogue),
        }
        for each in catalogue.rules
    ]
    return sorted([*rules, *own], key=lambda each: each["code"])


def name_family(rule: Rule) -> str:
    """Name the folder in which a rule stands."""
    return rule.look.__module__.split(".")[-2]


def write_columns(listed: list[dict[str, str]]) -> str:
    """Write the rules as aligned columns."""
    from checker.reports.wrap import measure, pad

    widths = {key: max((measure(each[key]) for each in listed), default=0) for key in COLUMNS[:-1]}
    lines = [
        "  ".join([*(pad(each[key], widths[key]) for key in COLUMNS[:-1]), each["title"]]).rstrip()
        for each in listed
    ]
    return "".join(f"{line}\n" for line in lines)


def write_objects(listed: list[dict[str, str]]) -> str:
    """Write the rules as a JSON array."""
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def write_csv(listed: list[dict[str, str]]) -> str:
    """Write the rules as CSV with a header."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return stream.getvalue()
