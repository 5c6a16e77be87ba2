"""What commands share: options, streams, files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.errors import CheckerError, UsageError

if TYPE_CHECKING:
    from checker.words.formats import Lang

lang_option: Callable[[Any], Any] = click.option(
    "--lang",
    type=click.Choice(["en", "zh", "hi"]),
    default="en",
    envvar="CHECKER_LANG",
    show_default=True,
    help="English, Chinese or Hindi; CHECKER_LANG sets another default.",
)

WORKBOOK_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et", ".numbers", ".docx"}
)
"""Names under which a reader, and Excel, expects a workbook."""

STOPPED = 130
"""Exit status of what the user stopped, as shells have it."""


@contextlib.contextmanager
def tell_errors(lang: Lang = "en") -> Iterator[None]:
    """Turn every error into one line on stderr, in the user's language, and its exit code; nobody is shown a traceback."""
    try:
        yield
    except CheckerError as error:
        complain(error.tell(lang))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        complain("stopped")
        sys.exit(STOPPED)
    except Exception as error:  # noqa: BLE001  # the last door before the user
        from checker.many import describe_crash

        complain(describe_crash(error))
        sys.exit(CheckerError.exit_code)


def complain(text: str) -> None:
    """Write one line to stderr, whatever line breaks the text came with."""
    click.echo(" ".join(text.split()), err=True)


def put_out(text: str) -> None:
    """Write a result to stdout; where the reader has left (a closed pipe), write nothing more.

    Raises CheckerError where stdout takes no more, such as on a full disk.
    """
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    except OSError as error:
        # Python flushes stdout once more on its way out; let that go nowhere.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            message = f"the result cannot be written ({error.strerror}); free space, or give -o another file"
            raise CheckerError(message) from error


def give(content: str, out: Path | None) -> None:
    """Write a result to stdout, or to a file where one is named; raises as `put_out` and `write_whole` do."""
    if out is None:
        put_out(content)
    else:
        write_whole(out, content)


def refuse_overwriting(out: Path, inputs: Iterable[Path]) -> None:
    """Raise UsageError where a result would be written over a file that is read, or nowhere."""
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise UsageError("out_place", name=out.name)
    for each in inputs:
        with contextlib.suppress(OSError):
            if out.exists() and each.samefile(out):
                raise UsageError("out_input", name=out.name)


def refuse_ending(out: Path, format_: str, fitting: str | None = None) -> None:
    """Raise UsageError where a text would be written under a name that promises a workbook or a .csv.

    `fitting` is the command's format for such a name, if it has one.
    """
    ending = out.suffix.lower()
    if ending not in WORKBOOK_ENDINGS and (ending != ".csv" or format_ == "csv"):
        return
    name = out.with_suffix(".txt" if format_ == "text" else f".{format_}").name
    key = "out_ending" if fitting is None else "out_ending_or"
    raise UsageError(key, name=out.name, format=format_, ending=ending, fitting=name, other=fitting)


def refuse_existing(out: Path, key: str = "out_exists") -> None:
    """Raise UsageError where there is a file already, with what to do instead."""
    if out.exists():
        raise UsageError(key, name=out.name)


def tell_written(out: Path, lang: Lang) -> None:
    """Say on a terminal that a file is written; elsewhere nobody waits for it."""
    if not sys.stderr.isatty():
        return
    from checker.words.formats import say

    complain(say("written.file", lang, file=out.name))


def write_whole(out: Path, content: str | bytes) -> None:
    """Write a text or bytes as a file beside its place and move it there, so that no half result is ever seen.

    Raises UsageError where it cannot be written.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(
            prefix=f".{out.name}.", suffix=".part", dir=out.absolute().parent
        )
        with os.fdopen(handle, "wb") as stream:
            stream.write(
                content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
            )
        Path(temporary).chmod(give_mode(out))
        Path(temporary).replace(out)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError("out_failed", name=out.name, error=error.strerror) from error


def give_mode(out: Path) -> int:
    """Give the rights of the file that is replaced, or those a new file would get."""
    if out.exists():
        return out.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def measure_terminal() -> int:
    """Give the terminal's width."""
    import shutil

    return max(40, shutil.get_terminal_size().columns)
