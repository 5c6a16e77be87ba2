"""Answers to questions about cells: the [answers] of a layout file, by the cell or range that was asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.errors import UsageError, suggest
from checker.reading.addresses import parse_range_address
from checker.reading.columns import Column
from checker.reading.terms import override_meaning
from checker.reading.units import parse_unit

if TYPE_CHECKING:
    from checker.findings import Candidate, Question
    from checker.reading.layout import Layout

MEANS = ("source", "flow", "attribute", "parameter")
FIELDS = ("kind", *MEANS, "unit")
"""What an answer may say of the line or column at its cells."""
ASIDE = "derived"
"""The kind of a column, or line, that is left aside."""

_PLACE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<area>[A-Za-z]{1,3}\d+(?::[A-Za-z]{1,3}\d+)?)\Z"
)
_FILE = re.compile(r"\[(?P<file>[^\[\]]+)\](?P<sheet>.+)\Z", re.DOTALL)


class Answer(NamedTuple):
    """What a person says of the lines or columns named by the cells of a range; rows counted from 0."""

    file: str
    sheet: str
    area: tuple[int, int, int, int]
    kind: str
    means: Mapping[str, str]
    unit: str

    def holds(self, file: str, sheet: str, row: int, column: int) -> bool:
        """Tell whether a cell is among those that are answered."""
        top, left, bottom, right = self.area
        return (
            self.file in ("", file)
            and self.sheet == sheet
            and top <= row <= bottom
            and left <= column <= right
        )


def load_answers(path: Path, said: object, known_kinds: tuple[str, ...]) -> tuple[Answer, ...]:
    """Read [answers] of a layout file; raises UsageError, naming the place, for anything that cannot be meant."""
    if not isinstance(said, Mapping):
        message = f'{path.name}: answers is no table; write [answers] and below it "Sheet!C4".unit = "kWh"'
        raise UsageError(message)
    return tuple(_read_answer(path, str(place), answer, known_kinds) for place, answer in said.items())


def _read_answer(path: Path, place: str, said: Any, known_kinds: tuple[str, ...]) -> Answer:  # noqa: ANN401  # what TOML holds
    from checker.reading.layout import read_means

    where = f"[answers] {place}"
    match = _PLACE.match(place)
    if match is None:
        message = f'{path.name}: {where}: names no cell; write "Sheet!C4" or "\'My Sheet\'!C4:C9"'
        raise UsageError(message)
    name = (match["quoted"] or match["plain"]).replace("''", "'")
    other = _FILE.match(name)
    file, sheet = (other["file"], other["sheet"]) if other else ("", name)
    if not isinstance(said, Mapping) or not said:
        message = f'{path.name}: {where}: says nothing; write for example "{place}".unit = "kWh"'
        raise UsageError(message)
    for field, value in said.items():
        if field not in FIELDS or not isinstance(value, str):
            message = f"{path.name}: {where}: {field} = {value!r} cannot be meant{suggest(field, FIELDS)}; one of {', '.join(FIELDS)}"
            raise UsageError(message)
    kind, unit = str(said.get("kind", "")), str(said.get("unit", ""))
    if kind and kind not in known_kinds:
        message = f"{path.name}: {where}: kind = {kind!r}{suggest(kind, known_kinds)}; one of {', '.join(known_kinds)}"
        raise UsageError(message)
    if unit and not parse_unit(unit):
        message = (
            f"{path.name}: {where}: the unit {unit!r} is not known; write it as t, kWh, 10^4 Nm3, GJ/t, …"
        )
        raise UsageError(message)
    return Answer(file, sheet, parse_range_address(match["area"]), kind, read_means(path, said, where), unit)


def find_answer(answers: tuple[Answer, ...], file: str, sheet: str, row: int, column: int) -> Answer | None:
    """Find the answer for a cell, the last one given; None where it has none."""
    return next((each for each in reversed(answers) if each.holds(file, sheet, row, column)), None)


def answer_columns(
    answers: tuple[Answer, ...], file: str, sheet: str, rows: range, columns: tuple[Column, ...]
) -> tuple[Column, ...]:
    """Let what is answered at a column's header, in one of the given rows, go before what its words say."""
    own = [each for each in answers if each.sheet == sheet and each.file in ("", file)]
    if not own:
        return columns
    return tuple(_answer_column(tuple(own), file, sheet, rows, column) for column in columns)


def _answer_column(answers: tuple[Answer, ...], file: str, sheet: str, rows: range, column: Column) -> Column:
    answer = next((one for row in rows if (one := find_answer(answers, file, sheet, row, column.at))), None)
    if answer is None:
        return column
    kind = answer.kind or ("item_value" if column.kind == "unknown" and answer.means else column.kind)
    return column._replace(kind=kind, meaning=override_meaning(column.meaning, answer.means, answer.unit))


def choose_candidate(
    question: Question, candidate: Candidate, answers: Mapping[str, str], layout: Layout | None
) -> tuple[dict[str, str], Layout | None]:
    """Give the answers and the layout with which a filing is read by one candidate of a question."""
    from checker.reading.layout import Layout

    if question.key:
        return {**answers, question.key: candidate.value or candidate.reading}, layout
    means = {name: str(candidate.says[name]) for name in MEANS if name in candidate.says}
    kind, unit = str(candidate.says.get("kind", "")), str(candidate.says.get("unit", ""))
    own = tuple(
        Answer(cell.file, cell.sheet, (cell.row, cell.column, cell.row, cell.column), kind, means, unit)
        for cell in question.cells
    )
    pinned = layout if layout is not None else Layout("", {}, {}, frozenset())
    return dict(answers), pinned._replace(answers=(*pinned.answers, *own))
