"""Many filings one after another: what befalls one never hinders the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from checker.errors import PackError, UnreadableFileError, UsageError
from checker.findings import Failure, FileRead, Report

if TYPE_CHECKING:
    from checker.packs import Catalogue
    from checker.reading.layout import Layout
    from checker.settings import Settings


class CheckOptions(TypedDict, total=False):
    """The options of `checker.check`, alike for all filings."""

    previous: Sequence[str | Path]
    with_: Sequence[str | Path]
    settings: Settings | None
    set_: Mapping[str, str]
    explanations: Literal["show", "accept", "ignore"]
    as_of: dt.date | None
    ask_password: Callable[[str], str | None] | None
    catalogue: Catalogue | None
    layout: Layout | None


INTERNAL = "internal"
"""The code of a Failure of the checker itself rather than of a rule."""


def check_many(
    filings: Iterable[str | Path | Sequence[str | Path]], **options: Unpack[CheckOptions]
) -> Iterator[Report]:
    """Check filings, each a file or a list of files, and yield a Report for every one, in order.

    `options` are those of `checker.check`. A filing that cannot be read gives a report whose outcome
    is unreadable, one on which the checker itself breaks a report that is failed. Raises PackError
    and UsageError, which concern all filings alike.
    """
    if options.get("catalogue") is None:
        from checker.packs import load_catalogue

        options["catalogue"] = load_catalogue()
    for filing in filings:
        files = [filing] if isinstance(filing, str | Path) else list(filing)
        yield check_guarded(files, **options)


def check_guarded(files: Sequence[str | Path], **options: Unpack[CheckOptions]) -> Report:
    """Check one filing and give a Report whatever happens; raises PackError and UsageError only."""
    from checker.engine import check

    name = Path(files[0]).name
    try:
        return check(files, **options)
    except (PackError, UsageError):
        raise
    except UnreadableFileError as error:
        return Report((FileRead(name, ""),), unreadable=str(error), refusal=error.key)
    except Exception as error:  # noqa: BLE001  # one filing must not take the others with it
        return Report((FileRead(name, ""),), failures=(Failure(INTERNAL, describe_crash(error)),))


def describe_crash(error: Exception) -> str:
    """Say in one line what broke and where, for a bug report; no value of the filing in it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    return f"error in the checker itself ({type(error).__name__}{where}); please report it with its version"
