"""What can go wrong before a check can be made; each error knows its exit code, and its words by key."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from checker.phrases import Lang, say


class CheckerError(Exception):
    """A problem told to the user in one line; never shown with a traceback. Its `str` is English."""

    exit_code = 3

    def tell(self, lang: Lang) -> str:  # noqa: ARG002  # those with words of their own choose them by it
        """Say it in a language; what has no words in it stays English."""
        return str(self)


class UnreadableFileError(CheckerError):
    """A file cannot be read: missing, empty, not a workbook, protected, damaged."""

    def __init__(self, name: str, key: str, **values: str) -> None:
        """Keep the bare file name, and the phrase (`refusal.<key>`) that says why and what to do, with its values."""
        super().__init__(name, key)
        self.name, self.key, self.values = name, key, values

    def __str__(self) -> str:
        """Say it in English."""
        return self.tell("en")

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross a process boundary with the parts apart."""
        return _revive, (type(self), (self.name, self.key), self.values)

    def tell(self, lang: Lang) -> str:
        """Say which file cannot be read, why, and what to do."""
        text = say(f"refusal.{self.key}", lang, **self.values)
        return say("refusal.line", lang, name=self.name, text=text)


class PackError(CheckerError):
    """A rule pack is broken, absent, or claims a code that another pack has."""


class UsageError(CheckerError):
    """A setting or an option that cannot be meant.

    It carries the key of a phrase (`misuse.<key>`) with its values; a text with blanks stands as it is.
    """

    exit_code = 2

    def __init__(self, key: str, **values: object) -> None:
        """Keep the key and the values of its text; `near` are the names that may have been meant."""
        super().__init__(key)
        self.key, self.values = key, values

    def __str__(self) -> str:
        """Say it in English."""
        return self.tell("en")

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross a process boundary with the parts apart."""
        return _revive, (type(self), (self.key,), self.values)

    def tell(self, lang: Lang) -> str:
        """Say what cannot be meant and what to write instead."""
        if " " in self.key:
            return self.key
        said: dict[str, Any] = dict(self.values)
        if "near" in said:
            names = say("misuse.near_or", lang).join(said["near"])
            said["near"] = say("misuse.near", lang, names=names) if names else ""
        if "wrong" in said:
            said["wrong"] = say(f"misuse.{said['wrong']}", lang, **said)
        return say(f"misuse.{self.key}", lang, **said)


def _revive(kind: type, given: tuple[str, ...], values: dict[str, Any]) -> Any:  # noqa: ANN401  # an error of the kind
    return kind(*given, **values)


def list_near(wrong: str, known: Iterable[str]) -> tuple[str, ...]:
    """List the names that a wrong one may have meant."""
    return tuple(difflib.get_close_matches(wrong, sorted(known), n=3, cutoff=0.5))


def suggest(wrong: str, known: Iterable[str]) -> str:
    """Write "; did you mean A or B?" with near matches, "" where nothing is near."""
    near = list_near(wrong, known)
    return f"; did you mean {' or '.join(near)}?" if near else ""
