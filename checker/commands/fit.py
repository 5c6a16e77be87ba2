"""checker fit: filings of a sector in, the reference by which its unusual months are judged out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands.common import complain, lang_option, tell_errors, tell_written
from checker.commands.options import read_answers
from checker.errors import UnreadableFileError, UsageError

if TYPE_CHECKING:
    from checker.batch.sources import Source
    from checker.packs import Catalogue
    from checker.settings import Settings
    from checker.swings.sector import Filed
    from checker.words.formats import Lang

_PATH = click.Path(path_type=Path)
_EPILOG = """\b
Examples:
  checker fit filings/2023 -o sector.npz
  checker fit filings/2022 filings/2023 --set region=CN-AH -o sector.npz

\b
Then name it in checker.toml, and checks judge months by it:
  [options.SWG101]
  reference = "sector.npz"

\b
At least 10 filers are needed, none with more than a quarter of the lines.
Months that another finding blames are not learnt from. The file holds trees
and scores as plain numbers; no figure of any filer stands in it."""


@click.command(epilog=_EPILOG)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--output", "out", type=_PATH, required=True, metavar="FILE", help="The reference to write, a .npz file.")  # fmt: skip
@click.option("--set", "set_", multiple=True, metavar="KEY=VALUE", help="What no workbook says: region=CN-AH, year=2024.")  # fmt: skip
@click.option(
    "--settings", type=_PATH, help="Settings; by default checker.toml in the current folder, if any."
)
@lang_option
def fit(
    sources: tuple[str, ...], out: Path, set_: tuple[str, ...], settings: Path | None, lang: Lang
) -> None:
    """Learn from a sector's own filings what an unusual month is.

    SOURCE is a file, a folder (searched through) or a glob; every workbook is a filing. What cannot be
    read is named and passed over.
    """
    with tell_errors(lang):
        if out.suffix.lower() != ".npz":
            message = f"{out.name}: a reference is an .npz file; give -o a name that ends in .npz"
            raise UsageError(message)
        answers = read_answers(set_)

        from checker.batch.sources import find_filings
        from checker.packs import load_catalogue
        from checker.reading.profile import check_answers
        from checker.settings import check_settings, load_settings
        from checker.swings.reference import save_reference
        from checker.swings.sector import fit_sector

        catalogue = load_catalogue()
        said = load_settings(settings)
        check_settings(said, catalogue)
        check_answers(answers)
        known = {key: str(value) for key, value in said.facility.items()} | answers
        filings = find_filings(sources, Path.cwd()).filings
        filed = [
            each
            for filing in filings
            if (each := take_filing(filing, known, catalogue, said, lang)) is not None
        ]
        reference = fit_sector(filed)
        try:
            save_reference(reference, out)
        except OSError as error:
            message = f"{out.name}: cannot be written ({error.strerror}); give -o another file"
            raise UsageError(message) from error
        tell_written(out, lang)


def take_filing(
    filing: Source, answers: dict[str, str], catalogue: Catalogue, settings: Settings, lang: Lang
) -> Filed | None:
    """Read one filing and run the rules over it; None, and why on stderr, where nothing can be learnt from it."""
    from checker.engine import SWINGS, find_all
    from checker.reading.read import read_filing
    from checker.swings.lines import lay_out_lines
    from checker.swings.sector import Filed, name_filer
    from checker.words.formats import say

    try:
        read = read_filing(list(filing.files), [], answers, None, None)
    except UnreadableFileError as error:
        complain(say("written.passed_over", lang, line=error.tell(lang)))
        return None
    lines = lay_out_lines(read)
    if lines is None:
        line = say("refusal.line", lang, name=filing.path, text=say("written.no_months", lang))
        complain(say("written.passed_over", lang, line=line))
        return None
    codes = frozenset(rule.code for rule in catalogue.rules if not rule.code.startswith(SWINGS))
    pairs = find_all(read, catalogue, settings, codes)[0]
    blamed = frozenset(
        row for finding, _ in pairs if finding.severity in {"error", "warning"} for row in finding.rows
    )
    shared = frozenset(swing.row for swing in read.swings().found if swing.beside)
    return Filed(name_filer(read, filing.path), lines, blamed | shared)
