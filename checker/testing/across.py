"""Tables with months across: a line a row, with totals, quarters, pairs of columns and two years side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checker.testing.draw import dice
from checker.testing.facts import Figure, Line
from checker.testing.labels import Scene, list_lead, merge_site, name_line, put_lead, unit_place
from checker.testing.months import list_parts, name_part, name_year, spell_month
from checker.testing.page import Draft, Page, put_beside, put_figure, put_sum
from checker.testing.rows import are_addable, put_distractors
from checker.testing.vocabulary import pick


class Column(NamedTuple):
    """A column right of the labels: one month, a part of the year, the year, a cumulative or a cost."""

    kind: str
    first: int
    last: int
    at: int


def list_columns(draft: Draft, count: int, left: int) -> list[Column]:
    """List the value columns for `count` periods, from a column on."""
    s = draft.switches
    kinds: list[tuple[str, int, int]] = []
    parts = {last: first for first, last in list_parts(draft.hand, count)} if s.years_at != "side" else {}
    for at in range(count):
        kinds.append(("month", at, at + 1))
        if s.pairs != "none":
            kinds.append((s.pairs, 0, at + 1))
        if at + 1 in parts:
            kinds.append(("part", parts[at + 1], at + 1))
    if s.total_along:
        kinds.append(("total", 0, count))
    return [Column(kind, first, last, left + at) for at, (kind, first, last) in enumerate(kinds)]


def lay_across(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:
    """Lay lines out with their months across; gives the row after the last."""
    s, hand = draft.switches, draft.hand
    figures = lines[0].figures
    lead = list_lead(draft, lines, scene)
    columns = list_columns(draft, len(figures), page.left + len(lead))
    trailing = [name for name, on in (("evidence", s.evidence), ("remark", s.remark)) if on]
    band = _name_band(draft, figures)
    deep = bool(band) or s.pairs != "none" or s.years_at == "side"
    header = top + (1 if deep else 0)
    _put_header(draft, page, top, header, columns, figures, band)
    put_lead(draft, page, top, header, lead, lines)
    right = page.left + len(lead) + len(columns)
    for at, name in enumerate(trailing):
        page.put(top, right + at, pick(hand, "word.remark" if name == "remark" else "word.data_source"))
        if deep and s.merges:
            page.merge(top, right + at, header, right + at)
    row = header + 1
    groups = _group(lines)
    for group in groups:
        first = row
        for line in group:
            _put_row(draft, page, row, lead, line, columns, number=row - header)
            for at, name in enumerate(trailing):
                page.put(row, right + at, pick(hand, "remark" if name == "remark" else "evidence", line.item))
            row += 1
        merge_site(draft, page, first, row, lead)
        if len(groups) > 1 and s.total_over and are_addable(group):
            _put_total(draft, page, row, lead, columns, list(range(first, row)), group, "word.subtotal")
            row += 1
    if len(groups) == 1 and s.total_over and are_addable(lines):
        _put_total(draft, page, row, lead, columns, list(range(header + 1, row)), lines, "word.total")
        row += 1
    return put_distractors(
        draft, page, row, lead, [column.at for column in columns if column.kind == "month"], figures
    )


def _group(lines: Sequence[Line]) -> list[list[Line]]:
    sites = list(dict.fromkeys(line.site for line in lines))
    return [[line for line in lines if line.site == site] for site in sites]


def _name_band(draft: Draft, figures: Sequence[Figure]) -> str:
    s, hand = draft.switches, draft.hand
    if s.months == "numbers":
        return pick(hand, "line.month_band")
    return pick(hand, "line.band") if s.levels == 2 and s.pairs == "none" and figures else ""


def _put_header(draft: Draft, page: Page, top: int, header: int, columns: Sequence[Column],
                figures: Sequence[Figure], band: str) -> None:  # fmt: skip
    s, hand = draft.switches, draft.hand
    for column in columns:
        alone = top if header > top and not band else header
        if column.kind == "month":
            content, look = spell_month(hand, figures[column.first].start)
            page.put(header if s.years_at == "side" or band else top, column.at, content, look)
            if s.pairs != "none":
                word = "word.this_month" if s.pairs == "cumulative" else "word.use"
                page.put(header, column.at, pick(hand, word))
                if s.merges:
                    page.merge(top, column.at, top, column.at + 1)
        elif column.kind == "part":
            size = column.last - column.first
            page.put(header, column.at, name_part(hand, s.parts_of_year, column.last // size))
        elif column.kind == "total":
            page.put(alone, column.at, pick(hand, "word.total"))
        else:
            money = {"zh": "（元）", "hi": " (₹)"}.get(
                hand.lang, {"us": " ($)", "in": " (INR)"}.get(hand.locale, " (GBP)")
            )
            word = pick(hand, f"word.{column.kind}")
            page.put(header, column.at, word.partition("（")[0] + money if column.kind == "cost" else word)
    if band:
        page.put(top, columns[0].at, band)
        if s.merges:
            page.merge(top, columns[0].at, top, columns[-1].at)
    if s.years_at == "side":
        for first in range(0, len(figures), 12):
            page.put(top, columns[first].at, name_year(hand, figures[first].start.year))
            if s.merges:
                page.merge(top, columns[first].at, top, columns[first + 11].at)


def _put_row(draft: Draft, page: Page, row: int, lead: Sequence[str], line: Line, columns: Sequence[Column],
             number: int) -> None:  # fmt: skip
    for at, kind in enumerate(lead):
        page.put(row, page.left + at, name_line(draft, kind, line, number))
    cells = {column.first: (row, column.at) for column in columns if column.kind == "month"}
    price = dice(draft.hand.seed, "price", line.item).uniform(0.4, 9)
    for column in columns:
        part = line.figures[column.first : column.last]
        if column.kind == "month":
            put_figure(draft, page, row, column.at, line, part[0])
        elif column.kind == "cost":
            paid = line.figures[column.last - 1].quantity
            if paid is not None:
                put_beside(draft, page, row, column.at, round(paid * price, 2))
        elif column.kind == "cumulative":
            if line.figures[column.last - 1].quantity is not None:
                put_sum(
                    draft,
                    page,
                    row,
                    column.at,
                    [cells[at] for at in range(column.last)],
                    [line],
                    line.figures[: column.last],
                )
        else:
            put_sum(
                draft,
                page,
                row,
                column.at,
                [cells[at] for at in range(column.first, column.last)],
                [line],
                part,
            )


def _put_total(draft: Draft, page: Page, row: int, lead: Sequence[str], columns: Sequence[Column], rows: list[int],
               lines: Sequence[Line], word: str) -> None:  # fmt: skip
    place = lead.index("site") if "site" in lead and word == "word.total" else lead.index("item")
    page.put(row, page.left + place, pick(draft.hand, word))
    if "site" in lead and word == "word.subtotal":
        page.put(row, page.left + lead.index("site"), lines[0].site)
    if "unit" in lead and unit_place(draft, lines) == "own":
        page.put(row, page.left + lead.index("unit"), name_line(draft, "unit", lines[0], 0))
    for column in columns:
        if column.kind == "cost":
            continue
        parts = [figure for line in lines for figure in line.figures[column.first : column.last]]
        if column.kind == "cumulative" and all(
            line.figures[column.last - 1].quantity is None for line in lines
        ):
            continue
        put_sum(draft, page, row, column.at, [(each, column.at) for each in rows], lines, parts)
