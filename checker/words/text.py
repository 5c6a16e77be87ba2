"""Words by language: fixed phrases, the names of our codes, and messages with their values."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from checker.errors import PackError
from checker.words.formats import Lang, Values, format_value, load_vocabulary, say

if TYPE_CHECKING:
    from checker.findings import Severity
    from checker.packs import Catalogue

Part: TypeAlias = Literal["title", "message", "advice", "why"]

BUILT_IN = Path(__file__).parent.parent / "schemas" / "refusals.toml"
"""The codes that belong to the checker itself, with their severity and words."""


def parse_words(path: Path) -> Mapping[str, Any]:
    """Read a .toml of words, once as long as the file stays as it is; raises what open and tomllib raise."""
    known = path.stat()
    return _parse_words(path, known.st_mtime_ns, known.st_size)


@lru_cache(maxsize=1000)
def _parse_words(path: Path, _changed: int, _size: int) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def load_words(path: Path) -> Mapping[str, Any]:
    """Read a .toml of words; raises PackError, naming the file and the place, where it is no TOML."""
    try:
        return parse_words(path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = (
            f"{path.parent.name}/{path.name}: the words of a rule cannot be read ({error}); correct the file"
        )
        raise PackError(message) from error


@cache
def load_built_in() -> Mapping[str, Any]:
    """Read the words of the checker's own codes, keyed by code."""
    return load_words(BUILT_IN) if BUILT_IN.is_file() else {}


def load_built_in_severity() -> dict[str, Severity]:
    """Give the checker's own codes, sorted, with their severity."""
    return {code: words.get("severity", "error") for code, words in sorted(load_built_in().items())}


def words_of(code: str, catalogue: Catalogue) -> Mapping[str, Any]:
    """Give the words of a rule, a misfiling or a built-in code; empty where there are none.

    Keys are "en", "zh", "hi" (tables of title, message, advice) and, for rules, "why", "source"
    and "case".
    """
    known = catalogue.find(code)
    if known is not None:
        return load_words(known.words)
    words = load_built_in().get(code, {})
    return words if isinstance(words, Mapping) else {}


def pick_words(words: Mapping[str, Any], part: str, lang: Lang) -> str:
    """Give one text in a language, in English where it lacks, "" where there is none.

    A part stands under its language, or once for all ("why" as a text, or as a table by language).
    """
    common = words.get(part)
    for each in (lang, "en"):
        text = words.get(each, {}).get(part)
        if text is None and isinstance(common, Mapping):
            text = common.get(each)
        if text is not None:
            return str(text).strip()
    return common.strip() if isinstance(common, str) else ""


def render(code: str, part: Part, values: Values, lang: Lang, catalogue: Catalogue) -> str:
    """Write the title, message or advice of a code with its values, formatted by kind and locale."""
    template = pick_words(words_of(code, catalogue), part, lang)
    if not template and part == "title":
        return code
    text = fill(template, values, lang)
    if part == "message" and values.get("alike"):
        gap = "" if lang == "zh" else " "
        return f"{text}{gap}{say('alike.more', lang, count=str(values['alike']))}"
    return text


def fill(template: str, values: Values, lang: Lang) -> str:
    """Put formatted values in the place of {names}; one out of the vocabulary stays as it is."""
    pieces: list[str] = []
    try:
        parsed = [*string.Formatter().parse(template), ("", None, None, None)]
    except ValueError:
        return template
    for (literal, name, _spec, _conversion), (following, *_) in zip(
        parsed, parsed[1:] + parsed[-1:], strict=True
    ):
        pieces.append(literal)
        if name is None:
            continue
        text = show_value(name, values, lang)
        # A percentage brings its sign; a template that writes one too shall not show two.
        signed_twice = text.endswith("%") and following.lstrip().startswith("%")
        pieces.append(text[:-1].rstrip() if signed_twice else text)
    return "".join(pieces)


def show_value(name: str, values: Values, lang: Lang) -> str:
    """Write the value of one name; a line without a label is called by its source, an unknown name stays."""
    if name in values:
        return format_value(name, values[name], lang)
    if name == "label" and "source" in values:
        return format_value("source", values["source"], lang)
    return "…" if name in load_vocabulary("values") else f"{{{name}}}"


def list_placeholders(template: str) -> set[str]:
    """List the names in braces; raises ValueError where the braces do not match."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
