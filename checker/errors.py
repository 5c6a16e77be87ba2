"""What can go wrong before a check can be made; each error knows its exit code."""

import difflib
from collections.abc import Iterable


class CheckerError(Exception):
    """A problem told to the user in one line; never shown with a traceback."""

    exit_code = 3


class UnreadableFileError(CheckerError):
    """A file cannot be read: missing, empty, not a workbook, protected, damaged."""

    def __init__(self, name: str, reason: str, advice: str) -> None:
        """Keep the bare file name, what is wrong with it, and what to do."""
        super().__init__(f"{name}: {reason}; {advice}")
        self.name = name
        self.reason = reason
        self.advice = advice

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        """Cross a process boundary with the three parts apart."""
        return type(self), (self.name, self.reason, self.advice)


class PackError(CheckerError):
    """A rule pack is broken, absent, or claims a code that another pack has."""


class UsageError(CheckerError):
    """A setting or an option that cannot be meant."""

    exit_code = 2


def suggest(wrong: str, known: Iterable[str]) -> str:
    """Write "; did you mean A or B?" with near matches, "" where nothing is near."""
    near = difflib.get_close_matches(wrong, sorted(known), n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(near)}?" if near else ""
