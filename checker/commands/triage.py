"""checker triage: the filings of a batch, the most doubtful first."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from checker.commands.common import (
    give,
    give_mode,
    lang_option,
    refuse_ending,
    refuse_overwriting,
    tell_errors,
)
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.batch.triage import Ranked
    from checker.packs import Catalogue
    from checker.reports.sentences import Audience
    from checker.words.formats import Lang

_PATH = click.Path(path_type=Path)
FORMATS: Mapping[str, Literal["text", "csv", "json", "xlsx"]] = {
    ".csv": "csv",
    ".json": "json",
    ".xlsx": "xlsx",
}
"""The format that the ending of the name after -o asks for."""

_EPILOG = """\b
Examples:
  checker triage results
  checker triage results --top 20 --lang zh
  checker triage results -o worklist.xlsx
  checker triage results --show filings/plant.xlsx

\b
Ranked by the gravest open doubt, then by the tonnes concerned, then by their
share of what was declared. On a terminal a table of the doubtful filings;
piped, all filings, tab-separated."""


@click.command(epilog=_EPILOG)
@click.argument("results", type=_PATH)
@lang_option
@click.option("--format", "format_", type=click.Choice(["text", "csv", "json", "xlsx"]), help="By default what the name after -o ends in, else text.")  # fmt: skip
@click.option("-o", "--output", "out", type=_PATH, help="Write the list to a file, whole or not at all.")
@click.option("--top", type=click.IntRange(1), help="Only so many filings.")
@click.option("--show", metavar="PATH", help="Print the stored report of one filing, as checker check would.")
@click.option("--audience", type=click.Choice(["company", "verifier", "authority"]), default="company", show_default=True, help="With --show: a verifier sees no proposed values.")  # fmt: skip
def triage(
    results: Path,
    lang: Lang,
    format_: Literal["text", "csv", "json", "xlsx"] | None,
    out: Path | None,
    top: int | None,
    show: str | None,
    audience: Audience,
) -> None:
    """Rank the filings of a batch, the most doubtful first.

    RESULTS is the folder that checker batch wrote. Filings that could not be checked stand apart,
    with the reason.
    """
    with tell_errors(lang):
        shape = format_ or FORMATS.get(out.suffix.lower() if out is not None else "", "text")
        if out is not None:
            refuse_overwriting(out, ())
            if shape != "xlsx":
                refuse_ending(out, shape)
        if shape == "xlsx" and (out is None or out.suffix.lower() != ".xlsx"):
            message = "--format xlsx is written to a file; give -o a name that ends in .xlsx"
            raise UsageError(message)

        from checker.batch.triage import rank_results
        from checker.packs import load_catalogue

        catalogue = load_catalogue()
        if show is not None:
            give(show_report(results, show, lang, audience, shape, catalogue), out)
            return
        ranked = rank_results(results, None if shape == "text" else top)
        if shape == "xlsx" and out is not None:
            write_workbook(results, ranked, lang, catalogue, out)
            return
        give(list_filings(results, ranked, lang, catalogue, shape, out, top), out)


def list_filings(results: Path, ranked: Ranked, lang: Lang, catalogue: Catalogue, format_: str, out: Path | None,
                 top: int | None) -> str:  # fmt: skip
    """Write the list: drawn on a terminal, tab-separated where text is piped, else CSV or JSON."""
    from checker.batch.ranking import draw_table, show_ranked, write_json, write_lines

    if format_ == "text" and out is None and sys.stdout.isatty():
        from checker.commands.common import measure_terminal

        return draw_table(results, ranked, lang, catalogue, width=measure_terminal(), top=top)
    cut = ranked._replace(ranked=ranked.ranked[:top]) if top is not None else ranked
    shown = show_ranked(results, cut, lang, catalogue)
    if format_ == "json":
        return write_json(shown, ranked.total, lang)
    return write_lines(shown, "," if format_ == "csv" else "\t")


def show_report(results: Path, path: str, lang: Lang, audience: Audience, format_: str, catalogue: Catalogue) -> str:  # fmt: skip
    """Write the stored report of one filing as `checker check` would."""
    from checker.batch.stored import load_report
    from checker.batch.triage import find_result
    from checker.reports.json import write_json
    from checker.reports.text import WIDTH, render_text

    if format_ not in {"text", "json"}:
        message = f"--show with --format {format_}: a stored report is shown as text or json"
        raise UsageError(message)
    report = load_report(find_result(results, path).report)
    if format_ == "json":
        return write_json([report], lang, audience, catalogue)
    from checker.commands.common import measure_terminal

    colour = sys.stdout.isatty()
    width = min(WIDTH, measure_terminal()) if colour else WIDTH
    return render_text(report, lang, audience, catalogue, colour=colour, width=width)


def write_workbook(results: Path, ranked: Ranked, lang: Lang, catalogue: Catalogue, out: Path) -> None:
    """Write the list as a workbook beside its place and move it there."""
    from checker.batch.ranking_xlsx import write_ranking

    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".xlsx", dir=out.absolute().parent)
    except OSError as error:
        message = f"{out.name}: cannot be written ({error.strerror}); give -o another file"
        raise UsageError(message) from error
    os.close(handle)
    temporary = Path(name)
    try:
        write_ranking(results, ranked, lang, catalogue, temporary, out)
        temporary.chmod(give_mode(out))
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
