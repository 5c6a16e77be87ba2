"""What a label means: the terms of terms.toml found in it."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from checker.reading.text import BRACKETS, fold
from checker.reading.units import Unit, find_units, parse_unit
from checker.reading.word_finder import WordFinder, find_word, find_words, index_words


class Term(NamedTuple):
    """One term: the table it belongs to (source, flow, role, …), its code and its rank there."""

    table: str
    code: str
    rank: int


class Meaning(NamedTuple):
    """What a text was understood as; empty strings where it says nothing of the kind.

    `length` is the share of the text (0 to 1) that terms and units account for.
    """

    text: str
    source: str = ""
    flow: str = ""
    attribute: str = ""
    parameter: str = ""
    category: str = ""
    document: str = ""
    documents: tuple[str, ...] = ()
    production: str = ""
    facility: str = ""
    roles: tuple[str, ...] = ()
    note: bool = False
    units: tuple[Unit, ...] = ()
    length: float = 0.0


class Terms(NamedTuple):
    """The loaded vocabulary: what finds its words, their meanings, the kind of each source."""

    finder: WordFinder
    terms: dict[str, tuple[Term, ...]]
    kinds: dict[str, str]
    codes: dict[str, tuple[str, str]]
    """Words that are meant only where they are a whole cell: the table and the code of each."""


MOST_TEXT = 300
"""Characters of a text that are looked at: what follows is a note's (ours)."""
_PUNCTUATION = re.compile(r"[\s,，;；:：/\\()（）\[\]【】\-—–_.、&+*\"']+")
_YEARS = re.compile(r"(?<!\d)(?:fy\s*)?(?:19|20)\d\d(?:年度?|/\d\d)?(?!\d)")
_NOTES = re.compile(
    r"\s*[\[(（](?:notes? ?\d*|注\d*|\d{1,2}|[a-h]|required|optional|pre-filled|footnote \d+)[\])）]",
    re.IGNORECASE,
)
"""Marks of footnotes and of forms, which say nothing of the figures."""
_JOINERS = re.compile(
    r"\b(?:of|from|the|for|and|on|in|by|to|at|with|company|own|site|total|amount|quantity)\b|का|की|के|से|में|和|与|及|的|量"
)


@lru_cache(maxsize=1)
def load_terms() -> Terms:
    """Load terms.toml: the words of all languages, the longest found first."""
    data = tomllib.loads(files("checker.reading").joinpath("terms.toml").read_text("utf-8"))
    terms: dict[str, list[Term]] = {}
    kinds: dict[str, str] = {}
    codes: dict[str, tuple[str, str]] = {}
    for table, entries in data.items():
        for rank, (code, entry) in enumerate(entries.items()):
            if table == "source":
                kinds[code] = entry["kind"]
            codes.update((fold(word), (table, code)) for word in entry.get("codes", ()))
            for language in ("en", "zh", "hi", "es", "de", "fr"):
                for word in entry.get(language, ()):
                    terms.setdefault(fold(word), []).append(Term(table, code, rank))
    return Terms(index_words(terms), {word: tuple(found) for word, found in terms.items()}, kinds, codes)


@lru_cache(maxsize=1_000)
def kind_of(source: str) -> str:
    """Give the kind of a source: electricity, heat, gas, liquid, solid, gas_process; "" if unknown."""
    return load_terms().kinds.get(source, "")


def list_codes(table: str) -> tuple[str, ...]:
    """List the codes of a table of terms (source, flow, attribute, parameter, …), sorted."""
    known = {term.code for terms in load_terms().terms.values() for term in terms if term.table == table}
    return tuple(sorted(known))


@lru_cache(maxsize=20_000)
def understand(text: str) -> Meaning:
    """Understand a label or header by the terms and units in it."""
    if len(text) > MOST_TEXT:
        return understand(text[:MOST_TEXT])._replace(text=text)
    noted = _NOTES.sub("", text) if _has_bracket(text) else text
    if noted != text:
        return understand(noted)._replace(text=text)
    folded = fold(text)
    if not folded:
        return Meaning(text)
    vocabulary = load_terms()
    named = (BRACKETS.sub("", folded) if _has_bracket(folded) else folded).strip()
    named = _drop_footnote(named) or named if named else named
    code = vocabulary.codes.get(named)
    if code:
        said = {"roles": (code[1],)} if code[0] == "role" else {code[0]: code[1]}
        return Meaning(text, units=find_units(text), length=1.0)._replace(**said)
    if (
        named
        and folded.startswith(named)
        and len(named) < len(folded)
        and folded[len(named) : len(named) + 1].isalpha()
    ):
        return understand(named + folded[len(named) + 1 :])._replace(text=text)
    return _understand(text, folded)


