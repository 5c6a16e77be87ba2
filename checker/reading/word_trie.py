"""One pattern for many words, as a tree of their letters: the longest word at each place, found in few steps."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LATIN = re.compile(r"[a-z0-9#]")
_END = ""


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern that finds the longest of the words at each place; Latin ones as whole words only."""
    latin: dict[str, object] = {}
    others: dict[str, object] = {}
    for word in sorted(set(words)):
        if not word:
            continue
        node = latin if _LATIN.match(word[0]) else others
        for letter in word:
            node = node.setdefault(letter, {})  # type: ignore[assignment]  # a tree of dicts
        node[_END] = "(?![a-z0-9])" if _LATIN.match(word[-1]) else ""
    parts = [rf"(?<![a-z0-9]){_write(latin)}"] if latin else []
    parts += [_write(others)] if others else []
    return re.compile("|".join(parts))


def _write(node: dict[str, object]) -> str:
    """Write a tree as a pattern; the end of a word comes last, so that a longer one is tried first."""
    branches = []
    for letter, child in sorted(node.items()):
        if letter == _END:
            continue
        text, below = re.escape(letter), child
        while isinstance(below, dict) and len(below) == 1 and _END not in below:
            ((following, below),) = below.items()
            text += re.escape(following)
        branches.append(text + _write(below))  # type: ignore[arg-type]  # a tree of dicts
    if _END in node:
        branches.append(str(node[_END]))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
