"""Rows that are no activity data: water, output; and which lines may be added up."""

from __future__ import annotations

from collections.abc import Sequence

from checker.testing.draw import dice
from checker.testing.facts import Figure, Line
from checker.testing.page import Draft, Page, put_beside
from checker.testing.vocabulary import list_words, pick

ADDED_POWER = {("grid_electricity", "purchased"), ("pv_electricity", "own_use"), ("electricity", "consumed")}


def are_addable(lines: Sequence[Line]) -> bool:
    """Tell whether a filer would add these lines: one unit, and all power used or all one fuel."""
    subjects = {(line.source, line.flow) for line in lines}
    return (
        len(lines) > 1
        and len({line.unit for line in lines}) == 1
        and (len(subjects) == 1 or subjects <= ADDED_POWER)
    )


def put_distractors(draft: Draft, page: Page, row: int, lead: Sequence[str], columns: Sequence[int],
                    figures: Sequence[Figure]) -> int:  # fmt: skip
    """Put rows of water and of output under a table where the switches ask for them; gives the row after."""
    hand = draft.hand
    # elsewhere their unit would have to be the table's
    if "unit" not in lead or draft.switches.parts == "source_sheets":
        return row
    if draft.switches.water:
        unit = dice(hand.seed, "water").choice(list_words(hand, "distractor.water.unit"))
        _put_row(draft, page, row, lead, columns[: len(figures)], (pick(hand, "distractor.water.name"), unit))
        row += 1
    if draft.switches.production:
        unit = {"zh": "吨", "hi": "टन"}.get(hand.lang, "tonnes")
        _put_row(draft, page, row, lead, columns[: len(figures)], (pick(hand, "output"), unit))
        row += 1
    return row


def _put_row(
    draft: Draft, page: Page, row: int, lead: Sequence[str], columns: Sequence[int], named: tuple[str, str]
) -> None:
    label, unit = named
    roll = dice(draft.hand.seed, "distractor", label)
    texts = {"item": label, "unit": unit, "site": draft.drawn.lines[-1].site}
    for at, kind in enumerate(lead):
        page.put(row, page.left + at, texts.get(kind, ""))
    for column in columns:
        put_beside(draft, page, row, column, float(roll.randint(100, 900)))
