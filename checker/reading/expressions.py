"""What simple formulas refer to and what they give: + - * / ^, comparisons, SUM, IF and a few more.

A formula beyond that is not followed; `evaluate` raises ExpressionError and never guesses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from checker.cells import number_column
from checker.reading.formulas import Formula, Place
from checker.workbook import Value

Area: TypeAlias = tuple[str, int, int, int, int]
"""Sheet, first row, first column, last row, last column, counted from 0."""
Amount: TypeAlias = float | str | bool | None
Operand: TypeAlias = Amount | list[Amount]
Look: TypeAlias = Callable[[Place], Value]

_SHEET = r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\W\d][\w.]*))!)?"
_ONE = r"(?P<{0}c>\$?[A-Z]{{1,3}})(?P<{0}r>\$?[1-9][0-9]{{0,6}})"
_REFERENCE = re.compile(
    _SHEET + _ONE.format("a") + r"(?::" + _ONE.format("z") + r")?(?![\w(!])", re.IGNORECASE
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<name>[A-Za-z][A-Za-z.]*)(?=\()|(?P<mark><=|>=|<>|[-+*/^%(),=<>]))"
)
_OUTSIDE = re.compile(r"\[|#REF!")


class ExpressionError(Exception):
    """A formula that is not simple enough to be followed, or has no result."""


def list_areas(formula: Formula, sheet: str) -> list[Area]:
    """List the cells and ranges a formula refers to; empty where it looks into another file."""
    if _OUTSIDE.search(formula.text):
        return []
    return [_place(match, formula, sheet) for match in _REFERENCE.finditer(_blank_texts(formula.text))]


def evaluate(formula: Formula, sheet: str, look: Look) -> float:
    """Give a formula's number, with `look` giving the value of a cell; a blank counts as 0.

    Raises ExpressionError for what is no number or not simple.
    """
    if _OUTSIDE.search(formula.text):
        raise ExpressionError
    parser = _Parser(formula, sheet, look)
    return parser.give_number()


def _blank_texts(text: str) -> str:
    """Blank out quoted texts, which may look like references; quoted sheet names stay."""
    return re.sub(r'"(?:[^"]|"")*"', lambda match: " " * len(match[0]), text)


def _place(match: re.Match[str], formula: Formula, sheet: str) -> Area:
    quoted = match["quoted"]
    name = quoted.replace("''", "'") if quoted else match["bare"] or sheet
    first = _move(match["ar"], match["ac"], formula)
    last = _move(match["zr"], match["zc"], formula) if match["zr"] else first
    return (
        name, min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1]),
    )  # fmt: skip


def _move(row: str, column: str, formula: Formula) -> tuple[int, int]:
    down = 0 if row.startswith("$") else formula.down
    right = 0 if column.startswith("$") else formula.right
    return int(row.lstrip("$")) - 1 + down, number_column(column.lstrip("$").upper()) + right


class _Parser:
    """Recursive descent: comparison > sum > product > power > sign > percent > atom."""

    def __init__(self, formula: Formula, sheet: str, look: Look) -> None:
        self.formula, self.sheet, self.look = formula, sheet, look
        self.at = 0

    def give_number(self) -> float:
        value = self.compare()
        if self.at < len(self.formula.text.rstrip()):
            raise ExpressionError
        return _number(value)

    def peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.formula.text, self.at)

    def take(self, marks: str) -> str:
        match = self.peek()
        mark = match["mark"] if match is not None else None
        if match is None or mark is None or mark not in marks.split():
            return ""
        self.at = match.end()
        return mark

    def compare(self) -> Operand:
        left = self.add()
        while sign := self.take("= <> < > <= >="):
            left = _compare(sign, left, self.add())
        return left

    def add(self) -> Operand:
        left = self.multiply()
        while sign := self.take("+ -"):
            right = _number(self.multiply())
            left = _number(left) + (right if sign == "+" else -right)
        return left

    def multiply(self) -> Operand:
        left = self.raise_power()
        while sign := self.take("* /"):
            right = _number(self.raise_power())
            if sign == "/" and right == 0:
                raise ExpressionError
            left = _number(left) * right if sign == "*" else _number(left) / right
        return left

    def raise_power(self) -> Operand:
        left = self.sign()
        while self.take("^"):
            left = _power(_number(left), _number(self.sign()))
        return left

    def sign(self) -> Operand:
        sign = self.take("+ -")
        if sign:
            number = _number(self.sign())
            return -number if sign == "-" else number
        value = self.give_atom()
        while self.take("%"):
            value = _number(value) / 100
        return value

    def give_atom(self) -> Operand:
        text = self.formula.text
        while self.at < len(text) and text[self.at].isspace():
            self.at += 1
        reference = _REFERENCE.match(text, self.at)
        if reference is not None:
            self.at = reference.end()
            return self.look_up(_place(reference, self.formula, self.sheet), single=reference["zr"] is None)
        match = self.peek()
        if match is None:
            raise ExpressionError
        self.at = match.end()
        if match["number"]:
            return float(match["number"])
        if match["text"]:
            return match["text"][1:-1].replace('""', '"')
        if match["name"]:
            return self.call(match["name"].upper())
        if match["mark"] != "(":
            raise ExpressionError
        value = self.compare()
        if not self.take(")"):
            raise ExpressionError
        return value

    def call(self, name: str) -> Operand:
        if not self.take("("):
            raise ExpressionError
        arguments: list[Operand] = []
        while not self.take(")"):
            arguments.append(self.compare())
            if not self.take(",") and (self.peek() is None or self.peek()["mark"] != ")"):  # type: ignore[index]
                raise ExpressionError
        function = _FUNCTIONS.get(name)
        if function is None or not arguments:
            raise ExpressionError
        return function(arguments)

    def look_up(self, area: Area, *, single: bool) -> Operand:
        sheet, top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
            raise ExpressionError
        values = [
            _plain(self.look((sheet, row, column)))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        return values[0] if single else values


MOST_CELLS = 20_000
"""A range of more cells is not followed (ours)."""


def _plain(value: Value) -> Amount:
    if value is None or isinstance(value, bool | float | str):
        return value
    raise ExpressionError


def _number(value: Operand) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool | float):
        return float(value)
    raise ExpressionError


def _numbers(arguments: list[Operand]) -> Iterator[float]:
    """Give the numbers as SUM takes them: texts and blanks in ranges count nothing."""
    for each in arguments:
        if isinstance(each, list):
            yield from (value for value in each if isinstance(value, float) and not isinstance(value, bool))
        elif each is not None:
            yield _number(each)


def _compare(sign: str, left: Operand, right: Operand) -> bool:
    if isinstance(left, list) or isinstance(right, list):
        raise ExpressionError
    if isinstance(left, str) or isinstance(right, str):
        same = ("" if left is None else left) == ("" if right is None else right)
        if sign not in {"=", "<>"}:
            raise ExpressionError
        return same if sign == "=" else not same
    a, b = _number(left), _number(right)
    return {"=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[sign]


def _power(base: float, exponent: float) -> float:
    try:
        value: object = base**exponent
    except (OverflowError, ZeroDivisionError) as error:
        raise ExpressionError from error
    if not isinstance(value, float):
        raise ExpressionError  # the root of a negative number
    return value


def _average(arguments: list[Operand]) -> float:
    numbers = list(_numbers(arguments))
    if not numbers:
        raise ExpressionError
    return math.fsum(numbers) / len(numbers)


def _round(arguments: list[Operand]) -> float:
    """Round half away from zero, as Excel does."""
    digits = int(_number(arguments[1])) if len(arguments) > 1 else 0
    scaled = abs(_number(arguments[0])) * 10**digits
    whole = int(scaled + 0.5 + 1e-9)
    return float((whole if _number(arguments[0]) >= 0 else -whole) / 10**digits)


def _choose(arguments: list[Operand]) -> Operand:
    if len(arguments) == 1:
        raise ExpressionError
    if _number(arguments[0]):
        return arguments[1]
    return arguments[2] if len(arguments) > 2 else False


def _sum_products(arguments: list[Operand]) -> float:
    lists = [each if isinstance(each, list) else [each] for each in arguments]
    if len({len(each) for each in lists}) > 1:
        raise ExpressionError
    total = 0.0
    for row in zip(*lists, strict=True):
        product = 1.0
        for value in row:
            product *= value if isinstance(value, float) else 0.0
        total += product
    return total


_FUNCTIONS: dict[str, Callable[[list[Operand]], Operand]] = {
    "SUM": lambda arguments: sum(_numbers(arguments)),
    "AVERAGE": _average,
    "MAX": lambda arguments: max(_numbers(arguments), default=0.0),
    "MIN": lambda arguments: min(_numbers(arguments), default=0.0),
    "ABS": lambda arguments: abs(_number(arguments[0])),
    "ROUND": _round,
    "IF": _choose,
    "IFERROR": lambda arguments: arguments[0],
    "PRODUCT": lambda arguments: math.prod(_numbers(arguments)),
    "SUMPRODUCT": _sum_products,
}
