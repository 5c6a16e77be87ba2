"""checker check: workbooks in, doubts out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import click

from checker.commands.common import (
    complain,
    give,
    lang_option,
    measure_terminal,
    put_out,
    refuse_ending,
    refuse_existing,
    refuse_overwriting,
    tell_errors,
    tell_written,
    write_whole,
)
from checker.commands.copies import AskPassword, ask_once, open_books, refuse_copy
from checker.commands.options import ask_password, read_answers, read_day, read_password, refuse_shared

if TYPE_CHECKING:
    from checker.findings import Report, Severity
    from checker.packs import Catalogue
    from checker.reports.sentences import Audience
    from checker.words.formats import Lang
    from checker.workbook import Workbook

COULD_NOT_CHECK = 3
Format: TypeAlias = Literal["text", "json", "html", "xlsx"]

FORMATS: Mapping[str, Format] = {".json": "json", ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".xlsm": "xlsx"}  # fmt: skip
"""What is written under a name, where no --format says otherwise; under all other names text."""

_FILE = click.Path(path_type=Path)
_EPILOG = """\b
Examples:
  checker check plant.xlsx
  checker check plant.xlsx --set region=CN-AH --lang zh
  checker check plant.xlsx --previous plant_2023.xlsx
  checker check *.xlsx --format json > report.json
  checker check plant.xlsx -o report.html
  checker check plant.xlsx -o plant_annotated.xlsx

