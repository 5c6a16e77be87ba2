"""checker template: an empty workbook, ready to be filled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands.common import complain, lang_option, refuse_overwriting, tell_errors, write_whole
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.words.formats import Lang

_EPILOG = """\b
Examples:
  checker template -o plant_2025.xlsx
  checker template -o plant_2025.xlsx --lang zh --year 2025 --region CN-AH
  checker template -o plant_2025.xlsx --with-sources electricity,natural_gas,steam

\b
Fill it, save it, then: checker check plant_2025.xlsx"""


@click.command(epilog=_EPILOG)
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), required=True, help="The workbook to be written, an .xlsx file.")  # fmt: skip
@lang_option
@click.option("--year", type=click.IntRange(1990, 2060), help="The year to be reported on.")
@click.option("--region", metavar="REGION", help="A province or country, by name or ISO 3166-2 code such as CN-AH; with the year it settles the grid factor filled in.")  # fmt: skip
@click.option("--sector", default="", metavar="CODE", help="The sector's code, such as C3591.")
@click.option("--with-sources", "sources", metavar="CODE,…", help="What the site uses; by default what a manufacturer mostly has. A wrong code lists them all.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over an existing file.")
def template(
    out: Path,
    lang: Lang,
    year: int | None,
    region: str | None,
    sector: str,
    sources: str | None,
    force: bool,
) -> None:
    """Write an empty workbook that reads back without a question.

    It asks about the company and its site, has a sheet of months for electricity, fuels, heat, process
    inputs and output, published factors filled in, and sheets for papers and declared emissions.
    """
    with tell_errors(lang):
        refuse_output(out, force=force)

        from checker.template.make import USUAL, Plan, make_template

        chosen = read_sources(sources) if sources is not None else USUAL
        plan = Plan(lang, year, read_region(region), sector.strip(), chosen)
        write_whole(out, make_template(plan))

        from checker.words.formats import say

        complain(say("template.done", lang, file=out.name))


def refuse_output(out: Path, *, force: bool) -> None:
    """Raise UsageError where the workbook cannot or must not be written there."""
    refuse_overwriting(out, ())
    if out.suffix.lower() != ".xlsx":
        message = f"{out.name}: a template is an Excel workbook; give -o a name that ends in .xlsx"
        raise UsageError(message)
    if out.exists() and not force:
        message = f"{out.name}: exists already and may hold your figures; give another name, or --force to replace it"
        raise UsageError(message)


def read_region(text: str | None) -> str | None:
    """Read a region's name or code; raises UsageError where there is none of that name."""
    from checker.reading.profile import settle_region

    if text is None:
        return None
    found = settle_region(text)
    if found is None:
        message = f"--region {text}: there is no region of that name; write its ISO 3166 code, such as CN-AH, IN or FR"
        raise UsageError(message)
    return found


def read_sources(text: str) -> tuple[str, ...]:
    """Read a list of source codes, each once; raises UsageError, listing them all, where one is unknown."""
    from checker.errors import suggest
    from checker.template.make import list_offered

    offered = list_offered()
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for each in wanted:
        if each not in offered:
            message = (
                f"--with-sources {each}: no such source{suggest(each, offered)}; one of {', '.join(offered)}"
            )
            raise UsageError(message)
    if not wanted:
        message = "--with-sources: names no source; write for example electricity,natural_gas"
        raise UsageError(message)
    return wanted
