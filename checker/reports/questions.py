"""Questions in words: what is open, what was read for now, the candidates and the line that settles each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.cells import write_cells
from checker.reading.answers import ASIDE
from checker.reports.sentences import say_question
from checker.words.formats import Lang, format_number, name_code, say

if TYPE_CHECKING:
    from checker.findings import Candidate, Question

MOST_PLACES = 200
"""An answer names at most so many ranges (ours: all that a question joins in any real file)."""
MOST_LINES = 3
"""Of an answer over several ranges so many lines are shown; JSON and the written layout hold all."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate in words, and the lines that choose it."""

    reading: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question in words; `how` says where the answers go, `head` stands for a face of one line."""

    number: int
    head: str
    count: str
    read_as: str
    how: str
    candidates: tuple[CandidateView, ...]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What a reader sees of the candidates: reading and line; of many lines the first."""
        seen: list[tuple[str, str]] = []
        for candidate in self.candidates:
            more = ["…"] if len(candidate.answer) > MOST_LINES else []
            shown = [*candidate.answer[:MOST_LINES], *more]
            seen += [("" if at else candidate.reading, line) for at, line in enumerate(shown)]
        return seen


def view_questions(questions: Sequence[Question], main: str, lang: Lang) -> tuple[QuestionView, ...]:
    """Put questions into words, numbered from 1."""
    return tuple(view_question(number, each, main, lang) for number, each in enumerate(questions, 1))


def view_question(number: int, question: Question, main: str, lang: Lang) -> QuestionView:
    """Put one question into words."""
    sentence = say_question(question, lang)
    parts = [sentence]
    if question.cells:
        places = say("line.comma", lang).join(write_cells(question.cells, main))
        parts.insert(0, f"{places}{say('line.colon', lang)}".rstrip())
    if question.key and not question.candidates:
        parts.append(f"({say('line.answer_with', lang)} --set {question.key}=…)")
    how = ""
    if question.candidates:
        how = say("line.answer_with", lang) if question.key else say("line.answer_in_layout", lang)
    return QuestionView(
        number=number,
        head=" ".join(parts),
        count=say("line.figures_asked", lang, count=format_number(question.numbers, lang)) if question.numbers else "",
        read_as=say_read_as(question, lang),
        how=how,
        candidates=tuple(
            CandidateView(say_candidate(each, lang), tuple(write_answer(question, each, main)))
            for each in question.candidates
        ),
    )  # fmt: skip


def say_candidate(candidate: Candidate, lang: Lang) -> str:
    """Name what would be read: a code by its name, all else as it is."""
    if candidate.group == "kind":
        return (
            say("line.left_aside", lang)
            if candidate.reading == ASIDE
            else say(f"map.kind.{candidate.reading}", lang)
        )
    return name_code(candidate.group, candidate.reading, lang) if candidate.group else candidate.reading


def say_read_as(question: Question, lang: Lang) -> str:
    """Name the reading in force; "" where nothing is read until the question is answered."""
    known = next((each for each in question.candidates if each.reading == question.read_as), None)
    return say_candidate(known, lang) if known is not None else question.read_as


def write_answer(question: Question, candidate: Candidate, main: str) -> list[str]:
    """Write the lines that choose a candidate: a --set, or [answers] of a layout, a line for each range asked about."""
    if question.key:
        return [f"--set {question.key}={candidate.value or candidate.reading}"]
    places = write_cells(question.cells, main, MOST_PLACES)
    return [
        f"{quote(place)}.{key} = {quote(str(value))}"
        for place in places
        for key, value in candidate.says.items()
    ]


def quote(text: str) -> str:
    """Quote a text as TOML does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