\b
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 misuse,
3 something could not be checked (of several files the gravest)."""


class Face(NamedTuple):
    """How results are shown: where, in which language, for whom; from when on the exit status is 1.

    `filings` are the files of each filing and `ask` asks for a password, for the formats that show
    the filed rows.
    """

    out: Path | None
    lang: Lang
    audience: Audience
    fail_on: Severity | Literal["never"]
    filings: tuple[tuple[Path, ...], ...]
    ask: AskPassword


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option(
    "--with", "with_", multiple=True, type=_FILE, help="Another file of the same filing: a ledger, bills."
)
@click.option("--previous", multiple=True, type=_FILE, help="Last year's file of the same filing.")
@click.option("--layout", type=_FILE, help="What the tables are, as checker map -o layout.toml wrote it and a person corrected it.")  # fmt: skip
@click.option("--set", "set_", multiple=True, metavar="KEY=VALUE", help="What the workbook does not say: region=CN-AH, year=2024, rule_set=NDRC-2015, pv_kwp=650.")  # fmt: skip
@click.option(
    "--settings", type=_FILE, help="Settings; by default checker.toml in the current folder, if any."
)
@click.option("--programme", type=_FILE, help="What a scheme fixes for a year, as its office gives it to filers: a settings file that goes before your own.")  # fmt: skip
@lang_option
@click.option("--audience", type=click.Choice(["company", "verifier", "authority"]), default="company", show_default=True, help="A verifier sees no proposed values.")  # fmt: skip
@click.option("--explanations", type=click.Choice(["show", "accept", "ignore"]), default="show", show_default=True, help="List explanations, take a company's as accepted (errors excepted), or drop them.")  # fmt: skip
@click.option("--as-of", metavar="DATE", help="The day, as 2025-03-31, by which explanations lapse.")  # fmt: skip
@click.option("--password-file", type=_FILE, help="A file whose first line opens protected workbooks.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "html", "xlsx"]), help="By default what the name after -o ends in, else text. html: one page with the filed rows and charts; xlsx: an annotated copy of FILE, which needs -o.")  # fmt: skip
@click.option("-o", "--output", "out", type=_FILE, help="Write the result to a file, whole or not at all; the format follows from .json, .html or .xlsx. No workbook is overwritten but an earlier annotated copy.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["error", "warning", "review", "never"]), default="warning", show_default=True, help="From which severity on the exit status is 1.")  # fmt: skip
def check(  # noqa: PLR0917  # click passes every option by name
    files: tuple[Path, ...],
    with_: tuple[Path, ...],
    previous: tuple[Path, ...],
    layout: Path | None,
    set_: tuple[str, ...],
    settings: Path | None,
    programme: Path | None,
    lang: Lang,
    audience: Audience,
    explanations: Literal["show", "accept", "ignore"],
    as_of: str | None,
    password_file: Path | None,
    format_: Format | None,
    out: Path | None,
    fail_on: Severity | Literal["never"],
) -> None:
    """Check workbooks and list what looks misfiled.

    Every FILE is a filing of its own; --with and --previous add files to a single FILE. No input file
    is changed. Results go to stdout, messages to stderr.
    """
    with tell_errors(lang):
        refuse_shared(files, with_, previous)
        shape = format_ or choose_format(out)
        if shape == "xlsx":
            refuse_copy(files, out)
        if out is not None:
            inputs = [*files, *with_, *previous, *filter(None, [layout, settings, programme, password_file])]
            refuse_output(out, inputs, shape)
        answers = read_answers(set_)
        day = read_day(as_of)
        ask = ask_once(ask_password if password_file is None else read_password(password_file))

        from checker.many import check_many
        from checker.packs import load_catalogue
        from checker.reading.layout import load_layout
        from checker.settings import apply_programme, check_settings, load_settings

        catalogue = load_catalogue()
        said = apply_programme(load_settings(settings), programme)
        check_settings(said, catalogue)
        reports = check_many(
            files, with_=with_, previous=previous, settings=said, set_=answers, explanations=explanations,
            as_of=day, ask_password=ask, catalogue=catalogue, layout=None if layout is None else load_layout(layout),
        )  # fmt: skip
        filings = tuple((each, *with_, *previous) for each in files)
        face = Face(out, lang, audience, fail_on, filings, ask)
        sys.exit(WRITERS[shape](show_progress(reports, files), face, catalogue))


def choose_format(out: Path | None) -> Format:
    """Choose the format by the ending of the name that is written to; text where it tells nothing."""
    return "text" if out is None else FORMATS.get(out.suffix.lower(), "text")


def refuse_output(out: Path, inputs: Sequence[Path], shape: Format) -> None:
    """Raise UsageError where writing would cost a workbook, or leave under its name what is none."""
    refuse_overwriting(out, inputs)
    if shape != "xlsx":
        refuse_ending(out, shape, FORMATS.get(out.suffix.lower()))
        return
    from checker.reading.own_sheets import is_annotated_copy

    if not is_annotated_copy(out):
        refuse_existing(out)


def write_text(reports: Iterator[Report], face: Face, catalogue: Catalogue) -> int:
    """Write every report as text as soon as it is there, and give the gravest exit status."""
    from checker.reports.text import WIDTH, render_text

    colour = face.out is None and sys.stdout.isatty()
    width = min(WIDTH, measure_terminal()) if colour else WIDTH
    texts: list[str] = []
    statuses = [0]
    for report in reports:
        tell_trouble(report, face.lang)
        statuses.append(grade(report, face.fail_on))
        if report.unreadable is not None:
            continue
        text = render_text(report, face.lang, face.audience, catalogue, colour=colour, width=width)
        texts.append(("\n\n" if texts else "") + text)
        if face.out is None:
            put_out(texts[-1])
    if face.out is not None and texts:
        write_whole(face.out, "".join(texts))
        tell_written(face.out, face.lang)
    return max(statuses)


def write_objects(reports: Iterator[Report], face: Face, catalogue: Catalogue) -> int:
    """Write all reports as one JSON text, and give the gravest exit status."""
    from checker.reports.json import write_json

    held: list[Report] = []
    for report in reports:
        tell_trouble(report, face.lang)
        held.append(report)
    text = write_json(held, face.lang, face.audience, catalogue)
    hand_over(text, face)
    return max(grade(each, face.fail_on) for each in held)


def write_page(reports: Iterator[Report], face: Face, catalogue: Catalogue) -> int:
    """Write all reports as one HTML page, and give the gravest exit status."""
    from checker.reports.html import render_html

    statuses: list[int] = []

    def quote() -> Iterator[tuple[Report, Mapping[str, Workbook]]]:
        for report, paths in zip(reports, face.filings, strict=True):
            tell_trouble(report, face.lang)
            statuses.append(grade(report, face.fail_on))
            yield report, open_books(report, paths, face.ask)

    page = render_html(quote(), face.lang, face.audience, catalogue)
    hand_over(page, face)
    return max(statuses)


def write_copy(reports: Iterator[Report], face: Face, catalogue: Catalogue) -> int:
    """Write an annotated copy of the one workbook, nothing where it could not be read; give the exit status."""
    from checker.reports.annotate import annotate_copy

    report = next(reports)
    tell_trouble(report, face.lang)
    book = open_books(report, face.filings[0], face.ask).get(report.main)
    if book is None:
        if report.outcome not in {"unreadable", "failed"}:
            complain(f"{report.main}: cannot be opened any more; check it again")
        return COULD_NOT_CHECK
    copy = annotate_copy(report, book, face.lang, face.audience, catalogue)
    if face.out is not None:
        write_whole(face.out, copy)
        tell_written(face.out, face.lang)
    return grade(report, face.fail_on)


def hand_over(text: str, face: Face) -> None:
    """Write a result to stdout, or to a file and say so."""
    give(text, face.out)
    if face.out is not None:
        tell_written(face.out, face.lang)


WRITERS: Mapping[Format, Callable[[Iterator[Report], Face, Catalogue], int]] = {
    "text": write_text,
    "json": write_objects,
    "html": write_page,
    "xlsx": write_copy,
}


def tell_trouble(report: Report, lang: Lang) -> None:
    """Say on stderr, one line each, what could not be read and what broke."""
    from checker.reports.sentences import say_refusal

    refusal = say_refusal(report, lang)
    if refusal is not None:
        complain(refusal)
    for failure in report.failures:
        complain(f"{report.main}: {failure.code}: {failure.reason}")


def grade(report: Report, fail_on: Severity | Literal["never"]) -> int:
    """Give the exit status of one report."""
    from checker.findings import is_open

    if report.outcome in {"unreadable", "failed"}:
        return COULD_NOT_CHECK
    if fail_on == "never":
        return 0
    return int(any(is_open(each, fail_on) for each in report.findings))


def show_progress(reports: Iterator[Report], files: Sequence[Path]) -> Iterator[Report]:
    """Say on a terminal which of several files is being checked."""
    shown = len(files) > 1 and sys.stderr.isatty()
    for number, file in enumerate(files, 1):
        if shown:
            click.echo(f"\r\033[K{number}/{len(files)} {file.name}", nl=False, err=True)
        report = next(reports)
        if shown:
            click.echo("\r\033[K", nl=False, err=True)
        yield report
