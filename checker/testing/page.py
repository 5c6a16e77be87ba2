"""Pages being laid out: typed cells, merges, and which cell holds which fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from checker.cells import write_address
from checker.testing.draw import Switches
from checker.testing.facts import ABSENT, Drawn, Fact, Figure, Line, list_facts
from checker.testing.numbers import Typed, type_number
from checker.testing.vocabulary import Hand, pick

Content: TypeAlias = str | float | dt.date | None


class Placed(NamedTuple):
    """A fact and the cell it stands in, rows and columns counted from 0."""

    sheet: str
    row: int
    column: int
    fact: Fact
    also: tuple[tuple[str, str], ...] = ()


class PlacedSum(NamedTuple):
    """A stated sum, its cell and its value in the unit of the table."""

    sheet: str
    row: int
    column: int
    quantity: float


@dataclass
class Page:
    """A sheet being laid out."""

    name: str
    left: int = 0
    cells: dict[tuple[int, int], Typed] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, content: Content, look: str = "") -> None:
        """Put content at a cell; "" and None leave it blank."""
        if content is not None and content != "":
            self.cells[row, column] = Typed(content, look)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge an area whose content stands at its top left."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


@dataclass
class Draft:
    """A book being laid out: the hand that writes it, its pages, and what stands where."""

    drawn: Drawn
    hand: Hand
    pages: list[Page] = field(default_factory=list)
    facts: list[Placed] = field(default_factory=list)
    sums: list[PlacedSum] = field(default_factory=list)
    beside: list[tuple[str, int, int]] = field(default_factory=list)
    """Cells of numbers that are no activity: cumulative columns, money, output, water."""

    @property
    def switches(self) -> Switches:
        """The switches of the hand."""
        return self.hand.switches

    def open_page(self, name: str) -> Page:
        """Open a new sheet."""
        page = Page(name, self.switches.indent)
        self.pages.append(page)
        return page


@dataclass(frozen=True)
class Book:
    """A workbook laid out, and what a careful person reads in it."""

    seed: int
    drawn: Drawn
    switches: Switches
    pages: tuple[Page, ...]
    facts: tuple[Placed, ...]
    sums: tuple[PlacedSum, ...]
    beside: tuple[tuple[str, int, int], ...]


def put_figure(draft: Draft, page: Page, row: int, column: int, line: Line, figure: Figure) -> None:
    """Put a figure of a line and remember where it stands."""
    if figure.quantity is None:
        page.put(row, column, pick(draft.hand, "absent") if figure.state == ABSENT else "")
        return
    page.cells[row, column] = type_number(draft.hand, figure.quantity, line.unit)
    fact = list_facts(line._replace(figures=(figure,)))[0]
    draft.facts.append(Placed(page.name, row, column, fact, line.also))


def put_sum(draft: Draft, page: Page, row: int, column: int, parts: Sequence[tuple[int, int]], lines: Sequence[Line],
            figures: Sequence[Figure]) -> None:  # fmt: skip
    """Put the sum of figures, typed or as a formula over their cells; blank where none is filed."""
    filed = [figure.quantity for figure in figures if figure.quantity is not None]
    if not filed:
        return
    total = round(sum(filed), 6)
    typed = type_number(draft.hand, total, lines[0].unit)
    if draft.switches.formulas and parts and not isinstance(typed.content, str):
        typed = typed._replace(formula=_write_sum(parts))
    page.cells[row, column] = typed
    draft.sums.append(PlacedSum(page.name, row, column, total))


def _write_sum(parts: Sequence[tuple[int, int]]) -> str:
    rows, columns = {row for row, _ in parts}, {column for _, column in parts}
    first, last = min(parts), max(parts)
    whole = (
        len(rows) * len(columns)
        == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
        == len(parts)
    )
    if whole:
        return f"=SUM({write_address(*first)}:{write_address(*last)})"
    return "=" + "+".join(write_address(*part) for part in parts)


def put_beside(draft: Draft, page: Page, row: int, column: int, value: float, look: str = "") -> None:
    """Put a number that is no activity figure: money, output, an opening balance brought forward."""
    page.put(row, column, value, look)
    draft.beside.append((page.name, row, column))
