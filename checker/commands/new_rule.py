"""checker new-rule CODE NAME: the two files of a rule, with cases that pass, to be rewritten into the rule that is meant."""

from __future__ import annotations

import re
from pathlib import Path

import click

from checker.commands.common import put_out, tell_errors
from checker.errors import UsageError

_EPILOG = """\b
Example:
  checker new-rule TRE901 doubled_in_a_month --folder rules/trends"""

NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
STARTS = Path(__file__).with_name("new_rule_files")
"""Holds the two files a rule begins as; @CODE@ and @NAME@ stand for its own."""


@click.command("new-rule", epilog=_EPILOG)
@click.argument("code", metavar="CODE")
@click.argument("name", metavar="NAME")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), show_default="this folder",
    help="The family's folder; it is made where it does not exist.",
)  # fmt: skip
def new_rule(code: str, name: str, folder: Path) -> None:
    """Start a rule: NAME.py says what it sees, NAME.toml what it says, with cases that pass.

    CODE is three capital letters of the family and three digits that no rule has. NAME is in lower
    case, its words joined by underscores. Existing files are never overwritten.
    """
    with tell_errors():
        check_names(code, name)
        made = write_rule(code, name, folder)
        put_out("".join(f"{path}\n" for path in made))
        click.echo(f"next: write the rule; try it with pytest tests/cases -k {code}", err=True)


def check_names(code: str, name: str) -> None:
    """Raise UsageError where a code is malformed or taken, or a name is no module's."""
    from checker.packs import load_catalogue
    from checker.rule import CODE

    if not CODE.match(code):
        message = f"{code!r} is not three capital letters and three digits, such as TRE901"
        raise UsageError(message)
    if not NAME.match(name):
        message = f"{name!r} is not lower-case words joined by underscores, such as doubled_in_a_month"
        raise UsageError(message)
    if load_catalogue().find(code) is not None:
        message = f"{code} is a rule already (checker explain {code}); choose a code that no rule has"
        raise UsageError(message)


def write_rule(code: str, name: str, folder: Path) -> list[Path]:
    """Write the files of a new rule and give them; raises UsageError where one exists or cannot be written."""
    wanted = {folder / f"{name}.py": "rule.py.txt", folder / f"{name}.toml": "rule.toml.txt"}
    for path in wanted:
        if path.exists():
            message = f"{path} exists already; choose another NAME or --folder"
            raise UsageError(message)
    if not (folder / "__init__.py").exists():
        wanted[folder / "__init__.py"] = "family.py.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, start in wanted.items():
            text = (STARTS / start).read_text("utf-8")
            path.write_text(text.replace("@CODE@", code).replace("@NAME@", name), encoding="utf-8")
    except OSError as error:
        message = f"{folder}: cannot be written ({error.strerror}); choose a --folder you may write to"
        raise UsageError(message) from error
    return sorted(wanted)
