"""checker map: what was recognised in a workbook, what was not, and what is asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from checker.commands.common import (
    complain,
    give,
    lang_option,
    refuse_ending,
    refuse_existing,
    refuse_overwriting,
    tell_errors,
    tell_written,
    write_whole,
)
from checker.commands.options import ask_password, read_answers, read_password

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.reading.read import Survey
    from checker.words.formats import Lang

COULD_NOT_READ = 3

_FILE = click.Path(path_type=Path)
_EPILOG = """\b
Examples:
  checker map plant.xlsx
  checker map plant.xlsx --format csv > figures.csv
  checker map plant.xlsx -o layout.toml
  checker check plant.xlsx --layout layout.toml --set region=CN-AH

A layout.toml names each table's header row, what its columns are and what its lines mean.
Sources, flows and parameters are codes such as grid_electricity, purchased, ncv; a wrong one
is refused with what is near it. Lines under [answers] answer questions, by the cells asked about;
they may stand alone in a layout.

Exit status: 0 read, 2 misuse, 3 a file could not be read or no activity table was found."""


@click.command(name="map", epilog=_EPILOG)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--with", "with_", multiple=True, type=_FILE, help="Another file of the same filing.")
@click.option("--previous", multiple=True, type=_FILE, help="Last year's file of the same filing.")
@click.option("--layout", type=_FILE, help="A layout that an earlier map wrote and a person corrected.")
@click.option("--set", "set_", multiple=True, metavar="KEY=VALUE", help="Answer a question: region=CN-AH, year=2024, pv_kwp=650.")  # fmt: skip
@click.option(
    "--settings", type=_FILE, help="Settings; by default checker.toml in the current folder, if any."
)
@lang_option
@click.option("--password-file", type=_FILE, help="A file whose first line opens protected workbooks.")
@click.option("--format", "format_", type=click.Choice(["text", "csv"]), default="text", show_default=True, help="csv: every figure read, one a line.")  # fmt: skip
@click.option("-o", "--output", "out", type=_FILE, help="Write to a file; one named *.toml receives the layout, to correct and give back.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a layout that exists already.")
def map_(  # noqa: PLR0917  # click passes every option by name
    file: Path,
    with_: tuple[Path, ...],
    previous: tuple[Path, ...],
    layout: Path | None,
    set_: tuple[str, ...],
    settings: Path | None,
    lang: Lang,
    password_file: Path | None,
    format_: Literal["text", "csv"],
    out: Path | None,
    force: bool,
) -> None:
    """Show what was recognised in a workbook, cell by cell if wanted, and what was not.

    Nothing is checked and no file is changed. What cannot be settled is asked in one list, each
    question with its candidates and the line that chooses each: --set, which [facility] in
    checker.toml says as well, or a line under [answers] in a layout.
    """
    with tell_errors(lang):
        inputs = [file, *with_, *previous, *filter(None, [layout, settings, password_file])]
        if out is not None:
            refuse_output(out, inputs, format_, force=force)
        from checker.reading.layout import load_layout
        from checker.reading.read import survey_files
        from checker.settings import load_settings

        pinned = None if layout is None else load_layout(layout)
        said = {key: str(value) for key, value in load_settings(settings).facility.items()}
        answers = said | read_answers(set_)
        ask = ask_password if password_file is None else read_password(password_file)
        survey = survey_files([file, *with_], previous, answers, ask, pinned)
        filing = assemble(survey, 1 + len(with_), answers, lang)
        if out is not None and is_layout(out):
            write_pins(survey, filing, out, lang)
        else:
            show(survey, filing, format_, lang, out)
        sys.exit(0 if filing is not None else COULD_NOT_READ)


def is_layout(out: Path) -> bool:
    """Tell whether a name is one for a layout."""
    return out.suffix.lower() == ".toml"


def refuse_output(out: Path, inputs: Sequence[Path], format_: str, *, force: bool) -> None:
    """Raise UsageError where writing would cost a workbook or a layout that a person corrected."""
    refuse_overwriting(out, inputs)
    if not is_layout(out):
        refuse_ending(out, format_, "csv" if out.suffix.lower() == ".csv" else None)
    elif not force:
        refuse_existing(out, "out_exists_force")


def assemble(survey: Survey, own: int, answers: dict[str, str], lang: Lang) -> Filing | None:
    """Assemble the filing; where nothing makes one, say so and give None: what was found is shown all the same."""
    from checker.errors import UnreadableFileError
    from checker.reading.read import assemble_survey

    try:
        return assemble_survey(survey, own, answers)
    except UnreadableFileError as error:
        complain(error.tell(lang))
        return None


def write_pins(survey: Survey, filing: Filing | None, out: Path, lang: Lang) -> None:
    """Write the layout with what is asked, and say on stderr what to do with it."""
    from checker.reports.map_files import write_layout
    from checker.reports.map_view import list_tables
    from checker.reports.questions import view_questions
    from checker.words.formats import say

    main = survey.names[0]
    kept = {(file, sheet.name) for file, sheet, _ in survey.sheets}
    passed = [
        sheet.name for book in survey.books for sheet in book.sheets if (book.name, sheet.name) not in kept
    ]
    asked = () if filing is None else view_questions(filing.questions, main, lang)
    write_whole(out, write_layout(list_tables(survey), passed, main, asked))
    complain(say("map.pinned", lang, file=out.name))


def show(
    survey: Survey, filing: Filing | None, format_: Literal["text", "csv"], lang: Lang, out: Path | None
) -> None:
    """Write the map as text or the figures as .csv, to a file or to stdout."""
    from checker.commands.common import measure_terminal

    if format_ == "csv":
        from checker.reports.map_files import HEADER, write_csv

        text = ",".join(HEADER) + "\n" if filing is None else write_csv(filing)
    else:
        from checker.reports.map import render_map
        from checker.reports.map_view import list_bare_sheets, list_tables
        from checker.reports.text import WIDTH

        colour = out is None and sys.stdout.isatty()
        width = min(WIDTH, measure_terminal()) if colour else WIDTH
        text = render_map(
            list_tables(survey),
            list_bare_sheets(survey),
            filing,
            survey.names[0],
            lang,
            width=width,
            colour=colour,
        )
    give(text, out)
    if out is not None:
        tell_written(out, lang)
