"""What the options of `checker check` mean, read before anything is checked."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from checker.errors import UsageError


def refuse_shared(files: Sequence[Path], with_: Sequence[Path], previous: Sequence[Path]) -> None:
    """Raise UsageError where files are to be added to more than one filing."""
    for option, added in (("--with", with_), ("--previous", previous)):
        if added and len(files) > 1:
            raise UsageError("shared", option=option, count=len(files))


def read_answers(pairs: Sequence[str]) -> dict[str, str]:
    """Read KEY=VALUE pairs; raises UsageError where one is none or a key is given two values."""
    answers: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = (each.strip() for each in pair.partition("="))
        if not (key and equals and value):
            raise UsageError("set_pair", pair=pair)
        if answers.setdefault(key, value) != value:
            raise UsageError("set_twice", item=key, one=answers[key], other=value)
    return answers


def read_day(text: str | None) -> dt.date | None:
    """Read the day of --as-of; raises UsageError where it is none."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("as_of", text=text) from error


def read_password(file: Path) -> Callable[[str], str | None]:
    """Give an answer to every question for a password: the first line of a file."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("password_file", name=file.name) from error
    if not lines or not lines[0]:
        raise UsageError("password_empty", name=file.name)
    return lambda _name: lines[0]


def ask_password(name: str) -> str | None:
    """Ask for a workbook's password on a terminal; None where there is none or nothing was typed."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    try:
        typed = click.prompt(f"Password of {name}", hide_input=True, default="", show_default=False, err=True)
    except click.Abort:
        return None
    return str(typed) or None
