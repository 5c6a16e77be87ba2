"""What is wrong with the words of a rule or a misfiling; the catalogue tests read these lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.words.formats import LANGS, load_vocabulary
from checker.words.text import list_placeholders

RULE_PARTS = ("title", "message", "advice")
MISFILING_PARTS = ("title", "message")


def find_faults(words: Mapping[str, Any], parts: tuple[str, ...] = RULE_PARTS) -> list[str]:
    """List, one line each, what the words lack and how to mend it; empty where all is well."""
    faults: list[str] = []
    for lang in LANGS:
        texts = words.get(lang, {})
        for part in parts:
            text = texts.get(part)
            if not isinstance(text, str) or not text.strip():
                faults.append(f"[{lang}] lacks {part}: write it")
                continue
            faults += find_template_faults(text, f"[{lang}] {part}")
    faults += compare_languages(words, parts)
    return faults


def find_template_faults(text: str, where: str) -> list[str]:
    """List the faults of one template: braces that do not match, placeholders out of the vocabulary."""
    try:
        names = list_placeholders(text)
    except ValueError as error:
        return [f"{where}: {error}; write {{{{ and }}}} for braces that are meant"]
    known = load_vocabulary("values")
    return [
        f"{where}: {{{name}}} is not in checker/words/values.toml; use one that is, or add it"
        for name in sorted(names - set(known))
    ]


def compare_languages(words: Mapping[str, Any], parts: tuple[str, ...]) -> list[str]:
    """List the placeholders that one language's text shows and another's does not."""
    faults: list[str] = []
    for part in parts:
        shown: dict[str, set[str]] = {}
        for lang in LANGS:
            try:
                shown[lang] = list_placeholders(str(words.get(lang, {}).get(part, "")))
            except ValueError:
                return faults
        for name in sorted(set().union(*shown.values())):
            lacking = [lang for lang in LANGS if name not in shown[lang]]
            if lacking:
                faults.append(
                    f"{part}: {{{name}}} is missing in {', '.join(lacking)}; show the same values in all"
                )
    return faults
