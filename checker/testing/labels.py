"""The columns left of the figures, what stands in them, and where the unit is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checker.testing.draw import dice
from checker.testing.facts import Line
from checker.testing.page import Draft, Page
from checker.testing.vocabulary import bracket_unit, name_bare, name_item, name_unit, pick


class Scene(NamedTuple):
    """What is told outside the table, by its sheet, title or block: the site, the source."""

    site_told: bool = True
    source_told: bool = False
    year_told: bool = True


def unit_place(draft: Draft, lines: Sequence[Line]) -> str:
    """Tell where these lines' unit stands: a title or a corner can hold only one unit."""
    place = draft.switches.unit_at
    if place in ("title", "corner") and len({line.unit for line in all_lines(draft)}) > 1:
        return "own"
    if (
        place == "label"
        and any(line.figures for line in lines)
        and draft.switches.layout not in ("across", "annual", "month_sheets")
    ):
        return "own"
    return place


def all_lines(draft: Draft) -> Sequence[Line]:
    """Give all lines of the book."""
    return draft.drawn.lines


def list_lead(draft: Draft, lines: Sequence[Line], scene: Scene) -> list[str]:
    """List the label columns of a table whose lines are rows, from the left."""
    s = draft.switches
    lead = ["index"] if s.index else []
    if not scene.site_told:
        lead.append("site")
    lead.append("item")
    if s.flow_column:
        lead.append("flow")
    if unit_place(draft, lines) == "own":
        lead.insert(len(lead), "unit")
    return lead


def put_lead(
    draft: Draft, page: Page, top: int, bottom: int, lead: Sequence[str], lines: Sequence[Line]
) -> None:
    """Put the headers of the label columns, at the upper of two header rows, merged down where the filer merges."""
    words = {
        "index": "word.index",
        "site": "word.site",
        "item": "word.item",
        "flow": "word.flow",
        "unit": "word.unit",
    }
    for at, kind in enumerate(lead):
        text = pick(draft.hand, words[kind])
        if kind == "item" and unit_place(draft, lines) == "corner":
            text = write_corner(draft, text, lines[0].unit)
        page.put(top, page.left + at, text)
        if bottom > top and draft.switches.merges:
            page.merge(top, page.left + at, bottom, page.left + at)


def write_corner(draft: Draft, text: str, unit: str) -> str:
    """Write the header of the label column with the unit of all figures in it."""
    spelled = name_unit(draft.hand, unit)
    forms = {
        "zh": ["{text}（单位：{unit}）", "{text}\n单位：{unit}"],
        "hi": ["{text} (इकाई: {unit})"],
    }.get(draft.hand.lang, ["{text} (unit: {unit})", "{text} (in {unit})"])
    return dice(draft.hand.seed, "corner").choice(forms).format(text=text, unit=spelled)


def name_line(draft: Draft, kind: str, line: Line, number: int) -> str | float:
    """Give what stands in a label column for a line."""
    hand = draft.hand
    if kind == "index":
        return float(number)
    if kind == "site":
        return line.site
    if kind == "unit":
        return name_unit(hand, line.unit)
    if kind == "flow":
        return pick(hand, f"flow.{line.flow}")
    label = label_of(draft, line)
    return bracket_unit(hand, label, line.unit) if unit_place(draft, [line]) == "label" else label


def label_of(draft: Draft, line: Line) -> str:
    """Give a line's label: source and flow together, or the source alone where the flow has a column."""
    flow_apart = (
        draft.switches.flow_column and draft.switches.layout != "down"
    ) or draft.switches.layout == "stocks"
    return name_bare(draft.hand, line.item) if flow_apart else name_item(draft.hand, line.item)


def merge_site(draft: Draft, page: Page, first: int, after: int, lead: Sequence[str]) -> None:
    """Merge the cells of one site's rows into one, where the filer merges."""
    if "site" not in lead or not draft.switches.merges or after - first < 2:
        return
    column = page.left + lead.index("site")
    for row in range(first + 1, after):
        page.cells.pop((row, column), None)
    page.merge(first, column, after - 1, column)