def _understand(text: str, folded: str) -> Meaning:
    """Understand a folded text by all terms in it."""
    vocabulary = load_terms()
    # what is blanked keeps its length, so that one search serves meanings and remainder alike
    plain = _YEARS.sub(_blank, folded) if "19" in folded or "20" in folded else folded
    bare = BRACKETS.sub(_blank, plain) if _has_bracket(plain) else plain
    found: dict[str, list[Term]] = {}
    # words in brackets explain; they name the source or flow only where the others do not
    aside: dict[str, list[Term]] = {}
    rest, at = [], 0
    for start, end, word in find_words(vocabulary.finder, plain):
        inside = not bare[start:end].strip()
        terms_here = vocabulary.terms[word]
        parted = any(term.table == "role" and term.code == "breakdown" for term in terms_here)
        for term in terms_here:
            # "imported coal" under "consumption" is consumed: where a sector or origin is named, another word says the flow
            (aside if inside or (parted and term.table == "flow") else found).setdefault(
                term.table, []
            ).append(term)
        rest.append(bare[at:start])
        at = end
    rest.append(bare[at:])
    for table, terms in aside.items():
        if table == "source" and table in found:
            # "Natural gas (heating boiler)" is no heat, "Heating oil (kerosene)" is kerosene
            kinds = {
                vocabulary.kinds[term.code]
                for term in found[table]
                if term.code != "other_petroleum_products"
            }
            terms = [term for term in terms if not kinds or vocabulary.kinds[term.code] in kinds]  # noqa: PLW2901  # those that agree
        if table not in found or table != "flow":
            found.setdefault(table, []).extend(terms)
    units = find_units(text)
    left = _PUNCTUATION.sub("", _JOINERS.sub("", " ".join(rest)))
    size = len(_PUNCTUATION.sub("", plain))
    length = 1.0 if size == 0 else max(0.0, 1 - len(left) / size)
    if not found:
        return Meaning(text, units=units or parse_unit(text), length=length)
    roles = tuple(dict.fromkeys(term.code for term in found.get("role", ())))
    firsts = {
        table: min(terms, key=lambda term: term.rank).code
        for table, terms in found.items()
        if table not in ("role", "mark")
    }
    return Meaning(
        text=text,
        **firsts,
        documents=tuple(dict.fromkeys(term.code for term in found.get("document", ()))),
        roles=roles,
        note="mark" in found and _starts_with_mark(folded),
        units=units or (() if "unit" in roles else parse_unit(text)),
        length=length,
    )


def override_meaning(meaning: Meaning, means: Mapping[str, str], unit: str) -> Meaning:
    """Let what is pinned go before what the words say."""
    said = any(each.name == unit for each in meaning.units)
    units: tuple[Unit, ...] = parse_unit(unit) if unit and not said else meaning.units
    if not means and not unit:
        return meaning
    return meaning._replace(
        source=means.get("source", meaning.source), flow=means.get("flow", meaning.flow),
        attribute=means.get("attribute", meaning.attribute), parameter=means.get("parameter", meaning.parameter),
        units=units, length=1.0,
    )  # fmt: skip


def list_terms(text: str) -> list[Term]:
    """List the terms found in a text, in their order."""
    vocabulary = load_terms()
    return [
        term
        for found in find_words(vocabulary.finder, fold(text[:MOST_TEXT]))
        for term in vocabulary.terms[found.word]
    ]


def _drop_footnote(folded: str) -> str:
    """Give a word without the letter of a footnote glued to it ("Coalc"); "" where there is none."""
    vocabulary = load_terms()
    known = folded in vocabulary.terms or folded in vocabulary.codes
    word = folded[:-1]
    if known or folded[-1] not in "abcdefg" or len(word) < 3:
        return ""
    return word if word in vocabulary.terms or word in vocabulary.codes else ""


def _has_bracket(text: str) -> bool:
    """Tell whether a text opens a bracket: most do not, and need no search for what stands in them."""
    return "(" in text or "[" in text or "（" in text or "【" in text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _starts_with_mark(folded: str) -> bool:
    found = find_word(load_terms().finder, folded)
    return found is not None and any(term.table == "mark" for term in load_terms().terms[found.word])
