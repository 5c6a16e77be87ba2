"""checker compare: what changed between versions of a filing, and what it is worth."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from checker.commands.common import (
    complain,
    give,
    lang_option,
    refuse_ending,
    refuse_overwriting,
    tell_errors,
)
from checker.commands.options import read_answers
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.compare.compared import Comparison
    from checker.findings import Severity
    from checker.words.formats import Lang

COULD_NOT_CHECK = 3

_FILE = click.Path(path_type=Path)
FORMATS: Mapping[str, Literal["text", "json", "csv"]] = {".csv": "csv", ".json": "json"}
"""The format that the ending of the name after -o asks for."""

_EPILOG = """\b
Examples:
  checker compare declared.xlsx corrected.xlsx
  checker compare v1.xlsx v2.xlsx v3.xlsx -o changes.csv

\b
Cells are matched by what they mean (site, source, flow, account or label,
period), whatever row they moved to; else by their address. A change is
weighed by making it alone and recomputing.

\b
Exit status: 0 the last version brings no new doubt at or above --fail-on,
1 it does, 2 misuse, 3 a version could not be read, or a check crashed."""


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="FILE FILE...", nargs=-1, required=True, type=_FILE)
@click.option(
    "--with",
    "with_",
    multiple=True,
    type=_FILE,
    help="A file that belongs to every version: a ledger, bills.",
)
@click.option("--previous", multiple=True, type=_FILE, help="Last year's file, the same for every version.")
@click.option("--set", "set_", multiple=True, metavar="KEY=VALUE", help="What the workbooks do not say: region=CN-AH, year=2024.")  # fmt: skip
@click.option(
    "--settings", type=_FILE, help="Settings; by default checker.toml in the current folder, if any."
)
@lang_option
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), help="By default what the name after -o ends in, else text.")  # fmt: skip
@click.option("-o", "--output", "out", type=_FILE, help="Write the result to a file, whole or not at all.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "review", "never"]), default="warning", show_default=True, help="From which severity on a new doubt makes the exit status 1.")  # fmt: skip
def compare(  # noqa: PLR0917  # click passes every option by name
    files: tuple[Path, ...],
    with_: tuple[Path, ...],
    previous: tuple[Path, ...],
    set_: tuple[str, ...],
    settings: Path | None,
    lang: Lang,
    format_: Literal["text", "json", "csv"] | None,
    out: Path | None,
    fail_on: Severity | Literal["never"],
) -> None:
    """Say what changed between two versions, and what it is worth.

    FILEs are versions of one filing, the earliest first; each is compared with the one before it.
    """
    with tell_errors(lang):
        shape = format_ or FORMATS.get(out.suffix.lower() if out is not None else "", "text")
        if len(files) < 2:
            message = "compare takes two files or more, the earliest version first"
            raise UsageError(message)
        if out is not None:
            refuse_overwriting(out, [*files, *with_, *previous, *filter(None, [settings])])
            refuse_ending(out, shape)
        answers = read_answers(set_)

        from checker.compare.compared import compare_versions
        from checker.packs import load_catalogue
        from checker.settings import check_settings, load_settings

        catalogue = load_catalogue()
        said = load_settings(settings)
        check_settings(said, catalogue)
        comparisons = compare_versions(
            files, catalogue, said, with_=with_, previous=previous, answers=answers
        )
        text = ""
        if shape == "text":
            from checker.compare.words import render_comparison

            text = "\n\n".join(render_comparison(each, lang, catalogue) for each in comparisons)
        else:
            from checker.compare.data import write_csv, write_json

            text = (
                write_json(comparisons, lang, catalogue) if shape == "json" else write_csv(comparisons, lang)
            )
        give(text, out)
        sys.exit(grade(comparisons, fail_on))


def grade(comparisons: Sequence[Comparison], fail_on: Severity | Literal["never"]) -> int:
    """Give the exit status: the gravest of what crashed and of what is new in the last version."""
    from checker.findings import SEVERITIES

    failures = [
        (report.main, failure)
        for report in (comparisons[0].before, *(each.after for each in comparisons))
        for failure in report.failures
    ]
    for name, failure in failures:
        complain(f"{name}: {failure.code}: {failure.reason}")
    if failures:
        return COULD_NOT_CHECK
    if fail_on == "never":
        return 0
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return int(any(each.severity in grave for each in comparisons[-1].new))
