"""What the two formats need that show the filer's own rows: the workbooks opened again, and where a copy may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UnreadableFileError, UsageError

if TYPE_CHECKING:
    from checker.findings import Report
    from checker.workbook import Workbook

AskPassword = Callable[[str], str | None]
_COPIES = {".xlsm": ".xlsm", ".xltm": ".xlsm"}
"""What a copy of a macro workbook has to be called, or Excel refuses it; all others are .xlsx."""


def refuse_copy(files: Sequence[Path], out: Path | None) -> None:
    """Raise UsageError where an annotated copy cannot be meant: several files, no name, a wrong ending."""
    if len(files) > 1:
        raise UsageError("copy_several", count=len(files))
    wanted = _COPIES.get(files[0].suffix.lower(), ".xlsx")
    name = f"{files[0].stem}_annotated{wanted}"
    if out is None:
        raise UsageError("copy_name", name=name)
    if out.suffix.lower() != wanted:
        raise UsageError("copy_ending", name=out.name, file=files[0].name, ending=wanted, fitting=name)


def ask_once(ask: AskPassword) -> AskPassword:
    """Remember the passwords given, so that a workbook opened twice is asked for once."""
    known: dict[str, str | None] = {}

    def answer(name: str) -> str | None:
        if known.get(name) is None:
            known[name] = ask(name)
        return known[name]

    return answer


def open_books(report: Report, paths: Sequence[Path], ask: AskPassword) -> Mapping[str, Workbook]:
    """Open a filing's workbooks again, by their names in the report; one that cannot be opened any more is left out."""
    from checker.reading.excel import open_workbook
    from checker.reading.read import name_files

    books: dict[str, Workbook] = {}
    wanted = {each.name for each in report.files if each.sha256}
    for path, name in zip(paths, name_files(paths), strict=True):
        if name not in wanted:
            continue
        try:
            books[name] = open_workbook(path, name, ask)
        except UnreadableFileError:
            continue  # the page says which rows it cannot show
    return books
