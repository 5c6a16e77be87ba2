"""The command line: names only; a command's module is imported when it is used."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, cast

import click

from checker import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, tuple[str, str]] = {
    "batch": ("checker.commands.batch", "Check a folder of filings, each on its own, and keep the results."),
    "check": ("checker.commands.check", "Check workbooks and list what looks misfiled."),
    "compare": ("checker.commands.compare", "Say what changed between two versions, and what it is worth."),
    "explain": ("checker.commands.explain", "Say what a code means, why it matters, on what it rests."),
    "fit": ("checker.commands.fit", "Learn from a sector's filings what an unusual month is."),
    "map": ("checker.commands.map", "Show what was recognised in a workbook, and what was not."),
    "new-rule": ("checker.commands.new_rule", "Start a rule: its two files, with cases that pass."),
    "rules": ("checker.commands.rules", "List all rules."),
    "template": ("checker.commands.template", "Write an empty workbook that reads back without a question."),
    "triage": ("checker.commands.triage", "Rank the filings of a batch, the most doubtful first."),
}
"""Name of a command -> its module, where it stands under its own name, and its line in --help."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called or asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """List the names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        return cast(
            "click.Command", getattr(module, "map_" if cmd_name == "map" else cmd_name.replace("-", "_"))
        )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command meant; of an unknown one say which is near."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from checker.errors import suggest

            ctx.fail(f"no such command {args[0]!r}{suggest(args[0], COMMANDS)}; see checker --help")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(COMMANDS.items())])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: checker check plant.xlsx --lang zh",
)
@click.version_option(__version__, "-V", "--version", message="checker %(version)s")
def group() -> None:
    """Find misfiled entries in workbooks of greenhouse-gas activity data.

    A finding is a doubt, told with its cells and what it is worth in tCO2e. Nothing is changed in
    any file, and nothing leaves this computer.
    """


def main(prog_name: str = "checker") -> None:
    """Run the command line; what cannot be written in the terminal's encoding is written escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = None if stream.isatty() else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")
    group(prog_name=prog_name)
