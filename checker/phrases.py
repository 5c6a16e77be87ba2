"""Fixed phrases in three languages, light enough for an error that refuses a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

Lang: TypeAlias = Literal["en", "zh", "hi"]
LANGS: tuple[Lang, ...] = ("en", "zh", "hi")

WORDS = Path(__file__).parent / "words"


@cache
def read_words(file: str) -> Mapping[str, Any]:
    """Read one of the checker's own word files, once."""
    return tomllib.loads((WORDS / file).read_text(encoding="utf-8"))


def load_phrases(table: str) -> Mapping[str, Any]:
    """Read the phrases among which a table stands: a face with many has a file of its own, read when it is shown."""
    own = f"phrases_{table}.toml"
    return read_words(own if (WORDS / own).is_file() else "phrases.toml")


def list_phrase_files() -> list[Path]:
    """List the files of fixed phrases, sorted."""
    return sorted(WORDS.glob("phrases*.toml"))


def say(key: str, lang: Lang, **values: str | int) -> str:
    """Give a fixed phrase by its dotted key; with count=1 its singular, where it has one.

    Raises KeyError where there is no such phrase.
    """
    *tables, last = key.split(".")
    table = load_phrases(tables[0])
    for each in tables:
        table = table[each]
    singular = table.get(f"{last}_one") if values.get("count") in {1, "1"} else None
    text: str = (singular or table[last])[lang]
    return text.format(**values)


def has_phrase(key: str) -> bool:
    """Tell whether there is such a phrase."""
    table: Any = load_phrases(key.partition(".")[0])
    for each in key.split("."):
        if not isinstance(table, Mapping) or each not in table:
            return False
        table = table[each]
    return True
